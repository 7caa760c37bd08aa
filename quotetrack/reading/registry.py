"""The formats that can be read, by name and by suffix: the one place to add another. May import: this room."""

from __future__ import annotations

import re
from typing import NamedTuple

from quotetrack.reading.html import read_html
from quotetrack.reading.jsonl import read_jsonl
from quotetrack.reading.plain import read_text
from quotetrack.reading.source import Reader


class Format(NamedTuple):
    """A format: its name for ``--input-format``, the suffixes of its files, its reader."""

    name: str
    suffixes: tuple[str, ...]
    read: Reader


FORMATS = (
    Format("text", (".txt", ".text"), read_text),
    Format("markdown", (".md", ".markdown"), read_text),
    Format("html", (".html", ".htm", ".xhtml"), read_html),
    Format("jsonl", (".jsonl", ".ndjson"), read_jsonl),
)

FORMAT_NAMES = tuple(known.name for known in FORMATS)
_PAGE = re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head)\b", re.IGNORECASE)
_BEGINNING = 1000
_BY_NAME = {known.name: known for known in FORMATS}
_BY_SUFFIX = {suffix: known for known in FORMATS for suffix in known.suffixes}


def format_named(name: str) -> Format:
    """The format of that name; raises ValueError naming the ones there are."""
    if name not in _BY_NAME:
        raise ValueError(f"unknown input format {name!r}; choose one of {', '.join(FORMAT_NAMES)}")
    return _BY_NAME[name]


def format_of_suffix(suffix: str) -> Format | None:
    """The format whose files end in ``suffix`` (".txt"), in any case."""
    return _BY_SUFFIX.get(suffix.lower())


def guess_format(head: bytes) -> Format:
    """The format of an input without a telling name, by its first bytes: JSON Lines if its first character is "{", HTML
    if it begins as a page does, else text."""
    # A byte order mark, and the NULs of UTF-16 around it, are no characters.
    begin = head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n\v\f")
    if begin.startswith(b"{"):
        return format_named("jsonl")
    return format_named("html" if _PAGE.match(begin[:_BEGINNING].replace(b"\0", b"")) else "text")
