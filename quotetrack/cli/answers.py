"""Answers of one key, without Enter: from a terminal, or from a pipe. Imports nothing of ours.

A terminal gives keys one by one from the first question to the last, so that a key that is pressed before its question
is shown counts as well; between two questions nothing is thrown away.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import click


class Keys(Protocol):
    """Where answers come from."""

    def key(self) -> str:
        """One key in lower case; "" at the end."""
        ...

    def line(self) -> str:
        """A line that is typed, as one sees it; "" for an empty one."""
        ...


@contextmanager
def single_keys() -> Iterator[Keys]:
    """Keys of standard input; a terminal is as it was afterwards."""
    if not sys.stdin.isatty():
        yield _Pipe()
        return
    try:
        import termios
    except ImportError:  # Windows
        yield _Console()
        return
    terminal = _Terminal(sys.stdin.fileno())
    try:
        yield terminal
    finally:
        termios.tcsetattr(terminal.number, termios.TCSADRAIN, terminal.before)


class _Terminal:
    def __init__(self, number: int) -> None:
        import termios

        self.number = number
        self.before = termios.tcgetattr(number)
        self._single()

    def _single(self) -> None:
        """Every key by itself and unseen; Ctrl-C is one as well."""
        import termios

        now = termios.tcgetattr(self.number)
        now[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
        now[6][termios.VMIN], now[6][termios.VTIME] = 1, 0
        termios.tcsetattr(self.number, termios.TCSADRAIN, now)

    def key(self) -> str:
        return os.read(self.number, 1).decode("latin-1").lower()

    def line(self) -> str:
        import termios

        termios.tcsetattr(self.number, termios.TCSADRAIN, self.before)
        try:
            return sys.stdin.readline().strip()
        except KeyboardInterrupt:
            click.echo()
            return ""
        finally:
            self._single()


class _Console:
    def key(self) -> str:
        return click.getchar().lower()

    def line(self) -> str:
        return sys.stdin.readline().strip()


class _Pipe:
    """The next character that is no blank is a key."""

    def key(self) -> str:
        while key := sys.stdin.read(1):
            if not key.isspace():
                return key.lower()
        return ""

    def line(self) -> str:
        # The key may have stood on a line of its own.
        return sys.stdin.readline().strip() or sys.stdin.readline().strip()
