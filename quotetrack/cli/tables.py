"""What people read: tables, one quote in its paragraph, all about one speaker. Imports rich and output.

Text from articles only ever comes as rich.text.Text with control characters escaped: rich would read "[sic]" in a
plain string as markup, and a terminal would obey the rest.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from quotetrack.cli.cells import SCREENFUL, Column, Row, counted, cropped, escaped, plain

# A pipe has no width; this one fits a page and a wide enough terminal.
_PIPE_WIDTH = 100
# rich takes a millisecond a row and all rows at once: more are laid out piece by piece.
_PIECE = 200
# Between two columns; and where one that wraps would be narrower than this, there are no columns.
_GAP, _NARROW = 3, 9
# How much is shown of a paragraph around a quote, and of each span of the quote itself.
_CONTEXT, _LONGEST_SPAN = 600, 3000
CONTENT, CUE, SPEAKER = "bold green", "yellow", "bold cyan"


def console() -> Console:
    """Standard output; colours only on a terminal."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _PIPE_WIDTH
    return Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)


def put(*pieces: RenderableType) -> None:
    """Prints each piece; in a pipe without the blanks that fill a line up."""
    out = console()
    if sys.stdout.isatty():
        for piece in pieces:
            out.print(piece)
        return
    for piece in pieces:
        with out.capture() as laid_out:
            out.print(piece)
        sys.stdout.writelines(f"{line.rstrip()}\n" for line in laid_out.get().splitlines())


def text(value: object, style: str = "") -> Text:
    """A value of a row for a terminal."""
    return Text(escaped(cropped(plain(value))), style=style)


def print_listing(rows: Iterable[Row], columns: Sequence[Column], *, total: int | None = None) -> None:
    """Prints rows as a table, and how many more there are if ``total`` says so; many rows on a terminal are paged."""
    left = iter(rows)
    first = list(islice(left, SCREENFUL + 1))
    if not first:
        return
    if len(first) > SCREENFUL and sys.stdout.isatty():
        click.echo_via_pager(_pages(chain(first, left), columns, total))
        return
    for piece in _tables(chain(first, left), columns, total):
        put(piece)


def _pages(rows: Iterator[Row], columns: Sequence[Column], total: int | None) -> Iterator[str]:
    out = console()
    for piece in _tables(rows, columns, total):
        with out.capture() as page:
            out.print(piece)
        yield page.get()


def _tables(rows: Iterator[Row], columns: Sequence[Column], total: int | None) -> Iterator[RenderableType]:
    shown = 0
    narrow = _narrowest(columns, console().width) < _NARROW
    while piece := list(islice(rows, _PIECE)):
        if narrow:
            yield from (one for row in piece for one in (_record(row, columns), Text()))
        else:
            yield table(piece, columns, head=not shown)
        shown += len(piece)
    if total is not None and total > shown:
        yield Text(f"{total - shown:,} more; --limit 0 shows all", style="dim")


def _narrowest(columns: Sequence[Column], width: int) -> int:
    """How many characters the narrowest column that wraps has on a line of ``width``."""
    shares = [column.share for column in columns if column.width is None]
    left = width - sum(column.width or 0 for column in columns) - _GAP * (len(columns) - 1)
    return left * min(shares) // sum(shares) if shares else width


def _record(row: Row, columns: Sequence[Column]) -> Table:
    """A row where no table has room: a line for each of its cells."""
    return fields(
        (column.title, Text(escaped(cropped(cell)), column.style)) for column in columns if (cell := column.cell(row))
    )


def table(rows: Iterable[Row], columns: Sequence[Column], *, head: bool = True) -> Table:
    """A table whose columns have the same widths whatever the rows hold."""
    wraps = any(column.width is None for column in columns)
    made = Table(box=SIMPLE_HEAD, expand=wraps, show_header=head, show_edge=False, pad_edge=False, show_lines=wraps)
    for column in columns:
        made.add_column(
            Text(column.title),
            style=column.style,
            width=column.width,
            ratio=None if column.width else column.share,
            justify="right" if column.right else "left",
            overflow="fold",
        )
    for row in rows:
        made.add_row(*(Text(escaped(cropped(column.cell(row)))) for column in columns))
    return made


# ---------------------------------------------------------------- one quote


def print_quote(quote: Row) -> None:
    """Prints one quote (a row of Store.quote) in its paragraph, and what is known about it."""
    put(in_paragraph(quote), Text(), fields(_about_quote(quote)))


