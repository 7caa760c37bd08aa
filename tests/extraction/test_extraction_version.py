"""The version of the rules: every file that they are made of is in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import quotetrack
from quotetrack.extraction import rules_version, version

PACKAGE = Path(quotetrack.__file__).parent
# What extraction imports and no stored article's quotes can depend on.
_NO_RULES = ("errors", "reading", "extraction.explanation")


def covered(paths: tuple[str, ...]) -> set[str]:
    return {name for path in paths for name, _ in version._files(path, version.files("quotetrack").joinpath(path))}


def test_whatever_finds_quotes_is_in_it() -> None:
    code = "import sys, quotetrack.extraction as e; print(*(n for n in sys.modules if n.startswith('quotetrack.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    names = covered(version.QUOTES)
    for module in done.stdout.split():
        name = module.removeprefix("quotetrack.")
        path = name.replace(".", "/")
        if not name.startswith(_NO_RULES):
            assert {f"{path}.py", f"{path}/__init__.py"} & names, name
    assert {"language/en/cues.toml", "language/en/confidence.toml", "reading/furniture.toml"} <= names
    assert {"store/identities.py", "speakers/comparison.py"} <= covered(version.IDENTITIES)


@pytest.mark.parametrize(("file", "part"), [("language/en/cues.toml", 0), ("store/identities.py", 1)])
def test_it_follows_what_the_files_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, part: int) -> None:
    for name in covered(version.QUOTES) | covered(version.IDENTITIES):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((PACKAGE / name).read_bytes())
    monkeypatch.setattr(version, "files", lambda _: tmp_path)
    before = rules_version.__wrapped__()
    assert before == rules_version()
    (tmp_path / file).write_bytes((tmp_path / file).read_bytes() + b"\n")
    after = rules_version.__wrapped__()
    assert [one == other for one, other in zip(before.split("."), after.split("."), strict=True)] == [
        part != 0, part != 1,
    ]  # fmt: skip
    assert rules_version.cache_info().currsize == 1
