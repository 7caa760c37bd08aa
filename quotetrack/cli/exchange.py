"""The commands export and import: the whole record as a file of JSON Lines. Imports click; store and rich inside
functions."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO, BinaryIO

import click

from quotetrack.cli.cells import counted, escaped, to_json
from quotetrack.cli.options import database, db_option
from quotetrack.cli.progress import progress
from quotetrack.errors import InputError, QuotetrackError

STANDARD = Path("-")


@click.command(name="export", short_help="Write everything as JSON Lines.")
@click.argument("file", type=click.Path(path_type=Path), default=STANDARD)
@db_option
@click.pass_context
def export_(ctx: click.Context, file: Path, db: Path | None) -> None:
    """Write the whole record to FILE (or to standard output) as JSON Lines.

    One small object a line, articles in the order in which they were added, so that the file can be kept under version
    control or read by other programs. Row ids and the times of runs are left out: the same articles, added in the same
    order, give the same file, and so does what "import" made of it.

    \b
    Examples:
      quotetrack export record.jsonl
      quotetrack export | jq 'select(.record == "quote") | .quote'
    """
    from quotetrack.store import Store

    path = database(ctx, db)
    if path.exists() and file.exists() and file.samefile(path):
        raise QuotetrackError(f"{file} is the data base itself; name another file")
    seen = {"article": 0, "quote": 0, "speaker": 0}
    with Store.open(path) as store, written(file) as out, progress() as show:
        total = store.counts()["articles"]
        for record in store.export():
            out.write(f"{to_json(record)}\n")
            kind = record["record"]
            if kind in seen:
                seen[kind] += 1
                show("articles", seen["article"], total)
    if file != STANDARD:
        click.echo(f"{_scope(seen)} in {escaped(str(file))}")


@click.command(name="import", short_help="Bring an export into an empty data base.")
@click.argument("file", type=click.Path(path_type=Path))
@db_option
@click.pass_context
def import_(ctx: click.Context, file: Path, db: Path | None) -> None:
    """Bring what "export" wrote into an empty data base, all of it or nothing.

    FILE may be - for standard input. A data base that holds articles is left alone: to bring records together, add
    their articles.

    \b
    Example:
      quotetrack import record.jsonl --db copy.db
    """
    from quotetrack.store import Export, Store

    path = database(ctx, db)
    records = count(1)
    with opened(file) as lines, progress() as show:
        export = Export(lines, "standard input" if file == STANDARD else str(file))
        with Store.open(path, create=True) as store:
            seen = store.import_export(export, on_record=lambda kind: show("records", next(records), 0))
    click.echo(f"{_scope(seen)} in {escaped(str(path))}")


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """The bytes of FILE, or of standard input. Raises InputError for what cannot be read."""
    if file == STANDARD:
        yield sys.stdin.buffer
        return
    try:
        lines = file.open("rb")
    except OSError as error:
        raise InputError(str(file), f"{error.strerror or error}; nothing was imported") from None
    with lines:
        yield lines


def _scope(seen: dict[str, int]) -> str:
    return ", ".join(counted(seen[kind], kind) for kind in ("article", "quote", "speaker"))


@contextmanager
def written(file: Path) -> Iterator[IO[str]]:
    """Standard output, or FILE, which gets its name when it is whole; a pipe or device is written as it is."""
    if file == STANDARD:
        yield sys.stdout
        return
    target = file.resolve()
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        return
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        if target.exists():
            part.chmod(target.stat().st_mode & 0o777)
        part.replace(target)
    except OSError as error:
        raise QuotetrackError(f"{file}: {error.strerror or error}; nothing was written") from None
    finally:
        part.unlink(missing_ok=True)
