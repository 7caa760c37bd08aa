"""Who in the record may be called as somebody is: names that go with one for what they are, and by an office for "Jr.".

Imports model and speakers.
"""

from __future__ import annotations

import sqlite3
from itertools import product

from quotetrack.model import SpeakerKind
from quotetrack.speakers.comparison import given_initials, surname_key
from quotetrack.speakers.contexts import Context, offices_of, read_context, shared_office
from quotetrack.speakers.partition import is_generation, is_joining

# Full names of people that some article has.
FULL = f"names.is_full = 1 AND names.articles > 0 AND speakers.kind = '{SpeakerKind.PERSON.value}'"
# Nobody else has the surname, nor has who has it another full name, and nobody is listed: there is nothing to decide.
ALONE = (
    "names.surname_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM people) AND NOT EXISTS (SELECT 1 FROM names AS other"
    " WHERE other.surname_key = names.surname_key AND other.is_full = 1 AND other.id <> names.id) AND NOT EXISTS"
    " (SELECT 1 FROM names AS other WHERE other.speaker_id = names.speaker_id AND other.is_full = 1"
    " AND other.id <> names.id)"
)


def namesakes(connection: sqlite3.Connection, folded: str, shown: str, key: str) -> tuple[list[str], list[str]]:
    """Names that go with one for what they are; and those with or without "Jr." that do since both hold at one time
    what one person holds."""
    of_surname = _of_surname(connection, folded, shown, key)
    found = [other for other, name in of_surname if is_generation(shown, name)]
    mine = _tenures(connection, folded) if found else frozenset()
    shared = [
        other for other in found if any(shared_office(a, b) for a, b in product(mine, _tenures(connection, other)))
    ]
    return [other for other, name in of_surname if is_joining(shown, name)], shared


def offices_told(connection: sqlite3.Connection, article_id: int) -> bool:
    """Whether an article gives anybody an office that one person holds at a time."""
    roles = connection.execute("SELECT role FROM roles WHERE article_id = ?", (article_id,))
    return any(offices_of(role) for (role,) in roles)


def tells_generation(connection: sqlite3.Connection, folded: str, name: str) -> bool:
    """Whether an office may show that somebody with this name is one with "Jr." in the record, or without."""
    return any(is_generation(name, shown) for _, shown in _of_surname(connection, folded, name, surname_key(name)))


def _tenures(connection: sqlite3.Connection, folded: str) -> frozenset[Context]:
    """Offices that one person holds at a time, by year, of those who have a name."""
    rows = connection.execute(
        "SELECT DISTINCT roles.role, substr(articles.published, 1, 4) FROM names"
        " CROSS JOIN name_uses ON name_uses.name_id = names.id"
        " CROSS JOIN articles ON articles.id = name_uses.article_id"
        " CROSS JOIN roles ON roles.article_id = articles.id AND roles.speaker_id = names.speaker_id"
        " WHERE names.folded = ? AND names.is_full = 1",
        (folded,),
    )
    read = (read_context({"role": role, "date": year or ""}) for role, year in rows if offices_of(role))
    return frozenset(Context(offices=one.offices, countries=one.countries, year=one.year) for one in read)


def _of_surname(connection: sqlite3.Connection, folded: str, shown: str, key: str) -> list[tuple[str, str]]:
    """Other names with this surname, folded and as printed; most who share no more are left out."""
    initials = given_initials(shown)
    rows = connection.execute(
        "SELECT names.folded, names.name FROM names JOIN speakers ON speakers.id = names.speaker_id"
        f" WHERE names.surname_key = ? AND {FULL}",
        (key,),
    ).fetchall()
    return [
        (other, name)
        for other, name in dict.fromkeys(rows)
        if other != folded and not initials.isdisjoint(given_initials(name) or initials)
    ]
