"""Builds the Datasette of a data base: metadata, templates, plugin, settings; and keeps it from ever writing.

Imports the plugin, store's descriptions of tables and columns and store's way of opening a file.
"""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.views.base import DatasetteError

from quotetrack.browse import plugin
from quotetrack.errors import StoreError
from quotetrack.store.connection import check_in_place, code_of, explained, identity, open_connection
from quotetrack.store.descriptions import COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS

_HERE = Path(__file__).parent
_PLUGIN_NAME = "quotetrack"
_SETTINGS = {
    "default_page_size": 50,
    "default_facet_size": 12,
    "suggest_facets": False,
    "sql_time_limit_ms": 5000,
    "facet_time_limit_ms": 1500,
    "truncate_cells_html": 2048,
    "default_cache_ttl": 0,  # what was added a moment ago is there when the page is loaded again
    "allow_download": False,
}
# What is wrong with the file, not with a question about it.
_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)


class ReadingDatabase(Database):  # type: ignore[misc]
    """A data base that other processes may write while we read it, and that we cannot write."""

    def __init__(self, datasette: Datasette, path: Path) -> None:
        super().__init__(datasette, str(path))
        self._identity = identity(path)

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection that only reads, opened as all of quotetrack opens it."""
        if write:
            raise StoreError("the pages only read; change the data base with the quotetrack command")
        with _as_page():
            return open_connection(Path(self.path))

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """What ``fn`` gives for a connection, while the file is there: SQLite goes on reading one that no path leads
        to. A file that broke is told of in one line as well."""
        path = Path(self.path)

        def ask(connection: sqlite3.Connection) -> Any:
            with _as_page():
                check_in_place(path, self._identity)
            try:
                return fn(connection)
            except sqlite3.DatabaseError as error:
                if code_of(error) not in _BROKEN:
                    raise
                with _as_page(), explained(path):
                    raise

        return await super().execute_fn(ask)


@contextmanager
def _as_page() -> Iterator[None]:
    """Makes a page of what the data base cannot do."""
    try:
        yield
    except StoreError as error:
        raise DatasetteError(str(error), status=503) from error


class ReadingDatasette(Datasette):  # type: ignore[misc]
    """A Datasette that our plugin knows: its constructor already asks the hooks for routes."""

    is_quotetrack = True


def build(path: Path) -> Any:
    """The Datasette for the data base at ``path``; raises StoreError for one that cannot be read."""
    open_connection(path).close()
    if not pm.has_plugin(_PLUGIN_NAME):
        pm.register(plugin, name=_PLUGIN_NAME)
    # With rich installed Datasette prints a traceback to the terminal for every page that is not there.
    pm.get_plugin("datasette.handle_exception").rich = None
    datasette = ReadingDatasette(
        [],
        metadata=read_metadata(),
        template_dir=str(_HERE / "templates"),
        static_mounts=[("assets", str(_HERE / "static"))],
        settings=_SETTINGS,
    )
    datasette.remove_database("_memory")
    datasette.add_database(ReadingDatabase(datasette, path), name=plugin.DATABASE)
    return datasette


def read_metadata() -> dict[str, Any]:
    """metadata.toml as Datasette wants it, with the descriptions of tables and columns from the schema."""
    metadata = tomllib.loads((_HERE / "metadata.toml").read_text("utf-8"))
    tables = metadata.pop("tables")
    for name, description in TABLE_DESCRIPTIONS.items():
        tables.setdefault(name, {}).setdefault("description", description)
    for name, columns in COLUMN_DESCRIPTIONS.items():
        tables.setdefault(name, {})["columns"] = dict(columns)
    metadata["databases"] = {plugin.DATABASE: {"tables": tables, "queries": metadata.pop("queries")}}
    return metadata
