"""Finds quotes: by their words, who said them, where, when and how. Only reads. Imports errors, model and speakers."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quotetrack.errors import StoreError
from quotetrack.model import QuoteType
from quotetrack.speakers.matching import find_speakers, suggest_names
from quotetrack.speakers.names import fold
from quotetrack.store.people import attributed_speakers

Row = dict[str, Any]

_PHRASE_MARKS = {ord(mark): '"' for mark in "“”„‟«»＂"}
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z", re.ASCII)
# What says who: a quote whose person is too doubtful is shown without the first, one whose attribution is without all.
_IDENTITY = ("speaker", "speaker_id", "speaker_kind", "role", "identity_confidence")
_ATTRIBUTION = (*_IDENTITY, "mention")
NOT_REJECTED = "quotes.id NOT IN (SELECT quote_id FROM verdicts WHERE status = 'rejected')"
# Of what a person decided nobody doubts.
_SURE = "quotes.id IN (SELECT quote_id FROM verdicts)"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for; every condition that is given must hold.

    ``words`` is text, never query syntax: all its words must stand in the quote, "…" holds words in a row.
    ``speaker`` is a name in any known form or near spelling, ``outlet`` a part of its name. ``since`` and ``until``
    are ISO dates, also partial, both included; an article dated 2025-06 lies within every day of that June.
    ``min_confidence`` (0 to 1) shows quotes below it without their speaker (those whose identity_confidence alone is
    below it with their mention), and ``attributed`` drops those without a speaker. ``rejected`` finds, instead of all
    others, what people said is no quote, ``verified`` only what they said is right. ``where`` has attributes of known
    people, all of which the speaker must have.
    """

    words: str | None = None
    speaker: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    type: str | None = None
    min_confidence: float | None = None
    attributed: bool = False
    rejected: bool = False
    verified: bool = False
    where: Mapping[str, str] = field(default_factory=dict)
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class SearchResult:
    """``rows`` in the shape of ``quote_rows``; ``total`` counts the hits without limit, ``undated`` the articles with
    hits that a date condition left out because they have no date. ``speakers`` are the names that the asked one was
    taken for; where it was none of the record, ``suggestions`` has names near to it."""

    rows: list[Row]
    total: int
    undated: int = 0
    suggestions: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()


def search(connection: sqlite3.Connection, query: SearchQuery) -> SearchResult:
    """Quotes for ``query``: best match first if words are given, else newest article first, then in text order.

    Raises StoreError for a date or a type that is none.
    """
    conditions = _Conditions()
    conditions.add(f"NOT ({NOT_REJECTED})" if query.rejected else NOT_REJECTED)
    if query.verified:
        conditions.add("quotes.id IN (SELECT quote_id FROM verdicts WHERE status <> 'rejected')")
    words, speaker, outlet = map(holdable, (query.words, query.speaker, query.outlet))
    query = replace(query, words=words, speaker=speaker, outlet=outlet)
    names: tuple[str, ...] = ()
    if query.where:
        conditions.add(
            "quotes.id IN (SELECT quote_id FROM quote_speakers WHERE speaker_id IN (SELECT value FROM json_each(?)))",
            json.dumps(attributed_speakers(connection, query.where)),
        )
    if query.speaker is not None:
        index = SpeakerNames(connection)
        speakers = find_speakers(query.speaker, index)
        if not speakers:
            return SearchResult([], 0, suggestions=suggest_names(query.speaker, index))
        names = speaker_names(connection, speakers)
        said_by = (
            "overruled WHERE coalesce((SELECT into_id FROM merged WHERE merged.speaker_id = overruled.speaker_id"
            " AND article_id IS NULL), overruled.speaker_id)"
            if query.rejected
            else "quote_speakers WHERE speaker_id"
        )
        conditions.add(
            f"quotes.id IN (SELECT quote_id FROM {said_by} IN (SELECT value FROM json_each(?)))", json.dumps(speakers)
        )
    ranked = _add_words(conditions, query.words)
    if query.outlet is not None:
        conditions.add(
            "articles.outlet IN (SELECT value FROM json_each(?))", json.dumps(outlets_like(connection, query.outlet))
        )
    if query.type is not None:
        if query.type not in set(QuoteType):
            raise StoreError(f"{query.type!r} is no type of quote; it is direct, mixed or indirect")
        conditions.add("quotes.type = ?", str(query.type))
    if query.min_confidence is not None and (query.attributed or query.where or query.speaker is not None):
        # Below, a quote is shown without a speaker, so it is nobody's.
        conditions.add(
            f"(min(quotes.confidence, coalesce(quotes.identity_confidence, 1)) >= ? OR {_SURE})", query.min_confidence
        )
    if query.attributed:
        conditions.add("EXISTS (SELECT 1 FROM quote_speakers WHERE quote_speakers.quote_id = quotes.id)")
    undated = _add_dates(connection, conditions, query, ranked)
    total = conditions.count(connection, "count(*)", ranked)
    order = "quotes_fts.rank, quotes.id" if ranked else "articles.published DESC, articles.id DESC, quotes.position"
    ids = conditions.ids(connection, order, ranked, query.limit, query.offset)
    rows = quote_rows(connection, ids)
    if query.min_confidence is not None:
        rows = [_without_doubtful(row, query.min_confidence) for row in rows]
    return SearchResult(rows, total, undated, (), names)


