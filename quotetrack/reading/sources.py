"""From what the user names (a file, a folder, "-") to Articles and Problems, in a fixed order. May import: this room.

    find_files walks -> plan parts, JSON Lines cut at line ends -> read_part, here or in another process -> told_once

Folders are walked with a stack, sorted by name, each folder once however many links lead to it.
"""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

from quotetrack.errors import InputError
from quotetrack.model import Article, Problem
from quotetrack.reading.cutting import cut
from quotetrack.reading.decoding import MAX_ARTICLE_BYTES
from quotetrack.reading.parts import Part, printable, read_part, why_unreadable
from quotetrack.reading.registry import FORMATS, Format, format_named, format_of_suffix, guess_format

# Files of text that hold no article as they stand; without a telling suffix a file is taken for what it looks like.
_OTHER_SUFFIXES = frozenset({".csv", ".json", ".toml", ".tsv", ".xml", ".yaml", ".yml"})
_HEAD = 4096
T = TypeVar("T")
# About so many bytes of JSON Lines are a part: some hundredths of a second of work, and what a pipe holds.
_CHUNK = 1 << 16


def read(
    source: str | Path, *, input_format: str | None = None, collection: str | None = None
) -> Iterator[Article | Problem]:
    """The articles of a file, of a folder (walked down, sorted, hidden files left out) or of standard input ("-").

    ``input_format`` ("text", "markdown", "html", "jsonl") overrides the file's suffix, and then every file of a folder
    is read; ``collection`` is the name within which ids that the input gives are unique (default: the file's stem).
    Bad input never raises: it is a Problem, fatal for what was left out, not fatal for a notice. Articles come as
    they are read; a folder's files are read one at a time.
    Raises ValueError for an unknown ``input_format``.
    """
    parts = plan([source], input_format=input_format, collection=collection)
    return told_once((part, item) for part in parts for item in read_part(part))


def plan(
    sources: Iterable[str | Path], *, input_format: str | None = None, collection: str | None = None
) -> Iterator[Part]:
    """The input in parts, in order, found as they are asked for; what cannot be read is a part with a Problem.

    Options as in ``read``, and ValueError.
    """
    forced = format_named(input_format) if input_format is not None else None
    return _plan(sources, forced, collection)


def told_once(read: Iterable[tuple[Part, T | Problem]]) -> Iterator[T | Problem]:
    """What was read of parts in order, with each notice once a file: that its encoding is another need not be said
    twice."""
    number, told = None, set[str]()
    for part, item in read:
        if isinstance(item, Problem) and not item.fatal:
            if part.number != number:
                number, told = part.number, set()
            if item.reason in told:
                continue
            told.add(item.reason)
        yield item


def total_size(sources: Iterable[str | Path], *, input_format: str | None = None) -> int | None:
    """How many bytes the files to read have in all; None where standard input is among them and is no file."""
    forced = format_named(input_format) if input_format is not None else None
    total = 0
    for source in sources:
        if source == "-":
            try:
                status = os.fstat(sys.stdin.fileno())
            except (AttributeError, OSError, ValueError):
                return None
            if not stat.S_ISREG(status.st_mode):
                return None
            total += status.st_size
        else:
            total += sum(found.size for found in _find(source, forced) if isinstance(found, _File))
    return total


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    size: int
    format: Format | None  # None: it tells by its first bytes


def _plan(sources: Iterable[str | Path], forced: Format | None, collection: str | None) -> Iterator[Part]:
    number = 0
    for source in sources:
        for found in ["-"] if source == "-" else _find(source, forced):
            number += 1
            if isinstance(found, Problem):
                yield Part(number, found.source, problem=found)
            elif isinstance(found, _File):
                yield from _plan_file(found, number, collection)
            else:
                yield from _plan_stdin(forced, number, collection)


# ---------------------------------------------------------------- paths


def _find(given: str | Path, forced: Format | None) -> Iterator[_File | Problem]:
    """The files that a path stands for."""
    label = printable(given)
    path = Path(given)
    try:
        # Path("") is the folder we are in: nobody means that by an empty name.
        status = path.stat() if str(given) else None
    except (OSError, ValueError) as error:
        yield Problem(label, why_unreadable(error))
        return
    if status is None:
        yield Problem("''", "an empty path; name a file, a folder or - for standard input")
    elif stat.S_ISDIR(status.st_mode):
        yield from _walk(path, forced)
    elif forced is None and format_of_suffix(path.suffix) is None and path.suffix.lower() in _OTHER_SUFFIXES:
        readable = ", ".join(form.suffixes[0] for form in FORMATS)
        yield Problem(label, f"{path.suffix} files are not read; give {readable}, or say --input-format")
    else:
        yield _file(str(given), status, forced or format_of_suffix(path.suffix))


