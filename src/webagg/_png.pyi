import numpy as np
import numpy.typing as npt

from webagg._diff import Marks

def encode_png(rgba: npt.NDArray[np.uint8]) -> bytes: ...
def diff_png(
    current: npt.NDArray[np.uint8],
    previous: npt.NDArray[np.uint8],
    *,
    update: bool = False,
) -> tuple[str, bytes]: ...
def encode_since(
    pixels: npt.NDArray[np.uint8],
    stamps: npt.NDArray[np.uint64],
    base: int,
    marks: Marks | None,
    whole: bool,
) -> tuple[str, bytes]: ...
