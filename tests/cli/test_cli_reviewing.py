"""review as somebody at a terminal uses it: real keys over a pseudo-terminal, one answer each, resumable."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ARTICLES = [
    {
        "id": "a",
        "outlet": "Daily Test",
        "published": "2025-03-01",
        "text": "“Not today,” said Ann Lee, the mayor of Leeds. “We shall see what the [sic] council does about it,"
        " when it meets in the big hall on a cold evening in the spring,” she said.",
    },
    {"id": "b", "outlet": "Other Post", "published": "2025-03-02", "text": "“I was not asked,” Lee said."},
    {"id": "c", "text": "“We know nothing,” Lee said."},
    {"id": "d", "text": "“Perhaps,” said Bo Lee, the clerk. “Later,” said Cy Day."},
]


class Terminal:
    """A review at a terminal of so many columns."""

    def __init__(self, db: Path, columns: int = 80) -> None:
        self._main, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        told = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "quotetrack", "review", "--by", "jo", "--db", str(db)],
            stdin=side, stdout=side, stderr=side, start_new_session=True, env=told | {"TERM": "xterm"},
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(side)

    def see(self, awaited: str) -> str:
        """What is printed until this stands at its end, without colours."""
        shown, until = "", time.monotonic() + 15
        while not shown.rstrip().endswith(awaited):
            assert time.monotonic() < until, shown
            if select.select([self._main], [], [], 0.2)[0]:
                try:
                    shown += os.read(self._main, 65536).decode()
                except OSError:  # it has ended
                    break
                shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown).replace("\r\n", "\n")
        return shown

    def press(self, keys: str) -> None:
        os.write(self._main, keys.encode())

    def end(self) -> tuple[int, str]:
        shown = self.see("\0")
        code = self.process.wait(15)
        os.close(self._main)
        return code, shown


@pytest.fixture
def db(command: Any, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "articles.jsonl"
    path.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES), encoding="utf-8")
    assert command("add", path, "--db", tmp_path / "r.db").code == 0
    yield tmp_path / "r.db"


def log(command: Any, db: Path) -> list[str]:
    rows = json.loads(command("corrections", "--db", db, "--format", "json").out)
    return [row["what"] for row in reversed(rows)]


def test_one_key_answers(command: Any, db: Path) -> None:
    terminal = Terminal(db)
    shown = terminal.see("q quit]")
    assert "“I was not asked,” Lee said." in shown and "Ann Lee: the mayor of Leeds; Daily Test, 2025-03-01" in shown
    assert "Is this Lee (1 quote) Ann Lee (2 quotes)?  [y yes" in shown
    terminal.press("x")  # no such key: asked again, and nothing is stored
    assert "Ann Lee (2 quotes)?" in terminal.see("q quit]")
    terminal.press("n")
    assert "“We know nothing,”" in terminal.see("q quit]")
    terminal.press("l")
    terminal.see("q quit]")
    terminal.press("o")
    terminal.see("Who is it?")
    terminal.press("nobody of the record\n")
    assert "no speaker nobody of the record" in terminal.see("q quit]")
    terminal.press("o")
    terminal.see("Who is it?")
    terminal.press("cy day\n")
    assert "Lee: Other Post" in terminal.see("q quit]")
    terminal.press("q")
    code, shown = terminal.end()
    assert code == 0 and "3 answers: 1 no, 1 later, 1 other" in shown
    assert log(command, db) == ["Lee is not Ann Lee", "whether Lee is Ann Lee", "Lee is Cy Day"]


def test_keys_pressed_ahead_count(command: Any, db: Path) -> None:
    terminal = Terminal(db)
    terminal.see("q quit]")
    terminal.press("nlq")
    code, shown = terminal.end()
    assert code == 0 and "2 answers: 1 no, 1 later" in shown
    assert log(command, db) == ["Lee is not Ann Lee", "whether Lee is Ann Lee"]


@pytest.mark.parametrize("how", ["\x03", "\x04", signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_what_was_answered_stays_and_the_rest_is_asked_again(command: Any, db: Path, how: Any) -> None:
    terminal = Terminal(db)
    terminal.see("q quit]")
    terminal.press("y")
    second = terminal.see("q quit]")
    if isinstance(how, str):
        terminal.press(how)
    else:
        terminal.process.send_signal(how)
    code, shown = terminal.end()
    assert "Traceback" not in shown
    assert code == (0 if isinstance(how, str) else -how) or how == signal.SIGTERM
    assert log(command, db) == ["Lee is Ann Lee"]
    again = Terminal(db)
    assert again.see("q quit]").strip() == second.partition("\n")[2].strip()
    again.press("q")
    assert again.end()[0] == 0
    assert command("doctor", "--db", db).code == 0


@pytest.mark.parametrize("columns", [80, 30])
def test_every_line_fits_the_terminal(db: Path, columns: int) -> None:
    terminal = Terminal(db, columns)
    for _ in range(4):
        shown = terminal.see("q quit]")
        *lines, asked = shown.rstrip().split("\n")
        assert max(map(len, lines)) <= columns, lines
        assert asked.endswith("q quit]")
        terminal.press("l")
    terminal.press("q")
    terminal.end()
