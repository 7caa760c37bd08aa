"""What the search form of the quotes page asks, as conditions on the view quotes_readable.

It reads words, speakers, outlets and dates as ``quotetrack search`` does (store.search), so that page and terminal
find the same quotes; here the answer is SQL, which Datasette counts, pages and facets. Imports model, speakers, store.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from quotetrack.errors import StoreError
from quotetrack.model import QuoteType
from quotetrack.speakers.matching import find_speakers, suggest_names
from quotetrack.store.people import attributed_speakers
from quotetrack.store.search import SpeakerNames, is_date, outlets_like, phrases, speaker_names

# Names in the address of the page; Datasette leaves names with an underscore to plugins.
FIELDS = ("_search", "_speaker", "_speaker_key", "_outlet", "_outlet_is", "_since", "_until", "_type")
_UNDATED = "(published IS NULL OR published < '0')"


class Arguments(Protocol):
    """The arguments of a request, as Datasette has them."""

    def get(self, name: str) -> str | None: ...

    def getlist(self, name: str) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as filled in, "" for what was left empty. ``speaker`` is a name in any form, ``speaker_key`` one
    speaker; ``outlet`` a part of a name, ``outlet_is`` a whole one; dates are ISO and may be partial."""

    words: str = ""
    speaker: str = ""
    speaker_key: str = ""
    outlet: str = ""
    outlet_is: str = ""
    since: str = ""
    until: str = ""
    type: str = ""
    attributes: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    """Of known people, each with the value that it must have: from "party=Green"."""

    @classmethod
    def of(cls, arguments: Arguments) -> Asked:
        """From the arguments of a request."""
        pairs = (one.partition("=") for one in arguments.getlist("_attribute") if "=" in one)
        attributes = tuple((name, value) for name, _, value in pairs)
        return cls(*((arguments.get(name) or "").strip() for name in FIELDS), attributes=attributes)


@dataclass(slots=True)
class Conditions:
    """The answer: SQL clauses over the view with their parameters, what they mean in words, and what the reader has
    to be told (a date that is none, a name that nobody has, quotes left out because undated)."""

    clauses: list[str] = field(default_factory=list)
    parameters: dict[str, object] = field(default_factory=dict)
    descriptions: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    suggestions: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    taken_for: tuple[str, ...] = ()  # the names that the asked one was taken for
    undated: int = 0

    def add(self, clause: str, description: str, **parameters: object) -> None:
        self.clauses.append(clause)
        if description:
            self.descriptions.append(description)
        self.parameters |= parameters


def conditions(connection: sqlite3.Connection, asked: Asked) -> Conditions:
    """The conditions for ``asked``; never raises for what a reader can write into the form."""
    made = Conditions()
    _add_words(made, asked.words)
    _add_speaker(connection, made, asked)
    if asked.outlet:
        names = outlets_like(connection, asked.outlet)
        made.add(
            "outlet IN (SELECT value FROM json_each(:asked_outlets))",
            f"outlet is like “{asked.outlet}”",
            asked_outlets=json.dumps(names),
        )
    if asked.outlet_is:
        made.add("outlet = :asked_outlet", f"outlet is {asked.outlet_is}", asked_outlet=asked.outlet_is)
    if asked.type:
        if asked.type in set(QuoteType):
            made.add("type = :asked_type", f"type is {asked.type}", asked_type=asked.type)
        else:
            made.notices.append(f"“{asked.type}” is no type of quote: it is direct, mixed or indirect.")
    for number, (name, value) in enumerate(asked.attributes):
        made.add(
            "id IN (SELECT quote_id FROM quote_speakers WHERE speaker_id IN (SELECT value FROM"
            f" json_each(:asked_attribute_{number})))",
            f"{name} is {value}",
            **{f"asked_attribute_{number}": json.dumps(_having(connection, made, name, value))},
        )
    _add_dates(connection, made, asked)
    return made


def _having(connection: sqlite3.Connection, made: Conditions, name: str, value: str) -> list[int]:
    try:
        return attributed_speakers(connection, {name: value})
    except StoreError as error:
        made.notices.append(f"{error}."[0].upper() + f"{error}."[1:])
        return []


def match_query(text: str | None) -> str:
    """``text`` as a full-text query that is never a syntax error: all its words, those between marks together."""
    words = [phrase for phrase in phrases(text or "") if _is_indexed(phrase)]
    return " ".join(f'"{phrase}"' for phrase in words) or '""'


def speakers_named(connection: sqlite3.Connection, name: str | None) -> str:
    """The row numbers of the speakers that a name can mean, a JSON list, for queries."""
    return json.dumps(list(find_speakers(name or "", SpeakerNames(connection))))


def _is_indexed(phrase: str) -> bool:
    return any(character.isalnum() for character in phrase)


def _add_words(made: Conditions, words: str) -> None:
    made.phrases = tuple(phrases(words))
    if any(_is_indexed(phrase) for phrase in made.phrases):
        made.add(
            "id IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH :asked_words)",
            f"words are {words}",
            asked_words=match_query(words),
        )
    # The index knows letters and digits only; signs and emoji are looked for as they stand.
    for number, sign in enumerate(phrase for phrase in made.phrases if not _is_indexed(phrase)):
        made.add(f"instr(quote, :asked_sign_{number})", f"it has {sign}", **{f"asked_sign_{number}": sign})


def _add_speaker(connection: sqlite3.Connection, made: Conditions, asked: Asked) -> None:
    said_by = "id IN (SELECT quote_id FROM quote_speakers WHERE speaker_id IN (SELECT value FROM json_each(:{})))"
    if asked.speaker:
        names = SpeakerNames(connection)
        found = find_speakers(asked.speaker, names)
        if not found:
            made.suggestions = suggest_names(asked.speaker, names)
            made.notices.append(f"Nobody called “{asked.speaker}” is quoted here.")
        made.taken_for = speaker_names(connection, found)
        made.add(
            said_by.format("asked_speakers"), f"speaker is {asked.speaker}", asked_speakers=json.dumps(list(found))
        )
    if asked.speaker_key:
        row = connection.execute("SELECT id, name FROM speakers WHERE key = ?", (asked.speaker_key,)).fetchone()
        if row is None:
            made.notices.append("The speaker that this address names is no longer here.")
        made.add(
            said_by.format("asked_speaker"),
            f"speaker is {row[1] if row else asked.speaker_key}",
            asked_speaker=json.dumps([row[0]] if row else []),
        )


def _add_dates(connection: sqlite3.Connection, made: Conditions, asked: Asked) -> None:
    dates = {"since": asked.since, "until": asked.until}
    for name, date in dates.items():
        if date and not is_date(date):
            made.notices.append(f"“{date}” is no date, so it was left aside; write 2025-06-03, 2025-06 or 2025.")
            dates[name] = ""
    since, until = dates["since"], dates["until"]
    if not since and not until:
        return
    if since and until and since[: len(until)] > until[: len(since)]:
        made.notices.append("The first day is after the last one, so nothing lies between them.")
    where = " AND ".join([*made.clauses, _UNDATED])
    (made.undated,) = connection.execute(
        f"SELECT count(*) FROM quotes_readable WHERE {where}", made.parameters
    ).fetchone()
    made.add(f"NOT {_UNDATED}", "")
    # Compared as far as both are known: what may lie within the time is within it.
    if since:
        made.add("published >= substr(:asked_since, 1, length(published))", f"from {since}", asked_since=since)
    if until:
        made.add("substr(published, 1, :asked_known) <= :asked_until", f"to {until}", asked_until=until)
        made.parameters["asked_known"] = len(until)
