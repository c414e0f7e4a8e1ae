"""The shortest: a line, in the browser.

The backend is named here; ``MPLBACKEND=module://webagg`` in the environment, or
``python -m webagg first_figure.py``, would do without a change to the script.
"""

import matplotlib

matplotlib.use("module://webagg")
import matplotlib.pyplot as plt

plt.plot([1, 3, 2])
plt.show()
