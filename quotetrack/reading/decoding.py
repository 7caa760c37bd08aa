"""Bytes to characters: byte order mark, declared, strict UTF-8, Windows-1252, then a detector. Nothing is normalised.

May import: errors. ``charset_normalizer`` is loaded only where all else has failed.
"""

from __future__ import annotations

import codecs
import logging
from typing import NamedTuple

from quotetrack.errors import InputError

MAX_ARTICLE_BYTES = 50_000_000
"""An article longer than this is refused by name; so is a line of JSON Lines."""

# UTF-32 first: its little-endian mark begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)

# Files that people hand over by mistake, told by their first bytes so that the message can say what they are.
_SIGNATURES = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"SQLite format 3\x00", "an SQLite data base"),
    (b"\x7fELF", "a program"),
)

# Codecs that are no text encodings of files, or that are slow or unsafe on hostile bytes.
_NEVER_DECLARED = frozenset({"idna", "punycode", "raw_unicode_escape", "undefined", "unicode_escape", "utf-7"})

_PRINTED = {"cp1252": "Windows-1252", "utf-8": "UTF-8"}

# C0 controls that have no place in text; tab, line ends, backspace, form feed and escape do turn up in it.
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\b\x1b") + b"\x7f"


class Decoded(NamedTuple):
    """The characters, the encoding's usual name, and whether a byte order mark was dropped."""

    text: str
    encoding: str
    marked: bool = False


def byte_order_mark(data: bytes) -> tuple[bytes, str, str] | None:
    """The mark that ``data`` begins with, as (mark, codec, printed name)."""
    return next((known for known in _MARKS if data.startswith(known[0])), None)


def decode(data: bytes, source: str, *, declared: str | None = None) -> Decoded:
    """The characters of ``data``.

    ``declared`` is a charset that the input itself names (an HTML meta element).
    Raises InputError for ``source`` where the bytes are no text.
    """
    mark = byte_order_mark(data)
    if mark is not None:
        found = _try(data[len(mark[0]) :], mark[1])
        if found is not None:
            return Decoded(found, mark[2], marked=True)
        if mark[2] != "UTF-8":
            raise InputError(source, f"broken {mark[2]}, though its first bytes promise it; save it as UTF-8")
        data = data[len(mark[0]) :]
    refuse_binary(data, source)
    codec = _declared_codec(declared)
    for name in (codec, "utf-8", "cp1252"):
        if name is None:
            continue
        found = _try(data, name)
        if found is not None:
            if name != "utf-8" and codec != name:
                refuse_binary(data, source, share=0.02)
            return Decoded(found, _PRINTED.get(name, name))
    refuse_binary(data, source, share=0.02)
    return _detect(data, source)


def refuse_binary(data: bytes, source: str, *, share: float = 0.1) -> None:
    """Raise InputError if ``data`` bears a known signature or holds more than ``share`` of control characters.

    A NUL here and there is still text: it is stored as it is.
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(source, f"{what}, not text; save its text as .txt or .html")
    if len(data) - len(data.translate(None, _CONTROLS)) > share * len(data):
        raise InputError(source, "binary data, not text; give a text, HTML or JSON Lines file")


def notice(decoded: Decoded) -> str | None:
    """What to tell the user about the encoding, or None for UTF-8."""
    return None if decoded.encoding == "UTF-8" else f"decoded as {decoded.encoding}, not UTF-8"


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _declared_codec(declared: str | None) -> str | None:
    """The Python codec for a declared charset, read as browsers do: Latin-1 and ASCII mean Windows-1252."""
    if not declared:
        return None
    try:
        info = codecs.lookup(declared.strip())
    except (LookupError, ValueError):
        return None
    if info.name in _NEVER_DECLARED or not getattr(info, "_is_text_encoding", True):
        return None
    if info.name in ("iso8859-1", "ascii"):
        return "cp1252"
    # A declaration that could be read byte by byte is not written in UTF-16 or UTF-32.
    return "utf-8" if info.name.startswith(("utf-16", "utf-32")) else info.name


def _detect(data: bytes, source: str) -> Decoded:
    logging.getLogger("charset_normalizer").addHandler(logging.NullHandler())
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    found = None if best is None else _try(data, best.encoding)
    if best is None or found is None:
        raise InputError(source, "text in an unknown encoding, or no text at all; save it as UTF-8")
    return Decoded(found, best.encoding.replace("_", "-"))
