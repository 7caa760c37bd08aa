"""The command ``quotetrack``: its commands together, and the one place where an error becomes one line.

Exit codes: 0 done (also when nothing was found), 1 something failed, 2 wrong usage, 130 interrupted, 141 the reader of
the output went away (as the shell reports it of other programs). Imports click, errors and the commands' modules.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from quotetrack.cli.adding import add
from quotetrack.cli.articles import article
from quotetrack.cli.auditing import audit
from quotetrack.cli.comparing import compare
from quotetrack.cli.correcting import corrections, quote, undo
from quotetrack.cli.evaluating import evaluate
from quotetrack.cli.examining import doctor
from quotetrack.cli.exchange import export_, import_
from quotetrack.cli.explaining import explain
from quotetrack.cli.extracting import extract
from quotetrack.cli.keeping import backup, restore
from quotetrack.cli.knowing import export_people, import_people
from quotetrack.cli.options import Settings, db_option
from quotetrack.cli.output import complain
from quotetrack.cli.reextracting import reextract
from quotetrack.cli.reviewing import review
from quotetrack.cli.searching import search, show, speaker, speakers
from quotetrack.cli.serving import serve
from quotetrack.errors import QuotetrackError

FAILED, WRONG_USAGE, INTERRUPTED, READER_GONE = 1, 2, 130, 141


class _ReaderGoneError(Exception):
    """The output was closed (``| head``); click would end the process by itself on a BrokenPipeError."""


class _Commands(click.Group):
    """Lists the commands in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            raise _ReaderGoneError from None
        except KeyboardInterrupt:
            if sys.stderr.isatty():
                click.echo(err=True)  # the terminal has just shown ^C
            raise click.Abort from None
        return result


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="quotetrack", message="%(prog)s %(version)s")
@db_option
@click.pass_context
def main(ctx: click.Context, db: Path | None) -> None:
    """Who said what, where, and in which words: finds quotes and their speakers in news articles.

    \b
    Example:
      quotetrack add articles/
      quotetrack search --speaker "Jane Roe" "climate change"
      quotetrack serve --open
    """
    ctx.obj = Settings(db)


for _command in (
    add, search, show, article, speakers, speaker, audit, review, quote, undo, corrections, extract, explain, evaluate,
    reextract, export_, import_, serve, backup, restore, doctor,
):  # fmt: skip
    main.add_command(_command)
for _command in (compare, import_people, export_people):
    speakers.add_command(_command)


def run(args: Sequence[str] | None = None) -> NoReturn:
    """Runs a command line (default: the process's own) and ends the process with its exit code."""
    # Articles leave next to no cycles behind: looking for them less often saves a tenth of the time.
    gc.set_threshold(50_000, 20, 100)
    sys.exit(status(args))


def status(args: Sequence[str] | None = None) -> int:
    """Runs a command line and returns its exit code, errors told in one line on standard error."""
    try:
        _prepare_streams()
        code = main.main(None if args is None else list(args), prog_name="quotetrack", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return WRONG_USAGE
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        see = f" (see {context.command_path} --help)" if context is not None else ""
        complain(f"quotetrack: {error.format_message()}{see}")
        return error.exit_code
    except QuotetrackError as error:
        complain(f"quotetrack: {error}")
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        complain("quotetrack: interrupted")
        return INTERRUPTED
    except (_ReaderGoneError, BrokenPipeError):
        _silence(sys.stdout)
        return READER_GONE
    except OSError as error:
        # Reading and storing explain their own; what is left is mostly the output (a full disk).
        complain(f"quotetrack: {error.filename or 'the output'}: {error.strerror or error}")
        _silence(sys.stdout)
        return FAILED


def _prepare_streams() -> None:
    """A pipe gets UTF-8 whatever the locale; nothing that is printed may raise for its characters."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the caller: ">&-"
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _silence(stream: TextIO) -> None:
    """Lets the interpreter flush at its end without a second complaint."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return
