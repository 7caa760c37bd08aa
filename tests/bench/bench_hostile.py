"""Input that nobody should give, at its real size, to ``add --jobs 2``: a line of 2 GB in a file and through a pipe,
100,000 empty files, thousands of odd files, links that lead back, pipes and devices as paths.

The good articles among them are stored, the bad ones named, the memory of all processes together stays bounded, and
time grows with the size of the input.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from bench_limits import SENTENCE, BenchError, Limit, addition
from bench_watch import watch

LINE, FILES, FOLDERS = 2_000_000_000, 100_000, 2_000
SHARE = 4  # each is given at a quarter of its size first
# At most: megabytes; CPU time for a byte, file or folder to that at a quarter of the size.
MEMORY, GROWTH = 500.0, 1.25
_GOOD = 50
_ODD = "“No,” said\x00 Ann \x1b[31mLee.\n"
# What no terminal may get: control characters and marks that turn the direction of a line.
_HARMFUL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Given:
    """What a source has in it: ``size`` bytes, files or folders of the hostile sort, and articles that are ``good`` or
    ``bad``. It is the ``paths``, or what ``feed`` writes to standard input."""

    size: int
    good: int
    bad: int
    paths: tuple[str, ...] = ("-",)
    feed: Callable[[IO[bytes]], object] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A sort of input at two sizes: megabytes of memory and CPU seconds with the start, and the start alone."""

    of: str
    sizes: tuple[int, int]
    memory: tuple[float | None, float | None]
    seconds: tuple[float, float]
    start: float

    @property
    def growth(self) -> float:
        """Time for a byte, file or folder at the full size to that at the smaller one."""
        each = [max(took - self.start, 1e-3) / size for took, size in zip(self.seconds, self.sizes, strict=True)]
        return each[1] / each[0]


