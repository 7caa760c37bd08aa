"""JSON Lines cut into parts of whole lines, so that each part can be read by itself. May import: this room.

Cutting looks at nothing but line ends, thousands of times as fast as reading; memory is a chunk, and for input that
cannot be read again (a pipe) its longest line.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from quotetrack.errors import InputError
from quotetrack.reading.decoding import MAX_ARTICLE_BYTES, Decoded, byte_order_mark, notice, refuse_binary

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Cut:
    """Whole lines: the number of the first, and where they stand in bytes (``end`` exclusive); with ``data`` they are
    these bytes instead, in UTF-8. ``refused`` says why a single line is left out."""

    line: int
    start: int
    end: int
    data: bytes | None = None
    refused: str | None = None
    fatal: bool = True


def cut(chunks: Iterable[bytes], label: str, *, keep: bool) -> Iterator[Cut]:
    """The lines of an input that comes in ``chunks``, about a chunk of them at a time; ``keep``: with their bytes.

    Raises InputError for what is no text or has no line with anything in it.
    """
    rest = iter(chunks)
    head = next(rest, b"")
    # A pipe may hand over the first bytes one by one.
    while len(head) < 4 and (more := next(rest, b"")):
        head += more
    mark = byte_order_mark(head)
    if mark is None:
        refuse_binary(head[:_HEAD], label)
    begin = len(mark[0]) if mark else 0
    chunks = chain([head[begin:]], rest)
    if mark is not None and mark[2] != "UTF-8":
        yield Cut(1, 0, begin, refused=f"{notice(Decoded('', mark[2]))} (told once a file)", fatal=False)
        yield from _lines(_recoded(chunks, mark[1], label), label, begin, keep=True)
    else:
        yield from _lines(chunks, label, begin, keep=keep)


def _lines(chunks: Iterable[bytes], label: str, begin: int, *, keep: bool) -> Iterator[Cut]:
    limit = MAX_ARTICLE_BYTES
    line, at, blank = 1, begin, True
    # The line that has no end yet: how many bytes of it were read, and those bytes.
    held = 0
    kept: list[bytes] = []

    def whole(start: int, end: int, last: bytes) -> Cut:
        return Cut(line, start, end, b"".join([*kept, last]) if keep else None)

    def refused(end: int) -> Cut:
        reason = f"a line longer than {limit // 1_000_000} MB, skipped; split the article or leave it out"
        return Cut(line, at - held, end, refused=reason)

    try:
        for chunk in chunks:
            blank = blank and not chunk.strip()
            first, last, after = chunk.find(b"\n"), chunk.rfind(b"\n") + 1, 0
            if last and held + first > limit:
                after = first + 1
                yield refused(at + after)
                line, held, kept = line + 1, 0, []
            if after < last:
                yield whole(at + after - held, at + last, chunk[after:last])
                line, held, kept = line + chunk.count(b"\n", after, last), 0, []
            at += len(chunk)
            held += len(chunk) - last
            if held > limit:
                kept.clear()
            elif keep:
                kept.append(chunk[last:])
    except InputError as error:
        raise InputError(f"{error.source}:{line}", error.reason) from None
    if held > limit:
        yield refused(at)
    elif held:
        yield whole(at - held, at, b"")
    if blank:
        raise InputError(label, "empty; give a file with an article a line")


def _recoded(chunks: Iterable[bytes], codec: str, label: str) -> Iterator[bytes]:
    """``chunks`` in UTF-8, as far as they can be decoded; then InputError."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for chunk in chain(chunks, [b""]):
            if text := decoder.decode(chunk, final=not chunk):
                yield text.encode()
    except UnicodeDecodeError as error:
        if good := error.object[: error.start].decode(codec, "ignore"):
            yield good.encode()
        raise InputError(label, "broken text; save the file as UTF-8") from None
