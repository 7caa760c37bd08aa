"""Puts one article with its quotes into the data base, in one transaction. Asks speakers.identity who is who.

Rows are made with plain executemany: sqlite-utils' inserts cost five times as much. Imports model, speakers and the
store's keys.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from quotetrack.model import Antecedent, Article, Attribution, SpeakerKind
from quotetrack.speakers.comparison import surname_key
from quotetrack.speakers.identity import (
    How,
    Known,
    Match,
    identify,
    is_full_name,
    joins,
    name_fold,
    speaker_name,
)
from quotetrack.speakers.names import display_name, fold, parse_name
from quotetrack.store.keys import article_key, quote_keys, speaker_key, text_hash
from quotetrack.store.paragraphs import paragraph_around

# A bare "Clinton" can be any Clinton of the record: the first few are enough to tell that it is open.
_MOST_RIVALS = 10
# Of a speaker's forms of the name the commonest full one is shown, of equals the one that came first.
BEST_NAME_FIRST = "names.is_full DESC, names.articles DESC, names.id"


class Added(StrEnum):
    """What adding an article did."""

    NEW = "new"
    UNCHANGED = "unchanged"  # the same text is there already: nothing was written
    CHANGED = "changed"  # known by its key, with another text


def has_text(connection: sqlite3.Connection, article: Article) -> bool:
    """Whether this article is stored with this very text."""
    row = connection.execute("SELECT text_sha256 FROM articles WHERE key = ?", (article_key(article),)).fetchone()
    return row is not None and bool(row[0] == text_hash(article.text))


def add_article(
    connection: sqlite3.Connection, article: Article, attributions: Sequence[Attribution], rules_version: str
) -> Added:
    """Stores the article and its quotes, all or nothing. Raises sqlite3.Error, and UnicodeEncodeError for text that
    SQLite cannot hold (then nothing is written either)."""
    if has_text(connection, article):
        return Added.UNCHANGED
    key, digest = article_key(article), text_hash(article.text)
    drafts = _draft_quotes(article.text, attributions)
    connection.execute("BEGIN IMMEDIATE")
    try:
        row = connection.execute("SELECT id, text_sha256 FROM articles WHERE key = ?", (key,)).fetchone()
        if row is not None and row[1] == digest:
            connection.execute("ROLLBACK")  # somebody else was faster
            return Added.UNCHANGED
        values = _article_values(article, key, digest, rules_version)
        if row is None:
            article_id, added = _insert_article(connection, values), Added.NEW
        else:
            article_id, added = _replace_version(connection, row[0], values), Added.CHANGED
        _insert_quotes(connection, article_id, key, drafts, attributions, rules_version)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return added


# ---------------------------------------------------------------- articles


def _article_values(article: Article, key: str, digest: str, rules_version: str) -> dict[str, object]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    furniture = [[piece.span.start, piece.span.end, piece.kind.value] for piece in article.furniture or ()]
    return {
        "key": key,
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
        "text_sha256": digest,
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "furniture": json.dumps(furniture),
        "rules_version": rules_version,
        "added_at": now,
        "extracted_at": now,
        "text": article.text,
    }


def _insert_article(connection: sqlite3.Connection, values: dict[str, object]) -> int:
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    cursor = connection.execute(f"INSERT INTO articles ({columns}) VALUES ({marks})", tuple(values.values()))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _replace_version(connection: sqlite3.Connection, article_id: int, values: dict[str, object]) -> int:
    """The seam for versions: today the new text takes the place of the old one, whose quotes go."""
    _forget_quotes(connection, article_id)
    kept = {name: value for name, value in values.items() if name not in ("key", "added_at")}
    assignments = ", ".join(f"{name} = ?" for name in kept)
    connection.execute(f"UPDATE articles SET {assignments} WHERE id = ?", (*kept.values(), article_id))
    return article_id


def _forget_quotes(connection: sqlite3.Connection, article_id: int) -> None:
    """Removes an article's quotes and all that only they say about speakers."""
    this = (article_id,)
    speakers = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT speaker_id FROM quote_speakers"
            " WHERE quote_id IN (SELECT id FROM quotes WHERE article_id = ?)",
            this,
        )
    ]
    connection.execute("DELETE FROM quotes WHERE article_id = ?", this)
    connection.execute(
        "UPDATE names SET articles = articles - 1 WHERE id IN (SELECT name_id FROM name_uses WHERE article_id = ?)",
        this,
    )
    for table in ("name_uses", "roles", "rivals"):
        connection.execute(f"DELETE FROM {table} WHERE article_id = ?", this)
    one_each = [(speaker,) for speaker in speakers]
    connection.executemany("DELETE FROM names WHERE speaker_id = ? AND articles = 0 AND source = 'record'", one_each)
    connection.executemany(
        "DELETE FROM speakers WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM quote_speakers WHERE speaker_id = speakers.id)",
        one_each,
    )
    _choose_names(connection, speakers)


# ---------------------------------------------------------------- quotes


