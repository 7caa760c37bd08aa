"""Known people: whom a newsroom has on its list, who of the record they are, and what is said of them (attributes).

A person is the speaker who has his or her name or one of the aliases, if only one speaker has and nobody else on the
list; the list outlives every speaker. Imports errors, model, speakers and the store's identities.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from quotetrack.errors import StoreError
from quotetrack.model import SpeakerKind
from quotetrack.speakers.contexts import Agreement, agreement, read_context
from quotetrack.speakers.identity import is_full_name, name_fold

# What is no attribute, in the order of the columns of a file.
COLUMNS = ("name", "aliases", "role", "from", "to", "wikidata")
Person = dict[str, object]


class Known(StrEnum):
    """What bringing in a person did."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as a list has it: ``since`` and ``until`` are the dates of the role, ``attributes`` all else."""

    name: str
    aliases: tuple[str, ...] = ()
    role: str | None = None
    since: str | None = None
    until: str | None = None
    wikidata: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What makes it the same person again: the Wikidata id, else the name."""
        told = self.wikidata.lower() if self.wikidata else name_fold(self.name, SpeakerKind.PERSON)
        return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def row(self) -> Person:
        """The columns of a file, attributes after the others."""
        said = (self.name, list(self.aliases), self.role, self.since, self.until, self.wikidata)
        return {**dict(zip(COLUMNS, said, strict=True)), **self.attributes}


def bring_in(connection: sqlite3.Connection, person: KnownPerson) -> Known:
    """Adds a person to the list, or makes the one who is on it what is said now."""
    data = json.dumps(person.row(), ensure_ascii=False, sort_keys=True)
    row = connection.execute("SELECT id, data FROM people WHERE key = ?", (person.key,)).fetchone()
    if row is not None and row[1] == data:
        return Known.UNCHANGED
    if row is None:
        query = "INSERT INTO people (key, name, data) VALUES (?, ?, ?) RETURNING id"
        (number,) = connection.execute(query, (person.key, person.name, data)).fetchone()
    else:
        number = row[0]
        connection.execute("UPDATE people SET name = ?, data = ? WHERE id = ?", (person.name, data, number))
    _write_names(connection, number, person)
    return Known.NEW if row is None else Known.CHANGED


def alias_folds(connection: sqlite3.Connection, folded: str) -> list[str]:
    """The other names of the person of the list who is called so, if only one is."""
    rows = connection.execute(
        "SELECT other.person_id, other.folded FROM people_names CROSS JOIN people_names AS other"
        " ON other.person_id = people_names.person_id WHERE people_names.folded = ? ORDER BY other.folded",
        (folded,),
    ).fetchall()
    if len({person for person, _ in rows}) != 1:
        return []
    return [other for _, other in rows if other != folded]


def listed_folds(connection: sqlite3.Connection) -> set[str]:
    """All names of the people on the list, folded."""
    return {folded for (folded,) in connection.execute("SELECT DISTINCT folded FROM people_names")}


def _write_names(connection: sqlite3.Connection, number: int, person: KnownPerson) -> None:
    connection.execute("DELETE FROM people_names WHERE person_id = ?", (number,))
    folds = {name_fold(name, SpeakerKind.PERSON) for name in (person.name, *person.aliases) if is_full_name(name)}
    folds.add(name_fold(person.name, SpeakerKind.PERSON))
    connection.executemany(
        "INSERT INTO people_names (person_id, folded) VALUES (?, ?)", [(number, folded) for folded in sorted(folds)]
    )


def read_people(connection: sqlite3.Connection) -> Iterator[tuple[KnownPerson, int | None]]:
    """Everybody on the list, by name, each with the speaker who it is."""
    for data, speaker in connection.execute("SELECT data, speaker_id FROM people ORDER BY name, key"):
        yield person_of(json.loads(data)), speaker


def person_of(row: Mapping[str, object]) -> KnownPerson:
    """The person of a row as ``KnownPerson.row`` gives it."""
    name, aliases, *texts = (row.get(column) for column in COLUMNS)
    role, since, until, wikidata = (None if value is None else str(value) for value in texts)
    names = tuple(map(str, aliases)) if isinstance(aliases, list) else ()
    attributes = {key: str(value) for key, value in row.items() if key not in COLUMNS}
    return KnownPerson(str(name), names, role, since, until, wikidata, attributes)


# ---------------------------------------------------------------- who of the record they are


def is_listed(connection: sqlite3.Connection) -> bool:
    """Whether anybody is on the list."""
    return connection.execute("SELECT 1 FROM people LIMIT 1").fetchone() is not None


def link_people(connection: sqlite3.Connection, folds: Collection[str] | None = None) -> None:
    """Finds the speakers of the people on the list, of those with one of these folded names, or of all."""
    if not is_listed(connection):
        return
    some = "1"
    values: tuple[str, ...] = ()
    if folds is not None:
        some = "id IN (SELECT person_id FROM people_names WHERE folded IN (SELECT value FROM json_each(?)))"
        values = (json.dumps(sorted(folds)),)
    found: dict[int, list[tuple[int, KnownPerson]]] = {}
    people = [
        (number, person_of(json.loads(data)))
        for number, data in connection.execute(f"SELECT id, data FROM people WHERE {some} ORDER BY id", values)
    ]
    for number, _ in people:
        connection.execute(
            "DELETE FROM attributes WHERE speaker_id = (SELECT speaker_id FROM people WHERE id = ?)", (number,)
        )
        connection.execute("UPDATE people SET speaker_id = NULL WHERE id = ?", (number,))
    for number, person in people:
        speakers = _called(connection, number)
        if len(speakers) == 1:
            found.setdefault(speakers[0], []).append((number, person))
    for speaker, candidates in found.items():
        chosen = candidates if len(candidates) == 1 else _fitting(connection, speaker, candidates)
        rivals = connection.execute("SELECT 1 FROM people WHERE speaker_id = ?", (speaker,)).fetchone()
        if len(chosen) != 1 or rivals is not None:
            continue
        number, person = chosen[0]
        connection.execute("UPDATE people SET speaker_id = ? WHERE id = ?", (speaker, number))
        connection.executemany(
            "INSERT OR REPLACE INTO attributes (speaker_id, name, value) VALUES (?, ?, ?)",
            [(speaker, name, value) for name, value in person.attributes.items() if value],
        )


def _called(connection: sqlite3.Connection, person: int) -> list[int]:
    """Speakers of many articles that have one of a person's names, those of the name in preference to the others."""
    rows = connection.execute(
        "SELECT DISTINCT coalesce(merged.into_id, speakers.id) FROM people_names"
        " CROSS JOIN names ON names.folded = people_names.folded CROSS JOIN speakers ON speakers.id = names.speaker_id"
        " LEFT JOIN merged ON merged.speaker_id = speakers.id AND merged.article_id IS NULL"
        " WHERE people_names.person_id = ? AND speakers.kind = 'person' AND speakers.article_id IS NULL"
        " AND names.articles > 0",
        (person,),
    ).fetchall()
    found = [speaker for (speaker,) in rows]
    if len(found) > 1:
        named = connection.execute(
            "SELECT speakers.id FROM speakers JOIN people ON people.name = speakers.name"
            " WHERE people.id = ? AND speakers.id IN (SELECT value FROM json_each(?))",
            (person, json.dumps(found)),
        ).fetchall()
        found = [speaker for (speaker,) in named] or found
    return found


