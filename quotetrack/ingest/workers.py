"""Work on the parts of an input, in this process or in several; the results come in the order of the parts.

Workers are fresh interpreters started with ``subprocess``. A fork would copy locks that other threads of the caller
hold (the library may be used in threads, and progress is shown by one); multiprocessing's spawn and forkserver run the
caller's main module again, which a script without a guard, a notebook or ``python -c`` does not stand, and their
workers outlive a parent that is killed. A fresh interpreter costs a quarter of a second, so that small inputs are done
here. Its standard input closes when we end, in whatever way, and then it ends too.

Results cross as pickles of the frozen values: measured, that is a twentieth of extracting and storing them.
Imports reading, model and errors; the work is given by the caller.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import chain
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from quotetrack.errors import QuotetrackError
from quotetrack.model import Problem
from quotetrack.reading import Part, told_once

T = TypeVar("T")
Work = Callable[[Part], Iterable[T | Problem]]
Setup = Callable[[], Work[T]]
"""Makes the work in each process, once; it is pickled, so it must be a function of a module, or a partial of one."""

# An input smaller than this is done here: measured on two cores, two workers are ahead from 1.5 to 2 MB on.
WORTH_WORKERS = 2_000_000
# A worker gets files of so many bytes in all at a time, each counted as at least _OPENING.
_TASK = 1 << 16
_OPENING = 4096
# Parts and results that wait for their turn: so many tasks a worker, of so many bytes of input in all.
_TASKS_AHEAD = 3
_BYTES_AHEAD = 32_000_000


def available_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def results(
    parts: Iterable[Part],
    setup: Setup[T],
    jobs: int = 1,
    *,
    here: Work[T] | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Generator[T | Problem, None, None]:
    """What the work makes of the parts, in their order, whatever the number of ``jobs``.

    With more than one, and enough to do, worker processes do it, each with the work that ``setup`` makes there;
    otherwise this process does, with ``here`` (default: ``setup()``), as the results are asked for. ``on_bytes`` is
    called with the size of each part whose results were taken.
    Close the iterator when it is not read to its end. Raises QuotetrackError where a worker ends unasked, after the
    results of the parts before.
    """
    with closing(_results(iter(parts), setup, jobs, here)) as found:
        yield from told_once(_flat(found, on_bytes))


def _results(
    parts: Iterator[Part], setup: Setup[T], jobs: int, here: Work[T] | None
) -> Generator[tuple[Part, Iterable[T | Problem]], None, None]:
    if jobs > 1:
        ahead: list[Part] = []
        size = 0
        for part in parts:
            ahead.append(part)
            size += _weight(part)
            if size >= WORTH_WORKERS:
                yield from _Workers(setup, jobs).results(chain(ahead, parts))
                return
            if part.data is not None:  # there may be nothing more to read for a while
                here = here or setup()
                yield from ((waiting, here(waiting)) for waiting in ahead)
                ahead.clear()
        parts = iter(ahead)
    here = here or setup()
    yield from ((part, here(part)) for part in parts)


def _flat(
    found: Iterable[tuple[Part, Iterable[T]]], on_bytes: Callable[[int], None] | None
) -> Iterator[tuple[Part, T]]:
    for part, items in found:
        for item in items:
            yield part, item
        if on_bytes is not None:
            on_bytes(part.size)


def _weight(part: Part) -> int:
    return max(part.size, _OPENING)


def _tasks(parts: Iterable[Part]) -> Iterator[list[Part]]:
    """Parts that are worth handing over together. What came by a pipe waits for nothing."""
    task: list[Part] = []
    for part in parts:
        task.append(part)
        if part.data is not None or sum(map(_weight, task)) >= _TASK:
            yield task
            task = []
    if task:
        yield task


class _Room:
    """Lets in tasks while few enough wait, by number and by size; one is always let in."""

    def __init__(self, tasks: int, size: int) -> None:
        self._changed = threading.Condition()
        self._tasks = tasks
        self._size = size
        self._inside: deque[int] = deque()
        self._closed = False

    def enter(self, size: int) -> bool:
        """Waits for room; False where there will be none any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._takes(size))
            self._inside.append(size)
            return not self._closed

    def leave(self) -> None:
        """The task that entered first has gone."""
        with self._changed:
            self._inside.popleft()
            self._changed.notify()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def _takes(self, size: int) -> bool:
        return not self._inside or (len(self._inside) < self._tasks and sum(self._inside) + size <= self._size)


