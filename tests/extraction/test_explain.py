"""``explain`` leads from a wrong answer to the guilty rule: ten rules, the ways to the person meant and the rules for
speech without marks are broken, one at a time, and each is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from quotetrack.extraction import attribution, continuation, explanation, extract, reported, sources
from quotetrack.extraction.cast import Cast
from quotetrack.extraction.coreference import Coreference, Meaning
from quotetrack.extraction.descriptions import Descriptions
from quotetrack.extraction.epithets import Epithets
from quotetrack.extraction.mentions import Phrase
from quotetrack.extraction.places import Link, Place
from quotetrack.extraction.pronouns import Pronouns
from quotetrack.extraction.roles import Person
from quotetrack.model import Antecedent, Article
from tests.conftest import Command

Rule = Callable[[Place], Link | None]

# Each text has one quote, which the rule gives to Ann Lee, and begins with a bystander whom the broken rule names.
PLANTED: tuple[tuple[Rule, str], ...] = (
    (attribution.quote_cue_speaker, "Tom Ford came home. “We will rebuild the bridge,” said Ann Lee."),
    (attribution.quote_speaker_cue, "Tom Ford came home. “We will rebuild the bridge,” Ann Lee said."),
    (sources.according_to, "Tom Ford came home. The bridge is “beyond all repair”, according to Ann Lee."),
    (sources.dash_line, "Tom Ford came home. “We will rebuild the bridge.” — Ann Lee"),
    (attribution.adjacent_cue, "Tom Ford came home. Ann Lee said: “We will rebuild the bridge.”"),
    (attribution.final_attribution, "Tom Ford came home. The bridge is “dead” and will stay so, Ann Lee said."),
    (attribution.label_cue, "Tom Ford came home. Ann Lee called the bridge “a black hole for money”."),
    (attribution.speaker_cue_quote, "Tom Ford came home. Ann Lee told reporters the bridge was “dead”."),
    (sources.speaker_colon, "Tom Ford came home. Ann Lee: “We will rebuild the bridge.”"),
    (sources.noun_cue, "Tom Ford came home. Ann Lee’s claim that the bridge is “dead” was printed."),
)


def _broken(rule: Rule) -> Rule:
    """The rule, but whoever it finds, it names the first two words of the text."""

    def found(place: Place) -> Link | None:
        link = rule(place)
        return link and link._replace(mention=Phrase(0, 1))

    return found


def _speaker(text: str) -> str | None:
    (quote,) = extract(Article(text))
    return quote.antecedents[0].name if quote.antecedents else None


@pytest.mark.parametrize(("rule", "text"), PLANTED, ids=[rule.__name__ for rule, _ in PLANTED])
def test_the_guilty_rule_is_named(
    rule: Rule, text: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _speaker(text) == "Ann Lee"
    broken = tuple(_broken(one) if one is rule else one for one in attribution.RULES)
    monkeypatch.setattr(continuation, "RULES", broken)
    monkeypatch.setattr(explanation, "RULES", broken)
    assert _speaker(text) == "Tom Ford", "the fault was not planted"
    path = tmp_path / "story.txt"
    path.write_text(text, "utf-8")
    out = command("explain", path).out
    assert re.search(r"speaker +Tom Ford\b", out)
    (won,) = re.findall(r"^ +won +(\S+) .*speaker “Tom Ford”", out, re.MULTILINE)
    assert won == rule.__name__.replace("_", "-")


def test_ten_faults_are_planted() -> None:
    assert len({rule for rule, _ in PLANTED}) == 10


def _tom(cast: Cast) -> Person:
    return cast.people["tom ford"]


def _one(self: Pronouns, at: int, gender: str) -> Person:
    return _tom(self._cast)


def _known(self: Coreference, person: Person, name: str, words: tuple[str, ...]) -> Meaning:
    return Meaning((self._cast.antecedent(_tom(self._cast)),), "surname")


def _holder(self: Descriptions, phrase: Phrase) -> tuple[tuple[Antecedent, ...], tuple[Antecedent, ...]]:
    return (self._cast.antecedent(_tom(self._cast)),), ()


def _epithet(self: Epithets, phrase: Phrase, *, by_pronouns: bool = True) -> Person:
    return _tom(self._cast)


# The way to the person, the broken step that means Tom Ford, and a text whose one quote is Ann Lee's.
MEANT = (
    ("pronoun", Pronouns, "one", _one, "Ann Lee rose. “It is our bridge now,” she said."),
    ("surname", Coreference, "_known", _known, "Ann Lee rose. “It is our bridge now,” said Ms. Lee."),
    ("role", Descriptions, "resolve", _holder, "Ann Lee, the mayor, rose. “It is our bridge now,” the mayor said."),
    ("epithet", Epithets, "person", _epithet, "Ann Lee, 41, is from Ghent. “It is our bridge now,” the Belgian said."),
)


@pytest.mark.parametrize(("way", "room", "step", "broken", "text"), MEANT, ids=[way for way, *_ in MEANT])
def test_the_way_to_a_wrong_person_is_named(
    way: str,
    room: type,
    step: str,
    broken: object,
    text: str,
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = f"Tom Ford came home. {text}"
    assert _speaker(text) == "Ann Lee"
    monkeypatch.setattr(room, step, broken)
    assert _speaker(text) == "Tom Ford", "the fault was not planted"
    path = tmp_path / "story.txt"
    path.write_text(text, "utf-8")
    out = command("explain", path).out
    assert re.search(r"speaker +Tom Ford, printed as “", out)
    assert re.findall(r"^ +person +(\S+)", out, re.MULTILINE) == [way]


def test_the_sentences_that_a_pronoun_asked_are_told(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("Tom Ford came home. Ann Lee and her dog left. The rain fell. “It is late,” she said.", "utf-8")
    lines = [" ".join(line.split()) for line in command("explain", path).out.splitlines()]
    asked = [line for line in lines if line.startswith("asked")]
    assert asked == ["asked subject “The rain”; names nobody: The rain fell", asked[1]]
    assert "names Ann Lee (f): " in asked[1]


# The rule for speech without marks that is switched off, and what explain then says of its cue.
UNMARKED = (
    ("_clause", "said", "its subject would be “Ann Lee”; no clause", "Ann Lee said the bridge was old."),
    ("_according", "According", "nobody behind it, or no clause", "According to Ann Lee, the bridge was old."),
    ("_owned", "claim", "nobody beside the noun", "Ann Lee’s claim that the bridge was old was read."),
)


@pytest.mark.parametrize(("rule", "cue", "reason", "text"), UNMARKED, ids=[rule for rule, *_ in UNMARKED])
def test_a_cue_without_its_quote_is_named(
    rule: str, cue: str, reason: str, text: str, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "story.txt"
    path.write_text(text, "utf-8")
    assert "Words of saying" not in command("explain", path).out
    monkeypatch.setattr(reported, rule, lambda *_: None)
    told = " ".join(command("explain", path).out.partition("Words of saying that no quote has:")[2].split())
    assert told.startswith(f"{cue}: {reason}")


def test_a_denied_cue_is_told_as_such(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text("Ann Lee did not say that the bridge was old.", "utf-8")
    assert "say: passive, denied or not said yet" in command("explain", path).out
