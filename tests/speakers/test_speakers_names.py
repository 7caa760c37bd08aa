"""Names taken apart and folded: the examples of the word lists, and what they do not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.errors import RulesError
from quotetrack.language.names import load_name_words, parse_name_words
from quotetrack.speakers.names import display_name, fold, parse_name


@pytest.mark.parametrize(("printed", "shown"), load_name_words().examples)
def test_examples_of_the_word_lists(printed: str, shown: str) -> None:
    assert display_name(printed) == shown


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("MOKOENA", "Mokoena"),
        ("LINDIWE MOKOENA", "Lindiwe Mokoena"),
        ("ANN O'NEILL JR.", "Ann O'Neill Jr."),
        ("Emmanuel ROUSSELLE", "Emmanuel Rousselle"),
        ("Tip O’Neill’s", "Tip O’Neill"),
        ("Bernie Sanders’", "Bernie Sanders"),
        ("Gov. Charles d’Artois", "Charles d’Artois"),
        ("Robert “Bob” Smith", "Robert Smith"),
        ("Clarence T. McAllister, Jr., the mayor", "Clarence T. McAllister Jr."),
        ("Nell Garrity of Leeds", "Nell Garrity"),
        ("Frederik of Denmark", "Frederik of Denmark"),
        ("bell hooks", "bell hooks"),
        ("al-Sisi", "al-Sisi"),
        ("Malcolm X", "Malcolm X"),
        ("Mr Xi", "Xi"),
        ("ROE, Jane", "Jane Roe"),
        ("The Weeknd", "The Weeknd"),
        ("the president", "president"),
        ("Mr.", "Mr."),
        ("", ""),
    ],
)
def test_display(printed: str, shown: str) -> None:
    assert display_name(printed) == shown


def test_parts() -> None:
    name = parse_name("Lt. Gen. Ana M. de la Cruz Jr.")
    assert (name.titles, name.given, name.middle) == (("Lt.", "Gen."), "Ana", ("M.",))
    assert (name.particles, name.surname, name.suffix) == (("de", "la"), "Cruz", "Jr.")
    assert parse_name("Mr. Trump").given == "" and parse_name("Mr. Trump").surname == "Trump"
    xi = parse_name("Xi Jinping")
    assert (xi.surname, xi.given, xi.display) == ("Xi", "Jinping", "Xi Jinping")
    assert parse_name("Kim Jong Un").surname == "Kim"
    assert parse_name("Kim Kardashian").surname == "Kardashian"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wałęsa", "Walesa"),
        ("O’Neill", "O'NEILL"),
        ("Ayşe Karadağ", "ayse karadag"),
        ("Nyman-Cole", "Nyman Cole"),
        ("J.R. Roe", "J. R. Roe"),
        ("Guðrún", "GUDRUN"),
        ("Sør\u0308", "Sør̈"),
    ],
)
def test_fold_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@given(st.text())
def test_total_and_stable(text: str) -> None:
    name = parse_name(text)
    assert display_name(text) or not text.strip()
    assert fold(text) == fold(fold(text))
    assert name.display in ("", display_name(text))


@given(
    st.lists(st.sampled_from(["Mr.", "Ann", "LEE", "de", "of", ",", "Jr.", "“", "(", "'", "King", "\x00", "\ud800"]))
)
def test_total_on_parts_of_names(parts: list[str]) -> None:
    assert isinstance(display_name(" ".join(parts)), str)


def test_long_text_is_no_trouble() -> None:
    assert display_name("Ann " * 2500 + "Lee").endswith(" Lee")
    assert fold("é" * 10_000) == "e" * 10_000


def test_every_mistake_of_a_word_list_is_reported() -> None:
    with pytest.raises(RulesError) as caught:
        parse_name_words({"suffixes": {"words": ["jr", "jr", "SR"]}, "sufixes": {}}, "x.toml")
    said = "\n".join(caught.value.mistakes)
    assert "[suffixes] has 'jr' twice" in said and "'SR' must be lower case" in said
    assert "unknown table [sufixes]" in said and "[particles] is missing" in said
