"""Questions for people: the most valuable first, answered once, and what was left for later at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from store_articles import write
from test_store_corrections import id_of, is_sound

from quotetrack.store import Corrections, Store

Add = Callable[..., None]
ONE, TWO, THREE, FOUR = "“One of us.”", "“Two of them.”", "“Three to go.”", "“Four or more.”"


@pytest.fixture
def by(store: Store) -> Callable[..., Corrections]:
    return lambda: store.corrections(by="jo")


def asked(store: Store) -> list[tuple[str, str]]:
    """Whether who is whom."""
    return [(one["speaker"]["name"], one["other"]["name"]) for one in store.questions() if one["other"]]


def doubtful(store: Store, name: str, confidence: float, *said: tuple[str, str]) -> None:
    article, attributions = write(name, *said)
    store.add(article, [replace(one, confidence=confidence, identity_confidence=1.0) for one in attributions])


def test_whether_two_are_one(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "Ann Lee"), (TWO, "Ann Lee"), (THREE, "Bo Lee"))
    add("b", (FOUR, "Lee"), title="Who is it?")
    first, second = store.questions()[:2]
    assert [(one["speaker"]["name"], one["other"]["name"], one["quoted"]) for one in (first, second)] == [
        ("Lee", "Ann Lee", 3), ("Lee", "Bo Lee", 2),
    ]  # fmt: skip
    assert first["value"] == pytest.approx(3 * 2 / 3) and first["quote"] == FOUR and first["evidence"]
    assert store.questions(limit=1) == [first]
    by().distinct(first["other"]["key"], first["speaker"]["key"])
    assert asked(store) == [("Lee", "Bo Lee")]
    by().merge(second["other"]["key"], second["speaker"]["key"])
    assert asked(store) == []
    by().undo()
    by().undo()
    assert asked(store) == [("Lee", "Ann Lee"), ("Lee", "Bo Lee")] and is_sound(store)


def test_who_is_somebody_is_nobody_else(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "Ann Lee"), (TWO, "Bo Lee"))
    add("b", (FOUR, "Lee"))
    question = store.questions()[0]
    by().merge(question["other"]["key"], question["speaker"]["key"])
    assert asked(store) == []


def test_doubtful_quotes_by_how_often_and_how_much(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", *((f"“Sure of it, number {n}.”", "Ann Lee") for n in range(5)))
    doubtful(store, "b", 0.4, (ONE, "Ann Lee"))
    doubtful(store, "c", 0.1, (TWO, "Bo Roe"))
    doubtful(store, "d", 0.9, (THREE, "Cy Day"))
    rows = store.questions()
    found = [(one["quote"], one["quoted"], one["doubt"], one["value"]) for one in rows]
    assert [one for one in found if one[0] in (ONE, TWO)] == [(ONE, 6, 0.6, 3.6), (TWO, 1, 0.9, 0.9)]
    assert THREE not in {one["quote"] for one in rows}
    by().later(quote=id_of(store, ONE))
    left = store.questions()
    assert left[-1]["quote"] == ONE and left[-1]["postponed"] and not left[0]["postponed"]
    by().verify(id_of(store, ONE))
    by().assign(id_of(store, TWO), [])
    assert {one["quote"] for one in store.questions()}.isdisjoint({ONE, TWO})


def test_left_for_later_comes_last_and_stays_so(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "Ann Lee"), (TWO, "Ann Lee"), (THREE, "Bo Lee"))
    add("b", (FOUR, "Lee"))
    first = store.questions()[0]
    by().later(speaker=first["other"]["key"], other=first["speaker"]["key"])
    assert asked(store) == [("Lee", "Bo Lee"), ("Lee", "Ann Lee")]
    assert [row["what"] for row in store.correction_log()] == ["whether Lee is Ann Lee"]
    with pytest.raises(Exception, match="nothing to undo"):
        by().undo()  # it changed nothing
    by().undo("1")
    assert asked(store)[0] == ("Lee", "Ann Lee")


def test_which_of_two_namesakes_said_what_came_after_they_were_told_apart(
    store: Store, add: Add, by: Callable[..., Corrections]
) -> None:
    for name, words in (("a", ONE), ("b", TWO)):
        article, attributions = write(name, (words, "John Smith"))
        store.add(article, [replace(one, confidence=1.0, identity_confidence=1.0) for one in attributions])
    store._connection.execute("UPDATE articles SET added_at = '2020-01-01T00:00:00+00:00'")
    by().split("John Smith", [id_of(store, TWO)])
    assert store.questions() == []
    article, attributions = write("c", (THREE, "John Smith"))
    store.add(article, [replace(one, confidence=1.0, identity_confidence=1.0) for one in attributions])
    (question,) = store.questions()
    assert (question["kind"], question["quote"], question["doubt"]) == ("quote", THREE, 0.5)
    assert any("there is another John Smith" in line and "as jo said" in line for line in question["evidence"])
    by().verify(str(question["quote_id"]))
    assert store.questions() == [] and is_sound(store)
