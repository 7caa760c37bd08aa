"""The formats that every listing can be printed in, row by row. Imports click and the standard library.

JSON is verbatim. Tables, tsv and markdown show control characters escaped, so that no text can move the cursor, turn
the direction of a line, or break a row. csv is quoted by the csv module and otherwise verbatim.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click

Row = Mapping[str, Any]

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "markdown")
# What a terminal shows of a listing before somebody asks for more.
SCREENFUL = 20
# A cell of a table is for reading, not for keeping: the whole text is one "show" away.
LONGEST_CELL = 500

# C0 and C1, invisible characters that change direction or order, line and paragraph separators, tags, half surrogate
# pairs. Joiners and soft hyphens stay: emoji and some scripts need them.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAMED = {"\n": r"\n", "\t": r"\t", "\r": r"\r"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~])")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that people read: its heading, how a row fills it, and how wide it is (``width`` in characters, or a
    share of what is left)."""

    title: str
    cell: Callable[[Row], str]
    width: int | None = None
    share: int = 1
    style: str = ""
    right: bool = False


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


def escaped(text: str) -> str:
    """``text`` with control characters, marks of direction and half surrogate pairs written as \\n, \\x1b, \\u202e."""
    return _CONTROL.sub(_escape, text)


def to_json(value: object) -> str:
    """``value`` as JSON in one line, verbatim; half a surrogate pair, which no file can hold, is escaped."""
    return _SURROGATE.sub(_escape, json.dumps(value, ensure_ascii=False))


def plain(value: object) -> str:
    """A value of a row as one piece of text: words of {text, span}, lists joined, None empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping) and "text" in value:
        return str(value["text"])
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    if isinstance(value, Mapping | list | tuple):
        return to_json(value)
    return str(value)


def cropped(text: str, most: int = LONGEST_CELL) -> str:
    """``text`` up to ``most`` characters, and how many more there are."""
    return text if len(text) <= most else f"{text[:most]}… (+{len(text) - most:,} characters)"


def counted(number: int, what: str) -> str:
    """ "1 quote", "2 quotes"."""
    return f"{number} {what}{'' if number == 1 else 's'}"


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


def _json(rows: Iterable[Row], listing: Listing) -> Iterator[str]:
    before = "["
    for row in rows:
        yield f"{before}\n{to_json(row)}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _jsonl(rows: Iterable[Row], listing: Listing) -> Iterator[str]:
    for row in rows:
        yield f"{to_json(row)}\n"


def _csv(rows: Iterable[Row], listing: Listing) -> Iterator[str]:
    line: list[str] = []
    writer = csv.writer(_Lines(line), lineterminator="\n")
    writer.writerow(listing.fields)
    yield line.pop()
    for row in rows:
        writer.writerow([_SURROGATE.sub(_escape, plain(row.get(name))) for name in listing.fields])
        yield line.pop()


def _tsv(rows: Iterable[Row], listing: Listing) -> Iterator[str]:
    yield "\t".join(listing.fields) + "\n"
    for row in rows:
        yield "\t".join(escaped(plain(row.get(name))) for name in listing.fields) + "\n"


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


def _escape(found: re.Match[str]) -> str:
    char = found.group()
    if char in _NAMED:
        return _NAMED[char]
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
