"""Puts one article with its quotes into the data base, in one transaction; what it was before stays as a version.

Rows are made with plain executemany: sqlite-utils' inserts cost five times as much. Imports model and the store's
drafts, identities, keys, quotes, replaying and versions.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum

from quotetrack.model import Article, Attribution
from quotetrack.store.changes import Change, compare_quotes
from quotetrack.store.drafts import Draft, draft_article
from quotetrack.store.grouping import full_names, group_anew
from quotetrack.store.identities import (
    Before,
    Settled,
    drop_unused,
    kept_decisions,
    read_before,
    settle_speakers,
)
from quotetrack.store.keys import article_key, text_hash
from quotetrack.store.people import is_listed, link_people
from quotetrack.store.quotes import free_keys, is_as_stored, links_of, read_rows, write_quotes
from quotetrack.store.replaying import uncorrected
from quotetrack.store.versions import TOLD, keep_version, said_now, was_version

# What an article may say of itself, and what is kept where a new version does not say it.
_STATED = (
    "title", "url", "outlet", "published", "published_as_printed", "published_inferred", "authors", "collection",
    "natural_id",
)  # fmt: skip
_NOTHING = (None, "[]")


class Added(StrEnum):
    """What adding an article did."""

    NEW = "new"
    UNCHANGED = "unchanged"  # it is there already: nothing was written
    CHANGED = "changed"  # known by its key, with another text, title, outlet, date or authors


def is_stored(connection: sqlite3.Connection, article: Article) -> bool:
    """Whether adding this article would change nothing.

    So it is where the text is the same and the article says nothing new of itself; a copy from another source (a file
    of another name) is not asked for its title. Nor is an older text, if it comes from another source than today's,
    news: it is a copy of an earlier version.
    """
    row = connection.execute(
        f"SELECT id, text_sha256, label, {', '.join(TOLD)} FROM articles WHERE key = ?", (article_key(article),)
    ).fetchone()
    if row is None:
        return False
    number, digest, label, *told = row
    new = text_hash(article.text)
    if _source_name(label) != _source_name(article.id):
        return bool(new == digest) or was_version(connection, number, new)
    said = (article.title, article.outlet, article.published, _authors(article))
    return bool(new == digest) and all(now in (*_NOTHING, was) for now, was in zip(said, told, strict=True))


def _source_name(label: str) -> str:
    """What tells sources apart: a path may be written in several ways, the name of the file is one."""
    return label.replace("\\", "/").rpartition("/")[2]


def add_article(
    connection: sqlite3.Connection, article: Article, attributions: Sequence[Attribution], rules_version: str
) -> Added:
    """Stores the article and its quotes, all or nothing. Raises sqlite3.Error, and UnicodeEncodeError for text that
    SQLite cannot hold (then nothing is written either)."""
    if is_stored(connection, article):
        return Added.UNCHANGED
    key, draft = article_key(article), draft_article(article.text, attributions)
    now = _now()
    values = _article_values(article) | {
        "text_sha256": text_hash(article.text), "rules_version": rules_version, "extracted_at": now
    }  # fmt: skip
    with transaction(connection):
        if is_stored(connection, article):
            return Added.UNCHANGED  # somebody else was faster
        row = connection.execute("SELECT id, rules_version FROM articles WHERE key = ?", (key,)).fetchone()
        if row is None:
            article_id = _insert_article(connection, {"key": key, "added_at": now} | values)
            with uncorrected(connection, article_id):
                _write_new(connection, article_id, key, draft, rules_version)
                _group(connection, article_id, {})
            return Added.NEW
        article_id, earlier = row
        if _is_news(connection, article_id, values):
            keep_version(connection, article_id, now)
        _update_article(connection, article_id, values)
        named = full_names(connection, article_id)
        with uncorrected(connection, article_id):
            replace_quotes(connection, article_id, key, draft, rules_version, earlier)
            _group(connection, article_id, named)
    return Added.CHANGED


def _group(connection: sqlite3.Connection, article_id: int, named: Mapping[str, str]) -> None:
    """Who is who across articles, now that this one names these people and, before, ``named``."""
    group_anew(connection, article_id, named)
    if is_listed(connection):
        link_people(connection, named.keys() | full_names(connection, article_id).keys())


def reextract_article(
    connection: sqlite3.Connection, number: int, article: Article, attributions: Sequence[Attribution], rules: str
) -> list[Change] | None:
    """Makes quotes, speakers and furniture of a stored article what the rules of version ``rules`` find in it; gives
    what became of its quotes. None where the article has another text by now: whoever changed it has extracted it."""
    draft, values = draft_article(article.text, attributions), _article_values(article)
    with transaction(connection):
        row = connection.execute(
            "SELECT key, text_sha256, rules_version, furniture FROM articles WHERE id = ?", (number,)
        ).fetchone()
        if row is None or row[1] != text_hash(article.text):
            return None
        key, _, earlier, furniture = row
        before, named = said_now(connection, number), full_names(connection, number)
        with uncorrected(connection, number):
            changed = replace_quotes(connection, number, key, draft, rules, earlier, in_order=True)
            if changed:
                _group(connection, number, named)
        # Furniture that was not found by reading was given by whoever made the article.
        found = furniture if article.source_path is None else values["furniture"]
        if changed or (found, rules) != (furniture, earlier):
            connection.execute(
                "UPDATE articles SET furniture = ?, rules_version = ?, extracted_at = ? WHERE id = ?",
                (found, rules, _now(), number),
            )
        return compare_quotes(before, said_now(connection, number)) if changed else []


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything in it or nothing. Waits for others who write before it begins."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


# ---------------------------------------------------------------- articles


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _article_values(article: Article) -> dict[str, object]:
    furniture = [[piece.span.start, piece.span.end, piece.kind.value] for piece in article.furniture or ()]
    return {
        "label": article.id,
        "title": article.title,
        "url": article.url,
        "outlet": article.outlet,
        "published": article.published,
        "published_as_printed": article.published_as_printed,
        "published_inferred": int(article.published_inferred),
        "language": article.language,
        "collection": article.collection,
        "natural_id": article.natural_id,
        "source_path": article.source_path,
        "source_sha256": article.source_sha256,
        "authors": _authors(article),
        "furniture": json.dumps(furniture),
        "text": article.text,
    }


def _authors(article: Article) -> str:
    return json.dumps(article.authors, ensure_ascii=False) if article.authors else "[]"


def _insert_article(connection: sqlite3.Connection, values: dict[str, object]) -> int:
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    cursor = connection.execute(f"INSERT INTO articles ({columns}) VALUES ({marks})", tuple(values.values()))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _is_news(connection: sqlite3.Connection, article_id: int, values: dict[str, object]) -> bool:
    """Whether something is another than it was, rather than known for the first time."""
    names = ("text_sha256", *TOLD)
    row = connection.execute(f"SELECT {', '.join(names)} FROM articles WHERE id = ?", (article_id,)).fetchone()
    return any(
        stored not in _NOTHING and values[name] not in (*_NOTHING, stored)
        for name, stored in zip(names, row, strict=True)
    )


def _update_article(connection: sqlite3.Connection, article_id: int, values: dict[str, object]) -> None:
    """Writes the new version; what it does not say of itself stays."""
    unsaid = {name for name in _STATED if values[name] in _NOTHING}
    if "published" in unsaid:
        unsaid |= {"published_as_printed", "published_inferred"}
    else:
        unsaid -= {"published_as_printed"}
    told = {name: value for name, value in values.items() if name not in unsaid}
    assignments = ", ".join(f"{name} = ?" for name in told)
    connection.execute(f"UPDATE articles SET {assignments} WHERE id = ?", (*told.values(), article_id))


# ---------------------------------------------------------------- quotes


def _write_new(connection: sqlite3.Connection, article_id: int, key: str, draft: Draft, rules_version: str) -> None:
    if draft.quotes:
        keys, before = free_keys(connection, article_id, key, draft), Before()
        settled = settle_speakers(connection, article_id, key, draft, before, {})
        write_quotes(connection, article_id, draft, keys, settled, rules_version, rows={}, links={})


def replace_quotes(
    connection: sqlite3.Connection,
    article_id: int,
    key: str,
    draft: Draft,
    rules_version: str,
    earlier: str,
    *,
    in_order: bool = False,
) -> bool:
    """Makes the article's quotes and speakers those of ``draft``; whether anything but the version was another.

    ``earlier`` is the version of the rules that found what is there. What is as it was is not touched, so that the
    same rules on the same text change nothing, whatever else the record has learned since. Where the rules for who is
    who are others, that is decided anew, with ``in_order`` as if later articles were not there yet.
    """
    keys, rows = free_keys(connection, article_id, key, draft), read_rows(connection, article_id)
    before, kept = read_before(connection, article_id), {}
    if identity_rules(earlier) == identity_rules(rules_version):
        kept = kept_decisions(before, draft, keys)
        in_order = False
    same = is_as_stored(draft, keys, rows) and _speak_as_stored(draft, keys, before, kept)
    if same and earlier == rules_version:
        return False
    settled = kept
    if not same:
        settled = settle_speakers(connection, article_id, key, draft, before, kept, in_order=in_order)
    write_quotes(connection, article_id, draft, keys, settled, rules_version, rows=rows, links=before.links)
    if not same:
        drop_unused(connection, sorted(before.speakers()))
    return not same


def _speak_as_stored(draft: Draft, keys: Sequence[str], before: Before, kept: Settled) -> bool:
    """Whether everyone in the draft is kept, nobody else is stored, and they say and are called the same."""
    if kept.keys() != draft.speakers.keys() or {speaker for speaker, _ in kept.values()} != before.speakers():
        return False
    roles: dict[int, dict[str, None]] = {}
    for identity, speaker in draft.speakers.items():
        roles.setdefault(kept[identity][0], {}).update(dict.fromkeys(speaker.roles))
    return all(before.roles.get(speaker, []) == list(said) for speaker, said in roles.items()) and all(
        before.links.get(key) == links_of(quote, kept) for key, quote in zip(keys, draft.quotes, strict=True)
    )


def identity_rules(rules_version: str) -> str:
    """Of a version of the rules ("quotes.speakers") the part that tells how it is decided who is who."""
    return rules_version.partition(".")[2]
