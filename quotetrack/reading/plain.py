"""Plain text and Markdown: the characters as they are, minus a block of front matter. May import: this room."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quotetrack.errors import InputError
from quotetrack.model import Article, Problem
from quotetrack.reading.decoding import decode, notice
from quotetrack.reading.metadata import NAMES, make_article, read_metadata
from quotetrack.reading.source import Source

# Front matter longer than this is no front matter.
_LONGEST_MATTER = 65_536

_FENCE = re.compile(r"---[ \t]*(?:\r\n|\n|\r)")
_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|$)")
_KEY = re.compile(r"([A-Za-z][\w -]{0,40}?)[ \t]*:(?:[ \t]+(.*))?$")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)$")
_KNOWN = frozenset(key for keys in NAMES.values() for key in keys)


def read_text(source: Source) -> Iterator[Article | Problem]:
    """The one article of a text or Markdown file."""
    data, sha256 = source.whole()
    decoded = decode(data, source.label)
    told = notice(decoded)
    if told:
        yield Problem(source.label, told, fatal=False)
    fields, begin = split_front_matter(decoded.text)
    text = decoded.text[begin:] if begin else decoded.text
    if not text.strip():
        raise InputError(source.label, "empty; there is no text " + ("under its front matter" if begin else "in it"))
    metadata = read_metadata(fields)
    yield make_article(text, metadata, source.origin(metadata, sha256))


def split_front_matter(text: str) -> tuple[dict[str, str | list[str]], int]:
    """The fields of the block between two ``---`` lines at the very top, and where the article begins behind it.

    ({}, 0) where there is none: a block counts only if all its lines are ``key: value`` (or items of a list under a
    key, or blank, or a comment) and one key is known.
    """
    fence = _FENCE.match(text)
    if fence is None:
        return {}, 0
    fields: dict[str, str | list[str]] = {}
    key, at = "", fence.end()
    while at < min(len(text), _LONGEST_MATTER):
        found = _LINE.match(text, at)
        if found is None:
            break
        line, at = found[1].rstrip(), found.end()
        if line == "---":
            return (fields, at) if _KNOWN & fields.keys() else ({}, 0)
        item = _ITEM.match(line)
        pair = _KEY.match(line)
        if pair is not None:
            key = pair[1].casefold()
            fields.setdefault(key, _value(pair[2] or ""))
        elif item is not None and key:
            held = fields[key]
            fields[key] = [*(held if isinstance(held, list) else []), _unquoted(item[1].strip())]
        elif line.strip() and not line.startswith("#"):
            break
    return {}, 0


def _value(printed: str) -> str | list[str]:
    printed = printed.strip()
    if printed.startswith("[") and printed.endswith("]"):
        return [_unquoted(item.strip()) for item in printed[1:-1].split(",")]
    return _unquoted(printed)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'" else value
