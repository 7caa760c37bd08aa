"""Quotes of many articles at once, as Arrow record batches: the shape in which clusters hand work around.

Floor 5: imports extraction, reading, model, errors; pyarrow (the extra ``arrow``) when it is first used. No data base,
no file, nothing kept from one batch to the next but the word lists.

One batch in, one batch out, because the rest follows: an iterator of batches is ``map(extract_batch, batches)``, which
is what Spark's mapInArrow asks for, and a pool of processes takes the function as it is. The columns that come out:

    article_id            the article's id as given; null where it has none
    row                   the article's place in the batch, from 0
    quote                 the words; the spans of content joined by " … "
    content               list of {start, end}: code points of the article's text, end exclusive
    type, closed          direct, mixed or indirect; false where a closing mark is missing
    cue                   {text, start, end} or null
    mention               {text, start, end, kind: name, role, pronoun or group} or null
    speakers              list of {name, kind, role}: whom the mention means; several for "Day and Roe said"
    role                  as printed with the mention, or null
    rule, confidence      which rule found it, and how sure that is, 0 to 1
    identity_confidence   how sure it is that the speakers are the ones meant, 0 to 1, or null
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from quotetrack.errors import InputError, MissingExtra
from quotetrack.extraction import extract
from quotetrack.model import Article, Attribution, Mention, Span
from quotetrack.reading.metadata import NAMES, Origin, make_article, read_metadata

if TYPE_CHECKING:
    import pyarrow as pa

    QUOTE_SCHEMA: pa.Schema

__all__ = ["QUOTE_SCHEMA", "extract_batch"]


def extract_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The quotes of a batch of articles, a row each, in the order of the articles and of their text.

    Read are the columns ``text`` (strings; a null has no quotes) and, where there are any, those of a line of .jsonl:
    ``id``, ``title``, ``url``, ``outlet``, ``published``, ``authors`` (a string or a list), ``language``. Others are
    left alone. What comes out has QUOTE_SCHEMA, whatever came in.

    Pure, and picklable by its name: it may run in any process, any number of times, with the same result.
    Raises InputError for a batch without texts, MissingExtra without pyarrow; nothing for any text.

    >>> import pyarrow as pa
    >>> articles = pa.RecordBatch.from_pylist([{"id": "a1", "text": "“Lock the gate,” said Ann Lee."}, {"id": "a2"}])
    >>> quotes = extract_batch(articles)
    >>> for quote in quotes.to_pylist():
    ...     print(quote["article_id"], quote["quote"], quote["content"], quote["speakers"][0]["name"])
    a1 “Lock the gate,” [{'start': 0, 'end': 16}] Ann Lee
    """
    arrow = _arrow()
    texts = _texts(batch)
    given = {name: batch.column(name).to_pylist() for name in _known_columns(batch.schema.names)}
    rows: list[dict[str, Any]] = []
    for row, text in enumerate(texts):
        if text is None:
            continue
        article = make_article(text, read_metadata({name: column[row] for name, column in given.items()}), Origin(""))
        rows += (_quote(row, article, attribution) for attribution in extract(article))
    return arrow.RecordBatch.from_pylist(rows, schema=_schema())


def __getattr__(name: str) -> Any:
    if name == "QUOTE_SCHEMA":
        return _schema()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _arrow() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise MissingExtra("extract_batch", "arrow") from None
    return pyarrow


@cache
def _schema() -> pa.Schema:
    pa = _arrow()

    def column(name: str, kind: Any, *, null: bool = False) -> Any:
        return pa.field(name, kind, nullable=null)

    def many(*fields: Any) -> Any:
        return pa.list_(column("element", pa.struct(fields)))

    text = pa.string()
    span = [column("start", pa.int32()), column("end", pa.int32())]
    words = [column("text", text), *span]
    return pa.schema(
        [
            column("article_id", text, null=True),
            column("row", pa.int32()),
            column("quote", text),
            column("content", many(*span)),
            column("type", text),
            column("closed", pa.bool_()),
            column("cue", pa.struct(words), null=True),
            column("mention", pa.struct([*words, column("kind", text)]), null=True),
            column("speakers", many(column("name", text), column("kind", text), column("role", text, null=True))),
            column("role", text, null=True),
            column("rule", text),
            column("confidence", pa.float64()),
            column("identity_confidence", pa.float64(), null=True),
        ]
    )


def _texts(batch: pa.RecordBatch) -> list[str | None]:
    names = batch.schema.names
    if names.count("text") != 1:
        raise InputError("extract_batch", f"give one column “text”; the batch has {', '.join(names) or 'none'}")
    kind = batch.schema.field("text").type
    values: list[str | None] = batch.column("text").to_pylist()
    if any(value is not None and not isinstance(value, str) for value in values):
        raise InputError("extract_batch", f"the column “text” must hold strings, not {kind}")
    return values


def _known_columns(names: Iterable[str]) -> list[str]:
    """Columns that say something about an article; one that is there twice says nothing."""
    present = list(names)
    return [name for known in NAMES.values() for name in known if present.count(name) == 1]


def _quote(row: int, article: Article, found: Attribution) -> dict[str, Any]:
    text = article.text
    return {
        "article_id": article.natural_id,
        "row": row,
        "quote": " … ".join(span.of(text) for span in found.quote.content),
        "content": [{"start": span.start, "end": span.end} for span in found.quote.content],
        "type": found.quote.type.value,
        "closed": found.quote.closed,
        "cue": _words(text, found.cue),
        "mention": _mention(text, found.mention),
        "speakers": [{"name": who.name, "kind": who.kind.value, "role": who.role} for who in found.antecedents],
        "role": found.role,
        "rule": found.rule,
        "confidence": found.confidence,
        "identity_confidence": found.identity_confidence,
    }


def _words(text: str, span: Span | None) -> dict[str, Any] | None:
    return {"text": span.of(text), "start": span.start, "end": span.end} if span else None


def _mention(text: str, mention: Mention | None) -> dict[str, Any] | None:
    words = _words(text, mention.span) if mention else None
    return words | {"kind": mention.kind.value} if words and mention else None
