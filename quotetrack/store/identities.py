"""Who the speakers of an article are: rows of speakers, names, roles and rivals. Asks speakers.identity.

Who somebody is was decided once, with what the record knew then, and stays decided while the article names him or her
in the same way: deciding anew with what the record knows now could give another answer, and people's keys would not
stay. Imports model, speakers and the store's drafts and keys.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from quotetrack.model import Antecedent, SpeakerKind
from quotetrack.speakers.identity import How, Known, Match, identify, joins, name_fold, speaker_name
from quotetrack.speakers.names import fold, parse_name
from quotetrack.store.drafts import Draft, Form, Identity
from quotetrack.store.keys import speaker_key

# A bare "Clinton" can be any Clinton of the record: the first few are enough to tell that it is open.
MOST_RIVALS = 10
# Of a speaker's forms of the name the commonest full one is shown, of equals the longest; never one that people gave
# beside the name, and one that no article has only where there is no other.
BEST_NAME_FIRST = (
    "names.source = 'alias' AND names.articles = 0, names.articles = 0, names.is_full DESC, names.articles DESC,"
    " length(names.name) DESC, names.name"
)
# Nobody says that this speaker said something, or is somebody who did.
IS_SILENT = " AND ".join(
    f"NOT EXISTS (SELECT 1 FROM {table} WHERE {table}.{column} = speakers.id)"
    for table, column in (
        ("quote_speakers", "speaker_id"), ("overruled", "speaker_id"), ("named", "speaker_id"), ("merged", "into_id")
    )
)  # fmt: skip

Settled = dict[Identity, tuple[int, How]]
Links = dict[str, list[tuple[int, How]]]
"""Quote keys with the speakers of each, in order."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the data base says of an article's speakers: the names that it uses of each (with their row ids), their
    kinds, roles in order, and who said which quote."""

    names: dict[int, dict[str, int]] = field(default_factory=dict)
    kinds: dict[int, SpeakerKind] = field(default_factory=dict)
    roles: dict[int, list[str]] = field(default_factory=dict)
    links: Links = field(default_factory=dict)

    def speakers(self) -> set[int]:
        """Everyone that the article names or quotes."""
        return {speaker for links in self.links.values() for speaker, _ in links} | self.names.keys()


def read_before(connection: sqlite3.Connection, article_id: int) -> Before:
    """What is stored of an article's speakers."""
    before = Before()
    this = (article_id,)
    for speaker, kind, name, number in connection.execute(
        "SELECT speakers.id, speakers.kind, names.name, names.id FROM name_uses"
        " JOIN names ON names.id = name_uses.name_id JOIN speakers ON speakers.id = names.speaker_id"
        " WHERE name_uses.article_id = ?",
        this,
    ):
        before.names.setdefault(speaker, {})[name] = number
        before.kinds[speaker] = SpeakerKind(kind)
    for speaker, role in connection.execute(
        "SELECT speaker_id, role FROM roles WHERE article_id = ? ORDER BY id", this
    ):
        before.roles.setdefault(speaker, []).append(role)
    for key, speaker, how in connection.execute(
        "SELECT quotes.key, quote_speakers.speaker_id, quote_speakers.how FROM quotes"
        " LEFT JOIN quote_speakers ON quote_speakers.quote_id = quotes.id"
        " WHERE quotes.article_id = ? ORDER BY quotes.position, quote_speakers.position",
        this,
    ):
        said_by = before.links.setdefault(key, [])
        if speaker is not None:
            said_by.append((speaker, How(how)))
    return before


