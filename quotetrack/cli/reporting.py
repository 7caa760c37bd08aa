"""What a long command tells while it works: progress on a terminal, events for a service, failed items in a file.

Imports click; rich and reading inside functions.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from quotetrack.cli.cells import escaped, to_json
from quotetrack.cli.output import complain
from quotetrack.errors import QuotetrackError

if TYPE_CHECKING:
    from quotetrack.model import Problem

_Command = TypeVar("_Command", bound=Callable[..., Any])
# How often a service hears of progress.
_SECONDS = 5.0
# So many failures are kept to be listed at the end.
_MOST_LISTED = 1_000


def work_options(command: _Command) -> _Command:
    """The options of commands that read many articles: ``jobs``, ``strict``, ``errors``, ``log_format``."""
    for option in (
        click.option(
            "--log-format",
            type=click.Choice(("text", "json")),
            default="text",
            show_default=True,
            help="json prints an object a line on standard error, for services: "
            '{"event": "start" | "problem" | "progress" (every five seconds) | "summary" | "error", "time", …}.',
        ),
        click.option(
            "--errors",
            metavar="FILE",
            type=click.Path(path_type=Path, dir_okay=False),
            help='Write what fails to FILE as it comes, as JSON Lines: {"source", "item", "reason"}.',
        ),
        click.option("--strict", is_flag=True, help="Stop at the first article that fails."),
        click.option(
            "--jobs",
            type=click.IntRange(min=1),
            metavar="N",
            help="How many processes read and extract; the result is the same.  [default: the cores there are]",
        ),
    ):
        command = option(command)
    return command


class Report:
    """A context manager around the work, told of everything that happens.

    Counts ``articles`` (failed ones included), those that ``failed``, and the bytes ``read``.
    """

    def __init__(self, log_format: str, errors: Path | None) -> None:
        self._json = log_format == "json"
        self._path = errors
        self._file: TextIO | None = None
        self._total: int | None = None
        self._label = ""
        self._show: Callable[[], None] | None = None
        self._stack = ExitStack()
        self._began = self._told = time.monotonic()
        self._listed: list[Problem] = []
        self.articles = 0
        self.failed = 0
        self.read = 0

    def __enter__(self) -> Report:
        if self._path is not None:
            self._file = self._stack.enter_context(self._path.open("w", encoding="utf-8"))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        if self._json and isinstance(error, QuotetrackError):
            self._tell("error", reason=str(error))
            raise click.exceptions.Exit(1) from None

    def start(self, paths: tuple[str, ...], input_format: str | None, *, bar: bool = True, **facts: object) -> None:
        """The work begins: its progress is shown from now on where somebody looks, on a terminal only with ``bar``."""
        if self._json:
            self._tell("start", paths=list(paths), **facts)
        elif bar and sys.stderr.isatty():
            self._show = self._bar()
        else:
            return
        threading.Thread(target=self._weigh, args=(paths, input_format), daemon=True).start()

    def done(self, label: str) -> None:
        """An article has been done."""
        self.articles += 1
        self._label = label
        self._progress()

    def fail(self, problem: Problem, *, at_once: bool) -> None:
        """An article failed, or something is to be known about one; the text log has it ``at_once`` or at the end."""
        told = {"source": problem.source, "item": problem.item, "reason": problem.reason}
        if problem.fatal:
            self.articles += 1
            self.failed += 1
            if self._file is not None:
                self._file.write(f"{to_json(told)}\n")
                self._file.flush()
        if self._json:
            self._tell("problem", **told, fatal=problem.fatal)
        elif at_once:
            _complain(problem)
        elif len(self._listed) < _MOST_LISTED:
            self._listed.append(problem)
        self._progress()

    def bytes(self, number: int) -> None:
        """So many bytes of the input have been done."""
        self.read += number
        self._progress()

    def list_failures(self) -> None:
        """What was not told at once, at the end of the work."""
        for problem in self._listed:
            _complain(problem)
        if self._listed and (more := self.failed - len(self._listed)):
            self.say(f"{more:,} more failed; {self._path or '--errors FILE'} has them all")

    def interrupted(self, line: str) -> None:
        """Says so, below the ^C that a terminal has just shown."""
        if not self._json and sys.stderr.isatty():
            click.echo(err=True)
        self.say(line)

    def say(self, line: str) -> None:
        """A line of the text log."""
        if not self._json:
            complain(f"quotetrack: {line}")

    def summary(self, **facts: object) -> None:
        """The work is over; ``facts`` are what was done."""
        if self._json:
            self._tell("summary", **facts, seconds=self._seconds())

    def _progress(self) -> None:
        if self._show is not None:
            self._show()
        elif self._json and time.monotonic() - self._told >= _SECONDS:
            counts = {"articles": self.articles, "failed": self.failed, "bytes": self.read, "total_bytes": self._total}
            self._tell("progress", **counts, seconds=self._seconds())
            self._told = time.monotonic()

    def _seconds(self) -> float:
        return round(time.monotonic() - self._began, 3)

    def _tell(self, event: str, **facts: object) -> None:
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        click.echo(to_json({"event": event, "time": now, **facts}), err=True)

    def _weigh(self, paths: tuple[str, ...], input_format: str | None) -> None:
        from quotetrack.reading import total_size

        self._total = total_size(paths, input_format=input_format)

    def _bar(self) -> Callable[[], None]:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
        from rich.table import Column

        shown = Progress(
            BarColumn(bar_width=20),
            TextColumn("{task.fields[articles]}"),
            TransferSpeedColumn(table_column=Column(no_wrap=True)),
            TimeRemainingColumn(table_column=Column(no_wrap=True)),
            # What is left of the line.
            TextColumn("{task.fields[label]}", markup=False, table_column=Column(no_wrap=True, ratio=1)),
            console=Console(stderr=True, highlight=False, markup=False, emoji=False),
            transient=True,
            expand=True,
            redirect_stdout=False,
        )
        self._stack.enter_context(shown)
        task = shown.add_task("", total=None, articles=_articles(0), label="")

        def show() -> None:
            label = escaped(self._label)[:60]
            shown.update(task, completed=self.read, total=self._total, articles=_articles(self.articles), label=label)

        return show


def _articles(number: int) -> str:
    return f"{number:,} article{'' if number == 1 else 's'}"


def _complain(problem: Problem) -> None:
    complain(f"{problem.source}: {problem.reason}")
