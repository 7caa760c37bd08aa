"""Export and import: everything, in an order that the same input gives again; a broken file changes nothing."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from store_articles import HOSTILE, write

from quotetrack.errors import InputError, StoreError
from quotetrack.model import Antecedent, Article, Attribution, Furniture, FurnitureKind, Quote, QuoteType, Span
from quotetrack.model import SpeakerKind as Kind
from quotetrack.store import Export, Store, importing
from quotetrack.store.records import (
    ARTICLE,
    LEFT_OUT,
    LINK,
    NAME,
    PAST_QUOTE,
    QUOTE,
    RECORDS,
    SPEAKER,
    VERSION_OF_ARTICLE,
)

Add = Callable[..., None]


def export(store: Store) -> bytes:
    return "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in store.export()).encode()


def bring_in(path: Path, content: bytes) -> Store:
    store = Store.open(path, create=True)
    store.import_export(Export(io.BytesIO(content), "record.jsonl"))
    return store


@pytest.fixture
def record(store: Store, add: Add) -> Store:
    """A little of everything: hostile text, several speakers, rivals, roles, furniture, versions, nobody, no quotes."""
    add("a", (HOSTILE, "Ann Lee"), ("“Once.”", "Ann \x00 Roe"), url="http://x.org/Ä")
    add("a", url="http://x.org/Ä")
    article, attributions = write("a", (HOSTILE, "Ann Lee"), ("“No.”", "unnamed:officials"), ("“Who?”", None))
    article = replace(
        article,
        title=HOSTILE,
        authors=("Bo \u2028Roe", "Çelik"),
        published="2025-06",
        published_inferred=True,
        url="http://x.org/Ä",
        furniture=(Furniture(Span(0, 2), FurnitureKind.CAPTION),),
    )
    store.add(article, attributions, rules_version="r1")
    add("b", ("“Yes.”", "Ann Lee"), ("“Yes.”", "Bo Lee"), ("“So.”", "place:Moscow"))
    add("c", ("“Yes.”", "Lee"))
    text = "“Yes,” Day and Roe said."
    both = (
        Antecedent("Ann Day", Kind.PERSON, role="mayor", forms=("Day",)),
        Antecedent("Bo Roe", Kind.PERSON, role="clerk"),
    )
    store.add(
        Article(text=text, id="d"), (Attribution(Quote((Span(0, 6),), QuoteType.MIXED), "r", 0.1, antecedents=both),)
    )
    store.add(Article(text="Nothing said."), ())
    return store


def test_there_and_back(record: Store, tmp_path: Path) -> None:
    content = export(record)
    with bring_in(tmp_path / "copy.db", content) as copy:
        assert export(copy) == content
        assert copy.counts() == record.counts()
        assert copy.speaker("Ann Lee")["forms"] == [{"name": "Ann Lee", "articles": 2}]
        copy._connection.execute("INSERT INTO quotes_fts (quotes_fts, rank) VALUES ('integrity-check', 1)")
        # Who somebody is, is decided in the copy as it is in the record.
        for both in (record, copy):
            both.add(*write("e", ("“Late.”", "Ann Lee"), ("“Later.”", "Lee"), ("“Last.”", "Ann Z. Day")))
        assert export(copy) == export(record)


def test_every_column_is_in_it(record: Store) -> None:
    columns = {
        "articles": {field.name for field in ARTICLE},
        "speakers": {field.name for field in SPEAKER} | {"article_id"},
        "names": {field.name for field in NAME},
        "roles": {"speaker_id", "article_id", "role"},
        "name_uses": {"name_id", "article_id"},
        "rivals": {"speaker_id", "article_id", "rival_id"},
        "quotes": {field.name for field in QUOTE} | {"article_id"},
        "versions": {field.name for field in VERSION_OF_ARTICLE} | {"article_id"},
        "past_quotes": {field.name for field in PAST_QUOTE} | {"version_id"},
        "quote_speakers": {field.name for field in LINK} | {"speaker_id"},
        "corrections": {"key", "made_at", "made_by", "why", "action", "undoes", "data"},
        "people": {"key", "name", "data"},
    }
    for (table,) in record._connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'quotes_fts%' AND name NOT LIKE '\\_%'"
        " ESCAPE '\\'"
    ).fetchall():
        stored = {column[1] for column in record._connection.execute(f"PRAGMA table_info({table})")}
        assert stored - columns.get(table, set()) == LEFT_OUT.get(table, frozenset()), (
            f"{table}: export it, or say why not"
        )
    for line in record.export():
        assert set(line) - {"record"} == {field.name for field in RECORDS[line["record"]]}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    found = [write(name, (f"“{name}.”", "Ann Lee"), ("“Yes.”", f"Bo {name}")) for name in ("North", "East", "South")]
    contents = []
    for interrupted in (False, True):
        with Store.open(tmp_path / f"{interrupted}.db", create=True) as store:
            for article in [*found[:2], *found] if interrupted else found:
                store.add(*article)
            contents.append(export(store))
    assert contents[0] == contents[1]
    labels = [record["label"] for record in map(json.loads, contents[0].splitlines()) if record["record"] == "article"]
    assert labels == ["North", "East", "South"]


def test_it_is_one_moment(record: Store, tmp_path: Path) -> None:
    content = export(record)
    lines = record.export()
    first = next(lines)
    with Store.open(tmp_path / "quotes.db", write=True) as other:
        other.add(*write("meanwhile", ("“Hello.”", "Cy Poe")))
    rest = [first, *lines]
    assert [json.loads(line) for line in content.splitlines()] == rest
    assert export(record) != content


def test_only_into_an_empty_one(record: Store, tmp_path: Path) -> None:
    content = export(record)
    with pytest.raises(StoreError, match="not empty"):
        bring_in(tmp_path / "quotes.db", content)
    assert export(record) == content


def changed(content: bytes, kind: str, /, **fields: Any) -> tuple[bytes, int]:
    """The export with these fields of the last record of a kind changed, and the line where it stands."""
    records = [json.loads(line) for line in content.splitlines()]
    at = max(number for number, record in enumerate(records) if record["record"] == kind)
    records[at] |= fields
    return "\n".join(json.dumps(record) for record in records).encode(), at + 1


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("article", {"text": "Another text."}),
        ("article", {"title": 7}),
        ("article", {"key": None}),
        ("article", {"outlet": "\ud800"}),
        ("article", {"key": "test/b"}),
        ("article", {"furniture": [[0, 10**6, "title"]]}),
        ("article", {"colour": "red"}),
        ("quote", {"content": [[0, 5]]}),
        ("quote", {"content": [[0, -6]]}),
        ("quote", {"mention": "Zed"}),
        ("quote", {"type": "sung"}),
        ("quote", {"confidence": "high"}),
        ("quote", {"paragraph_end": 999}),
        ("quote", {"article": "test/b"}),
        ("quote", {"speakers": [{"speaker": "nobody", "how": "exact"}]}),
        ("quote", {"speakers": [{"speaker": "nobody"}]}),
        ("version", {"text": "Another text."}),
        ("past_quote", {"content": [[0, 5]]}),
        ("past_quote", {"speakers": [{"key": "x", "name": None, "kind": "person", "how": "new"}]}),
        ("appearance", {"names": ["Ann Lee"]}),
        ("speaker", {"key": "0" * 12, "kind": "ghost"}),
        ("end", {"record": "export", "format": "quotetrack", "version": 1}),
        ("end", {"record": "song"}),
    ],
)
def test_a_line_that_does_not_fit_is_named_and_nothing_is_stored(
    record: Store, tmp_path: Path, kind: str, fields: dict[str, Any]
) -> None:
    content, line = changed(export(record), kind, **fields)
    with pytest.raises(InputError, match=rf"^record\.jsonl:{line}: .*; nothing was imported$") as caught:
        bring_in(tmp_path / "copy.db", content)
    assert "\n" not in str(caught.value)
    with Store.open(tmp_path / "copy.db") as copy:
        assert copy.counts() == {"articles": 0, "quotes": 0, "speakers": 0}


@pytest.mark.parametrize(
    "line",
    [b"{", b"[1]", b'"x"', b'{"record": []}', b"[" * 99_999, b"\xff", b'{"record": "end", "x": NaN}', b"9" * 9999],
)
def test_a_line_that_is_no_record(record: Store, tmp_path: Path, line: bytes) -> None:
    whole = export(record).splitlines()
    with pytest.raises(InputError, match=r"^record\.jsonl:3: "):
        bring_in(tmp_path / "copy.db", b"\n".join([*whole[:2], line, *whole[2:]]))


@pytest.mark.parametrize("content", [b"", b"\n", b"{}\n", b'{"id": "1", "text": "x"}\n', b"SQLite format 3\x00"])
def test_what_is_no_export(content: bytes) -> None:
    with pytest.raises(InputError, match=r"^record\.jsonl:1: this is no export of quotetrack"):
        Export(io.BytesIO(content), "record.jsonl")


def test_newer_torn_and_too_long(record: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = export(record)
    lines = content.splitlines(keepends=True)
    with pytest.raises(InputError, match=r":1: .*newer quotetrack \(version 99\)"):
        Export(io.BytesIO(changed(content, "export", version=99)[0]), "record.jsonl")
    with pytest.raises(InputError, match=rf":{len(lines) - 1}: the file stops here"):
        bring_in(tmp_path / "copy.db", b"".join(lines[:-1]))
    with pytest.raises(InputError, match=rf":{len(lines) + 2}: end after the end"):
        bring_in(tmp_path / "copy.db", content + b"\n" + lines[-1])
    monkeypatch.setattr(importing, "_PIECE", 16)
    with bring_in(tmp_path / "crlf.db", content.replace(b"\n", b"\r\n\r\n")) as copy:
        assert export(copy) == content
    monkeypatch.setattr(importing, "LONGEST_LINE", 64)
    with pytest.raises(InputError, match=r":2: the line is longer"):
        bring_in(tmp_path / "copy.db", content)


def test_a_failing_disk_leaves_nothing(record: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    content = export(record)
    monkeypatch.setattr(importing._Writer, "_write_appearance", full)
    with pytest.raises(StoreError, match="full"):
        bring_in(tmp_path / "copy.db", content)
    with Store.open(tmp_path / "copy.db") as copy:
        assert copy.counts()["articles"] == 0
