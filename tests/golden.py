"""Golden cases: tests/cases/*.toml. How a case is written:

    [[case]]
    id = "inverted-titled-name"                 unique over all files
    why = "verb before a titled name"           the fork in behaviour that earns the case
    text = '''<q1>“We will rebuild,”</q1> <c1>said</c1> <s1>Mayor Ann Lee</s1>. It has a <n>“deck”</n>.'''
    name.1 = "Ann Lee"

``<q1>`` tags a content span of quote 1 (several of one number are several spans of one quote), ``<c1>`` its cue,
``<s1>`` the mention of its speaker, ``<n>`` marks that are nobody's speech; tags may nest. Every mark of quotation
must stand in a ``<q>`` or an ``<n>``. Contents must be found exactly and no other quote with them; a quote without
``<s>`` must be found without a speaker; a cue is compared where one is tagged. Optional keys, by quote number: name
(the fullest name the article gives, "" for none, a list for several speakers), alt (names as good), candidates (whom
the mention may mean, in any order), rule, type, role, kind (of speaker), closed, same (the number of the quote whose
mention is this one's too); a key left out is not compared. ``xfail = "reason"`` marks a case whose expectation is right
and not met: it is strict, so that a case that begins to pass must lose its mark. Quotes without marks are compared
where ``attributions`` says which are asked for: "clauses", "speech" or "all".

Of the files identity-*.toml a third is held out of tuning (``is_held_out``: by the sha256 of the id): these cases are
counted by ``python -m tests.gate.identity``, which never shows where they go wrong, and are no tests one by one.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quotetrack.model import Span

CASES = Path(__file__).parent / "cases"
GOLD = Path(__file__).parent / "gold"
_TAG = re.compile(r"<(/?)(?:([qcs])(\d+)|n)>")
_DOUBLE_MARK = re.compile(r"[“”„«»\"]|``|''")
_MARKS = "“”„«»‹›‘’\"'`"
_CASE_KEYS = {"id", "why", "text", "xfail", "attributions"}
_OPTIONAL = {"xfail", "attributions"}
_QUOTE_KEYS = {"name", "alt", "candidates", "rule", "type", "role", "kind", "closed", "same"}


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


def read_case(entry: dict[str, Any]) -> Case:
    """A case from its TOML table. Raises ValueError saying what is wrong with the way it is written."""
    where = f"case {entry.get('id')!r}"
    unknown = set(entry) - _CASE_KEYS - _QUOTE_KEYS
    if unknown or not set(entry) >= _CASE_KEYS - _OPTIONAL:
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
    for quote in quotes.values():
        if "same" in quote.keys:
            quote.mention = quotes[quote.keys.pop("same")].mention
    for number, quote in quotes.items():
        if not quote.content or len(quote.mention) > 1 or len(quote.cue) > 1:
            raise ValueError(f"{where}: quote {number} needs a <q{number}>, and at most one <c> and <s>")
    tagged = [span for quote in quotes.values() for span in quote.content] + not_speech
    for mark in _DOUBLE_MARK.finditer(text):
        if not any(start <= mark.start() and mark.end() <= end for start, end in tagged):
            raise ValueError(f"{where}: the mark at {text[mark.start() : mark.end() + 20]!r} is in no <q> and no <n>")
    return Case(entry["id"], text, quotes, not_speech)


def case_entries() -> list[tuple[str, dict[str, Any]]]:
    """Every case as it is written, with the name of its file."""
    return [
        (path.stem, entry)
        for path in sorted(CASES.glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])
    ]


def is_held_out(stem: str, case: str) -> bool:
    """Whether nobody may tune on a case: a third of identity-*.toml and of the features, fixed by the ids."""
    return stem.startswith(("identity-", "features")) and int(hashlib.sha256(case.encode()).hexdigest(), 16) % 3 == 0


def article_documents(name: str) -> list[dict[str, Any]]:
    """The articles of tests/gold/NAME.toml, written in the same way; the category is the kind of outlet. Of the
    features those that may be tuned on, or as "features-held-out" the others."""
    stem = name.removesuffix("-held-out")
    entries = tomllib.loads((GOLD / f"{stem}.toml").read_text(encoding="utf-8"))["case"]
    return _documents((entry["id"], entry) for entry in entries if is_held_out(stem, entry["id"]) == (stem != name))


def case_documents(kind: str = "cases") -> list[dict[str, Any]]:
    """The cases as gold documents, by which they can be scored; the category is the name of the file.

    ``kind`` is cases (all but identity-*.toml), identity (those of these files that may be tuned on) or held-out.
    """
    return _documents((stem, entry) for stem, entry in case_entries() if _kind(stem, entry["id"]) == kind)


def _kind(stem: str, case: str) -> str:
    return "held-out" if is_held_out(stem, case) else "identity" if stem.startswith("identity-") else "cases"


def _documents(entries: Iterable[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    documents = []
    for category, entry in entries:
        case = read_case(entry)
        documents.append(
            {
                "id": case.id,
                "text": case.text,
                "meta": {"category": category, "alt_names": _alternatives(case)},
                "quotes": [_gold_quote(case.text, number, quote) for number, quote in sorted(case.quotes.items())],
            }
        )
    return documents


def _alternatives(case: Case) -> dict[str, list[str]]:
    return {str(number): list(quote.keys["alt"]) for number, quote in case.quotes.items() if "alt" in quote.keys}


def _gold_quote(text: str, number: int, quote: Expected) -> dict[str, Any]:
    name = quote.keys.get("name")
    return {
        "id": str(number),
        "content": [list(span) for span in quote.content],
        "speaker": [list(span) for span in quote.mention],
        "cue": [list(span) for span in quote.cue],
        "speaker_name": name if isinstance(name, str) and name else None,
        "type": quote.keys.get("type")
        or ("direct" if all(text[span.start] in _MARKS for span in quote.content) else "mixed"),
    }


def main(arguments: Sequence[str]) -> int:
    """``python -m tests.golden NAME`` prints tests/gold/NAME.toml as JSON Lines for ``evaluate``; the names cases,
    identity and held-out are those of cases."""
    (name,) = arguments
    for document in case_documents(name) if name in ("cases", "identity", "held-out") else article_documents(name):
        print(json.dumps(document, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
