"""Corrects the record in somebody's name: one entry of the log and what follows from it, in one transaction.

IDs are row ids or keys; names are forms that the record has. Imports errors, model, speakers and the store's anchors,
corrections, decisions, grouping, keys, listing and ledger.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import sha256

from quotetrack.errors import StoreError
from quotetrack.model import SpeakerKind
from quotetrack.speakers.identity import name_fold
from quotetrack.speakers.matching import suggest_names
from quotetrack.speakers.names import fold
from quotetrack.store.anchors import new_speaker_anchor, quote_anchor, resolve_speaker, speaker_anchor
from quotetrack.store.corrections import (
    Action,
    Correction,
    Data,
    append,
    checked_name,
    checked_reason,
    find,
    read_log,
    undone_by,
)
from quotetrack.store.decisions import STATUS, last_words, representative
from quotetrack.store.grouping import regard
from quotetrack.store.joins import plain_fold
from quotetrack.store.keys import speaker_key
from quotetrack.store.ledger import correction_rows, describe
from quotetrack.store.listing import row_id
from quotetrack.store.search import Row, SpeakerNames, holdable
from quotetrack.store.sharing import Brought, Prefer, bring_in

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Corrected:
    """An entry that was made, and those in force before it about the same, both as rows of ``ledger``."""

    entry: Row
    before: tuple[Row, ...] = ()


class Corrections:
    """Makes corrections in the name of ``by``, for the reason ``why``. Each waits for others who write, and raises
    StoreError, with nothing done, for what does not fit."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        writing: Callable[[], AbstractContextManager[None]],
        *,
        by: str,
        why: str | None = None,
    ) -> None:
        """``writing`` is entered around each correction: a transaction that writes, all or nothing."""
        self._connection = connection
        self._writing = writing
        try:
            self._by = checked_name(by)
        except StoreError as error:
            raise StoreError(f"who corrects? {error}") from None
        self._why = checked_reason(why)

    # ------------------------------------------------------------ quotes

    def assign(
        self, quote: str, names: Sequence[str], *, new: bool = False, kind: SpeakerKind = SpeakerKind.PERSON
    ) -> Corrected:
        """``names`` said the quote; nobody who is named, if there are none. A name that the record does not have is
        taken with ``new`` alone."""
        with self._writing():
            number = _quote(self._connection, quote)
            speakers = [_named_or_new(self._connection, name, new, kind) for name in names]
            data: Data = {"quote": quote_anchor(self._connection, number), "speakers": _once(speakers)}
            return self._decide(Action.ASSIGN, data, [number])

    def reject(self, quote: str) -> Corrected:
        """It is no quote: search, counts and pages are without it."""
        with self._writing():
            number = _quote(self._connection, quote)
            self._refuse_twice(number, Action.REJECT)
            return self._decide(Action.REJECT, {"quote": quote_anchor(self._connection, number)}, [number])

    def verify(self, quote: str) -> Corrected:
        """The quote is right as it is shown, with its speakers."""
        with self._writing():
            number = _quote(self._connection, quote)
            self._refuse_twice(number, Action.VERIFY)
            last = last_words(self._connection, [number]).get(number)
            if last is not None and last.action is Action.REJECT:
                raise StoreError(f"quote {quote} is rejected, by {last.by}; to undo that: quotetrack undo {last.key}")
            shown = self._connection.execute(
                "SELECT speaker_id FROM quote_speakers WHERE quote_id = ? ORDER BY position", (number,)
            ).fetchall()
            speakers = [speaker_anchor(self._connection, speaker) for (speaker,) in shown]
            data: Data = {"quote": quote_anchor(self._connection, number), "speakers": speakers}
            return self._decide(Action.VERIFY, data, [number])

    def _refuse_twice(self, quote: int, action: Action) -> None:
        last = last_words(self._connection, [quote]).get(quote)
        if last is not None and last.action is action:
            raise StoreError(f"quote {quote} is {STATUS[action]} already, by {last.by} ({last.key})")

    def _decide(self, action: Action, data: Data, quotes: Sequence[int]) -> Corrected:
        before = last_words(self._connection, quotes)
        return self._enter(action, data, {entry.id for entry in before.values()})

    # ------------------------------------------------------------ speakers

    def merge(self, speaker: str, other: str) -> Corrected:
        """``other`` is ``speaker``: all that the one said the other said, under the name of the latter."""
        with self._writing():
            into, merged = (find_speaker(self._connection, wanted) for wanted in (speaker, other))
            if into == merged:
                raise StoreError(f"{speaker} and {other} are one speaker already: {_shown(self._connection, into)}")
            return self._pair(Action.MERGE, into, merged)

    def distinct(self, speaker: str, other: str) -> Corrected:
        """The two are not one."""
        with self._writing():
            one, two = (find_speaker(self._connection, wanted) for wanted in (speaker, other))
            if one == two:
                raise StoreError(f"{speaker} and {other} are one speaker: {_shown(self._connection, one)}")
            return self._pair(Action.DISTINCT, one, two)

    def _pair(self, action: Action, one: int, two: int) -> Corrected:
        anchors = [speaker_anchor(self._connection, speaker) for speaker in (one, two)]
        return self._enter(action, dict(zip(("speaker", "other"), anchors, strict=True)))

    def split(self, speaker: str, quotes: Sequence[str], name: str | None = None) -> Corrected:
        """These quotes of ``speaker`` are somebody else's, of the same name or of ``name``."""
        with self._writing():
            number = find_speaker(self._connection, speaker)
            rows = list(dict.fromkeys(_quote(self._connection, quote) for quote in quotes))
            if not rows:
                raise StoreError("which quotes are somebody else's? name them: --quotes ID")
            for row, given in zip(rows, quotes, strict=False):
                query = "SELECT 1 FROM quote_speakers WHERE quote_id = ? AND speaker_id = ?"
                if self._connection.execute(query, (row, number)).fetchone() is None:
                    raise StoreError(f"quote {given} is not by {_shown(self._connection, number)}")
            anchor = speaker_anchor(self._connection, number)
            anchors = [quote_anchor(self._connection, row) for row in rows]
            shown = checked_name(name) if name is not None else anchor["name"]
            salt = sha256("\x1e".join(sorted(one["key"] for one in anchors)).encode()).hexdigest()
            kind = SpeakerKind(anchor["kind"])
            key = speaker_key(kind, name_fold(shown, kind), f"split {anchor['key']} {salt}")
            data: Data = {"speaker": anchor, "quotes": anchors, "to": new_speaker_anchor(key, shown, kind)}
            return self._decide(Action.SPLIT, data, rows)

    def rename(self, speaker: str, name: str) -> Corrected:
        """``speaker`` is shown as ``name``."""
        with self._writing():
            return self._name(Action.RENAME, find_speaker(self._connection, speaker), name)

    def add_alias(self, speaker: str, name: str) -> Corrected:
        """``name`` means ``speaker``, also where articles to come call somebody so."""
        with self._writing():
            number = find_speaker(self._connection, speaker)
            others = [one for one in _called(self._connection, checked_name(name)) if one != number]
            if others:
                raise StoreError(
                    f"{name} is {_shown(self._connection, others[0])}; if they are one: "
                    f"quotetrack speakers merge {number} {others[0]}"
                )
            return self._name(Action.ALIAS, number, name)

    def remove_alias(self, speaker: str, name: str) -> Corrected:
        """``name`` does not mean ``speaker``; quotes stay where they are."""
        with self._writing():
            number = find_speaker(self._connection, speaker)
            folded = plain_fold(checked_name(name))
            forms = {plain_fold(form): form for form in _forms(self._connection, number)}
            if folded not in forms:
                raise StoreError(f"{_shown(self._connection, number)} has no name {name}; quotetrack speaker shows all")
            if folded == plain_fold(_name_of(self._connection, number)):
                raise StoreError(f"{name} is the name shown; give another first: quotetrack speakers rename {number}")
            return self._name(Action.UNALIAS, number, forms[folded])

    def _name(self, action: Action, speaker: int, name: str) -> Corrected:
        made = checked_name(name)
        return self._enter(action, {"speaker": speaker_anchor(self._connection, speaker), "name": made})

    # ------------------------------------------------------------ the log

    def later(self, *, quote: str | None = None, speaker: str | None = None, other: str | None = None) -> Corrected:
        """A question of a review is left for later: about a quote, or whether two speakers are one."""
        with self._writing():
            data: Data = {}
            if quote is not None:
                data["quote"] = quote_anchor(self._connection, _quote(self._connection, quote))
            for name, wanted in (("speaker", speaker), ("other", other)):
                if wanted is not None:
                    data[name] = speaker_anchor(self._connection, find_speaker(self._connection, wanted))
            return self._enter(Action.LATER, data)

    def undo(self, wanted: str | None = None) -> Corrected:
        """Undoes the entry of this key or number, else the last one in force; of an undo it brings back what that
        undid."""
        with self._writing():
            undone = undone_by(self._connection)
            if wanted is None:
                entry = next(
                    (
                        one
                        for one in reversed(read_log(self._connection))
                        if one.action not in (Action.UNDO, Action.LATER) and one.key not in undone
                    ),
                    None,
                )
                if entry is None:
                    raise StoreError("nothing to undo: no correction is in force; quotetrack corrections shows the log")
            else:
                entry = find(self._connection, holdable(wanted) or "")
            if entry.key in undone:
                by = undone[entry.key]
                raise StoreError(f"{entry.key} is undone already; to bring it back: quotetrack undo {by}")
            return self._enter(Action.UNDO, {"undoes": entry.key})

    def bring_in(self, lines: Iterable[bytes], name: str, prefer: str = "nobody") -> Brought:
        """Adds the entries of a file of JSON Lines that are not here yet; see ``sharing``. Raises InputError, with the
        line of the file ``name``, for what is no entry."""
        with self._writing():
            return bring_in(self._connection, lines, name, self._by, Prefer(prefer))

    def _enter(self, action: Action, data: Data, before: set[int] | None = None) -> Corrected:
        earlier = read_log(self._connection, ids=before) if before else []
        entry = append(self._connection, action, data, self._by, self._why)
        regard(self._connection, [entry])
        (row,) = correction_rows(self._connection, [entry])
        return Corrected(row, tuple(_told(one) for one in earlier))


