"""Serving: what can be wrong is said in one line; a served page answers; Ctrl-C ends it quietly."""

from __future__ import annotations

import asyncio
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from quotetrack.browse import build_datasette, serve
from quotetrack.errors import MissingExtra, QuotetrackError
from quotetrack.model import Article
from quotetrack.store import Store


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "a?b#c%20.db"
    Store.open(path, create=True).close()
    return path


def test_without_datasette_the_extra_is_named(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasette", None)
    with pytest.raises(MissingExtra, match=r"quotetrack\[browse\]"):
        serve(database)


def test_importing_the_room_does_not_load_datasette() -> None:
    code = "import sys, quotetrack.browse; sys.exit('datasette' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_what_is_no_data_base_is_said(tmp_path: Path) -> None:
    pytest.importorskip("datasette")
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as connection:
        connection.execute("CREATE TABLE t (a)")
    (tmp_path / "text.db").write_text("no data base at all, only text")
    for name, reason in (("absent.db", "no data base"), ("foreign.db", "another program"), ("text.db", "not a SQLite")):
        with pytest.raises(QuotetrackError, match=reason) as raised:
            build_datasette(tmp_path / name)
        assert "\n" not in str(raised.value)


def test_what_cannot_be_listened_on_is_said(database: Path) -> None:
    pytest.importorskip("datasette")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(QuotetrackError, match="in use"):
            serve(database, port=taken.getsockname()[1])
    with pytest.raises(QuotetrackError, match="0 to 65535"):
        serve(database, port=70000)
    with pytest.raises(QuotetrackError, match="host"):
        serve(database, host="192.0.2.1", port=0)
    with pytest.raises(QuotetrackError, match="not known"):
        serve(database, host="no such host.invalid", port=0)


def test_a_file_that_vanishes_is_replaced_or_breaks_is_told_of_in_one_line(
    database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("datasette")
    with Store.open(database, write=True) as store:
        store.add(Article(text="Nobody said anything.", id="a"), ())
    site = build_datasette(database)

    def ask(status: int) -> str:
        answer = asyncio.run(site.client.get("/quotes/articles.json"))
        assert answer.status_code == status
        return str(answer.json().get("error"))

    ask(200)
    moved = database.rename(tmp_path / "moved.db")
    assert "vanished while it was open" in ask(503)
    Store.open(database, create=True).close()
    assert "was replaced while it was open" in ask(503)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    moved.rename(database)
    ask(200)
    site = build_datasette(database)
    with sqlite3.connect(database) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'articles'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with database.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xa5" * size)
    assert "is damaged" in ask(503)
    assert "Traceback" not in capfd.readouterr().err


def test_it_serves_until_interrupted(database: Path) -> None:
    pytest.importorskip("datasette")
    code = "import sys; from quotetrack.browse import serve; serve(sys.argv[1], port=0)"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(database)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[2]
            with urllib.request.urlopen(address) as answer:
                assert answer.status == 200
            server.send_signal(signal.SIGINT)
            assert server.wait(20) == 0
            assert server.stdout.read() == ""
        finally:
            server.kill()