@dataclass(frozen=True, slots=True)
class _Draft:
    """What a quote's row says about the text, made before the data base is locked."""

    spans: tuple[str, ...]
    content: str
    cue: tuple[str | None, int | None, int | None]
    mention: tuple[str | None, int | None, int | None, str | None]
    paragraph: tuple[int, int]


def _draft_quotes(text: str, attributions: Iterable[Attribution]) -> list[_Draft]:
    drafts = []
    for attribution in attributions:
        content = attribution.quote.content
        cue, mention = attribution.cue, attribution.mention
        drafts.append(
            _Draft(
                tuple(span.of(text) for span in content),
                json.dumps([[span.start, span.end] for span in content]),
                (cue.of(text), cue.start, cue.end) if cue else (None, None, None),
                (mention.span.of(text), mention.span.start, mention.span.end, mention.kind.value)
                if mention
                else (None, None, None, None),
                paragraph_around(text, [*content, *([cue] if cue else []), *([mention.span] if mention else [])]),
            )
        )
    return drafts


def _insert_quotes(
    connection: sqlite3.Connection,
    article_id: int,
    key: str,
    drafts: list[_Draft],
    attributions: Sequence[Attribution],
    rules_version: str,
) -> None:
    if not drafts:
        return
    speakers = _settle_speakers(connection, article_id, key, attributions)
    keys = _free_keys(connection, key, [draft.spans for draft in drafts])
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM quotes").fetchone()[0]
    rows, links = [], []
    for position, (draft, attribution) in enumerate(zip(drafts, attributions, strict=True)):
        rows.append(
            (
                first + position,
                keys[position],
                article_id,
                position,
                attribution.quote.type.value,
                " … ".join(draft.spans),
                draft.content,
                int(attribution.quote.closed),
                *draft.cue,
                *draft.mention,
                attribution.role,
                attribution.rule,
                rules_version,
                attribution.confidence,
                attribution.identity_confidence,
                *draft.paragraph,
            )
        )
        said_by: dict[int, How] = {}
        for antecedent in attribution.antecedents:
            speaker, how = speakers[_identity(antecedent)]
            said_by.setdefault(speaker, how)
        links += [(first + position, speaker, n, how.value) for n, (speaker, how) in enumerate(said_by.items())]
    connection.executemany(
        "INSERT INTO quotes (id, key, article_id, position, type, quote, content, closed, cue, cue_start, cue_end,"
        " mention, mention_start, mention_end, mention_kind, role, rule, rules_version, confidence,"
        " identity_confidence, paragraph_start, paragraph_end) VALUES (" + ", ".join("?" * 22) + ")",
        rows,
    )
    connection.executemany(
        "INSERT INTO quote_speakers (quote_id, speaker_id, position, how) VALUES (?, ?, ?, ?)", links
    )


def _free_keys(connection: sqlite3.Connection, key: str, contents: list[tuple[str, ...]]) -> list[str]:
    """Keys that no other article's quote has, longer ones where two hashes meet."""
    taken: frozenset[str] = frozenset()
    while True:
        keys = quote_keys(key, contents, taken)
        met = connection.execute(
            "SELECT key FROM quotes WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(keys),)
        ).fetchall()
        if not met:
            return keys
        taken = taken.union(found for (found,) in met)


# ---------------------------------------------------------------- speakers


