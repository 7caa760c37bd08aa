"""Who is who across articles does not depend on their order."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from store_articles import write

from quotetrack.model import Article, Attribution
from quotetrack.speakers.partition import partition
from quotetrack.store import Store
from quotetrack.store.inspection import inspect

Add = Callable[..., None]
Written = tuple[Article, Sequence[Attribution]]


def said_by(store: Store) -> set[frozenset[str]]:
    said: dict[int, set[str]] = defaultdict(set)
    query = (
        "SELECT quotes.quote, quote_speakers.speaker_id FROM quote_speakers"
        " JOIN quotes ON quotes.id = quote_speakers.quote_id"
    )
    for quote, speaker in store._connection.execute(query):
        said[speaker].add(quote)
    return {frozenset(quotes) for quotes in said.values()}


def also(written: Written, *forms: str) -> Written:
    """The article calls its first speaker so as well."""
    article, (first, *rest) = written
    (antecedent,) = first.antecedents
    return article, (replace(first, antecedents=(replace(antecedent, forms=forms),)), *rest)


NAMES = [
    "George Bush", "George W. Bush", "George H. W. Bush", "Jeb Bush", "George W. Bush", "George Bush",
    "Volodymyr Zelensky", "Vladimir Zelenskiy", "Volodymyr Zelenskyy", "John Smith", "John Smith Jr.", "John Q. Smith",
    "Ann Lee", "Ann B. Lee", "Ann C. Lee", "Bo Roe", "Bo Roe", "Smith", "organisation:The Guild",
    "organisation:the Guild",
]  # fmt: skip


def articles() -> list[Written]:
    made: list[Written] = [write(f"n{at}", (f"“Quote {at}.”", name)) for at, name in enumerate(NAMES)]
    made.append(also(write("bush", ("“A form.”", "George W. Bush")), "George Bush", "Bush"))
    made.append(also(write("lee", ("“Another form.”", "Ann B. Lee")), "Ann Lee"))
    made.append(also(write("roe", ("“A slip.”", "Bo Roe Says")), "Bo Roe"))
    made += [write(f"roe{at}", (f"“More {at}.”", "Bo Roe")) for at in range(20)]
    made.append(write("two", ("“By two.”", "Bo Roe Junior"), ("“By one.”", "Bo Roe"), ("“He.”", "George Bush")))
    return made


def test_every_order_gives_the_same_partition(tmp_path: Path) -> None:
    found = []
    for seed in range(8):
        order = articles()
        random.Random(seed).shuffle(order)
        with Store.open(tmp_path / f"{seed}.db", create=True) as store:
            for article, attributions in order:
                store.add(article, attributions, rules_version="test")
            found.append(said_by(store))
        assert not list(inspect(tmp_path / f"{seed}.db"))
    assert all(one == found[0] for one in found)
    (zelensky,) = [part for part in found[0] if "“Quote 6.”" in part]
    assert zelensky == {"“Quote 6.”", "“Quote 7.”", "“Quote 8.”"}
    (roe,) = [part for part in found[0] if "“Quote 15.”" in part]
    assert "“A slip.”" in roe and "“By two.”" not in roe


def test_bodies_without_a_name_are_those_of_their_article(store: Store, add: Add) -> None:
    add("a", ("“1”", "organisation:his campaign"), ("“2”", "organisation:The Guild"))
    add("b", ("“3”", "organisation:His campaign"), ("“4”", "organisation:the Guild"))
    add("c", ("“5”", "organisation:Police"), ("“6”", "organisation:Bank of Ireland"))
    add("d", ("“7”", "organisation:the police"), ("“8”", "organisation:Bank of Ireland"))
    wanted = {frozenset({"“2”", "“4”"}), frozenset({"“6”", "“8”"}), *(frozenset({f"“{x}”"}) for x in "1357")}
    assert said_by(store) == wanted


def test_an_earlier_join_falls_back_to_a_proposal(store: Store, add: Add) -> None:
    add("a", ("“1”", "George Bush"))
    add("b", ("“2”", "George W. Bush"))
    assert said_by(store) == {frozenset({"“1”", "“2”"})}
    add("c", ("“3”", "George H. W. Bush"))
    assert said_by(store) == {frozenset({"“1”"}), frozenset({"“2”"}), frozenset({"“3”"})}
    query = (
        "SELECT a.name, b.name FROM rivals JOIN speakers AS a ON a.id = speaker_id"
        " JOIN speakers AS b ON b.id = rival_id WHERE a.name = 'George Bush'"
    )
    rivals = set(store._connection.execute(query))
    assert rivals == {("George Bush", "George W. Bush"), ("George Bush", "George H. W. Bush")}
    article, (attribution,) = write("c", ("“3”", "Ann Lee"))
    store.add(article, (attribution,), rules_version="test")
    assert said_by(store) == {frozenset({"“1”", "“2”"}), frozenset({"“3”"})}


def called(name: str, content: str, who: str, role: str | None) -> Written:
    article, (attribution,) = write(name, (content, who))
    (antecedent,) = attribution.antecedents
    return article, (replace(attribution, antecedents=(replace(antecedent, role=role),)),)


def test_namesakes_are_told_apart_by_what_they_are(tmp_path: Path) -> None:
    some = [
        called("a", "“1”", "John Smith", "mayor of Leeds"),
        called("b", "“2”", "John Smith", "the Leeds goalkeeper"),
        called("c", "“3”", "John Smith", "the councillor"),
        called("d", "“4”", "John Smith", None),
        called("e", "“5”", "Zo Quill", "the mayor"),
        called("f", "“6”", "Zo Quill", "a goalkeeper"),
    ]
    wanted = {frozenset({"“1”", "“3”"}), frozenset({"“2”"}), frozenset({"“4”"}), frozenset({"“5”", "“6”"})}
    for seed in range(6):
        random.Random(seed).shuffle(some)
        with Store.open(tmp_path / f"{seed}.db", create=True) as store:
            for article, attributions in some:
                store.add(article, attributions, rules_version="test")
            assert said_by(store) == wanted
            (rivals,) = store._connection.execute("SELECT count(*) FROM rivals").fetchone()
            assert rivals >= 2
        assert not list(inspect(tmp_path / f"{seed}.db"))


def test_an_office_that_one_person_holds_tells_whose_junior_and_what_slip_it_is(tmp_path: Path) -> None:
    def holding(name: str, who: str, role: str | None, year: int) -> Written:
        article, attributions = called(name, f"“{name}”", who, role)
        return replace(article, published=f"{year}-05-01"), attributions

    some = [holding(f"a{at}", "Bo Roe", None, 2016) for at in range(22)]
    some += [
        holding("b", "Bo Roe", "vice president", 2016),
        holding("c", "Bo P. Roe Jr.", "U.S. vice president", 2015),
        holding("d", "Al Moe", "attorney general", 1963),
        holding("e", "Al Moe Jr.", "attorney general", 2016),
        holding("f", "Cy Foe", "senator", 2016),
        holding("g", "Cy Foe Jr.", "senator", 2016),
        holding("h", "Reince Tolliver", "RNC chairman", 2016),
        holding("i", "Rence Tolliver", "the RNC chairman", 2016),
        holding("k", "Salim al-Jarrah", "president", 2016),
        holding("l", "Salem al-Jarrah", "president", 2016),
    ]
    joined = [frozenset({"“b”", "“c”", *(f"“a{at}”" for at in range(22))}), frozenset({"“h”", "“i”"})]
    wanted = {*joined, *(frozenset({f"“{x}”"}) for x in "defgkl")}
    for seed in range(6):
        random.Random(seed).shuffle(some)
        with Store.open(tmp_path / f"{seed}.db", create=True) as store:
            for article, attributions in some:
                store.add(article, attributions, rules_version="test")
            assert said_by(store) == wanted


def test_what_people_say_stays_where_the_rules_part(store: Store, add: Add) -> None:
    add("a", ("“1”", "George Bush"))
    add("b", ("“2”", "George W. Bush"))
    (key,) = store._connection.execute("SELECT key FROM quotes WHERE quote = '“1”'").fetchone()
    store.corrections(by="jo").assign(key, ["George W. Bush"])
    add("c", ("“3”", "George H. W. Bush"))
    assert frozenset({"“1”", "“2”"}) in said_by(store)


@pytest.mark.parametrize(
    ("names", "attested", "parts"),
    [
        ("George Roe|George W. Roe|George H. W. Roe", "", "George Roe|George W. Roe|George H. W. Roe"),
        (
            "George Roe|George W. Roe|George H. W. Roe",
            "George Roe+George W. Roe",
            "George Roe=George W. Roe|George H. W. Roe",
        ),
        ("Robert Roe|Bob Roe", "", "Robert Roe=Bob Roe"),
        ("Robert Smith|Bob Smith", "", "Robert Smith|Bob Smith"),
        ("Robert Smith|Bob Smith", "Robert Smith+Bob Smith", "Robert Smith=Bob Smith"),
        ("Bill Roe|Bob Roe", "Bill Roe+Bob Roe", "Bill Roe|Bob Roe"),
        ("Ann Lee|Ann B. Lee|Rival Zo Ann Lee", "Ann Lee+Rival Zo Ann Lee", "Ann Lee=Ann B. Lee|Rival Zo Ann Lee"),
    ],
)
def test_partitions(names: str, attested: str, parts: str) -> None:
    some = names.split("|")
    pairs = [frozenset(pair.split("+")) for pair in attested.split("|") if pair]
    for order in (some, some[::-1]):
        found = partition(order, pairs).parts
        groups = {frozenset(name for name in some if found[name] == part) for part in found.values()}
        assert groups == {frozenset(part.split("=")) for part in parts.split("|")}


def test_a_bare_surname_is_a_proposal_to_whoever_has_it_in_any_order(tmp_path: Path) -> None:
    """It joins through its own article's full name; where the article has none, everybody of that surname may be
    meant, also who comes later, and who goes is not meant any more."""
    written = [
        also(write("own", ("“Of Ann.”", "Ann Lee")), "Lee"),
        write("bare", ("“Of a Lee.”", "Lee")),
        write("bo", ("“Of Bo.”", "Bo Lee")),
        write("cy", ("“Of Cy.”", "Cy Lee")),
    ]
    query = (
        "SELECT quotes.quote, rival.name FROM rivals JOIN speakers AS rival ON rival.id = rival_id"
        " JOIN quote_speakers ON quote_speakers.speaker_id = rivals.speaker_id JOIN quotes ON quotes.id = quote_id"
        " ORDER BY 2"
    )
    for number, order in enumerate(permutations(written)):
        with Store.open(tmp_path / f"{number}.db", create=True) as store:
            for article in order:
                store.add(*article)
            proposed = [("“Of a Lee.”", name) for name in ("Ann Lee", "Bo Lee", "Cy Lee")]
            assert store._connection.execute(query).fetchall() == proposed
            assert list(inspect(store.path)) == []
            store.add(*write("bo", ("“Of Bo.”", "Jo Roe")))
            assert store._connection.execute(query).fetchall() == [proposed[0], proposed[2]]
            store.add(*also(write("bare", ("“Of a Lee.”", "Cy Lee")), "Lee"))
            assert store._connection.execute(query).fetchall() == []
