"""What ``extract`` prints for an article: the shape in which predictions are scored. Imports model; extraction and
reading inside a function.

    {"id", "quotes": [{"content": [[s, e], …], "speaker": [s, e] | null, "speaker_name", "cue": [s, e] | null, "type",
                       "rule", "confidence", "identity_confidence", "identity_rule", "speaker_kind", "role",
                       "speaker_names", "closed"}]}

A quote whose text does not decide whom the mention means has "candidates", a list of names, as well. Offsets are code
points of the article's text, end exclusive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from quotetrack.cli.cells import harmless_json
from quotetrack.model import Article, Attribution, Attributions, Mention, Problem, Span

if TYPE_CHECKING:
    from quotetrack.reading import Part

# Of a quote whose mention may mean another, and of one whose mention may be another's.
_UNNAMED: dict[str, Any] = {
    "speaker_name": None,
    "identity_confidence": None,
    "identity_rule": None,
    "speaker_kind": None,
    "role": None,
    "speaker_names": [],
}
_NOBODY = _UNNAMED | {"speaker": None}


def prediction(
    identity: str,
    attributions: Iterable[Attribution],
    *,
    min_confidence: float | None = None,
    attributed: bool = False,
) -> dict[str, Any]:
    """The line of one article. Below ``min_confidence`` (0 to 1) a quote is given without its speaker, and one whose
    identity_confidence is below it with its mention alone; with ``attributed`` quotes without a mention are left out.
    """
    quotes = (_quote(attribution, min_confidence) for attribution in attributions)
    return {"id": identity, "quotes": [quote for quote in quotes if quote["speaker"] or not attributed]}


def predict(
    documents: Iterable[Mapping[str, Any]],
    *,
    min_confidence: float | None = None,
    attributions: Attributions = Attributions.SPEECH,
) -> Iterator[dict[str, Any]]:
    """The lines of gold documents, whose texts are read as a line of .jsonl is."""
    from quotetrack.extraction import extract
    from quotetrack.reading.metadata import Origin, make_article, read_metadata

    for document in documents:
        meta = document.get("meta")
        given = (document, meta) if isinstance(meta, Mapping) else (document,)
        article = make_article(document["text"], read_metadata(*given), Origin(document["id"]))
        found = extract(article, attributions=attributions)
        yield prediction(document["id"], found, min_confidence=min_confidence)


Printed = tuple[str, str | list[dict[str, Any]]]
"""An article's id and what is printed of it: its quotes in JSON, or as rows."""


def begin_printing(
    rows: bool, min_confidence: float, attributed: bool, attributions: Attributions
) -> Callable[[Part], Iterator[Problem | Printed]]:
    """The work of ``extract`` on a part of the input, in this process or in a worker: ids may come again."""
    from quotetrack.extraction import extract
    from quotetrack.reading import read_part

    def work(part: Part) -> Iterator[Problem | Printed]:
        for item in read_part(part):
            if isinstance(item, Problem):
                yield item
                continue
            found = extract(item, attributions=attributions)
            if rows:
                line = prediction(item.id, found, min_confidence=min_confidence, attributed=attributed)
                yield item.id, list(quote_rows(item, line))
            else:
                yield item.id, quotes_in_json(found, min_confidence, attributed=attributed)

    return work


def quotes_in_json(attributions: Iterable[Attribution], least: float | None = None, *, attributed: bool = False) -> str:
    """The quotes of ``prediction`` in JSON: the same as ``to_json`` makes of them, in half the time."""
    quotes = (_in_json(attribution, least) for attribution in attributions)
    return harmless_json(f"[{', '.join([quote for quote, mention in quotes if mention or not attributed])}]")


def _in_json(attribution: Attribution, least: float | None) -> tuple[str, Mention | None]:
    """A quote in JSON, and its mention as far as it is shown."""
    quote, mention, names, candidates = attribution.quote, attribution.mention, [], attribution.candidates
    kind = sure = how = role = None
    if least and attribution.confidence < least:
        mention, candidates = None, ()
    elif not least or _identity(attribution) >= least:
        names = [_text(antecedent.name) for antecedent in attribution.antecedents]
        kind = attribution.antecedents[0].kind if names else None
        sure, how, role = attribution.identity_confidence, attribution.identity_rule, attribution.role
    written = (
        f'{{"content": [{", ".join([f"[{start}, {end}]" for start, end in quote.content])}], '
        f'"speaker": {_span(mention.span if mention else None)}, "speaker_name": {names[0] if names else "null"}, '
        f'"cue": {_span(attribution.cue)}, "type": "{quote.type}", "rule": {_text(attribution.rule)}, '
        f'"confidence": {attribution.confidence}, "identity_confidence": {"null" if sure is None else sure}, '
        f'"identity_rule": {_text(how)}, "speaker_kind": {_text(kind)}, "role": {_text(role)}, '
        f'"speaker_names": [{", ".join(names)}], "closed": {"true" if quote.closed else "false"}'
    )
    if candidates:
        written += f', "candidates": [{", ".join([_text(candidate.name) for candidate in candidates])}]'
    return f"{written}}}", mention


def _text(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)


def _span(span: Span | None) -> str:
    return "null" if span is None else f"[{span[0]}, {span[1]}]"


def quote_rows(article: Article, line: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The quotes of a line as rows of a listing, with the words in place of the spans."""
    text = article.text
    for quote in line["quotes"]:
        yield {
            "id": line["id"],
            "quote": " … ".join(text[start:end] for start, end in quote["content"]),
            "type": quote["type"],
            "speaker": "; ".join(quote["speaker_names"]) or None,
            "speaker_kind": quote["speaker_kind"],
            "mention": _words(text, quote["speaker"]),
            "role": quote["role"],
            "cue": _words(text, quote["cue"]),
            "rule": quote["rule"],
            "confidence": quote["confidence"],
            "identity_confidence": quote["identity_confidence"],
        }


def _quote(attribution: Attribution, least: float | None) -> dict[str, Any]:
    names = [antecedent.name for antecedent in attribution.antecedents]
    made = {
        "content": [list(span) for span in attribution.quote.content],
        "speaker": list(attribution.mention.span) if attribution.mention else None,
        "speaker_name": names[0] if names else None,
        "cue": list(attribution.cue) if attribution.cue else None,
        "type": str(attribution.quote.type),
        "rule": attribution.rule,
        "confidence": attribution.confidence,
        "identity_confidence": attribution.identity_confidence,
        "identity_rule": attribution.identity_rule,
        "speaker_kind": str(attribution.antecedents[0].kind) if names else None,
        "role": attribution.role,
        "speaker_names": names,
        "closed": attribution.quote.closed,
    }
    if least and attribution.confidence < least:
        return made | _NOBODY
    if least and _identity(attribution) < least:
        made |= _UNNAMED
    if attribution.candidates:
        made["candidates"] = [candidate.name for candidate in attribution.candidates]
    return made


def _identity(attribution: Attribution) -> float:
    """The confidence that the person is meant; 1 where nobody is named, so that nothing can be hidden."""
    return 1.0 if attribution.identity_confidence is None else attribution.identity_confidence


def _words(text: str, span: list[int] | None) -> str | None:
    return text[span[0] : span[1]] if span else None
