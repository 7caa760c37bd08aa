"""Golden cases: tests/cases/*.toml against ``extract``, one test a case. How a case is written:

    [[case]]
    id = "inverted-titled-name"                 unique over all files
    why = "verb before a titled name"           the fork in behaviour that earns the case
    text = '''<q1>“We will rebuild,”</q1> <c1>said</c1> <s1>Mayor Ann Lee</s1>. It has a <n>“deck”</n>.'''
    name.1 = "Ann Lee"

``<q1>`` tags a content span of quote 1 (several of one number are several spans of one quote), ``<c1>`` its cue,
``<s1>`` the mention of its speaker, ``<n>`` marks that are nobody's speech; tags may nest. Every mark of quotation
must stand in a ``<q>`` or an ``<n>``. Contents must be found exactly and no other quote with them; a quote without
``<s>`` must be found without a speaker; a cue is compared where one is tagged. Optional keys, by quote number: name
(the fullest name the article gives, "" for none, a list for several speakers), alt (names as good), rule, type, role,
kind (of speaker), closed; a key left out is not compared. ``xfail = "reason"`` marks a case whose expectation is right
and not met: it is strict, so that a case that begins to pass must lose its mark. Indirect quotes are not compared.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from quotetrack.extraction import extract
from quotetrack.model import Article, Attribution, QuoteType, Span

_FOLDER = Path(__file__).parent.parent / "cases"
_TAG = re.compile(r"<(/?)(?:([qcs])(\d+)|n)>")
_DOUBLE_MARK = re.compile(r"[“”„«»\"]|``|''")
_CASE_KEYS = {"id", "why", "text", "xfail"}
_QUOTE_KEYS = {"name", "alt", "rule", "type", "role", "kind", "closed"}


@dataclass
class Expected:
    """One quote of a case: its spans and what its keys ask for."""

    content: list[Span] = field(default_factory=list)
    cue: list[Span] = field(default_factory=list)
    mention: list[Span] = field(default_factory=list)
    keys: dict[str, Any] = field(default_factory=dict)


@dataclass
class Case:
    """A case with its tags taken out of the text."""

    id: str
    text: str
    quotes: dict[int, Expected]
    not_speech: list[Span]


def _read_case(entry: dict[str, Any]) -> Case:
    """A case from its TOML table. Raises ValueError saying what is wrong with the way it is written."""
    where = f"case {entry.get('id')!r}"
    unknown = set(entry) - _CASE_KEYS - _QUOTE_KEYS
    if unknown or not _CASE_KEYS - {"xfail"} <= set(entry):
        raise ValueError(f"{where}: id, why and text are needed; unknown keys: {sorted(unknown)}")
    quotes: dict[int, Expected] = {}
    not_speech: list[Span] = []
    parts: list[str] = []
    open_tags: list[tuple[str, int]] = []
    at = length = 0
    for tag in _TAG.finditer(entry["text"]):
        parts.append(entry["text"][at : tag.start()])
        length += tag.start() - at
        at = tag.end()
        label = f"{tag[2] or 'n'}{tag[3] or ''}"
        if not tag[1]:
            open_tags.append((label, length))
            continue
        if not open_tags or open_tags[-1][0] != label:
            raise ValueError(f"{where}: </{label}> closes no <{label}>")
        span = Span(open_tags.pop()[1], length)
        if label == "n":
            not_speech.append(span)
            continue
        quote = quotes.setdefault(int(tag[3]), Expected())
        {"q": quote.content, "c": quote.cue, "s": quote.mention}[tag[2]].append(span)
    text = "".join([*parts, entry["text"][at:]])
    if open_tags:
        raise ValueError(f"{where}: <{open_tags[-1][0]}> is never closed")
    for key in _QUOTE_KEYS & set(entry):
        for number, value in entry[key].items():
            if int(number) not in quotes:
                raise ValueError(f"{where}: {key}.{number} has no <q{number}>")
            quotes[int(number)].keys[key] = value
    for number, quote in quotes.items():
        if not quote.content or len(quote.mention) > 1 or len(quote.cue) > 1:
            raise ValueError(f"{where}: quote {number} needs a <q{number}>, and at most one <c> and <s>")
    tagged = [span for quote in quotes.values() for span in quote.content] + not_speech
    for mark in _DOUBLE_MARK.finditer(text):
        if not any(start <= mark.start() and mark.end() <= end for start, end in tagged):
            raise ValueError(f"{where}: the mark at {text[mark.start() : mark.end() + 20]!r} is in no <q> and no <n>")
    return Case(entry["id"], text, quotes, not_speech)


def _differences(case: Case, found: list[Attribution]) -> Iterator[str]:
    """What was expected against what was found, in words."""
    text = case.text
    rest = {tuple(a.quote.content): a for a in found}
    missed = []
    for number, quote in sorted(case.quotes.items()):
        if quote.keys.get("type") == "indirect":
            continue
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


def _entries() -> list[tuple[str, dict[str, Any]]]:
    return [
        (path.stem, entry)
        for path in sorted(_FOLDER.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
    ]


def _parameters() -> list[Any]:
    return [
        pytest.param(
            entry,
            id=f"{phenomenon}:{entry.get('id')}",
            marks=[pytest.mark.xfail(reason=entry["xfail"], strict=True, raises=AssertionError)]
            if "xfail" in entry
            else [],
        )
        for phenomenon, entry in _entries()
    ]


@pytest.mark.parametrize("entry", _parameters())
def test_golden_case(entry: dict[str, Any]) -> None:
    case = _read_case(entry)
    found = [a for a in extract(Article(case.text)) if a.quote.type is not QuoteType.INDIRECT]
    differences = list(_differences(case, found))
    assert not differences, f"{case.text}\n({entry['why']})\n  " + "\n  ".join(differences)


def test_case_ids_are_unique() -> None:
    entries = _entries()
    assert entries, f"no cases in {_FOLDER}"
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
        _read_case({"id": "x", "why": "y", "text": text})


def test_a_difference_is_told_in_words() -> None:
    case = _read_case(
        {"id": "x", "why": "y", "text": "<q1>“A,”</q1> said <s1>Bo</s1>. <n>“B”</n>", "name": {"1": "Bo"}}
    )
    assert list(_differences(case, [])) == ["quote 1: not found: ⟦“A,”⟧"]
