"""Arrow record batches in and out: the shape, what counts as an article, that nothing depends on where it runs."""

from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest

from quotetrack import Article, InputError, extract, extract_batch
from quotetrack.reading.metadata import Origin, make_article, read_metadata
from tests.generator import articles, record

pa = pytest.importorskip("pyarrow")

TEXT = "“Lock the gate 🔒,” said Ann Lee and Bo Ray. The “gate” held."


def _batch(*given: dict[str, Any]) -> Any:
    """A batch with the columns of all rows, not of the first one alone."""
    names = dict.fromkeys(name for row in given for name in row)
    return pa.RecordBatch.from_pydict({name: [row.get(name) for row in given] for name in names})


def _rows(*given: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = extract_batch(_batch(*given)).to_pylist()
    return rows


def test_a_quote_has_the_columns_of_the_schema() -> None:
    from quotetrack.batch import QUOTE_SCHEMA

    batch = extract_batch(_batch({"id": "a1", "text": TEXT}))
    batch.validate(full=True)
    assert batch.schema == QUOTE_SCHEMA
    (row,) = batch.to_pylist()
    assert all(0.5 < row.pop(name) <= 1 for name in ("confidence", "identity_confidence"))
    assert row == {
        "article_id": "a1",
        "row": 0,
        "quote": "“Lock the gate 🔒,”",
        "content": [{"start": 0, "end": 18}],  # code points
        "type": "direct",
        "closed": True,
        "cue": {"text": "said", "start": 19, "end": 23},
        "mention": {"text": "Ann Lee and Bo Ray", "start": 24, "end": 42, "kind": "name"},
        "speakers": [
            {"name": "Ann Lee", "kind": "person", "role": None},
            {"name": "Bo Ray", "kind": "person", "role": None},
        ],
        "role": None,
        "rule": "quote-cue-speaker",
    }


def test_batches_say_what_extract_says() -> None:
    made = list(articles(40, seed=3))
    rows = _rows(*map(record, made))
    expected = [
        (n, article.natural_id, found.rule, found.confidence, [tuple(span) for span in found.quote.content])
        for n, article in enumerate(made)
        for found in extract(article)
    ]
    assert len(rows) > 300
    spans = [[(span["start"], span["end"]) for span in row["content"]] for row in rows]
    names = ("row", "article_id", "rule", "confidence")
    assert [(*(row[name] for name in names), content) for row, content in zip(rows, spans, strict=True)] == expected
    for row in rows:
        text = made[row["row"]].text
        assert row["quote"] == " … ".join(text[s["start"] : s["end"]] for s in row["content"])
        for words in filter(None, (row["cue"], row["mention"])):
            assert words["text"] == text[words["start"] : words["end"]]
    assert any(row["mention"] is None for row in rows)


def test_no_text_is_no_quote_and_no_error() -> None:
    assert [row["row"] for row in _rows({"text": None}, {"text": ""}, {"text": TEXT}, {"text": "Rain."})] == [2]
    empty = pa.schema([("id", pa.string()), ("text", pa.string())])
    batch = extract_batch(pa.RecordBatch.from_pylist([], schema=empty))
    assert batch.num_rows == 0 and "quote" in batch.schema.names
    nulls = extract_batch(pa.RecordBatch.from_pydict({"text": pa.nulls(3)}))
    assert nulls.schema == batch.schema and nulls.num_rows == 0


def test_ids_are_as_given() -> None:
    ids = [{"id": 7, "text": TEXT}, {"id": None, "text": TEXT}]
    assert [row["article_id"] for row in _rows(*ids)] == ["7", None]
    assert [row["article_id"] for row in _rows({"text": TEXT})] == [None]


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view", "dictionary"])
def test_texts_come_in_any_kind_of_string(kind: str) -> None:
    values = pa.array([TEXT, None], pa.string())
    column = values.dictionary_encode() if kind == "dictionary" else values.cast(getattr(pa, kind)())
    assert extract_batch(pa.record_batch({"text": column})).num_rows == 1


def test_other_columns_harm_nothing() -> None:
    odd = {
        "text": TEXT,
        "authors": ["Jo Roe", None],
        "published": 5,
        "language": "en-GB",
        "title": None,
        "shard": b"\0",
    }
    assert len(_rows(odd)) == 1
    again = pa.RecordBatch.from_arrays([pa.array([TEXT]), pa.array(["a"]), pa.array(["b"])], ["text", "id", "id"])
    assert extract_batch(again).to_pylist()[0]["article_id"] is None


def test_what_is_no_batch_of_articles_is_told() -> None:
    with pytest.raises(InputError, match=r"one column “text”; the batch has body, id"):
        _rows({"body": TEXT, "id": "1"})
    with pytest.raises(InputError, match="must hold strings, not binary"):
        _rows({"text": b"bytes"})
    twice = pa.RecordBatch.from_arrays([pa.array([TEXT])] * 2, ["text", "text"])
    with pytest.raises(InputError, match="one column"):
        extract_batch(twice)


def test_it_is_the_same_wherever_and_however_often_it_runs() -> None:
    assert pickle.loads(pickle.dumps(extract_batch)) is extract_batch
    rows = [record(article) for article in articles(30, seed=8)]
    batches = [_batch(*rows[start : start + 10]) for start in range(0, 30, 10)]
    before = [batch.serialize().to_pybytes() for batch in batches]
    here = list(map(extract_batch, batches))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(extract_batch, batches)) == here
    assert [batch.serialize().to_pybytes() for batch in batches] == before, "what comes in is left as it is"
    whole = [row | {"row": 0} for row in _rows(*rows)]
    assert [row | {"row": 0} for batch in here for row in batch.to_pylist()] == whole, "parted into batches or not"


def test_metadata_is_read_as_in_a_line_of_jsonl() -> None:
    given = {"id": "x", "text": "June 3\n\n“Lock the gate,” said Ann Lee.", "publisher": "The Gate", "author": "Jo Roe"}
    article = make_article(given["text"], read_metadata(given), Origin(""))
    assert article.outlet == "The Gate" and isinstance(article, Article)
    assert [row["quote"] for row in _rows(given)] == [
        found.quote.content[0].of(article.text) for found in extract(article)
    ]


def test_without_pyarrow_one_line_says_what_to_install() -> None:
    code = """if True:
        import sys
        sys.modules["pyarrow"] = None
        from quotetrack import *
        for use in (lambda: extract_batch(None), lambda: __import__("quotetrack.batch").batch.QUOTE_SCHEMA):
            try:
                use()
            except MissingExtra as error:
                print(error)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    said = "extract_batch needs an extra that is not installed: pip install 'quotetrack[arrow]'"
    assert done.stdout.splitlines() == [said, said]
