"""add, search, show, speakers, speaker: from files to what is printed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

HARBOUR = """---
title: Harbour to be dredged
outlet: The Quay Post
published: 2025-03-04
url: https://quay.example/harbour
---
“The dredgers start on Monday,” said Odile Marchetti, the mayor. “Nobody will be [sic] cut off.”

She said the council had been “slower than the silt”.
"""
MARKET = """---
title: Market moves indoors
outlet: Valley Gazette
published: 2025-05-20
---
“We will sell cheese under a roof,” said Tobias Renn, who runs the market.
"""
UNDATED = "“The dredgers are too loud,” said Petra Holm, a fishmonger.\n"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in (("harbour.txt", HARBOUR), ("market.md", MARKET), ("undated.txt", UNDATED)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def db(articles: Path, tmp_path: Path, command: Any) -> Path:
    path = tmp_path / "record.db"
    assert command("add", articles, "--db", path).code == 0
    return path


def test_adding_twice_changes_nothing(command: Any, articles: Path, tmp_path: Path) -> None:
    path = tmp_path / "new" / "record.db"
    first = command("--db", path, "add", articles)
    assert (first.code, first.err) == (0, "")
    assert first.out == f"3 articles: 3 new, 0 changed, 0 unchanged, 0 failed; 4 quotes; 3 speakers in {path}\n"
    before = command("--db", path, "search", "--format", "json").out
    again = command("--db", path, "add", articles)
    assert again.out == f"3 articles: 0 new, 0 changed, 3 unchanged, 0 failed; 4 quotes; 3 speakers in {path}\n"
    assert command("--db", path, "search", "--format", "json").out == before
    (articles / "harbour.txt").write_text(HARBOUR.replace("Monday", "Tuesday"), encoding="utf-8")
    assert "0 new, 1 changed, 2 unchanged, 0 failed" in command("add", articles, "--db", path).out


def test_bad_items_are_listed_with_their_line_and_the_rest_is_stored(
    command: Any, articles: Path, tmp_path: Path
) -> None:
    mixed = articles / "many.jsonl"
    mixed.write_text(
        '{"id": "a", "text": "“Rain is coming,” said Ulla Brandt."}\n{"id": "b", \n{"id": "c", "title": "no text"}\n'
        '{"id": "d", "text": "“Snow is coming,” said Ivo Petrov."}\n',
        encoding="utf-8",
    )
    (articles / "empty.txt").touch()
    path = tmp_path / "record.db"
    ran = command("add", articles, tmp_path / "gone", "--db", path)
    assert ran.code == 1
    assert "9 articles: 5 new, 0 changed, 0 unchanged, 4 failed" in ran.out
    lines = ran.err.splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        str(articles / "empty.txt"), f"{mixed}:2", f"{mixed}:3", str(tmp_path / "gone"),
    ]  # fmt: skip
    assert "Traceback" not in ran.err
    assert json.loads(command("search", "--speaker", "petrov", "--format", "json", "--db", path).out)[0]["id"]


def test_search_by_near_spelling_pronoun_and_phrase(command: Any, db: Path) -> None:
    rows = json.loads(command("search", "--speaker", "marcheti", "--format", "json", "--db", db).out)
    assert [row["mention"]["text"] for row in rows] == ["Odile Marchetti", "She"]
    assert {row["speaker"] for row in rows} == {"Odile Marchetti"}
    assert list(rows[0]) == [
        "key", "id", "quote", "content", "type", "speaker", "speaker_id", "speaker_kind", "mention", "role", "cue",
        "rule", "confidence", "identity_confidence", "article", "article_id", "outlet", "published", "url",
        "status", "corrected_by",
    ]  # fmt: skip
    phrase = json.loads(command("search", "“dredgers start”", "--format", "json", "--db", db).out)
    assert [row["speaker"] for row in phrase] == ["Odile Marchetti"]
    assert json.loads(command("search", "dredgers", "--type", "mixed", "--format", "json", "--db", db).out) == []


def test_nothing_found_is_said_on_stderr_with_near_names(command: Any, db: Path) -> None:
    ran = command("search", "--speaker", "Machetto", "--db", db)
    assert ran.code == 0
    assert ran.err.startswith("no quotes by Machetto; near names: ")
    assert "Odile Marchetti" in ran.err
    nothing = command("search", "zeppelin", "--outlet", "gazette", "--format", "json", "--db", db)
    assert (nothing.code, nothing.out, nothing.err) == (0, "[]\n", "no quotes with zeppelin in gazette\n")


def test_dates_tell_what_they_leave_out(command: Any, db: Path) -> None:
    ran = command("search", "--since", "2025-04", "--format", "jsonl", "--db", db)
    assert [json.loads(line)["speaker"] for line in ran.out.splitlines()] == ["Tobias Renn"]
    assert ran.err == "1 article without a full date left out by --since\n"
    wrong = command("search", "--until", "May", "--db", db)
    assert wrong.code == 2
    assert wrong.err.count("\n") == 1


def test_every_format_has_the_same_rows(command: Any, db: Path) -> None:
    tsv = command("search", "--db", db)
    rows = [line.split("\t") for line in tsv.out.splitlines()]
    assert rows[0][:3] == ["key", "id", "quote"]
    keys = [row[0] for row in rows[1:]]
    assert len(keys) == 4
    assert {len(row) for row in rows} == {21}
    table = list(csv.DictReader(io.StringIO(command("search", "--format", "csv", "--db", db).out)))
    assert [row["key"] for row in table] == keys
    harbour = next(row for row in table if row["quote"].startswith("“The dredgers start"))
    assert (harbour["mention"], harbour["cue"]) == ("Odile Marchetti", "said")
    assert [row["key"] for row in json.loads(command("search", "--format", "json", "--db", db).out)] == keys
    markdown = command("search", "--format", "markdown", "--db", db).out.splitlines()
    assert len(markdown) == 2 + 4
    assert r"be \[sic\] cut off" in "\n".join(markdown)
    assert len(command("search", "--limit", 1, "--db", db).out.splitlines()) == 2
    screen = command("search", "--format", "table", "--limit", 1, "--db", db).out
    assert screen.endswith("3 more; --limit 0 shows all\n")


def test_brackets_are_text_on_the_screen(command: Any, db: Path) -> None:
    assert "[sic]" in " ".join(command("search", "dredgers", "--format", "table", "--db", db).out.split())


def test_show_takes_number_and_key(command: Any, db: Path) -> None:
    (row,) = json.loads(command("search", "cheese", "--format", "json", "--db", db).out)
    page = command("show", row["id"], "--db", db)
    assert (page.code, page.err) == (0, "")
    assert page.out == command("show", row["key"], "--db", db).out
    assert page.out.startswith("“We will sell cheese under a roof,” said Tobias Renn, who runs the market.\n")
    for line in (
        "Speaker Tobias Renn (person)", "Cue said", f"Rule {row['rule']}", "Article Market moves indoors",
        "Outlet Valley Gazette", "Date 2025-05-20", f"ID {row['key']} or {row['id']}",
    ):  # fmt: skip
        assert line in [" ".join(shown.split()) for shown in page.out.splitlines()]
    detail = json.loads(command("show", row["id"], "--format", "json", "--db", db).out)
    assert detail["text"].startswith("“We will sell cheese")
    unknown = command("show", "4711", "--db", db)
    assert (unknown.code, unknown.out, unknown.err.count("\n")) == (1, "", 1)


def test_speakers_and_one_speaker(command: Any, db: Path) -> None:
    rows = json.loads(command("speakers", "--format", "json", "--db", db).out)
    assert list(rows[0]) == ["key", "id", "name", "kind", "roles", "quotes", "articles", "first", "last"]
    assert (rows[0]["name"], rows[0]["quotes"], rows[0]["first"]) == ("Odile Marchetti", 2, "2025-03-04")
    assert len(command("speakers", "--limit", 2, "--db", db).out.splitlines()) == 3
    page = command("speaker", "marchetti", "--db", db).out
    for part in ("Odile Marchetti (person)", "2 quotes in 1 article", "the mayor", "The Quay Post (2)", "silt"):
        assert part in page
    detail = json.loads(command("speaker", "marchetti", "--format", "json", "--db", db).out)
    assert detail["quote_rows"][0]["quote"].startswith("“The dredgers start")
    assert len(command("speaker", "marchetti", "--format", "tsv", "--db", db).out.splitlines()) == 3
    nobody = command("speaker", "Nobody Atall", "--db", db)
    assert (nobody.code, nobody.err.count("\n")) == (1, 1)


def test_where_the_data_base_is(command: Any, db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = command("search", "--db", db).out
    assert command("--db", db, "search").out == expected
    assert command("--db", tmp_path / "other.db", "search", "--db", db).out == expected
    monkeypatch.setenv("QUOTETRACK_DB", str(db))
    assert command("search").out == expected
    absent = command("search", "--db", tmp_path / "other.db")
    assert (absent.code, absent.err.count("\n")) == (1, 1)
    assert not (tmp_path / "other.db").exists()


def test_a_doubtful_speaker_is_not_shown(command: Any, db: Path) -> None:
    rows = json.loads(command("search", "--min-confidence", "1", "--format", "json", "--db", db).out)
    assert len(rows) == 4
    assert {row["speaker"] for row in rows} == {None}
    assert (
        json.loads(command("search", "--min-confidence", "1", "--attributed", "--format", "json", "--db", db).out) == []
    )


def test_nothing_is_created_for_paths_that_are_not_there(command: Any, tmp_path: Path) -> None:
    db = tmp_path / "new" / "record.db"
    done = command("--db", str(db), "add", str(tmp_path / "nowhere.txt"), str(tmp_path / "nobody"))
    assert done.code == 1
    assert [line.rpartition(": ")[2] for line in done.err.splitlines()] == [
        "no such file or folder; nothing was added"
    ] * 2
    assert not db.parent.exists()
