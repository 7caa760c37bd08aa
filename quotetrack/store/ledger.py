"""The log of corrections as people read it: what each entry says in words, and whether it is in force.

Only reads. Imports the store's corrections, decisions and search.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from quotetrack.store.corrections import QUOTE_ACTIONS, SPEAKER_ACTIONS, Action, Correction, Data, read_log, undone_by
from quotetrack.store.search import Row

_LONGEST = 60


def correction_rows(connection: sqlite3.Connection, entries: Iterable[Correction] | None = None) -> list[Row]:
    """Entries (default: all, the last one first) as rows: key, id, at, by, why, action, what (in words), state.

    ``state`` is "in force"; "undone"; "overruled", if a later one decided otherwise; or "gone", if the record has no
    such quote or speaker any more: it comes back into force with them.
    """
    wanted = list(entries) if entries is not None else read_log(connection)[::-1]
    undone = undone_by(connection)
    deciding = {number for (number,) in connection.execute("SELECT DISTINCT correction_id FROM verdicts")}
    present = {
        number
        for (number,) in connection.execute(
            "SELECT DISTINCT correction_id FROM corrected_quotes WHERE quote_id IS NOT NULL"
        )
    }
    missing = {
        number
        for (number,) in connection.execute(
            "SELECT DISTINCT correction_id FROM corrected_speakers GROUP BY correction_id, place"
            " HAVING max(speaker_id) IS NULL"
        )
    }
    keys = [entry.data["undoes"] for entry in wanted if entry.action is Action.UNDO]
    targets = _targets(connection, keys)

    def state(entry: Correction) -> str:
        if entry.key in undone:
            return "undone"
        if entry.action in QUOTE_ACTIONS:
            if entry.id in deciding:
                return "in force"
            return "overruled" if entry.id in present else "gone"
        return "gone" if entry.action in SPEAKER_ACTIONS and entry.id in missing else "in force"

    return [
        {
            "key": entry.key,
            "id": entry.id,
            "at": entry.at,
            "by": entry.by,
            "why": entry.why,
            "action": entry.action.value,
            "what": describe(entry, targets),
            "state": state(entry),
        }
        for entry in wanted
    ]


def _targets(connection: sqlite3.Connection, keys: Sequence[str]) -> dict[str, Correction]:
    """The entries of these keys."""
    ids = connection.execute(
        "SELECT id FROM corrections WHERE key IN (SELECT value FROM json_each(?))", (json.dumps(keys),)
    )
    return {entry.key: entry for entry in read_log(connection, ids=[number for (number,) in ids])} if keys else {}


def describe(entry: Correction, targets: Mapping[str, Correction] | None = None) -> str:
    """What an entry says, in words; ``targets`` are the entries that undos are about."""
    data, action = entry.data, entry.action
    if action is Action.UNDO:
        target = (targets or {}).get(data["undoes"])
        return f"undoes {target.id}: {describe(target)}" if target else f"undoes {data['undoes']}"
    speaker = data["speaker"]["name"] if data.get("speaker") else ""
    if action is Action.ASSIGN:
        return f"{_words(data['quote'])} is by {_names(data['speakers'])}"
    if action is Action.REJECT:
        return f"{_words(data['quote'])} is no quote"
    if action is Action.VERIFY:
        return f"{_words(data['quote'])} by {_names(data['speakers'])} is right"
    if action is Action.MERGE:
        return f"{data['other']['name']} is {speaker}"
    if action is Action.DISTINCT:
        return f"{data['other']['name']} is not {speaker}"
    if action is Action.SPLIT:
        number = len(data["quotes"])
        other = data["to"]["name"]
        whose = f"another {other}" if other == speaker else other
        return f"{number} quote{'' if number == 1 else 's'} of {speaker} {'is' if number == 1 else 'are'} by {whose}"
    if action is Action.RENAME:
        return f"{speaker} is shown as {data['name']}"
    if action is Action.ALIAS:
        return f"{data['name']} means {speaker}"
    if action is Action.UNALIAS:
        return f"{data['name']} does not mean {speaker}"
    return _words(data["quote"]) if data.get("quote") else f"whether {data['other']['name']} is {speaker}"


def _words(anchor: Data) -> str:
    words = " ".join(anchor["words"].split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _names(anchors: Sequence[Data]) -> str:
    return ", ".join(anchor["name"] for anchor in anchors) or "nobody who is named"
