"""Entry point of ``python -m webagg.bench``."""

import sys

from webagg.bench.cli import main

if __name__ == "__main__":
    sys.exit(main())
