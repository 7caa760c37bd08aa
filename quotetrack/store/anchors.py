"""What a correction is about, told so that it is found again in other rows and in other data bases.

A quote is its key, the key of its article, its words, and a little of the text before and after them. A speaker is its
key, name, kind and forms, and for one of a single article that article's key. Never a row id. Imports model, speakers
and the store's keys.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from quotetrack.model import SpeakerKind
from quotetrack.speakers.identity import name_fold
from quotetrack.store.corrections import Data
from quotetrack.store.keys import speaker_key, text_hash

# So much of the text stands before and after the words.
_CONTEXT = 40
_MOST_FORMS = 8
# Words that stand between other words than they did are still the same quote if they are this many.
_TELLING_WORDS = 5
_HASH_LENGTH = 16
# Names beside those that people gave in other corrections, which may be undone.
_OWN = "(names.source <> 'alias' OR names.articles > 0)"
# Whom the rules found some article names.
_IS_FOUND = "EXISTS (SELECT 1 FROM names WHERE names.speaker_id = speakers.id AND names.articles > 0)"


class Place(NamedTuple):
    """Whom an anchor of a speaker means: in all articles, or in the one where it was said (None: all)."""

    speaker: int
    article: int | None = None


def words_hash(words: str) -> str:
    """What quotes of the same words have in common."""
    return text_hash(words)[:_HASH_LENGTH]


# ---------------------------------------------------------------- quotes


def quote_anchor(connection: sqlite3.Connection, quote: int) -> Data:
    """The anchor of the quote in this row."""
    key, article, words, content, text = connection.execute(
        "SELECT quotes.key, articles.key, quotes.quote, quotes.content, articles.text"
        " FROM quotes JOIN articles ON articles.id = quotes.article_id WHERE quotes.id = ?",
        (quote,),
    ).fetchone()
    before, after = _context(text, content)
    return {"key": key, "article": article, "words": words, "before": before, "after": after}


def _context(text: str, content: str) -> tuple[str, str]:
    spans = json.loads(content)
    start, end = spans[0][0], spans[-1][1]
    return text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]


def resolve_quote(connection: sqlite3.Connection, anchor: Data) -> int | None:
    """The row of the quote that an anchor means: the same words, at the same place as far as that can be told. None
    where it is gone, and where two could be it."""
    row = connection.execute("SELECT article_id FROM quotes WHERE key = ?", (anchor["key"],)).fetchone()
    row = row or connection.execute("SELECT id FROM articles WHERE key = ?", (anchor["article"],)).fetchone()
    if row is not None:
        found = connection.execute(
            "SELECT id, key FROM quotes WHERE article_id = ? AND quote = ?", (row[0], anchor["words"])
        ).fetchall()
        if len(found) == 1 and found[0][1] == anchor["key"] and len(anchor["words"].split()) >= _TELLING_WORDS:
            return int(found[0][0])
        if found:
            return _best(connection, anchor, [number for number, _ in found], least=1)
    return _best(connection, anchor, _with_words(connection, anchor["words"]), least=2)


def _with_words(connection: sqlite3.Connection, words: str) -> list[int]:
    """Quotes of these words in any article, by the full-text index."""
    phrase = " ".join("".join(char if char.isalnum() else " " for char in words).split()[:40])
    if not phrase:
        return []
    return [
        number
        for (number,) in connection.execute(
            "SELECT quotes.id FROM quotes_fts JOIN quotes ON quotes.id = quotes_fts.rowid"
            " WHERE quotes_fts MATCH ? AND quotes.quote = ? LIMIT 100",
            (f'"{phrase}"', words),
        )
    ]


def _best(connection: sqlite3.Connection, anchor: Data, numbers: Sequence[int], least: int) -> int | None:
    """The one of these quotes with most of the anchor's surroundings, if it has at least so many sides of them."""
    scored: list[tuple[int, bool, int]] = []
    for number in numbers:
        key, content, text = connection.execute(
            "SELECT quotes.key, quotes.content, articles.text FROM quotes"
            " JOIN articles ON articles.id = quotes.article_id WHERE quotes.id = ?",
            (number,),
        ).fetchone()
        before, after = _context(text, content)
        sides = (before == anchor["before"]) + (after == anchor["after"])
        if sides >= least:
            scored.append((sides, key == anchor["key"], number))
    scored.sort(reverse=True)
    if not scored or (len(scored) > 1 and scored[0][:2] == scored[1][:2]):
        return None
    return scored[0][2]


# ---------------------------------------------------------------- speakers