def _told(entry: Correction) -> Row:
    return {"key": entry.key, "at": entry.at, "by": entry.by, "why": entry.why, "what": describe(entry)}


# ---------------------------------------------------------------- what is meant


def find_speaker(connection: sqlite3.Connection, wanted: str) -> int:
    """The speaker that a row number, a key or a name means, and nobody else could. Raises StoreError."""
    number = row_id(connection, "speakers", wanted)
    if number is not None:
        return number
    name = checked_name(holdable(wanted) or "")
    found = _called(connection, name)
    if len(found) > 1:
        named = ", ".join(_shown(connection, one) for one in found[:_MOST_NAMED])
        more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        raise StoreError(f"{name} can mean {named}{more}; give the ID")
    if not found:
        near = ", ".join(suggest_names(name, SpeakerNames(connection)))
        raise StoreError(f"no speaker {name}; {f'near names: {near}' if near else 'quotetrack speakers lists all'}")
    return found[0]


def _called(connection: sqlite3.Connection, name: str) -> list[int]:
    """Speakers with this form of the name, else those whose name has these words; only the one of whom it is the name
    that is shown, if it is of one. Spellings that are only near mean nobody: who writes must be sure."""
    names = SpeakerNames(connection)
    folds = {name_fold(name, kind) for kind in SpeakerKind}
    pairs = names.with_form(sorted(folds)) or names.with_words(fold(name).split())
    found = sorted({speaker for speaker, _ in pairs})
    printed = [one for one in found if _name_of(connection, one) == name]
    shown = [one for one in found if name_fold(_name_of(connection, one), _kind(connection, one)) in folds]
    return next((several for several in (printed, shown) if len(several) == 1), found)


