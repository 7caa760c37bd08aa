"""Checks that Python makes row by row: offsets against the text, keys and other columns against what they follow from.

Texts are sliced here and never by SQL, whose functions stop at a NUL. One article at a time is in memory. Imports
model, speakers, findings, and the modules that say what is stored: keys, paragraphs, identities.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from quotetrack.model import Article, FurnitureKind, Span, SpeakerKind
from quotetrack.speakers.comparison import surname_key
from quotetrack.speakers.identity import is_full_name, name_fold
from quotetrack.store.findings import EXTRACT, MEND, RESTORE, Check, Finding, Step
from quotetrack.store.identities import sort_name
from quotetrack.store.keys import article_key, quote_keys, text_hash
from quotetrack.store.paragraphs import paragraph_around

_ROWS_AT_ONCE = 1000
_KEY_STEP = 4  # a key that another quote has is made longer by so many digits
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class _Fault:
    """Something wrong with a row that has an id, and the columns that put it right, if they are known."""

    check: str
    table: str
    row: int
    key: str
    wrong: str
    remedy: str = EXTRACT
    columns: Mapping[str, object] = field(default_factory=dict)

    def finding(self) -> Finding:
        remedy = MEND if self.columns else self.remedy
        return Finding(self.check, self.table, str(self.row), self.key, self.wrong, remedy, mendable=bool(self.columns))


def text_checks() -> tuple[Check, ...]:
    """Columns that follow from others, and everything that points into a text."""
    return (
        _check("names: derived columns", _wrong_names),
        _check("speakers: derived columns", _wrong_sort_names),
        _check("articles and their quotes", _wrong_in_articles),
    )


def _check(title: str, faults: Callable[[sqlite3.Connection, Step], Iterator[_Fault]]) -> Check:
    def mend(connection: sqlite3.Connection) -> None:
        for fault in faults(connection, lambda done, total: None):
            if fault.columns:
                assignments = ", ".join(f"{name} = ?" for name in fault.columns)
                values = (*fault.columns.values(), fault.row)
                connection.execute(f"UPDATE {fault.table} SET {assignments} WHERE id = ?", values)

    return Check(title, lambda connection, step: (fault.finding() for fault in faults(connection, step)), mend)


def _pages(connection: sqlite3.Connection, query: str, table: str, step: Step) -> Iterator[Any]:
    """The rows of a query over ``table`` that ends in "… id > ? ORDER BY id LIMIT ?", a page at a time, so that what
    was read may be changed."""
    total = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    last = done = 0
    while rows := connection.execute(query, (last, _ROWS_AT_ONCE)).fetchall():
        yield from rows
        last, done = rows[-1][0], done + len(rows)
        step(done, total)


# ---------------------------------------------------------------- columns that follow from others


def _wrong_names(connection: sqlite3.Connection, step: Step) -> Iterator[_Fault]:
    query = (
        "SELECT names.id, names.name, speakers.kind, names.folded, names.surname_key, names.is_full FROM names"
        " JOIN speakers ON speakers.id = names.speaker_id WHERE names.id > ? ORDER BY names.id LIMIT ?"
    )
    for row, name, kind, *stored in _pages(connection, query, "names", step):
        if kind not in set(SpeakerKind):
            continue
        person = kind == SpeakerKind.PERSON
        right = {
            "folded": name_fold(name, SpeakerKind(kind)),
            "surname_key": (surname_key(name) or None) if person else None,
            # Of others every form is full under which they were met first, which cannot be told from the form.
            "is_full": int(is_full_name(name)) if person else int(bool(stored[2])),
        }
        yield from _differing("names", row, "", stored, right)


def _wrong_sort_names(connection: sqlite3.Connection, step: Step) -> Iterator[_Fault]:
    query = "SELECT id, key, name, kind, sort_name FROM speakers WHERE id > ? ORDER BY id LIMIT ?"
    for row, key, name, kind, *stored in _pages(connection, query, "speakers", step):
        if kind in set(SpeakerKind):
            yield from _differing("speakers", row, key, stored, {"sort_name": sort_name(name, SpeakerKind(kind))})


def _differing(
    table: str, row: int, key: str, stored: Sequence[object], right: Mapping[str, object]
) -> Iterator[_Fault]:
    for found, (column, value) in zip(stored, right.items(), strict=True):
        if found != value:
            wrong = f"{column} is {_shown(found)} and should be {_shown(value)}"
            yield _Fault("derived column", table, row, key, wrong, columns={column: value})


# ---------------------------------------------------------------- texts and what points into them


def _wrong_in_articles(connection: sqlite3.Connection, step: Step) -> Iterator[_Fault]:
    query = (
        "SELECT id, key, url, collection, natural_id, text_sha256, authors, furniture, text FROM articles"
        " WHERE id > ? ORDER BY id LIMIT 1"
    )
    total = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
    last = done = 0
    while row := connection.execute(query, (last,)).fetchone():
        yield from _wrong_in_article(*row)
        last, key, text = row[0], row[1], row[-1]
        yield from _wrong_quotes(connection, last, key, text)
        done += 1
        step(done, total)


def _wrong_in_article(
    row: int,
    key: str,
    url: str | None,
    collection: str | None,
    natural_id: str | None,
    digest: str,
    authors: str,
    furniture: str,
    text: str,
) -> Iterator[_Fault]:
    same = text_hash(text) == digest
    if not same:
        yield _Fault("text", "articles", row, key, "the text is not the one that text_sha256 was made of", RESTORE)
    right = article_key(Article(text=text, url=url, collection=collection, natural_id=natural_id))
    if key != right and (same or not right.startswith("sha256:")):
        yield _Fault("key", "articles", row, key, f"the key should be {_shown(right)}", RESTORE)
    listed = _parsed(authors)
    if not (isinstance(listed, list) and all(isinstance(author, str) for author in listed)):
        yield _Fault("value", "articles", row, key, "authors is no JSON list of names", RESTORE)
    pieces = _parsed(furniture)
    if not isinstance(pieces, list):
        yield _Fault("span", "articles", row, key, "furniture is no JSON list", EXTRACT)
    elif bad := [piece for piece in pieces if not _is_furniture(piece, text)]:
        yield _Fault("span", "articles", row, key, f"furniture is not within the text: {_shown(bad[0])}", EXTRACT)


def _wrong_quotes(connection: sqlite3.Connection, article: int, article_key: str, text: str) -> Iterator[_Fault]:
    rows = connection.execute(
        "SELECT id, key, quote, content, cue, cue_start, cue_end, mention, mention_start, mention_end, paragraph_start,"
        " paragraph_end FROM quotes WHERE article_id = ? ORDER BY position",
        (article,),
    ).fetchall()
    contents = [_spans(row[3], text) for row in rows]
    said = [tuple(span.of(text) for span in spans or ()) for spans in contents]
    longer = frozenset(row[1][:length] for row in rows for length in range(12, len(row[1]), _KEY_STEP))
    right_keys = quote_keys(article_key, said, longer)
    for (row, key, quote, content, *parts, start, end), spans, words, right in zip(
        rows, contents, said, right_keys, strict=True
    ):
        if spans is None:
            yield _Fault("span", "quotes", row, key, f"content is not within the text: {_shown(content)}")
            continue
        if (joined := " … ".join(words)) != quote:
            # The key was made of the words: where it agrees with the text, the copy of the words is what is wrong.
            copied = {"quote": joined} if key == right else {}
            wrong = f"the quote is {_shown(quote)}, but the text has {_shown(joined)}"
            yield _Fault("span", "quotes", row, key, wrong, columns=copied)
        elif key != right:
            free = connection.execute("SELECT 1 FROM quotes WHERE key = ?", (right,)).fetchone() is None
            yield _Fault(
                "key", "quotes", row, key, f"the key should be {right}", columns={"key": right} if free else {}
            )
        around = [*spans]
        for name, (part, first, last) in (("cue", parts[:3]), ("mention", parts[3:])):
            if part is first is last is None:
                continue
            if not (_is_span(first, last, text) and text[first:last] == part):
                wrong = f"the {name} is {_shown(part)}, but does not stand at {first} to {last} of the text"
                yield _Fault("span", "quotes", row, key, wrong)
                break
            around.append(Span(first, last))
        else:
            if (start, end) != (paragraph := paragraph_around(text, around)):
                wrong = f"the paragraph is {start} to {end} and should be {paragraph[0]} to {paragraph[1]}"
                right_ones = {"paragraph_start": paragraph[0], "paragraph_end": paragraph[1]}
                yield _Fault("span", "quotes", row, key, wrong, columns=right_ones)


def _spans(content: object, text: str) -> list[Span] | None:
    """The spans of a quote, None if they are none or not within the text, one after the other."""
    parsed = _parsed(content)
    if not isinstance(parsed, list) or not parsed:
        return None
    if not all(isinstance(one, list) and len(one) == 2 and _is_span(one[0], one[1], text) for one in parsed):
        return None
    spans = [Span(*one) for one in parsed]
    return spans if all(one.end <= other.start for one, other in pairwise(spans)) else None


def _is_furniture(piece: object, text: str) -> bool:
    if not isinstance(piece, list) or len(piece) != 3:
        return False
    start, end, kind = piece
    return _is_span(start, end, text) and isinstance(kind, str) and kind in set(FurnitureKind)


def _is_span(start: object, end: object, text: str) -> bool:
    return type(start) is int and type(end) is int and 0 <= start < end <= len(text)


def _parsed(value: object) -> object:
    """What a JSON column holds, None if it is no JSON."""
    try:
        return json.loads(value) if isinstance(value, str) else None
    except (ValueError, RecursionError):
        return None


def _shown(value: object) -> str:
    """The start of a value, for a line."""
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
