"""Gold and predicted documents: reading them from JSON Lines, and checking each before anything is counted.

Every mistake in a file is told as ``path:line``, what is wrong, and in which quote. Imports model and errors only.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from quotetrack.errors import InputError
from quotetrack.model import QuoteType, Span

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class GoldQuote:
    """A quote of a gold document; ``names`` holds every full name that is right, the gold's own first."""

    id: str
    content: tuple[Span, ...]
    speaker: tuple[Span, ...]
    cue: tuple[Span, ...]
    type: QuoteType
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    id: str
    text: str
    quotes: tuple[GoldQuote, ...]


@dataclass(frozen=True, slots=True)
class PredictedQuote:
    """A predicted quote; ``index`` is its place in the document's list."""

    index: int
    content: tuple[Span, ...]
    speaker: tuple[Span, ...]
    name: str | None


@dataclass(frozen=True, slots=True)
class PredictedDocument:
    id: str
    quotes: tuple[PredictedQuote, ...]


def read_gold(path: str | Path) -> list[dict[str, Any]]:
    """The gold documents of a JSON Lines file, in its order.

    Raises InputError (``path:line``) for a line that is no JSON object, lacks a key, or has a span that is none, for a
    document given twice, and for a file that holds no document.
    """
    documents = []
    seen: dict[str, str] = {}
    for source, document in _objects(path):
        _remember(parse_gold(document, source).id, source, seen)
        documents.append(document)
    if not documents:
        raise InputError(str(path), "holds no gold document; give JSON Lines, one article with its quotes a line")
    return documents