def in_paragraph(quote: Row) -> Text:
    """The paragraph with content, cue and speaker coloured, cropped far away from them."""
    whole: str = quote["text"]
    start, end = quote["paragraph"]["span"]
    styled = [(*span, CONTENT) for span in quote["content"]]
    styled += [(*quote[name]["span"], style) for name, style in (("cue", CUE), ("mention", SPEAKER)) if quote[name]]
    # Where spans meet (a speaker named inside a quote), the shorter one is seen.
    styled.sort(key=lambda span: span[0] - span[1])
    inner = [place for first, last, _ in styled for place in (first, last)]
    low, high = max(start, min(inner) - _CONTEXT), min(end, max(inner) + _CONTEXT)
    cuts = sorted({low, high, *(place for place in inner if low <= place <= high)})
    made = Text("… " if low > start else "")
    for first, last in pairwise(cuts):
        style = next((style for a, b, style in reversed(styled) if a <= first and last <= b), "")
        made.append(_shown(whole[first:last]), style=style)
    return made.append(" …" if high < end else "")


def _shown(piece: str) -> str:
    """A piece of a paragraph; its line ends stay, and the middle of a very long one goes."""
    if len(piece) > _LONGEST_SPAN:
        half = _LONGEST_SPAN // 2
        piece = f"{piece[:half]} … ({len(piece) - 2 * half:,} characters) … {piece[-half:]}"
    return "\n".join(escaped(line) for line in piece.replace("\r\n", "\n").split("\n"))


def _about_quote(quote: Row) -> Iterator[tuple[str, Text]]:
    mention, cue = quote["mention"], quote["cue"]
    names = speaker_names(quote)
    speaker = Text("not named in the text" if not mention else "not known")
    if names:
        speaker = text(names, SPEAKER)
        speaker.append(f" ({quote['speaker_kind']})", style="not bold")
    if mention and mention["text"] != names:
        speaker.append_text(text(f", printed as “{mention['text']}”", "not bold default"))
    yield "Speaker", speaker
    if entry := quote["correction"]:
        why = f": {entry['why']}" if entry["why"] else ""
        yield quote["status"].capitalize(), text(f"by {entry['by']} on {entry['at'][:10]}{why} ({entry['key']})")
    if quote["role"]:
        yield "Role", text(quote["role"])
    kind = text(quote["type"])
    if not quote["closed"]:
        kind.append(", the closing mark is missing")
    yield "Type", kind
    if cue:
        yield "Cue", text(cue["text"], CUE)
    yield "Rule", text(quote["rule"])
    sure = f"{quote['confidence']:.2f}"
    if quote["identity_confidence"] is not None:
        sure += f" that it is said so, {quote['identity_confidence']:.2f} that the speaker is the one meant"
    yield "Confidence", Text(sure)
    for title, name in (("Article", "article"), ("Outlet", "outlet"), ("Date", "published"), ("Link", "url")):
        if quote[name]:
            yield title, text(quote[name])
    yield "ID", Text(f"{quote['key']} or {quote['id']}")


def fields(pairs: Iterable[tuple[str, Text]]) -> Table:
    """Names and values, one pair a line."""
    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in pairs:
        made.add_row(Text(name), value)
    return made


def speaker_names(row: Row) -> str:
    """The names of those who said a quote, "" if nobody is known."""
    several = row.get("speakers")
    return ", ".join(one["name"] for one in several) if several else row["speaker"] or ""


# ---------------------------------------------------------------- one speaker


def print_speaker(detail: Row) -> None:
    """Prints what the record knows about one speaker (Store.speaker), the quotes aside."""
    head = text(detail["name"], SPEAKER)
    head.append(f" ({detail['kind']})", style="not bold")
    scope = f"{counted(detail['quotes'], 'quote')} in {counted(detail['articles'], 'article')}"
    put(head, Text(scope), Text(), fields(_about_speaker(detail)), Text())


def _about_speaker(detail: Row) -> Iterator[tuple[str, Text]]:
    yield from _lines("Roles", dict.fromkeys(map(_role, detail["roles"])))
    forms = [form["name"] for form in detail["forms"] if form["name"] != detail["name"]]
    yield from _lines("Also as", [", ".join(forms)] if forms else [])
    yield from _lines("Outlets", (f"{one['outlet'] or 'not known'} ({one['quotes']})" for one in detail["outlets"]))
    for title, name in (("First quote", "first_quote"), ("Last quote", "last_quote")):
        if quote := detail[name]:
            yield title, text(f"{quote['published']} {quote['quote']} ({quote['outlet'] or quote['article'] or '?'})")
    yield from _lines("Known", (f"{name}: {value}" for name, value in detail["attributes"].items()))
    yield from _lines("Could also be", detail["rivals"])


def _role(role: Mapping[str, Any]) -> str:
    seen = ", ".join(part for part in (role["outlet"], role["published"]) if part)
    return f"{role['role']} ({seen})" if seen else str(role["role"])


def _lines(title: str, values: Iterable[str]) -> Iterator[tuple[str, Text]]:
    for number, value in enumerate(values):
        yield "" if number else title, text(value)
