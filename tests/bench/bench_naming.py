"""What it costs to find out who somebody is: one new name beside few and beside many known people, and all naming
beside the rest of an add. Names are made of common and of made-up surnames, so that many share one.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench_limits import Limit

FEW, MANY, NEW = 1_000, 100_000, 300
# At most: a new name among many to one among few; naming to all else of an add.
TO_FEW, TO_REST = 2.0, 0.2


@dataclass(frozen=True, slots=True)
class Naming:
    """CPU seconds: ``few`` and ``many`` for a new name beside so many known people, ``naming`` and ``rest`` of adding
    generated articles, extraction included."""

    few: float
    many: float
    naming: float
    rest: float


def measure_naming(few: int = FEW, many: int = MANY, new: int = NEW, articles: int = 600) -> Naming:
    return Naming(_new_name(few, new), _new_name(many, new), *_share(articles))


def names(seed: int) -> Iterator[str]:
    """Full names of people, another each time; a fifth has one of two hundred surnames, as in a country."""
    from quotetrack.language.commonness import load_populations

    chosen = random.Random(seed)
    (english, *_) = load_populations()
    given, common = list(english.given), list(english.surnames)
    seen: set[str] = set()
    while True:
        surname = chosen.choice(common) if chosen.random() < 0.2 else _made_up(chosen)
        name = f"{chosen.choice(given)} {chosen.choice('abcdefgh')}. {surname}".title()
        if name not in seen:
            seen.add(name)
            yield name


def _made_up(chosen: random.Random) -> str:
    return "".join(chosen.choice("bdfgklmnprstvz") + chosen.choice("aeiou") for _ in range(chosen.randint(3, 4))) + "r"


def _new_name(known: int, new: int) -> float:
    """Seconds to add an article of one quote by somebody new, the middle one of ``new``."""
    from quotetrack import Antecedent, Article, Attribution, Quote, QuoteType, Span, SpeakerKind, Store

    made = names(1)

    def said(number: int, count: int) -> tuple[Article, list[Attribution]]:
        text = "x" * count
        attributions = [
            Attribution(
                Quote((Span(at, at + 1),), QuoteType.DIRECT),
                rule="bench",
                confidence=0.9,
                antecedents=(Antecedent(next(made), SpeakerKind.PERSON),),
            )
            for at in range(count)
        ]
        return Article(text=text, id=str(number), natural_id=str(number), collection="bench"), attributions

    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "quotes.db", create=True) as store:
        for number in range(known // 500):
            store.add(*said(number, 500))
        taken = []
        for number in range(new):
            article = said(known + number, 1)
            began = time.process_time()
            store.add(*article)
            taken.append(time.process_time() - began)
    return statistics.median(taken)


def _share(count: int) -> tuple[float, float]:
    """Seconds of naming and of all else while generated articles are extracted and added."""
    from quotetrack import Store, extract
    from quotetrack.store import writing
    from tests.generator import articles

    made = list(articles(count, seed=77))
    spent = [0.0]
    with (
        _timed(writing, ("settle_speakers", "_group"), spent),
        tempfile.TemporaryDirectory() as folder,
        Store.open(Path(folder) / "quotes.db", create=True) as store,
    ):
        for article in made[:20]:
            store.add(article, extract(article))
        spent[0] = 0.0
        began = time.process_time()
        for article in made[20:]:
            store.add(article, extract(article))
        whole = time.process_time() - began
    return spent[0], whole - spent[0]


@contextmanager
def _timed(module: Any, functions: tuple[str, ...], spent: list[float]) -> Iterator[None]:
    """Counts the CPU time of functions of a module."""
    originals = {name: getattr(module, name) for name in functions}

    def timed(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            began = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                spent[0] += time.process_time() - began

        return run

    for name, function in originals.items():
        setattr(module, name, timed(function))
    try:
        yield
    finally:
        for name, function in originals.items():
            setattr(module, name, function)


def limits(naming: Naming) -> list[Limit]:
    return [
        Limit("a new name among 100,000 people to one among 1,000", "", naming.many / naming.few, TO_FEW),
        Limit("naming to all else of an add", "", naming.naming / naming.rest, TO_REST),
    ]


def report(naming: Naming) -> str:
    return (
        f"naming: a new name takes {1000 * naming.few:.2f} ms of CPU beside {FEW:,} people, {1000 * naming.many:.2f} ms"
        f" beside {MANY:,}; naming {naming.naming:.2f} s, all else of the same adds {naming.rest:.2f} s"
    )
