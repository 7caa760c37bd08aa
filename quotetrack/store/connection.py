"""Opens a data base and says in one line what is wrong with one that cannot be used. Imports errors and schema."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from quotetrack.errors import StoreError
from quotetrack.store.schema import MIGRATIONS, applied_migrations, migrate

# A writer waits this long for another one to end its transaction, which takes milliseconds.
_PATIENCE_SECONDS = 60.0
_MAGIC = b"SQLite format 3\x00"


def open_connection(path: Path, *, write: bool = False, create: bool = False) -> sqlite3.Connection:
    """An open connection with foreign keys on, in autocommit mode (transactions are begun by hand).

    ``write`` brings an older schema up to date, ``create`` also makes the file (and its folder) where there is none.
    Raises StoreError for a file that is absent, no data base, another program's, newer, read-only, locked or broken.
    """
    write = write or create
    with explained(path):
        fresh = _look_at_file(path, write=write, create=create)
        connection = _connect(path, write=write)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -32768")
            _check_schema(connection, path, write=write, fresh=fresh)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns what SQLite raises into a StoreError for the user."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_explanation(error, path)) from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; name another file with --db") from error


def _look_at_file(path: Path, *, write: bool, create: bool) -> bool:
    """Checks the file before SQLite does; True if it has yet to be made (or is empty)."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a data base; name a file with --db")
    if not path.exists():
        if not create:
            raise StoreError(f"no data base at {path}; make one with: quotetrack add PATH…")
        path.parent.mkdir(parents=True, exist_ok=True)
        return True
    if not path.is_file():
        raise StoreError(f"{path} is no regular file; name a data base with --db")
    with path.open("rb") as file:
        start = file.read(len(_MAGIC))
    if not start:
        if not create:
            raise StoreError(f"{path} is empty, not a data base; make one with: quotetrack add PATH…")
        return True
    if start != _MAGIC:
        raise StoreError(f"{path} is not a SQLite data base; name another file with --db")
    if write and not os.access(path, os.W_OK):
        raise StoreError(f"{path} is read-only; give yourself leave to write it, or name another file with --db")
    return False


def _connect(path: Path, *, write: bool) -> sqlite3.Connection:
    address = path.absolute().as_uri()
    if write:
        return sqlite3.connect(f"{address}?mode=rwc", uri=True, timeout=_PATIENCE_SECONDS, isolation_level=None)
    # Reading in WAL mode makes files beside the data base; where that is not allowed and nobody writes, read it as is.
    fixed = not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()
    mode = "immutable=1" if fixed else "mode=ro"
    return sqlite3.connect(f"{address}?{mode}", uri=True, timeout=_PATIENCE_SECONDS, isolation_level=None)


def _check_schema(connection: sqlite3.Connection, path: Path, *, write: bool, fresh: bool) -> None:
    known = [function.__name__ for function in MIGRATIONS]
    applied = applied_migrations(connection)
    if not applied and not fresh and connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None:
        raise StoreError(f"{path} is a data base of another program, not of quotetrack; name another file with --db")
    if unknown := [name for name in applied if name not in known]:
        raise StoreError(f"{path} was made by a newer quotetrack (it has {unknown[0]}); update quotetrack to use it")
    if write:
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = NORMAL")
    if len(applied) < len(known):
        if not write:
            raise StoreError(f"{path} was made by an older quotetrack; bring it up to date with: quotetrack add PATH…")
        migrate(connection)


def _use_wal(connection: sqlite3.Connection) -> None:
    """Several may open a new data base at once, and SQLite does not wait by itself when the mode changes."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if (error.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _explanation(error: sqlite3.Error, path: Path) -> str:
    said = str(error)
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{path} is locked by another program; try again when it has ended"
    if code == sqlite3.SQLITE_READONLY:
        return f"{path} is read-only; give yourself leave to write it, or name another file with --db"
    if code == sqlite3.SQLITE_FULL:
        return f"{path}: the disk is full; make room and run the command again (nothing was half-written)"
    if code == sqlite3.SQLITE_NOTADB:
        return f"{path} is not a SQLite data base; name another file with --db"
    if code == sqlite3.SQLITE_CORRUPT:
        return f"{path} is damaged ({said}); restore it from a backup"
    if code == sqlite3.SQLITE_CANTOPEN:
        return f"{path} cannot be opened; check that its folder exists and may be written"
    if code == sqlite3.SQLITE_IOERR:
        return f"{path}: reading or writing failed ({said}); check the disk and run the command again"
    return f"{path}: SQLite says {said!r}"
