"""Ten seconds of ``make together``, and that it would see what is wrong."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from quotetrack.extraction import extract
from quotetrack.store import Store
from quotetrack.store.keys import article_key
from tests.generator import article
from tests.together import newsroom


def test_nothing_is_lost_and_nobody_is_locked_out(tmp_path: Path) -> None:
    pytest.importorskip("datasette")
    outcome = newsroom.work_together(tmp_path, 10, seed=1)
    assert outcome.wrong == []
    assert min(outcome.done[name] for name in ("new", "changed", "unchanged", "corrections", "pages")) > 0


def test_what_is_lost_is_seen(tmp_path: Path) -> None:
    path, first, second = tmp_path / "together.db", article(0), article(1)
    with Store.open(path, create=True) as store:
        store.add(first, ())
        store.add(second, found := extract(second))
    done = Counter(new=1, quotes=len(found), corrections=1)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM quotes WHERE id = 1")
    keys = {article_key(first), article_key(second)}
    wrong = newsroom._lost(path, keys, done)
    assert f"{len(found)} quotes were told stored, {len(found) - 1} are there" in wrong
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM articles WHERE id = 2")
    wrong = newsroom._lost(path, keys, done)
    assert "1 articles are lost, 0 nobody gave" in wrong
    assert "1 corrections were told stored, 0 are there" in wrong
    assert any(line.startswith("doctor: ") for line in wrong)
