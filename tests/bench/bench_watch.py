"""A command watched while it runs: the memory of all its processes, its CPU time, what it printed."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from threading import Thread
from typing import IO

from bench_limits import ROOT, BenchError

_EVERY = 0.05


@dataclass(frozen=True, slots=True)
class Watched:
    """``memory`` is the most that its processes held together, in MB, what several of them share counted once; None
    where /proc does not tell. ``seconds`` are CPU seconds of all of them."""

    memory: float | None
    seconds: float
    code: int
    out: bytes
    err: bytes


def watch(command: Sequence[str], feed: Callable[[IO[bytes]], object] | None = None) -> Watched:
    """Runs a command to its end; ``feed`` writes to its standard input, which is closed then."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    most: float | None = None
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = Popen(list(command), stdin=PIPE if feed else DEVNULL, stdout=out, stderr=err, env=environment)
        if feed is not None:
            Thread(target=_feed, args=(process, feed), daemon=True).start()
        while not (ended := os.wait4(process.pid, os.WNOHANG))[0]:
            held = _held_with_children(process.pid)
            most = held if held is not None and held > (most or 0) else most
            time.sleep(_EVERY)
        _, status, used = ended
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return Watched(most, used.ru_utime + used.ru_stime, process.returncode, out.read(), err.read())


def peak_memory(command: Sequence[str]) -> float | None:
    """The most memory that a command and its processes hold together, in MB; None where /proc does not tell."""
    done = watch(command)
    if done.code:
        raise BenchError(f"failed with {done.code}, run it to see why: {' '.join(command)[:300]}")
    return done.memory


def _feed(process: Popen[bytes], feed: Callable[[IO[bytes]], object]) -> None:
    assert process.stdin is not None
    try:
        with process.stdin as pipe:
            feed(pipe)
    except BrokenPipeError:  # it has ended; how, its exit code tells
        pass


def _held_with_children(process: int) -> float | None:
    """What a process holds with its children and theirs. Workers have a session of their own: only the parent tells
    whose they are."""
    parents = dict(_parents())
    held = None
    for number in parents:
        above: int | None = number
        while above is not None and above != process:
            above = parents.get(above)
        if above is None:
            continue
        with suppress(OSError, StopIteration):  # it has just ended
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
            line = next(line for line in lines if line.startswith("Pss:"))
            held = (held or 0.0) + int(line.split()[1]) * 1024 / 1e6
    return held


def _parents() -> Iterator[tuple[int, int]]:
    """Every process with its parent."""
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            _, _, told = (path / "stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")
            yield int(path.name), int(told.split(" ", 2)[1])
