"""Who is who across articles, independent of their order: names that may be one person's are decided anew together.

A unit is what one article says of one person; it goes where its fullest name goes (speakers.partition). A name that is
new, or newly used for somebody, decides its relations anew: units may go to another speaker, in articles added before
as well. What people corrected lies over it (replaying). Imports model, speakers and the store's
corrections, identities, meanings, moving, namesakes and replaying.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from quotetrack.model import SpeakerKind
from quotetrack.speakers.comparison import is_common_name, surname_key
from quotetrack.speakers.contexts import read_context
from quotetrack.speakers.identity import name_fold
from quotetrack.speakers.partition import Pair, by_calling, can_be_attested, partition
from quotetrack.store.corrections import Correction, is_empty
from quotetrack.store.identities import MOST_RIVALS, choose_names, drop_unused, sort_name
from quotetrack.store.keys import speaker_key
from quotetrack.store.meanings import folds_apart, names_apart
from quotetrack.store.moving import move_units
from quotetrack.store.namesakes import (
    ALONE,
    FULL,
    alike_in_article,
    are_told_apart,
    namesakes,
    offices_told,
    tells_generation,
    told_apart,
)
from quotetrack.store.people import alias_folds, is_listed
from quotetrack.store.replaying import take_effect, uncorrected

# A name that so many articles have is known; one that so few have, beside a known one that is part of it, is a slip:
# "Bernie Sanders Says" of a headline.
_KNOWN, _SLIP = 20, 2
# Between a name and the field of life that tells a namesake.
_CALLING = "\x1f"
_Unit = tuple[int, int]
"""An article and a speaker whom it names."""
_Beside = list[tuple[str, str, int]]


@dataclass(slots=True)
class _Names:
    """Full names that may be one person's, by their folded form: as printed, key of the surname, and who has them."""

    shown: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    holders: dict[str, set[int]] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)  # how many articles
    hosts: dict[str, str] = field(default_factory=dict)  # slips, with the name that each is a slip of
    bound: set[int] = field(default_factory=set)  # holders who are of one article alone
    attested: set[Pair] = field(default_factory=set)
    fixed: set[Pair] = field(default_factory=set)
    apart: set[Pair] = field(default_factory=set)  # of whom people, or an article, said that they are not one


def full_names(connection: sqlite3.Connection, article_id: int) -> dict[str, str]:
    """The full names of people in an article by their folded form."""
    query = (
        "SELECT names.folded, names.name FROM name_uses JOIN names ON names.id = name_uses.name_id"
        f" JOIN speakers ON speakers.id = names.speaker_id WHERE name_uses.article_id = ? AND {FULL}"
    )
    return dict(connection.execute(query, (article_id,)))


def group_anew(connection: sqlite3.Connection, article_id: int, before: Mapping[str, str]) -> None:
    """Decides who is who of the people whom an article names, after it was written; ``before`` are the full names
    that it had. Does nothing where they are known and used as they were."""
    fresh: set[str] = set()
    known: list[tuple[str, str]] = []
    for folded, name, articles, bound, alone in connection.execute(
        f"SELECT names.folded, names.name, names.articles, speakers.article_id, {ALONE} FROM name_uses"
        " JOIN names ON names.id = name_uses.name_id JOIN speakers ON speakers.id = names.speaker_id"
        f" WHERE name_uses.article_id = ? AND {FULL}",
        (article_id,),
    ):
        if bound is not None or (not alone and articles <= _KNOWN) or is_common_name(name):
            fresh.add(folded)
        elif not alone:
            known.append((folded, name))
    if known and offices_told(connection, article_id):
        fresh |= {folded for folded, name in known if tells_generation(connection, folded, name)}
    fresh |= alike_in_article(connection, article_id)
    for folded in before.keys() - full_names(connection, article_id).keys() if before else ():
        fresh.add(folded)
        fresh |= {*chain(*namesakes(connection, folded, before[folded], surname_key(before[folded])))}
    decide_names(connection, fresh)
    _offer_to_bare_surnames(connection, article_id)


