"""Corrections of quotes: they lie over what the rules found, outlive whatever the rules do, and can be undone."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from histories import whole
from store_articles import write

from quotetrack.errors import InputError, StoreError
from quotetrack.store import Corrections, Export, SearchQuery, Store
from quotetrack.store.inspection import inspect, mend
from quotetrack.store.replaying import replay_all

Add = Callable[..., None]
YES, NO, WHO = "“Yes, we will build it again.”", "“No, not with this money.”", "“Who is to pay for all this?”"


@pytest.fixture
def by(store: Store) -> Callable[..., Corrections]:
    def made(name: str = "jo", why: str | None = None) -> Corrections:
        return store.corrections(by=name, why=why)

    return made


@pytest.fixture
def three(add: Add) -> None:
    add("a", (YES, "Ann Lee"), (NO, "Bo Roe"), (WHO, None))


def id_of(store: Store, words: str) -> str:
    (key,) = store._connection.execute("SELECT key FROM quotes WHERE quote = ?", (words,)).fetchone()
    return str(key)


def said(store: Store, **conditions: Any) -> dict[str, str | None]:
    rows = store.search(SearchQuery(**conditions)).rows
    return {row["quote"]: ", ".join(one["name"] for one in row.get("speakers", [])) or row["speaker"] for row in rows}


def states(store: Store) -> list[str]:
    return [row["state"] for row in reversed(store.correction_log())]


def is_sound(store: Store) -> bool:
    """doctor finds nothing, and replaying the whole log changes nothing."""
    before = whole(store)
    store._connection.execute("BEGIN")
    replay_all(store._connection)
    after = whole(store)
    store._connection.execute("ROLLBACK")
    assert after == before
    found = list(inspect(store.path))
    return not found


@pytest.mark.usefixtures("three")
def test_assigned_to_somebody_known_new_several_and_nobody(store: Store, by: Callable[..., Corrections]) -> None:
    found = whole(store)
    made = by(why="  the  tape ").assign(id_of(store, NO), ["Ann Lee"])
    assert made.entry["what"] == f"{NO} is by Ann Lee" and made.entry["why"] == "the tape" and made.before == ()
    assert said(store) == {YES: "Ann Lee", NO: "Ann Lee", WHO: None}
    (row,) = store.search(SearchQuery(words="money")).rows
    assert (row["confidence"], row["identity_confidence"], row["status"], row["corrected_by"]) == (
        1, 1, "assigned", "jo",
    )  # fmt: skip
    assert store.counts()["speakers"] == 1 and [one["name"] for one in store.speakers()] == ["Ann Lee"]
    again = by("mo").assign(id_of(store, NO), ["Cy Day", "Ann Lee"], new=True)
    assert [one["by"] for one in again.before] == ["jo"]
    assert said(store, speaker="Cy Day") == {NO: "Cy Day, Ann Lee"}
    assert is_sound(store)
    by().assign(id_of(store, YES), [])
    assert said(store)[YES] is None
    assert is_sound(store)
    for _ in range(3):
        by().undo()
    assert whole(store) == found and said(store)[NO] == "Bo Roe"
    assert states(store) == ["undone"] * 3 + ["in force"] * 3
    assert is_sound(store)


@pytest.mark.usefixtures("three")
def test_rejected_is_in_no_search_count_or_article(store: Store, by: Callable[..., Corrections]) -> None:
    by().reject(id_of(store, NO))
    assert NO not in said(store) and said(store, rejected=True) == {NO: "Bo Roe"}
    assert said(store, rejected=True, speaker="Bo Roe") == {NO: "Bo Roe"}
    assert store.counts() == {"articles": 1, "quotes": 2, "speakers": 1}
    assert [quote["quote"] for quote in store.article(1)["quotes"]] == [YES, WHO]
    shown = store.quote(id_of(store, NO))
    assert shown["status"] == "rejected" and shown["speaker"] == "Bo Roe"
    assert shown["correction"]["what"] == f"{NO} is no quote"
    assert is_sound(store)
    with pytest.raises(StoreError, match="is rejected already, by jo"):
        by("mo").reject(id_of(store, NO))
    with pytest.raises(StoreError, match="to undo that: quotetrack undo"):
        by().verify(id_of(store, NO))
    with pytest.raises(StoreError, match="all that Bo Roe was quoted with was rejected or is somebody else's"):
        store.speaker("Bo Roe")
    by().merge("Ann Lee", "Bo Roe")
    assert said(store, rejected=True, speaker="Ann Lee") == {NO: "Bo Roe"} and is_sound(store)
    by().undo()
    by().undo()
    assert said(store)[NO] == "Bo Roe" and said(store, rejected=True) == {}


@pytest.mark.usefixtures("three")
def test_verified_stays_though_rules_find_somebody_else(store: Store, by: Callable[..., Corrections]) -> None:
    by().verify(id_of(store, YES))
    assert said(store, verified=True) == {YES: "Ann Lee"}
    assert said(store, min_confidence=0.99, attributed=True) == {YES: "Ann Lee"}
    article, _ = write("a", (YES, "Ann Lee"), (NO, "Bo Roe"), (WHO, None))
    _, others = write("a", (YES, "Cyd Day"), (NO, "Bo Roe"), (WHO, None))  # at the same places of the text
    assert store.reextract(1, article, others, rules_version="r2") == []  # nothing else is shown
    assert said(store) == {YES: "Ann Lee", NO: "Bo Roe", WHO: None}
    assert store.quote(id_of(store, YES))["status"] == "verified"
    assert is_sound(store)
    by().undo()
    assert said(store)[YES] == "Cyd Day"
    assert is_sound(store)


@pytest.mark.usefixtures("three")
def test_gone_with_its_quote_and_back_with_it(store: Store, add: Add, by: Callable[..., Corrections]) -> None:
    by().assign(id_of(store, NO), ["Cy Day"], new=True)
    by().reject(id_of(store, YES))
    add("a", ("“Other words altogether.”", "Ann Lee"))
    assert states(store) == ["gone", "gone"]
    assert said(store) == {"“Other words altogether.”": "Ann Lee"}
    assert "Cy Day" not in {one["name"] for one in store.speakers()} and is_sound(store)
    add("a", (WHO, "Bo Roe"), (YES, "Ann Lee"), (NO, "Bo Roe"))
    assert states(store) == ["in force", "in force"]
    assert said(store) == {WHO: "Bo Roe", NO: "Cy Day"}
    assert is_sound(store)


@pytest.mark.usefixtures("three")
def test_adding_again_and_reextracting_change_nothing(store: Store, by: Callable[..., Corrections]) -> None:
    by().assign(id_of(store, NO), ["Ann Lee"])
    by().verify(id_of(store, WHO))
    before = whole(store)
    article, attributions = write("a", (YES, "Ann Lee"), (NO, "Bo Roe"), (WHO, None))
    store.add(article, attributions)
    assert store.reextract(1, article, attributions, rules_version="test") == []
    assert store.reextract(1, article, attributions, rules_version="newer") == []
    assert whole(store) == before and is_sound(store)
    # Rules that find less take the speaker along that they found, and leave the one that people named.
    assert store.reextract(1, article, attributions[:2], rules_version="newest") is not None
    assert states(store) == ["in force", "gone"] and said(store)[NO] == "Ann Lee"
    assert is_sound(store)


def test_of_two_quotes_of_the_same_words_the_one_that_was_meant(
    store: Store, add: Add, by: Callable[..., Corrections]
) -> None:
    add("a", ("“Yes.”", "Ann Lee"), (NO, "Bo Roe"), ("“Yes.”", "Bo Roe"))
    keys = [key for (key,) in store._connection.execute("SELECT key FROM quotes WHERE quote = '“Yes.”' ORDER BY id")]
    by().assign(keys[1], ["Ann Lee"])
    add("a", (NO, "Bo Roe"), ("“Yes.”", "Bo Roe"))  # the first one is gone, and its key is the second one's now
    assert said(store)["“Yes.”"] == "Ann Lee"
    by().assign(keys[0], ["Cy Day"], new=True)
    add("a", ("“Yes.”", "Ed Orr"), ("“So.”", "Ed Orr"))
    assert said(store)["“Yes.”"] == "Ed Orr" and states(store) == ["gone", "gone"]
    assert is_sound(store)


@pytest.mark.usefixtures("three")
def test_a_speaker_made_by_hand_becomes_the_one_whom_articles_name(
    store: Store, add: Add, by: Callable[..., Corrections]
) -> None:
    by().assign(id_of(store, NO), ["Cy Day"], new=True)
    add("b", ("“At last.”", "Cy Day"))
    assert said(store, speaker="Cy Day") == {NO: "Cy Day", "“At last.”": "Cy Day"}
    assert store.speaker("Cy Day")["forms"] == [{"name": "Cy Day", "articles": 1}] and is_sound(store)
    by().undo()
    assert said(store, speaker="Cy Day") == {"“At last.”": "Cy Day"} and is_sound(store)


@pytest.mark.usefixtures("three")
def test_an_undo_is_an_entry_that_can_be_undone(store: Store, by: Callable[..., Corrections]) -> None:
    first = by().assign(id_of(store, NO), ["Ann Lee"]).entry
    second = by().reject(id_of(store, YES)).entry
    undo = by("mo", "no").undo(first["key"]).entry
    assert (said(store)[NO], YES in said(store)) == ("Bo Roe", False)
    with pytest.raises(StoreError, match=f"is undone already; to bring it back: quotetrack undo {undo['key']}"):
        by().undo(str(first["id"]))
    again = by().undo(undo["key"]).entry
    assert said(store)[NO] == "Ann Lee" and states(store) == ["in force", "in force", "undone", "in force"]
    by().undo(again["key"])
    assert said(store)[NO] == "Bo Roe" and is_sound(store)
    assert by().undo().entry["what"].startswith(f"undoes {second['id']}: ")
    with pytest.raises(StoreError, match="nothing to undo"):
        by().undo()
    assert len(store.correction_log()) == 6


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "the name is empty"),
        (" \t\n", "the name is empty"),
        ("?!", "is no name"),
        ("x" * 10_000, "has 10,000 characters; at most 500"),
        ("Ann\x07Lee", "cannot be printed"),
        ("Ann Le", "no speaker Ann Le; near names: Ann Lee; --new makes a new one"),
        ("Xyq", "no speaker Xyq; quotetrack speakers lists all; --new makes a new one"),
    ],
)
def test_names_that_are_none_change_nothing(store: Store, by: Callable[..., Corrections], name: str, told: str) -> None:
    before = whole(store)
    with pytest.raises(StoreError) as caught:
        by().assign(id_of(store, NO), [name])
    assert told in str(caught.value) and "\n" not in str(caught.value)
    assert whole(store) == before and store.correction_log() == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("name", ["Σωκράτης", "王毅", "Володимир Зеленський", "ولد عبد العزيز", "O’Brien-Łoś"])
def test_names_of_any_script(store: Store, by: Callable[..., Corrections], name: str) -> None:
    by().assign(id_of(store, NO), [name], new=True)
    assert said(store, speaker=name) == {NO: name} and is_sound(store)
    by().assign(id_of(store, YES), [name])
    assert said(store, speaker=name) == {NO: name, YES: name} and is_sound(store)


@pytest.mark.usefixtures("three")
def test_ids_that_are_none(store: Store, by: Callable[..., Corrections]) -> None:
    for wanted in ("99", "", "ffffffffffff", "\ud800", "9" * 30):
        with pytest.raises(StoreError, match="no quote"):
            by().reject(wanted)
        if wanted:
            with pytest.raises(StoreError, match="no correction"):
                by().undo(wanted)
    with pytest.raises(StoreError, match="who corrects"):
        by("  ")
    with pytest.raises(StoreError, match="at most 2000"):
        by(why="x" * 3000)
    assert store.correction_log() == []


@pytest.mark.usefixtures("three")
def test_there_and_back(store: Store, add: Add, by: Callable[..., Corrections], tmp_path: Path) -> None:
    add("b", ("“At last, Mr Roe!”", "Cy Day"), (YES, "Bo Roe"))
    by(why="so on tape").assign(id_of(store, NO), ["Di Orr", "Cy Day"], new=True)
    by("mo").reject(id_of(store, WHO))
    by().undo()
    by().verify(id_of(store, "“At last, Mr Roe!”"))
    content = [json.dumps(record) for record in store.export()]
    with Store.open(tmp_path / "copy.db", create=True) as copy:
        export = Export(io.BytesIO("\n".join(content).encode()), "record.jsonl")
        assert copy.import_export(export)["correction"] == 4
        assert [json.dumps(record) for record in copy.export()] == content
        assert said(copy) == said(store) and is_sound(copy)
        shown = [[row["what"], row["at"], row["state"]] for row in copy.correction_log()]
        assert shown == [[row["what"], row["at"], row["state"]] for row in store.correction_log()]
    broken = [line.replace("so on tape", "so they say") for line in content]
    with Store.open(tmp_path / "other.db", create=True) as other:
        with pytest.raises(InputError, match=r"record\.jsonl:2: it is not what the key"):
            other.import_export(Export(io.BytesIO("\n".join(broken).encode()), "record.jsonl"))
        assert other.correction_log() == []


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE quote_speakers SET speaker_id = 1 WHERE quote_id = 2",
        "DELETE FROM verdicts",
        "DELETE FROM verdicts WHERE quote_id = 3",
        "UPDATE verdicts SET status = 'assigned'",
        "DELETE FROM overruled",
        "DELETE FROM merged",
        "DELETE FROM named",
    ],
)
def test_doctor_finds_and_mends_what_does_not_follow(
    store: Store, add: Add, by: Callable[..., Corrections], damage: str
) -> None:
    add("b", ("“At last, Mr Roe!”", "Cy Day"))
    by().assign(id_of(store, NO), ["Di Orr"], new=True)
    by().reject(id_of(store, WHO))
    by().verify(id_of(store, YES))
    by().merge("Ann Lee", "Cy Day")
    before = said(store)
    assert not list(inspect(store.path))
    store._connection.execute(damage)
    assert {finding.check for finding in inspect(store.path)} & {"correction", "dangling row"}
    list(mend(store.path))
    assert not list(inspect(store.path))
    if damage != "DELETE FROM overruled":  # what the rules had found is nowhere else
        assert said(store) == before


@pytest.mark.usefixtures("three")
def test_doctor_knows_a_log_that_was_changed(store: Store, by: Callable[..., Corrections]) -> None:
    by().verify(id_of(store, YES))
    store._connection.execute("UPDATE corrections SET made_by = 'mo'")
    (finding,) = inspect(store.path)
    assert finding.table == "corrections" and "is not what the key" in finding.wrong and not finding.mendable


def test_two_people_at_once(store: Store, add: Add, tmp_path: Path) -> None:
    """Each waits for the other; the later one counts, and is told what it overrules."""
    add("a", *((f"“Sentence number {number} of them.”", "Ann Lee") for number in range(12)))
    keys = [key for (key,) in store._connection.execute("SELECT key FROM quotes ORDER BY id")]
    failed: list[BaseException] = []
    overruled: list[str] = []

    def work(name: str) -> None:
        try:
            with Store.open(tmp_path / "quotes.db", write=True) as own:
                for key in keys:
                    done = own.corrections(by=name).assign(key, [f"{name} Roe"], new=True)
                    overruled.extend(one["by"] for one in done.before)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("Jo", "Mo")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    log = store.correction_log()
    assert len(log) == 24 and len(overruled) == 12
    assert [row["state"] for row in log].count("in force") == 12
    assert [row["at"] for row in log] == sorted({row["at"] for row in log}, reverse=True)
    assert is_sound(store)
