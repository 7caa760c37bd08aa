"""quotetrack: who said what, where, and in which words.

The library in one screen::

    from quotetrack import Store, extract, read

    for article in read("articles/"):           # Articles, and Problems for what could not be read
        for found in extract(article):          # Attributions, in text order
            print(found.quote.content, found.mention, found.antecedents, found.rule)

``__all__`` is the promise; everything else may change. Names load when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quotetrack.errors import InputError, MissingExtra, QuotetrackError, RulesError, StoreError
    from quotetrack.extraction import explain, extract
    from quotetrack.model import (
        Antecedent,
        Article,
        Attribution,
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
    from quotetrack.store import Store

__version__ = "0.1.0"

__all__ = [
    "Antecedent",
    "Article",
    "Attribution",
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
    "Span",
    "SpeakerKind",
    "Store",
    "StoreError",
    "explain",
    "extract",
    "read",
]

_ROOMS = {
    "quotetrack.errors": ("InputError", "MissingExtra", "QuotetrackError", "RulesError", "StoreError"),
    "quotetrack.extraction": ("explain", "extract"),
    "quotetrack.reading": ("read",),
    "quotetrack.store": ("Store",),
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'quotetrack' has no attribute {name!r}")
    room = next((room for room, names in _ROOMS.items() if name in names), "quotetrack.model")
    return getattr(import_module(room), name)
