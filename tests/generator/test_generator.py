"""The generated articles: the same every time, readable as what they are, and not all alike."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from quotetrack import Article, extract, read
from quotetrack.store.keys import article_key
from tests.generator import article, articles, lines, record, write_folder
from tests.generator.people import MANY, rank, speaker

ROOT = Path(__file__).resolve().parents[2]


def test_an_article_follows_from_its_number_and_the_seed_alone() -> None:
    all_of_them = list(articles(70, seed=4))
    assert list(articles(70, seed=4)) == all_of_them
    assert [article(number, seed=4) for number in reversed(range(70))] == all_of_them[::-1]
    assert list(articles(3, seed=4, start=65)) == all_of_them[65:68]
    assert not {one.text for one in articles(70, seed=5)} & {one.text for one in all_of_them}


def test_another_process_makes_the_same_articles() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.generator", "12", "--seed", "4", "--start", "3"],
        cwd=ROOT, capture_output=True, check=True, env={"PYTHONHASHSEED": "7", "LC_ALL": "C"},
    )  # fmt: skip
    assert done.stdout.decode() == "".join(lines(articles(12, seed=4, start=3)))


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    made = list(articles(40, seed=1))
    path = tmp_path / "generated.jsonl"
    path.write_text("".join(lines(made)), encoding="utf-8")
    assert write_folder(tmp_path / "files", made) == 40
    from_lines, from_files = list(read(path)), list(read(tmp_path / "files"))
    assert [one for one in from_lines if isinstance(one, Article)] == from_lines
    for one, line, file in zip(made, from_lines, from_files, strict=True):
        assert isinstance(line, Article) and isinstance(file, Article)
        expected = replace(one, id=line.id, furniture=line.furniture)
        assert line == replace(expected, source_path=line.source_path, authors=one.authors or line.authors)
        assert record(file) == record(line)
        assert article_key(one) == article_key(line)


def test_each_article_is_one_of_its_own() -> None:
    made = list(articles(2000, seed=2))
    assert len({article_key(one) for one in made}) == len({one.text for one in made}) == 2000
    with_url, with_id = sum(one.url is not None for one in made), sum(one.natural_id is not None for one in made)
    assert 1000 < with_url < 1800, "some are known by their id alone"
    assert 1000 < with_id < 1800, "some are known by their address alone"


def test_an_edit_changes_the_text_and_nothing_else() -> None:
    for number in range(60):
        first, second, third = (article(number, seed=3, version=version) for version in range(3))
        assert len({first.text, second.text, third.text}) == 3
        assert replace(second, text="") == replace(first, text="") == replace(third, text="")
        kept = set(first.text.split("\n\n")) & set(second.text.split("\n\n"))
        assert len(kept) >= len(first.text.split("\n\n")) - 2, "an edit is small"
    edited = list(articles(9, seed=3, changed=4))
    assert [one != article(number, seed=3) for number, one in enumerate(edited)] == [
        number % 4 == 0 for number in range(9)
    ]


def test_quotes_are_many_and_seldom_alike() -> None:
    made = list(articles(300, seed=6))
    words = [len(one.text.split()) for one in made]
    assert 200 < sum(words) / 300 < 800
    found = [(one, attribution) for one in made for attribution in extract(one)]
    assert len(found) > 300 * 8
    assert len({one.rule for _, one in found}) > 12
    assert {one.quote.type for _, one in found} >= {"direct", "mixed"}
    kinds = Counter(str(one.mention.kind) for _, one in found if one.mention)
    assert all(kinds[kind] > 30 for kind in ("name", "role", "pronoun", "group"))
    where: dict[str, set[str | None]] = {}
    for one, attribution in found:
        said = attribution.quote.content[0].of(one.text).strip("“”‘’\"',.").casefold()
        if len(said.split()) > 4:
            where.setdefault(said, set()).add(one.outlet)
    assert len(where) > 0.7 * len(found)
    assert sum(len(outlets) > 1 for outlets in where.values()) > 100, "papers share quotes"


def test_a_few_speak_often_and_most_hardly_ever() -> None:
    drawn = Counter(rank(number / 10_000) for number in range(10_000))
    assert min(drawn) == 0 and max(drawn) < MANY
    assert drawn[0] > 400 > drawn[10] > 20 > drawn[1000]
    people = [speaker(number, seed=1) for number in range(2000)]
    assert people[99].name == people[49].name == people[24].name, "namesakes"
    assert people[99] != people[49]
    assert 1500 < len({one.name for one in people}) < 1995
    assert len({one.surname for one in people}) > 600


def test_as_many_as_one_likes_take_no_more_memory() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in articles(count, seed=9):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)  # the words are read once
    assert peak(900) < peak(150) + 2_000_000


@pytest.mark.parametrize("arguments", [("x",), ()])
def test_a_wrong_count_is_refused(arguments: tuple[str, ...]) -> None:
    done = subprocess.run([sys.executable, "-m", "tests.generator", *arguments], cwd=ROOT, capture_output=True)
    assert done.returncode == 2
