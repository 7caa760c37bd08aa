"""The Makefile's set-up: which Python it takes, what it says where there is none. Nothing is installed here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What the set-up uses besides Python.
TOOLS = ("make", "sh", "cat", "cksum", "rm", "pwd")

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the files that the set-up reads, and bin/ with the tools but no Python."""
    folder = tmp_path / "a clone"
    tools = folder / "bin"
    tools.mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder)
    for name in TOOLS:
        found = shutil.which(name)
        if found is not None:
            (tools / name).symlink_to(found)
    return folder


def _program(folder: Path, name: str, script: str) -> None:
    path = folder / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def _make(folder: Path, target: str) -> tuple[int, list[str]]:
    """The exit code and what was said on standard error, make's own line aside."""
    done = subprocess.run(
        ["make", "--no-print-directory", target],
        cwd=folder,
        env={"PATH": str(folder / "bin"), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, [line for line in done.stderr.splitlines() if not line.startswith("make")]


@pytest.mark.parametrize("target", ["demo", "test"])
def test_without_a_python_one_line_says_so(clone: Path, target: str) -> None:
    # A shim that exists and does not run, and a Python that is too old.
    _program(clone, "python3.12", "echo 'python3.12: no such version' >&2; exit 127")
    _program(clone, "python3", "exit 1")
    code, said = _make(clone, target)
    assert code != 0
    (line,) = said
    assert "Python 3.11 or newer" in line
    assert not (clone / ".venv").exists()


def test_a_python_without_venv_is_named(clone: Path) -> None:
    _program(clone, "python3.11", 'case "$2" in *ensurepip*) exit 1;; esac; exit 0')
    code, said = _make(clone, "test")
    assert code != 0
    (line,) = said
    assert "python3.11 has no venv module" in line


def test_what_is_set_up_is_not_set_up_again(clone: Path) -> None:
    # Stands in for the environment's Python and writes down what it was asked for.
    _program(clone, "python3.13", f'[ "$1" = -m ] && echo "$@" >> log; [ "$2" = venv ] || exit 0\n{_STAND_IN}')
    assert _make(clone, "setup")[0] == 0
    first = (clone / "log").read_text(encoding="utf-8")
    assert first.count("-m venv") == 1
    assert "-r requirements.lock" in first
    assert "-e ." in first
    assert _make(clone, "setup") == (0, [])
    assert (clone / "log").read_text(encoding="utf-8") == first
    with (clone / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write("# another version\n")
    assert _make(clone, "setup")[0] == 0
    again = (clone / "log").read_text(encoding="utf-8")
    assert again.count("-r requirements.lock") == 2
    assert again.count("-m venv") == 1


# What "python -m venv .venv" leaves: a Python of its own, here one that only writes down its arguments.
_MKDIR = shutil.which("mkdir")
_CHMOD = shutil.which("chmod")
_STAND_IN = f"""{_MKDIR} -p .venv/bin
printf '#!/bin/sh\\n[ "$1" = -m ] && echo "$@" >> log\\nexit 0\\n' > .venv/bin/python
{_CHMOD} +x .venv/bin/python"""
