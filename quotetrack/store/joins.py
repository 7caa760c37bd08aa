"""Which speakers are one, and under which names, as people say: merges, aliases, new names, replayed from the log.

Imports model, speakers and the store's anchors, corrections, decisions and identities.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from quotetrack.model import SpeakerKind
from quotetrack.speakers.identity import name_fold
from quotetrack.speakers.names import fold
from quotetrack.store.anchors import known_names, resolve_speaker
from quotetrack.store.corrections import SPEAKER_ACTIONS, Action, Correction, Data, read_log, undone_by
from quotetrack.store.decisions import ALIAS, IN, MADE, drop_silent, insert_name, make_speaker, refresh_quotes
from quotetrack.store.identities import sort_name

# Marks, with its place in the entry, a speaker who was found by name, or not at all.
_NOT_SURE = "?"
_OPEN = f"(place LIKE '%{_NOT_SURE}' OR corrected_speakers.speaker_id IS NULL)"
# One is nearly always enough.
_MOST_ROUNDS = 5
_Node = int | str
"""A speaker: the row, or the key of one that the record does not have now."""


@dataclass(slots=True)
class _Speakers:
    """What the log says of speakers, as it is read from the beginning."""

    parents: dict[_Node, _Node] = field(default_factory=dict)
    local: dict[tuple[int, int], _Node] = field(default_factory=dict)
    names: dict[int, dict[str, str]] = field(default_factory=dict)  # by folded name
    aliases: dict[int, dict[str, str]] = field(default_factory=dict)
    removed: dict[int, set[str]] = field(default_factory=dict)
    renamed: dict[int, str] = field(default_factory=dict)
    anchors: dict[str, Data] = field(default_factory=dict)
    found: list[tuple[int, str, str, int | None]] = field(default_factory=list)

    def root(self, speaker: _Node) -> _Node:
        while speaker in self.parents:
            speaker = self.parents[speaker]
        return speaker

    def join(self, speaker: _Node, other: _Node, article: int | None = None) -> None:
        """What was joined before is joined, whichever way round: no circle can come about."""
        into, root = self.root(speaker), self.root(other)
        if into == root:
            return
        if article is not None and isinstance(other, int):
            self.local[other, article] = speaker
        else:
            self.parents[root] = into

    def group(self, speaker: int) -> list[int]:
        """All that are one with a speaker."""
        root = self.root(speaker)
        return [
            one
            for one in dict.fromkeys((root, speaker, *self.parents))
            if isinstance(one, int) and self.root(one) == root
        ]

    def merged(self) -> dict[tuple[int, int | None], int]:
        """Who is shown for whom, in which article or in all."""
        shown: dict[_Node, int] = {}
        for one in self.parents:
            root = self.root(one)
            if isinstance(root, int):
                shown[root] = root
            elif isinstance(one, int):
                # Whom the others were said to be is not in the record: the first of them stands for all.
                shown.setdefault(root, one)
        made: dict[tuple[int, int | None], int] = {}
        for one in self.parents:
            if isinstance(one, int) and one != shown[self.root(one)]:
                made[one, None] = shown[self.root(one)]
        for (one, article), into in self.local.items():
            root = self.root(into)
            known = shown.get(root, root)
            if isinstance(known, int) and known != shown.get(self.root(one), one):
                made[one, article] = known
        return made


def replay_speakers(connection: sqlite3.Connection) -> None:
    """Makes merges, names and aliases what follows from the log, and the quotes of the speakers for whom that is
    something new."""
    # Whoever comes or goes with a merge may be meant by another entry.
    made: set[int] = set()
    for _ in range(_MOST_ROUNDS):
        missing, new = _replay_once(connection)
        made |= new
        if not new and count_missing(connection) == missing:
            break
    drop_silent(connection, made)


def _replay_once(connection: sqlite3.Connection) -> tuple[int, set[int]]:
    """Gives how many speakers were missing, and which were made because others were merged into them."""
    undone = undone_by(connection)
    state = _Speakers()
    for entry in read_log(connection, SPEAKER_ACTIONS):
        if entry.key not in undone:
            _replay(connection, state, entry)
    _join_aliases(connection, state)
    made = _make_absent(connection, state)
    connection.execute("DELETE FROM corrected_speakers")
    connection.executemany(
        "INSERT OR IGNORE INTO corrected_speakers (correction_id, place, value, speaker_id) VALUES (?, ?, ?, ?)",
        state.found,
    )
    missing = count_missing(connection)
    _write_names(connection, state)
    _write_removed(connection, state)
    _write_renamed(connection, state)
    before: dict[tuple[int, int | None], int] = {
        (speaker, article): into
        for speaker, article, into in connection.execute("SELECT speaker_id, article_id, into_id FROM merged")
    }
    after = state.merged()
    if before == after:
        return missing, made
    connection.execute("DELETE FROM merged")
    connection.executemany(
        "INSERT INTO merged (speaker_id, article_id, into_id) VALUES (?, ?, ?)",
        [(*place, into) for place, into in after.items()],
    )
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    people = {place[0] for place in changed}
    people |= {into for place in changed for into in (before.get(place), after.get(place)) if into is not None}
    refresh_quotes(connection, _quotes_of(connection, people))
    return missing, made


def _make_absent(connection: sqlite3.Connection, state: _Speakers) -> set[int]:
    """Makes the speakers whom others are, but whom no article names now."""
    made: set[int] = set()
    for one in [one for one in state.parents if isinstance(one, int)]:
        root = state.root(one)
        if not isinstance(root, str):
            continue
        anchor = state.anchors[root]
        article = connection.execute("SELECT id FROM articles WHERE key = ?", (anchor["article"],)).fetchone()
        if anchor["article"] is None or article is not None:
            made.add(speaker := make_speaker(connection, anchor, article and article[0]))
            state.parents[root] = speaker
    return made


def keep_renamed(connection: sqlite3.Connection) -> None:
    """The rules have chosen the name of a speaker anew where another article names him: what people chose is shown."""
    for speaker, name, found in connection.execute(
        "SELECT DISTINCT speakers.id, renamed.name, speakers.name FROM renamed"
        " JOIN speakers ON speakers.id = renamed.speaker_id WHERE speakers.name <> renamed.name"
    ).fetchall():
        connection.execute("UPDATE renamed SET found_name = ? WHERE speaker_id = ?", (found, speaker))
        _show_name(connection, speaker, name)


def keep_names(connection: sqlite3.Connection, speakers: Iterable[int]) -> None:
    """Those whom people alone still name keep the name that no article has now."""
    for speaker in speakers:
        row = connection.execute(
            "SELECT coalesce(renamed.found_name, speakers.name), speakers.kind FROM speakers"
            " LEFT JOIN renamed ON renamed.speaker_id = speakers.id WHERE speakers.id = ?"
            " AND NOT EXISTS (SELECT 1 FROM names WHERE speaker_id = speakers.id AND source <> ?)",
            (speaker, ALIAS),
        ).fetchone()
        if row is not None:
            insert_name(connection, speaker, row[0], SpeakerKind(row[1]), MADE)


def count_missing(connection: sqlite3.Connection) -> int:
    """How many times the log means a speaker whom the record does not have."""
    query = "SELECT count(*) FROM corrected_speakers WHERE speaker_id IS NULL"
    return int(connection.execute(query).fetchone()[0])


def is_open(connection: sqlite3.Connection) -> bool:
    """Whether the log means a speaker whose key the record does not have, so that another may be meant tomorrow."""
    return connection.execute(f"SELECT 1 FROM corrected_speakers WHERE {_OPEN} LIMIT 1").fetchone() is not None


def values_of(connection: sqlite3.Connection, article_id: int) -> set[str]:
    """Keys and names, folded, of the speakers that an article names or quotes."""
    found = set()
    for query in (
        "SELECT speakers.key, names.folded FROM name_uses JOIN names ON names.id = name_uses.name_id"
        " JOIN speakers ON speakers.id = names.speaker_id WHERE name_uses.article_id = ?",
        "SELECT speakers.key, names.folded FROM quotes CROSS JOIN named ON named.quote_id = quotes.id"
        " JOIN speakers ON speakers.id = named.speaker_id JOIN names ON names.speaker_id = speakers.id"
        " WHERE quotes.article_id = ?",
    ):
        found |= {value for row in connection.execute(query, (article_id,)) for value in row}
    return found


def is_awaited(connection: sqlite3.Connection, article_id: int, values: Collection[str]) -> bool:
    """Whether the log may mean somebody else, now that speakers with these keys and names have come or gone with an
    article."""
    aliased = (
        "SELECT 1 FROM name_uses JOIN names ON names.id = name_uses.name_id"
        " CROSS JOIN corrected_speakers ON corrected_speakers.value = names.folded"
        " WHERE name_uses.article_id = ? AND corrected_speakers.place = 'alias'"
        " AND corrected_speakers.speaker_id <> names.speaker_id"
        " AND NOT EXISTS (SELECT 1 FROM merged WHERE merged.speaker_id = names.speaker_id) LIMIT 1"
    )
    # Also where it is the other speaker of an entry who was not there, or may be somebody else.
    about_open = (
        f"SELECT 1 FROM corrected_speakers AS mine WHERE mine.value {IN} AND EXISTS (SELECT 1 FROM corrected_speakers"
        f" WHERE corrected_speakers.correction_id = mine.correction_id AND {_OPEN}) LIMIT 1"
    )
    return any(
        connection.execute(query, (value,)).fetchone() is not None
        for query, value in (
            (about_open, json.dumps(sorted(values))),
            ("SELECT 1 FROM merged WHERE article_id = ? LIMIT 1", article_id),
            (aliased, article_id),
        )
    )


def _replay(connection: sqlite3.Connection, state: _Speakers, entry: Correction) -> None:
    anchors = [name for name in ("speaker", "other") if name in entry.data]
    places = {name: resolve_speaker(connection, entry.data[name]) for name in anchors}
    for name in anchors:
        anchor, place = entry.data[name], places[name]
        state.anchors[anchor["key"]] = anchor
        sure = place is not None and place.by_key
        values = {anchor["key"], *(name_fold(form, SpeakerKind(anchor["kind"])) for form in known_names(anchor))}
        known = name if sure else f"{name}{_NOT_SURE}"
        state.found += [(entry.id, known, value, place and place.speaker) for value in values]
    nodes: dict[str, _Node] = {
        name: entry.data[name]["key"] if place is None else place.speaker for name, place in places.items()
    }
    if entry.action is Action.MERGE:
        other = places["other"]
        state.join(nodes["speaker"], nodes["other"], other and other.article)
        return
    speaker, name = nodes["speaker"], entry.data["name"]
    if not isinstance(speaker, int):
        return
    kind = SpeakerKind(entry.data["speaker"]["kind"])
    folded = plain_fold(name)
    if entry.action is Action.UNALIAS:
        for given in (state.names, state.aliases):
            given.get(speaker, {}).pop(folded, None)
        state.removed.setdefault(speaker, set()).add(folded)
        return
    state.names.setdefault(speaker, {})[folded] = name
    state.removed.get(speaker, set()).discard(folded)
    if entry.action is Action.RENAME:
        state.renamed[speaker] = name
    else:
        state.aliases.setdefault(speaker, {})[folded] = name
        called = {name_fold(name, one) for one in (kind, SpeakerKind.UNNAMED)}
        state.found += [(entry.id, "alias", value, speaker) for value in called]


def _join_aliases(connection: sqlite3.Connection, state: _Speakers) -> None:
    """Whoever is called by an alias and by nothing else is the one it stands for."""
    for speaker, names in state.aliases.items():
        (kind,) = connection.execute("SELECT kind FROM speakers WHERE id = ?", (speaker,)).fetchone()
        for name in names.values():
            for other in _called(connection, name, SpeakerKind(kind)):
                if state.root(other) == other:
                    state.join(speaker, other)


def plain_fold(name: str) -> str:
    """What makes two names that people give the same: no title or article is taken off."""
    return fold(name) or " ".join(name.casefold().split())


def _called(connection: sqlite3.Connection, name: str, kind: SpeakerKind) -> list[int]:
    """Speakers whom articles call so, as their name."""
    made = []
    for one in dict.fromkeys((kind, SpeakerKind.UNNAMED)):
        folded = name_fold(name, one)
        made += [
            speaker
            for speaker, shown in connection.execute(
                "SELECT DISTINCT speakers.id, coalesce(renamed.found_name, speakers.name) FROM names"
                " JOIN speakers ON speakers.id = names.speaker_id LEFT JOIN renamed ON renamed.speaker_id = speakers.id"
                " WHERE names.folded = ? AND speakers.kind = ? ORDER BY speakers.id",
                (folded, one.value),
            )
            if name_fold(shown, one) == folded
        ]
    return made


def _quotes_of(connection: sqlite3.Connection, speakers: Collection[int]) -> set[int]:
    """Quotes that the rules found these to have said, and those where people say so."""
    wanted = json.dumps(sorted(speakers))
    return {
        quote
        for table in ("quote_speakers", "overruled", "named")
        for (quote,) in connection.execute(f"SELECT quote_id FROM {table} WHERE speaker_id {IN}", (wanted,))
    }


def _write_names(connection: sqlite3.Connection, state: _Speakers) -> None:
    wanted = {(speaker, name) for speaker, names in state.names.items() for name in names.values()}
    for number, speaker, name, articles in connection.execute(
        "SELECT id, speaker_id, name, articles FROM names WHERE source = ?", (ALIAS,)
    ).fetchall():
        if (speaker, name) in wanted:
            wanted.discard((speaker, name))
        elif articles:
            connection.execute("UPDATE names SET source = 'record' WHERE id = ?", (number,))
        else:
            connection.execute("DELETE FROM names WHERE id = ?", (number,))
    for speaker, name in sorted(wanted):
        (kind,) = connection.execute("SELECT kind FROM speakers WHERE id = ?", (speaker,)).fetchone()
        insert_name(connection, speaker, name, SpeakerKind(kind), ALIAS)


def _write_removed(connection: sqlite3.Connection, state: _Speakers) -> None:
    connection.execute("DELETE FROM removed_names")
    for speaker, folds in state.removed.items():
        forms = connection.execute(
            f"SELECT id, name FROM names WHERE speaker_id {IN}", (json.dumps(state.group(speaker)),)
        ).fetchall()
        connection.executemany(
            "INSERT OR IGNORE INTO removed_names (name_id) VALUES (?)",
            [(number,) for number, form in forms if plain_fold(form) in folds],
        )


def _write_renamed(connection: sqlite3.Connection, state: _Speakers) -> None:
    before = {
        speaker: (name, found)
        for speaker, name, found in connection.execute("SELECT speaker_id, name, found_name FROM renamed")
    }
    for speaker, (name, found) in before.items():
        if state.renamed.get(speaker) != name:
            connection.execute("DELETE FROM renamed WHERE speaker_id = ?", (speaker,))
            _show_name(connection, speaker, found)
    for speaker, name in state.renamed.items():
        if before.get(speaker, ("", ""))[0] != name:
            connection.execute(
                "INSERT INTO renamed (speaker_id, name, found_name) SELECT id, ?, name FROM speakers WHERE id = ?",
                (name, speaker),
            )
            _show_name(connection, speaker, name)


def _show_name(connection: sqlite3.Connection, speaker: int, name: str) -> None:
    (kind,) = connection.execute("SELECT kind FROM speakers WHERE id = ?", (speaker,)).fetchone()
    connection.execute(
        "UPDATE speakers SET name = ?, sort_name = ? WHERE id = ?", (name, sort_name(name, SpeakerKind(kind)), speaker)
    )
