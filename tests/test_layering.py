"""Holds the floors: a room imports only from lower ones, and some packages are known in one room alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "quotetrack"

FLOORS = {
    "model": 1,
    "errors": 1,
    "reading": 2,
    "language": 2,
    "evaluation": 2,
    "speakers": 3,
    "extraction": 4,
    "store": 4,
    "tracking": 5,
    "batch": 5,
    "ingest": 5,
    "browse": 5,
    "cli": 6,
}
# The package's own front door may name what it offers from any floor but the command line; __main__ only starts that.
FRONT = {"": 6, "__main__": 7}
# Package -> the rooms that may import it.
KEPT_IN = {
    "sqlite3": {"store", "browse"},
    "sqlite_utils": {"store", "browse"},
    "datasette": {"browse"},
    "rapidfuzz": {"speakers", "tracking"},
    "click": {"cli"},
    "rich": {"cli"},
    "trafilatura": {"reading"},
    "pyarrow": {"batch"},
}
# Evaluation judges extraction, so it may share no code with it: the frozen types and the errors aside.
EVALUATION_MAY_IMPORT = {"evaluation", "model", "errors"}


def _modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        room = "" if parts == ("__init__",) else parts[0]
        yield room, path


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every absolute name that a module imports, wherever it does, with its line."""
    package = ["quotetrack", *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            # "from quotetrack import store" names a room, "from quotetrack.store import Store" what is in it.
            yield from (
                (f"{module}.{alias.name}" if module == "quotetrack" else module, node.lineno) for alias in node.names
            )


MODULES = [pytest.param(room, path, id=str(path.relative_to(PACKAGE))) for room, path in _modules()]


@pytest.mark.parametrize(("room", "path"), MODULES)
def test_a_room_imports_from_lower_floors_only(room: str, path: Path) -> None:
    floor = FRONT[room] if room in FRONT else FLOORS[room]
    for name, line in _imports(path):
        parts = name.split(".")
        if parts[0] != "quotetrack" or len(parts) == 1 or parts[1] == room:
            continue
        assert parts[1] in FLOORS, f"{path}:{line} imports {name}, which is no room"
        assert FLOORS[parts[1]] < floor, f"{path}:{line}: {room} (floor {floor}) imports {name}"
        assert room != "evaluation" or parts[1] in EVALUATION_MAY_IMPORT, f"{path}:{line}: evaluation imports {name}"


@pytest.mark.parametrize(("room", "path"), MODULES)
def test_packages_stay_in_their_rooms(room: str, path: Path) -> None:
    for name, line in _imports(path):
        rooms = KEPT_IN.get(name.split(".")[0])
        assert rooms is None or room in rooms, f"{path}:{line}: {name} belongs in {', '.join(sorted(rooms or ()))}"


@pytest.mark.parametrize(("room", "path"), MODULES)
def test_every_module_says_its_duty_and_is_of_a_size(room: str, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert path.stem not in ("utils", "helpers")
    if source.strip():
        assert ast.get_docstring(ast.parse(source)), f"{path} has no docstring"
    assert source.count("\n") <= 500, f"{path} has grown too long: part it"


def test_the_floors_are_those_of_the_tree() -> None:
    rooms = {room for room, _ in _modules()} - set(FRONT)
    assert rooms <= set(FLOORS), "a new room needs a floor"


def test_the_walk_sees_imports_wherever_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.PACKAGE", tmp_path)
    (tmp_path / "store").mkdir()
    path = tmp_path / "store" / "x.py"
    path.write_text(
        "from . import keys\nfrom ..cli import main\ndef f():\n import rich.text\n from quotetrack import ingest\n"
    )
    assert [name for name, _ in _imports(path)] == [
        "quotetrack.store", "quotetrack.cli", "rich.text", "quotetrack.ingest",
    ]  # fmt: skip
