"""Whom the log of corrections means: each speaker it tells of is one whom the rules found, or else only a key.

It follows from what the rules found and from the log alone, never from speakers who are there because of corrections,
so that it is the same whatever was corrected, undone or added first. Imports model, speakers and the
store's anchors, corrections and keys.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from quotetrack.model import SpeakerKind
from quotetrack.speakers.identity import name_fold
from quotetrack.store.anchors import Place, known_names, resolve_speaker
from quotetrack.store.corrections import Action, Correction, Data
from quotetrack.store.keys import speaker_key

Node = int | str
"""A speaker: the row of one whom the rules found, or the key of one whom they did not."""

# Mark, with its place in the entry, what may make a key another's, and the names that people say are not one person's.
_NAMED, _APART = ": name", ": apart"


def speakers_in(entry: Correction) -> Iterator[tuple[str, Data]]:
    """The anchors of speakers in an entry, each with its place there."""
    for place in ("speaker", "other", "to"):
        if entry.data.get(place):
            yield place, entry.data[place]
    for position, anchor in enumerate(entry.data.get("speakers", ())):
        yield f"speakers {position}", anchor


class Meanings:
    """Whom the keys mean that a log tells of. One key is one speaker, whichever entry tells of it."""

    def __init__(self, connection: sqlite3.Connection, log: Iterable[Correction]) -> None:
        self._connection = connection
        self._anchors: dict[str, list[Data]] = {}
        self._places: dict[str, Place | None] = {}
        for entry in log:
            for _, anchor in speakers_in(entry):
                told = self._anchors.setdefault(anchor["key"], [])
                if anchor not in told:
                    told.append(anchor)

    def anchor(self, key: str) -> Data:
        """What was said first of the speaker of this key."""
        return self._anchors[key][0]

    def place(self, key: str) -> Place | None:
        """Whom the rules found that this key means: in all articles or in one."""
        if key not in self._places:
            first, *more = self._anchors[key]
            forms = [name for anchor in more for name in known_names(anchor)]
            self._places[key] = resolve_speaker(self._connection, first | {"forms": [*first["forms"], *forms]})
        return self._places[key]

    def node(self, key: str) -> Node:
        """The speaker of this key."""
        place = self.place(key)
        return key if place is None else place.speaker

    def open_rows(self, key: str) -> list[int]:
        """Of a key whom the rules find no more the speakers of one article each whom they call by its name: so it is
        where a name that was one person's could be several's by now. In an order that is no matter of rows."""
        anchor = self.anchor(key)
        kind = SpeakerKind(anchor["kind"])
        folds = {name_fold(name, kind) for told in self._anchors[key] for name in known_names(told)}
        own = [folded for folded in folds if speaker_key(kind, folded, "") == key]
        if anchor["article"] is not None or self.place(key) is not None or not own:
            return []
        rows = self._connection.execute(
            "SELECT speakers.id FROM names JOIN speakers ON speakers.id = names.speaker_id WHERE names.folded = ?"
            " AND names.is_full AND names.articles > 0 AND speakers.kind = ? AND speakers.article_id IS NOT NULL"
            " GROUP BY speakers.id ORDER BY speakers.key",
            (own[0], kind.value),
        )
        return [speaker for (speaker,) in rows]

    def values(self, key: str) -> set[str]:
        """What may make this key mean somebody else when speakers of these keys or names come or go, or when these
        articles are written anew."""
        place = self.place(key)
        values = {key}
        for anchor in self._anchors[key]:
            if anchor["article"] is not None:
                values.add(anchor["article"])
            else:
                values |= {name_fold(name, SpeakerKind(anchor["kind"])) for name in known_names(anchor)}
        if place is not None:
            (own,) = self._connection.execute("SELECT key FROM speakers WHERE id = ?", (place.speaker,)).fetchone()
            values.add(own)
        return values


Meant = list[tuple[int, str, str, int | None]]
"""Rows of the table corrected_speakers: entry, place, key or name, speaker."""


def meant_by(entry: Correction, meanings: Meanings, rows: dict[Node, int]) -> Meant:
    """Whom an entry means; ``rows`` are of those who are in the record."""
    made: Meant = []
    for place, anchor in speakers_in(entry):
        key = anchor["key"]
        speaker = rows.get(meanings.node(key))
        made.append((entry.id, place, key, speaker))
        made += [(entry.id, place + _NAMED, value, speaker) for value in meanings.values(key) - {key}]
        if entry.action is Action.DISTINCT and anchor["article"] is None:
            folds = {name_fold(name, SpeakerKind(anchor["kind"])) for name in known_names(anchor)}
            made += [(entry.id, place + _APART, value, speaker) for value in folds]
    return made


def write_meant(connection: sqlite3.Connection, meant: Meant) -> None:
    """Keeps whom entries mean."""
    connection.executemany(
        "INSERT OR IGNORE INTO corrected_speakers (correction_id, place, value, speaker_id) VALUES (?, ?, ?, ?)", meant
    )


def rows_of(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """The rows of the speakers whom these keys of entries in force mean, of those who are in the record."""
    return dict(
        connection.execute(
            "SELECT value, speaker_id FROM corrected_speakers WHERE value IN (SELECT value FROM json_each(?))"
            " AND place NOT LIKE '%:%' AND place <> 'alias' AND speaker_id IS NOT NULL",
            (json.dumps(list(keys)),),
        ).fetchall()
    )


def names_apart(connection: sqlite3.Connection, folded: str) -> list[str]:
    """Names, folded, of people of whom somebody said that they are not who has this one."""
    return [
        other
        for (other,) in connection.execute(
            "SELECT DISTINCT other.value FROM corrected_speakers AS mine JOIN corrected_speakers AS other"
            " ON other.correction_id = mine.correction_id AND other.place <> mine.place"
            f" WHERE mine.value = ? AND mine.place LIKE '%{_APART}' AND other.place LIKE '%{_APART}'"
            " AND NOT EXISTS (SELECT 1 FROM corrected_speakers AS both WHERE both.correction_id = mine.correction_id"
            " AND both.place = other.place AND both.value = mine.value) AND other.value <> mine.value"
            " ORDER BY other.value",
            (folded,),
        )
    ]


def folds_apart(entry: Correction) -> set[str]:
    """The names, folded, of the people who are not one, as an entry says."""
    if entry.action is not Action.DISTINCT:
        return set()
    anchors = [anchor for _, anchor in speakers_in(entry)]
    return {name_fold(name, SpeakerKind(anchor["kind"])) for anchor in anchors for name in known_names(anchor)}
