"""``python -m tests.gate``: see gate."""

import sys

from tests.gate.gate import main

sys.exit(main(sys.argv[1:]))
