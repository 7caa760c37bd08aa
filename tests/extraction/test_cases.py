"""Golden cases: tests/cases/*.toml against ``extract``, one test a case: tests/golden.py tells how one is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from quotetrack.extraction import extract
from quotetrack.model import Article, Attribution, Attributions, QuoteType
from tests.golden import CASES, Case, Expected, case_entries, is_held_out, read_case


def _differences(case: Case, found: list[Attribution]) -> Iterator[str]:
    """What was expected against what was found, in words."""
    text = case.text
    rest = {tuple(a.quote.content): a for a in found}
    missed = []
    for number, quote in sorted(case.quotes.items()):
        attribution = rest.pop(tuple(quote.content), None)
        if attribution is None:
            missed.append(number)
        else:
            yield from (f"quote {number}: {difference}" for difference in _wrong(text, quote, attribution))
    for number in missed:
        yield f"quote {number}: not found: {_words(text, case.quotes[number].content)}"
    for content, attribution in rest.items():
        nobody = any(start <= content[0].start and content[-1].end <= end for start, end in case.not_speech)
        yield (
            f"{'nobody’s speech' if nobody else 'not expected'}, but found: {_words(text, content)}, "
            f"said by {_mention(text, attribution)}, rule {attribution.rule}"
        )


def _wrong(text: str, quote: Expected, a: Attribution) -> Iterator[str]:
    """What is wrong with a quote whose content is right."""
    rule = f" (rule {a.rule})"
    mention = [a.mention.span] if a.mention else []
    if mention != quote.mention:
        yield f"speaker expected: {_words(text, quote.mention)}, found: {_words(text, mention)}{rule}"
    if quote.cue and quote.cue != [a.cue]:
        yield f"cue expected: {_words(text, quote.cue)}, found: {_words(text, [a.cue] if a.cue else [])}{rule}"
    names = [antecedent.name for antecedent in a.antecedents]
    keys = quote.keys
    if "name" in keys:
        name = keys["name"]
        wanted = name if isinstance(name, list) else [name] if name else []
        if names != wanted and not (len(names) == 1 and names[0] in keys.get("alt", ())):
            yield f"name expected: {wanted}, found: {names}{rule}"
    if "candidates" in keys:
        candidates = sorted(one.name for one in a.candidates)
        if candidates != sorted(keys["candidates"]):
            yield f"candidates expected: {keys['candidates']}, found: {candidates}{rule}"
    kind = a.antecedents[0].kind if a.antecedents else None
    for key, value in (
        ("rule", a.rule),
        ("type", a.quote.type),
        ("role", a.role),
        ("kind", kind),
        ("closed", a.quote.closed),
    ):
        if key in keys and keys[key] != value:
            yield f"{key} expected: {keys[key]!r}, found: {value!s}{rule}"


def _words(text: str, spans: Any) -> str:
    return " … ".join(f"⟦{text[start:end]}⟧" for start, end in spans) or "nobody"


def _mention(text: str, a: Attribution) -> str:
    return _words(text, [a.mention.span] if a.mention else [])


def _parameters() -> list[Any]:
    return [
        pytest.param(
            entry,
            id=f"{phenomenon}:{entry.get('id')}",
            marks=[pytest.mark.xfail(reason=entry["xfail"], strict=True, raises=AssertionError)]
            if "xfail" in entry
            else [],
        )
        for phenomenon, entry in case_entries()
        if not is_held_out(phenomenon, entry["id"])
    ]


@pytest.mark.parametrize("entry", _parameters())
def test_golden_case(entry: dict[str, Any]) -> None:
    case = read_case(entry)
    asked = entry.get("attributions")
    found = [
        a
        for a in extract(Article(case.text), attributions=Attributions(asked or "clauses"))
        if asked or a.quote.type is not QuoteType.INDIRECT
    ]
    differences = list(_differences(case, found))
    assert not differences, f"{case.text}\n({entry['why']})\n  " + "\n  ".join(differences)


def test_case_ids_are_unique() -> None:
    entries = case_entries()
    assert entries, f"no cases in {CASES}"
    twice = [name for name, times in Counter(entry["id"] for _, entry in entries).items() if times > 1]
    assert not twice
    same_text = [text for text, times in Counter(entry["text"] for _, entry in entries).items() if times > 1]
    assert not same_text


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("<q1>“A,”</q1> said <s1>Ann Lee.", "never closed"),
        ("“A,” said <s1>Ann Lee</s1>.", "needs a <q1>"),
        ("<q1>“A,”</q1> and “B.”", "in no <q> and no <n>"),
    ],
)
def test_a_badly_written_case_is_refused(text: str, mistake: str) -> None:
    with pytest.raises(ValueError, match=mistake):
        read_case({"id": "x", "why": "y", "text": text})


def test_a_difference_is_told_in_words() -> None:
    case = read_case({"id": "x", "why": "y", "text": "<q1>“A,”</q1> said <s1>Bo</s1>. <n>“B”</n>", "name": {"1": "Bo"}})
    assert list(_differences(case, [])) == ["quote 1: not found: ⟦“A,”⟧"]
