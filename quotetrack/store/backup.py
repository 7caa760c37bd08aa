"""Backups of a data base, and the way back: neither leaves half a file, neither loses what is there.

Imports errors, connection and copying.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

from quotetrack.errors import StoreError
from quotetrack.store.connection import code_of, connect, explained, open_copy, recognise
from quotetrack.store.copying import SIDE_FILES, Progress, copy_database, free_name, partial_copy, publish

# Somebody who reads or adds a moment ends within this time; a server of pages does not.
_PATIENCE_SECONDS = 5.0


def back_up(path: Path, target: Path, *, replace: bool = False, on_progress: Progress | None = None) -> None:
    """Copies the data base at ``path`` to ``target``, while others write; the copy is checked before it gets its name.

    Raises StoreError for a target that is there already (unless ``replace``), is in use or cannot be written, and for
    a data base that is damaged: a good backup is never replaced with a bad one.
    """
    if target.is_dir():
        raise StoreError(f"{target} is a folder; name a file")
    there = target.exists()
    if there and path.exists() and target.samefile(path):
        raise StoreError(f"{target} is the data base itself; name another file")
    if there and not replace:
        raise StoreError(f"{target} is there already; name another file, or replace it with --force")
    with closing(open_copy(path)) as source, explained(path), _alone(target) if there else nullcontext():
        copy_database(source, target.resolve(), replace=replace, checked=True, on_progress=on_progress)


def restore(path: Path, backup: Path, *, on_progress: Progress | None = None) -> Path | None:
    """Puts what ``backup`` holds in the place of the data base at ``path``, in one step; gives the name under which
    what was there before is kept beside it (None if nothing was).

    Raises StoreError for a backup that is none, is damaged or is newer, and while others have the data base open.
    """
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a data base; name a file with --db")
    if not backup.is_file():
        raise StoreError(f"no backup at {backup}; name a file that quotetrack backup has made")
    if path.exists() and path.samefile(backup):
        raise StoreError(f"{backup} is the data base itself; name a backup of it")
    if path.is_symlink():
        path = path.resolve()
    with closing(open_copy(backup)) as source, explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with explained(backup):
            fresh = partial_copy(source, path, checked=True, on_progress=on_progress)
        try:
            # Those who have a data base open are only seen in this mode.
            with closing(connect(fresh, write=True)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
            if not path.exists():
                publish(fresh, path, replace=False)
                return None
            with _alone(path) as present:
                kept = free_name(path, "before-restore")
                if present is None:
                    _keep_files(path, kept)
                else:
                    recognise(present, path)
                    copy_database(present, kept)
                # Gone before the file is: a log beside a file that it is not of would be read into it.
                for suffix in (*SIDE_FILES, "-shm"):
                    Path(f"{path}{suffix}").unlink(missing_ok=True)
                publish(fresh, path, replace=True)
        finally:
            fresh.unlink(missing_ok=True)
    return kept


@contextmanager
def _alone(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Keeps everybody else out of the data base, whose write-ahead log is put into the file; None for one so damaged
    that SQLite cannot open it."""
    with closing(connect(path, write=True, patience=_PATIENCE_SECONDS)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            # In this mode the lock outlives the transaction; from within one nothing could be copied.
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            alone = connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        except sqlite3.DatabaseError as error:
            code = code_of(error)
            if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            alone = code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
            present = None
        else:
            present = connection
        if not alone:
            raise StoreError(f"{path} is open in another program (quotetrack serve or add?); end that and try again")
        yield present


def _keep_files(path: Path, kept: Path) -> None:
    for suffix in ("", *SIDE_FILES):
        if (found := Path(f"{path}{suffix}")).exists():
            shutil.copy2(found, f"{kept}{suffix}")
