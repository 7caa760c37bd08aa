"""The log of corrections: who changed what, when and why. Entries are only ever added; an undo is an entry as well.

What an entry is about stands in it as people can read it (see anchors), so that it means the same in another data base.
What follows from the log is the duty of replaying. Imports errors and model.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from quotetrack.errors import StoreError
from quotetrack.model import SpeakerKind

Data = dict[str, Any]
LONGEST_NAME, LONGEST_REASON = 500, 2000
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00\Z", re.ASCII)


class Action(StrEnum):
    """What a correction does."""

    ASSIGN = "assign"  # these said the quote
    REJECT = "reject"  # it is no quote
    VERIFY = "verify"  # it is right as it is shown
    MERGE = "merge"  # the other speaker is this one
    DISTINCT = "distinct"  # the two are not one
    SPLIT = "split"  # these quotes are somebody else's, of whom the record did not know
    RENAME = "rename"  # the name to show
    ALIAS = "alias"  # this name means this speaker
    UNALIAS = "unalias"  # this name does not
    LATER = "later"  # asked in a review, and left for later
    UNDO = "undo"


QUOTE_ACTIONS = frozenset({Action.ASSIGN, Action.REJECT, Action.VERIFY, Action.SPLIT})
SPEAKER_ACTIONS = frozenset({Action.MERGE, Action.RENAME, Action.ALIAS, Action.UNALIAS})
# What an entry says beside who, when and why: a quote, a speaker, lists of them, or a text.
FIELDS: Mapping[Action, Mapping[str, str]] = {
    Action.ASSIGN: {"quote": "quote", "speakers": "speakers"},
    Action.REJECT: {"quote": "quote"},
    Action.VERIFY: {"quote": "quote", "speakers": "speakers"},
    Action.MERGE: {"speaker": "speaker", "other": "speaker"},
    Action.DISTINCT: {"speaker": "speaker", "other": "speaker"},
    Action.SPLIT: {"speaker": "speaker", "quotes": "quotes", "to": "speaker"},
    Action.RENAME: {"speaker": "speaker", "name": "name"},
    Action.ALIAS: {"speaker": "speaker", "name": "name"},
    Action.UNALIAS: {"speaker": "speaker", "name": "name"},
    Action.LATER: {"quote": "quote?", "speaker": "speaker?", "other": "speaker?"},
    Action.UNDO: {"undoes": "text"},
}
_ANCHORS: Mapping[str, Mapping[str, str]] = {
    "quote": {"key": "text", "article": "text", "words": "text", "before": "text", "after": "text"},
    "speaker": {"key": "text", "name": "name", "kind": "kind", "article": "text?", "forms": "texts"},
}


@dataclass(frozen=True, slots=True)
class Correction:
    """An entry of the log. ``at`` is UTC to the microsecond, later than that of any entry it knew; ``data`` has what
    FIELDS says for its action. ``id`` is the number of its row, 0 for one that is not stored."""

    key: str
    at: str
    by: str
    why: str | None
    action: Action
    data: Data
    id: int = 0

    def record(self) -> Data:
        """The entry as a line of an export has it."""
        said = {"at": self.at, "by": self.by, "why": self.why, "action": self.action.value}
        return {"key": self.key} | said | self.data

    def quotes(self) -> list[Data]:
        """The anchors of the quotes that it is about."""
        one = self.data.get("quote")
        return [one] if one else list(self.data.get("quotes", ()))


def make(at: str, by: str, why: str | None, action: Action, data: Data) -> Correction:
    """An entry with its key, a hash of all that it says."""
    parts = [at, by, why, action.value, data]
    written = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Correction(sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:12], at, by, why, action, data)


def append(connection: sqlite3.Connection, action: Action, data: Data, by: str, why: str | None) -> Correction:
    """Adds an entry of now."""
    at = datetime.now(UTC)
    (last,) = connection.execute("SELECT max(made_at) FROM corrections").fetchone()
    if last is not None:
        # A clock that was set back must not change what came after what.
        at = max(at, datetime.fromisoformat(last) + timedelta(microseconds=1))
    return store(connection, make(at.isoformat(timespec="microseconds"), by, why, action, data))


def store(connection: sqlite3.Connection, entry: Correction) -> Correction:
    """Adds an entry that was made before, here or elsewhere; gives it with its row."""
    row = connection.execute(
        "INSERT INTO corrections (key, made_at, made_by, why, action, undoes, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            entry.key,
            entry.at,
            entry.by,
            entry.why,
            entry.action.value,
            entry.data.get("undoes"),
            json.dumps(entry.data, ensure_ascii=False),
        ),
    ).lastrowid
    return Correction(entry.key, entry.at, entry.by, entry.why, entry.action, entry.data, row or 0)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether nobody has corrected anything."""
    return connection.execute("SELECT 1 FROM corrections LIMIT 1").fetchone() is None


