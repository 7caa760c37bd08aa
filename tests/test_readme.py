"""README.md is true: its sessions print what it shows, its Python prints what it shows.

With QUOTETRACK_UPDATE_README=1 in the environment the test writes what the commands print into README.md instead.
"""

from __future__ import annotations

import doctest
import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
_SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PYTHON = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _run(command: str, folder: Path) -> str:
    """What a command of the session prints, both streams, in ``folder``."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("QUOTETRACK")} | {"COLUMNS": "100"}
    words = command.replace("quotetrack ", f"{sys.executable} -m quotetrack ", 1)
    done = subprocess.run(
        words, shell=True, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def test_the_sessions_print_what_the_readme_shows(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    text = README.read_text(encoding="utf-8")

    def replay(session: re.Match[str]) -> str:
        commands = [line for line in session[1].splitlines() if line.startswith("$ ")]
        shown = "".join(f"{line}\n{_run(line[2:], tmp_path)}" for line in commands)
        return f"```console\n{shown}```"

    fresh = _SESSION.sub(replay, text)
    if os.environ.get("QUOTETRACK_UPDATE_README"):
        README.write_text(fresh, encoding="utf-8")
        pytest.skip("README.md written anew")
    assert _SESSION.findall(fresh), "README.md shows no session"
    assert fresh == text


def test_the_python_of_the_readme_prints_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    blocks = _PYTHON.findall(README.read_text(encoding="utf-8"))
    assert len(blocks) > 1
    for block in blocks:
        told = io.StringIO()
        example = doctest.DocTestParser().get_doctest(block, {}, "README.md", None, None)
        doctest.DocTestRunner().run(example, out=told.write)
        assert not told.getvalue()