def _offer_to_bare_surnames(connection: sqlite3.Connection, article_id: int) -> None:
    """Whoever is new with an article may be whom others, added before, call by the surname alone."""
    connection.execute(
        "INSERT OR IGNORE INTO rivals (speaker_id, article_id, rival_id)"
        " SELECT bare.id, bare.article_id, speakers.id FROM name_uses"
        " CROSS JOIN names ON names.id = name_uses.name_id CROSS JOIN speakers ON speakers.id = names.speaker_id"
        " CROSS JOIN names AS form ON form.surname_key = names.surname_key AND form.is_full = 0 AND form.articles > 0"
        " CROSS JOIN speakers AS bare ON bare.id = form.speaker_id"
        f" WHERE name_uses.article_id = ? AND {FULL} AND names.articles = 1 AND speakers.article_id IS NULL"
        f" AND bare.kind = '{SpeakerKind.PERSON.value}' AND bare.article_id <> name_uses.article_id"
        " AND NOT EXISTS (SELECT 1 FROM names AS other WHERE other.speaker_id = bare.id AND other.is_full)"
        " AND (SELECT count(*) FROM rivals WHERE rivals.speaker_id = bare.id) < ?",
        (article_id, MOST_RIVALS),
    )


def decide_names(connection: sqlite3.Connection, folds: Collection[str]) -> None:
    """Decides anew who is meant by these full names, folded, and by those that go with them."""
    if not folds:
        return
    done: set[str] = set()
    listed, corrected = is_listed(connection), not is_empty(connection)
    with uncorrected(connection):
        for folded in sorted(folds):
            if folded not in done:
                names = _related(connection, folded, listed, corrected)
                done |= names.shown.keys() | {folded}
                if names.shown:
                    _apply(connection, names)


def regard(connection: sqlite3.Connection, entries: Iterable[Correction]) -> None:
    """Makes the record follow from the log again, which has these entries since it did last: who people say are not
    one may have been one to the rules."""
    meant = take_effect(connection, entries)
    decide_names(connection, {folded for entry in meant for folded in folds_apart(entry)})


def _related(connection: sqlite3.Connection, folded: str, listed: bool, corrected: bool) -> _Names:
    """All names that are joined to a name, directly or through others; ``listed``: there are known people,
    ``corrected``: there are corrections."""
    names = _Names()
    said: set[Pair] = set()
    open_ = [folded]
    while open_:
        name = open_.pop()
        if name in names.shown or not _read(connection, names, name):
            continue
        aliases = alias_folds(connection, name) if listed else []
        said |= {frozenset((name, other)) for other in aliases}
        open_ += aliases
        if corrected:
            names.apart |= {frozenset((name, other)) for other in names_apart(connection, name)}
        rare = names.uses[name] <= _SLIP and not aliases
        beside = _beside(connection, name)
        host = _host(connection, name, beside) if rare and beside else None
        if host is not None:
            names.hosts[name] = host
            open_.append(host)
        else:
            open_ += _joined(connection, names, name, beside)
            open_ += [other for other, _, _ in beside]  # what has come to one speaker is decided together
    told = told_apart(connection, names.shown, names.uses)
    names.apart |= told
    names.fixed = said | (names.fixed - told)
    return names


def _read(connection: sqlite3.Connection, names: _Names, folded: str) -> bool:
    rows = connection.execute(
        "SELECT names.name, names.surname_key, names.speaker_id, names.articles, speakers.article_id FROM names"
        f" JOIN speakers ON speakers.id = names.speaker_id WHERE names.folded = ? AND {FULL} ORDER BY names.name",
        (folded,),
    ).fetchall()
    if not rows:
        return False
    names.shown[folded], names.keys[folded] = rows[0][0], rows[0][1] or ""
    names.holders[folded] = {row[2] for row in rows}
    names.uses[folded] = sum(row[3] for row in rows)
    names.bound |= {row[2] for row in rows if row[4] is not None}
    return True


def _beside(connection: sqlite3.Connection, folded: str) -> _Beside:
    """Other full names of those who have this one: folded, as printed, and how many articles have it."""
    return connection.execute(
        "SELECT other.folded, min(other.name), sum(other.articles) FROM names CROSS JOIN names AS other"
        " ON other.speaker_id = names.speaker_id CROSS JOIN speakers ON speakers.id = names.speaker_id"
        f" WHERE names.folded = ? AND {FULL} AND other.is_full = 1 AND other.articles > 0 AND other.folded <> ?"
        " GROUP BY other.folded",
        (folded, folded),
    ).fetchall()


def _host(connection: sqlite3.Connection, folded: str, beside: _Beside) -> str | None:
    """The one known name that an article uses beside a rare one, and that is part of it."""
    parts = [
        other
        for other, _, _ in beside
        if f" {other} " in f" {folded} "
        and _is_attested(connection, folded, other)
        and not are_told_apart(connection, folded, other)
    ]
    return parts[0] if len(parts) == 1 and _uses(connection, parts[0]) >= _KNOWN else None


