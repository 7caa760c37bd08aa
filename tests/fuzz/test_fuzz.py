"""The fuzzer itself: its corpus passes, and what is planted is found, told in a line, saved and gives exit code 3."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from random import Random

import pytest

from fuzz.command import main
from fuzz.corpus import Input, joined, own_inputs, seed_inputs
from fuzz.growth import GROWN, LENGTHS, check_growth, repeated
from fuzz.mutation import LONGEST, mutate
from fuzz.target import STEPS, Finding, Step, try_step


def raises(text: str) -> None:
    """A planted error: a text with a word that the corpus has."""
    if "Ann" in text:
        raise ZeroDivisionError("planted")


def breaks(text: str) -> None:
    """A planted broken promise."""
    assert "“" not in text, "planted"


def dies(text: str) -> None:
    """A planted end of the process, as by a fault in a library."""
    if len(text) > 100:
        os._exit(9)


def passes(text: str) -> None:
    """Nothing planted."""


def squares(text: str) -> None:
    """Time that grows with the square of the length, too little to be over its limit."""
    stop = time.process_time() + (len(text) / 30_000) ** 2 / 8
    while time.process_time() < stop:
        pass


def in_proportion(text: str) -> None:
    """Time that grows with the length."""
    stop = time.process_time() + len(text) / 30_000 / 8
    while time.process_time() < stop:
        pass


@pytest.mark.parametrize("found", list(own_inputs()), ids=lambda found: found.id)
def test_the_corpus_passes(found: Input) -> None:
    outcomes = [try_step(name, step, found.text) for name, step in STEPS.items()]
    assert [outcome.line() for outcome in outcomes if isinstance(outcome, Finding)] == []


@pytest.mark.parametrize(
    ("step", "kind", "words"),
    [
        (raises, "exception", "ZeroDivisionError: planted at test_fuzz.py:"),
        (breaks, "broken", "planted"),
        (dies, "died", "ended with code 9"),
    ],
)
def test_what_is_planted_is_found(
    step: Step, kind: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--seconds", "60", "--inputs", "40", "--seed", "1", "--workers", "1", "--found", str(tmp_path)]
    assert main(options, steps={"planted": step}, grown={}) == 3
    told, where, summary = capsys.readouterr().out.splitlines()
    assert told.startswith(f"found: {kind} in ") and words in told
    (saved,) = tmp_path.glob("*.jsonl")
    assert where.strip() == f"saved as {saved}"
    assert summary.startswith("fuzz: ") and " 1 findings in " in summary and summary.endswith(" on 1 workers, seed 1")
    # The file is a line of the corpus, and made as short as the finding allows.
    text = joined(json.loads(saved.read_text(encoding="utf-8"))["parts"])
    if kind == "died":
        assert len(text) > 100
    else:
        assert text in ("Ann", "“")


def test_without_findings_the_summary_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--seconds", "60", "--inputs", "5", "--seed", "1", "--workers", "2", "--found", str(tmp_path)]
    assert main(options, steps={"planted": passes}, grown={}) == 0
    (summary,) = capsys.readouterr().out.splitlines()
    assert ", 0 findings in " in summary
    assert not list(tmp_path.iterdir())


def test_time_that_grows_faster_than_the_text_is_found() -> None:
    found = check_growth("planted", squares, repeated("ten signs."), lengths=LENGTHS[:2])
    assert found is not None and found.kind == "over time"
    assert found.parts[0][0] == "ten signs."
    assert check_growth("planted", in_proportion, repeated("ten signs."), lengths=LENGTHS[:2]) is None


@pytest.mark.parametrize("piece", ["“We will go,” Ann Lee said. “’officials“"])
def test_the_steps_take_time_in_proportion(piece: str) -> None:
    found = [check_growth(name, step, repeated(piece)) for name, step in GROWN.items()]
    assert [each.line() for each in found if each is not None] == []


def test_a_seed_gives_the_same_texts_again() -> None:
    pool = [each.text for each in seed_inputs()]
    first, again = Random("1:0"), Random("1:0")
    texts = [mutate(first, pool) for _ in range(200)]
    assert texts == [mutate(again, pool) for _ in range(200)]
    assert len(set(texts)) > 150
    assert max(map(len, texts)) <= LONGEST
