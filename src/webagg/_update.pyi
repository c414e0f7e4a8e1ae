import numpy as np
import numpy.typing as npt

def encode_update(
    pixels: npt.NDArray[np.uint8],
    stamps: npt.NDArray[np.uint64],
    frame_id: int,
    base: int,
    small: bool,
    opaque: bool,
) -> bytes: ...
