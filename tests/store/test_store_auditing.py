"""audit: the counts of who is quoted, with what is not known and what may be wrong beside them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from test_store_corrections import id_of

from quotetrack.errors import StoreError
from quotetrack.store import Store

Add = Callable[..., None]


@pytest.fixture
def record(store: Store, add: Add) -> Store:
    add("a", ("“One two three.”", "Ann Lee"), ("“Four.”", None), outlet="Gazette", published="2025-06-03")
    add("b", ("“Five, six.”", "Ann Lee"), ("“Don’t!”", "unnamed:officials"), outlet="Gazette", published="2025-07")
    add("c", ("“Seven.”", "Bo Roe"), ("“Eight.”", "place:Moscow"), outlet="Post")
    return store


def rows(store: Store, *by: str, **conditions: str) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in store.audit(by, **conditions)]


def test_counts_with_what_is_not_known(record: Store) -> None:
    # Of each quote it is sure in .9 times .8: what is wrong at most is .28 of those named.
    assert record.audit(["outlet"]) == [
        {"outlet": "Gazette", "quotes": 4, "words": 7, "people": 1, "unresolved": 2, "unresolved_share": 0.5,
         "error": 0.28},
        {"outlet": "Post", "quotes": 2, "words": 2, "people": 1, "unresolved": 0, "unresolved_share": 0.0,
         "error": 0.28},
    ]  # fmt: skip
    assert rows(record) == [(6, 9, 2, 2, 0.333, 0.28)]
    assert [(row["month"], row["quotes"]) for row in record.audit(["month"])] == [
        (None, 2), ("2025-06", 2), ("2025-07", 2),
    ]  # fmt: skip
    assert [(row["speaker"], row["quotes"], row["error"]) for row in record.audit(["speaker"])] == [
        ("Ann Lee", 2, 0.28), (None, 2, None), ("Bo Roe", 1, 0.28), ("Moscow", 1, 0.28),
    ]  # fmt: skip
    assert list(record.audit(["kind", "type"])[0].values())[:2] == ["person", "direct"]


def test_times_outlets_and_what_is_none(record: Store) -> None:
    assert rows(record, since="2025-07") == [(2, 3, 1, 1, 0.5, 0.28)]
    assert rows(record, until="2025-06") == [(2, 4, 1, 1, 0.5, 0.28)]
    assert rows(record, since="2025-06-15", until="2025-07-01") == [(2, 3, 1, 1, 0.5, 0.28)]
    assert rows(record, outlet="post") == [(2, 2, 1, 0, 0.0, 0.28)] and rows(record, outlet="none") == []
    with pytest.raises(StoreError, match="nobody has the attribute gender; group by one of outlet, month"):
        record.audit(["gender"])
    with pytest.raises(StoreError, match="--since 'soon' is no date"):
        record.audit([], since="soon")


def test_what_people_decided_counts(record: Store) -> None:
    by = record.corrections(by="jo")
    by.assign(id_of(record, "“Four.”"), ["Bo Roe"])
    by.reject(id_of(record, "“Eight.”"))
    by.merge("Ann Lee", "Bo Roe")
    # Of four named quotes two were merged and one was assigned: what is merged is as sure as the rules were.
    assert rows(record) == [(5, 8, 1, 1, 0.2, 0.21)]


def test_attributes_of_known_people(record: Store) -> None:
    record._connection.executescript(
        "CREATE TABLE IF NOT EXISTS attributes (speaker_id INTEGER, name TEXT, value TEXT);"
        "INSERT INTO attributes (speaker_id, name, value)"
        " SELECT id, 'gender', CASE name WHEN 'Ann Lee' THEN 'female' ELSE 'male' END FROM speakers"
        " WHERE kind = 'person'"
    )
    found = {
        (row["outlet"], row["gender"]): (row["quotes"], row["people"]) for row in record.audit(["outlet", "gender"])
    }
    assert found == {
        ("Gazette", "female"): (2, 1), ("Gazette", None): (2, 0), ("Post", "male"): (1, 1), ("Post", None): (1, 0),
    }  # fmt: skip
