"""The formats that every listing can be printed in, row by row. Imports click and the standard library.

JSON is verbatim. Tables, tsv and markdown show control characters escaped, so that no text can move the cursor, turn
the direction of a line, or break a row; csv, which the csv module quotes, does so on a terminal. In csv and tsv an
apostrophe stands before what a spreadsheet would take for a formula.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import click

from quotetrack.cli.cells import SCREENFUL, Column, Row, encodable, escaped, inert, plain, to_json

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "markdown")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~])")


@dataclass(frozen=True, slots=True)
class Listing:
    """``fields`` are the keys of a row that csv and tsv print; ``columns`` what tables and markdown show."""

    fields: tuple[str, ...]
    columns: tuple[Column, ...]


def complain(line: str) -> None:
    """One line on standard error, whatever it holds."""
    click.echo(escaped(line), err=True)


def choose_format(asked: str | None, pipe: str = "tsv") -> str:
    """The format asked for, else tables on a terminal and ``pipe`` elsewhere."""
    return asked or ("table" if sys.stdout.isatty() else pipe)


def choose_limit(asked: int | None, chosen: str) -> int | None:
    """How many rows to print: as asked (0: all), else a screenful of a table on a terminal, else all (None)."""
    if asked is not None:
        return asked or None
    return SCREENFUL if chosen == "table" and sys.stdout.isatty() else None


def write_listing(rows: Iterable[Row], listing: Listing, chosen: str, *, total: int | None = None) -> None:
    """Prints ``rows`` in the format ``chosen``; ``total`` counts those there are, for the "more" line of a table.

    Everything but a table on a terminal is streamed.
    """
    if chosen == "table":
        from quotetrack.cli.tables import print_listing

        print_listing(rows, listing.columns, total=total)
        return
    write = sys.stdout.write
    for piece in _PRINTERS[chosen](rows, listing):
        write(piece)


def write_objects(objects: Iterable[str], chosen: str) -> None:
    """Prints ``objects``, each in JSON already, in the format ``chosen`` (json or jsonl)."""
    write = sys.stdout.write
    for piece in _array(objects) if chosen == "json" else (f"{line}\n" for line in objects):
        write(piece)


def _array(objects: Iterable[str]) -> Iterator[str]:
    before = "["
    for written in objects:
        yield f"{before}\n{written}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _json(rows: Iterable[Row], listing: Listing) -> Iterator[str]:
    return _array(map(to_json, rows))


def _jsonl(rows: Iterable[Row], listing: Listing) -> Iterator[str]:
    for row in rows:
        yield f"{to_json(row)}\n"


def _csv(rows: Iterable[Row], listing: Listing) -> Iterator[str]:
    shown = escaped if sys.stdout.isatty() else encodable
    line: list[str] = []
    writer = csv.writer(_Lines(line), lineterminator="\n")
    writer.writerow(listing.fields)
    yield line.pop()
    for row in rows:
        writer.writerow([inert(shown(plain(row.get(name)))) for name in listing.fields])
        yield line.pop()


def _tsv(rows: Iterable[Row], listing: Listing) -> Iterator[str]:
    yield "\t".join(listing.fields) + "\n"
    for row in rows:
        yield "\t".join(inert(escaped(plain(row.get(name)))) for name in listing.fields) + "\n"


def _markdown(rows: Iterable[Row], listing: Listing) -> Iterator[str]:
    columns = listing.columns
    yield "| " + " | ".join(column.title for column in columns) + " |\n"
    yield "|" + "|".join(" ---: " if column.right else " --- " for column in columns) + "|\n"
    for row in rows:
        cells = (_MARKDOWN.sub(r"\\\1", escaped(column.cell(row))) for column in columns)
        yield "| " + " | ".join(cells) + " |\n"


_PRINTERS = {"json": _json, "jsonl": _jsonl, "csv": _csv, "tsv": _tsv, "markdown": _markdown}


@dataclass(frozen=True, slots=True)
class _Lines:
    """Takes what the csv module writes, a line at a time."""

    lines: list[str]

    def write(self, line: str) -> None:
        self.lines.append(line)
