"""Merges, splits, names and aliases: they lie over the rules' own speakers, and articles to come fall under them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from histories import live, partition, shown
from store_articles import write
from test_store_corrections import id_of, is_sound, said, states, whole

from quotetrack.errors import StoreError
from quotetrack.store import Corrections, SearchQuery, Store

Add = Callable[..., None]
ONE, TWO, THREE, FOUR = "“One of us.”", "“Two of them.”", "“Three to go.”", "“Four or more.”"


@pytest.fixture
def by(store: Store) -> Callable[..., Corrections]:
    return lambda name="jo", why=None: store.corrections(by=name, why=why)


def names(store: Store) -> dict[str, int]:
    return {row["name"]: row["quotes"] for row in store.speakers()}


def test_merged_under_the_first_name_and_apart_again(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "Ann Lee"), (TWO, "Anna Leigh"))
    add("b", (THREE, "Anna Leigh"))
    found, key = whole(store), store.speaker("Anna Leigh")["key"]
    by().merge("Ann Lee", "Anna Leigh")
    assert names(store) == {"Ann Lee": 3} and store.counts()["speakers"] == 1
    assert said(store, speaker="Anna Leigh") == {ONE: "Ann Lee", TWO: "Ann Lee", THREE: "Ann Lee"}
    assert store.speaker(key)["name"] == "Ann Lee"  # an address from before leads there
    assert {form["name"] for form in store.speaker("Ann Lee")["forms"]} == {"Ann Lee", "Anna Leigh"}
    assert is_sound(store)
    add("c", (FOUR, "Anna Leigh"))
    assert names(store) == {"Ann Lee": 4} and is_sound(store)
    by().undo()
    assert names(store) == {"Anna Leigh": 3, "Ann Lee": 1} and is_sound(store)
    add("c")
    assert {name: rows for name, rows in whole(store).items() if name != "speakers"} == {
        name: rows for name, rows in found.items() if name != "speakers"
    }


def test_roles_go_with_the_quotes(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "Ann Lee"), (TWO, "Anna Leigh"))
    add("b", (THREE, "Ann Lee"))
    roles = [(1, 1, "mayor"), (2, 1, "clerk"), (1, 2, "footballer")]
    store._connection.executemany("INSERT INTO roles (speaker_id, article_id, role) VALUES (?, ?, ?)", roles)

    def roles_of(wanted: str) -> list[str]:
        detail = store.speaker(wanted)
        (row,) = [row for row in store.speakers() if row["id"] == detail["id"]]
        assert sorted(row["roles"]) == sorted(role["role"] for role in detail["roles"])
        return sorted(row["roles"])

    by().merge("Ann Lee", "Anna Leigh")
    assert roles_of("Ann Lee") == ["clerk", "footballer", "mayor"]
    by().undo()
    by().split("Ann Lee", [id_of(store, THREE)])
    (other,) = [row for row in store.speakers() if row["name"] == "Ann Lee" and row["id"] != 1]
    assert (roles_of(other["key"]), roles_of("1")) == (["footballer"], ["mayor"])
    by().assign(id_of(store, TWO), ["1"])
    assert roles_of("1") == ["mayor"]  # a clerk said it, as printed, but she is none
    assert is_sound(store)


def test_a_merge_with_itself_and_in_a_circle(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "Ann Lee"), (TWO, "Bo Roe"), (THREE, "Cy Day"))
    with pytest.raises(StoreError, match="one speaker already: Ann Lee"):
        by().merge("Ann Lee", "1")
    by().merge("Ann Lee", "Bo Roe")
    for one, two in (("Bo Roe", "Ann Lee"), ("Ann Lee", "Bo Roe")):
        with pytest.raises(StoreError, match=r"one speaker already: Ann Lee \(1, 2 quotes\)"):
            by().merge(one, two)
    with pytest.raises(StoreError, match="are one speaker: Ann Lee"):
        by().distinct("Bo Roe", "Ann Lee")
    by().merge("Cy Day", "Bo Roe")  # which is Ann Lee, so all three
    assert names(store) == {"Cy Day": 3} and is_sound(store)
    assert len(store.correction_log()) == 2
    by().undo()
    assert names(store) == {"Ann Lee": 2, "Cy Day": 1} and is_sound(store)


def test_merges_undone_in_any_order_leave_what_the_rest_says(
    store: Store, add: Add, by: Callable[..., Corrections]
) -> None:
    people = ["Ann Lee", "Bo Roe", "Cy Day", "Di Orr", "Ed Fox"]
    add("a", *((f"“Number {n} it is.”", name) for n, name in enumerate(people * 2)))
    found, chance = whole(store), random.Random(3)
    keys = [
        by().merge("Ann Lee", "Bo Roe").entry["key"],
        by().merge("Di Orr", "Cy Day").entry["key"],
        by().assign("3", ["Ed Fox"]).entry["key"],
        by().merge("Ed Fox", "Ann Lee").entry["key"],
        by().rename("Di Orr", "Diana Orr").entry["key"],
        by().merge("Diana Orr", "Ed Fox").entry["key"],
        by().reject("7").entry["key"],
    ]
    assert names(store) == {"Diana Orr": 9} and is_sound(store)
    chance.shuffle(keys)
    for key in keys:
        by().undo(key)
        assert is_sound(store)
    assert whole(store) == found


def test_one_whom_an_article_calls_by_the_surname_alone(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "Ann Lee"), (TWO, "Bo Lee"))
    add("b", (THREE, "Lee"))
    add("c", (FOUR, "Lee"))
    of_b = store.search(SearchQuery(words="three")).rows[0]["speaker_id"]
    by().merge("Ann Lee", str(of_b))
    assert (said(store)[THREE], said(store)[FOUR]) == ("Ann Lee", "Lee") and is_sound(store)
    assert store.quote(id_of(store, THREE))["speaker_id"] == 1
    assert states(store) == ["in force"]
    add("b", (THREE, "Lee"), (ONE, "Bo Roe"))
    assert said(store)[THREE] == "Ann Lee" and is_sound(store)
    add("b", (ONE, "Bo Roe"))
    assert states(store) == ["gone"] and is_sound(store)
    add("b", (THREE, "Lee"))
    assert said(store)[THREE] == "Ann Lee" and states(store) == ["in force"] and is_sound(store)


def test_split_off_with_articles_to_come(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "John Smith"), (TWO, "John Smith"))
    add("b", (THREE, "John Smith"))
    found = whole(store)
    with pytest.raises(StoreError, match="is not by John Smith"):
        add("c", (FOUR, "Bo Roe"))
        by().split("John Smith", [id_of(store, FOUR)])
    with pytest.raises(StoreError, match="no quote 99"):
        by().split("John Smith", ["99"])
    by().split("John Smith", [id_of(store, THREE)])
    assert sorted(row["quotes"] for row in store.speakers() if row["name"] == "John Smith") == [1, 2]
    with pytest.raises(
        StoreError, match=r"can mean John Smith \(1, 2 quotes\), John Smith \(\d, 1 quote\); give the ID"
    ):
        by().rename("John Smith", "Jack Smith")
    assert is_sound(store)
    add("d", ("“Five, then.”", "John Smith"))
    assert store.search(SearchQuery(words="five")).rows[0]["speaker_id"] == 1 and is_sound(store)
    by().undo()
    assert is_sound(store)
    add("c")
    add("d")
    assert whole(store) == found


def test_split_under_another_name_and_merged_back(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "John Smith"), (TWO, "John Smith"))
    by().split("John Smith", [id_of(store, TWO)], "John Smith (footballer)")
    assert names(store) == {"John Smith": 1, "John Smith (footballer)": 1} and is_sound(store)
    by().merge("1", "John Smith (footballer)")
    assert names(store) == {"John Smith": 2} and is_sound(store)
    by().undo()
    assert names(store) == {"John Smith": 1, "John Smith (footballer)": 1} and is_sound(store)


def test_shown_under_a_name_of_choice(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "Ann Lee"))
    by().rename("Ann Lee", "Каролина Шевченко")
    assert said(store, speaker="Каролина Шевченко") == said(store, speaker="Ann Lee") == {ONE: "Каролина Шевченко"}
    add("b", (TWO, "Ann Lee"))  # the rules go on as if nothing had been renamed
    add("c", (THREE, "Ann B. Lee"))
    assert names(store) == {"Каролина Шевченко": 3} and is_sound(store)
    by().rename("1", "Annie Lee")
    by().rename("1", "Ann Leigh")
    assert names(store) == {"Ann Leigh": 3}
    for name in ("Annie Lee", "Каролина Шевченко", "Ann Lee"):
        by().undo()
        assert names(store) == {name: 3} and is_sound(store)
    assert said(store, speaker="Каролина Шевченко") == {}


def test_an_alias_means_whoever_is_called_so_from_now_on(
    store: Store, add: Add, by: Callable[..., Corrections]
) -> None:
    add("a", (ONE, "Ann Lee"), (TWO, "Bo Roe"))
    by().add_alias("Ann Lee", "The Hammer")
    assert said(store, speaker="the hammer") == {ONE: "Ann Lee"}
    add("b", (THREE, "unnamed:the Hammer"), (FOUR, "unnamed:officials"))
    assert said(store)[THREE] == "Ann Lee" and said(store)[FOUR] == "officials" and is_sound(store)
    with pytest.raises(StoreError, match=r"Bo Roe is Bo Roe .*if they are one: quotetrack speakers merge 1 2"):
        by().add_alias("Ann Lee", "Bo Roe")
    by().remove_alias("Ann Lee", "the hammer")
    assert said(store, speaker="the hammer") == {THREE: "the Hammer"} and is_sound(store)
    with pytest.raises(StoreError, match="has no name The Hammer"):
        by().remove_alias("Ann Lee", "The Hammer")
    by().undo()
    assert said(store)[THREE] == "Ann Lee"
    by().undo()
    assert said(store)[THREE] == "the Hammer" and is_sound(store)


def test_a_form_of_the_record_that_is_not_hers(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "Ann Lee"))
    add("b", (TWO, "Ann Lees"))
    by().merge("Ann Lee", "Ann Lees")
    with pytest.raises(StoreError, match="is the name shown"):
        by().remove_alias("Ann Lee", "Ann Lee")
    by().remove_alias("Ann Lee", "Ann Lees")
    assert [form["name"] for form in store.speaker("Ann Lee")["forms"]] == ["Ann Lee"]
    assert is_sound(store)


@pytest.mark.parametrize(
    ("action", "arguments", "told"),
    [
        ("merge", ("Ann Lee", "Nobody"), "no speaker Nobody"),
        ("merge", ("", "Ann Lee"), "the name is empty"),
        ("rename", ("Ann Lee", ""), "the name is empty"),
        ("rename", ("Ann Lee", "x" * 10_000), "has 10,000 characters"),
        ("rename", ("Ann Lee", "A\x00B"), "cannot be printed"),
        ("rename", ("Ann Lee", "\ud800a"), "cannot be printed"),
        ("add_alias", ("x" * 10_000, "y"), "has 10,000 characters"),
        ("split", ("Ann Lee", []), "which quotes"),
    ],
)
def test_what_cannot_be_leaves_everything(
    store: Store, add: Add, by: Callable[..., Corrections], action: str, arguments: tuple[Any, ...], told: str
) -> None:
    add("a", (ONE, "Ann Lee"))
    before = whole(store)
    with pytest.raises(StoreError) as caught:
        getattr(by(), action)(*arguments)
    assert told in str(caught.value) and "\n" not in str(caught.value)
    assert whole(store) == before and store.correction_log() == []


@pytest.mark.parametrize("seed", [14, 15, 60, 67])
def test_the_record_follows_from_articles_and_log_alone(tmp_path: Path, seed: int) -> None:
    """Articles, new versions, other rules, corrections and undos in any order: at every step the record is what the
    rules found with the log over it; export and import give it again; and so do the articles added in another order
    with the log brought in somewhere between them."""
    history = live(tmp_path, seed, steps=50)
    assert history.refused < 25


def test_a_merge_holds_where_the_name_could_be_somebody_else_s_by_now(
    store: Store, add: Add, by: Callable[..., Corrections]
) -> None:
    add("a", (ONE, "George W. Bush"), (TWO, "Ann Lee"))
    add("b", (THREE, "George Bush"))
    assert names(store) == {"George Bush": 2, "Ann Lee": 1} or names(store) == {"George W. Bush": 2, "Ann Lee": 1}
    by().merge("Ann Lee", "George W. Bush")
    assert names(store) == {"Ann Lee": 3}
    add("c", (FOUR, "George H. W. Bush"))  # “George Bush” of b can be either now, and goes back to a proposal
    assert said(store)[ONE] == said(store)[TWO] == "Ann Lee" and said(store)[FOUR] == "George H. W. Bush"
    assert is_sound(store)


def test_an_open_name_that_people_joined_stays_joined(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    add("a", (ONE, "George Bush"), (TWO, "Dubya Bush"))
    by().merge("George Bush", "Dubya Bush")
    for name, words in (("b", "George W. Bush"), ("c", "George H. W. Bush")):
        add(name, (f"“Words of {name}.”", words))
    assert said(store)[ONE] == said(store)[TWO] == "George Bush"
    ids = {store.quote(id_of(store, words))["speaker_id"] for words in (ONE, TWO)}
    assert len(ids) == 1 and states(store) == ["in force"] and is_sound(store)


def test_who_people_say_are_two_stay_two_whatever_an_article_says(
    store: Store, add: Add, by: Callable[..., Corrections]
) -> None:
    add("a", (ONE, "Robert Smith"))
    add("b", (TWO, "Bob Smith"))
    by().distinct("Robert Smith", "Bob Smith")
    article, (found,) = write("c", (THREE, "Robert Smith"))
    both = replace(found, antecedents=(replace(found.antecedents[0], forms=("Bob Smith",)),))
    store.add(article, [both], rules_version="test")
    apart = [store.quote(id_of(store, words))["speaker_id"] for words in (ONE, TWO)]
    assert apart[0] != apart[1] and is_sound(store)
    by().undo()
    together = {store.quote(id_of(store, words))["speaker_id"] for words in (ONE, TWO, THREE)}
    assert len(together) == 1 and is_sound(store)
    by().undo(str(store.correction_log()[0]["id"]))
    assert [store.quote(id_of(store, words))["speaker_id"] for words in (ONE, TWO)] != [1, 1] and is_sound(store)


def test_what_people_decided_holds_in_every_order(tmp_path: Path) -> None:
    """Merges, splits and assignments with every place of the log among the articles, in any order of these."""
    articles = [
        write("a", (ONE, "Ann Lee"), (TWO, "Anna Leigh")),
        write("b", (THREE, "Anna Leigh"), ("“Five of us.”", "John Smith")),
        write("c", (FOUR, "John Smith"), ("“Six of them.”", "Lee")),
        write("d", ("“Seven now.”", "Ann Lee"), ("“Eight, then.”", "Anna Leigh"), ("“Nine, no.”", "John Smith")),
    ]
    with Store.open(tmp_path / "desk.db", create=True) as desk:
        for article in articles[:3]:
            desk.add(*article)
        made = desk.corrections(by="jo")
        made.merge("Ann Lee", "Anna Leigh")
        made.split("John Smith", [id_of(desk, FOUR)])
        made.assign(id_of(desk, "“Six of them.”"), ["Ann Lee"])
        made.assign(id_of(desk, ONE), ["Zed Zane"], new=True)
        made.rename("Ann Lee", "Annabel Lee")
        desk.add(*articles[3])
        wanted, log = (shown(desk), partition(desk)), [json.dumps(one).encode() for one in desk.correction_records()]
    assert [name for _, name, _ in wanted[0]].count("Annabel Lee") == 5
    for number, order in enumerate(permutations(articles)):
        with Store.open(tmp_path / f"{number}.db", create=True) as other:
            for position, article in enumerate(order):
                if position == number % len(order):
                    other.corrections(by="mo").bring_in(log, "log.jsonl")
                other.add(*article)
            assert (shown(other), partition(other)) == wanted
            assert is_sound(other)
