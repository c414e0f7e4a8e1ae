import numpy as np
import numpy.typing as npt

def unfilter(rows: npt.NDArray[np.uint8], bpp: int) -> npt.NDArray[np.uint8]: ...
