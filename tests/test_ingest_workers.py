"""Worker processes: the result does not depend on their number, they end with their parent, and when one dies that is
told. Work for them stands at the top of the module, where a worker can import it."""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from quotetrack.errors import QuotetrackError
from quotetrack.ingest.workers import results
from quotetrack.model import Problem
from quotetrack.reading import Part

TEXT = "“Lock the gate {n},” said Ann Lee, the warden. “It is late,” she added, and Bo Day said “no one came.”"


def count_up() -> Callable[[Part], Iterator[str]]:
    """The number of each part, and what it holds."""
    return lambda part: iter([str(part.number), repr(part.data)])


def die_at_three() -> Callable[[Part], Iterator[str]]:
    def work(part: Part) -> Iterator[str]:
        if part.number == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        yield str(part.number)

    return work


def fail_at_three() -> Callable[[Part], Iterator[str]]:
    def work(part: Part) -> Iterator[str]:
        if part.number == 3:
            raise QuotetrackError("three is too many")
        yield str(part.number // (part.number - 4))

    return work


def never_end() -> Callable[[Part], Iterator[str]]:
    """Says who it is, and works for ever."""

    def work(part: Part) -> Iterator[str]:
        Path(part.label, str(os.getpid())).touch()
        while True:
            pass

    return work


@pytest.fixture
def always_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inputs of any size are worth workers, and are cut into many parts."""
    monkeypatch.setattr("quotetrack.ingest.workers.WORTH_WORKERS", 1)
    monkeypatch.setattr("quotetrack.ingest.workers._TASK", 20_000)
    monkeypatch.setattr("quotetrack.reading.sources._CHUNK", 500)
    monkeypatch.setattr("quotetrack.reading.cutting.MAX_ARTICLE_BYTES", 3_000)


def _article(n: int, **more: object) -> bytes:
    return json.dumps({"text": TEXT.format(n=n)} | more, ensure_ascii=False).encode()


def _every_kind_of_input(folder: Path) -> None:
    """Good articles and bad items of every sort, in many files and in one with many lines."""
    lines = [_article(n, id=f"a{n % 17}") for n in range(40)]
    lines += [_article(n, url=f"https://vale.example/{n % 3}") for n in range(9)]
    lines += [b"", b"  \t", b"nonsense", b'{"text": 3}', b'{"id": "x"}', b"\xff\xfe\x81\x00", b'{"text": "x"' * 5]
    lines += [_article(1, id="half \\ud83d"), b'{"id": "s", "text": "\\u201cNo \\ud83d\\u201d said Ann Lee."}']
    lines += [b'{"text": "' + b"y" * 5_000 + b'"}', '{"text": "The café"}'.encode("cp1252")] * 2
    lines += [_article(n, title=f"\x00 \x1b[31m [/b] {n}") for n in range(9)]
    (folder / "many.jsonl").write_bytes(b"\n".join(lines))
    (folder / "ended.jsonl").write_bytes(b"\r\n".join(lines[:5]) + b"\r\n")
    (folder / "long.jsonl").write_bytes(b"z" * 20_000)
    (folder / "blank.jsonl").write_bytes(b" \n\n" * 900)
    (folder / "marked.jsonl").write_bytes(codecs.BOM_UTF8 + lines[0] + b"\n" + lines[1])
    (folder / "wide.jsonl").write_bytes("\n".join(line.decode() for line in lines[:30]).encode("utf-16"))
    cut_off = "\n".join(line.decode() for line in lines[:9]).encode("utf-16")
    (folder / "broken.jsonl").write_bytes(cut_off + b"\x00\xd8\x00\x00")
    (folder / "picture.jsonl").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    for n in range(30):
        (folder / f"{n}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
        (folder / f"empty {n}.md").touch()
    (folder / "old.txt").write_bytes("“Shut the café,” said Ann Lee.".encode("cp1252"))
    (folder / "a\nname\x1b[2J.txt").write_text(TEXT, encoding="utf-8")
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text(TEXT, encoding="utf-8")
    (folder / "deep").mkdir()
    (folder / "deep" / "x.md").write_text(f"---\ntitle: Gate\nid: g1\n---\n{TEXT}", encoding="utf-8")
    (folder / "deep" / "up").symlink_to(folder)
    (folder / "round.txt").symlink_to(folder / "round.txt")
    os.mkfifo(folder / "pipe.txt")


def _content(path: Path) -> str:
    """All that a data base holds but the times."""
    with closing(sqlite3.connect(path)) as connection:
        dumped = "\n".join(connection.iterdump())
    return re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?\+00:00", "then", dumped)


@pytest.mark.usefixtures("always_workers")
def test_what_is_added_does_not_depend_on_jobs(command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "input").mkdir()
    _every_kind_of_input(tmp_path / "input")
    piped = b"\n".join(_article(n, id=n) for n in range(30)) + b"\nrubbish"
    seen = []
    for jobs in (1, 2, 3):
        monkeypatch.chdir(tmp_path)
        folder = tmp_path / str(jobs)
        folder.mkdir()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(piped))))  # type: ignore[arg-type]
        work = ("add", "input", "/dev/null", "input/many.jsonl", "absent", "-", "--jobs", jobs)
        first = command("--db", folder / "x.db", *work, "--errors", folder / "errors")
        again = command("--db", folder / "x.db", *work[:-3], *work[-2:])
        strict = command("--db", folder / "y.db", *work[:-3], "--strict", *work[-2:])
        told = [(ran.code, ran.out.replace(str(folder), ""), ran.err) for ran in (first, again, strict)]
        seen.append((told, (folder / "errors").read_text(), _content(folder / "x.db"), _content(folder / "y.db")))
    ((code, out, err), (_, out_again, _), (_, out_strict, err_strict)), errors, _, _ = seen[0]
    assert code == 1
    assert "\x1b" not in err
    assert [json.loads(line)["reason"] for line in errors.splitlines()] == [
        line.split(": ", 1)[1] for line in err.splitlines() if "decoded as" not in line
    ]  # fmt: skip
    assert re.search(r"[1-9]\d* new, [1-9]\d* changed, [1-9]\d* unchanged, [1-9]\d* failed", out)
    assert " 0 new" in out_again
    assert " 1 failed" in out_strict and err_strict.count("\n") == 1
    assert seen[1] == seen[0]
    assert seen[2] == seen[0]


@pytest.mark.usefixtures("always_workers")
@pytest.mark.parametrize("chosen", ["jsonl", "json", "tsv"])
def test_what_is_printed_does_not_depend_on_jobs(command: Any, tmp_path: Path, chosen: str) -> None:
    _every_kind_of_input(tmp_path)
    one, two, three = (
        command("extract", tmp_path, tmp_path / "many.jsonl", "--format", chosen, "--jobs", n) for n in (1, 2, 3)
    )
    assert one.code == 1
    assert "#2" in one.out
    assert two == one
    assert three == one


def test_a_small_input_starts_no_process(command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    (tmp_path / "gate.txt").write_text(TEXT, encoding="utf-8")
    assert command("extract", tmp_path, "--jobs", 8).code == 0


def _numbered(number: int, taken: list[int] | None = None) -> Iterator[Part]:
    for n in range(1, number + 1):
        if taken is not None:
            taken.append(n)
        yield Part(n, "x.jsonl", 300_000, format="jsonl", data=b"")


@pytest.mark.usefixtures("always_workers")
def test_the_input_is_read_only_a_little_ahead() -> None:
    taken: list[int] = []
    found = results(_numbered(100, taken), count_up, 2)
    assert next(found) == "1"
    time.sleep(0.5)
    assert len(taken) <= 12
    found.close()


@pytest.mark.usefixtures("always_workers")
def test_results_come_while_the_input_keeps_waiting() -> None:
    def parts() -> Iterator[Part]:
        yield from _numbered(6)
        released.append(len(got))
        while len(got) < 12:
            time.sleep(0.01)

    got: list[str | Problem] = []
    released: list[int] = []
    for item in results(parts(), count_up, 2):
        got.append(item)
    assert len(got) == 12


@pytest.mark.usefixtures("always_workers")
def test_a_worker_that_dies_is_told_after_what_came_before() -> None:
    got = []
    with pytest.raises(QuotetrackError, match=r"was killed \(signal 9\) at x.jsonl") as told:
        for item in results(_numbered(8), die_at_three, 2):
            got.append(item)
    assert got == ["1", "2"]
    assert "\n" not in str(told.value)


@pytest.mark.usefixtures("always_workers")
def test_what_a_worker_raises_is_raised_here() -> None:
    with pytest.raises(QuotetrackError, match="three is too many"):
        list(results(_numbered(3), fail_at_three, 2))
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        list(results((part for part in _numbered(5) if part.number != 3), fail_at_three, 2))


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "from test_ingest_workers import never_end\n"
        "from quotetrack.ingest.workers import results\n"
        "from quotetrack.reading import Part\n"
        f"parts = [Part(n, {str(tmp_path)!r}, 2_000_000, format='jsonl', data=b'') for n in range(5)]\n"
        "list(results(parts, never_end, 2))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    try:
        assert _soon(lambda: len(list(tmp_path.iterdir())) == 2), "no workers began"
        workers = [int(path.name) for path in tmp_path.iterdir()]
        assert all(map(_lives, workers))
    finally:
        parent.kill()
        parent.wait()
    assert _soon(lambda: not any(map(_lives, workers))), "workers outlived their parent"


def _soon(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _lives(process: int) -> bool:
    """Whether it runs; what has ended and waits to be buried does not."""
    try:
        os.kill(process, 0)
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


@pytest.mark.parametrize(("number", "jobs", "code"), [(signal.SIGINT, 2, 130), (signal.SIGTERM, 1, 143), (15, 2, 143)])
def test_a_stopped_add_tells_what_it_stored(tmp_path: Path, number: int, jobs: int, code: int) -> None:
    lines = b"".join(_article(n, id=n) + b"\n" for n in range(20_000))
    (tmp_path / "many.jsonl").write_bytes(lines)
    run = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import quotetrack.__main__"
    started = subprocess.Popen(
        [sys.executable, "-c", run, "--db", "x.db", "add", "many.jsonl", "--jobs", str(jobs)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, text=True,
    )  # fmt: skip
    assert _soon(lambda: _stored(tmp_path / "x.db") > 50)
    started.send_signal(number)
    out, err = started.communicate(timeout=60)
    assert started.returncode == code
    assert not list(tmp_path.glob("x.db-*")), "the data base was not closed"
    assert re.fullmatch(r"quotetrack: interrupted; what .*\n", err)
    told = re.match(r"(\d+) articles: (\d+) new, 0 changed, 0 unchanged, 0 failed;", out)
    assert told is not None
    assert int(told[1]) == int(told[2]) == _stored(tmp_path / "x.db") < 20_000


def _stored(path: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
