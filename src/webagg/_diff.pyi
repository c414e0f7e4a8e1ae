import numpy as np
import numpy.typing as npt

TILE: int

def copy_damage(
    current: npt.NDArray[np.uint8],
    previous: npt.NDArray[np.uint8],
    mask: npt.NDArray[np.uint64],
    rows: npt.NDArray[np.uint8],
    stamps: npt.NDArray[np.uint64],
    frame_id: int,
) -> tuple[bool, bool, bool]: ...
