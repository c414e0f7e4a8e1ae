import numpy as np
import numpy.typing as npt

def check_rgba(
    rgba: npt.NDArray[np.uint8], name: str = "rgba"
) -> npt.NDArray[np.uint8]: ...
