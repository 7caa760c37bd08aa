"""The commands speakers import and speakers export: a list of known people in and out. Imports click, errors; store
inside functions."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli.cells import counted, encodable, escaped, to_json
from quotetrack.cli.options import database, db_option
from quotetrack.cli.output import complain
from quotetrack.errors import InputError

if TYPE_CHECKING:
    from quotetrack.store.people import KnownPerson

_STANDARD = Path("-")
_LONGEST_NAME, _LONGEST_VALUE = 500, 2_000
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?\Z", re.ASCII)
_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:wiki|entity)/)?(Q[1-9]\d*)\Z", re.ASCII)
# Columns by other names.
_CALLED = {"alias": "aliases", "wikidata_id": "wikidata", "qid": "wikidata", "since": "from", "until": "to"}
_COLUMNS = ("name", "aliases", "role", "from", "to", "wikidata")


@click.command(name="import", short_help="Bring in a list of known people.")
@click.argument("file", type=click.Path(path_type=Path))
@db_option
@click.pass_context
def import_people(ctx: click.Context, file: Path, db: Path | None) -> None:
    """Bring in a list of known people: who they are, other forms of their names, and attributes.

    FILE is .csv with a heading, or .jsonl. Columns are name, aliases (parted by ;, in JSON a list), role, from, to,
    wikidata; any further column is an attribute (gender, party) to filter by and to count by. Somebody is the same
    again by Wikidata id, else by name; what the list says now counts. A line that does not fit is named and left out.

    \b
    Example:
      quotetrack speakers import people.csv
      quotetrack search --where gender=female
    """
    from quotetrack.store import Store

    failed = 0
    seen: dict[str, int] = {}
    people: list[KnownPerson] = []
    for number, row in _rows(file):
        try:
            person = _person(row)
            if person.key in seen:
                raise ValueError(f"{person.name} stands in line {seen[person.key]} already")
        except ValueError as error:
            complain(f"quotetrack: {file}:{number}: {error}; left out")
            failed += 1
            continue
        seen[person.key] = number
        people.append(person)
    with Store.open(database(ctx, db), create=True) as store:
        done = store.import_people(people)
    linked = "1 known person is a speaker" if done["linked"] == 1 else f"{done['linked']} known people are speakers"
    click.echo(
        f"{counted(len(people) + failed, 'line')}: {done['new']} new, {done['changed']} changed,"
        f" {done['unchanged']} unchanged, {failed} failed; {linked} of the record"
    )
    if failed:
        raise click.exceptions.Exit(1)


@click.command(name="export", short_help="Write people as a list.")
@click.argument("file", type=click.Path(path_type=Path), default=_STANDARD)
@click.option(
    "--known", is_flag=True, help="Only those of the list that was brought in, speakers of the record or not."
)
@click.option(
    "--format", "chosen", type=click.Choice(("csv", "jsonl")), help="[default: by the name of FILE, else csv]"
)
@db_option
@click.pass_context
def export_people(ctx: click.Context, file: Path, known: bool, chosen: str | None, db: Path | None) -> None:
    """Write the people of the record in the form that "speakers import" reads, to FILE or standard output.

    People who are on the list that was brought in are as it has them, the others as articles have them: forms of the
    name, the commonest role, dates of the first and last article. Fill in what is missing and bring it in again.

    \b
    Example:
      quotetrack speakers export people.csv
    """
    from quotetrack.store import Store

    kind = chosen or ("jsonl" if file.suffix == ".jsonl" else "csv")
    with Store.open(database(ctx, db)) as store:
        rows = [person.row() for person in store.export_people(known=known)]
    text = "".join(_written(rows, kind))
    if file == _STANDARD:
        sys.stdout.write(text)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(str(file), error.strerror or str(error)) from None
    click.echo(f"{counted(len(rows), 'line')} in {escaped(str(file))}")


def _written(rows: list[dict[str, Any]], kind: str) -> Iterator[str]:
    if kind == "jsonl":
        yield from (f"{to_json({key: value for key, value in row.items() if value})}\n" for row in rows)
        return
    fields = [*_COLUMNS, *sorted({key for row in rows for key in row} - set(_COLUMNS))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(fields)
    for row in rows:
        cells = (row.get(field) or "" for field in fields)
        writer.writerow([encodable("; ".join(cell) if isinstance(cell, list) else str(cell)) for cell in cells])
    yield out.getvalue()


def _rows(file: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """The rows of a file with the numbers of their lines; what is no row is the reason why."""
    try:
        data = sys.stdin.buffer.read() if file == _STANDARD else file.read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(str(file), error.strerror or str(error)) from None
    except UnicodeDecodeError:
        raise InputError(str(file), "is not UTF-8") from None
    if file.suffix == ".jsonl" or (file.suffix != ".csv" and text.lstrip().startswith("{")):
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield number, _parsed(line)
        return
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        heading = [_CALLED.get(name, name) for name in (cell.strip().lower() for cell in next(reader, []))]
        if "name" not in heading:
            raise InputError(f"{file}:1", "no column name in the heading")
        if len(set(heading)) < len(heading):
            raise InputError(f"{file}:1", "two columns have one name")
        for cells in reader:
            if len(cells) > len(heading):
                yield reader.line_num, f"{len(cells)} columns, but the heading has {len(heading)}"
            elif any("\n" in cell.strip() for cell in cells):
                # A mark that is never closed takes in every line that follows.
                yield reader.line_num, "a cell of several lines (a quotation mark may be left open)"
            elif any(cell.strip() for cell in cells):
                yield reader.line_num, dict(zip(heading, cells, strict=False))
    except csv.Error as error:
        raise InputError(f"{file}:{reader.line_num}", f"no CSV ({error})") from None


def _parsed(line: str) -> dict[str, Any] | str:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "no JSON"
    if not isinstance(row, dict):
        return "no JSON object"
    return {_CALLED.get(name, name): value for name, value in ((key.strip().lower(), row[key]) for key in row)}


def _person(row: dict[str, Any] | str) -> KnownPerson:
    """The person of a row. Raises ValueError with the reason where there is none."""
    from quotetrack.speakers.names import fold
    from quotetrack.store.people import KnownPerson

    if isinstance(row, str):
        raise ValueError(row)
    aliases = row.get("aliases") or []
    if isinstance(aliases, str):
        aliases = re.split(r"[;|]", aliases)
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise ValueError("aliases are no list of names")
    if len(str(row.get("name"))) > _LONGEST_NAME or any(len(alias) > _LONGEST_NAME for alias in aliases):
        raise ValueError(f"a name of more than {_LONGEST_NAME} characters")
    said = {key: _value(key, value) for key, value in row.items() if key != "aliases"}
    name = said.get("name", "")
    if not fold(name) or not isinstance(row["name"], str):
        raise ValueError("no name")
    wikidata = _WIKIDATA.match(said.get("wikidata", ""))
    if said.get("wikidata") and wikidata is None:
        raise ValueError(f"{said['wikidata']} is no Wikidata id; write Q42")
    for key in ("from", "to"):
        if said.get(key) and not _DATE.match(said[key]):
            raise ValueError(f"{said[key]} is no date; write 2025, 2025-06 or 2025-06-03")
    others = {" ".join(alias.split()) for alias in aliases} - {"", name}
    attributes = {key: value for key, value in said.items() if key and value and key not in _COLUMNS}
    return KnownPerson(
        name,
        tuple(sorted(others)),
        said.get("role") or None,
        said.get("from") or None,
        said.get("to") or None,
        wikidata[1] if wikidata else None,
        attributes,
    )


def _value(key: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        raise ValueError(f"{key} is no text")
    text = " ".join(("true" if value is True else "false" if value is False else str(value)).split())
    if len(text) > _LONGEST_VALUE:
        raise ValueError(f"{key} has more than {_LONGEST_VALUE:,} characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(f"{key} has half a surrogate pair, which no file can hold") from None
    return text
