"""``python -m fuzz``. The command stands in a module of its own: a worker's process can only import that."""

import sys

from fuzz.command import main

if __name__ == "__main__":
    sys.exit(main())
