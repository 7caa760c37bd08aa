"""Who is one speaker does not depend on the order in which articles are added: every order of a few small articles."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from itertools import permutations
from pathlib import Path

import pytest

from quotetrack import Antecedent, Article, Attribution, Quote, QuoteType, Span, SpeakerKind, Store

People = tuple[tuple[str, str], ...]
"""Names with roles, each of somebody whom the article tells apart from the others; "A = B": one by two names."""


def _extracted(number: int, people: People) -> tuple[Article, list[Attribution]]:
    found = [
        Attribution(
            Quote((Span(at, at + 1),), QuoteType.DIRECT),
            rule="test",
            confidence=0.9,
            role=role or None,
            antecedents=(Antecedent(forms[0], SpeakerKind.PERSON, role=role or None, forms=forms),),
        )
        for at, (forms, role) in enumerate((tuple(names.split(" = ")), role) for names, role in people)
    ]
    return Article(text="x" * len(people), id=str(number), natural_id=str(number), collection="test"), found


def _partition(articles: list[tuple[Article, list[Attribution]]], path: Path) -> frozenset[frozenset[tuple[str, int]]]:
    with Store.open(path, create=True) as store:
        for article, found in articles:
            store.add(article, found)
    said: dict[int, set[tuple[str, int]]] = defaultdict(set)
    connection = sqlite3.connect(path)
    for label, position, speaker in connection.execute(
        "SELECT articles.label, quotes.position, quote_speakers.speaker_id FROM quote_speakers"
        " JOIN quotes ON quotes.id = quote_speakers.quote_id JOIN articles ON articles.id = quotes.article_id"
    ):
        said[speaker].add((label, position))
    connection.close()
    return frozenset(map(frozenset, said.values()))


def _named(*names: str) -> People:
    return tuple((name, "") for name in names)


_SENATOR, _STRIKER = ("John Smith", "senator"), ("John Smith", "striker")


@pytest.mark.parametrize(
    "articles",
    [
        pytest.param([(_SENATOR,), (_STRIKER,), (("John Smith", ""),), (_SENATOR,)], id="one name, two callings"),
        pytest.param([(_SENATOR,), (("John Q. Smith", "senator"),), (_STRIKER,)], id="one name, a middle name more"),
        pytest.param(
            [_named("Clarence Roenfeld Jr."), _named("Clarence Roenfeld"), _named("Clarence Roenfeld III")],
            id="suffixes",
        ),
        pytest.param(
            [_named("Stephen Roenfeld", "Steven Roenfeld"), _named("Steven Roenfeld"), _named("Stephen J. Roenfeld")],
            id="two alike in one article",
        ),
        pytest.param(
            [
                _named("Kostas Karvelas", "Kostas B. Karvelas", "Konstantinos A. Karvelas"),
                _named("Kostas Karvelas", "Kostas B. Karvelas", "Konstantinos Karvelas"),
            ],
            id="two that go by one nickname, told apart",
        ),
        pytest.param(
            [
                _named("Serhii Kyslytsia", "Sergiy Kislitsa"),
                _named("Serhii P. Kyslytsia", "Sergiy Kislitsa"),
                _named("Sergiy Kislitsa", "Sergey V. Kislitsa"),
            ],
            id="two spellings of one name, told apart",
        ),
        pytest.param(
            [
                _named("William Roenfeld", "William Roenfeld Jr."),
                _named("William B. Roenfeld", "Will Roenfeld", "William Roenfeld = William Roenfeld Jr."),
                _named("William Roenfeld Jr.", "Will Roenfeld", "William B. Roenfeld"),
            ],
            id="father and son, whom one article mixes up",
        ),
        pytest.param(
            [
                _named("John Smith", "John A. Smith"),
                _named("Jon Smith = Johnny Smith", "John A. Smith"),
                _named("Jon Smith"),
                _named("John Q. Smith", "John A. Smith", "Johnny Smith"),
            ],
            id="names that only an article says to be one person's",
        ),
    ],
)
def test_every_order_gives_one_partition(articles: list[People], tmp_path: Path) -> None:
    extracted = [_extracted(number, people) for number, people in enumerate(articles)]
    found = {_partition(list(order), tmp_path / f"{number}.db") for number, order in enumerate(permutations(extracted))}
    assert len(found) == 1
