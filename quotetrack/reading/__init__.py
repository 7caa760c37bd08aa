"""A path or a stream to Articles: one module a format, one registry; offsets begin here.

    sources (walks, plans; cutting cuts JSON Lines) -> parts -> registry (which format) -> plain | html | jsonl
                                 -> metadata.make_article; furniture, headers, dates fill what the page prints

Floor 2: imports model and errors only. Words of page furniture are data: furniture.toml.
"""

from quotetrack.reading.furniture import find_furniture
from quotetrack.reading.parts import Part, read_part
from quotetrack.reading.registry import FORMAT_NAMES
from quotetrack.reading.sources import plan, read, told_once, total_size

__all__ = ["FORMAT_NAMES", "Part", "find_furniture", "plan", "read", "read_part", "told_once", "total_size"]