def _fitting(
    connection: sqlite3.Connection, speaker: int, candidates: list[tuple[int, KnownPerson]]
) -> list[tuple[int, KnownPerson]]:
    """Those of one name whose role is one that articles print of the speaker."""
    roles = connection.execute("SELECT DISTINCT role FROM roles WHERE speaker_id = ?", (speaker,)).fetchall()
    contexts = [read_context({"role": role}) for (role,) in roles]
    fits = []
    for number, person in candidates:
        said = [agreement(read_context({"role": person.role or ""}), context, common=True) for context in contexts]
        if any(one is not None and one[0] is Agreement.FOR for one in said):
            fits.append((number, person))
    return fits


def attributed_speakers(connection: sqlite3.Connection, wanted: Mapping[str, str]) -> list[int]:
    """Speakers who have all of these attributes, whatever the case of the values. Raises StoreError for an attribute
    that nobody has."""
    speakers: set[int] | None = None
    for name, value in wanted.items():
        known = [one for (one,) in connection.execute("SELECT DISTINCT name FROM attributes ORDER BY name")]
        if name not in known:
            listed = f"there are {', '.join(known)}" if known else "quotetrack speakers import brings them in"
            raise StoreError(f"nobody has the attribute {name}; {listed}")
        rows = connection.execute("SELECT speaker_id, value FROM attributes WHERE name = ?", (name,))
        having = {speaker for speaker, said in rows if said.casefold() == value.casefold()}
        for speaker, into in connection.execute("SELECT speaker_id, into_id FROM merged WHERE article_id IS NULL"):
            if speaker in having:
                having.add(into)
        speakers = having if speakers is None else speakers & having
    return sorted(speakers or ())