def holdable(text: str | None) -> str | None:
    """Half a surrogate pair (bytes of the terminal that are no UTF-8) is a sign that no stored text has."""
    return None if text is None else "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def _without_doubtful(row: Row, least: float) -> Row:
    identity = row["identity_confidence"]
    if row["confidence"] >= least and (identity is None or identity >= least):
        return row
    hidden = _IDENTITY if row["confidence"] >= least else _ATTRIBUTION
    return {name: None if name in hidden else value for name, value in row.items() if name != "speakers"}


class _Conditions:
    """The WHERE clause as it grows."""

    def __init__(self) -> None:
        self._clauses: list[str] = []
        self._values: list[object] = []

    def add(self, clause: str, *values: object) -> None:
        self._clauses.append(clause)
        self._values += values

    def with_(self, clause: str, *values: object) -> _Conditions:
        made = _Conditions()
        made._clauses, made._values = [*self._clauses, clause], [*self._values, *values]
        return made

    def count(self, connection: sqlite3.Connection, what: str, ranked: bool) -> int:
        (number,) = connection.execute(self._sql(what, ranked), self._values).fetchone()
        return int(number)

    def ids(
        self, connection: sqlite3.Connection, order: str, ranked: bool, limit: int | None, offset: int
    ) -> list[int]:
        sql = f"{self._sql('quotes.id', ranked)} ORDER BY {order} LIMIT ? OFFSET ?"
        values = (*self._values, -1 if limit is None else max(limit, 0), max(offset, 0))
        return [row[0] for row in connection.execute(sql, values)]

    def _sql(self, what: str, ranked: bool) -> str:
        index = "quotes_fts JOIN quotes ON quotes.id = quotes_fts.rowid" if ranked else "quotes"
        where = " AND ".join(self._clauses) or "1"
        return f"SELECT {what} FROM {index} JOIN articles ON articles.id = quotes.article_id WHERE {where}"


def _add_words(conditions: _Conditions, words: str | None) -> bool:
    """Adds the full-text condition; True if there is one to rank by."""
    wanted = list(phrases(words or ""))
    indexed = [phrase for phrase in wanted if any(char.isalnum() for char in phrase)]
    for phrase in wanted:
        if phrase not in indexed:
            # The index knows letters and digits only; signs and emoji are looked for as they stand.
            conditions.add("instr(quotes.quote, ?)", phrase)
    if indexed:
        conditions.add("quotes_fts MATCH ?", " ".join(f'"{phrase}"' for phrase in indexed))
    return bool(indexed)


def phrases(words: str) -> Iterator[str]:
    """The words of a query, those between quotation marks (of any kind) together; a mark left open is no mark."""
    text = words.translate(_PHRASE_MARKS).replace("\x00", " ")
    parts = text.split('"')
    for number, part in enumerate(parts):
        if number % 2 and number < len(parts) - 1:
            if part.strip():
                yield " ".join(part.split())
        else:
            yield from part.split()


