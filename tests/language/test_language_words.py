"""The word lists run: every example fires, every word that can speak is found, every mistake is told at once."""

from __future__ import annotations

import inspect
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from quotetrack.errors import RulesError
from quotetrack.extraction import (
    attribution,
    contents,
    continuation,
    coreference,
    extract,
    pipeline,
    reported,
    sources,
    trailing,
)
from quotetrack.language import load_rules
from quotetrack.language.rules import _measured, lower_bound, read_rules
from quotetrack.model import Article

_ENGLISH = files("quotetrack.language") / "en"
_FILES = ("cues.toml", "words.toml", "names.toml", "confidence.toml")


def _toml(name: str) -> dict[str, object]:
    return tomllib.loads((_ENGLISH / name).read_text(encoding="utf-8"))


# ---------------------------------------------------------------- examples


# what the lists promise and extraction does not find yet: these must fail, and leave the set when they no longer do
_NOT_YET = {
    "the ruling",  # -ing noun after a determiner, before a cue
    # a verb too
    "the will",  # an auxiliary too
}


def test_every_example_of_a_cue_is_found_as_the_cue_of_ann_lee() -> None:
    failures: dict[str, str] = {}
    examples = load_rules().examples
    for example in examples:
        wanted = (f" {example.cue} ", "Ann Lee")
        found = [
            (f" {a.cue.of(example.text)} " if a.cue else "", a.mention.span.of(example.text) if a.mention else "")
            for a in extract(Article(example.text))
        ]
        # the particle of "pointed out" is part of the cue
        if len(found) != 1 or not found[0][0].startswith(wanted[0]) or found[0][1] != wanted[1]:
            failures[example.cue] = f"{example.cue!r} by 'Ann Lee' expected, found {found} in: {example.text}"
    assert len(examples) > 300
    _assert_known(failures, {example.cue for example in examples})


def _assert_known(failures: dict[str, str], tried: set[str]) -> None:
    new = [told for word, told in failures.items() if word not in _NOT_YET]
    assert not new, f"{len(new)} of {len(tried)}:\n" + "\n".join(new)
    assert not (_NOT_YET & tried) - set(failures), "found by now: take it out of _NOT_YET"


def _word_examples() -> list[tuple[str, str, str]]:
    """(list, word, text) for every word of every list of words.toml that has an example."""
    found = []
    for section, lists in _toml("words.toml").items():
        assert isinstance(lists, dict)
        for name, template in lists.get("examples", {}).items():
            assert "{word}" in template, f"[{section}] examples.{name} has no {{word}}"
            found += [(f"{section}.{name}", word, template.replace("{word}", word)) for word in lists[name]]
    return found


@pytest.mark.parametrize("name", sorted({name for name, _, _ in _word_examples()}))
def test_every_word_that_can_speak_is_found_as_the_speaker(name: str) -> None:
    failures: dict[str, str] = {}
    tried = set()
    for _, word, text in (entry for entry in _word_examples() if entry[0] == name):
        found = [a.mention.span.of(text) if a.mention else None for a in extract(Article(text))]
        wanted = word if name.startswith("pronouns") else f"the {word}"
        tried.add(wanted)
        if [mention and mention.lower() for mention in found] != [wanted]:
            failures[wanted] = f"{wanted!r} expected, found {found} in: {text}"
    _assert_known(failures, tried)


def test_the_words_after_which_a_name_is_the_source_are_run() -> None:
    data = _toml("cues.toml")["phrases"]
    assert isinstance(data, dict)
    failures = []
    for phrase in data["according_to"]:
        text = data["example"].replace("according to", phrase)
        found = [(a.cue and a.cue.of(text), a.mention and a.mention.span.of(text)) for a in extract(Article(text))]
        if found != [(phrase, "Ann Lee")]:
            failures.append(f"{phrase!r}: found {found} in: {text}")
    assert not failures, "\n".join(failures)


# ---------------------------------------------------------------- confidence


def _rule_names() -> set[str]:
    """The names of rules as the code writes them: strings with a hyphen in the modules that make links."""
    text = "".join(
        inspect.getsource(module)
        for module in (attribution, continuation, contents, pipeline, reported, sources, trailing)
    )
    return set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', text)) | {"continued", "relayed", "reopened", "unattributed"}


def test_a_rare_rule_is_judged_with_its_tier() -> None:
    mistakes: list[str] = []
    counts = {
        "rare": {"right": 1, "n": 10, "tier": 2},
        "usual": {"right": 90, "n": 100, "tier": 2},
        "other": {"right": 3, "n": 9, "tier": 3},
        "never": {"right": 0, "n": 0, "tier": 2},
    }
    found = _measured(counts, "rule", mistakes)
    together = round(lower_bound(91, 110), 3)
    assert found == {
        "rare": together,
        "usual": round(lower_bound(90, 100), 3),
        "other": round(lower_bound(3, 9), 3),
        "never": together,
    }
    assert not mistakes


def test_confidence_is_given_to_rules_that_exist() -> None:
    unknown = {rule.partition(".")[0] for rule in load_rules().confidence} - _rule_names()
    assert not unknown, f"confidence.toml has rules that the code does not: {sorted(unknown)}"
    assert all(0 <= value <= 1 for value in load_rules().confidence.values())


