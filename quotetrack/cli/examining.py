"""The command doctor: what is wrong with the data base, and what can be put right. Imports click; store inside
the function."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

import click

from quotetrack.cli.cells import Column, Row, counted
from quotetrack.cli.options import database, db_option, format_option, limit_option
from quotetrack.cli.output import Listing, choose_format, choose_limit, complain, write_listing
from quotetrack.cli.progress import progress

FOUND = 3
_IN_MEMORY = 10_000_000


def _place(row: Row) -> str:
    return " ".join(part for part in (row["table"], row["row"]) if part)


def _remedy(row: Row) -> str:
    return "mended" if row["mended"] else row["remedy"]


FINDINGS = Listing(
    ("check", "table", "row", "key", "wrong", "remedy", "mendable", "mended"),
    (
        Column("Check", lambda row: row["check"], share=2),
        Column("Where", _place, share=2),
        Column("Wrong", lambda row: row["wrong"], share=5),
        Column("What to do", _remedy, share=4),
    ),
)


@click.command(short_help="Look for what is wrong with the data base, and mend it.")
@click.option("--fix", is_flag=True, help="Mend what can be rebuilt, after keeping a copy beside the data base.")
@limit_option("findings")
@format_option()
@db_option
@click.pass_context
def doctor(ctx: click.Context, fix: bool, limit: int | None, chosen: str | None, db: Path | None) -> None:
    """Look whether the record is sound: the file, the foreign keys, the full-text index, every quote against its text,
    counts, keys, and rows that nothing refers to. One finding a line: what is wrong, where, and what to do.

    --fix mends what can be rebuilt from the rest, all of it or nothing. What cannot be is left as it is.

    Exit code 0: nothing is wrong (any more); 3: something is; 1: the data base could not be looked at.

    \b
    Examples:
      quotetrack doctor
      quotetrack doctor --fix --format jsonl
    """
    from quotetrack.store.inspection import inspect, mend

    path = database(ctx, db)
    kept: list[Path] = []
    chosen = choose_format(chosen)
    most = choose_limit(limit, chosen)
    with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8") as file:
        findings = _Findings(file)
        with progress() as show:
            found = (
                mend(path, on_progress=show, on_kept=kept.append)
                if fix
                else inspect(path, on_progress=show, on_notice=complain)
            )
            findings.keep(asdict(finding) for finding in found)
        write_listing(findings.rows(most), FINDINGS, chosen, total=findings.total)
    left = findings.total - findings.mended
    if not findings.total:
        complain(f"nothing wrong in {path}")
    elif fix:
        beside = f"; what was there before is kept as {kept[0]}" if kept else ""
        complain(f"{counted(findings.total, 'fault')} in {path}: {findings.mended} mended, {left} not{beside}")
    else:
        hint = f"; {findings.mendable} to be mended with --fix" if findings.mendable else ""
        complain(f"{counted(findings.total, 'fault')} in {path}{hint}")
    if left:
        ctx.exit(FOUND)


class _Findings:
    """Findings on their way to the output: mending has to end before the first is told, and there may be a million."""

    def __init__(self, file: IO[str]) -> None:
        self.total = self.mendable = self.mended = 0
        self._file = file

    def keep(self, rows: Iterable[Row]) -> None:
        """Takes all rows, counting them."""
        for row in rows:
            self._file.write(json.dumps(row) + "\n")
            self.total += 1
            self.mendable += row["mendable"]
            self.mended += row["mended"]

    def rows(self, most: int | None) -> Iterator[Row]:
        """The first ``most`` of what was kept."""
        self._file.seek(0)
        for number, line in enumerate(self._file):
            if number == most:
                return
            yield json.loads(line)
