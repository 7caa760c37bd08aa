"""What add and extract tell while they work: events for services, failed items in a file, a bar on a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

TEXT = "“The tide waits for no council,” said Odile Marchetti, the harbour master."


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """Two articles, and two lines that are none."""
    path = tmp_path / "feed.jsonl"
    lines = [json.dumps({"id": "a", "text": TEXT}), "rubbish", '{"id": "b"}', json.dumps({"id": "c", "text": TEXT})]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _events(err: str) -> list[dict[str, Any]]:
    events = [json.loads(line) for line in err.splitlines()]
    assert all(event.pop("time").endswith("Z") for event in events)
    for event in events:
        assert event.pop("seconds", 0) >= 0
    return events


def test_a_service_reads_events(command: Any, feed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.cli.reporting._SECONDS", 0)
    monkeypatch.setattr("quotetrack.cli.reporting.Report._weigh", lambda *_: None)
    db = tmp_path / "x.db"
    ran = command("--db", db, "add", feed, "--log-format", "json", "--jobs", 1)
    assert ran.code == 1
    assert ran.out.startswith("4 articles: 2 new, 0 changed, 0 unchanged, 2 failed; ")
    start, *events, summary = _events(ran.err)
    assert start == {"event": "start", "paths": [str(feed)], "db": str(db), "jobs": 1}
    problems = [event for event in events if event["event"] == "problem"]
    assert [(event["source"], event["item"], event["fatal"]) for event in problems] == [
        (f"{feed}:2", "feed:2", True), (f"{feed}:3", "feed:3", True),
    ]  # fmt: skip
    assert events[-1] == {
        "event": "progress", "articles": 4, "failed": 2, "bytes": feed.stat().st_size, "total_bytes": None,
    }  # fmt: skip
    assert summary == {
        "event": "summary", "articles": 4, "new": 2, "changed": 0, "unchanged": 0, "failed": 2, "quotes": 2,
        "lost_corrections": 0, "stopped": False,
    }  # fmt: skip
    ran = command("extract", feed, "--log-format", "json")
    assert ran.out.count("\n") == 2
    assert _events(ran.err)[-1] == {"event": "summary", "articles": 4, "failed": 2, "stopped": False}
    db.write_text("no data base, only some notes", encoding="utf-8")
    ran = command("--db", db, "add", feed, "--log-format", "json")
    (error,) = _events(ran.err)
    assert (ran.code, ran.out, error["event"]) == (1, "", "error")


def test_a_service_hears_of_lost_corrections_in_the_summary(command: Any, tmp_path: Path) -> None:
    db, story = tmp_path / "x.db", tmp_path / "story.jsonl"
    for said in ("We will rebuild.", "We have changed our minds."):
        story.write_text(json.dumps({"id": "a", "text": f"“{said}” said Ann Lee."}), encoding="utf-8")
        ran = command("--db", db, "add", story, "--log-format", "json")
        assert (ran.code, command("--db", db, "quote", "reject", 1, "--by", "Jo").code) == (0, 0)
    assert [event["event"] for event in _events(ran.err)] == ["start", "summary"]
    assert _events(ran.err)[-1]["lost_corrections"] == 1


@pytest.mark.parametrize("work", [["extract"], ["--db", "x.db", "add"]])
def test_failed_items_are_written_as_they_come(command: Any, feed: Path, work: list[str], tmp_path: Path) -> None:
    work = [str(tmp_path / word) if word == "x.db" else word for word in work]
    errors = tmp_path / "failed.jsonl"
    ran = command(*work, feed, tmp_path / "gone", "--errors", errors)
    assert ran.code == 1
    rows = [json.loads(line) for line in errors.read_text(encoding="utf-8").splitlines()]
    assert [(row["source"], row["item"]) for row in rows] == [
        (f"{feed}:2", "feed:2"), (f"{feed}:3", "feed:3"), (str(tmp_path / "gone"), None),
    ]  # fmt: skip
    assert all(row["reason"] in ran.err for row in rows)
    strict = command(*work, feed, "--strict", "--errors", errors)
    assert (strict.code, strict.err.count("\n"), errors.read_text().count("\n")) == (1, 1, 1)
    assert command(*work, feed, "--errors", tmp_path / "no" / "folder").err.count("\n") == 1


def test_a_long_list_of_failures_ends(command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.cli.reporting._MOST_LISTED", 3)
    for n in range(8):
        (tmp_path / f"{n}.txt").touch()
    ran = command("--db", tmp_path / "x.db", "add", tmp_path)
    assert ran.err.count(": empty") == 3
    assert ran.err.endswith("quotetrack: 5 more failed; --errors FILE has them all\n")
