"""Turns stored values into what a page may show: text without its tricks, dates in words, addresses worth a link.

Imports nothing of ours. markupsafe comes with Datasette.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from markupsafe import Markup, escape

# Characters that a reader cannot see but that end, hide or turn round what stands near them. Joiners stay: emoji and
# some scripts are written with them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]|\r(?!\n)"
)
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?\Z", re.DOTALL)
_YEARLESS = re.compile(r"--(\d\d)-(\d\d)\Z")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def visible(value: object) -> Markup:
    """Any value as HTML: escaped, with hidden and direction-turning characters written out (\\x00, \\u202e)."""
    text = "" if value is None else str(value)
    if not _HIDDEN.search(text):
        return escape(text)
    shown = Markup()
    end = 0
    for found in _HIDDEN.finditer(text):
        shown += escape(text[end : found.start()]) + Markup(
            '<span class="hidden-character" title="{}">{}</span>'
        ).format(f"U+{ord(found[0]):04X}, a character that is not seen", written_out(found[0]))
        end = found.end()
    return shown + escape(text[end:])


def plain(value: object) -> str:
    """The same as plain text, for titles of pages and attributes."""
    return _HIDDEN.sub(lambda found: written_out(found[0]), "" if value is None else str(value))


def written_out(character: str) -> str:
    """A character as its escape: \\x00, \\u202e, \\U000e0001."""
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shortened(text: str, most: int) -> str:
    """``text`` up to ``most`` characters, cut at a word where one ends near, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[:most]
    space = cut.rfind(" ")
    return (cut[:space] if space > most * 4 // 5 else cut).rstrip() + " …"


def day(published: object) -> str:
    """A stored date in words: "3 June 2025", "June 2025", "3 June (year unknown)"; "" for none; others as they are."""
    text = "" if published is None else str(published)
    if found := _YEARLESS.match(text):
        month, number = int(found[1]), int(found[2])
        return f"{number} {_MONTHS[month - 1]} (year unknown)" if 1 <= month <= 12 else text
    found = _DATE.match(text)
    if not found:
        return text
    year, month_text, day_text = found.groups()
    if month_text is None:
        return year
    if not 1 <= int(month_text) <= 12:
        return text
    name = f"{_MONTHS[int(month_text) - 1]} {year}"
    return name if day_text is None else f"{int(day_text)} {name}"


def is_full_date(text: str) -> bool:
    """Whether ``text`` is a day that exists, as a date field of a form takes it."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def web_address(url: object) -> str | None:
    """The address if it is one of the web, to be linked; None for "javascript:…" and all else."""
    if not isinstance(url, str):
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def percent(value: object) -> str:
    """0.93 as "93 %"; "" for none."""
    return f"{float(value) * 100:.0f} %" if isinstance(value, (int, float)) else ""
