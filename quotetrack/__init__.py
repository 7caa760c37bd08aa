"""quotetrack: who said what, where, and in which words.

The library in one screen:

>>> from quotetrack import Article, extract
>>> article = Article(text="“Lock the gate,” said Ann Lee, the mayor. “Nobody is home,” she added.", id="gate")
>>> for found in extract(article):                          # Attributions, in text order
...     print([span.of(article.text) for span in found.quote.content], found.antecedents[0].name, found.rule)
['“Lock the gate,”'] Ann Lee quote-cue-speaker
['“Nobody is home,”'] Ann Lee quote-speaker-cue

``read`` makes Articles of files and folders, and Problems of what could not be read; ``Store`` keeps articles with
their quotes in a data base and finds them again; ``extract_batch`` is ``extract`` for Arrow record batches.

``__all__`` is the promise; everything else may change. Names load when they are first used. Articles and what is found
in them are frozen: any number of threads and processes may extract at once, and a Store belongs to one thread.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quotetrack.batch import extract_batch
    from quotetrack.errors import InputError, MissingExtra, QuotetrackError, RulesError, StoreError
    from quotetrack.extraction import explain, extract
    from quotetrack.model import (
        Antecedent,
        Article,
        Attribution,
        Attributions,
        Furniture,
        FurnitureKind,
        Mention,
        MentionKind,
        Problem,
        Quote,
        QuoteType,
        Span,
        SpeakerKind,
    )
    from quotetrack.reading import read
    from quotetrack.store import Added, SearchQuery, SearchResult, Store

__version__ = "0.1.0"

__all__ = [
    "Added",
    "Antecedent",
    "Article",
    "Attribution",
    "Attributions",
    "Furniture",
    "FurnitureKind",
    "InputError",
    "Mention",
    "MentionKind",
    "MissingExtra",
    "Problem",
    "Quote",
    "QuoteType",
    "QuotetrackError",
    "RulesError",
    "SearchQuery",
    "SearchResult",
    "Span",
    "SpeakerKind",
    "Store",
    "StoreError",
    "explain",
    "extract",
    "extract_batch",
    "read",
]

_ROOMS = {
    "quotetrack.batch": ("extract_batch",),
    "quotetrack.errors": ("InputError", "MissingExtra", "QuotetrackError", "RulesError", "StoreError"),
    "quotetrack.extraction": ("explain", "extract"),
    "quotetrack.reading": ("read",),
    "quotetrack.store": ("Added", "SearchQuery", "SearchResult", "Store"),
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'quotetrack' has no attribute {name!r}")
    room = next((room for room, names in _ROOMS.items() if name in names), "quotetrack.model")
    return getattr(import_module(room), name)
