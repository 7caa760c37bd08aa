"""Options that several commands share, and where the data base is. Imports click only."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from quotetrack.cli.output import FORMATS
from quotetrack.model import Attributions

DEFAULT_DB = Path("db/quotes.db")
_Command = TypeVar("_Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Settings:
    """What stood before the command."""

    db: Path | None = None


db_option = click.option(
    "--db",
    type=click.Path(path_type=Path),
    help=f"The data base.  [default: $QUOTETRACK_DB, else {DEFAULT_DB}]",
)


def database(ctx: click.Context, db: Path | None) -> Path:
    """The data base to use: ``--db`` after the command, before it, from the environment, or the default one."""
    settings = ctx.find_object(Settings) or Settings()
    return db or settings.db or Path(os.environ.get("QUOTETRACK_DB") or DEFAULT_DB)


def format_option(*formats: str, pipe: str = "tsv", terminal: str = "table") -> Callable[[_Command], _Command]:
    """``--format`` with the given choices (default: all)."""
    return click.option(
        "--format",
        "chosen",
        type=click.Choice(formats or FORMATS),
        help=f"How to print.  [default: {terminal} on a terminal, {pipe} in a pipe]"
        if pipe != terminal
        else f"How to print.  [default: {terminal}]",
    )


def limit_option(what: str = "rows") -> Callable[[_Command], _Command]:
    """``--limit``, where 0 means all."""
    return click.option(
        "--limit",
        type=click.IntRange(min=0),
        help=f"Print at most so many {what}; 0 for all.  [default: 20 on a terminal, else all]",
    )


# With the thirty to forty cases that rare rules have, this bound means right every other time: what is below names
# nobody unasked.
MIN_CONFIDENCE = 0.35
confidence_option = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=MIN_CONFIDENCE,
    show_default=True,
    help="Show a quote whose attribution is less sure than this (0 to 1) without its speaker, so that it is nobody's, "
    "and one whose speaker may well be another (identity_confidence) without the name; 0 shows every guess.",
)
attributions_option = click.option(
    "--attributions",
    type=click.Choice([level.value for level in Attributions]),
    default=Attributions.SPEECH.value,
    show_default=True,
    callback=lambda _context, _option, level: Attributions(level),
    help="Without quotation marks: clauses that were said, what speech was about as well, or thoughts and plans too.",
)
attributed_option = click.option("--attributed", is_flag=True, help="Leave out quotes without a speaker.")


def _author(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """Who corrects: as given, else $QUOTETRACK_USER, else the name of the login."""
    if value is not None:
        return value
    if named := os.environ.get("QUOTETRACK_USER"):
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        raise click.BadParameter("the login has no name; give one: --by NAME, or set QUOTETRACK_USER", ctx) from None


def signing_options(command: _Command) -> _Command:
    """``--by`` and ``--why``, for commands that correct."""
    why = click.option("--why", metavar="TEXT", help="Why: kept with the correction.")
    by = click.option(
        "--by", callback=_author, metavar="NAME", help="Who corrects.  [default: $QUOTETRACK_USER, else the login]"
    )
    return by(why(command))


def check_date(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The callback of an option that takes a date as far as it is known: 2025, 2025-06 or 2025-06-03."""
    from quotetrack.store.search import is_date

    if value is not None and not is_date(value):
        raise click.BadParameter(f"{value!r} is no date; write 2025, 2025-06 or 2025-06-03", ctx, param)
    return value


def check_attributes(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The callback of an option that takes NAME=VALUE any number of times."""
    made = {}
    for value in values:
        name, sign, wanted = value.partition("=")
        if not sign or not name.strip() or not wanted.strip():
            raise click.BadParameter(f"{value!r} is no condition; write gender=female", ctx, param)
        made[name.strip().lower()] = wanted.strip()
    return made


def _check_input_format(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """The names are asked for only when one is given: reading has a word list."""
    if value is not None:
        from quotetrack.reading import FORMAT_NAMES

        if value not in FORMAT_NAMES:
            raise click.BadParameter(f"{value!r} is none; choose one of {', '.join(FORMAT_NAMES)}", ctx, param)
    return value


input_format_option = click.option(
    "--input-format",
    callback=_check_input_format,
    metavar="NAME",
    help="Read every PATH as text, markdown, html or jsonl, whatever its name.",
)
