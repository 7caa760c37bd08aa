"""Writing: verbatim, once, all or nothing; who is who across articles."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_articles import HOSTILE, write

from quotetrack.errors import StoreError
from quotetrack.model import (
    Antecedent,
    Article,
    Attribution,
    Furniture,
    FurnitureKind,
    Mention,
    MentionKind,
    Quote,
    QuoteType,
    Span,
    SpeakerKind,
)
from quotetrack.store import Added, SearchQuery, Store
from quotetrack.store.keys import article_key, canonical_url, quote_keys
from quotetrack.store.paragraphs import paragraph_around

Add = Callable[..., None]


def everything(store: Store) -> list[str]:
    """All rows, the full-text index's own tables aside."""
    return [line for line in store._connection.iterdump() if line.startswith("INSERT") and "quotes_fts" not in line]


def test_twice_is_once(store: Store) -> None:
    article, attributions = write("a", ("“Yes.”", "Ann Lee"), ("“No.”", "Bo Roe"))
    assert not store.has(article)
    assert store.add(article, attributions) is Added.NEW
    before = everything(store)
    assert store.has(article)
    assert store.add(article, attributions) is Added.UNCHANGED
    assert everything(store) == before


def test_changed_text_takes_the_place_of_the_old(store: Store, add: Add) -> None:
    add("other", ("“Yes.”", "Ann Lee"))
    untouched = everything(store)
    first = write("a", ("“Old words.”", "Ann B. Lee"), ("“Gone.”", "Gus Gone"), ("“Stay.”", "Bo Roe"))
    second = write("a", ("“New words.”", "Ann Lee"), ("“Stay.”", "Bo Roe"))
    assert store.add(*first) is Added.NEW
    stay = store.search(SearchQuery(words="stay")).rows[0]["key"]
    assert store.add(*second) is Added.CHANGED
    assert [row["quote"] for row in store.search(SearchQuery()).rows if row["article"] == "On a"] == [
        "“New words.”",
        "“Stay.”",
    ]
    assert store.search(SearchQuery(words="stay")).rows[0]["key"] == stay
    assert store.search(SearchQuery(words="gone")).total == 0
    assert {row["name"] for row in store.speakers()} == {"Ann Lee", "Bo Roe"}
    assert store.search(SearchQuery(speaker="Gus Gone")).suggestions == ()
    (ann,) = [store.speaker("Ann Lee")]
    assert ann["forms"] == [{"name": "Ann Lee", "articles": 2}]
    store._connection.execute("DELETE FROM articles WHERE label = 'a'")
    store._connection.execute("DELETE FROM speakers WHERE name = 'Bo Roe'")
    store._connection.execute("UPDATE names SET articles = 1")
    assert everything(store) == untouched
    store._connection.execute("INSERT INTO quotes_fts (quotes_fts, rank) VALUES ('integrity-check', 1)")


def test_verbatim(store: Store) -> None:
    article, attributions = write(HOSTILE, (HOSTILE, "Ann \x00 Lee"))
    store.add(article, attributions)
    (row,) = store.search(SearchQuery(words="sic")).rows
    assert row["quote"] == HOSTILE
    assert row["mention"] == {"text": "Ann \x00 Lee", "span": [len(HOSTILE) + 6, len(HOSTILE) + 15]}
    detail = store.quote(row["key"])
    assert detail["text"] == article.text
    assert [detail["text"][start:end] for start, end in row["content"]] == [HOSTILE]
    assert store.search(SearchQuery(words="🙂")).total == store.search(SearchQuery(words="[/gone]")).total == 1


def test_a_million_characters_on_one_line(store: Store) -> None:
    long = "“" + "word " * 200_000 + "”"
    store.add(*write("long", (long, "Ann Lee")))
    assert store.search(SearchQuery(words="word")).rows[0]["quote"] == long


@pytest.mark.parametrize("field", ["text", "title", "natural_id", "name"])
def test_half_a_surrogate_pair_is_refused_by_name(store: Store, field: str) -> None:
    article, attributions = write("the\nname", ("“Yes.”", "Ann Lee"))
    if field == "name":
        broken = (replace(attributions[0], antecedents=(Antecedent("A\ud800 Lee", SpeakerKind.PERSON),)),)
        found = (article, broken)
    else:
        value = getattr(article, field) + "\ud800"
        found = (replace(article, **{field: value}), attributions)
    if field == "name":
        with pytest.raises(StoreError, match="surrogate"):
            store.add(*found)
    else:
        with pytest.raises(StoreError, match=r"^the\\nname: .*half a surrogate pair"):
            store.add(*found)
    assert not store.has(found[0])
    assert store.counts() == {"articles": 0, "quotes": 0, "speakers": 0}
    assert store.add(article, attributions) is Added.NEW


