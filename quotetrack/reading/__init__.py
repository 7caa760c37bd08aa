"""A path or a stream to Articles: one module a format, one registry; offsets begin here.

    sources (walks, opens) -> registry (which format) -> plain | html | jsonl -> metadata.make_article
                                                             furniture, headers, dates fill what the page prints

Floor 2: imports model and errors only. Words of page furniture are data: furniture.toml.
"""

from quotetrack.reading.furniture import find_furniture
from quotetrack.reading.registry import FORMAT_NAMES
from quotetrack.reading.sources import read

__all__ = ["FORMAT_NAMES", "find_furniture", "read"]
