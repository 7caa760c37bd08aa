"""speakers import and export, --where and --facet: known people and what is said of them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

ARTICLES = [
    {"id": "a", "text": "“One,” said Ann Lee, the mayor of Leeds.", "published": "2025-03-04"},
    {"id": "b", "text": "“Two,” said Zo Lee Roe, the baker.\n\n“Three,” said Bo Roe, a goalkeeper."},
]
PEOPLE = """\ufeffName,aliases,role,from,to,wikidata,gender,Party
Ann Lee,Zo Lee Roe; A. Lee,mayor,2020,,Q5,female,Green
Bo Roe,,,,,,male,
Mo Quill,,,,,,female,
"""


@pytest.fixture
def db(command: Any, tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES), encoding="utf-8")
    assert command("add", path, "--db", tmp_path / "r.db").code == 0
    return tmp_path / "r.db"


def brought_in(command: Any, db: Path, text: str, name: str = "people.csv") -> Any:
    path = db.parent / name
    path.write_text(text, encoding="utf-8")
    return command("speakers", "import", path, "--db", db)


def names(command: Any, db: Path, *options: str) -> list[str]:
    rows = json.loads(command("speakers", "--db", db, "--format", "json", *options).out)
    return sorted(row["name"] for row in rows if row["kind"] == "person")


def test_a_list_comes_in_and_goes_out(command: Any, db: Path) -> None:
    assert names(command, db) == ["Ann Lee", "Bo Roe", "Zo Lee Roe"]
    done = brought_in(command, db, PEOPLE)
    said = "3 lines: 3 new, 0 changed, 0 unchanged, 0 failed; 2 known people are speakers of the record\n"
    assert (done.code, done.out, done.err) == (0, said, "")
    # The list says that two names are one person's.
    assert len(names(command, db)) == 2
    assert "0 new, 0 changed, 3 unchanged" in brought_in(command, db, PEOPLE).out
    out = command("speakers", "export", "--known", "--db", db).out
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["name"] for row in rows] == ["Ann Lee", "Bo Roe", "Mo Quill"]
    assert rows[0]["aliases"] == "A. Lee; Zo Lee Roe" and rows[0]["party"] == "Green"
    other = db.parent / "other.db"
    assert brought_in(command, other, out).code == 0
    assert command("speakers", "export", "--known", "--db", other).out == out
    whole = command("speakers", "export", "--db", db, "--format", "jsonl").out
    assert {json.loads(line)["name"] for line in whole.splitlines()} == {"Ann Lee", "Bo Roe"}
    assert "0 new, 0 changed, 2 unchanged" in brought_in(command, db, whole, "all.jsonl").out


def test_attributes_filter_and_count(command: Any, db: Path) -> None:
    brought_in(command, db, PEOPLE)
    found = json.loads(command("search", "--where", "gender=Female", "--db", db, "--format", "json").out)
    assert sorted(row["quote"] for row in found) == ["“One,”", "“Two,”"]
    both = ("--where", "gender=female", "--where", "party=green")
    assert len(json.loads(command("search", *both, "--db", db, "--format", "json").out)) == 2
    assert len(names(command, db, "--where", "gender=male")) == 1
    facet = json.loads(command("speakers", "--facet", "gender", "--db", db, "--format", "json").out)
    assert facet == [
        {"value": "female", "speakers": 1, "quotes": 2},
        {"value": "male", "speakers": 1, "quotes": 1},
    ]
    done = command("search", "--where", "age=5", "--db", db)
    assert (done.code, done.err) == (1, "quotetrack: nobody has the attribute age; there are gender, party\n")
    assert command("search", "--where", "age", "--db", db).code == 2


def test_who_comes_later_is_known_at_once(command: Any, db: Path) -> None:
    brought_in(command, db, PEOPLE)
    later = db.parent / "later.jsonl"
    later.write_text(json.dumps({"id": "c", "text": "“Four,” said Mo Quill."}), encoding="utf-8")
    command("add", later, "--db", db)
    found = json.loads(command("search", "four", "--where", "gender=female", "--db", db, "--format", "json").out)
    assert [row["speaker"] for row in found] == ["Mo Quill"]
    copy, export = db.parent / "copy.db", db.parent / "export.jsonl"
    command("export", export, "--db", db)
    command("import", export, "--db", copy)
    assert names(command, copy, "--where", "gender=female") == names(command, db, "--where", "gender=female")
    assert command("doctor", "--db", copy).code == 0


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("p.csv", "name\nAnn Lee\nAnn Lee\n", ":3: Ann Lee stands in line 2 already; left out"),
        ("p.csv", "name,x\nAnn Lee,1,2\n", ":2: 3 columns, but the heading has 2; left out"),
        (
            "p.csv",
            'name,x\n"Ann Lee,1\nBo Roe,2\n',
            ":3: a cell of several lines (a quotation mark may be left open); left out",
        ),
        ("p.csv", "name\n“”\n", ":2: no name; left out"),
        ("p.csv", f"name\n{'x' * 10_000}\n", ":2: a name of more than 500 characters; left out"),
        ("p.csv", "name,from\nAnn Lee,soon\n", ":2: soon is no date; write 2025, 2025-06 or 2025-06-03; left out"),
        ("p.csv", "name,wikidata\nAnn Lee,x\n", ":2: x is no Wikidata id; write Q42; left out"),
        ("p.jsonl", '{"name": "Ann Lee"\n', ":1: no JSON; left out"),
        ("p.jsonl", '{"name": "Ann Lee", "x": {}}\n', ":1: x is no text; left out"),
        ("p.csv", "aliases\nx\n", ":1: no column name in the heading"),
        ("p.csv", "", ":1: no column name in the heading"),
    ],
)
def test_what_does_not_fit_is_named(command: Any, tmp_path: Path, name: str, text: str, told: str) -> None:
    done = brought_in(command, tmp_path / "r.db", text, name)
    assert (done.code, done.err) == (1, f"quotetrack: {tmp_path / name}{told}\n")