def kept_decisions(before: Before, draft: Draft, keys: Sequence[str]) -> Settled:
    """Those of the draft's speakers that the article names as before, each with who it was found to be. ``keys`` are
    those of the draft's quotes."""
    chosen: dict[Identity, int] = {}
    told: dict[Identity, Counter[int]] = {}
    for key, quote in zip(keys, draft.quotes, strict=True):
        links = before.links.get(key, [])
        if len(links) == len(quote.said_by):
            for identity, (speaker, _) in zip(quote.said_by, links, strict=True):
                told.setdefault(identity, Counter())[speaker] += 1
    named: dict[tuple[SpeakerKind, str], list[int]] = {}
    for speaker, names in before.names.items():
        for name in names:
            named.setdefault((before.kinds[speaker], name), []).append(speaker)
    for identity, speaker_draft in draft.speakers.items():
        forms = speaker_draft.forms.keys()
        candidates = [speaker for speaker, _ in told.get(identity, Counter()).most_common()]
        candidates += named.get((identity[0], next(iter(forms))), [])
        for speaker in candidates:
            if before.kinds.get(speaker) is identity[0] and forms <= before.names[speaker].keys():
                chosen[identity] = speaker
                break
    # Whoever had a form that is not there any more may be somebody else now.
    used: dict[int, set[str]] = {}
    for identity, speaker in chosen.items():
        used.setdefault(speaker, set()).update(draft.speakers[identity].forms)
    chosen = {i: speaker for i, speaker in chosen.items() if used[speaker] == before.names[speaker].keys()}
    return _with_grounds(chosen, before, draft, keys)


def _with_grounds(chosen: dict[Identity, int], before: Before, draft: Draft, keys: Sequence[str]) -> Settled:
    """The ground of each decision, from a quote where it shows: two names of one speaker may have different ones."""
    grounds: dict[Identity, How] = {}
    of_speaker: dict[int, How] = {}
    for links in before.links.values():
        for speaker, how in links:
            of_speaker.setdefault(speaker, how)
    for key, quote in zip(keys, draft.quotes, strict=True):
        hows = dict(before.links.get(key, []))
        for identity in quote.said_by:
            if identity in chosen and chosen[identity] in hows:
                grounds.setdefault(identity, hows.pop(chosen[identity]))
    return {
        identity: (speaker, grounds.get(identity) or of_speaker.get(speaker, How.EXACT))
        for identity, speaker in chosen.items()
    }


def settle_speakers(
    connection: sqlite3.Connection,
    article_id: int,
    key: str,
    draft: Draft,
    before: Before,
    kept: Settled,
    *,
    in_order: bool = False,
) -> Settled:
    """A speaker for everyone in the draft, known or new, with names, roles and rivals written; ``kept`` stay who they
    were. What only the earlier extraction said is gone afterwards, but for speakers that nobody names any more:
    ``drop_unused`` takes them when the quotes are written. ``in_order`` knows only whom earlier articles name, as if
    this one were just added."""
    staying = {speaker for speaker, _ in kept.values()}
    leaving = before.speakers() - staying
    if leaving:
        _release(connection, article_id, leaving, before)
    record = _Record(connection, article_id if in_order else None)
    settled: Settled = {}
    joined: set[int] = set()
    counted = {number for speaker in staying for number in before.names[speaker].values()}
    uses = _Uses(connection, article_id, in_order=in_order)
    roles: dict[int, dict[str, None]] = {}
    named = set(staying)
    for identity, speaker_draft in draft.speakers.items():
        if identity in kept:
            speaker, _ = settled[identity] = kept[identity]
        else:
            match = _left_open(speaker_draft.antecedent, identify(speaker_draft.antecedent, record), named)
            if match.speaker is None:
                speaker, fresh = _make_speaker(connection, speaker_draft.antecedent, match, article_id, key, record)
            else:
                speaker, fresh = match.speaker, False
            named.add(speaker)
            settled[identity] = speaker, match.how
            if not _insert_names(connection, uses, speaker, speaker_draft.forms, counted, fresh=fresh):
                joined.add(speaker)
            if match.rivals:
                connection.executemany(
                    "INSERT OR IGNORE INTO rivals (speaker_id, article_id, rival_id) VALUES (?, ?, ?)",
                    [(speaker, article_id, rival) for rival in match.rivals[:MOST_RIVALS] if rival != speaker],
                )
        roles.setdefault(speaker, {}).update(dict.fromkeys(speaker_draft.roles))
    uses.write()
    if leaving:
        gone = [(number,) for speaker in leaving for number in before.names.get(speaker, {}).values()]
        connection.executemany("DELETE FROM names WHERE id = ? AND articles = 0 AND source = 'record'", gone)
    _write_roles(connection, article_id, roles, {speaker: before.roles.get(speaker, []) for speaker in staying})
    choose_names(connection, sorted(joined | leaving))
    return settled


