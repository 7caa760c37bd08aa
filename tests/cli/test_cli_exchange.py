"""export and import as commands: a file that is whole or not there, and one line for what is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"


@pytest.fixture
def db(tmp_path: Path, command: Any) -> Path:
    path = tmp_path / "record.db"
    assert command("add", SEEDS, "--db", path).code == 0
    return path


def test_export_import_export(command: Any, db: Path, tmp_path: Path) -> None:
    file, copy = tmp_path / "record.jsonl", tmp_path / "new" / "copy.db"
    file.write_text("what was there before")
    file.chmod(0o640)
    said = command("export", file, "--db", db)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("12 articles, ") and said.out.endswith(f" speakers in {file}\n")
    assert file.stat().st_mode & 0o777 == 0o640
    brought = command("import", file, "--db", copy)
    assert brought.out == said.out.replace(str(file), str(copy))
    assert command("export", "--db", copy).out == file.read_text(encoding="utf-8")
    assert command("search", "--format", "csv", "--db", copy).code == 0
    assert sorted(path.name for path in tmp_path.iterdir() if "part" in path.name) == []
    again = command("import", file, "--db", copy)
    assert (again.code, again.out, again.err.count("\n")) == (1, "", 1)
    assert "not empty" in again.err


def test_every_line_is_an_object(command: Any, db: Path) -> None:
    lines = command("export", "-", "--db", db).out.split("\n")
    kinds = [json.loads(line)["record"] for line in lines[:-1]]
    assert (kinds[0], kinds[-1], lines[-1]) == ("export", "end", "")
    assert kinds.count("article") == 12
    assert set(kinds) == {"export", "speaker", "article", "appearance", "quote", "end"}


def test_what_cannot_be_written_or_read(command: Any, db: Path, tmp_path: Path) -> None:
    before = db.read_bytes()
    for args, said in (
        (("export", db, "--db", db), "is the data base itself"),
        (("export", tmp_path / "gone" / "x.jsonl", "--db", db), "nothing was written"),
        (("export", tmp_path, "--db", db), "Is a directory"),
        (("export", "--db", tmp_path / "none.db"), "no data base"),
        (("import", tmp_path / "none.jsonl", "--db", tmp_path / "none.db"), "No such file"),
        (("import", db, "--db", tmp_path / "none.db"), "no export of quotetrack"),
    ):
        ran = command(*args)
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), args
        assert said in ran.err
    assert db.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if not path.name.startswith("record.db")) == []
