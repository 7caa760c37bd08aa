"""Templates and the words that fill them. A template is read once for each topic; filling it costs microseconds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_SLOT = re.compile(r"\{([^{}]+)\}")
# What a slot at the beginning of a sentence stands behind.
_SENTENCE_ENDS = (". ", "? ", "\n\n")

Draw = Callable[[], float]
"""A number from 0 to 1, as random.Random.random."""


class Template:
    """Text with slots: a part is text, a tuple of options, or (its name, whether it begins a sentence) for a slot that
    the article fills itself."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Any, ...]) -> None:
        self.parts = parts


class Choice:
    """A slot for words: its options, strings or templates; ``capital`` where it begins a sentence."""

    __slots__ = ("capital", "options")

    def __init__(self, options: tuple[Any, ...], *, capital: bool) -> None:
        self.options = options
        self.capital = capital


class Own:
    """A slot that the article fills itself."""

    __slots__ = ("capital", "name")

    def __init__(self, name: str, *, capital: bool) -> None:
        self.name = name
        self.capital = capital


def capitalised(text: str) -> str:
    """The text with a capital letter at its beginning, and nothing else changed."""
    return text[:1].upper() + text[1:]


def fill(template: Template, draw: Draw, own: Callable[[str], str] | None = None) -> str:
    """The text of a template; ``own`` gives the words of the slots that the article fills."""
    pieces: list[str] = []
    used: list[Any] = []
    for part in template.parts:
        if part.__class__ is str:
            pieces.append(part)
            continue
        if part.__class__ is Own:
            assert own is not None, part.name
            piece = own(part.name)
        else:
            options = part.options
            at = int(draw() * len(options))
            option = options[at]
            if option in used:  # not "calm and calm"
                option = options[at - 1]
            used.append(option)
            piece = option if option.__class__ is str else fill(option, draw, own)
        pieces.append(capitalised(piece) if part.capital else piece)
    return "".join(pieces)


class Topic:
    """What an article can be about: its words, and the sentences of all topics read with them."""

    def __init__(self, words: Mapping[str, Any], common: Mapping[str, Any], sentences: Mapping[str, list[str]]) -> None:
        self.name: str = words["name"]
        self.roles: list[str] = words["role"]
        self._texts = {**common, **words}
        self._options: dict[str, tuple[Any, ...]] = {}
        self._sentences = sentences
        self._read: dict[str, tuple[Template, ...]] = {}

    def templates(self, kind: str) -> tuple[Template, ...]:
        """The sentences of a kind: "quotes", "direct", "narration" …"""
        if kind not in self._read:
            # What is said begins where the article puts it; all others are sentences of the paper.
            begins = kind not in ("quotes", "fragments", "questions", "reported")
            self._read[kind] = tuple(self._template(text, begins=begins) for text in self._sentences[kind])
        return self._read[kind]

    def options(self, slot: str) -> tuple[Any, ...]:
        """The words for a slot, as strings or templates."""
        if slot not in self._options:
            self._options[slot] = tuple(
                self._template(text, begins=False) if "{" in text else text for text in self._texts[slot]
            )
        return self._options[slot]

    def _template(self, text: str, *, begins: bool) -> Template:
        parts: list[Any] = []
        before = "\n\n" if begins else ""
        for at, piece in enumerate(_SLOT.split(text)):
            if at % 2 == 0:
                if piece:
                    parts.append(piece)
                    before = piece
            else:
                capital = begins and before.endswith(_SENTENCE_ENDS)
                known = piece in self._texts
                parts.append(Choice(self.options(piece), capital=capital) if known else Own(piece, capital=capital))
                before = ""
        return Template(tuple(parts))


def read_words(name: str) -> dict[str, Any]:
    """One of the .toml files beside this module."""
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@cache
def topics() -> tuple[Topic, ...]:
    words, sentences = read_words("words.toml"), read_words("sentences.toml")
    return tuple(Topic(topic, words["common"], sentences) for topic in words["topic"])
