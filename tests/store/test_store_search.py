"""Searching: by words that are never syntax, by names in any spelling, by outlet and partial dates."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_articles import write

from quotetrack.errors import StoreError
from quotetrack.store import SearchQuery, SearchResult, Store

Add = Callable[..., None]


def quotes(result: SearchResult) -> list[str]:
    return [row["quote"] for row in result.rows]


@pytest.fixture
def record(store: Store, add: Add) -> Store:
    add("one", ("“We want the root causes removed”", "Dmitry Petrov"), ("“We don’t agree”", "Serhii Kyslytsia"),
        published="2025-06-03", outlet="Kyiv Post")  # fmt: skip
    add("two", ("“The causes have roots”", "Volodymyr Zelenskyy"), published="2024", outlet="Süddeutsche Zeitung")
    add("three", ("“Nobody said it is 3–2 🙂”", None), ("“Root, causes”", "Ann Zelman"), published="--06-03")
    return store


def test_row_shape(record: Store) -> None:
    (row,) = record.search(SearchQuery(words="removed")).rows
    assert " ".join(row) == (
        "key id quote content type speaker speaker_id speaker_kind mention role cue rule confidence"
        " identity_confidence article article_id outlet published url status corrected_by"
    )
    assert row["mention"] == {"text": "Dmitry Petrov", "span": [39, 52]} and row["cue"]["text"] == "said"
    assert (row["speaker"], row["speaker_kind"], row["content"]) == ("Dmitry Petrov", "person", [[0, 33]])
    nobody = record.search(SearchQuery(words="nobody")).rows[0]
    assert nobody["speaker"] is nobody["mention"] is nobody["speaker_id"] is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("root causes", {"“We want the root causes removed”", "“Root, causes”"}),
        ("“root causes”", {"“We want the root causes removed”", "“Root, causes”"}),
        ('"want the root"', {"“We want the root causes removed”"}),
        ("„the causes“ roots", {"“The causes have roots”"}),
        ('"the causes', {"“We want the root causes removed”", "“The causes have roots”"}),
        ("don't", {"“We don’t agree”"}),
        ("3-2", {"“Nobody said it is 3–2 🙂”"}),
        ("🙂", {"“Nobody said it is 3–2 🙂”"}),
        ("causes NOT removed", set()),
        ("OR", set()),
    ],
)
def test_words_are_text(record: Store, words: str, found: set[str]) -> None:
    assert set(quotes(record.search(SearchQuery(words=words)))) == found


HOSTILE = ['"', '""', "'", "*", "root*", "quote:root", "NEAR(a b)", "-root", "^root", "(", "a AND", "{x}: y", "+"]
HOSTILE += ["\x00", "root\x00", "\ud800"]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_no_syntax(record: Store, words: str) -> None:
    assert record.search(SearchQuery(words=words, speaker=None)).total >= 0
    assert record.search(SearchQuery(speaker=words)).total >= 0
    assert record.search(SearchQuery(outlet=words)).total >= 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from('"*():^-+{}NEAROTD '))))
def test_any_text_is_a_query(record: Store, words: str) -> None:
    record.search(SearchQuery(words=words))
    record.search(SearchQuery(speaker=words))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("zelensky", "Volodymyr Zelenskyy"),
        ("President Zelensky's", "Volodymyr Zelenskyy"),
        ("Vladimir Zelensky", "Volodymyr Zelenskyy"),
        ("ZELENKSYY", "Volodymyr Zelenskyy"),
        ("kyslytsia", "Serhii Kyslytsia"),
        ("KISLITSA", "Serhii Kyslytsia"),
        ("sergei kislitsa", "Serhii Kyslytsia"),
        ("serhii", "Serhii Kyslytsia"),
        ("Кислиця", "Serhii Kyslytsia"),
        ("ann zelman", "Ann Zelman"),
    ],
)
def test_near_spelling(record: Store, name: str, found: str) -> None:
    result = record.search(SearchQuery(speaker=name))
    assert {row["speaker"] for row in result.rows} == {found} == set(result.speakers)


def test_nobody_of_that_name(record: Store) -> None:
    result = record.search(SearchQuery(speaker="Zelinsk"))
    assert result.total == 0 and "Volodymyr Zelenskyy" in result.suggestions
    assert record.search(SearchQuery(speaker="Boris Zelenskyy")).total == 0
    assert record.search(SearchQuery(speaker="qqqq")).suggestions == ()
    with pytest.raises(StoreError, match=r"near names: .*Serhii Kyslytsia"):
        record.speaker("Kyslyt")
    with pytest.raises(StoreError, match="quotetrack speakers lists all"):
        record.speaker("\ud800")


def test_a_bare_surname_takes_all(store: Store, add: Add) -> None:
    add("a", ("“1”", "Bill Clinton"), ("“2”", "Hillary Clinton"), ("“3”", "Clint Eastwood"))
    add("b", ("“4”", "Clinton"), ("“5”", "Bill Lee"), ("“6”", "Li Wei"))
    assert set(quotes(store.search(SearchQuery(speaker="clinton")))) == {"“1”", "“2”", "“4”"}
    assert quotes(store.search(SearchQuery(speaker="William Clinton"))) == ["“1”"]
    assert quotes(store.search(SearchQuery(speaker="lee"))) == ["“5”"]
    detail = store.speaker("clinton")
    assert len(detail["others"]) == 2 and detail["quotes"] == 1


def test_outlet(record: Store) -> None:
    for part in ("kyiv", "POST", "Kyiv Post"):
        assert record.search(SearchQuery(outlet=part)).total == 2
    assert record.search(SearchQuery(outlet="suddeutsche")).total == 1
    assert record.search(SearchQuery(outlet="%")).total == record.search(SearchQuery(outlet="")).total == 0


@pytest.mark.parametrize(
    ("since", "until", "dates"),
    [
        ("2025", None, {"2025-06-03"}),
        ("2025-06", "2025-06", {"2025-06-03"}),
        ("2025-06-03", "2025-06-03", {"2025-06-03"}),
        ("2025-06-04", None, set()),
        (None, "2025-06-02", {"2024"}),
        ("2024-05-01", "2024-05-02", {"2024"}),
        ("2024-12", "2025", {"2024", "2025-06-03"}),
    ],
)
def test_dates(record: Store, since: str | None, until: str | None, dates: set[str]) -> None:
    result = record.search(SearchQuery(since=since, until=until))
    assert {row["published"] for row in result.rows} == dates
    assert result.undated == 1


def test_undated_counts_only_articles_with_hits(record: Store) -> None:
    assert record.search(SearchQuery(words="agree", since="2025")).undated == 0
    assert record.search(SearchQuery(words="root", since="2025")).undated == 1
    for wrong in ("2025-13", "3 June", "2025-06-03T10:00", "", "٢٠٢٥"):
        with pytest.raises(StoreError, match="is no date"):
            record.search(SearchQuery(since=wrong))


def test_type_and_confidence(record: Store) -> None:
    assert record.search(SearchQuery(type="direct")).total == 5
    assert record.search(SearchQuery(type="indirect")).total == 0
    with pytest.raises(StoreError, match="no type of quote"):
        record.search(SearchQuery(type="said"))
    assert record.search(SearchQuery(attributed=True)).total == 4
    doubtful = record.search(SearchQuery(min_confidence=0.95))
    assert doubtful.total == 5 and {row["speaker"] for row in doubtful.rows} == {None}
    assert all(row["mention"] is None and row["cue"] for row in doubtful.rows)
    assert record.search(SearchQuery(min_confidence=0.95, attributed=True)).total == 0
    assert record.search(SearchQuery(min_confidence=0.95, speaker="zelensky")).total == 0
    unsure = record.search(SearchQuery(min_confidence=0.9))  # who it is, that is: the mentions stay
    assert unsure.total == 5 and {row["speaker"] for row in unsure.rows} == {None}
    assert sum(row["mention"] is not None for row in unsure.rows) == 4
    assert record.search(SearchQuery(min_confidence=0.9, speaker="zelensky")).total == 0
    assert record.search(SearchQuery(min_confidence=0.8, speaker="zelensky")).total == 1


def test_order_limit_offset(record: Store, add: Add) -> None:
    newest = [row["published"] for row in record.search(SearchQuery()).rows]
    assert newest == ["2025-06-03", "2025-06-03", "2024", "--06-03", "--06-03"]
    first = record.search(SearchQuery(limit=2))
    assert first.total == 5 and quotes(first) == quotes(record.search(SearchQuery()))[:2]
    assert quotes(record.search(SearchQuery(limit=2, offset=4))) == quotes(record.search(SearchQuery()))[4:]
    add("dense", ("“root root root”", "Ann Lee"))
    assert quotes(record.search(SearchQuery(words="root")))[0] == "“root root root”"


def test_quote_by_id_and_key(record: Store) -> None:
    row = record.search(SearchQuery(words="agree")).rows[0]
    for wanted in (row["id"], str(row["id"]), row["key"], row["key"].upper()):
        detail = record.quote(wanted)
        assert detail["quote"] == "“We don’t agree”"
    assert row.items() <= detail.items()
    start, end = detail["paragraph"]["span"]
    assert detail["text"][start:end] == detail["paragraph"]["text"] and "agree" in detail["paragraph"]["text"]
    for wrong in (999, "999", "abc", "", "٣", "9" * 30, "f" * 12, "\ud800"):
        with pytest.raises(StoreError, match="no quote"):
            record.quote(wrong)


def test_key_of_digits_only_is_a_key(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quotetrack.store.quotes.quote_keys", lambda *_: ["123456789012"])
    store.add(*write("a", ("“Yes.”", "Ann Lee")))
    assert store.quote("123456789012")["quote"] == "“Yes.”"


def test_speakers(record: Store, add: Add) -> None:
    add("more", ("“6”", "Serhii Kyslytsia"), ("“7”", "organisation:Guild"), published="2025-07", outlet="Other")
    rows = record.speakers()
    assert list(rows[0]) == ["key", "id", "name", "kind", "roles", "quotes", "articles", "first", "last"]
    assert (rows[0]["name"], rows[0]["quotes"], rows[0]["articles"]) == ("Serhii Kyslytsia", 2, 2)
    assert (rows[0]["first"], rows[0]["last"]) == ("2025-06-03", "2025-07")
    assert [row["name"] for row in record.speakers(order="name", limit=2)] == ["Guild", "Serhii Kyslytsia"]
    assert [row["name"] for row in record.speakers(kind="organisation")] == ["Guild"]
    detail = record.speaker("kislitsa")
    assert detail == record.speaker(detail["key"]) == record.speaker(detail["id"])
    assert detail["outlets"] == [{"outlet": "Kyiv Post", "quotes": 1}, {"outlet": "Other", "quotes": 1}]
    assert detail["first_quote"]["quote"] == "“We don’t agree”" and detail["last_quote"]["quote"] == "“6”"
    assert len(detail["quote_ids"]) == 2
