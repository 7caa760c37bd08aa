"""JSON Lines: an article a line, in bounded memory. May import: this room.

A line that cannot be read is a Problem with its number, and the next one is read. A line's own sha256 is not kept:
its text is stored whole.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from quotetrack.errors import InputError
from quotetrack.model import Article, Problem
from quotetrack.reading.decoding import MAX_ARTICLE_BYTES, Decoded, byte_order_mark, decode, notice, refuse_binary
from quotetrack.reading.metadata import Origin, make_article, read_metadata
from quotetrack.reading.source import Source

_CHUNK = 1 << 20
# Control characters may stand raw in a string: exporters write them, and they harm nobody.
_decode = json.JSONDecoder(strict=False).decode


class _LineError(ValueError):
    """Why a line is no article."""


def read_jsonl(source: Source) -> Iterator[Article | Problem]:
    """The articles of a JSON Lines file, and a Problem for each line that is none."""
    collection = source.collection or source.stem
    told, blank = False, True
    mark = byte_order_mark(source.stream.peek(4))
    marked = notice(Decoded("", mark[2])) if mark else None
    for number, line in _lines(source):
        where = f"{source.label}:{number}"
        if line is None:
            blank = False
            limit = MAX_ARTICLE_BYTES // 1_000_000
            yield Problem(where, f"a line longer than {limit} MB, skipped; split the article or leave it out")
            continue
        try:
            text, encoding = (line, marked) if isinstance(line, str) else _characters(line, where)
            if not text or text.isspace():
                continue
            blank = False
            if encoding and not told:
                told = True
                yield Problem(where, f"{encoding} (told once a file)", fatal=False)
            yield _article(text, Origin(f"{source.stem}:{number}", collection, source.path))
        except _LineError as error:
            yield Problem(where, str(error))
        except InputError as error:
            yield Problem(where, error.reason)
    if blank:
        raise InputError(source.label, "empty; give a file with an article a line")


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


def _lines(source: Source) -> Iterator[tuple[int, bytes | str | None]]:
    """Each line with its number, without its byte order mark; None for one too long, which is skipped in chunks."""
    stream: Any = source.stream
    head = source.stream.peek(4)
    mark = byte_order_mark(head)
    empty: bytes | str = b""
    newline: bytes | str = b"\n"
    if mark is not None:
        stream.read(len(mark[0]))
        if mark[2] != "UTF-8":
            stream = io.TextIOWrapper(stream, encoding=mark[1], newline="\n")
            empty, newline = "", "\n"
    else:
        refuse_binary(head, source.label)
    number = 0
    try:
        while (line := stream.readline(MAX_ARTICLE_BYTES + 1)) != empty:
            number += 1
            if len(line) <= MAX_ARTICLE_BYTES or line.endswith(newline):
                yield number, line
                continue
            del line
            while (rest := stream.readline(_CHUNK)) != empty and not rest.endswith(newline):
                pass
            yield number, None
    except UnicodeError:
        raise InputError(f"{source.label}:{number + 1}", "broken text; save the file as UTF-8") from None
    finally:
        if stream is not source.stream:
            stream.detach()
