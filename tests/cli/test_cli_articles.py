"""article: one article with its quotes, and what somebody changed in it."""

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

“We are glad,” said Tobias Renn.
"""


@pytest.fixture
def db(tmp_path: Path, command: Any) -> Path:
    """The article as it was, and as it was after somebody edited it."""
    path, file = tmp_path / "record.db", tmp_path / "harbour.txt"
    file.write_text(HARBOUR, encoding="utf-8")
    assert command("add", file, "--db", path).code == 0
    edited = HARBOUR.replace("Monday", "Tuesday").replace("Tobias Renn", "Petra Holm").replace("dredged", "deepened")
    file.write_text(edited.replace("She said the council had been “slower than the silt”.\n\n", ""), encoding="utf-8")
    assert "1 changed" in command("add", file, "--db", path).out
    return path


def test_an_article_by_number_key_and_address(command: Any, db: Path) -> None:
    page = command("article", 1, "--db", db)
    assert (page.code, page.err) == (0, "")
    assert page.out.startswith("“The dredgers start on Tuesday,” said Odile Marchetti, the mayor.")
    shown = [" ".join(line.split()) for line in page.out.splitlines()]
    for line in ("Title Harbour to be deepened", "Quotes 2", "Version 2 (--history shows what changed)"):
        assert line in shown
    for name in ("https://quay.example/harbour", "HTTPS://quay.example/harbour/?utm_source=x"):
        assert command("article", name, "--db", db).out == page.out
    detail = json.loads(command("article", 1, "--format", "json", "--db", db).out)
    assert (detail["version"], len(detail["quotes"])) == (2, 2)
    assert len(command("article", 1, "--format", "tsv", "--db", db).out.splitlines()) == 3
    nowhere = command("article", "https://quay.example/nowhere", "--db", db)
    assert (nowhere.code, nowhere.out, nowhere.err.count("\n")) == (1, "", 1)


def test_history_shows_what_came_went_and_changed(command: Any, db: Path) -> None:
    page = command("article", 1, "--history", "--db", db)
    assert page.code == 0 and "[sic]" in " ".join(page.out.split())
    for part in (
        "Version 1, seen ", "3 quotes", "title Harbour to be [-dredged-]{+deepened+}",
        "reworded Odile Marchetti: “The dredgers start on [-Monday-]{+Tuesday+},”", "went Odile Marchetti: ",
        "reattributed [-Tobias Renn-] {+Petra Holm+}: “We are glad,”",
    ):  # fmt: skip
        assert part in " ".join(page.out.split())
    rows = json.loads(command("article", 1, "--history", "--format", "json", "--db", db).out)
    assert [(row["what"], row["change"]) for row in rows] == [
        ("title", "changed"), ("text", "changed"), ("quote", "reworded"), ("quote", "went"),
        ("quote", "reattributed"),
    ]  # fmt: skip
    assert rows[2]["words"][1:3] == [["-", "Monday"], ["+", "Tuesday"]]
    table = list(csv.DictReader(io.StringIO(command("article", 1, "--history", "--format", "csv", "--db", db).out)))
    assert (table[4]["speaker_before"], table[4]["speaker"]) == ("Tobias Renn", "Petra Holm")
    assert len(command("article", 1, "--history", "--format", "jsonl", "--limit", 2, "--db", db).out.splitlines()) == 2
    for chosen in ("table", "markdown", "tsv"):
        assert "reattributed" in command("article", 1, "--history", "--format", chosen, "--db", db).out


def test_an_article_that_never_changed(command: Any, tmp_path: Path) -> None:
    db, file = tmp_path / "record.db", tmp_path / "harbour.txt"
    file.write_text(HARBOUR, encoding="utf-8")
    command("add", file, "--db", db)
    ran = command("article", 1, "--history", "--format", "json", "--db", db)
    assert (ran.code, ran.out) == (0, "[]\n")
    assert ran.err.startswith("1 version; nothing has changed since 20")
