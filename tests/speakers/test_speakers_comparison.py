"""Two names: same, maybe or different; and who somebody in an article is, without a data base."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.errors import RulesError
from quotetrack.language.callings import parse_callings
from quotetrack.language.commonness import parse_populations
from quotetrack.language.spellings import load_spellings, parse_spellings
from quotetrack.model import Antecedent, SpeakerKind
from quotetrack.speakers import Verdict, compare
from quotetrack.speakers.comparison import is_common_name, surname_key
from quotetrack.speakers.identity import How, Known, Match, identify, joins, name_fold
from quotetrack.speakers.matching import find_speakers, suggest_names
from quotetrack.speakers.names import fold
from quotetrack.speakers.spelling import Likeness, arabic, korean, likeness, skeleton, thai, wade_giles

SAME = [
    ("Ann Lee", "ANN LEE"),
    ("Mayor Ann Lee", "Ann Lee’s"),
    ("Donald J. Trump", "Donald Trump"),
    ("Rowan B. Lee", "Rowan Brian Lee"),
    ("Bob Dole", "Robert Dole"),
    ("John Smith Jr.", "John Smith, Junior"),
    ("Volodymyr Zelenskyy", "Vladimir Zelensky"),
    ("Serhii Kyslytsia", "Sergiy Kislitsa"),
    ("Rustem Umerov", "Rustem Umierov"),
    ("Yasser Arafat", "Yasir Arafat"),
    ("Abdel Fattah el-Sisi", "Abdel Fattah al-Sisi"),
    ("Min-ji Bang", "Minji Bang"),
    ("Nagy Gergely", "Gergely Nagy"),
    ("Ayşe Karadağ", "Ayse Karadag"),
    ("Tip O’Neill", "Tip O'NEILL"),
    ("Pope Francis", "Pope Francis"),
    ("T. Mazowiecki", "Tadeusz Mazowiecki"),
    ("Abdelmadjid Tebboune", "Abdul Majid Tabboun"),
    ("Pak Chŏng-hŭi", "Park Chung-hee"),
    ("Dott.ssa Ann Kusumo", "Ann Kusumo"),
    ("Mag. Ann Kusumo", "Ann Kusumo"),
    ("Mary Elizabeth Kusumo", "Liz Kusumo"),
]
MAYBE = [
    ("Smith", "John Smith"),
    ("Smith", "Smith"),
    ("John Smith", "John Smith Jr."),
    ("John Smith", "J. Smith"),
    ("John Smith", "John Smyth"),
    ("Min-ji Han", "Minji Han"),
    ("María Ibáñez", "María José Ibáñez de la Torre"),
    ("Augustine Hall", "Augustine Mbeki-Hall"),
    ("Peter Chan", "Peter Chen"),
    ("Mary Beth Kusumo", "Beth Kusumo"),
]
DIFFERENT = [
    ("Klaus Meyer", "Klaus Meier"),
    ("Bill Clinton", "Hillary Clinton"),
    ("Clinton", "Bill Lee"),
    ("George H. W. Bush", "George W. Bush"),
    ("Ann B. Lee", "Ann Carol Lee"),
    ("John Smith Jr.", "John Smith Sr."),
    ("Clarence McAllister III", "Clarence McAllister Jr."),
    ("Bob Smith", "Bill Smith"),
    ("Al Roe", "Bert Roe"),
    ("Xi Jinping", "Xi Mingze"),
    ("John Kerry", "John Gerry"),
    ("Nikita Petrov", "Nikita Petrova"),
    ("Wm. Kusumo Roe", "Ann Kusumo Roe"),
    ("Ann Lee", ""),
]


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [(*pair, Verdict.SAME) for pair in SAME]
    + [(*pair, Verdict.MAYBE) for pair in MAYBE]
    + [(*pair, Verdict.DIFFERENT) for pair in DIFFERENT],
)
def test_pairs(one: str, other: str, verdict: Verdict) -> None:
    for found in (compare(one, other), compare(other, one)):
        assert (found.verdict, bool(found.reason)) == (verdict, True), found.reason


NAME = st.lists(st.sampled_from(["Ann", "J.", "Bob", "Robert", "de", "Lee", "Lee-Roe", "Smith", "Jr.", "Mr.", "é"]))


@given(NAME, NAME)
def test_symmetric_and_total(one: list[str], other: list[str]) -> None:
    a, b = " ".join(one), " ".join(other)
    assert compare(a, b).verdict is compare(b, a).verdict


@pytest.mark.parametrize(
    "name", ["Abdul Rahman", "Hans Mueller", "Ann Kusumo", "President Smith", "John Smith Jr.", "Xi Lu"]
)
def test_a_name_is_common_where_two_of_it_may_be_two_people(name: str) -> None:
    assert is_common_name(name) is compare(name, name).common
    assert is_common_name("John Smith") and not is_common_name("Ann Kusumo")


@given(st.text())
def test_any_text(text: str) -> None:
    compare(text, "Ann Lee")
    assert skeleton(text) == skeleton(text.upper()) or not text.isascii()


@pytest.mark.parametrize(
    "spellings",
    [
        ("Zelensky", "Zelenskyy", "Zelenskiy", "Zelenski"),
        ("Kyslytsia", "Kislitsa", "KISLITSIA"),
        ("Netanyahu", "Netanyahou"),
        ("Yusuf", "Yousuf", "Yusouf"),
        ("Rachmaninov", "Rachmaninoff"),
        ("Qadir", "Kadir"),
    ],
)
def test_one_skeleton(spellings: tuple[str, ...]) -> None:
    assert len({skeleton(spelling) for spelling in spellings}) == 1


def test_skeletons_that_differ() -> None:
    assert len({skeleton(name) for name in ("Kerry", "Gerry", "Harris", "Haas", "Brown", "Bruun")}) == 6
    assert surname_key("Ursula von der Leyen") == skeleton("Leyen")
    assert surname_key("Chinese President Xi Jinping") == skeleton("Xi")
    assert surname_key("") == ""


class Record:
    """Known people by number, and what an index would answer."""

    def __init__(self, *names: str, forms: dict[int, str] | None = None) -> None:
        self.pairs = [(number, name, name) for number, name in enumerate(names)]
        self.pairs += [(number, names[number], form) for number, form in (forms or {}).items()]

    def named(self, folded: str, kind: SpeakerKind) -> list[Known]:
        return [Known(*pair) for pair in self.pairs if name_fold(pair[2], kind) == folded]

    def with_surname(self, key: str) -> list[Known]:
        return [Known(*pair) for pair in self.pairs if surname_key(pair[2]) == key]


def who(name: str, record: Record, kind: SpeakerKind = SpeakerKind.PERSON) -> Match:
    return identify(Antecedent(name, kind), record)


def test_identity() -> None:
    record = Record("Ann Lee", "John Smith Jr.", "Volodymyr Zelenskyy", "Robert Roe", forms={1: "John Smith"})
    assert who("Mayor Ann LEE", record) == Match(0, How.EXACT)
    assert who("John Smith", record) == Match(None, How.NEW, (1,))
    assert who("Vladimir Zelensky", record) == Match(2, How.VARIANT)
    assert who("Bob Roe", record) == Match(None, How.NEW, (3,))
    assert who("Zelensky", record) == Match(None, How.AMBIGUOUS, (2,))
    assert who("Nobody Known", record) == Match(None, How.NEW)
    assert who("", record) == Match(None, How.NEW)


def test_two_that_fit_are_none() -> None:
    record = Record("George H. W. Bush", "George W. Bush", "George Bush Sr.")
    assert who("George Bush", record) == Match(None, How.AMBIGUOUS, (0, 1, 2))
    assert who("George W. Bush", record) == Match(1, How.EXACT)
    twins = Record("Ann Lee", "Ann Lee")
    assert who("Ann Lee", twins) == Match(None, How.AMBIGUOUS, (0, 1))


def test_other_form_with_a_middle_name_is_not_forgotten() -> None:
    record = Record("Ann Roe", forms={0: "Ann B. Roe"})
    assert who("Ann C. Roe", record) == Match(None, How.NEW, (0,))


def test_organisations_places_documents_unnamed() -> None:
    record = Record("The Guild of Bakers", "U.S. Treasury")
    assert who("Guild of Bakers", record, SpeakerKind.ORGANISATION) == Match(0, How.EXACT)
    assert who("the US Treasury", record, SpeakerKind.PLACE) == Match(1, How.EXACT)
    for kind in (SpeakerKind.DOCUMENT, SpeakerKind.UNNAMED):
        assert who("Guild of Bakers", record, kind) == Match(None, How.NEW)
        assert not joins(Antecedent("Guild of Bakers", kind))


class Index(Record):
    def with_form(self, folded):  # type: ignore[no-untyped-def]
        return [(n, form) for n, _, form in self.pairs if name_fold(form, SpeakerKind.PERSON) in set(folded)]

    def with_key(self, keys):  # type: ignore[no-untyped-def]
        keys = set(keys)
        return [(n, form) for n, _, form in self.pairs if surname_key(form) in keys]

    def with_words(self, words):  # type: ignore[no-untyped-def]
        return [
            (n, form) for n, _, form in self.pairs if set(words) <= set(name_fold(form, SpeakerKind.PERSON).split())
        ]

    def surname_keys(self):  # type: ignore[no-untyped-def]
        return iter({surname_key(form) for _, _, form in self.pairs})

    def names(self):  # type: ignore[no-untyped-def]
        return iter(name for _, name, _ in self.pairs)


def test_finding_for_a_person_at_the_keyboard() -> None:
    index = Index("John Kerry", "John Gerry", "Ann Anderson", "Bo Andersen", "Lee Ann Roe", "Yi Li")
    assert find_speakers("kerry", index) == (0,)
    assert find_speakers("kery", index) == (0,)
    assert find_speakers("anderson", index) == (2,)
    assert find_speakers("andersn", index) == (2, 3)
    assert find_speakers("Bo Andersn", index) == (3,)
    assert find_speakers("lee", index) == (4,) and find_speakers("ly", index) == (5,)
    assert find_speakers("", index) == find_speakers("“”", index) == ()
    assert "John Kerry" in suggest_names("Ann Kerri", index)
    assert suggest_names("", index) == ()


@pytest.mark.parametrize(("table", "one", "other"), load_spellings().examples)
def test_the_examples_of_the_spellings(table: str, one: str, other: str) -> None:
    rewrite = {"korean": korean, "wade_giles": wade_giles, "arabic": arabic, "thai": thai}.get(table)
    if rewrite is not None:
        assert rewrite(fold(one)) == rewrite(fold(other))
    else:
        wanted = {"near": Likeness.NEAR, "loose": Likeness.LOOSE}.get(table, Likeness.SPELLED)
        assert likeness(fold(one), fold(other)) is wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [("khamenei", "khomeini"), ("larsen", "larson"), ("putin", "putina"), ("gianni", "gianna"), ("zhang", "chen")],
)
def test_words_that_are_two(one: str, other: str) -> None:
    assert likeness(one, other) < Likeness.NEAR


_WRONG = [
    (
        parse_spellings,
        {"groups": {"rows": [["S", "sh"], ["X", "sh"], "x"]}, "grups": {}},
        ("'sh' twice", "bad row 'x'", "[grups]", "[equal] is missing"),
    ),
    (
        parse_populations,
        {"population": [{"name": "X", "surnames": ["Roe", "lee", "lee"], "men": "x", "women": []}]},
        ("no source", "'Roe'", "'lee' twice", "men must be"),
    ),
    (
        parse_callings,
        {"fields": {"law": ["judge", "judge"]}, "places": {"countries": [["a", "b"], ["b"]]}},
        ("'judge' twice", "'b' twice", "[empty] is missing"),
    ),
]


@pytest.mark.parametrize(("parse", "data", "parts"), _WRONG)
def test_mistakes_in_the_lists_of_names_are_all_told(
    parse: Callable[..., object], data: dict[str, object], parts: tuple[str, ...]
) -> None:
    with pytest.raises(RulesError) as caught:
        parse(data, "x.toml")
    assert all(part in str(caught.value) for part in parts), caught.value