def test_too_large_is_refused_by_name(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.store.MOST_BYTES", 100)
    with pytest.raises(StoreError, match=r"^big: more than"):
        store.add(Article(text="é" * 51, id="big"), ())
    assert store.add(Article(text="é" * 50, id="fits"), ()) is Added.NEW


def test_one_transaction(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("quotetrack.store.identities._insert_names", fail)
    article, attributions = write("a", ("“Yes.”", "Ann Lee"))
    with pytest.raises(StoreError, match="full"):
        store.add(article, attributions)
    assert store.counts() == {"articles": 0, "quotes": 0, "speakers": 0}


def test_foreign_keys_hold(store: Store, add: Add) -> None:
    add("a", ("“Yes.”", "Ann Lee"), ("“No.”", "officials"))
    with pytest.raises(sqlite3.IntegrityError):
        store._connection.execute("INSERT INTO quote_speakers VALUES (1, 999, 0, 'new')")
    store._connection.execute("DELETE FROM articles")
    assert store.counts()["quotes"] == 0
    assert store._connection.execute("SELECT count(*) FROM quote_speakers").fetchone() == (0,)
    assert store._connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_article_comes_back_whole(store: Store) -> None:
    article, attributions = write(
        "a", ("“Yes.”", "Ann Lee"), published="2025-06-03", url="https://x.org/a/?utm_source=b"
    )
    article = replace(article, authors=("A. Byl", "Ünal"), furniture=(Furniture(Span(0, 3), FurnitureKind.TITLE),))
    store.add(article, attributions, rules_version="7")
    row = store.article("https://x.org/a")
    assert row == store.article(row["id"]) == store.article(str(row["id"]))
    assert (row["authors"], row["furniture"], row["rules_version"]) == (["A. Byl", "Ünal"], [[0, 3, "title"]], "7")
    assert row["text"] == article.text and row["quotes"][0]["quote"] == "“Yes.”"


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("HTTPS://News.Example.COM:443/A/b/?utm_source=x&id=7&fbclid=y#top", "https://news.example.com/A/b?id=7"),
        ("http://example.com", "http://example.com/"),
        ("http://example.com:80/", "http://example.com/"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("https://[::1]/a", "https://[::1]/a"),
        ("/only/a/path", None),
        ("mailto:ann@example.com", None),
        ("http://[broken", None),
        ("http://x.org:port/", None),
    ],
)
def test_canonical_address(printed: str, canonical: str | None) -> None:
    assert canonical_url(printed) == canonical


def test_article_keys() -> None:
    article = Article(text="t", id="path/a.txt", url="http://x.org/1", natural_id="1", collection="c")
    assert article_key(article) == "http://x.org/1"
    assert article_key(replace(article, url="no address")) == "c/1"
    plain = replace(article, url=None, natural_id=None)
    assert article_key(plain) == article_key(replace(plain, id="elsewhere.txt"))
    assert article_key(plain).startswith("sha256:")


def test_quote_keys_stay_and_never_meet() -> None:
    keys = quote_keys("k", [("a",), ("b",), ("a",)])
    assert len(set(keys)) == 3 and all(len(key) == 12 for key in keys)
    assert quote_keys("k", [("b",), ("new",), ("a",)])[::2] == [keys[1], keys[0]]
    assert quote_keys("other", [("a",)])[0] not in keys
    assert quote_keys("k", [("a", "b")]) != quote_keys("k", [("ab",)])
    (longer,) = quote_keys("k", [("a",)], frozenset({keys[0]}))
    assert longer.startswith(keys[0]) and len(longer) == 16


def test_key_of_another_article(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.store.keys._KEY_LENGTH", 1)
    for number in range(40):
        store.add(*write(str(number), (f"“{number}”", "Ann Lee")))
    assert store.counts()["quotes"] == 40


# ---------------------------------------------------------------- paragraphs


def test_paragraphs() -> None:
    text = "One line.\nTwo “said”\nlines.\n\nAfter.\r\n \r\nEnd"
    assert text[slice(*paragraph_around(text, [Span(15, 21)]))] == "One line.\nTwo “said”\nlines."
    assert text[slice(*paragraph_around(text, [Span(30, 33)]))] == "After."
    assert text[slice(*paragraph_around(text, [Span(len(text) - 1, len(text))]))] == "End"
    lines = "\n".join(["x" * 600] * 9)
    assert text and paragraph_around(lines, [Span(1300, 1310)]) == (1202, 1802)


@given(st.text(alphabet="a \r\n", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_paragraph_holds_its_quote(text: str, one: int, other: int) -> None:
    first, last = sorted((min(one, len(text)), min(other, len(text))))
    start, end = paragraph_around(text, [Span(first, last)])
    assert 0 <= start <= first <= last <= end <= len(text)


# ---------------------------------------------------------------- who is who


def speakers(store: Store) -> dict[str, int]:
    """Names with how many quotes; a name that two speakers have counts as "name (2)"."""
    found: dict[str, int] = {}
    for row in store.speakers(order="name"):
        name = row["name"] if row["name"] not in found else f"{row['name']} (2)"
        found[name] = row["quotes"]
    return found


def test_a_full_name_is_one_speaker_across_articles(store: Store, add: Add) -> None:
    add("a", ("“1”", "Volodymyr Zelensky"))
    add("b", ("“2”", "President Volodymyr Zelenskyy"))
    add("c", ("“3”", "VOLODYMYR ZELENSKYY"))
    add("d", ("“4”", "Vladimir Zelenskiy"))
    assert speakers(store) == {"Volodymyr Zelenskyy": 4}
    how = "SELECT how FROM quote_speakers ORDER BY quote_id"
    assert [row[0] for row in store._connection.execute(how)] == ["new", "variant", "exact", "variant"]


def test_two_people_are_never_made_one(store: Store, add: Add) -> None:
    add("a", ("“1”", "John Smith Jr."))
    add("b", ("“2”", "John Smith"))
    add("c", ("“3”", "John Smyth"))
    add("d", ("“4”", "Smith"))
    add("e", ("“5”", "J. Smith"), ("“6”", "Jane Smith"), ("“7”", "John Q. Smith Sr."))
    assert len(speakers(store)) == 7
    (bare,) = [row for row in store.speakers() if row["name"] == "Smith"]
    others = {row["name"] for row in store.speakers()} - {"Smith"}
    assert set(store.speaker(bare["key"])["rivals"]) == others  # also those who came later


def test_form_in_an_article_is_no_licence(store: Store) -> None:
    article, (attribution,) = write("a", ("“1”", "John Smith Jr."))
    junior = Antecedent("John Smith Jr.", SpeakerKind.PERSON, forms=("John Smith", "Smith"))
    store.add(article, (replace(attribution, antecedents=(junior,)),))
    store.add(*write("b", ("“2”", "John Smith")))
    assert speakers(store) == {"John Smith": 1, "John Smith Jr.": 1}


def test_ambiguous_stays_apart(store: Store, add: Add) -> None:
    add("a", ("“1”", "George H. W. Bush"))
    add("b", ("“2”", "George W. Bush"))
    for number in "cd":
        add(number, ("“3”", "George Bush"))
    assert speakers(store) == {"George H. W. Bush": 1, "George W. Bush": 1, "George Bush": 1, "George Bush (2)": 1}


def test_bare_surnames_and_unnamed_stay_in_their_article(store: Store, add: Add) -> None:
    for number in "ab":
        add(number, ("“1”", "Trump"), ("“2”", "unnamed:officials"), ("“3”", "unnamed:officials"), ("“4”", "Mr. Trump"))
    assert speakers(store) == {"officials": 2, "officials (2)": 2, "Trump": 2, "Trump (2)": 2}


def test_organisations_join_and_documents_do_not(store: Store, add: Add) -> None:
    for number, name in (("a", "The Guild of Bakers"), ("b", "the Guild of Bakers")):
        add(number, ("“1”", f"organisation:{name}"), ("“2”", "document:the report"), ("“3”", "place:Moscow"))
        add(number + "2", ("“4”", "organisation:Moscow"))
    assert speakers(store) == {
        "The Guild of Bakers": 2,
        "Moscow": 2,
        "Moscow (2)": 2,
        "the report": 1,
        "the report (2)": 1,
    }


def test_commonest_full_form_is_the_name(store: Store, add: Add) -> None:
    add("a", ("“1”", "Donald J. Trump"))
    add("b", ("“2”", "Donald Trump"))
    assert speakers(store) == {"Donald J. Trump": 2}
    add("c", ("“3”", "Donald Trump"))
    assert speakers(store) == {"Donald Trump": 3}
    assert [form["name"] for form in store.speaker("trump")["forms"]] == ["Donald Trump", "Donald J. Trump"]


def test_several_speakers_and_roles(store: Store) -> None:
    text = "“Yes,” Day and Roe said."
    both = (
        Antecedent("Ann Day", SpeakerKind.PERSON, role="mayor", forms=("Day",)),
        Antecedent("Bo Roe", SpeakerKind.PERSON, role="clerk", forms=("Roe",)),
    )
    attribution = Attribution(
        Quote((Span(0, 6),), QuoteType.DIRECT), "r", 0.9, None, Mention(Span(7, 18), MentionKind.NAME), both, "duo"
    )
    store.add(Article(text=text, id="a", published="2025"), (attribution,))
    (row,) = store.search(SearchQuery(speaker="roe")).rows
    assert (row["speaker"], [who["name"] for who in row["speakers"]]) == ("Ann Day", ["Ann Day", "Bo Roe"])
    assert row["mention"]["text"] == "Day and Roe"
    assert [role["role"] for role in store.speaker("Bo Roe")["roles"]] == ["clerk"]
    readable = store._connection.execute("SELECT quote, speaker, published FROM quotes_readable").fetchall()
    assert readable == [("“Yes,”", "Ann Day; Bo Roe", "2025")]


def test_opened_by_two_at_once(tmp_path: Path) -> None:
    path = tmp_path / "quotes.db"
    with Store.open(path, create=True) as one, Store.open(path, create=True) as two:
        assert one.add(*write("a", ("“1”", "Ann Lee"))) is Added.NEW
        assert two.add(*write("a", ("“1”", "Ann Lee"))) is Added.UNCHANGED
        assert two.add(*write("b", ("“2”", "Ann Lee"))) is Added.NEW
        assert one.counts() == {"articles": 2, "quotes": 2, "speakers": 1}
