"""quote, undo, corrections: what people type, what is printed, and who did it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

HARBOUR = """---
title: Harbour to be dredged
outlet: The Quay Post
published: 2025-03-04
url: https://quay.example/harbour
---
“The dredgers start on Monday morning,” said Odile Marchetti, the mayor. “Nobody will be cut off by them,” she added.

“We will sell our cheese under a roof,” said Tobias Renn, who runs the market.
"""


@pytest.fixture
def db(tmp_path: Path, command: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUOTETRACK_USER", "jo")
    (tmp_path / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    path = tmp_path / "record.db"
    assert command("add", tmp_path / "harbour.txt", "--db", path).code == 0
    return path


def speakers_of(command: Any, db: Path, *args: str) -> list[str | None]:
    ran = command("search", "--format", "json", "--db", db, *args)
    assert ran.err == ""
    rows = json.loads(ran.out)
    return [row["speaker"] for row in sorted(rows, key=lambda row: row["id"])]


def test_a_correction_from_the_command_line(command: Any, db: Path) -> None:
    ran = command("quote", "assign", "2", "renn", "--why", "so on tape", "--db", db)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "correction 1: “Nobody will be cut off by them,” is by Tobias Renn\n"
    assert speakers_of(command, db) == ["Odile Marchetti", "Tobias Renn", "Tobias Renn"]
    again = command("quote", "assign", "2", "--nobody", "--by", "mo", "--db", db)
    assert "before that, jo had said that “Nobody will be cut off by them,” is by Tobias Renn (" in again.err
    assert command("quote", "reject", "3", "--db", db).code == 0
    assert speakers_of(command, db) == ["Odile Marchetti", None]
    assert speakers_of(command, db, "--rejected") == ["Tobias Renn"]
    assert command("quote", "verify", "1", "--db", db).code == 0
    assert speakers_of(command, db, "--verified") == ["Odile Marchetti", None]
    shown = command("show", "1", "--db", db).out
    assert "Verified    by jo on 20" in shown
    table = command("search", "--format", "table", "--db", db).out
    assert "(verified)" in table and "(assigned)" in table
    log = json.loads(command("corrections", "--format", "json", "--db", db).out)
    assert [(row["id"], row["by"], row["action"], row["state"]) for row in log] == [
        (4, "jo", "verify", "in force"), (3, "jo", "reject", "in force"), (2, "mo", "assign", "in force"),
        (1, "jo", "assign", "overruled"),
    ]  # fmt: skip
    assert log[3]["why"] == "so on tape"
    undone = command("undo", "--db", db)
    assert undone.out.startswith("correction 5: undoes 4: “The dredgers") and undone.out.count("\n") == 1
    assert len(command("corrections", "--format", "tsv", "--db", db).out.splitlines()) == 6


def test_who_corrects(command: Any, db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command("quote", "verify", "1", "--by", "ann", "--db", db)
    command("quote", "verify", "2", "--db", db)
    monkeypatch.delenv("QUOTETRACK_USER")
    monkeypatch.setenv("LOGNAME", "desk")
    command("quote", "verify", "3", "--db", db)
    log = json.loads(command("corrections", "--format", "json", "--db", db).out)
    assert [row["by"] for row in log] == ["desk", "jo", "ann"]


def test_what_is_lost_is_reported_and_comes_back(command: Any, db: Path, tmp_path: Path) -> None:
    command("quote", "verify", "1", "--db", db)
    file = tmp_path / "harbour.txt"
    file.write_text(HARBOUR.replace("Monday", "Tuesday"), encoding="utf-8")
    ran = command("add", file, "--db", db)
    assert "1 correction lost the quote or speaker meant" in ran.err and ran.code == 0
    (row,) = json.loads(command("corrections", "--gone", "--format", "json", "--db", db).out)
    assert row["state"] == "gone"
    file.write_text(HARBOUR + "\n", encoding="utf-8")
    assert command("add", file, "--db", db).err == ""
    assert command("corrections", "--gone", "--db", db).err == "no correction has lost its quote or speaker\n"


@pytest.mark.parametrize(
    ("args", "code", "told"),
    [
        (["quote", "assign", "1"], 2, "--nobody"),
        (["quote", "assign", "1", "renn", "--nobody"], 2, "--nobody"),
        (["quote", "assign", "1", ""], 1, "the name is empty"),
        (["quote", "assign", "1", "x" * 10_000], 1, "10,000 characters"),
        (["quote", "assign", "1", "Toby Rennie"], 1, "--new"),
        (["quote", "reject", "77"], 1, "no quote 77"),
        (["quote", "verify", "1", "--by", " "], 1, "who corrects?"),
        (["undo"], 1, "nothing to undo"),
        (["undo", "abc"], 1, "no correction abc"),
    ],
)
def test_what_cannot_be_is_one_line(command: Any, db: Path, args: list[str], code: int, told: str) -> None:
    ran = command(*args, "--db", db)
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1)
    assert told in ran.err
    assert command("corrections", "--db", db).err == "no corrections\n"


def test_speakers_from_the_command_line(command: Any, db: Path) -> None:
    for args, told in (
        (["speakers", "merge", "marchetti", "renn"], "correction 1: Tobias Renn is Odile Marchetti\n"),
        (["undo"], "correction 2: undoes 1: Tobias Renn is Odile Marchetti\n"),
        (["speakers", "rename", "renn", "Toby Renn"], "correction 3: Tobias Renn is shown as Toby Renn\n"),
        (["speakers", "alias", "add", "renn", "Cheesy"], "correction 4: Cheesy means Toby Renn\n"),
        (["speakers", "alias", "remove", "renn", "cheesy"], "correction 5: Cheesy does not mean Toby Renn\n"),
        (
            ["speakers", "split", "marchetti", "--quotes", "2"],
            "1 quote of Odile Marchetti is by another Odile Marchetti\n",
        ),
        (["speakers", "distinct", "1", "renn"], "correction 7: Toby Renn is not Odile Marchetti\n"),
    ):
        ran = command(*args, "--db", db)
        assert (ran.code, ran.err) == (0, "") and ran.out.endswith(told)
    listed = json.loads(command("speakers", "--format", "json", "--db", db).out)
    assert sorted(row["name"] for row in listed) == ["Odile Marchetti", "Odile Marchetti", "Toby Renn"]


def test_a_log_between_two_newsrooms(command: Any, db: Path, tmp_path: Path, process: Any) -> None:
    other, log = tmp_path / "other.db", tmp_path / "log.jsonl"
    assert command("add", tmp_path / "harbour.txt", "--db", other).code == 0
    command("quote", "assign", "2", "renn", "--db", db)
    ran = command("corrections", "export", log, "--db", db)
    assert (ran.code, ran.out) == (0, f"1 correction in {log}\n")
    assert command("corrections", "export", "--db", db).out == log.read_text(encoding="utf-8")
    command("quote", "reject", "2", "--by", "mo", "--db", other)
    ran = command("corrections", "import", log, "--db", other, "--format", "table")
    assert ran.code == 1 and "(mo, 20" in ran.out and "(jo, 20" in ran.out
    assert ran.err.splitlines()[0] == "0 corrections new, 0 here already, 1 conflict"
    ran = command("corrections", "import", log, "--theirs", "--db", other)
    assert (ran.code, ran.out) == (0, "") and ran.err == "1 correction new, 0 here already, 1 conflict, theirs taken\n"
    assert speakers_of(command, other)[1] == "Tobias Renn"
    ran = process("corrections", "import", "-", "--db", db, stdin=command("corrections", "export", "--db", other).out)
    assert (ran.code, ran.err) == (0, "2 corrections new, 1 here already, 0 conflicts\n")
    for content in (b"{", b"\x00", b"{}\n"):
        log.write_bytes(content)
        ran = command("corrections", "import", log, "--db", db)
        assert ran.code == 1 and ran.err.startswith(f"quotetrack: {log}:1: ") and ran.err.count("\n") == 1
    ran = command("corrections", "import", tmp_path / "none.jsonl", "--db", db)
    assert ran.code == 1 and "nothing was imported" in ran.err


LEES = """{"id": "a", "text": "“We will rebuild it all in spring,” said Ann Lee, the mayor. “Too dear,” said Bo Lee."}
{"id": "b", "text": "“I was not asked at all,” Lee said on Monday.", "outlet": "The Quay Post"}
"""


@pytest.fixture
def lees(tmp_path: Path, command: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUOTETRACK_USER", "jo")
    (tmp_path / "lees.jsonl").write_text(LEES, encoding="utf-8")
    path = tmp_path / "lees.db"
    assert command("add", tmp_path / "lees.jsonl", "--db", path).code == 0
    with closing(sqlite3.connect(path)) as record, record:
        record.execute("UPDATE quotes SET confidence = 1, identity_confidence = 1")  # whatever the rules are worth
    return path


def test_review_takes_answers_from_a_pipe_and_goes_on(process: Any, command: Any, lees: Path) -> None:
    ran = process("review", "--db", lees, "--by", "mo", stdin="?lq")
    assert ran.code == 0 and ran.out.endswith("1 answer: 1 later\n")
    assert "Is this Lee (1 quote) Ann Lee (1 quote)?  [y yes  n no  l later  o other  q quit] l\n" in ran.out
    assert "“I was not asked at all,” Lee said on Monday." in ran.out
    ran = process("review", "--db", lees, stdin="o\nNobody Known\no\nann lee\n")
    assert "no speaker Nobody Known" in ran.err and ran.out.endswith("nothing more to ask\n1 answer: 1 other\n")
    log = json.loads(command("corrections", "--format", "json", "--db", lees).out)
    assert [(row["action"], row["what"]) for row in log] == [
        ("merge", "Lee is Ann Lee"), ("later", "whether Lee is Ann Lee"),
    ]  # fmt: skip
    assert process("review", "--db", lees).out == "nothing more to ask\n0 answers\n"


def test_review_of_a_doubtful_quote(process: Any, command: Any, lees: Path) -> None:
    with closing(sqlite3.connect(lees)) as record, record:
        record.execute("UPDATE quotes SET confidence = 0.4 WHERE id = 2")
        record.execute("DELETE FROM rivals")
    (question,) = json.loads(command("review", "--list", "--format", "json", "--db", lees).out)
    assert (question["kind"], question["speaker"]["name"], question["other"]) == ("quote", "Bo Lee", None)
    ran = process("review", "--db", lees, stdin="n")
    assert "Did Bo Lee (1 quote) say this?  [y yes  n no  l later  o other  r reject  q quit] n\n" in ran.out
    assert speakers_of(command, lees)[1] is None
    for answer, found in (("y", "Bo Lee"), ("o\nAnn Lee", "Ann Lee")):
        command("undo", "--db", lees)
        assert process("review", "--db", lees, stdin=answer).code == 0
        assert speakers_of(command, lees)[1] == found
    command("undo", "--db", lees)
    assert process("review", "--db", lees, "--limit", "1", stdin="r").out.endswith("1 answer: 1 reject\n")
    assert len(speakers_of(command, lees)) == 2


def test_review_listed(command: Any, lees: Path) -> None:
    table = command("review", "--list", "--format", "table", "--db", lees)
    assert "Is this Lee (1 quote)" in table.out and table.code == 0
    rows = json.loads(command("review", "--list", "--format", "json", "--limit", "1", "--db", lees).out)
    assert len(rows) == 1 and rows[0]["evidence"]
    assert command("review", "--list", "--db", lees).out.startswith("id\tkind\tvalue\tquoted\tdoubt\tpostponed\t")


def test_audit_never_hides_what_is_not_known(command: Any, lees: Path) -> None:
    ran = command("audit", "--by", "outlet", "--by", "kind", "--format", "table", "--db", lees)
    assert "Unresolved" in ran.out and "Error" in ran.out and "by the measured precision" in ran.err
    lines = command("audit", "--db", lees).out.splitlines()
    assert lines[0] == "outlet\tquotes\twords\tpeople\tunresolved\tunresolved_share\terror"
    assert [line.split("\t")[:4] for line in lines[1:]] == [["", "2", "9", "2"], ["The Quay Post", "1", "6", "1"]]
    assert command("audit", "--by", "shoe size", "--db", lees).code == 1
    assert command("audit", "--since", "2031", "--db", lees).err == "no quotes\n"


def test_readers_of_an_absent_record(command: Any, tmp_path: Path) -> None:
    for args in (["corrections"], ["undo"], ["quote", "reject", "1"]):
        ran = command(*args, "--db", tmp_path / "none.db")
        assert ran.code == 1 and "no data base at" in ran.err
    assert not (tmp_path / "none.db").exists()
