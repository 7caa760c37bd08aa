"""Who in the record may be called as somebody is: names that go with one for what they are, and by an office for "Jr.".

Imports model and speakers.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from itertools import combinations, groupby, product
from operator import itemgetter

from quotetrack.model import SpeakerKind
from quotetrack.speakers.comparison import surname_key
from quotetrack.speakers.contexts import Context, offices_of, read_context, shared_office
from quotetrack.speakers.exclusion import are_excluded, given_initials
from quotetrack.speakers.partition import Pair, is_joining, is_possible, is_settled_by, is_unsettled

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
    """Names that go with one for what they are; and those with or without "Jr.", or with a slip, that do since both
    hold at one time what one person holds."""
    of_surname = _of_surname(connection, folded, shown, key)
    found = [(other, name) for other, name in of_surname if is_unsettled(shown, name)]
    mine = _tenures(connection, folded) if found else frozenset()
    shared = [
        other
        for other, name in found
        if mine and is_settled_by(shown, name, _offices(mine, _tenures(connection, other)))
    ]
    return [other for other, name in of_surname if is_joining(shown, name)], shared


def are_told_apart(connection: sqlite3.Connection, one: str, other: str) -> bool:
    """Whether an article names two people, one by each of these names."""
    query = (
        "SELECT 1 FROM names AS a CROSS JOIN name_uses AS ua ON ua.name_id = a.id"
        " CROSS JOIN names AS b ON b.folded = ? AND b.speaker_id <> a.speaker_id AND b.is_full = 1"
        " CROSS JOIN name_uses AS ub ON ub.article_id = ua.article_id AND ub.name_id = b.id"
        " WHERE a.folded = ? AND a.is_full = 1 LIMIT 1"
    )
    return connection.execute(query, (other, one)).fetchone() is not None


def told_apart(connection: sqlite3.Connection, shown: Mapping[str, str], uses: Mapping[str, int]) -> set[Pair]:
    """Of these names, folded and as printed, those that might be one person's, of which some article names two people:
    two whom an article tells apart are never one speaker, so that what it says of each stays apart however the record
    groups them meanwhile. ``uses`` says how many articles have a name."""
    return {
        frozenset(pair)
        for pair in combinations(sorted(shown, key=lambda name: uses[name]), 2)
        if is_possible(shown[pair[0]], shown[pair[1]]) and are_told_apart(connection, *pair)
    }


def alike_in_article(connection: sqlite3.Connection, article_id: int) -> set[str]:
    """Full names, folded, of people whom an article tells apart and whose names alone do not."""
    rows = connection.execute(
        "SELECT names.surname_key, names.speaker_id, names.folded, names.name FROM name_uses"
        " JOIN names ON names.id = name_uses.name_id JOIN speakers ON speakers.id = names.speaker_id"
        f" WHERE name_uses.article_id = ? AND names.surname_key IS NOT NULL AND {FULL} ORDER BY names.surname_key",
        (article_id,),
    )
    found: set[str] = set()
    for _, of_surname in groupby(rows, key=itemgetter(0)):
        for (_, mine, one, name), (_, theirs, other, shown) in combinations(of_surname, 2):
            if mine != theirs and is_possible(name, shown):
                found |= {one, other}
    return found


def offices_told(connection: sqlite3.Connection, article_id: int) -> bool:
    """Whether an article gives anybody an office that one person holds at a time."""
    roles = connection.execute("SELECT role FROM roles WHERE article_id = ?", (article_id,))
    return any(offices_of(role) for (role,) in roles)


def tells_generation(connection: sqlite3.Connection, folded: str, name: str) -> bool:
    """Whether an office may show that somebody with this name is one in the record with or without "Jr.", or a slip."""
    return any(is_unsettled(name, shown) for _, shown in _of_surname(connection, folded, name, surname_key(name)))


def _offices(mine: Collection[Context], theirs: Collection[Context]) -> set[str]:
    """Offices that two people held at one time."""
    return {office for a, b in product(mine, theirs) if (office := shared_office(a, b))}


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
        if other != folded
        and not initials.isdisjoint(given_initials(name) or initials)
        and not are_excluded(shown, name)
    ]