class _Workers:
    """So many processes, each with a thread here that hands it a task and waits for the answer.

    One more thread reads the input ahead, so that results are told while the input keeps us waiting.
    """

    def __init__(self, setup: Setup[Any], jobs: int) -> None:
        self._setup = pickle.dumps(setup)
        self._threads = ThreadPoolExecutor(jobs, "quotetrack-worker")
        self._room = _Room(_TASKS_AHEAD * jobs, _BYTES_AHEAD)
        self._order: SimpleQueue[tuple[list[Part], Future[Any]] | BaseException | None] = SimpleQueue()
        self._idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()
        self._closed = False

    def results(self, parts: Iterator[Part]) -> Iterator[tuple[Part, Any]]:
        threading.Thread(target=self._hand_out, args=(parts,), name="quotetrack-reader", daemon=True).start()
        try:
            while (found := self._order.get()) is not None:
                if isinstance(found, BaseException):
                    raise found
                task, answer = found
                yield from zip(task, answer.result(), strict=True)
                self._room.leave()
        finally:
            self._close()

    def _hand_out(self, parts: Iterator[Part]) -> None:
        try:
            for task in _tasks(parts):
                if not self._room.enter(sum(map(_weight, task))):
                    return
                self._order.put((task, self._threads.submit(self._ask, task)))
            self._order.put(None)
        except BaseException as error:  # for the one who waits for results
            self._order.put(error)

    def _ask(self, task: list[Part]) -> Any:
        """What a worker makes of a task; there are as many workers as threads that ask."""
        try:
            process = self._idle.get_nowait()
        except Empty:
            process = self._begin()
        try:
            _tell(process, pickle.dumps(task))
            assert process.stdout is not None
            found, message, trace = pickle.load(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            raise QuotetrackError(_obituary(process, task)) from None
        if trace is not None:
            raise RuntimeError(f"a worker process failed\n{trace}")
        if message is not None:
            raise QuotetrackError(message)
        self._idle.put(process)
        return found

    def _begin(self) -> subprocess.Popen[bytes]:
        code = f"import sys; sys.path[:] = {sys.path!r}; from quotetrack.ingest.worker import main; main()"
        with self._lock:
            if self._closed:
                raise QuotetrackError("the workers were sent home")
            try:
                process = subprocess.Popen(
                    [sys.executable, "-c", code],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,  # Ctrl-C is for us alone
                )
            except OSError as error:
                raise QuotetrackError(f"no worker process can be started ({error}); use --jobs 1") from None
            self._processes.append(process)
        with suppress(OSError):  # it has ended already: the first answer tells
            _tell(process, self._setup)
        return process

    def _close(self) -> None:
        self._room.close()
        with self._lock:
            self._closed = True
            for process in self._processes:
                process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            with suppress(OSError), process:
                pass


def _tell(process: subprocess.Popen[bytes], pickled: bytes) -> None:
    assert process.stdin is not None
    process.stdin.write(pickled)
    process.stdin.flush()


def _obituary(process: subprocess.Popen[bytes], task: list[Part]) -> str:
    code = process.wait()
    how = f"was killed (signal {-code})" if code < 0 else f"ended unasked (exit code {code})"
    return (
        f"a worker process {how} at {task[0].label}; what was done before is kept: run the command again,"
        " with fewer --jobs if memory is short"
    )
