"""Texts made longer: what is slow for its length, and pieces repeated, must take time in proportion to the length.

Lengths ten times apart tell more than any limit: time that grows a hundredfold with ten times the text is found long
before the longest one takes more than it may.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from vocabulary import GLUE, WORDS

from fuzz.corpus import Parts, joined
from fuzz.target import Finding, Step, seconds, try_step
from quotetrack.extraction import extract
from quotetrack.extraction.explanation import explain
from quotetrack.model import Article

LENGTHS = (3_000, 30_000, 300_000)
"""Characters of the texts compared; the last one only where the second looks slow."""
_LOOKS_SLOW = 2.0
_MOST = 3.0
"""A character of the longest text may take so many times what one of the second takes: caches and noise make up to 2.
Between the first and the second more is no harm: rules look some hundred words around, and no short text has them."""

_LEAST = 0.1
"""Seconds of CPU; a text that takes less is no trouble at any rate."""

_NOTED = 0.02
"""Seconds of CPU; a text that takes less is not compared with the shorter one."""
_AVERAGED = 0.1
"""Seconds of CPU over which the time of a short text is averaged."""

Grower = Callable[[int], Parts]
"""Makes a text of about so many characters."""


def extract_all(text: str) -> None:
    """``extract`` without furniture: a paragraph that comes again would not be read."""
    extract(Article(text, furniture=()))


def extract_page(text: str) -> None:
    """``extract`` as it is, furniture looked for."""
    extract(Article(text))


def explain_all(text: str) -> None:
    """``explain`` without furniture."""
    explain(Article(text, furniture=()))


GROWN: dict[str, Step] = {"extract": extract_all, "extract a page": extract_page, "explain": explain_all}


def check_growth(name: str, step: Step, grower: Grower, lengths: tuple[int, ...] = LENGTHS) -> Finding | None:
    """The finding that time makes of ``step`` on texts of ``grower``, if it makes any."""
    name = f"{name}, grown"
    before: tuple[str, float] | None = None
    for length in lengths:
        parts = grower(length)
        text = joined(parts)
        outcome = try_step(name, step, text)
        if isinstance(outcome, Finding):
            return replace(outcome, parts=parts)
        if before is not None:
            if outcome < _NOTED:
                return None
            before = before[0], _averaged(step, before[0])
            if _times_slower(before, (text, outcome)) < _LOOKS_SLOW:
                return None
        if length == lengths[-1] and before is not None:
            # Measured again, since other programs share the machine.
            outcome = min(outcome, *(seconds(step, text) for _ in range(3)))
            if outcome > _LEAST and _times_slower(before, (text, outcome)) > _MOST:
                short = f"{before[1] / len(before[0]) * 1e6:.1f} µs a character of {len(before[0])}"
                return Finding("over time", name, f"{short}, {outcome / len(text) * 1e6:.1f} of {len(text)}", "", parts)
        before = text, outcome
    return None


def _averaged(step: Step, text: str) -> float:
    """Seconds of CPU for ``step``, from as many runs as a clock needs that ticks every few thousandths."""
    begin, taken, runs = time.process_time(), 0.0, 0
    while taken < _AVERAGED and runs < 100:
        step(text)
        runs += 1
        taken = time.process_time() - begin
    return max(taken, 1e-3) / runs


def _times_slower(short: tuple[str, float], long: tuple[str, float]) -> float:
    return (long[1] / len(long[0])) / max(short[1] / len(short[0]), 1e-12)


def repeated(text: str) -> Grower:
    """Texts that are ``text`` over and over."""
    return lambda length: ((text, max(1, length // len(text))),)


def pumped(rng: Random, pool: Sequence[str]) -> Grower:
    """Texts that are one short piece over and over, with a beginning and an end that stay."""
    base = rng.choice(pool)
    at = rng.randint(0, len(base))
    if rng.random() < 0.6:
        piece = "".join(rng.choice(rng.choice((WORDS, GLUE, GLUE))) for _ in range(rng.randint(1, 6)))
    else:
        piece = base[at : at + rng.randint(1, 60)] or " "
    before, after = base[max(0, at - 200) : at], base[at : at + 200]
    return lambda length: ((before, 1), (piece, max(1, length // len(piece))), (after, 1))
