"""Which speakers are one, and under which names, as people say: merges, aliases and new names, as the log tells them.

What the log says is read from the beginning and from what the rules found alone; then the tables are made to say it.
Imports model, speakers and the store's corrections, decisions, identities and meanings.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from quotetrack.model import SpeakerKind
from quotetrack.speakers.identity import name_fold
from quotetrack.speakers.names import fold
from quotetrack.store.corrections import SPEAKER_ACTIONS, Action, Correction
from quotetrack.store.decisions import ALIAS, IN, insert_name
from quotetrack.store.identities import sort_name
from quotetrack.store.meanings import Meanings, Meant, Node

Rows = Mapping[Node, int]
Merged = dict[tuple[int, int | None], int]
"""Who is shown for whom: a speaker and the article where that is so (None: everywhere), with the other one."""


@dataclass(slots=True)
class Joins:
    """What the log says of speakers."""

    parents: dict[Node, Node] = field(default_factory=dict)
    local: dict[tuple[int, int], Node] = field(default_factory=dict)
    names: dict[Node, dict[str, str]] = field(default_factory=dict)  # by folded name
    aliases: dict[Node, dict[str, tuple[str, int]]] = field(default_factory=dict)  # with the entry
    removed: dict[Node, set[str]] = field(default_factory=dict)
    renamed: dict[Node, str] = field(default_factory=dict)
    called: list[tuple[int, str, Node]] = field(default_factory=list)
    """Entries of aliases, and what in the record may be called so: whoever is watched for."""

    def root(self, speaker: Node) -> Node:
        """Who stands for a speaker."""
        while speaker in self.parents:
            speaker = self.parents[speaker]
        return speaker

    def join(self, speaker: Node, other: Node, article: int | None = None) -> None:
        """What was joined before is joined, whichever way round: no circle can come about."""
        into, root = self.root(speaker), self.root(other)
        if into == root:
            return
        if article is not None and isinstance(other, int):
            self.local[other, article] = speaker
        else:
            self.parents[root] = into

    def wanted(self, said: Iterable[Node]) -> set[str]:
        """The keys of those who are needed though the rules did not find them: who ``said`` something as people say,
        and whoever stands for somebody."""
        found = {node for node in said if isinstance(node, str)}
        shown = {*found, *(one for one in self.parents if isinstance(one, int)), *self.local.values()}
        return found | {root for one in shown if isinstance(root := self.root(one), str)}

    def merged(self, rows: Rows) -> Merged:
        """Who is shown for whom; ``rows`` are those who are in the record."""
        made: Merged = {}
        for one in self.parents:
            if one in rows and (into := rows.get(self.root(one))) is not None:
                made[rows[one], None] = into
        for (one, article), speaker in self.local.items():
            into = rows.get(self.root(speaker))
            if into is not None and into != rows.get(self.root(one), one):
                made[one, article] = into
        return made

    def group(self, speaker: Node) -> list[Node]:
        """All that are one with a speaker."""
        root = self.root(speaker)
        return [one for one in dict.fromkeys((root, speaker, *self.parents)) if self.root(one) == root]


def read_joins(connection: sqlite3.Connection, entries: Iterable[Correction], meanings: Meanings) -> Joins:
    """What ``entries``, those in force, say of speakers."""
    joins = Joins()
    for entry in entries:
        if entry.action in SPEAKER_ACTIONS:
            _read_entry(joins, entry, meanings)
    for speaker, names in joins.aliases.items():
        kind = SpeakerKind(_kind(connection, speaker, meanings))
        for name, entry_id in names.values():
            joins.called += [(entry_id, name_fold(name, one), speaker) for one in _kinds(kind)]
            for other, key in _called(connection, name, kind):
                if joins.root(other) == other:
                    joins.join(speaker, other)
                    joins.called.append((entry_id, key, speaker))
    return joins


def _read_entry(joins: Joins, entry: Correction, meanings: Meanings) -> None:
    key = entry.data["speaker"]["key"]
    speaker = meanings.node(key)
    if entry.action is Action.MERGE:
        other = entry.data["other"]["key"]
        place = meanings.place(other)
        for one in (key, other):
            for row in meanings.open_rows(one):
                joins.join(meanings.node(one), row)
        joins.join(speaker, meanings.node(other), place and place.article)
        return
    place = meanings.place(key)
    if place is not None and place.article is not None:
        # What one article calls so is a part of somebody now: the name that people gave is that part's.
        joins.local.setdefault((place.speaker, place.article), key)
        speaker = key
    name = entry.data["name"]
    folded = plain_fold(name)
    if entry.action is Action.UNALIAS:
        joins.names.get(speaker, {}).pop(folded, None)
        joins.aliases.get(speaker, {}).pop(folded, None)
        joins.removed.setdefault(speaker, set()).add(folded)
        return
    joins.names.setdefault(speaker, {})[folded] = name
    joins.removed.get(speaker, set()).discard(folded)
    if entry.action is Action.RENAME:
        joins.renamed[speaker] = name
    else:
        joins.aliases.setdefault(speaker, {})[folded] = name, entry.id


def _kind(connection: sqlite3.Connection, speaker: Node, meanings: Meanings) -> str:
    if isinstance(speaker, str):
        return str(meanings.anchor(speaker)["kind"])
    return str(connection.execute("SELECT kind FROM speakers WHERE id = ?", (speaker,)).fetchone()[0])


def plain_fold(name: str) -> str:
    """What makes two names that people give the same: no title or article is taken off."""
    return fold(name) or " ".join(name.casefold().split())


def _kinds(kind: SpeakerKind) -> tuple[SpeakerKind, ...]:
    """An alias of somebody may be printed as a description of nobody in particular."""
    return tuple(dict.fromkeys((kind, SpeakerKind.UNNAMED)))


def _called(connection: sqlite3.Connection, name: str, kind: SpeakerKind) -> list[tuple[int, str]]:
    """Speakers whom articles call so, as their name: row and key, in an order that is no matter of rows."""
    made = []
    for one in _kinds(kind):
        folded = name_fold(name, one)
        made += [
            (speaker, key)
            for speaker, key, shown in connection.execute(
                "SELECT DISTINCT speakers.id, speakers.key, coalesce(renamed.found_name, speakers.name) FROM names"
                " JOIN speakers ON speakers.id = names.speaker_id LEFT JOIN renamed ON renamed.speaker_id = speakers.id"
                " WHERE names.folded = ? AND names.articles > 0 AND speakers.kind = ? ORDER BY speakers.key",
                (folded, one.value),
            )
            if name_fold(shown, one) == folded
        ]
    return made


# ---------------------------------------------------------------- the tables


def watched(joins: Joins, rows: Rows) -> Meant:
    """Rows of corrected_speakers that say for whom an alias looks out."""
    return [(entry, "alias", value, rows.get(speaker)) for entry, value, speaker in joins.called]


def write_merged(connection: sqlite3.Connection, after: Merged) -> set[int]:
    """Keeps who is shown for whom; gives the speakers for whom that is something new."""
    before: Merged = {
        (speaker, article): into
        for speaker, article, into in connection.execute("SELECT speaker_id, article_id, into_id FROM merged")
    }
    changed = {place for place in before.keys() | after.keys() if before.get(place) != after.get(place)}
    if changed:
        connection.execute("DELETE FROM merged")
        connection.executemany(
            "INSERT INTO merged (speaker_id, article_id, into_id) VALUES (?, ?, ?)",
            [(*place, into) for place, into in after.items()],
        )
    return {speaker for speaker, _ in changed}


def write_names(connection: sqlite3.Connection, joins: Joins, rows: Rows, people: Iterable[int]) -> None:
    """Makes the names that people gave, took away or chose what the log says; ``people`` are all who may have some."""
    wanted = {(rows[speaker], name) for speaker, of in joins.names.items() if speaker in rows for name in of.values()}
    listed = json.dumps(sorted(people))
    connection.execute(
        f"UPDATE names SET source = 'record' WHERE speaker_id {IN} AND articles > 0 AND source <> 'record'", (listed,)
    )
    for number, speaker, name in connection.execute(
        f"SELECT id, speaker_id, name FROM names WHERE speaker_id {IN} AND source = ?", (listed, ALIAS)
    ).fetchall():
        if (speaker, name) not in wanted:
            connection.execute("DELETE FROM names WHERE id = ?", (number,))
    for speaker, name in sorted(wanted):
        (kind,) = connection.execute("SELECT kind FROM speakers WHERE id = ?", (speaker,)).fetchone()
        insert_name(connection, speaker, name, SpeakerKind(kind), ALIAS)
    _write_removed(connection, joins, rows)
    _write_renamed(connection, {rows[one]: name for one, name in joins.renamed.items() if one in rows})


def _write_removed(connection: sqlite3.Connection, joins: Joins, rows: Rows) -> None:
    connection.execute("DELETE FROM removed_names")
    for speaker, folds in joins.removed.items():
        group = [rows[one] for one in joins.group(speaker) if one in rows]
        forms = connection.execute(f"SELECT id, name FROM names WHERE speaker_id {IN}", (json.dumps(group),)).fetchall()
        connection.executemany(
            "INSERT OR IGNORE INTO removed_names (name_id) VALUES (?)",
            [(number,) for number, form in forms if plain_fold(form) in folds],
        )


def _write_renamed(connection: sqlite3.Connection, after: Mapping[int, str]) -> None:
    before = {
        speaker: (name, found)
        for speaker, name, found in connection.execute("SELECT speaker_id, name, found_name FROM renamed")
    }
    for speaker, (name, found) in before.items():
        if after.get(speaker) != name:
            connection.execute("DELETE FROM renamed WHERE speaker_id = ?", (speaker,))
            _show_name(connection, speaker, found)
    for speaker, name in after.items():
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
