"""Backups: one state of the data base, there whole or not at all; and the way back, which keeps what it replaces."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from store_articles import write

from quotetrack.errors import StoreError
from quotetrack.store import Store
from quotetrack.store.backup import back_up, restore


def fill(path: Path, *names: str) -> Path:
    with Store.open(path, create=True) as store:
        for name in names:
            store.add(*write(name, (f"“{name}.”", "Ann Lee")))
    return path


def labels(path: Path) -> list[str]:
    """The labels of the articles of a data base, read as any program would; and it is sound."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [label for (label,) in connection.execute("SELECT label FROM articles ORDER BY id")]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm"))}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return fill(tmp_path / "quotes.db", "a", "b")


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.store.copying._PAGES_AT_ONCE", 1)


def test_one_file_with_everything_even_what_stands_in_the_log(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "what? 50% #1 ü.db"
    path.chmod(0o640)
    with Store.open(path, write=True) as store:
        store.add(*write("c", ("“c.”", "Bo Roe")))
        assert Path(f"{path}-wal").stat().st_size > 0
        before = target.parent.stat().st_mtime_ns
        back_up(path, target)
        assert target.parent.stat().st_mtime_ns >= before
    assert target.stat().st_mode & 0o777 == 0o640
    assert not Path(f"{target}-wal").exists()
    assert target.read_bytes()[18:20] == b"\x01\x01"  # in no need of a log, so that it can be read from anywhere
    assert labels(target) == ["a", "b", "c"]
    with Store.open(target) as store:
        assert store.counts() == {"articles": 3, "quotes": 3, "speakers": 2}


def test_one_state_while_others_write(path: Path, tmp_path: Path, small_steps: None) -> None:
    steps: list[tuple[int, int]] = []

    def others_write(done: int, pages: int) -> None:
        steps.append((done, pages))
        fill(path, f"later {done}")

    back_up(path, tmp_path / "copy.db", on_progress=others_write)
    assert len(steps) > 10 and steps[-1][0] == steps[-1][1] and len({pages for _, pages in steps}) == 1
    assert labels(tmp_path / "copy.db") == ["a", "b"]
    assert len(labels(path)) == 2 + len(steps)


def test_writers_are_not_kept_waiting(path: Path, tmp_path: Path) -> None:
    going = threading.Event()
    errors: list[BaseException] = []

    def add() -> None:
        try:
            with Store.open(path, write=True) as store:
                number = 0
                while not going.is_set():
                    number += 1
                    store.add(*write(f"n{number}", (f"“{number}.”", "Bo Roe")))
        except BaseException as error:
            errors.append(error)

    adder = threading.Thread(target=add)
    adder.start()
    try:
        for number in range(5):
            back_up(path, tmp_path / f"copy{number}.db")
    finally:
        going.set()
        adder.join()
    assert errors == []
    counts = [len(labels(tmp_path / f"copy{number}.db")) for number in range(5)]
    assert counts == sorted(counts) and counts[-1] > counts[0]


def test_no_file_is_replaced_unasked(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("precious")
    with pytest.raises(StoreError, match=r"is there already.*--force"):
        back_up(path, target)
    assert target.read_text() == "precious"
    back_up(path, target, replace=True)
    back_up(path, target, replace=True)
    assert labels(target) == ["a", "b"]
    for same in (path, tmp_path / "link.db"):
        if same != path:
            same.symlink_to(path)
        with pytest.raises(StoreError, match="the data base itself"):
            back_up(path, same, replace=True)
    with pytest.raises(StoreError, match="is a folder"):
        back_up(path, tmp_path)
    with pytest.raises(StoreError, match="No such file or directory"):
        back_up(path, tmp_path / "nowhere" / "copy.db")
    other = fill(tmp_path / "other.db", "c")
    with Store.open(other) as reader:
        reader.counts()
        monkey = pytest.MonkeyPatch()
        monkey.setattr("quotetrack.store.backup._PATIENCE_SECONDS", 0.05)
        with pytest.raises(StoreError, match="open in another program"):
            back_up(path, other, replace=True)
        monkey.undo()
    assert labels(other) == ["c"]
    assert names(tmp_path) == {"quotes.db", "copy.db", "link.db", "other.db"}


def test_a_name_taken_meanwhile_is_not_replaced(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with pytest.raises(StoreError, match="is there already"):
        back_up(path, target, on_progress=lambda *_: target.write_text("faster"))
    assert target.read_text() == "faster"
    assert names(tmp_path) == {"quotes.db", "copy.db"}


def test_interrupted_or_killed_leaves_no_half_file(path: Path, tmp_path: Path, small_steps: None) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        back_up(path, tmp_path / "copy.db", on_progress=interrupt)
    assert names(tmp_path) == {"quotes.db"}
    code = (
        "import os, sys; from pathlib import Path; from quotetrack.store import backup, copying\n"
        "copying._PAGES_AT_ONCE = 1\n"
        "die = lambda done, pages: os.kill(os.getpid(), 9) if done > pages // 2 else None\n"
        "backup.back_up(Path(sys.argv[1]), Path(sys.argv[2]), on_progress=die)"
    )
    killed = subprocess.run([sys.executable, "-c", code, path, tmp_path / "copy.db"], check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert not (tmp_path / "copy.db").exists()
    assert labels(path) == ["a", "b"]


def damage(path: Path) -> None:
    """Overwrites a page in the middle."""
    with path.open("r+b") as file:
        size = int.from_bytes(file.read(18)[16:18], "big")
        file.seek(path.stat().st_size // size // 2 * size)
        file.write(b"\xa5" * size)


def test_a_good_backup_is_never_replaced_with_a_bad_one(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    back_up(path, target)
    damage(path)
    with pytest.raises(StoreError, match="damaged") as caught:
        back_up(path, target, replace=True)
    assert "\n" not in str(caught.value)
    assert labels(target) == ["a", "b"]
    assert names(tmp_path) == {"quotes.db", "copy.db"}
    kept = restore(path, target)
    assert kept is not None and kept.exists()
    assert labels(path) == ["a", "b"]


def test_restored_in_one_step_and_the_present_one_is_kept(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    back_up(path, target)
    fill(path, "c")
    kept = restore(path, target)
    assert kept is not None and kept.name.startswith("quotes.db.before-restore-")
    assert (labels(path), labels(kept), labels(target)) == (["a", "b"], ["a", "b", "c"], ["a", "b"])
    fill(path, "d")
    again = restore(path, kept)
    assert again is not None and again != kept
    assert (labels(path), labels(again)) == (["a", "b", "c"], ["a", "b", "d"])
    assert labels(path) == ["a", "b", "c"]
    fresh = tmp_path / "new" / "quotes.db"
    assert restore(fresh, target) is None
    assert labels(fresh) == ["a", "b"]


def test_a_damaged_data_base_is_kept_with_its_log_and_the_log_is_not_read_into_the_new_one(
    path: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy.db"
    back_up(path, target)
    # What a killed writer leaves: an article that stands in the log alone.
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[2]); from store_articles import write\n"
        "from quotetrack.store import Store; store = Store.open(sys.argv[1], write=True)\n"
        "store.add(*write('c', ('“c.”', 'Bo Roe'))); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, path, Path(__file__).parent], check=False, timeout=60)
    log = Path(f"{path}-wal").read_bytes()
    assert log
    with path.open("r+b") as file:
        file.write(b"no header")
    broken = path.read_bytes()
    kept = restore(path, target)
    assert kept is not None
    assert kept.read_bytes() == broken and Path(f"{kept}-wal").read_bytes() == log
    assert labels(path) == ["a", "b"]


@contextmanager
def open_elsewhere(path: Path, how: str) -> Iterator[None]:
    """Another process has the data base open, as a server of pages or a long addition has."""
    code = (
        "import sys; from quotetrack.store import Store\n"
        f"store = Store.open(sys.argv[1], {how}); store.counts(); print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        yield
        other.communicate(b"")


@pytest.mark.parametrize("how", ["", "write=True"])
@pytest.mark.parametrize("restored", [False, True])
def test_nothing_is_taken_from_under_a_program_that_has_it_open(
    path: Path, tmp_path: Path, how: str, restored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quotetrack.store.backup._PATIENCE_SECONDS", 0.05)
    target = tmp_path / "copy.db"
    back_up(path, target)
    if restored:
        restore(path, target)
    with open_elsewhere(path, how):
        before = names(tmp_path)
        with pytest.raises(StoreError, match="open in another program"):
            restore(path, target)
        assert names(tmp_path) == before
        fill(path, "c")
    assert labels(path) == ["a", "b", "c"]


def test_what_is_no_backup_is_refused(path: Path, tmp_path: Path) -> None:
    target, text = tmp_path / "copy.db", tmp_path / "notes.txt"
    text.write_text("Dear diary, this is long enough to be anything at all.")
    foreign = tmp_path / "foreign.db"
    with closing(sqlite3.connect(foreign)) as other:
        other.execute("CREATE TABLE articles (id INTEGER)")
    back_up(path, target)
    newer, torn = tmp_path / "newer.db", tmp_path / "torn.db"
    back_up(path, newer)
    with closing(sqlite3.connect(newer)) as change, change:
        change.execute("INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('quotetrack', 'm999_later')")
    back_up(path, torn)
    damage(torn)
    for bad, reason in (
        (tmp_path / "gone.db", "no backup at"), (text, "not a SQLite"), (foreign, "another program"),
        (newer, "newer quotetrack"), (torn, "damaged"), (path, "the data base itself"), (tmp_path, "no backup at"),
    ):  # fmt: skip
        before = names(tmp_path)
        with pytest.raises(StoreError, match=reason):
            restore(path, bad)
        assert names(tmp_path) == before
        assert labels(path) == ["a", "b"]
    with pytest.raises(StoreError, match="another program"):
        restore(foreign, target)
    with pytest.raises(StoreError, match="is a folder"):
        restore(tmp_path, target)


def test_the_commands(command: Any, path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    made = command("--db", path, "backup", target)
    assert (made.code, made.err) == (0, "")
    assert made.out == f"{path} backed up to {target}\n"
    again = command("--db", path, "backup", target)
    assert (again.code, again.out, again.err.count("\n")) == (1, "", 1)
    assert command("backup", "--force", target, "--db", path).code == 0
    back = command("restore", target, "--db", path)
    (kept,) = tmp_path.glob("quotes.db.before-restore-*")
    assert (back.code, back.err) == (0, "")
    assert back.out == f"{path} restored from {target}; what was there before is kept as {kept}\n"
    assert command("--db", tmp_path / "none.db", "backup", tmp_path / "x.db").code == 1
    assert not (tmp_path / "x.db").exists()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs limits on a process")
def test_a_full_disk(path: Path, tmp_path: Path) -> None:
    code = (
        "import resource, sys; from quotetrack.cli.main import status\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000)); sys.exit(status(sys.argv[1:]))"
    )
    for args in (["backup", "copy.db"], ["--db", "other.db", "restore", "quotes.db"]):
        done = subprocess.run(
            [sys.executable, "-c", code, "--db", "quotes.db", *args],
            capture_output=True, text=True, cwd=tmp_path, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
        assert "disk" in done.stderr
        assert names(tmp_path) == {"quotes.db"}
