"""The gate is passed, and the gate itself lets nothing through."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from quotetrack import Article, Store, extract, read
from quotetrack.cli.predictions import predict, prediction
from quotetrack.evaluation import evaluate, read_gold
from tests.gate.gate import OVER, PINS, ROOT, SETS, SHARED, GoldSet, check, main, measure
from tests.gate.pins import Change, Pin, Place, document_key

SEEDS = ROOT / "tests" / "gold" / "seeds.jsonl"

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sets are not here")


@pytest.mark.parametrize("gold_set", SETS, ids=lambda one: one.name)
def test_the_gate(gold_set: GoldSet) -> None:
    gold = gold_set.read()
    if gold is None:
        pytest.skip(f"{gold_set.name} is not on this machine")
    outcome = check(gold_set.name, gold, Pin.read(PINS / f"{gold_set.name}.json"), measure(gold))
    assert outcome.passed, "\n".join(outcome.lines)


def test_the_gold_is_of_the_articles_in_seeds() -> None:
    gold = {line["meta"]["url"]: line["text"] for line in map(json.loads, SEEDS.read_text("utf-8").splitlines())}
    articles = [article for article in read(ROOT / "seeds") if isinstance(article, Article)]
    assert {article.url: article.text for article in articles} == gold


@needs_shared
def test_the_article_it_began_with_is_right_in_every_quote() -> None:
    (gold,) = read_gold(str(SHARED / "seed.jsonl"))
    marked = [quote for quote in gold["quotes"] if quote["type"] != "indirect"]
    everything = prediction("seed", extract(Article(text=gold["text"])))["quotes"]
    found = [quote for quote in everything if quote["type"] != "indirect"]
    assert [(quote["content"], quote["speaker_name"]) for quote in found] == [
        (quote["content"], _as_named(quote, gold)) for quote in marked
    ]
    assert [[quote["speaker"]] for quote in found] == [quote["speaker"] for quote in marked]


def _as_named(quote: dict[str, Any], gold: dict[str, Any]) -> str:
    """The gold name, or the alternative that the gold allows and we give."""
    alternatives = gold["meta"]["alt_names"].get(quote["id"], [])
    longest = max([quote["speaker_name"], *alternatives], key=len)
    return longest if quote["speaker_kind"] == "unnamed" else str(quote["speaker_name"])


@needs_shared
def test_the_page_it_began_with_is_stored_whole(tmp_path: Path) -> None:
    (article,) = read(SHARED / "seed.txt")
    assert isinstance(article, Article)
    gold = json.loads((SHARED / "seed.jsonl").read_text("utf-8"))
    meta = gold["meta"]
    assert (article.title, article.outlet, list(article.authors)) == (meta["title"], meta["outlet"], meta["byline"])
    assert (article.published, article.published_inferred) == (f"2025-{meta['day']}", True)
    with Store.open(tmp_path / "q.db", write=True, create=True) as store:
        store.add(article, extract(article))
        (stored,) = [store.article(1)]
    assert stored is not None
    wanted = [quote["content"] for quote in gold["quotes"] if quote["type"] != "indirect"]
    assert [quote["content"] for quote in stored["quotes"] if quote["type"] != "indirect"] == wanted


@needs_shared
def test_ten_of_its_twelve_indirect_quotes_have_the_right_name() -> None:
    gold = read_gold(str(SHARED / "seed.jsonl"))
    report = evaluate(gold, predict(gold), resamples=0)
    indirect = [quote["id"] for quote in gold[0]["quotes"] if quote["type"] == "indirect"]
    right = [v.gold for v in report.documents[0].contents if v.gold in indirect and v.name_right]
    assert len(indirect) == 12
    assert len(right) >= 10, f"without the right name: {sorted(set(indirect) - set(right))}"


# ---------------------------------------------------------------- the gate itself

_TEXT = "“We will rebuild the bridge,” said Ann Lee. Tom Ford asked: “Who is going to pay for it?”"


def _gold(speaker_of_second: str = "Tom Ford") -> list[dict[str, Any]]:
    def span(words: str) -> list[int]:
        return [_TEXT.index(words), _TEXT.index(words) + len(words)]

    def quote(number: str, content: str, speaker: str) -> dict[str, Any]:
        made = {"id": number, "content": [span(content)], "speaker": [span(speaker)], "cue": []}
        return made | {"speaker_name": speaker, "type": "direct"}

    first = quote("1", "“We will rebuild the bridge,”", "Ann Lee")
    return [
        {"id": "a", "text": _TEXT, "quotes": [first, quote("2", "“Who is going to pay for it?”", speaker_of_second)]}
    ]


def _run(pins: Path, gold: list[dict[str, Any]] | None, *arguments: str) -> int:
    return main(arguments, pins=pins, sets=(GoldSet("small", lambda: gold),))


def test_a_set_is_pinned_and_then_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, _gold()) == OVER
    assert "not pinned" in capsys.readouterr().out
    assert _run(tmp_path, _gold(), "--update") == 0
    assert _run(tmp_path, _gold(), "small") == 0
    assert "0 won, 0 lost; joint 1.000" in capsys.readouterr().out
    assert _TEXT[1:20] not in (tmp_path / "small.json").read_text("utf-8")


def test_a_set_that_is_elsewhere_is_skipped_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, None) == 0
    assert capsys.readouterr().out == "small: skipped, it is not on this machine\n"


def test_gold_that_has_changed_does_not_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run(tmp_path, _gold(), "--update")
    assert _run(tmp_path, _gold("Ann Lee")) == OVER
    assert "the gold has changed" in capsys.readouterr().out


def test_a_floor_is_not_lowered_without_the_flag(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "small.json"
    _run(tmp_path, _gold(), "--update")
    before = path.read_bytes()
    worse = _gold("Ann Lee")
    assert _run(tmp_path, worse, "--update") == OVER
    assert "it would lower joint 1.000 to 0.500" in capsys.readouterr().out
    assert path.read_bytes() == before
    assert _run(tmp_path, worse, "--update", "--lower") == 0
    assert _run(tmp_path, worse) == 0


def test_a_figure_below_its_floor_does_not_pass_and_tells_what_was_lost(tmp_path: Path) -> None:
    gold = _gold()
    now = measure(gold)
    second = Place(document_key("a"), *(_TEXT.index("Who"), _TEXT.index("?”") + 1))
    assert now.verdicts[second] == "right"
    worse = replace(now, floors=now.floors | {"joint": 0.5}, verdicts=dict(now.verdicts) | {second: "wrong speaker"})
    outcome = check("small", gold, now, worse)
    assert not outcome.passed
    assert f"lost a {second.start}-{second.end}: right, now wrong speaker: Who is going" in "\n".join(outcome.lines)
    assert "BELOW THE FLOOR: joint 0.500, floor 1.000" in "\n".join(outcome.lines)
    assert check("small", gold, worse, now).passed
    assert worse.changes(now) == [Change(second, "wrong speaker", "right")]
    gone = replace(now, floors={"joint": 1.0})
    assert not check("small", gold, now, gone).passed, "a figure that is no longer measured is no figure kept"


def test_a_pin_reads_as_it_was_written(tmp_path: Path) -> None:
    now = measure(_gold())
    now.write(tmp_path / "small.json")
    assert Pin.read(tmp_path / "small.json") == now
