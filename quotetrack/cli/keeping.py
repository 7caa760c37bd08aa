"""The commands backup and restore. Imports click; store inside functions."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from quotetrack.cli.cells import escaped
from quotetrack.cli.options import database, db_option
from quotetrack.cli.progress import progress


@click.command(short_help="Copy the data base into one file, while others use it.")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE if it is there already.")
@db_option
@click.pass_context
def backup(ctx: click.Context, target: Path, force: bool, db: Path | None) -> None:
    """Copy the data base into FILE, while others add and read.

    The copy is one state of the whole data base and is checked before FILE appears; half a copy never has that name.
    A copy made by cp misses what stands in the write-ahead log beside the file.

    \b
    Examples:
      quotetrack backup backups/quotes-2025-06-03.db
      quotetrack backup --force /mnt/backups/quotes.db
    """
    from quotetrack.store.backup import back_up

    path = database(ctx, db)
    with progress() as show:
        back_up(path, target, replace=force, on_progress=partial(show, "copying"))
    click.echo(f"{escaped(str(path))} backed up to {escaped(str(target))}")


@click.command(short_help="Bring a backup back; what is there now is kept beside it.")
@click.argument("copy", metavar="FILE", type=click.Path(path_type=Path))
@db_option
@click.pass_context
def restore(ctx: click.Context, copy: Path, db: Path | None) -> None:
    """Put the backup FILE in the place of the data base, in one step.

    FILE is checked first and stays as it is. The present data base is kept beside the new one, under a name that says
    so; to undo a restore, restore that. Programs that have the data base open (serve, add) must end first.

    \b
    Example:
      quotetrack restore backups/quotes-2025-06-03.db
    """
    from quotetrack.store import backup

    path = database(ctx, db)
    with progress() as show:
        kept = backup.restore(path, copy, on_progress=partial(show, "copying"))
    before = f"; what was there before is kept as {escaped(str(kept))}" if kept else ""
    click.echo(f"{escaped(str(path))} restored from {escaped(str(copy))}{before}")
