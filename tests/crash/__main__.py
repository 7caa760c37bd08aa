"""``python -m tests.crash``, behind ``make crash``."""

import sys

from tests.crash.command import main

if __name__ == "__main__":
    sys.exit(main())
