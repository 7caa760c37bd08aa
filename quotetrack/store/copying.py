"""Copies a data base into a file, while others use it: SQLite's online backup of one state, whole or not at all.

Imports errors.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from quotetrack.errors import StoreError

# How many pages of the data base are done, and how many there are.
Progress = Callable[[int, int], object]
_PAGES_AT_ONCE = 2000
# What SQLite keeps of a data base beside it ("-shm" holds nothing that lasts).
SIDE_FILES = ("-wal", "-journal")


def copy_database(
    source: sqlite3.Connection,
    target: Path,
    *,
    replace: bool = False,
    checked: bool = False,
    on_progress: Progress | None = None,
) -> None:
    """Writes one state of ``source`` to ``target``: one file in no need of others, there whole or not at all.

    ``source`` must not be in a transaction. ``checked`` refuses a copy that SQLite finds fault with.
    Raises StoreError for a target that is there already (unless ``replace``) or cannot be written.
    """
    partial = partial_copy(source, target, checked=checked, on_progress=on_progress)
    try:
        publish(partial, target, replace=replace)
    finally:
        partial.unlink(missing_ok=True)


def partial_copy(
    source: sqlite3.Connection, target: Path, *, checked: bool, on_progress: Progress | None = None
) -> Path:
    """The copy under a name of its own in ``target``'s folder, to be published or removed by the caller."""
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:80]}.", suffix=".part", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise StoreError(f"{target}: {error.strerror or error}; name a file in a folder that you may write") from error
    partial = Path(name)
    try:
        with closing(sqlite3.connect(partial, isolation_level=None)) as copy:
            # The file is nobody's until it is whole and on the disk: a journal would only cost time.
            copy.execute("PRAGMA journal_mode = OFF")
            copy.execute("PRAGMA synchronous = OFF")
            _copy_pages(source, copy, target, on_progress)
            copy.execute("PRAGMA journal_mode = DELETE")
            if checked:
                _check(copy, target)
        partial.chmod(_mode_of(source))
        _sync(partial)
    except BaseException:
        for suffix in ("", *SIDE_FILES, "-shm"):
            Path(f"{partial}{suffix}").unlink(missing_ok=True)
        raise
    return partial


def publish(partial: Path, target: Path, *, replace: bool) -> None:
    """Gives a whole copy its name, in one step; without ``replace`` never in the place of another file."""
    try:
        if replace:
            partial.replace(target)
        else:
            _name(partial, target)
    except FileExistsError:
        raise StoreError(f"{target} is there already; name another file, or replace it with --force") from None
    except OSError as error:
        raise StoreError(f"{target}: {error.strerror or error}; name another file") from error
    with suppress(OSError):  # not every file system syncs folders
        _sync(target.parent)


def free_name(path: Path, occasion: str) -> Path:
    """A name beside ``path`` that no file has: "quotes.db.before-restore-20261123-061500"."""
    start = f"{path.name}.{occasion}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    name, number = path.with_name(start), 1
    while os.path.lexists(name):
        number += 1
        name = path.with_name(f"{start}-{number}")
    return name


def _copy_pages(
    source: sqlite3.Connection, copy: sqlite3.Connection, target: Path, on_progress: Progress | None
) -> None:
    def tell(_: int, left: int, pages: int) -> None:
        if on_progress is not None:
            on_progress(pages - left, pages)

    # Without a reading transaction the copy would begin anew whenever somebody else writes.
    source.execute("BEGIN")
    try:
        source.execute("SELECT 1 FROM sqlite_master").fetchone()
        source.backup(copy, pages=_PAGES_AT_ONCE, progress=tell)
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or 0
        if code & 0xFF == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_WRITE:
            raise StoreError(
                f"{target}: the disk is full; make room or name a file elsewhere (nothing was left)"
            ) from error
        raise
    finally:
        if source.in_transaction:
            source.execute("ROLLBACK")


def integrity_faults(connection: sqlite3.Connection, most: int = 100) -> list[str]:
    """What SQLite finds wrong with the file itself, a line each; empty where all is well."""
    told = (line for (rows,) in connection.execute(f"PRAGMA integrity_check({most})") for line in rows.split("\n"))
    return [line for line in told if line != "ok" and not line.startswith("***")]


def _check(copy: sqlite3.Connection, target: Path) -> None:
    if faults := integrity_faults(copy, 1):
        raise StoreError(f"{target} was not made, for what it would be a copy of is damaged: {faults[0]}")


def _mode_of(source: sqlite3.Connection) -> int:
    """A copy may be read by those who may read the data base."""
    file = source.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
    return Path(file).stat().st_mode & 0o777


def _name(partial: Path, target: Path) -> None:
    try:
        os.link(partial, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(target):
            raise FileExistsError(str(target)) from None
        partial.rename(target)


def _sync(path: Path) -> None:
    """What was written survives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
