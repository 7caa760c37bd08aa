"""Bad ground: full disks, what may not be written, what vanishes, what a killed program leaves, two at once.

Each is one clear line and exit code 1, loses nothing that was told stored, and leaves nothing half-written.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest

from quotetrack.store.inspection import inspect
from tests.generator import articles, lines

WRITING = ("add many.jsonl", "doctor --fix")
READING = ("search", "speakers", "show 1", "export", "doctor", "backup copy.db")
COUNT, SEED = 80, 4
ROOT = Path(__file__).resolve().parents[2]
# Runs commands as the command line does, all in one process that has lost the right to write large files.
_COMMANDS = """
import contextlib, io, json, resource, sys
from quotetrack.cli.main import status
limit = int(sys.argv[1])
if limit >= 0:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
ended = []
for args in sys.argv[2:]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = status(args.split())
    ended.append((code, out.getvalue(), err.getvalue()))
print(json.dumps(ended))
"""
Ended = tuple[int, str, str]


@functools.cache
def _namespace() -> tuple[str, ...] | None:
    """A command that runs another one where it may mount what nobody else sees; None where that is not allowed."""
    for prefix in (("unshare", "-m"), ("unshare", "-rm")):
        try:
            tried = subprocess.run([*prefix, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
        except OSError:
            return None
        if tried.returncode == 0:
            return prefix
    return None


needs_mounts = pytest.mark.skipif(_namespace() is None, reason="mounting is not allowed here")


def _run(folder: Path, *commands: str, mount: str = "", limit: int = -1, db: str = "q.db") -> list[Ended]:
    """How commands ended in ``folder``: after ``mount``, which nobody else sees, with files of at most ``limit``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUOTETRACK")} | {
        "QUOTETRACK_DB": db,
        "PYTHONPATH": str(ROOT),
    }
    prefix = (*(_namespace() or ()), "sh", "-c", f'{mount} && exec "$@"', "sh") if mount else ()
    done = subprocess.run(
        [*prefix, sys.executable, "-c", _COMMANDS, str(limit), *commands],
        cwd=folder, env=kept, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return [(code, out, said) for code, out, said in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """many.jsonl, whole.db that has its articles, and whole.jsonl, the export of an addition that nothing disturbed."""
    folder = tmp_path_factory.mktemp("stock")
    with (folder / "many.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(lines(articles(COUNT, seed=SEED)))
    ended = _run(folder, "add many.jsonl", "export whole.jsonl", db="whole.db")
    assert [code for code, _, _ in ended] == [0, 0], ended
    return folder


@pytest.fixture
def folder(stock: Path, tmp_path: Path) -> Path:
    """A folder of the test's own with many.jsonl in it."""
    shutil.copy(stock / "many.jsonl", tmp_path)
    return tmp_path


def _one_line(ended: tuple[int, str, str], *words: str) -> None:
    code, _, said = ended
    assert (code, said.count("\n")) == (1, 1), ended
    assert "Traceback" not in said and all(word in said for word in words), said


def _sound(path: Path) -> int:
    """That nothing is wrong with a data base; gives how many articles it has."""
    assert list(inspect(path)) == []
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])


def _whole_again(folder: Path, stock: Path) -> str:
    """That adding once more completes what was stored; gives what it said."""
    (code, out, said), exported = _run(folder, "add many.jsonl", "export again.jsonl")
    assert (code, said, exported[0]) == (0, "", 0)
    assert (folder / "again.jsonl").read_bytes() == (stock / "whole.jsonl").read_bytes()
    assert _sound(folder / "q.db") == COUNT
    return out


# ---------------------------------------------------------------- a full disk


@needs_mounts
def test_a_full_disk(stock: Path, folder: Path) -> None:
    (folder / "small").mkdir()
    added, found, looked, copied = _run(
        folder, "add many.jsonl", "search --limit 1", "doctor", "backup q.db",
        mount="mount -t tmpfs -o size=900k none small", db="small/q.db",
    )  # fmt: skip
    _one_line(added, "small/q.db: the disk is full; make room")
    assert found[0] == looked[0] == copied[0] == 0 and found[1].count("\n") == 2
    stored = _sound(folder / "q.db")
    assert 0 < stored < COUNT
    again = _whole_again(folder, stock)
    assert f"{COUNT - stored} new, 0 changed, {stored} unchanged, 0 failed" in again


@pytest.mark.parametrize("limit", [0, 20_000, 400_000])
def test_a_limit_on_the_size_of_files(stock: Path, folder: Path, limit: int) -> None:
    """Too little for an empty data base, for its first transaction, for all articles."""
    added, looked = _run(folder, "add many.jsonl", "doctor", limit=limit)
    _one_line(added, "q.db")
    assert looked[0] == (0 if limit == 400_000 else 1) and "older" not in looked[2]
    _whole_again(folder, stock)


# ---------------------------------------------------------------- what may not be written


def _run_read_only(folder: Path, *commands: str) -> list[Ended]:
    """Runs commands while ``folder/kept`` may not be written."""
    if _namespace() is not None:
        return _run(folder, *commands, mount="mount --bind kept kept && mount -o remount,ro,bind kept", db="kept/q.db")
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everything, and mounting is not allowed here")
    (folder / "kept").chmod(0o555)
    try:
        return _run(folder, *commands, db="kept/q.db")
    finally:
        (folder / "kept").chmod(0o755)


@pytest.mark.parametrize("closed", ["cleanly", "killed", "killed and cleaned"])
def test_a_read_only_folder(stock: Path, folder: Path, closed: str) -> None:
    """Also with what a killed writer left: a log with articles that are not in the file yet."""
    (folder / "kept").mkdir()
    db = folder / "kept" / "q.db"
    if closed == "cleanly":
        shutil.copy(stock / "whole.db", db)
    else:
        _leave_killed(folder, "kept/q.db")
        if closed == "killed and cleaned":  # as those do who copy files
            Path(f"{db}-shm").unlink()
    shutil.copy(stock / "whole.db", folder)
    before = _contents(db.parent)
    commands = (*WRITING, "--db kept/new.db add many.jsonl", "restore whole.db", *READING)
    ended = dict(zip(commands, _run_read_only(folder, *commands), strict=True))
    for args in commands[: -len(READING)]:
        _one_line(ended[args], "kept/", "read-only" if "restore" not in args else "Read-only")
    for args in READING:
        code, out, said = ended[args]
        if closed == "killed and cleaned":
            _one_line(ended[args], "write-ahead log", "copy q.db*")
        else:
            assert code == 0 and out and said.count("\n") <= 2, (args, ended[args])
    if closed != "killed and cleaned":
        assert _sound(folder / "copy.db") == COUNT
    assert _contents(db.parent) == before


def _contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder; what SQLite shares between processes holds nothing that lasts."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}


def _leave_killed(folder: Path, db: str) -> None:
    """Leaves ``db`` as a program does that was killed right after its last article."""
    code = (
        "import os, sys; from quotetrack.ingest.adding import add_sources; from quotetrack.store import Store\n"
        "add_sources(Store.open(sys.argv[1], create=True), ['many.jsonl']); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, db], cwd=folder, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert (folder / f"{db}-wal").stat().st_size > 0 and (folder / f"{db}-shm").exists()


def test_what_a_killed_program_leaves_is_read_and_written_on(stock: Path, folder: Path) -> None:
    db = "what? 50% #1 ü.db"
    _leave_killed(folder, db)
    exported, copied, added = _run(folder, "export whole.jsonl", "backup copy.db", "add many.jsonl", db=db)
    assert (exported[0], copied[0], added[0]) == (0, 0, 0)
    assert (folder / "whole.jsonl").read_bytes() == (stock / "whole.jsonl").read_bytes()
    assert f"0 new, 0 changed, {COUNT} unchanged" in added[1]
    assert _sound(folder / db) == _sound(folder / "copy.db") == COUNT


def test_a_file_that_may_only_be_read_in_a_folder_that_may_be_written(stock: Path, folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("the superuser may write everything")
    (folder / "in").mkdir()
    shutil.copy(stock / "whole.db", folder / "in" / "q.db")
    (folder / "in" / "q.db").chmod(0o444)
    for args in WRITING:
        _one_line(*_run(folder, args, db="in/q.db"), "q.db", "read-only")
    assert [code for code, _, _ in _run(folder / "in", *READING)] == [0] * len(READING)


# ---------------------------------------------------------------- what vanishes


@pytest.mark.parametrize("goes", ["folder", "file", "other file"])
def test_what_vanishes_while_articles_are_added(stock: Path, folder: Path, goes: str) -> None:
    """Nothing is told stored that went into a file that no path leads to."""
    inside = folder / "a # folder"
    db = inside / "q.db"
    texts = (folder / "many.jsonl").read_text("utf-8").splitlines(keepends=True)
    with subprocess.Popen(
        [sys.executable, "-m", "quotetrack", "--db", db, "add", "-", "--collection", "c"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    ) as adder:  # fmt: skip
        assert adder.stdin is not None
        adder.stdin.writelines(texts[:40])
        adder.stdin.flush()
        _wait_until_idle(db)
        if goes == "folder":
            shutil.rmtree(inside)
        else:
            for path in inside.iterdir():
                path.unlink()
            if goes == "other file":
                shutil.copy(stock / "whole.db", db)
        out, said = adder.communicate("".join(texts[40:]), timeout=60)
    words = {"folder": "its folder vanished", "file": "q.db vanished", "other file": "was replaced"}[goes]
    _one_line((adder.returncode, out, said), str(db), words)
    assert not db.exists() if goes != "other file" else _sound(db) == COUNT


def _wait_until_idle(db: Path) -> None:
    """Until something is stored and nothing more comes."""
    before, same = 0, 0
    for _ in range(1200):
        time.sleep(0.05)
        count = 0
        if db.exists():
            with closing(sqlite3.connect(db, timeout=10)) as connection, suppress(sqlite3.OperationalError):
                count = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        before, same = count, same + 1 if count == before else 0
        if count and same == 8:
            return
    raise AssertionError("no article was stored")


def test_a_folder_that_cannot_be(folder: Path) -> None:
    (folder / "file").touch()
    os.mkfifo(folder / "pipe.db")
    wrong = {
        "file/q.db": "file is no folder",
        "/proc/none/q.db": "/proc/none",
        "many.jsonl": "not a SQLite",
        "pipe.db": "is no regular file",
        ".": "is a folder",
    }
    ended = _run(folder, *(f"--db {db} add many.jsonl" for db in wrong))
    for (db, words), one in zip(wrong.items(), ended, strict=True):
        _one_line(one, db, words)


# ---------------------------------------------------------------- damaged files


@pytest.mark.parametrize("how", ["header", "page in the middle", "truncated", "cut within the header"])
def test_a_damaged_data_base(stock: Path, folder: Path, how: str) -> None:
    shutil.copy(stock / "whole.db", folder / "copy.db")
    db = folder / "q.db"
    data = bytearray((stock / "whole.db").read_bytes())
    with closing(sqlite3.connect(folder / "copy.db")) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'quotes'").fetchone()[0]
    if how == "header":
        data[16:100] = b"\xa5" * 84
    elif how == "page in the middle":
        data[(root - 1) * size : root * size] = b"\xa5" * size
    else:
        del data[len(data) // 2 if how == "truncated" else 50 :]
    db.write_bytes(data)
    with (folder / "more.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(lines(articles(3, seed=SEED + 1)))
    commands = ["search", "show 1", "export", "add more.jsonl", "backup other.db", "backup --force copy.db"]
    if how != "page in the middle":  # then pages that do not need it are served: tests/browse
        commands.append("serve")
    *ended, looked = _run(folder, *commands, "doctor")
    for one in ended:
        _one_line(one, ".db")
    assert not (folder / "other.db").exists()
    assert db.read_bytes() == data
    assert looked[0] == (3 if how == "page in the middle" else 1), looked
    (restored,) = _run(folder, "restore copy.db")
    assert restored[0] == 0, restored
    assert _sound(db) == COUNT
    (kept,) = (path for path in folder.glob("q.db.before-restore-*") if not path.name.endswith(("-wal", "-shm")))
    assert how == "page in the middle" or kept.read_bytes() == data


# ---------------------------------------------------------------- two at once


def test_a_second_adder_on_the_same_input(stock: Path, folder: Path) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-m", "quotetrack", "--db", "q.db", "add", "many.jsonl"],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    ended = [(*one.communicate(timeout=60), one.returncode) for one in both]
    assert [(said, code) for _, said, code in ended] == [("", 0)] * 2
    outputs = [out for out, _, _ in ended]
    assert sum(int(out.split()[2]) for out in outputs) == COUNT  # "80 articles: N new, …"
    assert all(" 0 changed, " in out and " 0 failed; " in out for out in outputs)
    assert _sound(folder / "q.db") == COUNT
    assert _run(folder, "export both.jsonl")[0][0] == 0
    assert _said(folder / "both.jsonl") == _said(stock / "whole.jsonl")


def _said(export: Path) -> Counter[tuple[str, str]]:
    """Which article quotes what, how often."""
    records = (json.loads(line) for line in export.read_text("utf-8").splitlines())
    return Counter((one["article"], one["key"]) for one in records if one["record"] == "quote")
