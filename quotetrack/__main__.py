"""``python -m quotetrack``: the same as the command ``quotetrack``."""

from quotetrack.cli.main import run

run()