def _left_open(antecedent: Antecedent, match: Match, named: Collection[int]) -> Match:
    """A full name that is not known in this form is somebody new at first: grouping decides whether it is not. So is
    one that the record knows as another of those whom this article names (``named``)."""
    if antecedent.kind is not SpeakerKind.PERSON or not joins(antecedent):
        return match
    if match.how in (How.VARIANT, How.AMBIGUOUS) or match.speaker in named:
        known = () if match.speaker is None else (match.speaker,)
        return Match(None, How.NEW, known + match.rivals)
    return match


def drop_unused(connection: sqlite3.Connection, speakers: Iterable[int]) -> None:
    """Removes those of ``speakers`` that said nothing."""
    connection.executemany(f"DELETE FROM speakers WHERE id = ? AND {IS_SILENT}", [(speaker,) for speaker in speakers])


def _release(connection: sqlite3.Connection, article_id: int, speakers: Collection[int], before: Before) -> None:
    """Forgets what this article says of these speakers; names that no article has now are left to be taken up again."""
    both = [(speaker, article_id) for speaker in speakers]
    numbers = [(number,) for speaker in speakers for number in before.names.get(speaker, {}).values()]
    connection.executemany("UPDATE names SET articles = articles - 1 WHERE id = ?", numbers)
    connection.executemany(
        "DELETE FROM name_uses WHERE name_id = ? AND article_id = ?", [(number, article_id) for (number,) in numbers]
    )
    for table in ("roles", "rivals"):
        connection.executemany(f"DELETE FROM {table} WHERE speaker_id = ? AND article_id = ?", both)


# A name that no article has names nobody here: what people said lies over what is found (see joins).
_IN_USE = " AND names.articles > 0"
_BY_THEN = " AND EXISTS (SELECT 1 FROM name_uses WHERE name_id = names.id AND name_uses.article_id <= ?)"


class _Record:
    """The known speakers that identity may join, from the indexes over names; with ``first`` only those that an article
    before that one names, or that article itself by now."""

    def __init__(self, connection: sqlite3.Connection, first: int | None = None) -> None:
        self._connection = connection
        self._first = first

    def named(self, folded: str, kind: SpeakerKind) -> list[Known]:
        return self._known("names.folded = ? AND speakers.kind = ?", folded, kind.value)

    def with_surname(self, key: str) -> list[Known]:
        return self._known("names.surname_key = ? AND names.is_full = 1", key)

    def _known(self, condition: str, *values: str | int) -> list[Known]:
        condition += _IN_USE
        if self._first is not None:
            condition += _BY_THEN
            values = (*values, self._first)
        query = (
            "SELECT speakers.id, coalesce(renamed.found_name, speakers.name), names.name FROM names"
            " JOIN speakers ON speakers.id = names.speaker_id LEFT JOIN renamed ON renamed.speaker_id = speakers.id"
            f" WHERE {condition} AND speakers.article_id IS NULL"
        )
        return list(map(Known._make, self._connection.execute(query, values)))

    def knows(self, speaker: int) -> bool:
        """Whether anything names this speaker."""
        query = f"SELECT 1 FROM names WHERE names.speaker_id = ?{_IN_USE}"
        values = [speaker]
        if self._first is not None:
            query += _BY_THEN
            values.append(self._first)
        return self._connection.execute(f"{query} LIMIT 1", values).fetchone() is not None


def _make_speaker(
    connection: sqlite3.Connection, antecedent: Antecedent, match: Match, article_id: int, article: str, record: _Record
) -> tuple[int, bool]:
    """The row of a speaker that was not known, and whether it is a new one: where nothing names the one who has the
    key already, it is that one. Of this article alone where the name does not say who it is, or says it of several."""
    kind, name = antecedent.kind, speaker_name(antecedent)
    bound = match.how is How.AMBIGUOUS or not joins(antecedent)
    taken: list[str] = []
    values = (name, kind.value, sort_name(name, kind), article_id if bound else None)
    while True:
        key = speaker_key(kind, name_fold(antecedent.name, kind), article if bound else "", taken)
        made = connection.execute(
            "INSERT INTO speakers (key, name, kind, sort_name, article_id) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO NOTHING",
            (key, *values),
        )
        if made.rowcount:
            assert made.lastrowid is not None
            return made.lastrowid, True
        (number,) = connection.execute("SELECT id FROM speakers WHERE key = ?", (key,)).fetchone()
        if not record.knows(number):
            # Nobody names this one but people, in a correction, or an article to come.
            connection.execute("UPDATE speakers SET article_id = ? WHERE id = ?", (values[-1], number))
            return int(number), False
        taken.append(key)


