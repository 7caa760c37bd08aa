"""The command audit: who is quoted, and how much of that is not known or may be wrong. Imports click and output; store
inside functions."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from quotetrack.cli.cells import Column, Row
from quotetrack.cli.options import check_date, database, db_option, format_option, limit_option
from quotetrack.cli.output import Listing, choose_format, choose_limit, complain, write_listing

_COUNTS = ("quotes", "words", "people", "unresolved", "unresolved_share", "error")
_ERROR = (
    "error: of the quotes with a named speaker at most about so many have the wrong one, by the measured precision of "
    "the rules that found them (what people decided counts as right)"
)


def _listing(by: tuple[str, ...]) -> Listing:
    return Listing(
        (*by, *_COUNTS),
        (
            *(Column(name.capitalize(), partial(_value, name), share=3) for name in by),
            Column("Quotes", lambda row: f"{row['quotes']:,}", width=8, right=True),
            Column("Words", lambda row: f"{row['words']:,}", width=9, right=True),
            Column("People", lambda row: f"{row['people']:,}", width=7, right=True),
            Column("Unresolved", lambda row: f"{row['unresolved']:,} ({_percent(row['unresolved_share'])})", width=14),
            Column("Error", lambda row: _percent(row["error"]), width=6, right=True),
        ),
    )


def _value(name: str, row: Row) -> str:
    return row[name] or "not known"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


@click.command(short_help="Who is quoted, by outlet, month or anything known of people.")
@click.option(
    "--by",
    multiple=True,
    default=("outlet",),
    metavar="FIELD",
    help="outlet, month, year, type, kind, speaker, or an attribute of known people; may be given several times."
    "  [default: outlet]",
)
@click.option("--outlet", metavar="NAME", help="Only what NAME published (a part of the name will do).")
@click.option("--since", callback=check_date, metavar="DATE", help="Published on DATE or later.")
@click.option("--until", callback=check_date, metavar="DATE", help="Published on DATE or earlier.")
@limit_option()
@format_option()
@db_option
@click.pass_context
def audit(
    ctx: click.Context,
    by: tuple[str, ...],
    outlet: str | None,
    since: str | None,
    until: str | None,
    limit: int | None,
    chosen: str | None,
    db: Path | None,
) -> None:
    """Who is quoted: quotes, words and distinct people by outlet, month or any attribute of known people.

    Beside every count stands what it does not know: how many quotes have no named speaker, and the share of the others
    whose speaker may be the wrong one, as far as the rules were measured. What people decided counts as right.

    \b
    Examples:
      quotetrack audit --by month --by gender
      quotetrack audit --by speaker --outlet gazette --since 2025 --format csv
    """
    from quotetrack.store import Store

    chosen = choose_format(chosen)
    most = choose_limit(limit, chosen)
    with Store.open(database(ctx, db)) as store:
        rows = store.audit(tuple(dict.fromkeys(by)), since=since, until=until, outlet=outlet)
    write_listing(rows[:most], _listing(tuple(dict.fromkeys(by))), chosen, total=len(rows))
    complain(_ERROR if rows else "no quotes")