def _uses(connection: sqlite3.Connection, folded: str) -> int:
    query = (
        "SELECT sum(names.articles) FROM names JOIN speakers ON speakers.id = names.speaker_id"
        f" WHERE names.folded = ? AND {FULL}"
    )
    return int(connection.execute(query, (folded,)).fetchone()[0] or 0)


def _joined(connection: sqlite3.Connection, names: _Names, folded: str, beside: _Beside) -> list[str]:
    """Names that go with one, by what they are or because an article uses both for one person."""
    shown = names.shown[folded]
    found, told = namesakes(connection, folded, shown, names.keys[folded])
    names.fixed |= {frozenset((folded, other)) for other in told}
    found += told
    for other, name, uses in beside:
        if names.uses[folded] >= _KNOWN and uses <= _SLIP and f" {folded} " in f" {other} ":
            found.append(other)  # perhaps a slip of it
        pair = frozenset((folded, other))
        if pair not in names.attested and can_be_attested(shown, name) and _is_attested(connection, folded, other):
            names.attested.add(pair)
        if pair in names.attested:
            found.append(other)
    return found


def _is_attested(connection: sqlite3.Connection, one: str, other: str) -> bool:
    """Whether an article uses both names for one person."""
    query = (
        "SELECT 1 FROM names AS a CROSS JOIN names AS b ON b.speaker_id = a.speaker_id AND b.folded = ?"
        " CROSS JOIN name_uses AS ua ON ua.name_id = a.id"
        " CROSS JOIN name_uses AS ub ON ub.article_id = ua.article_id AND ub.name_id = b.id WHERE a.folded = ? LIMIT 1"
    )
    return connection.execute(query, (other, one)).fetchone() is not None


# ---------------------------------------------------------------- from names to speakers


def _apply(connection: sqlite3.Connection, names: _Names) -> None:
    """Gives every unit to the speaker of its part of the names."""
    if sum(names.uses.values()) == 1 and not names.bound:
        return  # somebody new, and nobody else
    holders = {speaker for held in names.holders.values() for speaker in held}
    if len(names.shown) == len(holders) == 1 and not names.bound and not any(map(is_common_name, names.shown.values())):
        return  # one name of one person
    attested = [
        frozenset(names.shown[folded] for folded in pair) for pair in names.attested if not pair & names.hosts.keys()
    ]
    nodes = names.shown.keys() - names.hosts.keys()
    fixed = [frozenset(names.shown[folded] for folded in pair) for pair in names.fixed if pair <= nodes]
    apart = [frozenset(names.shown[folded] for folded in pair) for pair in names.apart if pair <= nodes]
    named = [name for folded, name in names.shown.items() if folded not in names.hosts]
    made = partition(named, attested, fixed, apart)
    parts = {folded: made.parts[names.shown[names.hosts.get(folded, folded)]] for folded in names.shown}
    # A name that many articles have is somebody's, whoever else might be called so; of a rare one each is on its own.
    open_ = {name for folded, name in names.shown.items() if name in made.open and names.uses[folded] < _KNOWN}
    bound = names.bound
    common = {
        part for part in parts.values() if all(is_common_name(n) for f, n in names.shown.items() if parts[f] == part)
    }
    if len(set(parts.values())) == 1 and len(holders) == 1 and not bound and not open_ and not common:
        return  # as it is
    units = _units(connection, holders, parts)
    loose = _tell_apart(connection, units, common - open_)
    open_ |= loose
    targets = _targets(connection, {unit: part for unit, part in units.items() if part not in open_}, bound)
    alone = _alone(
        connection, {unit: part for unit, part in units.items() if part in open_}, bound, set(targets.values())
    )
    moves = [
        (article, speaker, target)
        for (article, speaker), part in units.items()
        if (target := alone.get((article, speaker)) or targets[part]) != speaker
    ]
    with uncorrected(connection, *sorted({article for article, _, _ in moves})):
        move_units(connection, moves)
    for (article, speaker), target in alone.items():
        part = units[article, speaker]
        possible = {targets.get(made.parts[name]) for name in made.open.get(part, ())} - {None, target}
        if part in loose:
            possible |= {one for label, one in targets.items() if label.startswith(f"{part}{_CALLING}")}
        connection.executemany(
            "INSERT OR IGNORE INTO rivals (speaker_id, article_id, rival_id) VALUES (?, ?, ?)",
            [(target, article, rival) for rival in possible],
        )
    if moves:
        kept = {*targets.values(), *alone.values()}
        drop_unused(connection, sorted(holders - kept))
        choose_names(connection, sorted(holders | kept))