class _Record:
    """The known speakers that identity may join, from the indexes over names."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def named(self, folded: str, kind: SpeakerKind) -> list[Known]:
        return self._known("names.folded = ? AND speakers.kind = ?", folded, kind.value)

    def with_surname(self, key: str) -> list[Known]:
        return self._known("names.surname_key = ? AND names.is_full = 1", key)

    def _known(self, condition: str, *values: str) -> list[Known]:
        query = (
            "SELECT speakers.id, speakers.name, names.name FROM names JOIN speakers ON speakers.id = names.speaker_id"
            f" WHERE {condition} AND speakers.article_id IS NULL ORDER BY speakers.id, names.id"
        )
        return [Known(*row) for row in self._connection.execute(query, values)]


def _identity(antecedent: Antecedent) -> tuple[SpeakerKind, str]:
    """Within one article, what folds to the same name is the same speaker."""
    return antecedent.kind, name_fold(antecedent.name, antecedent.kind)


def _settle_speakers(
    connection: sqlite3.Connection, article_id: int, key: str, attributions: Iterable[Attribution]
) -> dict[tuple[SpeakerKind, str], tuple[int, How]]:
    """A speaker for every antecedent of the article, known or new, with names, roles and rivals written."""
    people: dict[tuple[SpeakerKind, str], list[Antecedent]] = {}
    roles: dict[tuple[SpeakerKind, str], dict[str, None]] = {}
    for attribution in attributions:
        # A role printed with the mention is that of the one speaker; with two it could be either's.
        printed = attribution.role if len(attribution.antecedents) == 1 else None
        for antecedent in attribution.antecedents:
            people.setdefault(_identity(antecedent), []).append(antecedent)
            said = roles.setdefault(_identity(antecedent), {})
            said.update((role, None) for role in (antecedent.role, printed) if role)
    record = _Record(connection)
    settled: dict[tuple[SpeakerKind, str], tuple[int, How]] = {}
    joined: set[int] = set()
    counted: set[int] = set()
    for identity, antecedents in people.items():
        match = identify(antecedents[0], record)
        speaker = match.speaker
        if speaker is None:
            speaker = _insert_speaker(connection, antecedents[0], match, article_id, key)
        else:
            joined.add(speaker)
        settled[identity] = speaker, match.how
        fresh = match.speaker is None
        _insert_names(connection, article_id, speaker, _forms(antecedents), counted, fresh=fresh)
        connection.executemany(
            "INSERT OR IGNORE INTO roles (speaker_id, article_id, role) VALUES (?, ?, ?)",
            [(speaker, article_id, role) for role in roles[identity]],
        )
        connection.executemany(
            "INSERT OR IGNORE INTO rivals (speaker_id, article_id, rival_id) VALUES (?, ?, ?)",
            [(speaker, article_id, rival) for rival in match.rivals[:_MOST_RIVALS] if rival != speaker],
        )
    _choose_names(connection, joined)
    return settled


def _insert_speaker(
    connection: sqlite3.Connection, antecedent: Antecedent, match: Match, article_id: int, article: str
) -> int:
    """A new speaker: of this article alone where the name does not say who it is, or says it of several."""
    kind, name = antecedent.kind, speaker_name(antecedent)
    bound = match.how is How.AMBIGUOUS or not joins(antecedent)
    folded = name_fold(antecedent.name, kind)
    taken: list[str] = []
    while True:
        key = speaker_key(kind, folded, article if bound else "", taken)
        if connection.execute("SELECT 1 FROM speakers WHERE key = ?", (key,)).fetchone() is None:
            break
        taken.append(key)
    cursor = connection.execute(
        "INSERT INTO speakers (key, name, kind, sort_name, article_id) VALUES (?, ?, ?, ?, ?)",
        (key, name, kind.value, sort_name(name, kind), article_id if bound else None),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _forms(antecedents: Iterable[Antecedent]) -> dict[str, tuple[str, str | None, int]]:
    """Every form of a name as shown, with what the names table says of it: folded, surname key, is full."""
    forms: dict[str, tuple[str, str | None, int]] = {}
    for antecedent in antecedents:
        kind = antecedent.kind
        person = kind is SpeakerKind.PERSON
        name = speaker_name(antecedent)
        for printed in (name, *antecedent.forms):
            form = display_name(printed) if person else " ".join(printed.split())
            if form in forms or (form != name and not fold(form)):
                continue
            full = is_full_name(form) if person else form == name
            forms[form] = name_fold(form, kind), (surname_key(form) or None) if person else None, int(full)
    return forms


def _insert_names(
    connection: sqlite3.Connection,
    article_id: int,
    speaker: int,
    forms: dict[str, tuple[str, str | None, int]],
    counted: set[int],
    *,
    fresh: bool,
) -> None:
    """The forms of a name that this article has; ``counted`` are the names that it has been counted for already."""
    known: dict[str, int] = {}
    if not fresh:
        query = "SELECT name, id FROM names WHERE speaker_id = ?"
        known = dict(connection.execute(query, (speaker,)).fetchall())
    uses = []
    for form, values in forms.items():
        number = known.get(form)
        if number is None:
            number = connection.execute(
                "INSERT INTO names (speaker_id, name, folded, surname_key, is_full, articles, source)"
                " VALUES (?, ?, ?, ?, ?, 1, 'record')",
                (speaker, form, *values),
            ).lastrowid
            assert number is not None
        elif number not in counted:
            connection.execute("UPDATE names SET articles = articles + 1 WHERE id = ?", (number,))
        if number not in counted:
            counted.add(number)
            uses.append((number, article_id))
    connection.executemany("INSERT INTO name_uses (name_id, article_id) VALUES (?, ?)", uses)


def _choose_names(connection: sqlite3.Connection, speakers: Iterable[int]) -> None:
    """Shows each speaker under the commonest full form in the record; the first one seen of equals."""
    for speaker in speakers:
        row = connection.execute(
            "SELECT speakers.name, speakers.kind, names.name FROM speakers JOIN names ON names.speaker_id = speakers.id"
            f" WHERE speakers.id = ? ORDER BY {BEST_NAME_FIRST} LIMIT 1",
            (speaker,),
        ).fetchone()
        if row is not None and row[0] != row[2]:
            sorted_as = sort_name(row[2], SpeakerKind(row[1]))
            connection.execute("UPDATE speakers SET name = ?, sort_name = ? WHERE id = ?", (row[2], sorted_as, speaker))


def sort_name(name: str, kind: SpeakerKind) -> str:
    """What a display name is sorted by: of a person the surname comes first."""
    if kind is not SpeakerKind.PERSON:
        return name_fold(name, kind)
    parsed = parse_name(name)
    return fold(" ".join((parsed.surname, parsed.given, *parsed.middle, parsed.suffix)))
