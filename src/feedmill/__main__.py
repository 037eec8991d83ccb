"""`python -m feedmill` is `feedmill`."""

import sys

from feedmill.cli import main

if __name__ == "__main__":
    sys.exit(main())
