"""From what the user names (a file, a folder, "-") to Articles and Problems, in a fixed order. May import: this room.

Folders are walked with a stack, sorted by name, each folder once however many links lead to it.
"""

from __future__ import annotations

import io
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from quotetrack.errors import InputError, MissingExtra
from quotetrack.model import Article, Problem
from quotetrack.reading.decoding import MAX_ARTICLE_BYTES
from quotetrack.reading.registry import FORMATS, Format, format_named, format_of_suffix, guess_format
from quotetrack.reading.source import Source

# Files of text that hold no article as they stand; without a telling suffix a file is taken for what it looks like.
_OTHER_SUFFIXES = frozenset({".csv", ".json", ".toml", ".tsv", ".xml", ".yaml", ".yml"})
_HEAD = 4096
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
    forced = format_named(input_format) if input_format is not None else None
    if source == "-":
        return _read_stdin(forced, collection)
    return _read_path(source, forced, collection)


def printable(path: str | Path) -> str:
    """``path`` as a label: bytes of a file's name that are no UTF-8 are written \\xNN."""
    try:
        return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        return str(path).encode("utf-8", "backslashreplace").decode("utf-8")


def _read_path(given: str | Path, forced: Format | None, collection: str | None) -> Iterator[Article | Problem]:
    label = printable(given)
    path = Path(given)
    try:
        # Path("") is the folder we are in: nobody means that by an empty name.
        status = path.stat() if str(given) else None
    except (OSError, ValueError) as error:
        yield Problem(label, _why(error))
        return
    if status is None:
        yield Problem("''", "an empty path; name a file, a folder or - for standard input")
    elif stat.S_ISDIR(status.st_mode):
        yield from _read_folder(path, forced, collection)
    else:
        yield from _read_file(path, label, forced or format_of_suffix(path.suffix), collection)


def _read_folder(folder: Path, forced: Format | None, collection: str | None) -> Iterator[Article | Problem]:
    seen: set[tuple[int, int]] = set()
    stack, found = [folder], False
    while stack:
        path = stack.pop()
        label = printable(path)
        try:
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                # A link may lead back up, or to a folder that was read already.
                if (status.st_dev, status.st_ino) in seen:
                    continue
                seen.add((status.st_dev, status.st_ino))
                names = sorted(entry.name for entry in path.iterdir() if not entry.name.startswith("."))
                stack.extend(path / name for name in reversed(names))
                continue
        except OSError as error:
            if path is folder or forced or format_of_suffix(path.suffix) or isinstance(error, PermissionError):
                found = True
                yield Problem(label, _why(error))
            continue
        known = forced or format_of_suffix(path.suffix)
        if known is not None:
            found = True
            yield from _read_file(path, label, known, collection)
    if not found:
        suffixes = ", ".join(known.suffixes[0] for known in FORMATS)
        yield Problem(printable(folder), f"no article in this folder; articles are files in {suffixes}")


def _read_file(path: Path, label: str, known: Format | None, collection: str | None) -> Iterator[Article | Problem]:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield Problem(label, f"{_kind(status.st_mode)}, not a file; use - to read from standard input")
            return
        if known is None and path.suffix.lower() in _OTHER_SUFFIXES:
            readable = ", ".join(form.suffixes[0] for form in FORMATS)
            yield Problem(label, f"{path.suffix} files are not read; give {readable}, or say --input-format")
            return
        with path.open("rb") as stream:
            chosen = known or guess_format(stream.peek(_HEAD))
            opened = Source(label, printable(path.stem), stream, path=label, collection=collection)
            yield from _read_stream(chosen, opened)
    except OSError as error:
        yield Problem(label, _why(error))


def _read_stdin(forced: Format | None, collection: str | None) -> Iterator[Article | Problem]:
    if sys.stdin is None or sys.stdin.closed:  # a daemon, or "<&-"
        yield Problem("-", "standard input is closed; name a file or pipe something in")
        return
    raw = cast(BinaryIO, getattr(sys.stdin, "buffer", sys.stdin))
    head = b""
    try:
        # Blank lines may stand before the first character that tells the format.
        while not head.strip() and len(head) <= MAX_ARTICLE_BYTES and (chunk := _some(raw, _CHUNK)):
            head += chunk
        stream = cast(io.BufferedReader, io.BufferedReader(_Rejoined(head, raw), _CHUNK))
        yield from _read_stream(forced or guess_format(head), Source("-", "stdin", stream, collection=collection))
    except OSError as error:
        yield Problem("-", _why(error))


def _read_stream(known: Format, source: Source) -> Iterator[Article | Problem]:
    try:
        yield from known.read(source)
    except InputError as error:
        yield Problem(error.source, error.reason)
    except MissingExtra as error:
        yield Problem(source.label, str(error))


def _some(raw: Any, size: int) -> bytes:
    """What is there, up to ``size`` bytes, without waiting for more."""
    return bytes((getattr(raw, "read1", None) or raw.read)(size))


class _Rejoined(io.RawIOBase):
    """A stream that begins with the bytes already read from it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data: Any = self._head[: len(buffer)]
        if data:
            self._head = self._head[len(data) :]
        else:
            data = _some(self._rest, len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _kind(mode: int) -> str:
    for test, name in ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISDIR, "a folder")):
        if test(mode):
            return name
    return "a device"


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder; check the path"
    if isinstance(error, PermissionError):
        return "may not be read; check its permissions"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read ({error.strerror}); check the path"
    return "cannot be read (no valid path); check the path"
