"""speakers compare: two names, many pairs, what is wrong with either."""

import json
from pathlib import Path
from typing import Any

import pytest


def test_two_names(command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = command("speakers", "compare", "Bill Clinton", "William J. Clinton")
    assert (done.code, done.err) == (0, "") and done.out.startswith("same: ")
    for kind in ("json", "jsonl"):
        said = json.loads(command("speakers", "compare", "John Smith", "John Smith", "--format", kind).out)
        assert said.keys() == {"verdict", "reason"} and said["verdict"] == "maybe" and "John Smith" in said["reason"]
    contexts = ("--a-context", "role=mayor of Leeds", "--b-context", "a striker, 2019")
    done = command("speakers", "compare", "John Smith", "John Smith", *contexts, "--format", "tsv")
    assert done.out.splitlines()[1].split("\t")[:3] == ["John Smith", "John Smith", "different"]
    assert not list(tmp_path.iterdir())


def test_many_pairs(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text(
        "\ufeffid\ta\tb\ta_context\n1\tAnn Lee\tAnn B. Lee\n\n2\tAnn Lee\tBo Lee\tx\ty\n3\tAnn Lee\t\t\n",
        encoding="utf-8",
    )
    done = command("speakers", "compare", "--pairs", path, "--format", "json")
    assert done.code == 1 and done.err == f"quotetrack: {path}:4: 5 columns, but the heading has 4; left out\n"
    rows = json.loads(done.out)
    assert [(row["id"], row["verdict"]) for row in rows] == [("1", "same"), ("3", "different")]
    assert list(rows[0]) == ["id", "a", "b", "a_context", "verdict", "reason"]
    assert command("speakers", "compare", "--pairs", path).out.splitlines()[0] == "id\ta\tb\ta_context\tverdict\treason"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ":1: no column a and b in the heading; separate columns by tabs"),
        (b"a\tc\nx\ty\n", ":1: no column b in the heading; separate columns by tabs"),
        (b"a\tb\ta\n", ":1: two columns have one name"),
        (b"a\tb\n\xff\tx\n", ":2: is not UTF-8; left out"),
        (b"\xff\tb\n", ":1: is not UTF-8"),
    ],
)
def test_files_that_are_no_pairs(command: Any, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_bytes(content)
    done = command("speakers", "compare", "--pairs", path)
    assert (done.code, done.err) == (1, f"quotetrack: {path}{said}\n")


def test_wrong_usage(command: Any, tmp_path: Path) -> None:
    assert command("speakers", "compare", "Ann Lee").code == 2
    assert command("speakers", "compare", "Ann Lee", "--pairs", tmp_path / "x").code == 2
    done = command("speakers", "compare", "--pairs", tmp_path / "x")
    assert (done.code, done.err) == (1, f"quotetrack: {tmp_path / 'x'}: No such file or directory\n")