def _add_dates(connection: sqlite3.Connection, conditions: _Conditions, query: SearchQuery, ranked: bool) -> int:
    """Adds since and until; returns how many articles with hits have no year to compare."""
    if query.since is None and query.until is None:
        return 0
    for option, date in (("since", query.since), ("until", query.until)):
        if date is not None and not is_date(date):
            raise StoreError(f"--{option} {date!r} is no date; write 2025, 2025-06 or 2025-06-03")
    undated = "(articles.published IS NULL OR articles.published LIKE '-%')"
    left_out = conditions.with_(undated).count(connection, "count(DISTINCT articles.id)", ranked)
    conditions.add(f"NOT {undated}")
    # Compared as far as both are known: what may lie within the time is within it.
    if query.since is not None:
        conditions.add("articles.published >= substr(?, 1, length(articles.published))", query.since)
    if query.until is not None:
        conditions.add("substr(articles.published, 1, ?) <= ?", len(query.until), query.until)
    return left_out


def is_date(text: str) -> bool:
    """Whether ``text`` is a date to search by: 2025, 2025-06 or 2025-06-03."""
    return _DATE.match(text) is not None


def outlets_like(connection: sqlite3.Connection, wanted: str) -> list[str]:
    """The outlets of the record that have ``wanted`` in their names, whatever the case and the accents."""
    part, exact = fold(wanted), wanted.strip().casefold()
    names = [name for (name,) in connection.execute("SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL")]
    return [name for name in names if (part and part in fold(name)) or (exact and exact in name.casefold())]


def speaker_names(connection: sqlite3.Connection, speakers: Sequence[int]) -> tuple[str, ...]:
    """The names of speakers by row number, each once, sorted by surname."""
    query = "SELECT DISTINCT name FROM speakers WHERE id IN (SELECT value FROM json_each(?)) ORDER BY sort_name, name"
    return tuple(name for (name,) in connection.execute(query, (json.dumps(speakers),)))


def quote_rows(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Row]:
    """Quotes as dicts, in the order of ``ids``: key, id, quote, content [[s, e]], type, speaker, speaker_id,
    speaker_kind, mention {text, span}, role, cue {text, span} or None, rule, confidence, identity_confidence, article,
    article_id, outlet, published, url, status (what people said of it: assigned, verified, rejected, or None) and
    corrected_by; with several speakers also speakers, a list of {name, id, kind}.

    Spans are code points of the article's text. What is rejected has the speakers that it was found with; the role as
    printed is that of the speaker who was found.
    """
    rows: dict[int, Row] = {}
    for start in range(0, len(ids), 5000):
        rows.update(_some_rows(connection, ids[start : start + 5000]))
    return [rows[number] for number in ids if number in rows]


def _some_rows(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Row]:
    wanted = (json.dumps(list(ids)),)
    said_by: dict[int, list[Row]] = {}
    for quote, number, name, kind in connection.execute(
        "SELECT quote_speakers.quote_id, speakers.id, speakers.name, speakers.kind FROM quote_speakers"
        " JOIN speakers ON speakers.id = quote_speakers.speaker_id"
        " WHERE quote_speakers.quote_id IN (SELECT value FROM json_each(?))"
        " ORDER BY quote_speakers.quote_id, quote_speakers.position",
        wanted,
    ):
        said_by.setdefault(quote, []).append({"name": name, "id": number, "kind": kind})
    decided = _decided(connection, wanted, said_by)
    rows: dict[int, Row] = {}
    for (
        number, key, quote, content, kind, mention, mention_start, mention_end, role, cue, cue_start, cue_end,
        rule, confidence, identity_confidence, article, article_id, outlet, published, url,
    ) in connection.execute(
        "SELECT quotes.id, quotes.key, quotes.quote, quotes.content, quotes.type, quotes.mention, quotes.mention_start,"
        " quotes.mention_end, quotes.role, quotes.cue, quotes.cue_start, quotes.cue_end, quotes.rule,"
        " quotes.confidence, quotes.identity_confidence, articles.title, articles.id, articles.outlet,"
        " articles.published, articles.url FROM quotes JOIN articles ON articles.id = quotes.article_id"
        " WHERE quotes.id IN (SELECT value FROM json_each(?))",
        wanted,
    ):  # fmt: skip
        speakers = said_by.get(number, [])
        first = speakers[0] if speakers else {"name": None, "id": None, "kind": None}
        status, corrected_by = decided.get(number, (None, None))
        if status in ("assigned", "verified"):
            confidence, identity_confidence = 1.0, 1.0 if speakers else None
        rows[number] = {
            "key": key,
            "id": number,
            "quote": quote,
            "content": json.loads(content),
            "type": kind,
            "speaker": first["name"],
            "speaker_id": first["id"],
            "speaker_kind": first["kind"],
            "mention": _words_and_span(mention, mention_start, mention_end),
            "role": None if status == "assigned" else role,
            "cue": _words_and_span(cue, cue_start, cue_end),
            "rule": rule,
            "confidence": confidence,
            "identity_confidence": identity_confidence,
            "article": article,
            "article_id": article_id,
            "outlet": outlet,
            "published": published,
            "url": url,
            "status": status,
            "corrected_by": corrected_by,
        }
        if len(speakers) > 1:
            rows[number]["speakers"] = speakers
    return rows


