"""Who is quoted: quotes, words and people by outlet, month, kind of speaker or any attribute of known people, and how
much of it is not known or may be wrong. Only reads. Imports errors and the store's search.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from quotetrack.errors import StoreError
from quotetrack.store.search import NOT_REJECTED, Row, is_date, outlets_like

GROUPS = ("outlet", "month", "year", "type", "kind", "speaker")
_BY_TIME = ("month", "year")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_Said = tuple[int, str, str, float]
"""A speaker of a quote: row, name, kind, and how sure it is that he or she said it."""


@dataclass(slots=True)
class _Group:
    quotes: int = 0
    words: int = 0
    people: set[int] = field(default_factory=set)
    unresolved: int = 0
    wrong: float = 0.0


def audit(
    connection: sqlite3.Connection,
    by: Sequence[str],
    *,
    since: str | None = None,
    until: str | None = None,
    outlet: str | None = None,
) -> list[Row]:
    """Rows with the fields of ``by`` (None: not known), quotes, words, people (distinct persons), unresolved (quotes
    without a speaker who is named), unresolved_share of the quotes, and error: the share of the others that have the
    wrong speaker, as far as the rules were measured (lower bounds of their precision, so it is at most about that).

    ``by`` are of GROUPS or names of attributes. A quote of several speakers counts for the value of each. Months and
    years come in order, all else by quotes. Raises StoreError for what is no group and no date.
    """
    attributes = {name: _attribute(connection, name) for name in by if name not in GROUPS}
    groups: dict[tuple[str | None, ...], _Group] = {}
    for facts, words, said in _quotes(connection, since, until, outlet):
        named = [one for one in said if one[2] != "unnamed"]
        for key in _keys(by, facts, named, attributes):
            group = groups.setdefault(key, _Group())
            group.quotes += 1
            group.words += words
            if named:
                group.wrong += 1 - named[0][3]
                group.people.update(
                    number for number, _, kind, _ in named if kind == "person" and _fits(by, key, number, attributes)
                )
            else:
                group.unresolved += 1
    by_time = bool(by) and by[0] in _BY_TIME
    ordered = sorted(groups.items(), key=lambda one: (one[0][0] or "" if by_time else "", -one[1].quotes, str(one[0])))
    return [_row(by, key, group) for key, group in ordered]


def _row(by: Sequence[str], key: tuple[str | None, ...], group: _Group) -> Row:
    resolved = group.quotes - group.unresolved
    return dict(zip(by, key, strict=True)) | {
        "quotes": group.quotes,
        "words": group.words,
        "people": len(group.people),
        "unresolved": group.unresolved,
        "unresolved_share": round(group.unresolved / group.quotes, 3),
        "error": round(group.wrong / resolved, 3) if resolved else None,
    }


def _keys(
    by: Sequence[str], facts: Row, named: Sequence[_Said], attributes: dict[str, dict[int, str]]
) -> Iterable[tuple[str | None, ...]]:
    """The groups that a quote belongs to, each once."""
    return dict.fromkeys(
        tuple(facts[name] if name in facts else _of_speaker(name, one, attributes) for name in by)
        for one in (named or (None,))
    )


def _of_speaker(name: str, one: _Said | None, attributes: dict[str, dict[int, str]]) -> str | None:
    if one is None:
        return None
    if name in ("speaker", "kind"):
        return one[1] if name == "speaker" else one[2]
    return attributes[name].get(one[0])


def _fits(by: Sequence[str], key: tuple[str | None, ...], number: int, attributes: dict[str, dict[int, str]]) -> bool:
    """Whether one of several speakers has the attributes of a group."""
    return all(attributes[name].get(number) == value for name, value in zip(by, key, strict=True) if name in attributes)


def _attribute(connection: sqlite3.Connection, name: str) -> dict[int, str]:
    """The values of an attribute by speaker; of those who were merged the value of the one who is shown counts."""
    known: list[str] = []
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'attributes'").fetchone() is not None:
        known = [one for (one,) in connection.execute("SELECT DISTINCT name FROM attributes ORDER BY name")]
    if name not in known:
        raise StoreError(f"nobody has the attribute {name}; group by one of {', '.join((*GROUPS, *known))}")
    values = dict(connection.execute("SELECT speaker_id, value FROM attributes WHERE name = ?", (name,)).fetchall())
    for speaker, into in connection.execute("SELECT speaker_id, into_id FROM merged WHERE article_id IS NULL"):
        if speaker in values:
            values.setdefault(into, values[speaker])
    return values


def _quotes(
    connection: sqlite3.Connection, since: str | None, until: str | None, outlet: str | None
) -> Iterator[tuple[Row, int, list[_Said]]]:
    """Of every quote that is shown its facts, number of words and speakers."""
    conditions, values = [NOT_REJECTED], []
    for option, date, condition in (
        ("since", since, "articles.published >= substr(?, 1, length(articles.published))"),
        ("until", until, "substr(articles.published, 1, length(?1)) <= ?1"),
    ):
        if date is not None:
            if not is_date(date):
                raise StoreError(f"--{option} {date!r} is no date; write 2025, 2025-06 or 2025-06-03")
            conditions += [condition.replace("?1", "?"), "articles.published >= '0'"]
            values += [date] * condition.count("?")
    if outlet is not None:
        conditions.append("articles.outlet IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(outlets_like(connection, outlet)))
    rows = connection.execute(
        "SELECT quotes.id, quotes.quote, quotes.type, articles.outlet, articles.published,"
        " CASE WHEN verdicts.quote_id IS NULL THEN quotes.confidence * coalesce(quotes.identity_confidence, 1)"
        " ELSE 1.0 END, speakers.id, speakers.name, speakers.kind"
        " FROM quotes JOIN articles ON articles.id = quotes.article_id"
        " LEFT JOIN verdicts ON verdicts.quote_id = quotes.id"
        " LEFT JOIN quote_speakers ON quote_speakers.quote_id = quotes.id"
        " LEFT JOIN speakers ON speakers.id = quote_speakers.speaker_id"
        f" WHERE {' AND '.join(conditions)} ORDER BY quotes.id, quote_speakers.position",
        values,
    )
    last: tuple[int, Row, int, list[_Said]] | None = None
    for number, quote, kind_of_quote, where, published, sure, speaker, name, kind in rows:
        if last is None or last[0] != number:
            if last is not None:
                yield last[1:]
            dated = published is not None and not published.startswith("-")
            facts = {
                "outlet": where,
                "month": published[:7] if dated and len(published) >= 7 else None,
                "year": published[:4] if dated else None,
                "type": kind_of_quote,
            }
            last = number, facts, len(_WORD.findall(quote)), []
        if speaker is not None:
            last[3].append((speaker, name, kind, sure))
    if last is not None:
        yield last[1:]
