"""Title, outlet, authors and day of publication from a page's own furniture, where no metadata gives them.

May import: model and this room. Conservative: what the page does not print is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from quotetrack.model import Furniture, FurnitureKind
from quotetrack.reading.dates import Published, published
from quotetrack.reading.lines import byline_name, is_name, is_outlet, split_names, without_bullet
from quotetrack.reading.words import PageWords, page_words

# A page that prints more furniture than this is no single article; its top and its end still count.
_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Headers:
    """What the page prints about its article."""

    title: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: Published | None = None


def read_headers(text: str, furniture: tuple[Furniture, ...]) -> Headers:
    """The headers that ``furniture`` of ``text`` gives."""
    words = page_words()
    title: str | None = None
    outlet: str | None = None
    authors: list[str] = []
    dates: list[tuple[bool, str]] = []
    for span, kind in islice(furniture, _LOOKED_AT):
        printed = without_bullet(span.of(text))
        if kind is FurnitureKind.TITLE and title is None:
            title = " ".join(printed.lstrip("#").rstrip("#").split())
        elif kind is FurnitureKind.BYLINE:
            found = byline_name(printed, words)
            if found is None or printed.startswith("("):
                continue
            people, outlets = people_and_outlets(found, words)
            if not authors and _writes(printed):
                authors.extend(people)
            outlet = outlet or next(iter(outlets), None)
        elif kind is FurnitureKind.DATE:
            for pattern in words.patterns:
                day = pattern.regex.fullmatch(printed) if pattern.kind is kind else None
                if day is not None and day.groupdict().get("date"):
                    late = printed.casefold().startswith(("updated", "modified", "last ", "edited"))
                    dates.append((late, day["date"]))
    day_printed = min(dates, key=lambda found: found[0])[1] if dates else None
    return Headers(
        title=title or None,
        outlet=outlet,
        authors=tuple(authors),
        published=published(day_printed, text) if day_printed else None,
    )


def people_and_outlets(names: str, words: PageWords) -> tuple[list[str], list[str]]:
    """The names of a byline sorted into people and outlets; what is neither ("Political Editor") is left out."""
    parts = split_names(names)
    # "The Press and Journal" is one name.
    if "," not in names and names.casefold().startswith("the ") and is_outlet(names, words):
        parts = [names]
    people, outlets = [], []
    for part in parts:
        if part.casefold() in words.byline_under:
            continue
        if is_outlet(part, words):
            outlets.append(part)
        elif is_name(part, words):
            people.append(part.title() if part.isupper() else part)
    return people, outlets


def _writes(printed: str) -> bool:
    """Whether the byline names who wrote, and not who took the pictures or edited."""
    return not printed.casefold().startswith(("photo", "video", "edited", "editor", "reviewed"))
