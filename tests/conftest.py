"""Fixtures for all rooms: the command line run inside the test's process, and as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent


class Ran(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs ``quotetrack ARGS`` in this process, errors told as users see them; the output is no terminal."""
    from quotetrack.cli.main import status

    monkeypatch.delenv("QUOTETRACK_DB", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)

    def run(*args: object) -> Ran:
        capsys.readouterr()
        code = status([str(arg) for arg in args])
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def process(tmp_path: Path) -> Command:
    """Runs ``python -m quotetrack ARGS`` as a process in ``tmp_path``; ``stdin`` is text or bytes for it."""

    def run(*args: object, stdin: str | bytes = b"", env: dict[str, str] | None = None) -> Ran:
        kept = {name: value for name, value in os.environ.items() if name not in ("QUOTETRACK_DB", "COLUMNS")}
        done = subprocess.run(
            [sys.executable, "-m", "quotetrack", *map(str, args)],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=tmp_path,
            env=kept | (env or {}),
            check=False,
            timeout=60,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run