def _walk(folder: Path, forced: Format | None) -> Iterator[_File | Problem]:
    seen: set[tuple[int, int]] = set()
    # Paths are made one by one: a folder may hold hundreds of thousands of names.
    stack = [iter([folder])]
    found = False
    while stack:
        path = next(stack[-1], None)
        if path is None:
            stack.pop()
            continue
        known = forced or format_of_suffix(path.suffix)
        try:
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                # A link may lead back up, or to a folder that was read already.
                if (status.st_dev, status.st_ino) not in seen:
                    seen.add((status.st_dev, status.st_ino))
                    stack.append(_listed(path))
                continue
        except OSError as error:
            if path is folder or known or isinstance(error, PermissionError):
                found = True
                yield Problem(printable(path), why_unreadable(error))
            continue
        if known is not None:
            found = True
            yield _file(str(path), status, known)
    if not found:
        suffixes = ", ".join(known.suffixes[0] for known in FORMATS)
        yield Problem(printable(folder), f"no article in this folder; articles are files in {suffixes}")


def _listed(folder: Path) -> Iterator[Path]:
    names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    return (folder / name for name in names)


def _file(path: str, status: os.stat_result, known: Format | None) -> _File | Problem:
    if stat.S_ISREG(status.st_mode):
        return _File(path, status.st_size, known)
    return Problem(printable(path), f"{_kind(status.st_mode)}, not a file; use - to read from standard input")


def _kind(mode: int) -> str:
    for test, name in ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a folder")):
        if test(mode):
            return name
    return "a device"


# ---------------------------------------------------------------- parts


def _plan_file(file: _File, number: int, collection: str | None) -> Iterator[Part]:
    whole = Part(number, printable(file.path), file.size, path=file.path, collection=collection)
    known = file.format
    try:
        if known is None or known.name == "jsonl":
            with Path(file.path).open("rb") as stream:
                known = known or guess_format(stream.peek(_HEAD))
                if known.name == "jsonl":
                    yield from _cut(whole, iter(partial(stream.read, _CHUNK), b""), keep=False)
                    return
    except OSError as error:
        yield replace(whole, problem=Problem(whole.label, why_unreadable(error)))
        return
    yield replace(whole, format=known.name)


def _plan_stdin(forced: Format | None, number: int, collection: str | None) -> Iterator[Part]:
    whole = Part(number, "-", collection=collection)
    if sys.stdin is None or sys.stdin.closed:  # a daemon, or "<&-"
        told = Problem("-", "standard input is closed; name a file or pipe something in")
        yield replace(whole, problem=told)
        return
    stream = getattr(sys.stdin, "buffer", sys.stdin)
    # Below the buffer: a thread that waits in it holds its lock, and then Python cannot end.
    raw = cast(BinaryIO, getattr(stream, "raw", stream))
    head = b""
    try:
        # Blank lines may stand before the first character that tells the format.
        while not head.strip() and len(head) <= MAX_ARTICLE_BYTES and (chunk := _some(raw, _CHUNK)):
            head += chunk
        known = forced or guess_format(head)
        if known.name == "jsonl":
            yield from _cut(whole, _chunks(head, raw), keep=True)
            return
        data = io.BytesIO()
        for chunk in _chunks(head, raw):
            if data.tell() > MAX_ARTICLE_BYTES:
                break
            data.write(chunk)
    except OSError as error:
        yield replace(whole, problem=Problem("-", why_unreadable(error)))
        return
    yield replace(whole, format=known.name, size=data.tell(), data=data.getvalue())


def _cut(whole: Part, chunks: Iterator[bytes], *, keep: bool) -> Iterator[Part]:
    """The parts of JSON Lines."""
    stem = "stdin" if whole.path is None else printable(Path(whole.path).stem)
    try:
        for piece in cut(chunks, whole.label, keep=keep):
            part = replace(whole, size=piece.end - piece.start, format="jsonl", start=piece.start, end=piece.end)
            if piece.refused is None:
                yield replace(part, line=piece.line, data=piece.data)
            else:
                where, label = f"{whole.label}:{piece.line}", f"{stem}:{piece.line}"
                yield replace(part, problem=Problem(where, piece.refused, fatal=piece.fatal, item=label))
    except InputError as error:
        yield replace(whole, size=0, problem=Problem(error.source, error.reason))


def _chunks(head: bytes, raw: BinaryIO) -> Iterator[bytes]:
    """Standard input from its first bytes, which were read already: what is there, as it comes."""
    chunk = head
    while chunk:
        yield chunk
        chunk = _some(raw, _CHUNK)


def _some(raw: BinaryIO, size: int) -> bytes:
    """What is there, up to ``size`` bytes; waits only where there is nothing."""
    data: bytes | None = raw.read(size)
    if data is None:
        raise BlockingIOError(errno.EAGAIN, "it does not wait for what is to come")
    return data
