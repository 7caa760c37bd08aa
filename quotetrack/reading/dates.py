"""Dates as printed to ISO 8601, partial where the print is; a missing year is inferred only from full dates nearby.

May import: the words of this room. Non-ISO prints are read by dateutil, loaded where first needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from quotetrack.reading.words import page_words

# A year is taken from a full date in the same text that is no farther than this from the printed day.
INFER_WITHIN_DAYS = 31

# Hostile texts may hold a million full dates; the first ones decide.
_DATES_READ = 1_000

_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?|--(\d\d)-(\d\d)")
_ISO_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d\d)\b")


class Published(NamedTuple):
    """A date of publication: ISO 8601 (None where it cannot be told), as printed, and whether its year is inferred."""

    iso: str | None
    as_printed: str
    inferred: bool = False


def published(printed: str, text: str) -> Published:
    """The date ``printed``; where it has a day but no year, the year that full dates in ``text`` give it."""
    iso = to_iso(printed)
    if iso is not None and iso.startswith("--"):
        year = infer_year(iso, text)
        if year is not None:
            return Published(f"{year:04}{iso[1:]}", printed, inferred=True)
    return Published(iso, printed)


@lru_cache(maxsize=4096)
def to_iso(printed: str) -> str | None:
    """ISO 8601 for a date as printed: "2025-06-03", "2025-06", "2025", "--06-03"; an ISO date and time stays whole.

    None where it is no date, no real day, or where day and month could be either way round ("03/04/2025").
    """
    printed = printed.strip()
    if not printed or len(printed) > 80:
        return None
    found = _ISO.fullmatch(printed)
    if found is not None:
        year, month, day = found[1], found[2] or found[4], found[3] or found[5]
        return printed if _is_real(year, month, day) else None
    if _ISO_TIME.fullmatch(printed):
        try:
            return datetime.fromisoformat(printed).isoformat()
        except ValueError:
            return None
    return _read_print(printed)


def infer_year(iso: str, text: str) -> int | None:
    """The one year that puts "--MM-DD" within 31 days of a full date in ``text``; None for none or several."""
    month, day = int(iso[2:4]), int(iso[5:7])
    years = set()
    for known in full_dates(text):
        for year in (known.year - 1, known.year, known.year + 1):
            try:
                near = abs((date(year, month, day) - known).days) <= INFER_WITHIN_DAYS
            except ValueError:
                continue
            if near:
                years.add(year)
    return years.pop() if len(years) == 1 else None


def full_dates(text: str) -> Iterator[date]:
    """The days that ``text`` names with day, month and year."""
    for found in islice(_full_date().finditer(text), _DATES_READ):
        iso = to_iso(found[0])
        if iso is not None and len(iso) == 10:
            yield date.fromisoformat(iso)


@lru_cache(maxsize=1)
def _full_date() -> re.Pattern[str]:
    month = page_words().month
    return re.compile(
        rf"\b(?:{month})\.?\s{{1,3}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,3}}\d{{4}}\b"
        rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s{{1,3}}(?:{month})\.?,?\s{{1,3}}\d{{4}}\b"
        r"|\b\d{4}-\d\d-\d\d\b"
    )


def _is_real(year: str | None, month: str | None, day: str | None) -> bool:
    try:
        date(int(year or 2000), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def _read_print(printed: str) -> str | None:
    numeric = _NUMERIC.match(printed)
    if numeric is not None:
        first, second = int(numeric[1]), int(numeric[2])
        if first != second and first <= 12 and second <= 12:
            return None
    from dateutil import parser

    # dateutil fills what is missing from a default: what changes with the default was not printed.
    try:
        one = parser.parse(printed, default=datetime(2000, 1, 1), ignoretz=True)
        other = parser.parse(printed, default=datetime(2004, 2, 2), ignoretz=True)
    except (ValueError, OverflowError, TypeError, AttributeError, IndexError):
        return None
    year, month, day = one.year == other.year, one.month == other.month, one.day == other.day
    if year and month:
        return one.date().isoformat()[: 10 if day else 7]
    if month and day:
        return f"--{one:%m-%d}"
    return None
