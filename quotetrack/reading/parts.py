"""A part of the input: what can be read by itself, in any process and any order. May import: this room."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from quotetrack.errors import InputError, MissingExtra
from quotetrack.model import Article, Problem
from quotetrack.reading.foreign import NOTICE, is_foreign
from quotetrack.reading.registry import format_named
from quotetrack.reading.source import Source


@dataclass(frozen=True, slots=True)
class Part:
    """A whole file, some lines of a JSON Lines file, or a Problem in place of either.

    ``number`` counts the inputs of a run: parts of one file share it. ``size`` is in bytes. ``path`` is what to open,
    ``label`` the same for people; ``data`` stands for a file that cannot be opened again (standard input) or is not in
    UTF-8. ``start`` and ``end`` (exclusive) bound the lines in the file, the first of which has the number ``line``.
    """

    number: int
    label: str
    size: int = 0
    format: str = ""
    path: str | None = None
    collection: str | None = None
    start: int = 0
    end: int | None = None
    line: int = 1
    data: bytes | None = None
    problem: Problem | None = None


def read_part(part: Part) -> Iterator[Article | Problem]:
    """The articles of a part as they are read, and Problems; it never raises for what the input holds."""
    if part.problem is not None:
        yield part.problem
        return
    try:
        with _opened(part) as stream:
            stem = "stdin" if part.path is None else printable(Path(part.path).stem)
            source = Source(
                part.label, stem, stream, part.path and part.label, collection=part.collection, line=part.line
            )
            for item in format_named(part.format).read(source):
                yield item
                if isinstance(item, Article) and is_foreign(item):
                    yield Problem(part.label, NOTICE, fatal=False, item=item.id)
    except InputError as error:
        yield Problem(error.source, error.reason)
    except MissingExtra as error:
        yield Problem(part.label, str(error))
    except OSError as error:
        yield Problem(part.label, why_unreadable(error))


def printable(path: str | Path) -> str:
    """``path`` as a label: bytes of a file's name that are no UTF-8 are written \\xNN."""
    try:
        return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def why_unreadable(error: OSError | ValueError) -> str:
    """What the operating system has against a path, and what to do."""
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    if isinstance(error, PermissionError):
        return "may not be read; check its permissions"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror}); check the path"
    return "cannot be read (no valid path); check the path"


@contextmanager
def _opened(part: Part) -> Iterator[BinaryIO]:
    if part.data is not None:
        yield io.BytesIO(part.data)
        return
    assert part.path is not None
    with Path(part.path).open("rb") as stream:
        if part.end is None:
            yield stream
        else:
            stream.seek(part.start)
            yield io.BytesIO(stream.read(part.end - part.start))
