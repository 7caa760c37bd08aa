"""Names as they are printed: what is a body, and what a title with a body's word in it before somebody's name."""

from __future__ import annotations

import pytest

from quotetrack.extraction.printed import take_apart


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("National Harvest Committee Chairman Reince Quill", "Reince Quill"),
        ("Harvard University President Ann Lee", "Ann Lee"),
        ("the Justice Department", "Justice Department"),
        ("King’s College London", "King’s College London"),
    ],
)
def test_a_title_with_a_word_of_bodies_is_somebody_s(printed: str, name: str) -> None:
    assert take_apart(printed)[0] == name
