import numpy as np
import numpy.typing as npt

from webagg._picture import Picture

def encode_png(rgba: npt.NDArray[np.uint8]) -> bytes: ...
def diff_png(
    current: npt.NDArray[np.uint8],
    previous: npt.NDArray[np.uint8],
    *,
    update: bool = False,
) -> tuple[str, bytes]: ...
def encode_since(picture: Picture, base: int, marked: bool) -> tuple[str, bytes]: ...
