"""JSON Lines: an article a line. May import: this room.

A line that cannot be read is a Problem with its number, and the next one is read. A line's own sha256 is not kept:
its text is stored whole. ``cutting`` has cut the input into parts of whole lines, none of them too long.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from quotetrack.errors import InputError
from quotetrack.model import Article, Problem
from quotetrack.reading.decoding import decode, notice
from quotetrack.reading.metadata import Origin, make_article, read_metadata
from quotetrack.reading.source import Source

# Control characters may stand raw in a string: exporters write them, and they harm nobody.
_decode = json.JSONDecoder(strict=False).decode


class _LineError(ValueError):
    """Why a line is no article."""


def read_jsonl(source: Source) -> Iterator[Article | Problem]:
    """The articles of some lines, and a Problem for each line that is none."""
    collection = source.collection or source.stem
    told = False
    for number, line in enumerate(source.stream, source.line):
        if not line.strip():
            continue
        where, label = f"{source.label}:{number}", f"{source.stem}:{number}"
        try:
            text, encoding = _characters(line, where)
            if encoding and not told:
                told = True
                yield Problem(where, f"{encoding} (told once a file)", fatal=False, item=label)
            yield _article(text, Origin(label, collection, source.path))
        except _LineError as error:
            yield Problem(where, str(error), item=label)
        except InputError as error:
            yield Problem(where, error.reason, item=label)


def _characters(line: bytes, where: str) -> tuple[str, str | None]:
    try:
        return line.decode(), None
    except UnicodeDecodeError:
        decoded = decode(line, where)
        return decoded.text, notice(decoded)


def _article(line: str, origin: Origin) -> Article:
    record = _record(line)
    meta = record.get("meta")
    mappings = (record, meta) if isinstance(meta, dict) else (record,)
    text = next((held["text"] for held in mappings if isinstance(held.get("text"), str)), None)
    if text is None:
        raise _LineError('no "text" that is a string; give the article as {"text": "…"}')
    return make_article(text, read_metadata(*mappings), origin)


def _record(line: str) -> dict[str, Any]:
    try:
        record = _decode(line)
    except json.JSONDecodeError as error:
        raise _LineError(f"not JSON ({error.msg}, column {error.colno}); mend or remove the line") from None
    except (ValueError, RecursionError) as error:
        what = "nested too deep" if isinstance(error, RecursionError) else "a number too long"
        raise _LineError(f"not readable JSON ({what}); mend or remove the line") from None
    if not isinstance(record, dict):
        raise _LineError('not a JSON object; give the article as {"text": "…"}')
    return record