def _named_or_new(connection: sqlite3.Connection, name: str, new: bool, kind: SpeakerKind) -> Data:
    try:
        return speaker_anchor(connection, find_speaker(connection, name))
    except StoreError as error:
        made = checked_name(holdable(name) or "")
        if _called(connection, made):
            raise
        if not new:
            raise StoreError(f"{error}; --new makes a new one") from None
    anchor = new_speaker_anchor(speaker_key(kind, name_fold(made, kind), ""), made, kind)
    place = resolve_speaker(connection, anchor)
    return anchor if place is None else speaker_anchor(connection, representative(connection, place.speaker))


def _once(anchors: Sequence[Data]) -> list[Data]:
    return list({anchor["key"]: anchor for anchor in anchors}.values())


def _quote(connection: sqlite3.Connection, wanted: str) -> int:
    number = row_id(connection, "quotes", wanted)
    if number is None:
        raise StoreError(f"no quote {holdable(wanted) or '?'}; quotetrack search lists quotes with key and id")
    return number


def _name_of(connection: sqlite3.Connection, speaker: int) -> str:
    return str(connection.execute("SELECT name FROM speakers WHERE id = ?", (speaker,)).fetchone()[0])


def _kind(connection: sqlite3.Connection, speaker: int) -> SpeakerKind:
    return SpeakerKind(connection.execute("SELECT kind FROM speakers WHERE id = ?", (speaker,)).fetchone()[0])


def _forms(connection: sqlite3.Connection, speaker: int) -> list[str]:
    return [
        form
        for (form,) in connection.execute(
            "SELECT name FROM names WHERE (speaker_id = ? OR speaker_id IN (SELECT speaker_id FROM merged"
            " WHERE into_id = ? AND article_id IS NULL)) AND id NOT IN (SELECT name_id FROM removed_names)",
            (speaker, speaker),
        )
    ]


def _shown(connection: sqlite3.Connection, speaker: int) -> str:
    """A speaker for a message: "Ann Lee (12, 3 quotes)"."""
    (quotes,) = connection.execute("SELECT count(*) FROM quote_speakers WHERE speaker_id = ?", (speaker,)).fetchone()
    return f"{_name_of(connection, speaker)} ({speaker}, {quotes} quote{'' if quotes == 1 else 's'})"
