"""The package as others use it: what it promises, its examples, its types, many threads and processes at once."""

from __future__ import annotations

import ast
import doctest
import importlib
import multiprocessing
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

import quotetrack
from quotetrack import Article, Attribution, SearchQuery, Store, StoreError, extract
from tests.generator import articles

# What has been promised: a name may come, none may go.
PROMISED = {
    "Added", "Antecedent", "Article", "Attribution", "Furniture", "FurnitureKind", "InputError", "Mention",
    "MentionKind", "MissingExtra", "Problem", "Quote", "QuoteType", "QuotetrackError", "RulesError", "SearchQuery",
    "SearchResult", "Span", "SpeakerKind", "Store", "StoreError", "explain", "extract", "extract_batch", "read",
}  # fmt: skip


# ---------------------------------------------------------------- what is promised


def test_all_is_the_promise() -> None:
    assert set(quotetrack.__all__) >= PROMISED
    assert list(quotetrack.__all__) == sorted(quotetrack.__all__)
    star: dict[str, object] = {}
    exec("from quotetrack import *", star)
    assert star.keys() - {"__builtins__"} == set(quotetrack.__all__)
    for name in quotetrack.__all__:
        assert (getattr(quotetrack, name).__doc__ or "").strip(), f"{name} says nothing of itself"
    with pytest.raises(AttributeError, match="no attribute 'has_text'"):
        quotetrack.has_text  # noqa: B018


def test_type_checkers_see_the_same_names() -> None:
    tree = ast.parse(Path(quotetrack.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    seen = [name.name for node in block.body if isinstance(node, ast.ImportFrom) for name in node.names]
    assert sorted(seen) == list(quotetrack.__all__)


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'sqlite3', 'regex', 'pyarrow', 'rich', 'click', 'quotetrack.extraction', 'quotetrack.language'}"
    code = f"import sys, quotetrack; print({heavy} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


@pytest.mark.parametrize("name", ["quotetrack", "quotetrack.batch"])
def test_the_examples_of_the_docstrings_run(name: str) -> None:
    if name == "quotetrack.batch":
        pytest.importorskip("pyarrow")
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted > 1
    assert not found.failed


# ---------------------------------------------------------------- types

# Each "type: ignore" stands for a mistake that must be seen: mypy complains of one that is not needed.
PROGRAM = """
from pathlib import Path

from quotetrack import Added, Article, Attribution, InputError, Problem, QuoteType, SearchQuery, Span, Store
from quotetrack import explain, extract, extract_batch, read
from quotetrack.batch import QUOTE_SCHEMA


def names(article: Article) -> list[str]:
    found: tuple[Attribution, ...] = extract(article)
    return [who.name for one in found if one.quote.type is QuoteType.DIRECT for who in one.antecedents]


def main(path: Path) -> None:
    with Store.open(path, create=True) as store:
        for item in read("articles"):
            if isinstance(item, Problem):
                print(item.source, item.reason)
                continue
            added = store.add(item, extract(item))
            if added is Added.NEW:
                print(item.title or item.id, names(item))
        for row in store.search(SearchQuery(speaker="lee", limit=3)).rows:
            print(row["quote"])
    first: Span = extract(Article("“Yes,” said Ann Lee."))[0].quote.content[0]
    print(first.start + first.end, explain, extract_batch, QUOTE_SCHEMA)
    try:
        extract("a text")  # type: ignore[arg-type]
        Article(txt="a text")  # type: ignore[call-arg]
        first.begin  # type: ignore[attr-defined]
        wrong: int = names(Article("a text"))  # type: ignore[assignment]
    except InputError as error:
        print(error.source)
"""


def test_a_users_program_passes_mypy_strict(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", program.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("Success: no issues found in 1 source file\n", 0)


# ---------------------------------------------------------------- threads and processes

MADE = tuple(articles(60, seed=11))


@pytest.fixture(scope="module")
def alone() -> list[tuple[Attribution, ...]]:
    """What one thread finds."""
    return [extract(article) for article in MADE]


def _in(pool: Executor, made: Sequence[Article]) -> list[tuple[Attribution, ...]]:
    return list(pool.map(extract, made))


def test_threads_find_what_one_finds(alone: list[tuple[Attribution, ...]]) -> None:
    switching = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # threads take turns within what one does at a glance otherwise
    try:
        with ThreadPoolExecutor(8) as pool:
            assert _in(pool, MADE * 3) == alone * 3
    finally:
        sys.setswitchinterval(switching)


def test_threads_that_begin_together_load_the_words_once_or_alike() -> None:
    code = """if True:
        import sys, threading
        sys.setswitchinterval(1e-6)
        from quotetrack import Article
        gate, found = threading.Barrier(8), []
        def work():
            gate.wait()
            from quotetrack import extract
            found.append(extract(Article("“Lock the gate,” said Ann Lee, the mayor. “Now,” she added.")))
        threads = [threading.Thread(target=work) for _ in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        print(len(found), len(set(found)), len(found[0]))
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("8 1 2\n", "")


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_find_what_one_finds(method: str, alone: list[tuple[Attribution, ...]]) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system does not {method}")
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        assert _in(pool, MADE) == alone


def _add(path: Path, made: Sequence[Article]) -> int:
    with Store.open(path, create=True) as store:
        for article in made:
            store.add(article, extract(article))
            assert store.has(article)
        return len(store.search(SearchQuery(words="the", limit=5)).rows)


def test_each_thread_has_a_store_of_its_own(tmp_path: Path, alone: list[tuple[Attribution, ...]]) -> None:
    path = tmp_path / "record.db"
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(partial(_add, path), [MADE[start::4] for start in range(4)]))
    with Store.open(path) as store:
        counts = store.counts()
        assert (counts["articles"], counts["quotes"]) == (len(MADE), sum(map(len, alone)))
        with ThreadPoolExecutor(1) as pool, pytest.raises(StoreError, match="thread"):
            pool.submit(store.counts).result()
