"""Checks of rows against other rows, as data: what SQL alone can tell and put right. A new table is some new entries.

Foreign keys are read from the data base itself. Imports model, findings, and what writing and identity call rules.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quotetrack.model import MentionKind, QuoteType, SpeakerKind
from quotetrack.speakers.identity import How
from quotetrack.store.findings import EXTRACT, MEND, RESTORE, Check, Finding, Step
from quotetrack.store.identities import BEST_NAME_FIRST, IS_SILENT


@dataclass(frozen=True, slots=True)
class RowCheck:
    """Rows of ``table`` that meet ``where`` are ``wrong``, which may hold {0}, {1}, … for ``values``, SQL expressions.

    ``mend`` is the start of the statement that puts them right, to be followed by WHERE; without one ``remedy`` says
    what to do.
    """

    name: str
    table: str
    where: str
    wrong: str
    values: tuple[str, ...] = ()
    mend: str = ""
    remedy: str = EXTRACT


def _quoted_in(speaker: str, article: str) -> str:
    """Whether ``article`` quotes ``speaker``, as the rules found it or as people say. The cross join keeps SQLite from
    going through all that somebody ever said: an article has few quotes."""
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM quotes CROSS JOIN {table} ON {table}.quote_id = quotes.id"
        f" WHERE quotes.article_id = {article} AND {table}.speaker_id = {speaker})"
        for table in ("quote_speakers", "overruled")
    )


def _none_of(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} NOT IN ({listed})"


def _quote_values(table: str, remedy: str) -> tuple[RowCheck, ...]:
    """What holds of quotes of the present and of the past."""
    mention_kind = f"(mention IS NULL) <> (mention_kind IS NULL) OR {_none_of('mention_kind', MentionKind)}"
    sure = "confidence BETWEEN 0 AND 1 AND coalesce(identity_confidence, 0) BETWEEN 0 AND 1"
    return (
        RowCheck("value", table, _none_of("type", QuoteType), "{0} is no type of quote", ("type",), remedy=remedy),
        RowCheck(
            "value",
            table,
            mention_kind,
            "{0} is no kind of mention",
            ("coalesce(mention_kind, 'nothing')",),
            remedy=remedy,
        ),
        RowCheck(
            "value",
            table,
            f"NOT ({sure})",
            "a confidence is not between 0 and 1: {0}, {1}",
            ("confidence", "identity_confidence"),
            remedy=remedy,
        ),
    )


_NAMED = "(SELECT names.speaker_id FROM names WHERE names.id = name_uses.name_id)"
_USES = "(SELECT count(*) FROM name_uses WHERE name_uses.name_id = names.id)"
_BEST_NAME = f"(SELECT names.name FROM names WHERE names.speaker_id = speakers.id ORDER BY {BEST_NAME_FIRST} LIMIT 1)"
_SHOWN_NAME = f"coalesce((SELECT renamed.name FROM renamed WHERE renamed.speaker_id = speakers.id), {_BEST_NAME})"
# One of equals may have been chosen by an earlier quotetrack.
_IS_AS_COMMON = (
    "(EXISTS (SELECT 1 FROM names JOIN names AS best ON best.speaker_id = names.speaker_id"
    f" WHERE names.speaker_id = speakers.id AND names.name = speakers.name AND best.name = {_BEST_NAME}"
    " AND (names.is_full, names.articles) = (best.is_full, best.articles))"
    " AND NOT EXISTS (SELECT 1 FROM renamed WHERE renamed.speaker_id = speakers.id))"
)

# In the order in which they can be mended: what is dangling first, then what is counted, then what follows from counts.
ROW_CHECKS = (
    RowCheck(
        "dangling row",
        "name_uses",
        f"NOT ({_quoted_in(_NAMED, 'name_uses.article_id')})",
        "a form of a name in an article that quotes nobody of that name",
        mend="DELETE FROM name_uses",
    ),
    RowCheck(
        "dangling row",
        "roles",
        f"NOT ({_quoted_in('roles.speaker_id', 'roles.article_id')})",
        "a role of somebody whom its article does not quote",
        mend="DELETE FROM roles",
    ),
    RowCheck(
        "dangling row",
        "rivals",
        f"NOT ({_quoted_in('rivals.speaker_id', 'rivals.article_id')})",
        "a rival of somebody whom its article does not quote",
        mend="DELETE FROM rivals",
    ),
    RowCheck(
        "dangling row",
        "speakers",
        IS_SILENT,
        "a speaker without quotes: {0}",
        ("name",),
        mend="DELETE FROM speakers",
    ),
    RowCheck(
        "dangling row",
        "names",
        f"source = 'record' AND {_USES} = 0",
        "a form of a name that stands in no article: {0}",
        ("name",),
        mend="DELETE FROM names",
    ),
    RowCheck(
        "count",
        "names",
        f"articles <> {_USES}",
        "the form {0} is said to stand in {1} articles and stands in {2}",
        ("name", "articles", _USES),
        mend=f"UPDATE names SET articles = {_USES}",
    ),
    RowCheck(
        "display name",
        "speakers",
        f"name <> {_SHOWN_NAME} AND NOT {_IS_AS_COMMON}",
        "shown as {0}, but the commonest full form is {1}",
        ("name", _SHOWN_NAME),
        mend=f"UPDATE speakers SET name = {_SHOWN_NAME}",
    ),
    RowCheck("value", "speakers", _none_of("kind", SpeakerKind), "{0} is no kind of speaker", ("kind",)),
    RowCheck("value", "quote_speakers", _none_of("how", How), "{0} is no ground for a speaker", ("how",)),
    *_quote_values("quotes", EXTRACT),
    *_quote_values("past_quotes", RESTORE),
    RowCheck(
        "value",
        "past_quotes",
        "NOT json_valid(speakers) OR json_type(speakers) <> 'array'",
        "speakers is no JSON list",
        remedy=RESTORE,
    ),
    RowCheck(
        "value",
        "versions",
        "number <> (SELECT count(*) FROM versions AS other"
        " WHERE other.article_id = versions.article_id AND other.number <= versions.number)",
        "a version before number {0} is not there",
        ("number",),
        remedy=RESTORE,
    ),
)


def row_checks(tables: Iterable[str]) -> tuple[Check, ...]:
    """Checks of the foreign keys of ``tables``, and all of the above."""

    def find(connection: sqlite3.Connection, step: Step) -> Iterator[Finding]:
        for check in _foreign_keys(connection, tables):
            yield from _find(connection, check)

    def mend(connection: sqlite3.Connection) -> None:
        for check in _foreign_keys(connection, tables):
            _mend(connection, check)

    return Check("foreign keys", find, mend), *(_as_check(check) for check in ROW_CHECKS)


def _as_check(check: RowCheck) -> Check:
    def find(connection: sqlite3.Connection, step: Step) -> Iterator[Finding]:
        return _find(connection, check)

    return Check(f"{check.table}: {check.name}", find, lambda connection: _mend(connection, check))


def _foreign_keys(connection: sqlite3.Connection, tables: Iterable[str]) -> Iterator[RowCheck]:
    """Rows that name a row which is not there. They are mended as the deletion of that row would have done it."""
    for table in tables:
        for _, _, parent, column, key, _, on_delete, _ in connection.execute(
            f"PRAGMA foreign_key_list({table})"
        ).fetchall():
            absent = f"NOT EXISTS (SELECT 1 FROM {parent} AS parent WHERE parent.{key} = {table}.{column})"
            mends = {"CASCADE": f"DELETE FROM {table}", "SET NULL": f"UPDATE {table} SET {column} = NULL"}
            yield RowCheck(
                "foreign key",
                table,
                f"{table}.{column} IS NOT NULL AND {absent}",
                f"{column} {{0}} is no row of {parent}",
                (f"{table}.{column}",),
                mends.get(on_delete, ""),
            )


def _find(connection: sqlite3.Connection, check: RowCheck) -> Iterator[Finding]:
    names = [row[1:6:4] for row in connection.execute(f"PRAGMA table_info({check.table})")]
    numbered = [name for name, place in names if place]
    key = "key" if any(name == "key" for name, _ in names) else "''"
    asked = ", ".join((key, *(f"{check.table}.{name}" for name in numbered), *check.values))
    for row in connection.execute(f"SELECT {asked} FROM {check.table} WHERE {check.where}"):
        numbers = row[1 : len(numbered) + 1]
        place = str(numbers[0]) if len(numbered) == 1 else ", ".join(map("{} {}".format, numbered, numbers))
        yield Finding(
            check.name,
            check.table,
            place,
            row[0],
            check.wrong.format(*row[len(numbered) + 1 :]),
            MEND if check.mend else check.remedy,
            mendable=bool(check.mend),
        )


def _mend(connection: sqlite3.Connection, check: RowCheck) -> None:
    if check.mend:
        connection.execute(f"{check.mend} WHERE {check.where}")