def _decided(
    connection: sqlite3.Connection, wanted: tuple[str], said_by: dict[int, list[Row]]
) -> dict[int, tuple[str, str]]:
    """What people said of quotes, and who; adds whom the rules found where that is no quote."""
    decided = {
        quote: (status, by)
        for quote, status, by in connection.execute(
            "SELECT verdicts.quote_id, verdicts.status, corrections.made_by FROM verdicts"
            " JOIN corrections ON corrections.id = verdicts.correction_id"
            " WHERE verdicts.quote_id IN (SELECT value FROM json_each(?))",
            wanted,
        )
    }
    if any(status == "rejected" for status, _ in decided.values()):
        for quote, number, name, kind in connection.execute(
            "SELECT overruled.quote_id, speakers.id, speakers.name, speakers.kind FROM overruled"
            " JOIN verdicts ON verdicts.quote_id = overruled.quote_id AND verdicts.status = 'rejected'"
            " JOIN speakers ON speakers.id = overruled.speaker_id"
            " WHERE overruled.quote_id IN (SELECT value FROM json_each(?)) ORDER BY overruled.position",
            wanted,
        ):
            said_by.setdefault(quote, []).append({"name": name, "id": number, "kind": kind})
    return decided


def _words_and_span(text: str | None, start: int | None, end: int | None) -> Row | None:
    return None if text is None else {"text": text, "span": [start, end]}


class SpeakerNames:
    """The record's names as speakers.matching asks for them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def with_form(self, folded: Iterable[str]) -> list[tuple[int, str]]:
        return self._pairs("folded IN (SELECT value FROM json_each(?))", json.dumps(list(folded)))

    def with_key(self, keys: Iterable[str]) -> list[tuple[int, str]]:
        return self._pairs("surname_key IN (SELECT value FROM json_each(?))", json.dumps(list(keys)))

    def with_words(self, words: Sequence[str]) -> list[tuple[int, str]]:
        if not words:
            return []
        # Folded names hold letters, digits and single spaces, so nothing has to be escaped.
        condition = " AND ".join(["' ' || folded || ' ' LIKE ?"] * len(words))
        return self._pairs(condition, *(f"% {word} %" for word in words))

    def surname_keys(self) -> Iterator[str]:
        query = "SELECT DISTINCT surname_key FROM names WHERE surname_key IS NOT NULL ORDER BY surname_key"
        return (key for (key,) in self._connection.execute(query))

    def names(self) -> Iterator[str]:
        return (name for (name,) in self._connection.execute("SELECT DISTINCT name FROM speakers ORDER BY name"))

    def _pairs(self, condition: str, *values: str) -> list[tuple[int, str]]:
        # A name that was merged into another speaker is that one's.
        query = (
            "SELECT coalesce(merged.into_id, names.speaker_id), names.name FROM names"
            " LEFT JOIN merged ON merged.speaker_id = names.speaker_id AND merged.article_id IS NULL"
            f" WHERE {condition} AND names.id NOT IN (SELECT name_id FROM removed_names)"
            " ORDER BY names.speaker_id, names.id"
        )
        return [(speaker, name) for speaker, name in self._connection.execute(query, values)]