def test_every_way_of_finding_a_person_has_a_confidence() -> None:
    ways = set(re.findall(r'Meaning\(.*?"([a-z-]+)"', inspect.getsource(coreference)))
    assert {"surname", "pronoun", "epithet"} <= ways <= set(load_rules().identity_confidence)


# ---------------------------------------------------------------- mistakes


def _broken(tmp_path: Path, **changed: str) -> RulesError:
    """What loading tells about a copy of the English lists with the files of ``changed`` put in their place."""
    folder = tmp_path / "xx"
    folder.mkdir()
    for name in _FILES:
        text = changed.get(name.removesuffix(".toml"), (_ENGLISH / name).read_text(encoding="utf-8"))
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        read_rules(folder, "xx")
    return caught.value


def _append(name: str, more: str) -> str:
    return (_ENGLISH / f"{name}.toml").read_text(encoding="utf-8") + more


def test_the_unchanged_lists_load_from_another_folder(tmp_path: Path) -> None:
    (tmp_path / "xx").mkdir()
    for name in _FILES:
        (tmp_path / "xx" / name).write_text((_ENGLISH / name).read_text(encoding="utf-8"), encoding="utf-8")
    assert read_rules(tmp_path / "xx", "xx").cues == load_rules("en").cues


def test_every_mistake_is_named_at_once(tmp_path: Path) -> None:
    error = _broken(
        tmp_path,
        cues=_append(
            "cues",
            '\n[[cue]]\ntier = "strong"\nframe = "clause"\nverbs = ["yodel"]\nexample = "x"\n'
            '\n[[cue]]\ntier = "weak"\nframe = "clause"\nverbs = ["yodel"]\n'
            '\n[[cue]]\ntier = "weak"\nframe = "clause"\ncolour = "red"\nverbs = ["yodel"]\n'
            'example = "Ann Lee {past}: “X.”"\n',
        ),
        words=_append("words", '\n[tests]\nlist = ["Capital"]\n'),
    )
    told = "\n".join(error.mistakes)
    for part in ("tier is core or weak", "an example is missing", "unknown keys colour", "Capital", "used by nothing"):
        assert part in told
    assert len(error.mistakes) == 5
    assert all(mistake in str(error) for mistake in error.mistakes)


def test_a_file_that_is_no_toml_is_named_with_the_others(tmp_path: Path) -> None:
    error = _broken(tmp_path, cues="[[cue", words=_append("words", '\n[tests]\nlist = ["Capital"]\n'))
    assert any("cues.toml" in mistake for mistake in error.mistakes)
    assert any("Capital" in mistake for mistake in error.mistakes)


# what is wrong: file, what is added to it, what the message must name
_TOLD: dict[str, tuple[str, str, str]] = {
    "an unknown key": (
        "cues",
        '[[cue]]\ntier = "weak"\nframe = "clause"\ncolour = "red"\nverbs = ["yodel"]\nexample = "{past}"',
        "colour",
    ),
    "a verb twice in a group": (
        "cues",
        '[[cue]]\ntier = "weak"\nframe = "clause"\nverbs = ["yodel", "yodel"]\nexample = "{past}"',
        "yodel",
    ),
    "a verb in two groups": (
        "cues",
        '[[cue]]\ntier = "weak"\nframe = "clause"\nverbs = ["warn"]\nexample = "{past}"',
        "warn",
    ),
    "an example with an unknown form": (
        "cues",
        '[[cue]]\ntier = "weak"\nframe = "clause"\nverbs = ["yodel"]\nexample = "{pats}"',
        "pats",
    ),
    "a verb that is no text": (
        "cues",
        '[[cue]]\ntier = "weak"\nframe = "clause"\nverbs = [7]\nexample = "{past}"',
        "7",
    ),
    "an unknown table": ("cues", '[nuons]\nwords = ["statement"]', "nuons"),
    "a word twice in a list": ("words", '[tests]\nlist = ["twice", "twice"]', "twice"),
    "a list that is no list": ("words", '[tests]\nlist = "word"', "tests"),
    "a word with a capital": ("words", '[tests]\nlist = ["Capital"]', "Capital"),
    "counts that cannot be": ("confidence", "[rule.made-up]\nright = 7\nn = 3", "made-up"),
    "forms that cannot be": ("confidence", "[rule.made-up]\nright = 7\nn = 9\nforms.name = [3, 2]", "forms.name"),
    "a rule without counts": ("confidence", "[rule.made-up]\nright = 7", "made-up"),
}


@pytest.mark.parametrize(
    "mistake",
    sorted(_TOLD),
)
def test_a_mistake_is_told(mistake: str, tmp_path: Path) -> None:
    name, more, part = _TOLD[mistake]
    error = _broken(tmp_path, **{name: _append(name, f"\n{more}\n")})
    assert part in str(error)


@pytest.mark.parametrize(
    ("name", "table"), [("cues", "nouns"), ("cues", "phrases"), ("words", "abbreviations"), ("words", "pronouns")]
)
def test_a_missing_table_is_told(name: str, table: str, tmp_path: Path) -> None:
    text = (_ENGLISH / f"{name}.toml").read_text(encoding="utf-8")
    start = text.index(f"[{table}]\n")
    following = text.find("\n[", start + 1)
    without = text[:start] + (text[following:] if following > 0 else "")
    error = _broken(tmp_path, **{name: without})
    assert table in str(error)
