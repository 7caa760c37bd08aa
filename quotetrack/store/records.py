"""The records of an export: one JSON object a line, and which fields each kind of record has.

    export                                  first line: format and version
    correction*                             the log of corrections, in the order in which they count
    person*                                 the people who are known beside the record, by name
    speaker*                                those of several articles, in the order in which these quote them first
    (article (version past_quote*)* speaker* appearance* quote*)*
                                            articles in the order in which they were added; of each its earlier
                                            versions with their quotes, the speakers that are of this article alone,
                                            what it calls every speaker it names, and its quotes in text order
    end                                     last line: nothing is missing

One fact stands in one record, and records are small, so that a change is a line or two in a diff, and a program reads
the file line by line and knows by ``record`` what it has. Every column is there but row ids, the times of runs (when an
article or a version of it was added, when quotes were looked for), and what the order of the records shows (which quote
of the article, which version, which of several speakers) or a count of them (in how many articles a name stands).
Speakers and quotes are as the rules found them; what follows from the corrections is not told twice.
Imports model, speakers and the store's corrections.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from quotetrack.model import FurnitureKind, MentionKind, QuoteType, SpeakerKind
from quotetrack.speakers.identity import How
from quotetrack.store import corrections

FORMAT, VERSION = "quotetrack", 2
# Columns that an export leaves out, by table: see above. Rows of other tables are named by their keys.
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "articles": frozenset({"id", "added_at", "extracted_at"}),
    "speakers": frozenset({"id"}),
    "names": frozenset({"id", "speaker_id", "articles"}),
    "roles": frozenset({"id"}),
    "quotes": frozenset({"id", "position"}),
    "versions": frozenset({"id", "number", "seen_at", "replaced_at"}),
    "past_quotes": frozenset({"id", "position"}),
    "quote_speakers": frozenset({"quote_id", "position"}),
    "corrections": frozenset({"id"}),
    "people": frozenset({"id", "speaker_id"}),
    # What follows from who is known.
    "people_names": frozenset({"folded", "person_id"}),
    "attributes": frozenset({"speaker_id", "name", "value"}),
    # What follows from the log.
    "corrected_quotes": frozenset({"correction_id", "position", "words_hash", "quote_id"}),
    "corrected_speakers": frozenset({"correction_id", "place", "value", "speaker_id"}),
    "verdicts": frozenset({"quote_id", "status", "correction_id"}),
    "overruled": frozenset({"quote_id", "position", "speaker_id", "how"}),
    "named": frozenset({"quote_id", "position", "speaker_id"}),
    "merged": frozenset({"speaker_id", "article_id", "into_id"}),
    "renamed": frozenset({"speaker_id", "name", "found_name"}),
    "removed_names": frozenset({"name_id"}),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a record. ``kind`` is text, number, offset, flag, spans, furniture, texts, one of ``_CLOSED``, or one
    of ``_PARTS`` in a list; a field that is ``optional`` may be null, but is never absent."""

    name: str
    kind: str = "text"
    optional: bool = False


def _fields(text: str) -> tuple[Field, ...]:
    """Fields from "key title? content:spans"."""
    made = []
    for word in text.split():
        name, _, kind = word.partition(":")
        made.append(Field(name.rstrip("?"), kind or "text", name.endswith("?")))
    return tuple(made)


_ARTICLE = (
    "label title? url? outlet? published? published_as_printed? published_inferred:flag language collection?"
    " natural_id? source_path? source_sha256? text_sha256 authors:texts furniture:furniture rules_version text"
)
ARTICLE = _fields(f"key {_ARTICLE}")
VERSION_OF_ARTICLE = _fields(f"article {_ARTICLE}")
NAME = _fields("name folded surname_key? is_full:flag source")
SPEAKER = _fields("key name kind:speaker_kind sort_name article? names:name")
APPEARANCE = _fields("article speaker names:texts roles:texts rivals:texts")
_QUOTE = (
    "article key type:type quote content:spans closed:flag cue? cue_start?:offset cue_end?:offset mention?"
    " mention_start?:offset mention_end?:offset mention_kind?:mention_kind role? rule rules_version confidence:number"
    " identity_confidence?:number"
)
QUOTE = _fields(f"{_QUOTE} paragraph_start:offset paragraph_end:offset speakers:link")
PAST_QUOTE = _fields(f"{_QUOTE} speakers:past_link")
PAST_LINK = _fields("key name kind:speaker_kind how:how")
LINK = _fields("speaker how:how")
CORRECTION = "correction"
PERSON = _fields("key name data")
RECORDS: Mapping[str, tuple[Field, ...]] = {
    "export": _fields("format version:offset"),
    "person": PERSON,
    "speaker": SPEAKER,
    "article": ARTICLE,
    "version": VERSION_OF_ARTICLE,
    "past_quote": PAST_QUOTE,
    "appearance": APPEARANCE,
    "quote": QUOTE,
    "end": (),
    CORRECTION: (),  # what they have is the log's to say
}
_PARTS: Mapping[str, tuple[Field, ...]] = {"name": NAME, "link": LINK, "past_link": PAST_LINK}
# Kinds of fields that are lists, and in a column JSON.
IN_JSON = frozenset({"texts", "spans", "furniture", "past_link"})
_CLOSED: Mapping[str, type[StrEnum]] = {
    "type": QuoteType,
    "how": How,
    "speaker_kind": SpeakerKind,
    "mention_kind": MentionKind,
}


def mistake_in(record: object) -> str | None:
    """What is wrong with a record as parsed from JSON, in a few words; None if its fields are all there and fit."""
    if not isinstance(record, dict):
        return "no JSON object"
    kind = record.get("record")
    if not isinstance(kind, str) or kind not in RECORDS:
        return f"no record of an export: {_shown(kind)}"
    if kind == CORRECTION:
        return corrections.mistake_in({name: value for name, value in record.items() if name != "record"})
    return _mistake(record, RECORDS[kind], kind, frozenset({"record"}))


def _mistake(record: Mapping[str, object], fields: tuple[Field, ...], kind: str, more: frozenset[str]) -> str | None:
    if unknown := record.keys() - {field.name for field in fields} - more:
        return f"{kind} has a field that is not known: {_shown(min(unknown))}"
    for field in fields:
        if field.name not in record:
            return f"{kind} lacks the field {field.name}"
        value = record[field.name]
        if value is None and field.optional:
            continue
        if not _fits(value, field.kind):
            return f"{kind} has a field that does not fit: {field.name} is {_shown(value)}"
    return None


def _fits(value: object, kind: str) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind in _CLOSED:
        return isinstance(value, str) and value in set(_CLOSED[kind])
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "offset":
        return _is_offset(value)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not isinstance(value, list):
        return False
    if kind == "texts":
        return all(isinstance(one, str) for one in value)
    if kind == "spans":
        return bool(value) and all(isinstance(one, list) and len(one) == 2 and _is_span(*one) for one in value)
    if kind == "furniture":
        kinds = set(FurnitureKind)
        return all(isinstance(one, list) and len(one) == 3 and _is_span(*one[:2]) and one[2] in kinds for one in value)
    return all(isinstance(one, dict) and _mistake(one, _PARTS[kind], kind, frozenset()) is None for one in value)


def _is_offset(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _is_span(start: object, end: object) -> bool:
    return isinstance(start, int) and isinstance(end, int) and _is_offset(start) and _is_offset(end) and start < end


def _shown(value: object) -> str:
    """The start of a value, for a message."""
    text = ascii(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
