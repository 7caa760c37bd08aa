"""What an input says about its article, under the names that inputs use, and the Article made of it.

May import: model and this room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from quotetrack.model import Article
from quotetrack.reading.dates import published
from quotetrack.reading.furniture import find_furniture
from quotetrack.reading.headers import read_headers

NAMES: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "title": ("title",),
    "url": ("url",),
    "outlet": ("outlet", "publisher"),
    "published": ("published", "date"),
    "authors": ("authors", "author", "byline"),
    "language": ("language",),
}
"""Field of an article -> the keys an input may give it under, best first."""

_AND = re.compile(r"\s*(?:[,;&]|\band\b)\s*", re.IGNORECASE)
_BY = re.compile(r"by:?\s+", re.IGNORECASE)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "md", "m.d."})
_LONGEST_BYLINE = 2_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an input says about its article; None and () where it says nothing of use."""

    id: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text comes from: its label for people, its collection, its file and the file's sha256."""

    label: str
    collection: str | None = None
    path: str | None = None
    sha256: str | None = None


def read_metadata(*mappings: Mapping[str, Any]) -> Metadata:
    """The metadata of ``mappings``, the first before the next; values of the wrong type count as absent."""
    found = {field: _first(mappings, keys) for field, keys in NAMES.items() if field != "authors"}
    return Metadata(**found, authors=_authors(mappings))


def split_authors(printed: str) -> tuple[str, ...]:
    """The names in "By Ann Lee, Jo Roe Jr. and Max Ray"."""
    names: list[str] = []
    for part in _AND.split(_BY.sub("", printed.strip()[:_LONGEST_BYLINE], count=1)):
        if part.casefold() in _SUFFIXES and names:
            names[-1] = f"{names[-1]}, {part}"
        elif part:
            names.append(part)
    return tuple(names)


def make_article(text: str, metadata: Metadata, origin: Origin) -> Article:
    """The Article of ``text``: metadata first, then what the page prints itself, which never overrides it."""
    furniture = find_furniture(text)
    title, outlet, authors = metadata.title, metadata.outlet, metadata.authors
    day = published(metadata.published, text) if metadata.published else None
    if furniture and not (title and outlet and authors and day):
        printed = read_headers(text, furniture)
        title, outlet, authors = title or printed.title, outlet or printed.outlet, authors or printed.authors
        day = day or printed.published
    return Article(
        text=text,
        id=metadata.id or origin.label,
        title=title,
        url=metadata.url,
        outlet=outlet,
        authors=authors,
        published=day.iso if day else None,
        published_as_printed=day.as_printed if day else None,
        published_inferred=day is not None and day.inferred,
        language=_language(metadata.language),
        collection=origin.collection,
        natural_id=metadata.id,
        source_path=origin.path,
        source_sha256=origin.sha256,
        furniture=furniture,
    )


def _first(mappings: Iterable[Mapping[str, Any]], keys: tuple[str, ...]) -> str | None:
    for mapping in mappings:
        for key in keys:
            value = mapping.get(key)
            # An id that a data base counted is as good as a string; True is no number here.
            if key == "id" and type(value) is int:
                value = str(value)
            if isinstance(value, str) and (value := value.strip()):
                return value
    return None


def _authors(mappings: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    for mapping in mappings:
        for key in NAMES["authors"]:
            value = mapping.get(key)
            if isinstance(value, str):
                value = split_authors(value)
            elif isinstance(value, list):
                # Feeds give authors as objects with a name.
                value = [item.get("name") if isinstance(item, dict) else item for item in value]
            else:
                continue
            names = tuple(name.strip() for name in value if isinstance(name, str) and name.strip())
            if names:
                return names
    return ()


def _language(printed: str | None) -> str:
    """The primary subtag ("en" of "en-GB"): rules are kept by language, not by country."""
    return re.split(r"[-_]", printed, maxsplit=1)[0].lower() if printed else "en"
