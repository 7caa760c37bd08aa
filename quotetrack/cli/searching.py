"""The commands that read the record: search, show, speakers, speaker. Imports click, errors; store inside functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli.cells import Column, Row, counted, cropped, plain, to_json
from quotetrack.cli.options import (
    attributed_option,
    check_attributes,
    check_date,
    confidence_option,
    database,
    db_option,
    format_option,
    limit_option,
)
from quotetrack.cli.output import Listing, choose_format, choose_limit, complain, write_listing
from quotetrack.model import QuoteType, SpeakerKind

if TYPE_CHECKING:
    from quotetrack.store import SearchResult, Store

_PIECE = 1000


_LONGEST_MENTION = 60


def _speaker(row: Row) -> str:
    """Who said it, and what the article calls him or her where that is no part of the name: "Ann Lee (she)"."""
    several = row.get("speakers")
    names = ", ".join(one["name"] for one in several) if several else row["speaker"] or "–"
    if row["status"]:
        return f"{names} ({row['status']})"
    printed = plain(row["mention"]) if row["speaker"] else ""
    called_otherwise = printed and _words(printed).isdisjoint(_words(names))
    return f"{names} ({cropped(printed, _LONGEST_MENTION)})" if called_otherwise else names


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _source(row: Row) -> str:
    return ", ".join(
        part for part in (row["outlet"] or row["article"], row["published"] and row["published"][:10]) if part
    )


def _roles(row: Row) -> str:
    """Roles as printed; what is no person says what it is."""
    return plain(row["roles"]) or ("" if row["kind"] == SpeakerKind.PERSON else row["kind"])


QUOTES = Listing(
    (
        "key", "id", "quote", "content", "type", "speaker", "speaker_id", "speaker_kind", "mention", "role", "cue",
        "rule", "confidence", "identity_confidence", "article", "article_id", "outlet", "published", "url", "status",
        "corrected_by",
    ),
    (
        Column("ID", lambda row: str(row["id"]), width=6, right=True),
        Column("Quote", lambda row: row["quote"], share=5),
        Column("Speaker", _speaker, share=2, style="bold cyan"),
        Column("Source", _source, share=2, style="dim"),
    ),
)  # fmt: skip
# The same on the page of one speaker, who need not be named in every row.
_OWN_QUOTES = Listing(QUOTES.fields, tuple(column for column in QUOTES.columns if column.title != "Speaker"))

SPEAKERS = Listing(
    ("key", "id", "name", "kind", "roles", "quotes", "articles", "first", "last"),
    (
        Column("ID", lambda row: str(row["id"]), width=6, right=True),
        Column("Name", lambda row: row["name"], share=3, style="bold cyan"),
        Column("Roles", _roles, share=4),
        Column("Quotes", lambda row: str(row["quotes"]), width=6, right=True),
        Column("Articles", lambda row: str(row["articles"]), width=8, right=True),
        Column("Last", lambda row: row["last"] or "", width=10),
    ),
)


FACET = Listing(
    ("value", "speakers", "quotes"),
    (
        Column("Value", lambda row: row["value"] or "(not known)", share=3),
        Column("Speakers", lambda row: str(row["speakers"]), width=8, right=True),
        Column("Quotes", lambda row: str(row["quotes"]), width=6, right=True),
    ),
)


@click.command(short_help="Find quotes by words, speaker, outlet, date.")
@click.argument("words", nargs=-1)
@click.option("--speaker", metavar="NAME", help="Said by NAME: any known form of it, or a near spelling.")
@click.option("--outlet", metavar="NAME", help="Published by NAME (a part of the name will do).")
@click.option(
    "--since", callback=check_date, metavar="DATE", help="Published on DATE (2025, 2025-06, 2025-06-03) or later."
)
@click.option("--until", callback=check_date, metavar="DATE", help="Published on DATE or earlier.")
@click.option("--type", "kind", type=click.Choice([str(kind) for kind in QuoteType]), help="Only quotes of this type.")
@confidence_option
@attributed_option
@click.option("--verified", is_flag=True, help="Only quotes that somebody has verified or assigned.")
@click.option(
    "--where",
    multiple=True,
    metavar="NAME=VALUE",
    callback=check_attributes,
    help="Said by known people of whom this is said, as gender=female (see speakers import); may be repeated.",
)
@click.option("--rejected", is_flag=True, help="Only what somebody has rejected, which is left out otherwise.")
@limit_option()
@format_option()
@db_option
@click.pass_context
def search(
    ctx: click.Context,
    words: tuple[str, ...],
    speaker: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    kind: str | None,
    min_confidence: float,
    attributed: bool,
    verified: bool,
    where: dict[str, str],
    rejected: bool,
    limit: int | None,
    chosen: str | None,
    db: Path | None,
) -> None:
    """Find quotes by their words, by who said them, where and when.

    All WORDS must stand in the quote; put words that must stand in a row between quotation marks. In a table
    what the article calls the speaker stands behind the name, where it is no part of it: she, the mayor.

    \b
    Examples:
      quotetrack search --speaker zelensky
      quotetrack search '"root causes"' --since 2025-06 --type direct
      quotetrack search climate --format csv > climate.csv
    """
    from quotetrack.store import SearchQuery, Store

    chosen = choose_format(chosen)
    most = choose_limit(limit, chosen)
    query = SearchQuery(
        words=" ".join(words) or None,
        speaker=speaker,
        outlet=outlet,
        since=since,
        until=until,
        type=kind,
        min_confidence=min_confidence,
        attributed=attributed,
        verified=verified,
        rejected=rejected,
        where=where,
        limit=most,
    )
    with Store.open(database(ctx, db)) as store:
        result = store.search(query)
    write_listing(result.rows, QUOTES, chosen, total=result.total)
    if not result.total:
        complain(_nothing_found(query.words, speaker, outlet, since, until, kind, result))
    if result.undated:
        complain(
            f"{counted(result.undated, 'article')} without a full date left out by "
            + " and ".join(name for name, given in (("--since", since), ("--until", until)) if given)
        )


def _nothing_found(
    words: str | None,
    speaker: str | None,
    outlet: str | None,
    since: str | None,
    until: str | None,
    kind: str | None,
    result: SearchResult,
) -> str:
    parts = [f"no {kind} quotes" if kind else "no quotes"]
    parts += [f"by {speaker}"] if speaker is not None else []
    parts += [f"with {words}"] if words else []
    parts += [f"in {outlet}"] if outlet is not None else []
    parts += [f"since {since}"] if since else []
    parts += [f"until {until}"] if until else []
    near = f"; near names: {', '.join(result.suggestions)}" if result.suggestions else ""
    return " ".join(parts) + near


@click.command(short_help="Show one quote in its paragraph.")
@click.argument("quote_id", metavar="ID")
@format_option("text", "json", pipe="text", terminal="text")
@db_option
@click.pass_context
def show(ctx: click.Context, quote_id: str, chosen: str | None, db: Path | None) -> None:
    """Show one quote in its paragraph: who said it, how that was found, and where it stands.

    ID is the quote's number or its key, as search prints them.

    \b
    Example:
      quotetrack show 17
    """
    from quotetrack.store import Store

    with Store.open(database(ctx, db)) as store:
        quote = store.quote(quote_id)
    if chosen == "json":
        click.echo(to_json(quote))
        return
    from quotetrack.cli.tables import print_quote

    print_quote(quote)


@click.group(invoke_without_command=True, short_help="List the speakers of the record.")
@click.option("--kind", type=click.Choice([str(kind) for kind in SpeakerKind]), help="Only speakers of this kind.")
@click.option(
    "--where",
    multiple=True,
    metavar="NAME=VALUE",
    callback=check_attributes,
    help="Only known people of whom this is said, as gender=female.",
)
@click.option(
    "--facet",
    metavar="NAME",
    help="Instead of speakers: the values of this attribute, with how many speakers and quotes have each.",
)
@limit_option()
@format_option()
@db_option
@click.pass_context
def speakers(
    ctx: click.Context,
    kind: str | None,
    where: dict[str, str],
    facet: str | None,
    limit: int | None,
    chosen: str | None,
    db: Path | None,
) -> None:
    """List the speakers of the record, the most quoted first.

    \b
    Examples:
      quotetrack speakers
      quotetrack speakers --kind person --format json
      quotetrack speakers --facet gender
    """
    if ctx.invoked_subcommand is not None:
        return
    from quotetrack.store import Store

    chosen = choose_format(chosen)
    most = choose_limit(limit, chosen)
    with Store.open(database(ctx, db)) as store:
        # A table says how many more there are, so it counts them all.
        if facet is not None:
            write_listing(store.facet(facet, where=where), FACET, chosen)
            return
        rows = store.speakers(kind=kind, where=where, limit=None if chosen == "table" else most)
    write_listing(rows if most is None else rows[:most], SPEAKERS, chosen, total=len(rows))
    if not rows:
        complain("no speakers" if kind is None else f"no speakers of the kind {kind}")


@click.command(short_help="Show all about one speaker.")
@click.argument("name")
@limit_option("quotes")
@format_option("text", "json", "jsonl", "csv", "tsv", "markdown", pipe="text", terminal="text")
@db_option
@click.pass_context
def speaker(ctx: click.Context, name: str, limit: int | None, chosen: str | None, db: Path | None) -> None:
    """All about one speaker: roles as printed, forms of the name, outlets, first and last quote, and the quotes.

    NAME is any known form or a near spelling of it, or the number or key that "speakers" prints. The formats jsonl,
    csv, tsv and markdown print the quotes alone.

    \b
    Example:
      quotetrack speaker zelensky
    """
    from quotetrack.store import Store

    page = chosen in (None, "text")
    most = choose_limit(limit, "table" if page else str(chosen))
    with Store.open(database(ctx, db)) as store:
        detail = store.speaker(name)
        ids = detail["quote_ids"]
        rows = _quotes(store, ids if most is None else ids[:most])
        if chosen == "json":
            whole = {key: value for key, value in detail.items() if key != "quote_ids"}
            click.echo(to_json(whole | {"quote_rows": list(rows)}))
            return
        if page:
            from quotetrack.cli.tables import print_speaker

            print_speaker(detail)
            write_listing(rows, _OWN_QUOTES, "table", total=len(ids))
        else:
            write_listing(rows, QUOTES, str(chosen))
    if detail["others"]:
        others = ", ".join(f"{one['name']} ({one['id']})" for one in detail["others"])
        complain(f"{name} could also mean: {others}")


def _quotes(store: Store, ids: list[int]) -> Iterator[dict[str, Any]]:
    """The rows of many quotes, a piece at a time."""
    left = iter(ids)
    while piece := list(islice(left, _PIECE)):
        yield from store.quotes(piece)
