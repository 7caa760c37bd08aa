"""``python -m tests.together``, behind ``make together``."""

import sys

from tests.together.command import main

if __name__ == "__main__":
    sys.exit(main())
