"""The log of corrections as a file that several keep: written out, and brought in from others without guessing.

Whose entries are in both logs knew of each other's. Where two who did not know of each other say different things of
the same quote or speaker, that is a conflict, and people decide it. Imports errors, speakers and the store's
corrections, grouping, joins and ledger.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from quotetrack.errors import InputError
from quotetrack.store.corrections import Action, Correction, append, from_record, mistake_in, read_log, store
from quotetrack.store.grouping import regard
from quotetrack.store.joins import plain_fold
from quotetrack.store.ledger import describe
from quotetrack.store.search import Row

# An entry quotes at most some hundreds of quotes; a longer line is none.
LONGEST_LINE = 20_000_000
_LEFT_BY_GIT = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


class Prefer(StrEnum):
    """Who is right where two say different things."""

    NOBODY = "nobody"  # theirs are left out and told of
    OURS = "ours"  # theirs are taken and undone
    THEIRS = "theirs"  # ours are undone


@dataclass(slots=True)
class Brought:
    """What an import did: how many entries were ``new`` and how many were here; ``conflicts`` are rows with subject,
    ours, theirs (what, by, at, key each) and line."""

    new: int = 0
    known: int = 0
    conflicts: list[Row] = field(default_factory=list)


def log_records(connection: sqlite3.Connection) -> Iterator[Row]:
    """Every entry as a record, in the order in which they count."""
    return (entry.record() for entry in read_log(connection))


def bring_in(connection: sqlite3.Connection, lines: Iterable[bytes], name: str, by: str, prefer: Prefer) -> Brought:
    """Adds the entries of a file that are not here yet, and what follows from them, in a transaction of the caller's.
    Raises InputError, with the line, for what is no entry."""
    theirs = _read(connection, lines, name)
    ours = {entry.key: entry for entry in read_log(connection)}
    new = {key: entry for key, (_, entry) in theirs.items() if key not in ours}
    done = Brought(known=len(theirs) - len(new))
    here, there = _last_words(ours), _last_words({key: entry for key, (_, entry) in theirs.items()})
    for subject, entry in there.items():
        other = here.get(subject)
        if other is None or entry.key in ours or other.key in theirs or _outcome(entry) == _outcome(other):
            continue
        said = {"ours": _told(other), "theirs": _told(entry)}
        done.conflicts.append({"line": theirs[entry.key][0]} | said)
        if prefer is Prefer.NOBODY:
            _leave_out(new, subject)
    entered = [store(connection, entry) for entry in sorted(new.values(), key=lambda one: (one.at, one.key))]
    done.new = len(entered)
    if prefer is not Prefer.NOBODY:
        side = "ours" if prefer is Prefer.THEIRS else "theirs"
        for key in dict.fromkeys(conflict[side]["key"] for conflict in done.conflicts):
            why = f"in a conflict {prefer.value} was taken"
            entered.append(append(connection, Action.UNDO, {"undoes": key}, by, why))
    regard(connection, entered)
    return done


def _read(connection: sqlite3.Connection, lines: Iterable[bytes], name: str) -> dict[str, tuple[int, Correction]]:
    """The entries of a file by key, each with its line; one that stands there twice is one."""
    found: dict[str, tuple[int, Correction]] = {}
    for number, line in enumerate(lines, 1):
        if line.isspace():
            continue
        try:
            if line.startswith(_LEFT_BY_GIT):
                raise ValueError("a conflict that git left in the file; settle it there")
            if len(line) > LONGEST_LINE:
                raise ValueError(f"longer than any correction ({LONGEST_LINE:,} bytes)")
            record = json.loads(line)
            mistake = mistake_in(record)
            json.dumps(record, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            mistake = "half a surrogate pair, which SQLite cannot hold"
        except UnicodeDecodeError:
            mistake = "no text in UTF-8"
        except RecursionError:
            mistake = "no JSON (nested too deep)"
        except json.JSONDecodeError as error:
            mistake = f"no JSON ({error})"
        except ValueError as error:
            mistake = str(error)
        if mistake:
            raise InputError(f"{name}:{number}", f"{mistake}; nothing was imported")
        entry = from_record(record)
        found.setdefault(entry.key, (number, entry))
    here = {key for (key,) in connection.execute("SELECT key FROM corrections")}
    for number, entry in found.values():
        target = entry.data.get("undoes")
        if target is not None and target not in found and target not in here:
            raise InputError(f"{name}:{number}", f"it undoes {target[:40]!a}, which is not here; nothing was imported")
    return found


def _leave_out(new: dict[str, Correction], subject: Hashable) -> None:
    """Takes what is said of a subject away, and what undoes it."""
    gone = {key for key, entry in new.items() if subject in _subjects(entry)}
    while gone:
        for key in gone:
            del new[key]
        gone = {key for key, entry in new.items() if entry.data.get("undoes") in gone}


def _last_words(entries: Mapping[str, Correction]) -> dict[Hashable, Correction]:
    """Of everything that entries are about the last that is in force among them."""
    ordered = sorted(entries.values(), key=lambda entry: (entry.at, entry.key))
    undone: set[str] = set()
    for entry in reversed(ordered):
        if entry.action is Action.UNDO and entry.key not in undone:
            undone.add(entry.data["undoes"])
    last: dict[Hashable, Correction] = {}
    for entry in ordered:
        if entry.key not in undone:
            last |= dict.fromkeys(_subjects(entry), entry)
    return last


def _subjects(entry: Correction) -> list[Hashable]:
    data, action = entry.data, entry.action
    if action in (Action.UNDO, Action.LATER):
        return []
    if quotes := entry.quotes():
        return [("quote", anchor["key"]) for anchor in quotes]
    speaker = data["speaker"]["key"]
    if action in (Action.MERGE, Action.DISTINCT):
        return [("pair", frozenset({speaker, data["other"]["key"]}))]
    if action is Action.RENAME:
        return [("name", speaker)]
    return [("alias", speaker, plain_fold(data["name"])), ("alias", plain_fold(data["name"]))]


def _outcome(entry: Correction) -> Hashable:
    data, action = entry.data, entry.action
    if action in (Action.ASSIGN, Action.VERIFY):
        return tuple(speaker["key"] for speaker in data["speakers"])
    if action is Action.REJECT:
        return action
    if action is Action.SPLIT:
        return str(data["to"]["key"])
    return (action, data["speaker"]["key"], data.get("name"))


def _told(entry: Correction) -> Row:
    return {"what": describe(entry), "by": entry.by, "at": entry.at, "key": entry.key}