def measure_hostile(line: int = LINE, files: int = FILES, folders: int = FOLDERS) -> list[Row]:
    """Every sort; raises BenchError where something was lost, told wrongly, or printed raw."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = []
        for of, size, make in (
            ("a line in a file", line, _long_line),
            ("a line through a pipe", line, _long_line_piped),
            ("empty files", files, _empty_files),
            ("odd files", folders, _odd_files),
        ):
            watched = []
            start = _add(folder, Given(1, 1, 0, feed=lambda pipe: pipe.write(SENTENCE.encode())))[1]
            for number, part in enumerate((size // SHARE, size)):
                (folder / f"{number}").mkdir()
                watched.append(_add(folder, make(folder / f"{number}", part)))
                shutil.rmtree(folder / f"{number}")
            (few, took_few), (many, took_many) = watched
            rows.append(Row(of, (size // SHARE, size), (few, many), (took_few, took_many), start))
        return rows


def _add(folder: Path, given: Given) -> tuple[float | None, float]:
    """Memory and CPU seconds of adding it to a new data base."""
    record, errors = folder / "record.db", folder / "errors.jsonl"
    command = [*addition(record, Path(given.paths[0]), jobs=2), *given.paths[1:], "--errors", str(errors)]
    done = watch(command, given.feed)
    out, err = done.out.decode(), done.err.decode()
    listed = errors.read_text(encoding="utf-8").splitlines()
    if (
        done.code != (1 if given.bad else 0)
        or f" {given.good} new, 0 changed, 0 unchanged, {given.bad} failed;" not in out
        or len(listed) != given.bad
        or _HARMFUL.search(out + err)
        or not all(json.loads(line)["reason"] for line in listed)
    ):
        raise BenchError(f"{given.good} good and {given.bad} bad articles: {done.code}, {out!r}, {err[-1000:]!r}")
    for path in folder.glob("record.db*"):
        path.unlink()
    return done.memory, done.seconds


# ---------------------------------------------------------------- the sorts


def _lines(first: int) -> bytes:
    made = ({"id": n, "text": f"{SENTENCE} {n}"} for n in range(first, first + _GOOD))
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in made)


def _long_line(folder: Path, size: int) -> Given:
    """Good lines, one too long, good lines; the long one is a hole in the file, which takes no room on the disk."""
    path = folder / "line.jsonl"
    with path.open("wb") as file:
        file.write(_lines(0) + b'{"text": "')
        file.seek(size, os.SEEK_CUR)
        file.write(b'"}\n' + _lines(_GOOD))
    return Given(size, 2 * _GOOD, 1, (str(path),))


def _long_line_piped(_: Path, size: int) -> Given:
    return Given(size, 2 * _GOOD, 1, feed=partial(_write_long_line, size))


def _write_long_line(size: int, pipe: IO[bytes]) -> None:
    pipe.write(_lines(0) + b'{"text": "')
    some = b"said " * 200_000
    for _ in range(size // len(some) + 1):
        pipe.write(some)
    pipe.write(b'"}\n' + _lines(_GOOD))


def _empty_files(folder: Path, size: int) -> Given:
    for number in range(size):
        (folder / f"{number}.txt").touch()
    return Given(size, 0, size, (str(folder),))


def _odd_files(folder: Path, size: int) -> Given:
    """Folders in one another, each with every odd file, two of which are articles; then pipes and devices as paths."""
    good = bad = 0
    at = folder
    for number in range(size):
        at = folder / f"{number % 40}" / f"{number}"
        at.mkdir(parents=True)
        for name, data, fits in _odd(number):
            good, bad = good + fits, bad + (not fits)
            (at / os.fsdecode(name)).write_bytes(data)
        (at / "up").symlink_to(folder)
        for name, leads in ((b"round.txt", b"round.txt"), (b"gone.txt", b"nowhere")):
            (at / os.fsdecode(name)).symlink_to(os.fsdecode(leads))
        os.mkfifo(at / "pipe.txt")
        bad += 3
    devices = ("/dev/null", "/dev/zero", str(at / "pipe.txt"), str(at / "round.txt"), "a\x1b[2J\u202e\nb", "")
    return Given(size, good, bad + len(devices), (str(folder), *devices))


def _odd(number: int) -> Iterator[tuple[bytes, bytes, bool]]:
    """Names, bytes, and whether that is an article."""
    yield b"a\nname\x1b[2J\x9b2J\r.txt", f"{_ODD}{number}".encode(), True
    yield b"caf\xe9.md", f"{SENTENCE}{number}".encode("utf-16"), True
    yield b"surrogate.jsonl", b'{"text": "He left \\ud83d"}', False
    yield b"name.jsonl", b'{"id": "\\udc00\\ud83d", "text": "He left."}', False
    yield b"deep.jsonl", b"[" * 20_000, False
    yield b"long.jsonl", b'{"id": ' + b"9" * 20_000 + b"}", False
    yield b"nul.jsonl", b"\x00" * 5_000, False
    yield b"binary.txt", bytes(range(256)) * 20, False
    yield b"half.txt", "He left.".encode("utf-16")[:-1] + b"\xd8", False
    yield b"picture.html", b"\x89PNG\r\n\x1a\n" + bytes(500), False


# ---------------------------------------------------------------- how it is judged


def limits(rows: list[Row]) -> list[Limit]:
    return [
        *(
            Limit("megabytes of memory", row.of, held, MEMORY)
            for row in rows
            for held in row.memory
            if held is not None
        ),
        *(Limit(f"CPU time each to that of a {SHARE}th of them", row.of, row.growth, GROWTH) for row in rows),
    ]


def report(rows: list[Row]) -> str:
    lines = ["Hostile: add --jobs 2, megabytes of memory of all its processes and CPU seconds"]
    for row in rows:
        for size, held, took in zip(row.sizes, row.memory, row.seconds, strict=True):
            told = "     -" if held is None else f"{held:6,.0f}"
            lines.append(f"  {row.of:22}{size:>14,}{told} MB{took:>8.2f} s")
    return "\n".join(lines)
