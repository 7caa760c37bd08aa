"""The commands that correct the record: quote, speakers merge and so on, undo, and the log. Imports click and output;
store inside functions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.cli.cells import Column, Row, counted, escaped, to_json
from quotetrack.cli.exchange import STANDARD, opened, written
from quotetrack.cli.options import Settings, database, db_option, format_option, limit_option, signing_options
from quotetrack.cli.output import Listing, choose_format, choose_limit, complain, write_listing
from quotetrack.cli.searching import speakers
from quotetrack.model import SpeakerKind

if TYPE_CHECKING:
    from quotetrack.store import Corrected, Corrections

CORRECTIONS = Listing(
    ("key", "id", "at", "by", "why", "action", "what", "state"),
    (
        Column("ID", lambda row: str(row["id"]), width=6, right=True),
        Column("What", lambda row: row["what"], share=4),
        Column("Why", lambda row: row["why"] or "", share=2, style="dim"),
        Column("Who", lambda row: f"{row['by']}, {row['at'][:10]}", share=2),
        Column("State", lambda row: row["state"], width=9),
    ),
)


def correct(
    ctx: click.Context, db: Path | None, by: str, why: str | None, what: Callable[[Corrections], Corrected]
) -> None:
    """Makes one correction and says what was done, and what counted before it."""
    from quotetrack.store import Store

    with Store.open(database(ctx, db), write=True) as store:
        done = what(store.corrections(by=by, why=why))
    entry = done.entry
    click.echo(f"correction {entry['id']}: {escaped(entry['what'])}")
    for before in done.before:
        complain(f"before that, {before['by']} had said that {before['what']} ({before['key']})")
    if entry["state"] == "gone":
        complain("it is in the log, but the record has no such quote or speaker now")


def report_lost(before: int, now: int) -> None:
    """Says how many more corrections than before have nothing to correct."""
    if now > before:
        complain(
            f"{counted(now - before, 'correction')} lost the quote or speaker meant, and will be back with it: "
            "quotetrack corrections --gone"
        )


# ---------------------------------------------------------------- quotes


@click.group(short_help="Correct a quote: who said it, that it is none, that it is right.")
def quote() -> None:
    """Correct one quote. Every correction is kept with who, when and why, outlives new versions and new rules, and can
    be undone.

    \b
    Examples:
      quotetrack quote assign 17 "Serhii Kyslytsia" --why "so in the recording"
      quotetrack quote reject 18
      quotetrack quote verify 19
    """


@quote.command(short_help="Say who said a quote.")
@click.argument("quote_id", metavar="ID")
@click.argument("names", metavar="NAME", nargs=-1)
@click.option("--new", is_flag=True, help="Take NAME though the record has nobody of that name.")
@click.option(
    "--kind",
    type=click.Choice([str(kind) for kind in SpeakerKind]),
    default=SpeakerKind.PERSON.value,
    show_default=True,
    help="With --new: what NAME is.",
)
@click.option("--nobody", is_flag=True, help="The text names nobody who said it.")
@signing_options
@db_option
@click.pass_context
def assign(
    ctx: click.Context,
    quote_id: str,
    names: tuple[str, ...],
    new: bool,
    kind: str,
    nobody: bool,
    by: str,
    why: str | None,
    db: Path | None,
) -> None:
    """Say who said a quote; several NAMEs said it together.

    ID is the quote's number or key, NAME a form of the name that the record has, or the speaker's number or key.

    \b
    Examples:
      quotetrack quote assign 17 kyslytsia
      quotetrack quote assign 17 "Ann Lee" --new
      quotetrack quote assign 17 --nobody
    """
    if nobody == bool(names):
        raise click.UsageError("give the NAME of who said it, or --nobody", ctx)
    correct(ctx, db, by, why, lambda made: made.assign(quote_id, names, new=new, kind=SpeakerKind(kind)))


@quote.command(short_help="Say that it is no quote.")
@click.argument("quote_id", metavar="ID")
@signing_options
@db_option
@click.pass_context
def reject(ctx: click.Context, quote_id: str, by: str, why: str | None, db: Path | None) -> None:
    """Say that it is no quote: searches, counts and pages are without it ("search --rejected" shows it).

    \b
    Example:
      quotetrack quote reject 17 --why "the title of a film"
    """
    correct(ctx, db, by, why, lambda made: made.reject(quote_id))


@quote.command(short_help="Say that a quote is right as it is shown.")
@click.argument("quote_id", metavar="ID")
@signing_options
@db_option
@click.pass_context
def verify(ctx: click.Context, quote_id: str, by: str, why: str | None, db: Path | None) -> None:
    """Say that a quote is right as it is shown, with its speaker, whatever rules to come make of it.

    \b
    Example:
      quotetrack quote verify 17
    """
    correct(ctx, db, by, why, lambda made: made.verify(quote_id))


# ---------------------------------------------------------------- speakers


@speakers.command(short_help="Say that two speakers are one.")
@click.argument("speaker", metavar="A")
@click.argument("other", metavar="B")
@signing_options
@db_option
@click.pass_context
def merge(ctx: click.Context, speaker: str, other: str, by: str, why: str | None, db: Path | None) -> None:
    """Say that B is A: what B said, A said, and B's names lead to A.

    A and B are names, numbers or keys of speakers. Speakers of a single article can be merged as well, such as one whom
    it calls by the surname alone.

    \b
    Example:
      quotetrack speakers merge "Volodymyr Zelenskyy" 88
    """
    correct(ctx, db, by, why, lambda made: made.merge(speaker, other))


@speakers.command(short_help="Say that two speakers are not one.")
@click.argument("speaker", metavar="A")
@click.argument("other", metavar="B")
@signing_options
@db_option
@click.pass_context
def distinct(ctx: click.Context, speaker: str, other: str, by: str, why: str | None, db: Path | None) -> None:
    """Say that A and B are not one, so that nobody is asked again.

    \b
    Example:
      quotetrack speakers distinct "John Smith" 88
    """
    correct(ctx, db, by, why, lambda made: made.distinct(speaker, other))


@speakers.command(short_help="Say that some quotes of a speaker are a namesake's.")
@click.argument("speaker", metavar="A")
@click.option("--quotes", "quotes", multiple=True, required=True, metavar="ID", help="A quote, by number or key.")
@click.argument("more", metavar="[ID]...", nargs=-1)
@click.option("--name", metavar="NAME", help="What to call the other one.  [default: like A]")
@signing_options
@db_option
@click.pass_context
def split(
    ctx: click.Context,
    speaker: str,
    quotes: tuple[str, ...],
    more: tuple[str, ...],
    name: str | None,
    by: str,
    why: str | None,
    db: Path | None,
) -> None:
    """Say that quotes of A are somebody else's, of the same name, whom the record took for A. The quotes go to a new
    speaker, with the roles that were printed with them.

    \b
    Examples:
      quotetrack speakers split "John Smith" --quotes 17 18 23
      quotetrack speakers split "John Smith" --quotes 17 --name "John Smith (footballer)"
    """
    correct(ctx, db, by, why, lambda made: made.split(speaker, [*quotes, *more], name))


@speakers.command(short_help="Choose the name that a speaker is shown under.")
@click.argument("speaker", metavar="A")
@click.argument("name", metavar="NAME")
@signing_options
@db_option
@click.pass_context
def rename(ctx: click.Context, speaker: str, name: str, by: str, why: str | None, db: Path | None) -> None:
    """Show A as NAME instead of the commonest full form in the record.

    \b
    Example:
      quotetrack speakers rename 12 "Volodymyr Zelensky"
    """
    correct(ctx, db, by, why, lambda made: made.rename(speaker, name))


@speakers.group(short_help="Add or remove a name that means a speaker.")
def alias() -> None:
    """Add or remove a name that means a speaker.

    \b
    Examples:
      quotetrack speakers alias add zelenskyy "the Servant of the People"
      quotetrack speakers alias remove zelenskyy "Zelensky Jr."
    """


@alias.command(name="add", short_help="Say that a name means a speaker.")
@click.argument("speaker", metavar="A")
@click.argument("name", metavar="NAME")
@signing_options
@db_option
@click.pass_context
def add_alias(ctx: click.Context, speaker: str, name: str, by: str, why: str | None, db: Path | None) -> None:
    """Say that NAME means A: searches find A by it, and whoever is called so and nothing else in articles to come is A.

    \b
    Example:
      quotetrack speakers alias add zelenskyy "Zelya"
    """
    correct(ctx, db, by, why, lambda made: made.add_alias(speaker, name))


@alias.command(name="remove", short_help="Say that a name does not mean a speaker.")
@click.argument("speaker", metavar="A")
@click.argument("name", metavar="NAME")
@signing_options
@db_option
@click.pass_context
def remove_alias(ctx: click.Context, speaker: str, name: str, by: str, why: str | None, db: Path | None) -> None:
    """Say that NAME does not mean A: searches by it do not find A any more, and A's page does not have it. Quotes stay
    where they are; "speakers split" and "quote assign" move them.

    \b
    Example:
      quotetrack speakers alias remove zelenskyy "Zelya"
    """
    correct(ctx, db, by, why, lambda made: made.remove_alias(speaker, name))


# ---------------------------------------------------------------- the log


@click.command(short_help="Undo the last correction, or another one.")
@click.argument("correction_id", metavar="[ID]", required=False)
@signing_options
@db_option
@click.pass_context
def undo(ctx: click.Context, correction_id: str | None, by: str, why: str | None, db: Path | None) -> None:
    """Undo the last correction in force, or that with the number or key ID. An undo is itself in the log: undone by its
    ID, it brings back what it had undone.

    \b
    Examples:
      quotetrack undo
      quotetrack undo 12 --why "it was another John Smith"
    """
    correct(ctx, db, by, why, lambda made: made.undo(correction_id))


@click.group(invoke_without_command=True, short_help="List what was corrected, by whom, when and why.")
@click.option("--gone", is_flag=True, help="Only those whose quote or speaker the record does not have any more.")
@limit_option()
@format_option()
@db_option
@click.pass_context
def corrections(ctx: click.Context, gone: bool, limit: int | None, chosen: str | None, db: Path | None) -> None:
    """List what was corrected, the last first, and what has become of it: in force, undone, overruled by a later one,
    or gone (with its quote or speaker; it comes back into force with them).

    \b
    Examples:
      quotetrack corrections
      quotetrack corrections --gone --format json
    """
    if ctx.invoked_subcommand is not None:
        if db is not None:
            ctx.obj = Settings(db)
        return
    from quotetrack.store import Store

    chosen = choose_format(chosen)
    with Store.open(database(ctx, db)) as store:
        rows: list[Row] = [row for row in store.correction_log() if not gone or row["state"] == "gone"]
    write_listing(rows[: choose_limit(limit, chosen)], CORRECTIONS, chosen, total=len(rows))
    if not rows:
        complain("no correction has lost its quote or speaker" if gone else "no corrections")


@corrections.command(name="export", short_help="Write the log as JSON Lines.")
@click.argument("file", type=click.Path(path_type=Path), default=STANDARD)
@db_option
@click.pass_context
def export_corrections(ctx: click.Context, file: Path, db: Path | None) -> None:
    """Write every correction to FILE (or to standard output), one a line, to be kept under version control and brought
    into other data bases of the same articles.

    \b
    Example:
      quotetrack corrections export corrections.jsonl
    """
    from quotetrack.store import Store

    number = 0
    with Store.open(database(ctx, db)) as store, written(file) as out:
        for record in store.correction_records():
            out.write(f"{to_json(record)}\n")
            number += 1
    if file != STANDARD:
        click.echo(f"{counted(number, 'correction')} in {escaped(str(file))}")


CONFLICTS = Listing(
    ("line", "ours", "theirs"),
    (
        Column("Line", lambda row: str(row["line"]), width=6, right=True),
        Column("Here", lambda row: _side(row["ours"]), share=1),
        Column("In the file", lambda row: _side(row["theirs"]), share=1),
    ),
)


def _side(said: Row) -> str:
    return f"{said['what']} ({said['by']}, {said['at'][:10]}, {said['key']})"


@corrections.command(name="import", short_help="Bring in the corrections of others.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--ours", "prefer", flag_value="ours", help="In conflicts, what is said here stays.")
@click.option("--theirs", "prefer", flag_value="theirs", help="In conflicts, what FILE says counts.")
@signing_options
@format_option()
@db_option
@click.pass_context
def import_corrections(
    ctx: click.Context, file: Path, prefer: str | None, by: str, why: str | None, chosen: str | None, db: Path | None
) -> None:
    """Bring in what "corrections export" wrote, here or elsewhere. What is here already changes nothing.

    Where FILE and this record, neither knowing of the other, say different things of a quote or a speaker, that is a
    conflict: it is listed and left out, and the exit code is 1. Settle it with --ours or --theirs (what does not count
    is kept in the log, and undone), or in FILE. A line that is no correction stops everything.

    \b
    Examples:
      quotetrack corrections import corrections.jsonl
      quotetrack corrections import desk.jsonl --theirs
    """
    from quotetrack.store import Store
    from quotetrack.store.sharing import LONGEST_LINE

    name = "standard input" if file == STANDARD else str(file)
    with opened(file) as lines, Store.open(database(ctx, db), write=True) as store:
        lost = store.lost_corrections()
        pieces = iter(partial(lines.readline, LONGEST_LINE + 1), b"")
        done = store.corrections(by=by, why=why).bring_in(pieces, name, prefer or "nobody")
        lost_now = store.lost_corrections()
    left_out = done.conflicts if prefer is None else []
    if left_out:
        write_listing(left_out, CONFLICTS, choose_format(chosen))
    taken = f", {prefer} taken" if prefer and done.conflicts else ""
    conflicts = f"{counted(len(done.conflicts), 'conflict')}{taken}"
    complain(f"{counted(done.new, 'correction')} new, {done.known} here already, {conflicts}")
    report_lost(lost, lost_now)
    if left_out:
        complain(f"quotetrack: {counted(len(left_out), 'conflict')} left out: see above, and --ours, --theirs")
        ctx.exit(1)
