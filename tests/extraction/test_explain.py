"""``explain`` leads from a wrong answer to the guilty rule: ten rules are broken, one at a time, and each is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from quotetrack.extraction import attribution, continuation, explanation, extract, sources
from quotetrack.extraction.mentions import Phrase
from quotetrack.extraction.places import Link, Place
from quotetrack.model import Article
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
