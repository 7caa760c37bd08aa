"""Checks that Python makes row by row: offsets against the text, keys and other columns against what they follow from.

Texts are sliced here and never by SQL, whose functions stop at a NUL. One article at a time is in memory. Imports
model, speakers, findings, and the modules that say what is stored: keys, paragraphs, identities.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
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
        *(_check(f"{texts.table} and their quotes", partial(_wrong_in, texts)) for texts in TEXTS),
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


@dataclass(frozen=True, slots=True)
class _Texts:
    """A table of texts and the table of the quotes in them, which names its text in ``link``. ``remedy`` is for quotes
    that cannot be mended here, ``paragraphs`` tells whether they have one, ``unique`` whether their keys are."""

    table: str
    source: str
    quotes: str
    link: str
    remedy: str
    paragraphs: bool
    unique: bool


TEXTS = (
    _Texts("articles", "articles", "quotes", "article_id", EXTRACT, True, True),
    _Texts(
        "versions",
        "(SELECT versions.*, articles.key FROM versions JOIN articles ON articles.id = versions.article_id)",
        "past_quotes",
        "version_id",
        RESTORE,
        False,
        False,
    ),
)


def _wrong_in(texts: _Texts, connection: sqlite3.Connection, step: Step) -> Iterator[_Fault]:
    query = (
        "SELECT id, key, url, collection, natural_id, text_sha256, authors, furniture, text"
        f" FROM {texts.source} WHERE id > ? ORDER BY id LIMIT 1"
    )
    total = connection.execute(f"SELECT count(*) FROM {texts.table}").fetchone()[0]
    last = done = 0
    while row := connection.execute(query, (last,)).fetchone():
        yield from _wrong_text(texts, *row)
        last, key, text = row[0], row[1], row[-1]
        yield from _wrong_quotes(texts, connection, last, key, text)
        done += 1
        step(done, total)


def _wrong_text(
    texts: _Texts,
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
    def fault(check: str, wrong: str, remedy: str = RESTORE) -> _Fault:
        return _Fault(check, texts.table, row, key, wrong, remedy)

    same = text_hash(text) == digest
    if not same:
        yield fault("text", "the text is not the one that text_sha256 was made of")
    right = article_key(Article(text=text, url=url, collection=collection, natural_id=natural_id))
    if key != right and (same or not right.startswith("sha256:")):
        yield fault("key", f"the article's key should be {_shown(right)}")
    listed = _parsed(authors)
    if not (isinstance(listed, list) and all(isinstance(author, str) for author in listed)):
        yield fault("value", "authors is no JSON list of names")
    pieces = _parsed(furniture)
    if not isinstance(pieces, list):
        yield fault("span", "furniture is no JSON list", texts.remedy)
    elif bad := [piece for piece in pieces if not _is_furniture(piece, text)]:
        yield fault("span", f"furniture is not within the text: {_shown(bad[0])}", texts.remedy)


def _wrong_quotes(
    texts: _Texts, connection: sqlite3.Connection, holder: int, article_key: str, text: str
) -> Iterator[_Fault]:
    rows = connection.execute(
        "SELECT id, key, quote, content, cue, cue_start, cue_end, mention, mention_start, mention_end,"
        f" {'paragraph_start, paragraph_end' if texts.paragraphs else 'NULL, NULL'}"
        f" FROM {texts.quotes} WHERE {texts.link} = ? ORDER BY position",
        (holder,),
    ).fetchall()
    contents = [_spans(row[3], text) for row in rows]
    said = [tuple(span.of(text) for span in spans or ()) for spans in contents]
    longer = frozenset(row[1][:length] for row in rows for length in range(12, len(row[1]), _KEY_STEP))
    right_keys = quote_keys(article_key, said, longer)
    for row, spans, words, right in zip(rows, contents, said, right_keys, strict=True):
        number, key, quote, content, *parts, start, end = row

        def fault(check: str, wrong: str, number: int = number, key: str = key, **columns: object) -> _Fault:
            return _Fault(check, texts.quotes, number, key, wrong, texts.remedy, columns)

        if spans is None:
            yield fault("span", f"content is not within the text: {_shown(content)}")
            continue
        if (joined := " … ".join(words)) != quote:
            wrong = f"the quote is {_shown(quote)}, but the text has {_shown(joined)}"
            # The key was made of the words: where it agrees with the text, the copy of the words is what is wrong.
            yield fault("span", wrong, quote=joined) if key == right else fault("span", wrong)
        elif key != right:
            yield _wrong_key(texts, connection, number, key, right)
        around = [*spans]
        for name, (part, first, last) in (("cue", parts[:3]), ("mention", parts[3:])):
            if part is first is last is None:
                continue
            if not (_is_span(first, last, text) and text[first:last] == part):
                yield fault(
                    "span", f"the {name} is {_shown(part)}, but does not stand at {first} to {last} of the text"
                )
                break
            around.append(Span(first, last))
        else:
            low, high = paragraph_around(text, around)
            if texts.paragraphs and (start, end) != (low, high):
                wrong = f"the paragraph is {start} to {end} and should be {low} to {high}"
                yield fault("span", wrong, paragraph_start=low, paragraph_end=high)


def _wrong_key(texts: _Texts, connection: sqlite3.Connection, row: int, key: str, right: str) -> _Fault:
    wrong = f"the key should be {right}"
    taken = texts.unique and connection.execute("SELECT 1 FROM quotes WHERE key = ?", (right,)).fetchone() is not None
    return _Fault("key", texts.quotes, row, key, wrong, texts.remedy, {} if taken else {"key": right})


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