def facet_rows(connection: sqlite3.Connection, attribute: str, where: Mapping[str, str]) -> list[dict[str, object]]:
    """The values of an attribute with how many speakers and quotes have each, the most quoted first. People of many
    articles of whom it is not known are None."""
    attributed_speakers(connection, {attribute: ""})  # refuses one that nobody has
    some = "" if not where else " AND speakers.id IN (SELECT value FROM json_each(:speakers))"
    rows = connection.execute(
        "SELECT attributes.value, count(DISTINCT speakers.id), count(DISTINCT quote_speakers.quote_id) FROM speakers"
        " JOIN quote_speakers ON quote_speakers.speaker_id = speakers.id"
        " LEFT JOIN attributes ON attributes.speaker_id = speakers.id AND attributes.name = :name"
        f" WHERE speakers.kind = 'person'{some} GROUP BY attributes.value ORDER BY 3 DESC, 1",
        {"name": attribute, "speakers": json.dumps(attributed_speakers(connection, where) if where else [])},
    )
    return [{"value": value, "speakers": speakers, "quotes": quotes} for value, speakers, quotes in rows]


def speaker_people(connection: sqlite3.Connection) -> Iterator[KnownPerson]:
    """The people of the record who are speakers of any number of articles, as a list has them: with what it says, if
    they are on it, else with what articles say."""
    listed = {speaker: person for person, speaker in read_people(connection) if speaker is not None}
    for number, name, first, last in connection.execute(
        "SELECT speakers.id, speakers.name, min(articles.published), max(articles.published) FROM speakers"
        " JOIN quote_speakers ON quote_speakers.speaker_id = speakers.id"
        " JOIN quotes ON quotes.id = quote_speakers.quote_id JOIN articles ON articles.id = quotes.article_id"
        " WHERE speakers.kind = 'person' AND speakers.article_id IS NULL GROUP BY speakers.id"
        " ORDER BY speakers.sort_name, speakers.id"
    ).fetchall():
        if number in listed:
            yield listed[number]
            continue
        forms = connection.execute(
            "SELECT name FROM names WHERE speaker_id = ? AND is_full = 1 AND name <> ? ORDER BY name", (number, name)
        ).fetchall()
        role = connection.execute(
            "SELECT role FROM roles WHERE speaker_id = ? GROUP BY role ORDER BY count(*) DESC, role LIMIT 1", (number,)
        ).fetchone()
        since, until = (date[:10] if date and not date.startswith("-") else None for date in (first, last))
        yield KnownPerson(name, tuple(form for (form,) in forms), role and role[0], since, until)


def count_linked(connection: sqlite3.Connection) -> int:
    """How many of the list are speakers of the record."""
    return int(connection.execute("SELECT count(*) FROM people WHERE speaker_id IS NOT NULL").fetchone()[0])
