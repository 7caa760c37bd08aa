"""The command ``speakers compare``: can two names be one person's? Needs no data base.

Imports click, errors; speakers inside functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import click

from quotetrack.cli.cells import Column, Row, escaped, to_json
from quotetrack.cli.output import FORMATS, Listing, choose_format, complain, write_listing
from quotetrack.errors import InputError

_CONTEXTS = ("a_context", "b_context")
_OURS = ("verdict", "reason")
_COLUMNS = (
    Column("A", lambda row: row["a"], share=2),
    Column("B", lambda row: row["b"], share=2),
    Column("Verdict", lambda row: row["verdict"], width=9, style="bold"),
    Column("Reason", lambda row: row["reason"], share=3),
)


@click.command(short_help="Say whether two names can be one person's.")
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--a-context", metavar="TEXT", help="What is known of A: role, outlet, date.")
@click.option("--b-context", metavar="TEXT", help="What is known of B.")
@click.option(
    "--pairs",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    help="Compare many: tab-separated, with a heading; columns a and b, and a_context and b_context if you like.",
)
@click.option(
    "--format",
    "chosen",
    type=click.Choice(("text", *FORMATS)),
    help="How to print.  [default: text; of many a table on a terminal, tsv in a pipe]",
)
def compare(
    a: str | None, b: str | None, a_context: str | None, b_context: str | None, pairs: str | None, chosen: str | None
) -> None:
    """Say whether two names can be one person's: same, maybe or different, and why. Needs no data base.

    A context is "role=mayor of Leeds; outlet=Leeds Gazette; date=2019-03", in any order and not all of it, or free
    text, which counts as the role. It can part two people of one name, or settle that a name which many have is one
    person's. --pairs prints each row with a verdict and a reason.

    \b
    Examples:
      quotetrack speakers compare "Bill Clinton" "William J. Clinton"
      quotetrack speakers compare "John Smith" "John Smith" --a-context "mayor of Leeds" --b-context "role=striker"
      quotetrack speakers compare --pairs pairs.tsv --format jsonl
    """
    if pairs is not None:
        if a is not None or a_context is not None or b_context is not None:
            raise click.UsageError("--pairs has its names and contexts in the file")
        kind = choose_format(chosen) if chosen != "text" else "tsv"
        lines = _lines(pairs)
        fields = _heading(pairs, lines)
        listed = Listing((*(field for field in fields if field not in _OURS), *_OURS), _COLUMNS)
        broken: list[int] = []
        write_listing(_rows(pairs, fields, lines, broken), listed, kind)
        if broken:
            raise click.exceptions.Exit(1)
        return
    if a is None or b is None:
        raise click.UsageError("give two names, or --pairs FILE")
    row = _compared({"a": a, "b": b}, a_context, b_context)
    if chosen in (None, "text"):
        click.echo(escaped(f"{row['verdict']}: {row['reason']}"))
    elif chosen in ("json", "jsonl"):
        click.echo(to_json({key: row[key] for key in _OURS}))
    else:
        write_listing([row], Listing(("a", "b", *_OURS), _COLUMNS), str(chosen))


def _compared(row: dict[str, Any], a_context: str | None, b_context: str | None) -> dict[str, Any]:
    from quotetrack.speakers import compare as compare_names

    found = compare_names(row["a"], row["b"], a_context=a_context, b_context=b_context)
    return row | {"verdict": found.verdict.value, "reason": found.reason}


def _lines(path: str) -> Iterator[str | None]:
    """The lines of a file, or of standard input for "-", without their ends; None for one that is not UTF-8."""
    try:
        with open(0 if path == "-" else path, "rb", closefd=path != "-") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                except UnicodeDecodeError:
                    yield None
    except OSError as error:
        raise InputError(path, error.strerror or str(error)) from None


def _heading(path: str, lines: Iterable[str | None]) -> tuple[str, ...]:
    heading = next(iter(lines), "")
    if heading is None:
        raise InputError(f"{path}:1", "is not UTF-8")
    fields = tuple(field.strip() for field in heading.split("\t"))
    missing = [name for name in ("a", "b") if name not in fields]
    if missing:
        raise InputError(f"{path}:1", f"no column {' and '.join(missing)} in the heading; separate columns by tabs")
    if len(set(fields)) < len(fields):
        raise InputError(f"{path}:1", "two columns have one name")
    return fields


def _rows(path: str, fields: tuple[str, ...], lines: Iterator[str | None], broken: list[int]) -> Iterator[Row]:
    """The rows with their verdicts; lines that are not UTF-8 or have too many columns are named, left out, and counted
    in ``broken``."""
    for number, line in enumerate(lines, 2):
        if line is None:
            complain(f"quotetrack: {path}:{number}: is not UTF-8; left out")
            broken.append(number)
            continue
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) > len(fields):
            complain(f"quotetrack: {path}:{number}: {len(cells)} columns, but the heading has {len(fields)}; left out")
            broken.append(number)
            continue
        row: dict[str, Any] = dict(zip(fields, cells + [""] * (len(fields) - len(cells)), strict=True))
        yield _compared({k: v for k, v in row.items() if k not in _OURS}, *(row.get(key) or None for key in _CONTEXTS))
