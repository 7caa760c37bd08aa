"""The cells of a listing as text: what a column is, and how values are made fit for a terminal or a file.

Text is shown harmless: no character can move the cursor, turn the direction of a line, or break a row. Imports the
standard library.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]

# What a terminal shows of a listing before somebody asks for more.
SCREENFUL = 20
# A cell of a table is for reading, not for keeping: the whole text is one "show" away.
LONGEST_CELL = 500

# C0 and C1, invisible characters that change direction or order, line and paragraph separators, tags, half surrogate
# pairs. Joiners and soft hyphens stay: emoji and some scripts need them.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NAMED = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that people read: its heading, how a row fills it, and how wide it is (``width`` in characters, or a
    ``share`` of what is left)."""

    title: str
    cell: Callable[[Row], str]
    width: int | None = None
    share: int = 1
    style: str = ""
    right: bool = False


def escaped(text: str) -> str:
    """``text`` with control characters, marks of direction and half surrogate pairs written as \\n, \\x1b, \\u202e."""
    return _CONTROL.sub(_escape, text)


def encodable(text: str) -> str:
    """``text`` verbatim, but for half surrogate pairs, which no file can hold."""
    try:
        text.encode()  # in a tenth of the time of a search
    except UnicodeEncodeError:
        return _SURROGATE.sub(_escape, text)
    return text


def plain(value: object) -> str:
    """A value of a row as one piece of text: words of {text, span}, lists joined, None empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping) and "text" in value:
        return str(value["text"])
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, Mapping | list | tuple):
        return to_json(value)
    return str(value)


def cropped(text: str, most: int = LONGEST_CELL) -> str:
    """``text`` up to ``most`` characters, and how many more there are."""
    return text if len(text) <= most else f"{text[:most]}… (+{len(text) - most:,} characters)"


def counted(number: int, what: str) -> str:
    """ "1 quote", "2 quotes"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def to_json(value: object) -> str:
    """``value`` as JSON in one line, verbatim, as ``harmless_json`` writes it."""
    return harmless_json(json.dumps(value, ensure_ascii=False))


def harmless_json(written: str) -> str:
    """JSON of the same value, in which nothing can steer a terminal and no half surrogate pair stands: all such
    characters are written \\uXXXX."""
    if written.isascii() and "\x7f" not in written:
        return written
    return _CONTROL.sub(_escape_in_json, written)


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: where it begins as one an apostrophe comes before it."""
    return f"'{cell}" if cell.startswith(_FORMULA) and len(cell) > 1 else cell


def _escape_in_json(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    if char in _NAMED:
        return _NAMED[char]
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
