"""corrections export and import: two newsrooms, one log in a file between them, nothing decided silently."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from store_articles import write
from test_store_corrections import id_of, is_sound, said, states

from quotetrack.errors import InputError
from quotetrack.store import Store

ONE, TWO, THREE = "“One of all of us here.”", "“Two of all of them there.”", "“Three more of these to go.”"


def newsroom(path: Path) -> Store:
    store = Store.open(path, create=True)
    store.add(*write("a", (ONE, "Ann Lee"), (TWO, "Bo Roe")))
    store.add(*write("b", (THREE, "Cy Day")))
    return store


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path / "quotes.db") as store:
        yield store


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Store]:
    with newsroom(tmp_path / "there.db") as store:
        yield store


def written(store: Store) -> list[bytes]:
    return [json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in store.correction_records()]


def bring(lines: list[bytes], store: Store, prefer: str = "nobody") -> tuple[int, int, int]:
    done = store.corrections(by="desk").bring_in(lines, "log.jsonl", prefer)
    assert is_sound(store)
    return done.new, done.known, len(done.conflicts)


def test_moving_house_and_twice_changes_nothing(here: Store, there: Store) -> None:
    jo = here.corrections(by="jo", why="tape")
    jo.assign(id_of(here, ONE), ["Di Orr"], new=True)
    jo.merge("Cy Day", "Bo Roe")
    jo.rename("Cy Day", "Cyril Day")
    jo.reject(id_of(here, THREE))
    jo.undo()
    assert bring(written(here), there) == (5, 0, 0)
    assert said(there) == said(here) == {ONE: "Di Orr", TWO: "Cyril Day", THREE: "Cyril Day"}
    log = there.correction_log()
    assert [row["key"] for row in log] == [row["key"] for row in here.correction_log()]
    assert (log[-1]["by"], log[-1]["why"]) == ("jo", "tape")
    assert bring(written(here), there) == (0, 5, 0)
    assert written(there) == written(here)
    assert bring(written(there) * 2, here) == (0, 5, 0)


def test_where_articles_came_in_another_order_or_not_at_all(here: Store, tmp_path: Path) -> None:
    here.corrections(by="jo").assign(id_of(here, ONE), ["Cy Day"])
    here.corrections(by="jo").merge("Ann Lee", "Bo Roe")
    with Store.open(tmp_path / "empty.db", create=True) as other:
        assert bring(written(here), other) == (2, 0, 0)
        assert states(other) == ["gone", "gone"]
        other.add(*write("b", (THREE, "Cy Day")))
        other.add(*write("a", (ONE, "Ann Lee"), (TWO, "Bo Roe")))
        assert states(other) == ["in force", "in force"] and is_sound(other)
        assert said(other) == {ONE: "Cy Day", TWO: "Ann Lee", THREE: "Cy Day"}


def test_the_same_article_under_another_key(here: Store, tmp_path: Path) -> None:
    here.corrections(by="jo").reject(id_of(here, ONE))
    with Store.open(tmp_path / "url.db", create=True) as other:
        other.add(*write("a", (ONE, "Ann Lee"), (TWO, "Bo Roe"), url="https://x.example/a"))
        bring(written(here), other)
        assert said(other) == {TWO: "Bo Roe"}


@pytest.mark.parametrize(("prefer", "new"), [("nobody", 1), ("ours", 4), ("theirs", 4)])
def test_conflicts_are_listed_and_left_to_people(here: Store, there: Store, prefer: str, new: int) -> None:
    here.corrections(by="jo").assign(id_of(here, ONE), ["Bo Roe"])
    here.corrections(by="jo").rename("Cy Day", "Cyril Day")
    there.corrections(by="mo").reject(id_of(there, ONE))
    there.corrections(by="mo").rename("Cy Day", "Cyrus Day")
    there.corrections(by="mo").verify(id_of(there, TWO))
    done = here.corrections(by="desk").bring_in(written(there), "log.jsonl", prefer)
    new_entries = 3 if prefer != "nobody" else 1
    assert (done.new, len(done.conflicts)) == (new_entries, 2)
    first = done.conflicts[0]
    assert (first["line"], first["ours"]["by"], first["theirs"]["by"]) == (1, "jo", "mo")
    assert first["ours"]["what"] == f"{ONE} is by Bo Roe" and first["theirs"]["what"] == f"{ONE} is no quote"
    shown = {"nobody": "Bo Roe", "ours": "Bo Roe", "theirs": None}[prefer]
    assert said(here).get(ONE) == shown
    assert said(here)[THREE] == ("Cyrus Day" if prefer == "theirs" else "Cyril Day")
    assert is_sound(here) and len(here.correction_log()) == 2 + new_entries + (2 if prefer != "nobody" else 0)
    again = here.corrections(by="desk").bring_in(written(there), "log.jsonl")
    assert (again.new, len(again.conflicts)) == (0, 2 if prefer == "nobody" else 0)
    # What was settled here is settled there, too.
    if prefer != "nobody":
        assert bring(written(here), there)[2] == 0
        assert said(there) == said(here)


def test_who_knew_of_the_other_contradicts_nobody(here: Store, there: Store) -> None:
    here.corrections(by="jo").assign(id_of(here, ONE), ["Bo Roe"])
    bring(written(here), there)
    there.corrections(by="mo").assign(id_of(there, ONE), ["Cy Day"])
    assert bring(written(there), here) == (1, 1, 0)
    assert said(here)[ONE] == "Cy Day"
    here.corrections(by="jo").merge("Ann Lee", "Bo Roe")
    there.corrections(by="mo").merge("Ann Lee", "Bo Roe")  # of one mind
    assert bring(written(there), here)[2] == 0


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b"{", "no JSON"),
        (b"[]", "no JSON object"),
        (b"\xff\xfe{}", "no JSON"),
        (b"<<<<<<< HEAD", "a conflict that git left in the file"),
        (b'{"action": "praise"}', "no action of a correction"),
        (b'{"action": "reject", "at": "yesterday", "by": "jo", "why": null}', "at does not fit: 'yesterday'"),
        (b'{"action": "reject", "at": "2025-06-03T00:00:00.000000+00:00", "by": "jo", "why": null}',
         "reject lacks the field quote"),
        (b'{"action": "undo", "at": "2025-06-03T00:00:00.000000+00:00", "by": "jo", "why": null, "undoes": "zzz"}',
         "it undoes 'zzz', which is not here"),
        (b'{"action": "undo", "at": "2025-13-03T00:00:00.000000+00:00", "by": "jo", "why": null, "undoes": "zzz"}',
         "at does not fit"),
        (b'{"action": "undo", "at": "2025-06-03T00:00:00.000000+00:00", "by": "", "why": null, "undoes": "zzz"}',
         "by: the name is empty"),
        (b'"' + b"[" * 100_000, "no JSON"),
        (b"[" * 100_000, "no JSON"),
    ],
)  # fmt: skip
def test_a_broken_line_stops_everything(here: Store, there: Store, line: bytes, told: str) -> None:
    there.corrections(by="mo").verify(id_of(there, TWO))
    with pytest.raises(InputError) as caught:
        here.corrections(by="jo").bring_in([*written(there), b"\n", line], "log.jsonl")
    message = str(caught.value)
    assert message.startswith("log.jsonl:3: ") and told in message and message.endswith("; nothing was imported")
    assert "\n" not in message and here.correction_log() == []


def test_a_line_changed_by_hand_and_one_written_by_hand(here: Store, there: Store) -> None:
    there.corrections(by="mo").verify(id_of(there, TWO))
    record: dict[str, Any] = next(there.correction_records()) | {"by": "somebody else"}
    with pytest.raises(InputError, match=r"it is not what the key .* was made of; take the key out"):
        here.corrections(by="jo").bring_in([json.dumps(record).encode()], "log.jsonl")
    del record["key"]
    assert bring([json.dumps(record).encode()], here) == (1, 0, 0)
    assert here.correction_log()[0]["by"] == "somebody else"
