"""Opens a data base and says in one line what is wrong with one that cannot be used; begins and ends transactions.

Imports errors, schema and copying.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from quotetrack.errors import StoreError
from quotetrack.store.copying import copy_database, free_name
from quotetrack.store.schema import MIGRATIONS, applied_migrations, migrate

# A writer waits this long for another one to end its transaction, which takes milliseconds.
_PATIENCE_SECONDS = 60.0
_OURS_TO_WRITE = "give yourself leave to write it, or name another file with --db"


def open_connection(path: Path, *, write: bool = False, create: bool = False) -> sqlite3.Connection:
    """An open connection with foreign keys on, in autocommit mode (transactions are begun by hand).

    ``write`` brings an older schema up to date, after keeping a copy beside the file; ``create`` also makes the file
    (and its folder) where there is none. Raises StoreError for a file that is absent, no data base, another program's,
    newer, read-only, locked or broken.
    """
    write = write or create
    with explained(path):
        _look_at_file(path, write=write, create=create)
        connection = connect(path, write=write)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA cache_size = -32768")
            applied = recognise(connection, path)
            if write:
                _use_wal(connection)
                connection.execute("PRAGMA synchronous = NORMAL")
            if len(applied) < len(MIGRATIONS):
                if not applied and not write:
                    raise StoreError(_empty(path))  # making it came to nothing
                if not write:
                    raise StoreError(
                        f"{path} was made by an older quotetrack; bring it up to date with: quotetrack add PATH…"
                    )
                migrate(connection, before_change=lambda: keep_copy(path, "before-update"))
        except BaseException:
            connection.close()
            raise
    return connection


def open_copy(path: Path) -> sqlite3.Connection:
    """An open connection that only reads, to a data base of any schema that quotetrack has had: a backup.

    Raises StoreError as ``open_connection`` does, older schemas aside.
    """
    with explained(path):
        _look_at_file(path, write=False, create=False)
        connection = connect(path, write=False)
        try:
            recognise(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def connect(path: Path, *, write: bool, patience: float | None = None) -> sqlite3.Connection:
    """SQLite's connection to the file as it is; ``patience`` is how many seconds to wait for other writers."""
    address = path.absolute().as_uri()
    timeout = _PATIENCE_SECONDS if patience is None else patience
    if write:
        return sqlite3.connect(f"{address}?mode=rwc", uri=True, timeout=timeout, isolation_level=None)
    # Reading in WAL mode makes files beside the data base; where that is not allowed and nobody writes, read it as is.
    mode = "immutable=1" if not _may_write_beside(path) and not _has_log(path) else "mode=ro"
    return sqlite3.connect(f"{address}?{mode}", uri=True, timeout=timeout, isolation_level=None)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turns what SQLite raises into a StoreError for the user."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_explanation(error, path)) from error
    except UnicodeDecodeError as error:  # in names of tables, and in SQLite's own messages about them
        raise StoreError(_damaged(path, str(error))) from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; name another file with --db") from error


def code_of(error: sqlite3.Error) -> int:
    """SQLite's primary result code, 0 for what Python's module raised by itself."""
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


@contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """Several questions about one state of the data base, whatever others write meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction, all or nothing. It is a writing one from its start: one that reads first and writes later
    fails at once where somebody else has written in between."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def keep_copy(path: Path, occasion: str, on_kept: Callable[[Path], object] | None = None) -> None:
    """Keeps the data base as it is beside itself, under a name that tells the occasion.

    The caller has begun a writing transaction, so that nobody else writes, and has changed nothing yet; a connection
    that writes cannot be copied from, another one can.
    """
    kept = free_name(path, occasion)
    with closing(connect(path, write=False)) as present:
        copy_database(present, kept)
    if on_kept is not None:
        on_kept(kept)


def identity(path: Path) -> tuple[int, int]:
    """Which file stands at ``path``, to be compared later."""
    found = path.stat()
    return found.st_dev, found.st_ino


def check_in_place(path: Path, opened: tuple[int, int]) -> None:
    """Raises StoreError if another file than the opened one stands at ``path``, or none.

    SQLite itself notices nothing and goes on to write into a file that no path leads to.
    """
    try:
        if identity(path) == opened:
            return
        raise FileExistsError(f"another file stands at {path}")
    except OSError as error:
        raise StoreError(_gone(path)) from error


def _look_at_file(path: Path, *, write: bool, create: bool) -> None:
    """Checks the file before SQLite does."""
    if path.is_dir():
        raise StoreError(f"{path} is a folder, not a data base; name a file with --db")
    if not path.exists():
        if not create:
            raise StoreError(f"no data base at {path}; make one with: quotetrack add PATH…")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise StoreError(f"{path}: {path.parent} is no folder; name another file with --db") from None
        _check_folder(path)
        return
    if not path.is_file():
        raise StoreError(f"{path} is no regular file; name a data base with --db")
    # Not opened here: on closing it all locks would go that SQLite holds on it for this process, and another process
    # would take the write-ahead log for nobody's.
    if not path.stat().st_size and not create:
        raise StoreError(_empty(path))
    if write:
        if not os.access(path, os.W_OK):
            raise StoreError(f"{path} is read-only; {_OURS_TO_WRITE}")
        _check_folder(path)


def _empty(path: Path) -> str:
    return f"{path} is empty, not a data base; make one with: quotetrack add PATH…"


def _check_folder(path: Path) -> None:
    if not _may_write_beside(path):
        raise StoreError(f"{path}: its folder is read-only, and SQLite writes beside the file; {_OURS_TO_WRITE}")


def _may_write_beside(path: Path) -> bool:
    return os.access(path.resolve().parent, os.W_OK)


def _has_log(path: Path) -> bool:
    """Whether a write-ahead log with something in it stands beside the file: somebody writes, or was killed."""
    try:
        return Path(f"{path.resolve()}-wal").stat().st_size > 0
    except FileNotFoundError:
        return False


def recognise(connection: sqlite3.Connection, path: Path) -> tuple[str, ...]:
    """The migrations that the file has had; StoreError for another program's file and for a newer one."""
    # Asked in this order, for somebody else may make the tables in between.
    has_tables = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
    applied = applied_migrations(connection)
    if has_tables and not applied:
        raise StoreError(f"{path} is a data base of another program, not of quotetrack; name another file with --db")
    known = {function.__name__ for function in MIGRATIONS}
    if unknown := [name for name in applied if name not in known]:
        raise StoreError(f"{path} was made by a newer quotetrack (it has {unknown[0]}); update quotetrack to use it")
    return applied


def _use_wal(connection: sqlite3.Connection) -> None:
    """Several may open a new data base at once, and SQLite does not wait by itself when the mode changes."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if code_of(error) != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _gone(path: Path) -> str:
    if not path.parent.exists():
        return f"{path}: its folder vanished while it was open; bring it back, or name another file with --db"
    if not path.exists():
        return f"{path} vanished while it was open; bring it back, or name another file with --db"
    return f"{path} was replaced while it was open; nothing more is written; run the command again"


def _damaged(path: Path, said: str) -> str:
    said = " ".join(said.split())
    return f"{path} is damaged ({said}); see quotetrack doctor, or bring a backup back with quotetrack restore"


def _explanation(error: sqlite3.Error, path: Path) -> str:
    said = str(error)
    extended = getattr(error, "sqlite_errorcode", None) or 0
    code = code_of(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{path} is locked by another program; try again when it has ended"
    if code == sqlite3.SQLITE_FULL:
        return f"{path}: the disk is full; make room and run the command again (nothing was half-written)"
    if code == sqlite3.SQLITE_NOTADB:
        return f"{path} is not a SQLite data base; name another file with --db"
    if code == sqlite3.SQLITE_CORRUPT or "Could not decode to UTF-8" in said:
        return _damaged(path, said)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR) and not path.exists():
        return _gone(path)
    if extended == sqlite3.SQLITE_READONLY_DBMOVED:
        return _gone(path)
    if code == sqlite3.SQLITE_READONLY:
        return f"{path} is read-only; {_OURS_TO_WRITE}"
    if code == sqlite3.SQLITE_CANTOPEN:
        if _has_log(path) and not _may_write_beside(path):
            return (
                f"{path} has a write-ahead log beside it, and its folder is read-only; "
                f"copy {path.name}* into a folder that you may write, and read it there"
            )
        return f"{path} cannot be opened; check that its folder exists and may be written"
    if code == sqlite3.SQLITE_IOERR:
        return f"{path}: reading or writing failed ({said}); check the disk and run the command again"
    return f"{path}: SQLite says {said!r}"
