"""python -m vizvae"""

import sys

from vizvae.cli import main

if __name__ == "__main__":
    sys.exit(main())