def speaker_anchor(connection: sqlite3.Connection, speaker: int) -> Data:
    """The anchor of the speaker in this row."""
    key, name, kind, article = connection.execute(
        "SELECT speakers.key, speakers.name, speakers.kind, articles.key FROM speakers"
        " LEFT JOIN articles ON articles.id = speakers.article_id WHERE speakers.id = ?",
        (speaker,),
    ).fetchone()
    rows = connection.execute(
        f"SELECT name FROM names WHERE speaker_id = ? AND name <> ? AND is_full AND {_OWN}"
        " ORDER BY articles DESC, id LIMIT ?",
        (speaker, name, _MOST_FORMS),
    )
    forms = [form for (form,) in rows]
    if article is None:
        key = _telling_key(connection, speaker, key, SpeakerKind(kind), [name, *forms])
    return new_speaker_anchor(key, name, SpeakerKind(kind), article, forms)


def _telling_key(
    connection: sqlite3.Connection, speaker: int, key: str, kind: SpeakerKind, names: Sequence[str]
) -> str:
    """The key of a speaker of many articles; where it was made of a name that articles use no more, the one that is
    made of a name that nobody else has, so that other data bases know who is meant."""
    folds = list(dict.fromkeys(name_fold(name, kind) for name in names))
    made = [speaker_key(kind, folded, "") for folded in folds]
    if any(key.startswith(one) for one in made):
        return key
    for folded, one in zip(folds, made, strict=True):
        rows = connection.execute(
            "SELECT DISTINCT speakers.id FROM names JOIN speakers ON speakers.id = names.speaker_id"
            " WHERE names.folded = ? AND names.is_full AND names.articles > 0 AND speakers.kind = ?"
            " AND speakers.article_id IS NULL",
            (folded, kind.value),
        ).fetchall()
        if rows == [(speaker,)]:
            return one
    return key


def new_speaker_anchor(
    key: str, name: str, kind: SpeakerKind, article: str | None = None, forms: Iterable[str] = ()
) -> Data:
    """The anchor of a speaker that the record may not have yet."""
    return {"key": key, "name": name, "kind": kind.value, "article": article, "forms": list(forms)}


def known_names(anchor: Data) -> list[str]:
    """The name and the forms of it that an anchor has."""
    return [anchor["name"], *anchor["forms"]]


def resolve_speaker(connection: sqlite3.Connection, anchor: Data) -> Place | None:
    """Whom of those that the rules found an anchor means: the only one who has its names; None where there is none or
    several. A key tells which of several of one name; by itself it says nothing of somebody of many articles, since
    whoever had it first may go by another name by now.

    For a speaker of one article whom the record does not keep apart any more it is whoever that article calls so. Where
    the key tells of two of one name (one was split off, or is the second), the other one is not meant.
    """
    kind, key = SpeakerKind(anchor["kind"]), anchor["key"]
    if anchor["article"] is not None:
        return _resolve_in_article(connection, anchor)
    folds = {name_fold(name, kind) for name in known_names(anchor)}
    holders: dict[str, set[int]] = {}
    with_key: set[int] = set()
    for speaker, own_key, folded in connection.execute(
        "SELECT speakers.id, speakers.key, names.folded FROM names JOIN speakers ON speakers.id = names.speaker_id"
        " WHERE names.folded IN (SELECT value FROM json_each(?)) AND names.is_full AND speakers.kind = ?"
        " AND speakers.article_id IS NULL AND names.articles > 0",
        (json.dumps(sorted(folds)), kind.value),
    ):
        holders.setdefault(folded, set()).add(speaker)
        with_key |= {speaker} if own_key == key else set()
    # The name that the key was made of goes before the others.
    own = [folded for folded in folds if speaker_key(kind, folded, "") == key]
    found = holders.get(own[0], set()) if own else with_key
    if own and not found:
        found = {speaker for speakers in holders.values() for speaker in speakers}
    if len(found) > 1:
        found &= with_key
    return Place(found.pop()) if len(found) == 1 else None


def _resolve_in_article(connection: sqlite3.Connection, anchor: Data) -> Place | None:
    row = connection.execute(f"SELECT id FROM speakers WHERE key = ? AND {_IS_FOUND}", (anchor["key"],)).fetchone()
    if row is not None:
        return Place(int(row[0]))
    found = {
        Place(speaker, None if bound is not None else article)
        for speaker, bound, article in connection.execute(
            "SELECT speakers.id, speakers.article_id, articles.id FROM articles"
            " CROSS JOIN name_uses ON name_uses.article_id = articles.id"
            " JOIN names ON names.id = name_uses.name_id JOIN speakers ON speakers.id = names.speaker_id"
            " WHERE articles.key = ? AND names.folded = ? AND speakers.kind = ?",
            (anchor["article"], name_fold(anchor["name"], SpeakerKind(anchor["kind"])), anchor["kind"]),
        )
    }
    return found.pop() if len(found) == 1 else None