@dataclass(slots=True)
class _Uses:
    """That an article uses a name is written at the end, all at once; ``in_order``, where it is read again, at once."""

    connection: sqlite3.Connection
    article_id: int
    in_order: bool
    made: list[tuple[int, int]] = field(default_factory=list)
    again: list[tuple[int]] = field(default_factory=list)

    def add(self, number: int, articles: int) -> None:
        """The name ``number`` was that of so many articles; -1: it was written for this one."""
        self.made.append((number, self.article_id))
        if articles >= 0:
            self.again.append((number,))
        if self.in_order or articles == 0:
            self.write()  # a name that no article had counts from now on

    def write(self) -> None:
        self.connection.executemany("INSERT INTO name_uses (name_id, article_id) VALUES (?, ?)", self.made)
        self.connection.executemany("UPDATE names SET articles = articles + 1 WHERE id = ?", self.again)
        self.made.clear()
        self.again.clear()


def _insert_names(
    connection: sqlite3.Connection,
    uses: _Uses,
    speaker: int,
    forms: dict[str, Form],
    counted: set[int],
    *,
    fresh: bool,
) -> bool:
    """The forms of a name that this article has; ``counted`` are the names that it has been counted for already. Gives
    whether the form that the speaker is shown under is among them, so that no other can have overtaken it."""
    known: dict[str, tuple[int, int]] = {}
    shown = fresh
    if not fresh:
        query = (
            "SELECT names.name, names.id, names.articles, speakers.name FROM names"
            " JOIN speakers ON speakers.id = speaker_id WHERE speaker_id = ?"
        )
        for form, number, articles, name in connection.execute(query, (speaker,)).fetchall():
            known[form] = number, articles
            shown = shown or (name in forms and number not in counted)
    for form, values in forms.items():
        number, articles = known.get(form, (None, -1))
        if number is None:
            number = connection.execute(
                "INSERT INTO names (speaker_id, name, folded, surname_key, is_full, articles, source)"
                " VALUES (?, ?, ?, ?, ?, 1, 'record')",
                (speaker, form, *values),
            ).lastrowid
            assert number is not None
        if number not in counted:
            counted.add(number)
            uses.add(number, articles)
    return shown


def _write_roles(
    connection: sqlite3.Connection, article_id: int, roles: dict[int, dict[str, None]], before: dict[int, list[str]]
) -> None:
    rows = []
    for speaker, said in roles.items():
        stored = before.get(speaker, [])
        if list(said) == stored:
            continue
        if stored:
            connection.execute("DELETE FROM roles WHERE speaker_id = ? AND article_id = ?", (speaker, article_id))
        rows += [(speaker, article_id, role) for role in said]
    connection.executemany("INSERT INTO roles (speaker_id, article_id, role) VALUES (?, ?, ?)", rows)


def choose_names(connection: sqlite3.Connection, speakers: Iterable[int]) -> None:
    """Shows each speaker under the commonest full form in the record. Where people chose
    a name that one is shown, and this one kept for when they do not any more."""
    for speaker in speakers:
        row = connection.execute(
            "SELECT coalesce(renamed.found_name, speakers.name), speakers.kind, names.name, renamed.name FROM speakers"
            " JOIN names ON names.speaker_id = speakers.id LEFT JOIN renamed ON renamed.speaker_id = speakers.id"
            f" WHERE speakers.id = ? ORDER BY {BEST_NAME_FIRST} LIMIT 1",
            (speaker,),
        ).fetchone()
        if row is None or row[0] == row[2]:
            continue
        if row[3] is not None:
            connection.execute("UPDATE renamed SET found_name = ? WHERE speaker_id = ?", (row[2], speaker))
        else:
            sorted_as = sort_name(row[2], SpeakerKind(row[1]))
            connection.execute("UPDATE speakers SET name = ?, sort_name = ? WHERE id = ?", (row[2], sorted_as, speaker))


def sort_name(name: str, kind: SpeakerKind) -> str:
    """What a display name is sorted by: of a person the surname comes first."""
    if kind is not SpeakerKind.PERSON:
        return name_fold(name, kind)
    parsed = parse_name(name)
    return fold(" ".join((parsed.surname, parsed.given, *parsed.middle, parsed.suffix)))
