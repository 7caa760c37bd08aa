"""Dates as printed to ISO 8601, and the year of a date that has none."""

from __future__ import annotations

import pytest

from quotetrack.reading.dates import published, to_iso


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("2025-06-03", "2025-06-03"),
        ("2025-06", "2025-06"),
        ("2025", "2025"),
        ("--06-03", "--06-03"),
        ("2025-06-03T10:00:00Z", "2025-06-03T10:00:00+00:00"),
        ("2025-06-03T10:00+02:00", "2025-06-03T10:00:00+02:00"),
        ("June 3, 2025", "2025-06-03"),
        ("Sept. 4, 2016", "2016-09-04"),
        ("Tue, 03 Jun 2025 10:00:00 GMT", "2025-06-03"),
        ("June 2025", "2025-06"),
        ("Jun 3", "--06-03"),
        ("29 February", "--02-29"),
        ("25/12/2024", "2024-12-25"),
        ("03/04/2025", None),
        ("2025-02-30", None),
        ("June 31, 2025", None),
        ("June", None),
        ("10", None),
        ("soon", None),
        ("", None),
        ("Jan 99999999999999999999", None),
        ("(" * 1000, None),
    ],
)
def test_to_iso(printed: str, iso: str | None) -> None:
    assert to_iso(printed) == iso


@pytest.mark.parametrize(
    ("printed", "text", "iso", "inferred"),
    [
        ("Jun 3", "It began on May 16, 2025, they said.", "2025-06-03", True),
        ("Dec 30", "The court sits on 5 January 2026.", "2025-12-30", True),
        ("Jun 3", "It began on April 2, 2025.", "--06-03", False),
        ("Jun 3", "On June 1, 2024, and again on June 1, 2025.", "--06-03", False),
        ("Jun 3", "In June 2025.", "--06-03", False),
        ("Jun 3, 2024", "It began on May 16, 2025.", "2024-06-03", False),
    ],
)
def test_a_year_is_inferred_only_from_a_full_date_nearby(printed: str, text: str, iso: str, inferred: bool) -> None:
    assert published(printed, text) == (iso, printed, inferred)
