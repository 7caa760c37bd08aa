"""Ctrl-C and SIGTERM while a long command works: it stops between two articles and can still tell what was done.

Imports the standard library only.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

_STOPS = {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL}


class Stopped(KeyboardInterrupt):
    """Somebody asked the command to stop; ``code`` is the exit code (130 for Ctrl-C, 143 for SIGTERM)."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number


class Stopping:
    """While it is entered, the first Ctrl-C or SIGTERM raises Stopped, a second one ends the process at once.

    Does nothing outside the main thread, nor for a signal that is ignored or handled already (``nohup``, a test).
    """

    def __init__(self) -> None:
        self._asked: int | None = None
        self._held = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Stopping:
        if threading.current_thread() is threading.main_thread():
            for number, usual in _STOPS.items():
                if signal.getsignal(number) is usual:
                    self._before[number] = signal.signal(number, self._stop)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Holds Stopped back to the end of the block, so that something is done and told, or neither."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        if self._asked is not None:
            raise Stopped(self._asked)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self._asked is not None:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        self._asked = number
        if not self._held:
            raise Stopped(number)