def _tell_apart(connection: sqlite3.Connection, units: dict[_Unit, str], common: Collection[str]) -> set[str]:
    """Parts namesakes of common names by what articles say that they are: in ``units`` their part is one of its own.
    Gives the parts of which nothing is said in some articles: those are nobody of the others."""
    loose: set[str] = set()
    for part in common:
        fields = {
            (article, speaker): frozenset[str]().union(
                *(
                    read_context({"role": role}).fields
                    for (role,) in connection.execute(
                        "SELECT role FROM roles WHERE speaker_id = ? AND article_id = ?", (speaker, article)
                    )
                )
            )
            for (article, speaker), one in units.items()
            if one == part
        }
        for unit, calling in by_calling(fields).items():
            if calling:
                units[unit] = f"{part}{_CALLING}{calling}"
            else:
                loose.add(part)
    return loose


def _units(connection: sqlite3.Connection, speakers: Collection[int], parts: dict[str, str]) -> dict[_Unit, str]:
    """Articles and whom they name there, with the part of the fullest name."""
    fullest: dict[tuple[int, int], tuple[int, int, str]] = {}
    for article, speaker, folded in connection.execute(
        "SELECT name_uses.article_id, names.speaker_id, names.folded FROM names"
        " CROSS JOIN name_uses ON name_uses.name_id = names.id"
        " WHERE names.speaker_id IN (SELECT value FROM json_each(?)) AND names.is_full = 1",
        (json.dumps(sorted(speakers)),),
    ):
        rank = (folded.count(" "), len(folded), folded)
        fullest[article, speaker] = max(rank, fullest.get((article, speaker), rank))
    return {unit: parts[rank[2]] for unit, rank in fullest.items() if rank[2] in parts}


def _targets(connection: sqlite3.Connection, units: dict[_Unit, str], bound: set[int]) -> dict[str, int]:
    """The speaker of each part: the one who has most of it already, else a new one."""
    counts: dict[str, Counter[int]] = {}
    for (_, speaker), part in units.items():
        counts.setdefault(part, Counter())[speaker] += 1
    wanted = sorted(
        (-count, speaker in bound, speaker, part) for part, one in counts.items() for speaker, count in one.items()
    )
    targets: dict[str, int] = {}
    for _, _, speaker, part in wanted:
        if part not in targets and speaker not in targets.values():
            targets[part] = speaker
    for part in sorted(counts.keys() - targets.keys()):
        name = part.partition(_CALLING)[0]
        key = _free_key(connection, name_fold(name, SpeakerKind.PERSON))
        cursor = connection.execute(
            "INSERT INTO speakers (key, name, kind, sort_name) VALUES (?, ?, ?, ?)",
            (key, name, SpeakerKind.PERSON, sort_name(name, SpeakerKind.PERSON)),
        )
        assert cursor.lastrowid is not None
        targets[part] = cursor.lastrowid
    for part, speaker in targets.items():
        if speaker in bound:
            key = _free_key(connection, name_fold(part.partition(_CALLING)[0], SpeakerKind.PERSON))
            connection.execute("UPDATE speakers SET article_id = NULL, key = ? WHERE id = ?", (key, speaker))
    return targets


def _alone(
    connection: sqlite3.Connection, units: dict[_Unit, str], bound: set[int], taken: set[int]
) -> dict[_Unit, int]:
    """Speakers of one article each: the one who is, if nobody else is meant by that one, else a new one."""
    made: dict[_Unit, int] = {}
    for (article, speaker), part in sorted(units.items()):
        if speaker in bound:
            made[article, speaker] = speaker
            continue
        (key,) = connection.execute("SELECT key FROM articles WHERE id = ?", (article,)).fetchone()
        free = _free_key(connection, name_fold(part, SpeakerKind.PERSON), key)
        if speaker not in taken and speaker not in made.values():
            connection.execute("UPDATE speakers SET article_id = ?, key = ? WHERE id = ?", (article, free, speaker))
            made[article, speaker] = speaker
            continue
        cursor = connection.execute(
            "INSERT INTO speakers (key, name, kind, sort_name, article_id) VALUES (?, ?, ?, ?, ?)",
            (free, part, SpeakerKind.PERSON, sort_name(part, SpeakerKind.PERSON), article),
        )
        assert cursor.lastrowid is not None
        made[article, speaker] = cursor.lastrowid
    return made


def _free_key(connection: sqlite3.Connection, folded: str, article: str = "") -> str:
    taken: list[str] = []
    while True:
        key = speaker_key(SpeakerKind.PERSON, folded, article, taken)
        if connection.execute("SELECT 1 FROM speakers WHERE key = ?", (key,)).fetchone() is None:
            return key
        taken.append(key)
