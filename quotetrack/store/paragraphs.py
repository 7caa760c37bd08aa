"""Where the paragraph around a quote starts and ends, in a text of any make. Imports model only."""

from __future__ import annotations

from collections.abc import Sequence

from quotetrack.model import Span

# Blocks between blank lines are paragraphs where they are this short; else every line is one.
_LONGEST_BLOCK = 2000


def paragraph_around(text: str, spans: Sequence[Span]) -> tuple[int, int]:
    """Start and end (code points, end exclusive) of the paragraph or paragraphs that hold ``spans``.

    Lines are paragraphs; where lines are broken short, those up to the next blank line are one, unless that would
    take more than 2,000 characters. Without spans (0, 0).
    """
    if not spans:
        return 0, 0
    first = max(0, min(span.start for span in spans))
    last = max(first, min(len(text), max(span.end for span in spans)))
    start, end = text.rfind("\n", 0, first) + 1, _line_end(text, last)
    block_start, block_end = start, end
    while block_start and block_end - block_start <= _LONGEST_BLOCK:
        before = text.rfind("\n", 0, block_start - 1) + 1
        if not text[before:block_start].strip():
            break
        block_start = before
    while block_end < len(text) and block_end - block_start <= _LONGEST_BLOCK:
        after = _line_end(text, block_end + 1)
        if not text[block_end:after].strip():
            break
        block_end = after
    if block_end - block_start <= _LONGEST_BLOCK:
        start, end = block_start, block_end
    while end > last and text[end - 1] in "\r\n":
        end -= 1
    return start, end


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
