"""Looks things up one by one: a quote in its paragraph, an article, the speakers, all about one speaker. Only reads."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping, Sequence

from quotetrack.errors import StoreError
from quotetrack.model import SpeakerKind
from quotetrack.speakers.matching import find_speakers, suggest_names
from quotetrack.store.decisions import IN, last_words, representative
from quotetrack.store.keys import canonical_url
from quotetrack.store.ledger import correction_rows
from quotetrack.store.people import attributed_speakers
from quotetrack.store.search import NOT_REJECTED, Row, SpeakerNames, holdable, quote_rows, speaker_names

_KEY = re.compile(r"[0-9a-f]{12,64}\Z")
_ORDER_OF_SPEAKERS = {"quotes": "quotes DESC, sort_name, speakers.id", "name": "sort_name, speakers.id"}


def row_id(connection: sqlite3.Connection, table: str, wanted: int | str) -> int | None:
    """The row number for a public key or a row number (also as text); a key may look like a number, so keys first."""
    text = (holdable(str(wanted)) or "").strip()
    if isinstance(wanted, str) and (table == "articles" or _KEY.match(text.lower())):
        key = text if table == "articles" else text.lower()
        row = connection.execute(f"SELECT id FROM {table} WHERE key = ?", (key,)).fetchone()
        if row is not None:
            return _present(connection, table, int(row[0]))
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    row = connection.execute(f"SELECT id FROM {table} WHERE id = ?", (int(text),)).fetchone()
    return None if row is None else _present(connection, table, int(row[0]))


def _present(connection: sqlite3.Connection, table: str, number: int) -> int:
    """The row itself, of a speaker who was merged into another that one."""
    return representative(connection, number) if table == "speakers" else number


def quote_detail(connection: sqlite3.Connection, wanted: int | str) -> Row:
    """The search row of one quote, and: paragraph {text, span}, text (the whole article), furniture
    [[start, end, kind]], article_key, closed, mention_kind, rules_version, correction (what decided it, a row of
    ``ledger``, or None). Raises StoreError where there is none."""
    number = row_id(connection, "quotes", wanted)
    if number is None:
        raise StoreError(f"no quote {holdable(str(wanted))}; quotetrack search lists quotes with key and id")
    (row,) = quote_rows(connection, [number])
    text, furniture, key, closed, mention_kind, rules_version, start, end = connection.execute(
        "SELECT articles.text, articles.furniture, articles.key, quotes.closed, quotes.mention_kind,"
        " quotes.rules_version, quotes.paragraph_start, quotes.paragraph_end"
        " FROM quotes JOIN articles ON articles.id = quotes.article_id WHERE quotes.id = ?",
        (number,),
    ).fetchone()
    return row | {
        "closed": bool(closed),
        "mention_kind": mention_kind,
        "rules_version": rules_version,
        "article_key": key,
        "paragraph": {"text": text[start:end], "span": [start, end]},
        "furniture": json.loads(furniture),
        "text": text,
        "correction": next(iter(correction_rows(connection, last_words(connection, [number]).values())), None),
    }


def article_id(connection: sqlite3.Connection, wanted: int | str) -> int:
    """The row number of an article for its number, key or address. Raises StoreError where there is none."""
    number = row_id(connection, "articles", wanted)
    if number is None and (address := canonical_url(str(wanted))):
        number = row_id(connection, "articles", address)
    if number is None:
        raise StoreError(f"no article {holdable(str(wanted))}; quotetrack search shows each quote's article_id")
    return number


def article_detail(connection: sqlite3.Connection, wanted: int | str) -> Row:
    """One article with every column (authors and furniture as lists), its version (1: never changed) and its quotes in
    text order as search rows.
    Raises StoreError where there is none."""
    number = article_id(connection, wanted)
    cursor = connection.execute("SELECT * FROM articles WHERE id = ?", (number,))
    row: Row = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
    row["authors"], row["furniture"] = json.loads(row["authors"]), json.loads(row["furniture"])
    row["published_inferred"] = bool(row["published_inferred"])
    earlier = connection.execute("SELECT count(*) FROM versions WHERE article_id = ?", (number,)).fetchone()[0]
    row["version"] = earlier + 1
    ids = connection.execute(
        f"SELECT id FROM quotes WHERE article_id = ? AND {NOT_REJECTED} ORDER BY position", (number,)
    )
    row["quotes"] = quote_rows(connection, [quote for (quote,) in ids])
    return row


def speaker_rows(
    connection: sqlite3.Connection,
    *,
    limit: int | None = None,
    offset: int = 0,
    kind: str | None = None,
    order: str = "quotes",
    ids: Sequence[int] | None = None,
    where: Mapping[str, str] | None = None,
) -> list[Row]:
    """Speakers as dicts: key, id, name, kind, roles (as printed, most often printed first), quotes, articles, first,
    last (dates of articles). ``order`` is "quotes" (most quoted first) or "name"."""
    if kind is not None and kind not in set(SpeakerKind):
        raise StoreError(f"{kind!r} is no kind of speaker; it is one of {', '.join(SpeakerKind)}")
    conditions, values = ["1"], []
    if kind is not None:
        conditions.append("speakers.kind = ?")
        values.append(str(kind))
    if where:
        known = attributed_speakers(connection, where)
        ids = known if ids is None else sorted({*ids} & {*known})
    if ids is not None:
        conditions.append("speakers.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(list(ids)))
    rows = [
        {
            "key": key,
            "id": number,
            "name": name,
            "kind": kind_,
            "roles": [],
            "quotes": quotes,
            "articles": articles,
            "first": first,
            "last": last,
        }
        for key, number, name, kind_, quotes, articles, first, last in connection.execute(
            "SELECT speakers.key, speakers.id, speakers.name, speakers.kind, count(*) AS quotes,"
            " count(DISTINCT quotes.article_id), min(articles.published), max(articles.published)"
            " FROM quote_speakers JOIN speakers ON speakers.id = quote_speakers.speaker_id"
            " JOIN quotes ON quotes.id = quote_speakers.quote_id JOIN articles ON articles.id = quotes.article_id"
            f" WHERE {' AND '.join(conditions)} GROUP BY speakers.id ORDER BY {_ORDER_OF_SPEAKERS[order]}"
            " LIMIT ? OFFSET ?",
            (*values, -1 if limit is None else max(limit, 0), max(offset, 0)),
        )
    ]
    roles: dict[int, list[str]] = {row["id"]: row["roles"] for row in rows}
    for number, role in connection.execute(
        f"SELECT speaker_id, role FROM {_roles(f'{{}} {IN}')}"
        " GROUP BY speaker_id, role ORDER BY speaker_id, count(*) DESC, min(article_id), min(id)",
        (json.dumps(list(roles)), json.dumps(list(roles))),
    ):
        roles[number].append(role)
    return rows


def _roles(those: str) -> str:
    """A table of id, speaker_id, article_id and role for the speakers for whom ``those``, a condition with one value
    for ``{}``, holds; it is asked for twice.

    Roles are shown with those who said the quotes they were printed with: whom people merged took theirs along, and
    what was split off went with the others; a quote that was given to somebody else brings no role.
    """
    return f"""(
        SELECT roles.id, roles.speaker_id, roles.article_id, roles.role FROM roles
        WHERE {those.format("roles.speaker_id")}
            AND (roles.speaker_id NOT IN (SELECT speaker_id FROM overruled WHERE speaker_id IS NOT NULL)
                OR EXISTS (SELECT 1 FROM quotes CROSS JOIN quote_speakers ON quote_speakers.quote_id = quotes.id
                    WHERE quotes.article_id = roles.article_id AND quote_speakers.speaker_id = roles.speaker_id))
        UNION
        SELECT roles.id, quote_speakers.speaker_id, roles.article_id, roles.role FROM overruled
        CROSS JOIN quote_speakers ON quote_speakers.quote_id = overruled.quote_id
            AND quote_speakers.position = overruled.position
        JOIN quotes ON quotes.id = overruled.quote_id
        JOIN roles ON roles.speaker_id = overruled.speaker_id AND roles.article_id = quotes.article_id
        WHERE {those.format("quote_speakers.speaker_id")}
            AND overruled.quote_id NOT IN (SELECT verdicts.quote_id FROM verdicts
                JOIN corrections ON corrections.id = verdicts.correction_id WHERE corrections.action = 'assign')
    ) AS roles"""


def speaker_details(connection: sqlite3.Connection, wanted: int | str) -> list[Row]:
    """All about the speakers that ``wanted`` (a name in any form, a key, a row number) means, most quoted first.

    Each is a row of ``speaker_rows`` with roles as [{role, article, article_id, outlet, published}], forms as
    [{name, articles}], outlets as [{outlet, quotes}], rivals (names), attributes ({name: value}), first_quote and
    last_quote (search rows, by date; None where nothing is dated) and quote_ids, newest first. Raises StoreError, with
    near names, where there
    is none.
    """
    number = row_id(connection, "speakers", wanted)
    if number is not None:
        ids: tuple[int, ...] = (number,)
    else:
        index = SpeakerNames(connection)
        name = holdable(str(wanted)) or ""
        ids = find_speakers(name, index)
        if not ids:
            near = suggest_names(name, index)
            hint = f"near names: {', '.join(near)}" if near else "quotetrack speakers lists all"
            raise StoreError(f"no speaker {name}; {hint}")
    found = [row | _about(connection, row["id"]) for row in speaker_rows(connection, ids=ids)]
    if not found:
        name = ", ".join(speaker_names(connection, ids))
        raise StoreError(
            f"all that {name} was quoted with was rejected or is somebody else's; see quotetrack corrections"
        )
    return found


def _about(connection: sqlite3.Connection, speaker: int) -> Row:
    this = (speaker,)
    roles = connection.execute(
        "SELECT roles.role, articles.title, articles.id, articles.outlet, articles.published"
        f" FROM {_roles('{} = ?')} JOIN articles ON articles.id = roles.article_id"
        " ORDER BY articles.published IS NULL, articles.published, articles.id, roles.id",
        (speaker, speaker),
    )
    forms = connection.execute(
        "SELECT name, sum(articles) FROM names WHERE id NOT IN (SELECT name_id FROM removed_names) AND (speaker_id = ?"
        " OR speaker_id IN (SELECT speaker_id FROM merged WHERE into_id = ? AND article_id IS NULL))"
        " GROUP BY name ORDER BY sum(articles) DESC, max(is_full) DESC, min(id)",
        (speaker, speaker),
    )
    said = (
        "FROM quote_speakers JOIN quotes ON quotes.id = quote_speakers.quote_id"
        " JOIN articles ON articles.id = quotes.article_id WHERE quote_speakers.speaker_id = ?"
    )
    outlets = connection.execute(
        f"SELECT articles.outlet, count(*) {said} GROUP BY articles.outlet ORDER BY count(*) DESC, articles.outlet",
        this,
    )
    rivals = connection.execute(
        "SELECT DISTINCT speakers.name FROM rivals JOIN speakers ON speakers.id = rivals.rival_id"
        " WHERE rivals.speaker_id = ? ORDER BY speakers.sort_name",
        this,
    )
    dated = [
        connection.execute(
            f"SELECT quotes.id {said} AND articles.published NOT LIKE '-%'"
            f" ORDER BY articles.published {direction}, articles.id {direction}, quotes.position {direction} LIMIT 1",
            this,
        ).fetchone()
        for direction in ("ASC", "DESC")
    ]
    first, last = (quote_rows(connection, row)[0] if row else None for row in dated)
    newest = connection.execute(
        f"SELECT quotes.id {said} ORDER BY articles.published DESC, articles.id DESC, quotes.position", this
    )
    return {
        "roles": [
            dict(zip(("role", "article", "article_id", "outlet", "published"), row, strict=True)) for row in roles
        ],
        "forms": [{"name": name, "articles": articles} for name, articles in forms],
        "outlets": [{"outlet": outlet, "quotes": count} for outlet, count in outlets],
        "rivals": [name for (name,) in rivals],
        "attributes": dict(
            connection.execute("SELECT name, value FROM attributes WHERE speaker_id = ? ORDER BY name", this)
        ),
        "first_quote": first,
        "last_quote": last,
        "quote_ids": [number for (number,) in newest],
    }


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many articles, quotes and speakers are shown: what was rejected is no quote, who was merged no speaker."""
    silent = (
        "id IN (SELECT speaker_id FROM overruled UNION SELECT speaker_id FROM named UNION SELECT into_id FROM merged)"
        " AND NOT EXISTS (SELECT 1 FROM quote_speakers WHERE quote_speakers.speaker_id = speakers.id)"
    )
    conditions = {"articles": "1", "quotes": NOT_REJECTED, "speakers": f"NOT ({silent})"}
    return {
        table: int(connection.execute(f"SELECT count(*) FROM {table} WHERE {condition}").fetchone()[0])
        for table, condition in conditions.items()
    }