def read_log(
    connection: sqlite3.Connection,
    actions: Iterable[Action] | None = None,
    ids: Iterable[int] | None = None,
    about: Iterable[str] | None = None,
) -> list[Correction]:
    """The entries, in the order in which they count: by their times, of equal ones by key. ``about`` are keys of which
    an entry must have one."""
    conditions, values = ["1"], []
    for column, wanted in (("action", actions), ("id", ids)):
        if wanted is not None:
            conditions.append(f"{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(list(wanted)))
    if about is not None:
        conditions.append("EXISTS (SELECT 1 FROM json_each(?) WHERE instr(data, value))")
        values.append(json.dumps(list(about)))
    return [
        Correction(key, at, by, why, Action(action), json.loads(data), number)
        for number, key, at, by, why, action, data in connection.execute(
            "SELECT id, key, made_at, made_by, why, action, data FROM corrections"
            f" WHERE {' AND '.join(conditions)} ORDER BY made_at, key",
            values,
        )
    ]


def undone_by(connection: sqlite3.Connection) -> dict[str, str]:
    """Keys of the entries that are undone, each with the key of an undo that is not undone itself."""
    undoes: dict[str, str] = {}
    undoers: dict[str, list[str]] = {}
    for key, target in connection.execute(
        "SELECT key, undoes FROM corrections WHERE undoes IS NOT NULL ORDER BY made_at, key"
    ):
        undoes[key] = target
        undoers.setdefault(target, []).append(key)
    known: dict[str, str | None] = {}
    for start in undoers:
        # An undo of an undo of an undo…: the innermost is decided first. Keys are hashes, so there is no circle.
        waiting = [start]
        while waiting:
            key = waiting[-1]
            open_ones = [undoer for undoer in undoers.get(key, ()) if undoer not in known]
            if open_ones:
                waiting += open_ones
                continue
            known[key] = next((undoer for undoer in undoers.get(key, ()) if known[undoer] is None), None)
            waiting.pop()
    return {key: undoer for key, undoer in known.items() if undoer is not None}


def find(connection: sqlite3.Connection, wanted: str) -> Correction:
    """The entry of this key or row number. Raises StoreError where there is none."""
    text = wanted.strip()
    found = connection.execute("SELECT id FROM corrections WHERE key = ?", (text.lower(),)).fetchone()
    if found is None and text.isascii() and text.isdigit() and len(text) < 19:
        found = connection.execute("SELECT id FROM corrections WHERE id = ?", (int(text),)).fetchone()
    if found is None:
        raise StoreError(f"no correction {text or '?'}; quotetrack corrections lists them with key and id")
    return read_log(connection, ids=found)[0]


# ---------------------------------------------------------------- what people may give


def checked_name(name: str) -> str:
    """A name as it is stored; StoreError for one that is empty, too long, or that SQLite cannot hold."""
    made = " ".join(name.split())
    if not any(char.isalnum() for char in made):
        raise StoreError("the name is empty; give one with a letter in it" if not made else f"{made!r} is no name")
    if len(made) > LONGEST_NAME:
        raise StoreError(f"the name has {len(made):,} characters; at most {LONGEST_NAME} are one")
    if not made.isprintable():
        raise StoreError(f"the name {made!a} has characters that cannot be printed; leave them out")
    return made


def checked_reason(why: str | None) -> str | None:
    """Why somebody corrects, as it is stored."""
    made = " ".join((why or "").split())
    if len(made) > LONGEST_REASON:
        raise StoreError(f"the reason has {len(made):,} characters; at most {LONGEST_REASON} are kept")
    if not made.isprintable():
        raise StoreError("the reason has characters that cannot be printed; leave them out")
    return made or None


def mistake_in(record: object) -> str | None:
    """What is wrong with an entry as parsed from a line of an export, in a few words; None if it fits. A line without
    a key is one that somebody wrote by hand, and gets one."""
    if not isinstance(record, dict):
        return "no JSON object"
    action = record.get("action")
    if not isinstance(action, str) or action not in set(Action):
        return f"no action of a correction: {_shown(action)}"
    fields = {"action": "text", "at": "time", "by": "name", "why": "text?", **FIELDS[Action(action)]}
    if "key" in record:
        fields["key"] = "text"
    if mistake := _mistake(record, fields, action):
        return mistake
    if "key" in record and from_record(record).key != record["key"]:
        return f"it is not what the key {_shown(record['key'])} was made of; take the key out to import it as a new one"
    return None


def from_record(record: Data) -> Correction:
    """The entry of a record without mistakes."""
    said = {name: value for name, value in record.items() if name not in ("key", "at", "by", "why", "action")}
    return make(record["at"], record["by"], record["why"], Action(record["action"]), said)


def _mistake(record: Data, fields: Mapping[str, str], what: str) -> str | None:
    if unknown := record.keys() - fields.keys():
        return f"{what} has a field that is not known: {_shown(min(unknown))}"
    for name, kind in fields.items():
        if name not in record:
            if kind.endswith("?") and what == Action.LATER:
                continue
            return f"{what} lacks the field {name}"
        value = record[name]
        if value is None and kind.endswith("?"):
            continue
        if mistake := _misfit(value, kind.rstrip("?"), name):
            return mistake
    return None


def _misfit(value: object, kind: str, name: str) -> str | None:
    if kind in ("quotes", "speakers"):
        if not isinstance(value, list):
            return f"{name} is no list"
        return next((found for one in value if (found := _misfit(one, kind[:-1], name))), None)
    if kind in _ANCHORS:
        if not isinstance(value, dict):
            return f"{name} is no {kind}"
        return _mistake(value, _ANCHORS[kind], name)
    if kind == "texts":
        fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
    elif kind == "kind":
        fits = isinstance(value, str) and value in set(SpeakerKind)
    elif kind == "time":
        fits = isinstance(value, str) and _TIME.match(value) is not None and _is_time(value)
    else:
        fits = isinstance(value, str)
    if fits and kind == "name":
        try:
            fits = checked_name(str(value)) == value
        except StoreError as error:
            return f"{name}: {error}"
    return None if fits else f"{name} does not fit: {_shown(value)}"


def _is_time(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _shown(value: object) -> str:
    """The start of a value, for a message."""
    text = ascii(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
