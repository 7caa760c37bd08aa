"""Builds the Datasette of a data base: metadata, templates, plugin, settings; and keeps it from ever writing.

Imports the plugin, store's descriptions of tables and columns and store's way of opening a file.
"""

from __future__ import annotations

import sqlite3
import tomllib
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm

from quotetrack.browse import plugin
from quotetrack.errors import StoreError
from quotetrack.store.connection import open_connection
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


class ReadingDatabase(Database):  # type: ignore[misc]
    """A data base that other processes may write while we read it, and that we cannot write."""

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection that only reads, opened as all of quotetrack opens it."""
        if write:
            raise StoreError("the pages only read; change the data base with the quotetrack command")
        return open_connection(Path(self.path))


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
    datasette.add_database(ReadingDatabase(datasette, str(path)), name=plugin.DATABASE)
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
