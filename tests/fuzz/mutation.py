"""Other texts from texts: cut, repeated, spliced, re-marked, with odd pieces put in. Everything comes from one ``rng``.

Mutations work on characters and on tokens (words, marks, blanks), so that most results still look like news and reach
the rules, and some look like nothing at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from vocabulary import FRAME_CUES, FRAMES, GLUE, MARKS, SAID, SPEAKERS, WORDS

LONGEST = 6_000
"""Characters of a mutated text; growth makes longer ones."""

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_MARK = re.compile(f"[{MARKS}]")
_BLANKS = ("\n", "\n\n", " ", "  ", "\t", "\r\n", "\u00a0", "")
# Signs that rules look for, and characters that libraries treat in ways of their own.
_ODD = (
    *(piece for piece in GLUE if piece != " "),
    "#",
    "**",
    "](http://x)",
    "> ",
    "<i>",
    "—",
    "...",
    "Q: ",
    "A: ",
    "1.",
)


def _place(rng: Random, text: str) -> int:
    """A place in ``text``: between two tokens mostly, anywhere sometimes."""
    at = rng.randint(0, len(text))
    if rng.random() < 0.8:
        found = _TOKEN.match(text, at)
        return found.end() if found else at
    return at


def _range(rng: Random, text: str) -> tuple[int, int]:
    """A range of ``text``, short ones oftener than long ones."""
    start = _place(rng, text)
    return start, _place_after(rng, text, start)


def _place_after(rng: Random, text: str, start: int) -> int:
    end = min(len(text), start + int(rng.expovariate(1 / rng.choice((3, 15, 80, 400)))) + 1)
    found = _TOKEN.match(text, end) if rng.random() < 0.8 else None
    return found.end() if found else end


def _delete(rng: Random, text: str, other: str) -> str:
    start, end = _range(rng, text)
    return text[:start] + text[end:]


def _repeat(rng: Random, text: str, other: str) -> str:
    start, end = _range(rng, text)
    times = rng.choice((2, 2, 2, 3, 3, 5, 9, 30, 200, 5000))
    return text[:start] + text[start:end] * min(times, 1 + LONGEST // max(1, end - start)) + text[end:]


def _truncate(rng: Random, text: str, other: str) -> str:
    at = _place(rng, text)
    return text[:at] if rng.random() < 0.5 else text[at:]


def _splice(rng: Random, text: str, other: str) -> str:
    start, end = _range(rng, text)
    a, b = _range(rng, other)
    return text[:start] + other[a:b] + text[end:]


def _concatenate(rng: Random, text: str, other: str) -> str:
    return text + rng.choice(_BLANKS) + other


def _insert(rng: Random, text: str, other: str) -> str:
    at = _place(rng, text)
    return text[:at] + rng.choice(rng.choice((WORDS, _ODD, _ODD))) + text[at:]


def _insert_sentence(rng: Random, text: str, other: str) -> str:
    at = _place(rng, text)
    return f"{text[:at]} {sentence(rng)}{rng.choice(_BLANKS)}{text[at:]}"


def _insert_any(rng: Random, text: str, other: str) -> str:
    at = _place(rng, text)
    return (
        text[:at] + chr(rng.choice((rng.randrange(0x80), rng.randrange(0x3000), rng.randrange(0x110000)))) + text[at:]
    )


def _mark_other(rng: Random, text: str, other: str) -> str:
    """One mark, or all of a kind, become another."""
    marks = list(_MARK.finditer(text))
    if not marks:
        return _insert(rng, text, other)
    one = rng.choice(marks)
    mark: str = rng.choice((*MARKS, "''", "``", ""))
    if rng.random() < 0.3:
        return text.replace(one.group(), mark)
    return text[: one.start()] + mark + text[one.end() :]


def _mark_range(rng: Random, text: str, other: str) -> str:
    start, end = _range(rng, text)
    left, right = rng.choice(("“”", '""', "''", "‘’", "«»", "„“", "()"))
    return text[:start] + left + text[start:end] + right + text[end:]


def _blank_other(rng: Random, text: str, other: str) -> str:
    """One blank, or all, become a line end or something like it."""
    blanks = [found.span() for found in re.finditer(r"\s+", text)]
    if not blanks:
        return _insert(rng, text, other)
    start, end = rng.choice(blanks)
    blank = rng.choice(_BLANKS)
    return text.replace(text[start:end], blank) if rng.random() < 0.1 else text[:start] + blank + text[end:]


def _move(rng: Random, text: str, other: str) -> str:
    start, end = _range(rng, text)
    rest = text[:start] + text[end:]
    at = _place(rng, rest)
    return rest[:at] + text[start:end] + rest[at:]


def _recase(rng: Random, text: str, other: str) -> str:
    start, end = _range(rng, text)
    changes: tuple[Callable[[str], str], ...] = (str.upper, str.lower, str.title, str.swapcase)
    change = rng.choice(changes)
    return text[:start] + change(text[start:end]) + text[end:]


def _wrap(rng: Random, text: str, other: str) -> str:
    """Lines of one width, as typed by hand."""
    width = rng.randint(20, 90)
    return re.sub(rf"([^\n]{{{width},}}?) ", r"\1\n", text)


_MUTATIONS = (
    *(_delete, _splice, _insert, _mark_other) * 3,
    *(_repeat, _insert_sentence, _mark_range, _blank_other, _move) * 2,
    *(_truncate, _concatenate, _insert_any, _recase, _wrap),
)


def sentence(rng: Random) -> str:
    """A sentence with a quote in it."""
    frame: str = rng.choice(FRAMES)
    return frame.format(
        said=rng.choice(SAID), other=rng.choice(SAID), speaker=rng.choice(SPEAKERS), cue=rng.choice(FRAME_CUES)
    )


def mutate(rng: Random, pool: Sequence[str]) -> str:
    """A text made of one or two of ``pool`` by one to eight mutations; at most LONGEST characters."""
    text = rng.choice(pool)
    for _ in range(min(8, 1 + int(rng.expovariate(0.5)))):
        text = rng.choice(_MUTATIONS)(rng, text, rng.choice(pool))[:LONGEST]
    return text
