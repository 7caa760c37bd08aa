"""Five short rounds of ``make crash``, and that it would see what is wrong."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.crash import rounds
from tests.crash.rounds import ADDING, REEXTRACTING, Crashes, Work

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads processes from /proc")


@pytest.fixture(scope="module")
def crashes(tmp_path_factory: pytest.TempPathFactory) -> Crashes:
    made = Crashes(tmp_path_factory.mktemp("crash"), 80, seed=1)
    for work in (*ADDING, REEXTRACTING):
        made.undisturbed(work)
    return made


@pytest.mark.parametrize("work", [ADDING[0], ADDING[1], ADDING[1], REEXTRACTING, REEXTRACTING])
def test_a_kill_loses_nothing(crashes: Crashes, work: Work) -> None:
    assert crashes.round(1, work).wrong == ()


def test_a_lost_quote_is_seen(crashes: Crashes, monkeypatch: pytest.MonkeyPatch) -> None:
    look = rounds._look

    def lose(path: Path) -> tuple[int | None, list[str]]:
        with closing(sqlite3.connect(path)) as connection, connection:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'quotes'").fetchone():
                connection.execute("DELETE FROM quotes WHERE id = (SELECT max(id) FROM quotes)")
        return look(path)

    monkeypatch.setattr(rounds, "_look", lose)
    assert "the export is not that of an undisturbed run" in crashes.round(4, ADDING[0]).wrong
