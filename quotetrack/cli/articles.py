"""The command article: one article with its quotes, and what changed between its versions. Imports click and output;
store and rich inside functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.cli.cells import Column, Row, counted, escaped, to_json
from quotetrack.cli.options import database, db_option, format_option, limit_option
from quotetrack.cli.output import FORMATS, Listing, choose_limit, complain, write_listing
from quotetrack.cli.searching import QUOTES

if TYPE_CHECKING:
    from rich.text import Text

_MARKS = {"-": ("[-", "-]"), "+": ("{+", "+}"), "=": ("", "")}


def wording(row: Row) -> str:
    """What a change says, words that went as [-…-] and words that came as {+…+}."""
    return "".join(piece for piece, _ in _pieces(row))


def _pieces(row: Row) -> Iterator[tuple[str, str]]:
    """The wording in pieces, each with "=", "-" or "+"."""
    for op, words in row["words"] or [("=", row["now"] or row["before"] or "")]:
        before, after = _MARKS[op]
        kept = words.rstrip() if op != "=" else words
        yield f"{before}{kept}{after}", op
        yield words[len(kept) :], "="


def _speakers(row: Row) -> str:
    now, before = row["speaker"], row["speaker_before"]
    if row["change"] in ("came", "went") or now == before:
        return now or before or ""
    return f"[-{before or 'nobody'}-] {{+{now or 'nobody'}+}}"


SPEAKERS = Column("Speaker", _speakers, share=2, style="bold cyan")
CHANGES = Listing(
    (
        "version", "seen_at", "what", "change", "now", "before", "speaker", "speaker_before", "key", "key_before",
    ),
    (
        Column("Version", lambda row: str(row["version"]), width=7, right=True),
        Column("Change", lambda row: row["change"] if row["what"] == "quote" else row["what"], width=12),
        Column("Words", wording, share=5),
        SPEAKERS,
    ),
)  # fmt: skip


@click.command(short_help="Show one article, or what changed in it.")
@click.argument("article_id", metavar="ID")
@click.option("--history", is_flag=True, help="Show what changed between the versions of the article.")
@limit_option()
@format_option("text", *FORMATS, pipe="text", terminal="text")
@db_option
@click.pass_context
def article(
    ctx: click.Context, article_id: str, history: bool, limit: int | None, chosen: str | None, db: Path | None
) -> None:
    """Show one article with its quotes marked, or with --history which quotes came, went, were reworded or given to
    somebody else from one version to the next.

    ID is the article's number or key, or its address. The format json prints everything about the article, the others
    its quotes; with --history all of them print the changes.

    \b
    Examples:
      quotetrack article 12
      quotetrack article https://example.com/story --history
    """
    from quotetrack.store import Store

    with Store.open(database(ctx, db)) as store:
        if history:
            _print_history(*store.history(article_id), chosen=chosen or "text", limit=limit)
            return
        found = store.article(article_id)
    if chosen in (None, "text"):
        _print_article(found)
    elif chosen == "json":
        click.echo(to_json(found))
    else:
        rows = found["quotes"]
        write_listing(rows[: choose_limit(limit, str(chosen))], QUOTES, str(chosen), total=len(rows))


# ---------------------------------------------------------------- the article


def _print_article(found: Row) -> None:
    from rich.text import Text

    from quotetrack.cli.tables import fields, put

    put(_marked_text(found), Text(), fields(_about(found)))


def _about(found: Row) -> Iterator[tuple[str, Text]]:
    from quotetrack.cli.tables import text

    values = {name: found[key] for name, key in (("Title", "title"), ("Outlet", "outlet"), ("Date", "published"))}
    values |= {"Authors": ", ".join(found["authors"]), "Link": found["url"], "Source": found["label"]}
    values["Quotes"] = str(len(found["quotes"]))
    if found["version"] > 1:
        values["Version"] = f"{found['version']} (--history shows what changed)"
    values["ID"] = f"{found['key']} or {found['id']}"
    yield from ((name, text(value)) for name, value in values.items() if value)


def _marked_text(found: Row) -> Text:
    """The whole text; furniture is dim, quotes, cues and speakers are coloured."""
    from rich.text import Text

    from quotetrack.cli.tables import CONTENT, CUE, SPEAKER

    whole: str = found["text"]
    styled = [(start, end, "dim") for start, end, _ in found["furniture"]]
    for quote in found["quotes"]:
        styled += [(*span, CONTENT) for span in quote["content"]]
        styled += [(*quote[name]["span"], style) for name, style in (("cue", CUE), ("mention", SPEAKER)) if quote[name]]
    made = Text()
    at = 0
    open_spans: list[tuple[int, int, str]] = []
    # Spans lie within each other or apart; where they cross, the one that begins later is seen.
    for start, end, style in [*sorted(styled, key=lambda span: (span[0], -span[1])), (len(whole), len(whole), "")]:
        while open_spans and open_spans[-1][1] <= start:
            _, last, around = open_spans.pop()
            made.append(_lines(whole[at:last]), style=around)
            at = max(at, last)
        made.append(_lines(whole[at:start]), style=open_spans[-1][2] if open_spans else "")
        at = max(at, start)
        open_spans.append((start, end, style))
    made.rstrip()
    return made


def _lines(piece: str) -> str:
    """A piece of the text for a terminal; its line ends stay."""
    return "\n".join(map(escaped, piece.replace("\r\n", "\n").split("\n")))


# ---------------------------------------------------------------- its versions


def _print_history(versions: Sequence[Row], changes: Sequence[Row], *, chosen: str, limit: int | None) -> None:
    if chosen == "text":
        _print_versions(versions, changes)
    else:
        write_listing(changes[: choose_limit(limit, chosen)], CHANGES, chosen, total=len(changes))
    if not changes:
        complain(f"{counted(len(versions), 'version')}; nothing has changed since {versions[0]['seen_at'][:10]}")


def _print_versions(versions: Sequence[Row], changes: Sequence[Row]) -> None:
    from rich.text import Text

    from quotetrack.cli.tables import put

    of_version = {number: list(rows) for number, rows in groupby(changes, key=lambda row: row["version"])}
    for version in versions:
        seen = version["seen_at"].replace("T", " ").removesuffix("+00:00")
        head = Text(f"Version {version['version']}", style="bold")
        head.append(f", seen {seen} UTC, {counted(version['quotes'], 'quote')}", style="not bold")
        put(head)
        rows = of_version.get(version["version"], [])
        for row in rows:
            put(_change_line(row))
        if rows:
            put(Text())


def _change_line(row: Row) -> Text:
    from rich.text import Text

    from quotetrack.cli.tables import SPEAKER, text

    quote = row["what"] == "quote"
    line = Text("  ")
    line.append_text(text(f"{row['change'] if quote else row['what']}  ", "dim"))
    if quote and (who := _speakers(row)):
        line.append_text(text(f"{who}: ", SPEAKER))
    styles = {"-": "red strike", "+": "green", "=": ""}
    whole = {"came": "green", "went": "red"}.get(row["change"])
    for piece, op in _pieces(row):
        line.append_text(text(piece, whole or styles[op]))
    return line
