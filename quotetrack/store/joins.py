"""Which speakers are one, and under which names, as people say: merges, aliases, new names, replayed from the log.

Imports model, speakers and the store's anchors, corrections, decisions and identities.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, field

from quotetrack.model import SpeakerKind
from quotetrack.speakers.identity import name_fold
from quotetrack.store.anchors import Place, resolve_speaker
from quotetrack.store.corrections import SPEAKER_ACTIONS, Action, Correction, read_log, undone_by
from quotetrack.store.decisions import ALIAS, IN, found_or_made, insert_name, refresh_quotes
from quotetrack.store.identities import sort_name


@dataclass(slots=True)
class _Speakers:
    """What the log says of speakers, as it is read from the beginning."""

    parents: dict[int, int] = field(default_factory=dict)
    local: dict[tuple[int, int], int] = field(default_factory=dict)
    names: dict[int, dict[str, str]] = field(default_factory=dict)  # by folded name
    removed: dict[int, set[str]] = field(default_factory=dict)
    renamed: dict[int, str] = field(default_factory=dict)
    found: list[tuple[int, str, str, int | None]] = field(default_factory=list)

    def root(self, speaker: int) -> int:
        while speaker in self.parents:
            speaker = self.parents[speaker]
        return speaker

    def join(self, speaker: int, other: Place) -> None:
        """What was joined before is joined, whichever way round: no circle can come about."""
        into, root = self.root(speaker), self.root(other.speaker)
        if into == root:
            return
        if other.article is None:
            self.parents[root] = into
        else:
            self.local[other.speaker, other.article] = speaker

    def merged(self) -> dict[tuple[int, int | None], int]:
        made: dict[tuple[int, int | None], int] = {(speaker, None): self.root(speaker) for speaker in self.parents}
        return made | {
            place: self.root(into) for place, into in self.local.items() if self.root(into) != self.root(place[0])
        }


def replay_speakers(connection: sqlite3.Connection, *, anew: bool = False) -> None:
    """Makes merges, names and aliases what follows from the log, and the quotes of the speakers for whom that is
    something new."""
    undone = undone_by(connection)
    state = _Speakers()
    for entry in read_log(connection, SPEAKER_ACTIONS):
        if entry.key not in undone:
            _replay(connection, state, entry)
    connection.execute("DELETE FROM corrected_speakers")
    connection.executemany(
        "INSERT OR IGNORE INTO corrected_speakers (correction_id, place, value, speaker_id) VALUES (?, ?, ?, ?)",
        state.found,
    )
    _write_names(connection, state)
    _write_removed(connection, state)
    _write_renamed(connection, state)
    before: dict[tuple[int, int | None], int] = {
        (speaker, article): into
        for speaker, article, into in connection.execute("SELECT speaker_id, article_id, into_id FROM merged")
    }
    after = state.merged()
    if not anew and before == after:
        return
    connection.execute("DELETE FROM merged")
    connection.executemany(
        "INSERT INTO merged (speaker_id, article_id, into_id) VALUES (?, ?, ?)",
        [(*place, into) for place, into in after.items()],
    )
    changed = {place for place in before.keys() | after.keys() if anew or before.get(place) != after.get(place)}
    people = {place[0] for place in changed}
    people |= {into for place in changed for into in (before.get(place), after.get(place)) if into is not None}
    refresh_quotes(connection, _quotes_of(connection, people))


def keep_renamed(connection: sqlite3.Connection) -> None:
    """The rules have chosen the name of a speaker anew where another article names him: what people chose is shown."""
    for speaker, name, found in connection.execute(
        "SELECT DISTINCT speakers.id, renamed.name, speakers.name FROM renamed"
        " JOIN speakers ON speakers.id = renamed.speaker_id WHERE speakers.name <> renamed.name"
    ).fetchall():
        connection.execute("UPDATE renamed SET found_name = ? WHERE speaker_id = ?", (found, speaker))
        _show_name(connection, speaker, name)


def is_awaited(connection: sqlite3.Connection, article_id: int) -> bool:
    """Whether a correction means a speaker of this article whom it did not find before."""
    here = "SELECT 1 FROM merged WHERE article_id = ? LIMIT 1"
    if connection.execute(here, (article_id,)).fetchone() is not None:
        return True
    query = (
        "SELECT 1 FROM name_uses JOIN names ON names.id = name_uses.name_id"
        " JOIN speakers ON speakers.id = names.speaker_id"
        " CROSS JOIN corrected_speakers ON corrected_speakers.value = {}"
        " WHERE name_uses.article_id = ? AND (corrected_speakers.speaker_id IS NULL"
        " OR corrected_speakers.place = 'alias' AND corrected_speakers.speaker_id <> speakers.id"
        " AND NOT EXISTS (SELECT 1 FROM merged WHERE merged.speaker_id = speakers.id)) LIMIT 1"
    )
    return any(
        connection.execute(query.format(column), (article_id,)).fetchone() is not None
        for column in ("speakers.key", "names.folded")
    )


def _replay(connection: sqlite3.Connection, state: _Speakers, entry: Correction) -> None:
    anchors = [name for name in ("speaker", "other") if name in entry.data]
    places = {name: resolve_speaker(connection, entry.data[name]) for name in anchors}
    for name in anchors:
        anchor, place = entry.data[name], places[name]
        values = (anchor["key"], name_fold(anchor["name"], SpeakerKind(anchor["kind"])))
        state.found += [(entry.id, name, value, place and place.speaker) for value in values]
    if entry.action is Action.MERGE and places["other"] is not None:
        into = places["speaker"]
        speaker = found_or_made(connection, entry.data["speaker"], 0) if into is None else into.speaker
        state.join(speaker, places["other"])
        return
    if places["speaker"] is None or entry.action is Action.MERGE:
        return
    speaker, name = places["speaker"].speaker, entry.data["name"]
    kind = SpeakerKind(entry.data["speaker"]["kind"])
    folded = name_fold(name, kind)
    if entry.action is Action.UNALIAS:
        state.names.get(speaker, {}).pop(folded, None)
        state.removed.setdefault(speaker, set()).add(folded)
        return
    state.names.setdefault(speaker, {})[folded] = name
    state.removed.get(speaker, set()).discard(folded)
    if entry.action is Action.RENAME:
        state.renamed[speaker] = name
        return
    state.found.append((entry.id, "alias", folded, speaker))
    for other in _called(connection, name, kind):
        state.join(speaker, Place(other))


def _called(connection: sqlite3.Connection, name: str, kind: SpeakerKind) -> list[int]:
    """Speakers whom articles call so and who have no other name: those for whom an alias stands."""
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
        for table in ("quote_speakers", "overruled")
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
        root = state.root(speaker)
        group = [root, *(one for one in state.parents if state.root(one) == root)]
        connection.execute(
            f"INSERT INTO removed_names SELECT id FROM names WHERE speaker_id {IN} AND folded {IN}",
            (json.dumps(group), json.dumps(sorted(folds))),
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