def read_predictions(path: str | Path, *, documents: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The predictions of a JSON Lines file, or of standard input where ``path`` is ``-``, in their order.

    ``documents``: the ids of the gold documents; where given, a prediction for any other is refused with its line.
    Raises InputError as ``read_gold`` does; no line at all is no mistake.
    """
    known = None if documents is None else frozenset(documents)
    predictions = []
    seen: dict[str, str] = {}
    for source, document in _objects(path):
        parsed = parse_predictions(document, source)
        _remember(parsed.id, source, seen)
        if known is not None and parsed.id not in known:
            raise unknown_document(source, parsed.id)
        predictions.append(document)
    return predictions


def unknown_document(source: str, document: str) -> InputError:
    """The error for a prediction without a gold document."""
    return InputError(source, f"document {document!r} is not in the gold file; are these predictions for another set?")


def parse_gold(document: Mapping[str, Any], source: str) -> GoldDocument:
    """A gold document checked; ``source`` says where it stands, for the InputError."""
    identity = _identity(document, source)
    text = _needed(document, "text", source)
    if not isinstance(text, str):
        _refuse(source, '"text" must be a string')
    meta = document.get("meta")
    alternatives = meta.get("alt_names") if isinstance(meta, Mapping) else None
    quotes = []
    seen: set[str] = set()
    for n, quote in _quotes(document, source):
        label = f"quote {n + 1}"
        quote_id = str(quote.get("id", n))
        if quote_id in seen:
            _refuse(source, f"{label}: id {quote_id!r} is given twice in this document")
        seen.add(quote_id)
        content = _spans(_needed(quote, "content", source, label), f'{label}: "content"', source)
        quotes.append(
            GoldQuote(
                id=quote_id,
                content=content,
                speaker=_spans(quote.get("speaker"), f'{label}: "speaker"', source),
                cue=_spans(quote.get("cue"), f'{label}: "cue"', source),
                type=_type(quote.get("type"), label, source),
                names=_good_names(quote, quote_id, alternatives, label, source),
            )
        )
    return GoldDocument(identity, text, tuple(quotes))


def parse_predictions(document: Mapping[str, Any], source: str) -> PredictedDocument:
    """A predicted document checked; ``source`` says where it stands, for the InputError."""
    identity = _identity(document, source)
    quotes = []
    for n, quote in _quotes(document, source):
        label = f"quote {n + 1}"
        content = _spans(_needed(quote, "content", source, label), f'{label}: "content"', source)
        speaker = _spans(quote.get("speaker"), f'{label}: "speaker"', source)
        quotes.append(PredictedQuote(n, content, speaker, _name(quote, label, source)))
    return PredictedDocument(identity, tuple(quotes))


def _objects(path: str | Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each JSON object of the file with its ``path:line``; blank lines are passed over."""
    label = "standard input" if str(path) == "-" else str(path)
    for number, raw in enumerate(_lines(path), start=1):
        source = f"{label}:{number}"
        line = raw.removeprefix(_BYTE_ORDER_MARK) if number == 1 else raw
        if not line.strip():
            continue
        try:
            value = json.loads(line.decode("utf-8"))
        except UnicodeDecodeError:
            _refuse(source, "not UTF-8; write the file again as UTF-8")
        except json.JSONDecodeError as error:
            _refuse(source, f"not JSON ({error.msg} at character {error.pos + 1}); give one JSON object a line")
        except (ValueError, RecursionError):
            _refuse(source, "JSON with too large a number or too deeply nested")
        if not isinstance(value, dict):
            _refuse(source, "not a JSON object; give one article a line")
        yield source, value


def _lines(path: str | Path) -> Iterator[bytes]:
    if str(path) == "-":
        yield from sys.stdin.buffer
        return
    try:
        with Path(path).open("rb") as file:
            yield from file
    except FileNotFoundError:
        _refuse(str(path), "no such file")
    except IsADirectoryError:
        _refuse(str(path), "is a folder; give a file of JSON Lines")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        _refuse(str(path), f"cannot be read ({getattr(error, 'strerror', None) or error})")


def _refuse(source: str, reason: str) -> NoReturn:
    # The cause is told in the message already; the user's line ends with it.
    raise InputError(source, reason) from None


def _remember(identity: str, source: str, seen: dict[str, str]) -> None:
    if identity in seen:
        _refuse(source, f"document {identity!r} was given before, at {seen[identity]}; keep one of them")
    seen[identity] = source


def _needed(record: Mapping[str, Any], key: str, source: str, label: str | None = None) -> Any:
    if key not in record:
        _refuse(source, f'{label}: no "{key}"' if label else f'no "{key}"')
    return record[key]


def _identity(document: Mapping[str, Any], source: str) -> str:
    identity = _needed(document, "id", source)
    if isinstance(identity, bool) or not isinstance(identity, str | int):
        _refuse(source, '"id" must be a string')
    return str(identity)


def _quotes(document: Mapping[str, Any], source: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    quotes = _needed(document, "quotes", source)
    if not isinstance(quotes, list | tuple):
        _refuse(source, '"quotes" must be a list')
    for n, quote in enumerate(quotes):
        if not isinstance(quote, Mapping):
            _refuse(source, f"quote {n + 1}: not a JSON object")
        yield n, quote


def _spans(value: Any, label: str, source: str) -> tuple[Span, ...]:
    """Spans from ``null``, ``[start, end]`` or a list of such pairs."""
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        pairs = [value] if value and not isinstance(value[0], list | tuple) else value
        if all(_is_span(pair) for pair in pairs):
            return tuple(Span(start, end) for start, end in pairs)
    _refuse(source, f"{label} must be [start, end] or a list of these, whole numbers from 0, end not before start")


def _is_span(pair: Any) -> bool:
    return (
        isinstance(pair, list | tuple)
        and len(pair) == 2
        and all(isinstance(offset, int) and not isinstance(offset, bool) for offset in pair)
        and 0 <= pair[0] <= pair[1]
    )


def _type(value: Any, label: str, source: str) -> QuoteType:
    if not value:
        return QuoteType.INDIRECT
    try:
        return QuoteType(value)
    except ValueError:
        _refuse(source, f'{label}: "type" must be one of {", ".join(QuoteType)}')


def _name(quote: Mapping[str, Any], label: str, source: str) -> str | None:
    name = quote.get("speaker_name")
    if name is not None and not isinstance(name, str):
        _refuse(source, f'{label}: "speaker_name" must be a string or null')
    return name


def _good_names(quote: Mapping[str, Any], quote_id: str, alternatives: Any, label: str, source: str) -> tuple[str, ...]:
    """The quote's own name and those that the gold calls as good; none where the gold names nobody."""
    name = _name(quote, label, source)
    if not name:
        return ()
    names = [name, *_list_of_names(quote.get("alt_names"))]
    if isinstance(alternatives, Mapping):
        names += [more for key in (quote_id, name) for more in _list_of_names(alternatives.get(key))]
    return tuple(names)


def _list_of_names(value: Any) -> list[str]:
    given = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    return [name for name in given if isinstance(name, str) and name]
