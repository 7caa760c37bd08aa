"""The command as a process of its own: start-up, exit codes, pipes, terminals, what a text may hold."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from quotetrack.cli.cells import to_json
from quotetrack.cli.main import main

HEAVY = ("rich", "sqlite3", "sqlite_utils", "datasette", "regex", "rapidfuzz", "trafilatura", "tomllib", "asyncio")
TEXT = "“The tide waits for no council,” said Odile Marchetti, the harbour master.\n"
# Everything that a text should not be able to do to a terminal, a row or a page.
HOSTILE = "He [sic] was [/x] <script>alert(1)</script> \x1b[31mred\x1b[0m \x00 \u202egnp.exe \t \u2028 \x9b2J 👩‍🚒 gone"


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["add", "--help"], ["speakers", "--help"]])
def test_help_loads_nothing_heavy(args: list[str]) -> None:
    code = (
        "import sys\nfrom quotetrack.cli.main import status\n"
        f"code = status({args!r})\n"
        f"heavy = sorted(set(sys.modules) & set({HEAVY!r}))\n"
        "rooms = sorted(name for name in sys.modules if name.startswith('quotetrack.') and name.split('.')[1] in "
        "('reading', 'language', 'extraction', 'store', 'speakers', 'browse', 'evaluation', 'ingest'))\n"
        "print(code, heavy, rooms, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr == "0 [] []\n"
    assert done.stdout


def test_every_command_explains_itself_with_an_example() -> None:
    runner = CliRunner()
    assert set(main.commands) == {
        "add", "search", "show", "article", "speakers", "speaker", "audit", "review", "quote", "undo", "corrections",
        "extract", "explain", "evaluate", "reextract", "export", "import", "serve", "backup", "restore", "doctor",
    }  # fmt: skip
    for name, known in main.commands.items():
        shown = runner.invoke(main, [name, "--help"])
        assert shown.exit_code == 0
        assert re.search(r"Examples?:\n", shown.output), name
        assert f"quotetrack {name}" in shown.output
        for one in (known, *getattr(known, "commands", {}).values()):
            options = [option for option in one.params if option.param_type_name == "option"]
            assert all(getattr(option, "help", "") for option in options), one.name
        for below in getattr(known, "commands", ()):
            assert f"  quotetrack {name} {below}" in runner.invoke(main, [name, below, "--help"]).output


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["serch"], "serch"),
        (["search", "--spekaer", "x"], "--speaker"),
        (["search", "--type", "loud"], "direct"),
        (["extract"], "PATH"),
        (["extract", "x.txt", "--input-format", "tape"], "jsonl"),
        (["extract", "x.txt", "--min-confidence", "2"], "min-confidence"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(command: Any, args: list[str], told: str) -> None:
    ran = command(*args)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert told in ran.err


def test_a_data_base_that_is_none(process: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("no data base at all, only some notes", encoding="utf-8")
    for args in (["search"], ["speakers"], ["show", "1"], ["speaker", "x"], ["add", "."], ["serve", "--port", "0"]):
        ran = process("--db", "notes.db", *args)
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), args
        assert "notes.db" in ran.err


def test_default_data_base_and_standard_input(process: Any, tmp_path: Path) -> None:
    absent = process("search")
    assert (absent.code, absent.err.count("\n")) == (1, 1)
    assert not (tmp_path / "db").exists()
    added = process("add", "-", stdin=TEXT)
    assert (added.code, added.err) == (0, "")
    assert (tmp_path / "db" / "quotes.db").exists()
    assert "Odile Marchetti" in process("search", "tide").out
    line = json.dumps({"id": 7, "text": TEXT}) + "\n"
    assert json.loads(process("extract", "-", stdin="\n" + line).out)["id"] == "7"


def test_output_is_utf8_whatever_the_locale(process: Any) -> None:
    ran = process("extract", "-", "--format", "tsv", stdin=TEXT, env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert (ran.code, "“The tide" in ran.out) == (0, True)


def _extract_many(tmp_path: Path) -> subprocess.Popen[bytes]:
    """A started extraction that has much to print, its first line already there."""
    lines = "".join(json.dumps({"id": n, "text": TEXT}) + "\n" for n in range(3000))
    (tmp_path / "many.jsonl").write_text(lines, encoding="utf-8")
    # A test that runs in the background may have inherited that Ctrl-C is ignored.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); import quotetrack.__main__"
    started = subprocess.Popen(
        [sys.executable, "-c", code, "extract", str(tmp_path / "many.jsonl")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert started.stdout is not None
    assert started.stdout.readline().startswith(b'{"id": "0"')
    return started


def test_a_reader_who_leaves_is_no_error(tmp_path: Path) -> None:
    with _extract_many(tmp_path) as started:
        assert started.stdout is not None and started.stderr is not None
        started.stdout.close()
        assert started.stderr.read() == b""
        assert started.wait(60) == 141


def test_ctrl_c_is_one_line(tmp_path: Path) -> None:
    with _extract_many(tmp_path) as started:
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=60)
        assert said == b"quotetrack: interrupted\n"
        assert started.returncode == 130


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_is_full_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "quotetrack", "extract", "a.txt"],
            stdout=full, stderr=subprocess.PIPE, cwd=tmp_path, check=False, timeout=60,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"Traceback" not in done.stderr


def test_any_text_is_verbatim_in_json_and_harmless_elsewhere(process: Any, tmp_path: Path) -> None:
    text = f"“{HOSTILE},” said Odile [Red] Marchetti. “{'it is long ' * 100_000}end,” said Ann Lee."
    (tmp_path / "odd.jsonl").write_text(json.dumps({"id": "[/b]\x1b]0;x", "title": HOSTILE, "text": text}), "utf-8")
    assert process("add", "odd.jsonl").code == 0
    rows = json.loads(process("search", "--format", "json").out)
    name = "Zoë \x9b\u202e\U000e0041\x7f Roe"
    assert json.loads(to_json([name])) == [name]
    assert to_json([name]) == r'["Zoë \u009b\u202e\udb40\udc41\u007f Roe"]'
    assert rows[0]["quote"] == f"“{HOSTILE},”"
    assert rows[0]["article"] == HOSTILE
    assert len(rows[1]["quote"]) > 1_000_000
    for args in (
        ["search"], ["search", "--format", "table"], ["search", "--format", "markdown"], ["show", "1"], ["show", "2"],
        ["search", "--format", "json"], ["show", "1", "--format", "json"], ["extract", "odd.jsonl"], ["export"],
        ["extract", "odd.jsonl", "--format", "table"], ["explain", "odd.jsonl"], ["speakers", "--format", "table"],
    ):  # fmt: skip
        ran = process(*args)
        assert (ran.code, ran.err) == (0, ""), args
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2028]", ran.out), args
    tsv = process("search").out
    assert len(tsv.split("\n")) == 4
    assert r"<script>alert(1)</script> \x1b[31mred\x1b[0m \x00 \u202egnp.exe \t" in tsv
    assert "[sic]" in process("show", "1").out
    assert "[/x]" in process("show", "1").out


def _on_a_terminal(*args: object, cwd: Path, env: dict[str, str] | None = None) -> str:
    """What a command prints on a terminal of 100 columns."""
    leader, follower = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "PAGER", "LESS")}
    kept |= {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"} | (env or {})
    started = subprocess.Popen(
        [sys.executable, "-m", "quotetrack", *map(str, args)],
        stdin=follower, stdout=follower, stderr=follower, cwd=cwd, env=kept,
    )  # fmt: skip
    os.close(follower)
    shown = b""
    try:
        while piece := os.read(leader, 1 << 16):
            shown += piece
    except OSError:  # Linux tells the end of a terminal so
        pass
    finally:
        os.close(leader)
    started.wait(60)
    return shown.decode().replace("\r\n", "\n")


def test_csv_is_harmless_on_a_terminal_and_verbatim_in_a_file(process: Any, tmp_path: Path) -> None:
    (tmp_path / "odd.jsonl").write_text(json.dumps({"title": HOSTILE, "text": TEXT}), "utf-8")
    assert process("add", "odd.jsonl").code == 0
    shown = _on_a_terminal("search", "--format", "csv", cwd=tmp_path)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2028]", shown)
    assert r"\x1b[31mred" in shown
    assert HOSTILE in process("search", "--format", "csv").out


@pytest.mark.parametrize("chosen", ["csv", "tsv"])
@pytest.mark.parametrize("title", ["=1+1", "+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_no_cell_is_a_formula(title: str, chosen: str, process: Any, tmp_path: Path) -> None:
    (tmp_path / "odd.jsonl").write_text(json.dumps({"title": title, "text": TEXT}), "utf-8")
    assert process("add", "odd.jsonl").code == 0
    rows = csv.DictReader(
        process("search", "--format", chosen).out.splitlines(),
        delimiter="," if chosen == "csv" else "\t",
        quoting=csv.QUOTE_MINIMAL if chosen == "csv" else csv.QUOTE_NONE,
    )
    assert [row["article"] for row in rows] == [f"'{title}"]
    assert json.loads(process("search", "--format", "json").out)[0]["article"] == title


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_a_narrow_terminal_loses_no_cell(width: int, process: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert process("add", "a.txt").code == 0
    for args, cells in (
        (["search"], ["Odile Marchetti"]),
        (["speakers"], ["Odile Marchetti", "the harbour master"]),
        (["audit", "--by", "speaker"], ["Odile Marchetti", "6"]),
        (["extract", "a.txt"], ["a.txt", "Odile Marchetti", "quote-cue-speaker"]),
    ):
        out = process(*args, "--format", "table", env={"COLUMNS": str(width)}).out
        assert max(map(len, out.splitlines())) <= width
        letters = "".join(out.split())
        assert all(word in letters for cell in cells for word in cell.split()), (args, out)


def test_a_terminal_gets_tables_colours_and_a_pager(process: Any, tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": n, "text": f"“The tide rose {n} times,” said Jo Roe."}) + "\n" for n in range(30))
    (tmp_path / "many.jsonl").write_text(lines, encoding="utf-8")
    assert process("add", "many.jsonl").code == 0
    table = _on_a_terminal("search", cwd=tmp_path)
    assert "Quote" in table and "Speaker" in table
    assert "10 more; --limit 0 shows all" in table
    assert table.count("“The tide rose") == 20
    marked = tmp_path / "pager.sh"
    marked.write_text("#!/bin/sh\necho PAGED\ncat\n", encoding="utf-8")
    marked.chmod(0o755)
    paged = _on_a_terminal("search", "--limit", 0, cwd=tmp_path, env={"PAGER": str(marked)})
    assert paged.startswith("PAGED") and paged.count("“The tide rose") == 30
    assert "PAGED" not in _on_a_terminal("search", cwd=tmp_path, env={"PAGER": str(marked)})
    shown = _on_a_terminal("show", 1, cwd=tmp_path)
    assert "\x1b[1;32m“The tide rose 0 times,”" in shown
    assert "\x1b[1;36mJo Roe" in shown
    assert "\x1b[33msaid" in shown
    assert "\x1b" not in process("show", 1).out


def test_a_terminal_shows_progress_and_then_the_summary(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": f"n{n}", "text": TEXT}) + "\n" for n in range(1500))
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    shown = _on_a_terminal("add", "a.jsonl", cwd=tmp_path)
    assert re.search(r"\d articles.*\d [kM]B/s.*\d:\d\d:\d\d.* n\d+", shown), "rate, time left, where it is"
    assert "1500 articles: 1500 new, 0 changed, 0 unchanged, 0 failed; 1500 quotes; 1" in " ".join(shown.split())
