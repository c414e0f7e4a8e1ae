import numpy as np
import numpy.typing as npt

TILE: int

class Marks:
    def __init__(self, height: int, width: int) -> None: ...
    @property
    def opaque(self) -> bool: ...
    @property
    def whole(self) -> bool: ...
    def pixels(self, width: int) -> npt.NDArray[np.bool_]: ...

def copy_damage(
    current: npt.NDArray[np.uint8],
    previous: npt.NDArray[np.uint8],
    marks: Marks,
    top: int,
    stamps: npt.NDArray[np.uint64],
    frame_id: int,
    judge: bool,
) -> bool: ...
