"""The floors: how good the extraction must stay, on our own gold always, on the shared sets where they are present.

A floor is raised when the figure has risen for good, and never lowered to let a change pass. The digest of our own gold
is pinned with its floors, so that nobody raises a figure by changing the gold.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from quotetrack import Article, Store, extract, read
from quotetrack.cli.predictions import prediction
from quotetrack.evaluation import Report, evaluate, read_gold

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("QUOTETRACK_SHARED") or ROOT.parent / "shared") / "corpora"
GOLD = ROOT / "tests" / "gold"
SEEDS = GOLD / "seeds.jsonl"
# Our own gold: its digest, and the floor of joint F1 (segment and speaker).
PINS = {
    "seeds": ("73bd7610a2148d409da4a5edfa8a3bc1137cf84941921997e2e4f77a5dd3deb8", 0.86),
    "passages": ("88c43acbac1b099c72604eb2f838e7622f6811bc3c7ad1ca4c587fb0d762d5af", 0.90),
}
POLNEAR_DEV = 0.835

needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared sets are not here")


def _report(gold: list[dict[str, Any]]) -> Report:
    found = [prediction(line["id"], extract(Article(text=line["text"]))) for line in gold]
    return evaluate(gold, found, resamples=0)


@pytest.mark.parametrize("name", sorted(PINS))
def test_our_own_gold_stays_as_good(name: str) -> None:
    digest, floor = PINS[name]
    path = GOLD / f"{name}.jsonl"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, "the gold has changed: pin it anew"
    assert _report(read_gold(str(path))).scores["joint"].f1.value >= floor


def test_the_gold_is_of_the_articles_in_seeds() -> None:
    gold = {line["meta"]["url"]: line["text"] for line in map(json.loads, SEEDS.read_text("utf-8").splitlines())}
    articles = [article for article in read(ROOT / "seeds") if isinstance(article, Article)]
    assert {article.url: article.text for article in articles} == gold


@needs_shared
def test_polnear_stays_as_good() -> None:
    assert _report(read_gold(str(SHARED / "polnear-dev.jsonl"))).scores["joint"].f1.value >= POLNEAR_DEV


@needs_shared
def test_the_article_it_began_with_is_right_in_every_quote() -> None:
    (gold,) = read_gold(str(SHARED / "seed.jsonl"))
    marked = [quote for quote in gold["quotes"] if quote["type"] != "indirect"]
    found = prediction("seed", extract(Article(text=gold["text"])))["quotes"]
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
    assert [quote["content"] for quote in stored["quotes"]] == wanted
