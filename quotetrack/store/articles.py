"""Articles out of the data base again, as they were read, so that rules can look at them anew. Imports model."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from quotetrack.model import Article, Furniture, FurnitureKind, Span

_COLUMNS = (
    "label, title, url, outlet, authors, published, published_as_printed, published_inferred, language, collection,"
    " natural_id, source_path, source_sha256, furniture, text"
)
_AT_ONCE = 500


def stored_articles(connection: sqlite3.Connection, other_than: str | None = None) -> Iterator[tuple[int, Article]]:
    """The articles with their row numbers, in the order in which they were added; with ``other_than`` only those that
    rules of another version than this have looked at.

    Between two of them the data base may be written. Furniture that reading found is None: to be found anew.
    """
    last = 0
    while ids := connection.execute(
        "SELECT id FROM articles WHERE id > ? AND rules_version IS NOT ? ORDER BY id LIMIT ?",
        (last, other_than, _AT_ONCE),
    ).fetchall():
        for (last,) in ids:
            row = connection.execute(f"SELECT {_COLUMNS} FROM articles WHERE id = ?", (last,)).fetchone()
            if row is not None:
                yield last, _article(*row)


def count_articles(connection: sqlite3.Connection, other_than: str | None = None) -> int:
    """How many articles ``stored_articles`` gives."""
    query = "SELECT count(*) FROM articles WHERE rules_version IS NOT ?"
    return int(connection.execute(query, (other_than,)).fetchone()[0])


def _article(
    label: str,
    title: str | None,
    url: str | None,
    outlet: str | None,
    authors: str,
    published: str | None,
    published_as_printed: str | None,
    published_inferred: int,
    language: str,
    collection: str | None,
    natural_id: str | None,
    source_path: str | None,
    source_sha256: str | None,
    furniture: str,
    text: str,
) -> Article:
    # What reading did not find was given by somebody who made the article, and stays.
    given = tuple(Furniture(Span(start, end), FurnitureKind(kind)) for start, end, kind in json.loads(furniture))
    return Article(
        text=text,
        id=label,
        title=title,
        url=url,
        outlet=outlet,
        authors=tuple(json.loads(authors)),
        published=published,
        published_as_printed=published_as_printed,
        published_inferred=bool(published_inferred),
        language=language,
        collection=collection,
        natural_id=natural_id,
        source_path=source_path,
        source_sha256=source_sha256,
        furniture=given if given and source_path is None else None,
    )
