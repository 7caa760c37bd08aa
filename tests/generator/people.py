"""Speakers and places by number: the same number is the same person, in whatever article he or she speaks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random
from typing import Any

from tests.generator.prose import read_words, topics

# How many people there are to quote. The first ones speak in every tenth article, most of them once or never.
MANY = 300_000
# One in so many shares all of another one's name, and nothing else.
NAMESAKE = 50


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody who is quoted. ``name`` is the name in full, ``title`` what may stand before it ("Mayor", "Dr.")."""

    name: str
    surname: str
    pronoun: str
    role: str
    title: str | None
    home: str
    topic: int
    age: int

    @property
    def honorific(self) -> str:
        if self.title == "Dr.":
            return "Dr."
        return {"he": "Mr.", "she": "Ms."}.get(self.pronoun, "Mx.")


def stream(seed: int, kind: int, number: int) -> Random:
    """Chance for one thing of one kind: another for each, the same every time."""
    return Random(((seed & (1 << 64) - 1) << 72) | (kind << 64) | number)


def rank(drawn: float) -> int:
    """The number of a speaker from 0 to MANY - 1 for a number from 0 to 1; few are common and many are rare."""
    return int(MANY**drawn) - 1


@lru_cache(4096)
def speaker(number: int, seed: int) -> Speaker:
    """The speaker of this rank."""
    chance = stream(seed, 1, number)
    draw = chance.random
    topic_number = int(draw() * len(topics()))
    topic = topics()[topic_number]
    role = chance.choice(topic.roles)
    if number % NAMESAKE == NAMESAKE - 1:
        other = speaker(number // 2, seed)
        name, surname, pronoun = other.name, other.surname, other.pronoun
    else:
        name, surname, pronoun = _name(chance)
    home = place(int(draw() ** 2 * 200), seed)
    return Speaker(name, surname, pronoun, role, _title(role), home, topic_number, 24 + int(draw() * 60))


@lru_cache(1024)
def place(number: int, seed: int) -> str:
    """The name of a town that does not exist."""
    chance = stream(seed, 2, number)
    parts = _words()["places"]
    return f"{chance.choice(parts['beginnings'])}{chance.choice(parts['endings'])}"


@cache
def _cultures() -> list[dict[str, Any]]:
    cultures: list[dict[str, Any]] = read_words("people.toml")["culture"]
    return cultures


@cache
def _words() -> dict[str, Any]:
    return read_words("words.toml")


def _name(chance: Random) -> tuple[str, str, str]:
    culture = chance.choice(_cultures())
    woman = chance.random() < 0.5
    given = chance.choice(culture["women" if woman else "men"])
    surname = _surname(culture, chance)
    if culture.get("middle") and chance.random() < 0.4:
        given += f" {chance.choice('ABCDEFGHJKLMNPRSTW')}."
    if culture.get("double") and chance.random() < 0.3:
        surname += f" {_surname(culture, chance)}"
    particle = chance.choice(culture["particles"]) if culture.get("particles") and chance.random() < 0.35 else ""
    if particle:
        surname = particle + surname if particle.endswith("-") else f"{particle} {surname}"
    pronoun = "they" if chance.random() < 0.02 else "she" if woman else "he"
    if culture.get("order") == "surname-first":
        return f"{surname} {given}", surname, pronoun
    return f"{given} {surname}", surname, pronoun


def _surname(culture: dict[str, Any], chance: Random) -> str:
    beginning, ending = chance.choice(culture["beginnings"]), chance.choice(culture["endings"])
    return f"{beginning}{ending if beginning in culture.get('inner_capital', ()) else ending.lower()}"


def _title(role: str) -> str | None:
    last = role.split()[-1]
    if last in _words()["titled"]:
        return role.title()
    return "Dr." if last in _words()["doctors"] else None
