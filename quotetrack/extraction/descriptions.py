"""Descriptions: whom "the minister", "the 34-year-old", "the company" or "a neighbour" means.

Somebody the article names is meant where one person holds the role; a body where one is called so; an unnamed speaker
by his fullest description. Imports tokens, mentions, printed, roles, cast and model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from quotetrack.extraction.cast import Cast
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.roles import Person
from quotetrack.extraction.tokens import Outline
from quotetrack.model import Antecedent, SpeakerKind

_AGE = re.compile(r"(\d\d?)-year-old\b")
_INDEFINITE = re.compile(r"D[dIrnNSsm0]{0,4}m")
_MOST_BODIES = 8  # bodies that "the company" may mean: more tell nothing


class Descriptions:
    """The descriptions of one article."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._o = cast.o

    def resolve(self, phrase: Phrase) -> tuple[tuple[Antecedent, ...], list[Antecedent]]:
        """Whom a noun phrase without a name means, and whom it may mean where that is not decided.

        Where nobody named is meant, the antecedent is the description itself, without its article.
        """
        o, c, cast = self._o, self._o.classes, self._cast
        name = without_article(cast.text(phrase.first, phrase.last))
        if name in cast.acronyms:
            return (body(cast.acronyms[name]),), []
        opening = o.lower(phrase.first)
        bare = (
            c[phrase.last] == "m"
            and o.is_in(phrase.last, "roles.person")
            and set("mn") >= set(c[phrase.first : phrase.last + 1])
        )
        owned = o.is_in(phrase.first, "pronouns.possessive")
        if opening == "the" or bare or owned:  # a headline leaves "the" out: "says mayor"
            head = cast.roles.head(phrase.first, phrase.last)
            if not head and c[phrase.last] == "s":
                head = o.lower(phrase.last).removesuffix("'s")  # "was the judge’s answer"
            words = {o.lower(at) for at in range(phrase.first + (not bare), phrase.last + 1)} - {head, f"{head}'s"}
            holder, fitting = cast.roles.holder(head, frozenset(words)) if head else (None, [])
            if holder is not None:
                return (cast.antecedent(holder),), []
            if len(fitting) > 1:
                return (), [cast.antecedent(person) for person in fitting]
            aged = self._aged(phrase)
            if aged is not None:
                return (cast.antecedent(aged),), []
            if opening == "the" and head not in cast.roles.holders:
                bodies = self._bodies(phrase)
                if len(bodies) == 1:
                    return (body(bodies[0]),), []
                if bodies:
                    return (), [body(one) for one in bodies]
                first = self._introduced(phrase) if phrase.last == phrase.first + 1 else None
                if first is not None:
                    return self.resolve(first)
        elif self._o.is_in(phrase.first, "function.introducing"):
            later = self._named_later(phrase)
            if later is not None:
                return (cast.antecedent(later),), []
        named = cast.by_token.get(self._after_named(phrase.last + 1))
        if named is not None:
            return (cast.antecedent(named),), []
        return ((Antecedent(name, self.kind(phrase)),) if name and c[phrase.first] != "H" else ()), []

    def _aged(self, phrase: Phrase) -> Person | None:
        """Who "the 34-year-old" or "the teenager" is: the one person of that age."""
        o = self._o
        printed = _AGE.search(o.text, o.start(phrase.first), o.end(phrase.last))
        if printed is not None:
            ages = range(int(printed[1]), int(printed[1]) + 1)
        elif o.is_in(phrase.last, "names.teenage"):
            ages = range(13, 20)
        else:
            return None
        people = {person for person in self._cast.people.values() if self._cast.roles.of(person).age in ages}
        return people.pop() if len(people) == 1 else None

    # -------------------------------------------------------- bodies

    @cached_property
    def _bodies_by_word(self) -> dict[str, dict[str, None]]:
        """The bodies by each word of their names, by what they are told to be, and all of them by ""."""
        found: dict[str, dict[str, None]] = {}
        cast = self._cast
        told = [(person.name, head) for person, head in cast.roles.bodies.items()]
        for name, words in [(name, name.lower().split()) for name in cast.bodies] + [(n, [h]) for n, h in told]:
            printed = without_article(name)
            for word in (*words, ""):
                found.setdefault(word, {}).setdefault(printed)
        return found

    def _bodies(self, phrase: Phrase) -> list[str]:
        """The bodies that "the bank", "the space agency" or "the company" may mean."""
        o, known = self._o, self._bodies_by_word
        head = o.lower(phrase.last)
        if o.classes[phrase.last] not in "mNn" or "p" in o.classes[phrase.first : phrase.last]:
            return []
        named = list(known.get(head, ()))
        company = head in o.rules.list("roles.company")
        if not named and company:
            named = list(known.get("", ()))
        told = [o.lower(at) for at in range(phrase.first + 1, phrase.last)]
        if told:  # "the space agency" of several agencies
            named = [name for name in named if set(told) <= set(name.lower().split())]
        elif len(named) > 1:
            named = _without_shorter(named)
        return named if len(named) <= _MOST_BODIES else []

    # -------------------------------------------------------- the unnamed

    @cached_property
    def _indefinite(self) -> dict[str, list[Phrase]]:
        """The people brought in by "a" or "an", by the head of the description, in order."""
        o, c = self._o, self._o.classes
        found: dict[str, list[Phrase]] = {}
        for match in _INDEFINITE.finditer(c):
            if o.is_in(match.start(), "function.introducing") and o.lower(match.start()) != "the":
                phrase = phrase_right(o, match.start(), len(c))
                if phrase is not None and phrase.first == match.start():
                    head = self._cast.roles.head(phrase.first, phrase.last)
                    found.setdefault(head, []).append(phrase)
        return found

    def _introduced(self, phrase: Phrase) -> Phrase | None:
        """What "the official" takes up: the one "a senior official of the union" before it."""
        o = self._o
        if not o.is_in(phrase.last, "roles.person"):
            return None
        before = [p for p in self._indefinite.get(o.lower(phrase.last), ()) if p.last < phrase.first]
        return before[0] if len(before) == 1 else None

    def _named_later(self, phrase: Phrase) -> Person | None:
        """Who "a spokeswoman for the airport" is where the text goes on with "The spokeswoman, Greta Lund, …"."""
        head = self._cast.roles.head(phrase.first, phrase.last)
        holders = self._cast.roles.holders.get(head, ())
        if len(holders) != 1 or len(self._indefinite.get(head, ())) != 1:
            return None
        (person,) = holders
        resumed = any(role.lower().split() == ["the", head] for role in person.roles)
        return person if resumed and person.first > phrase.last else None

    def _after_named(self, at: int) -> int:
        """The last token of the name in "a man named Jo Day" and in "its head, a man named Jo Day", where ``at`` is
        the token behind the description; -1 where no name follows."""
        o = self._o
        if o.classes[at : at + 2] == ",D":
            apposed = phrase_right(o, at + 1, len(o.classes))
            at = apposed.last + 1 if apposed is not None else at
        if at >= len(o.tokens) or not o.is_in(at, "names.named"):
            return -1
        end = at
        while o.classes[end + 1 : end + 2] in ("N", "J", "T", "q"):
            end += 1
        return end

    def is_unnamed_person(self, phrase: Phrase, gender: str) -> bool:
        """Whether a phrase is one person told by a role, whose gender "f" or "m" does not contradict."""
        o, c = self._o, self._o.classes
        head = self._cast.roles.head(phrase.first, phrase.last)
        if o.is_in(phrase.first, "pronouns.standing") and o.lower(phrase.first + 1) == "of":  # "one of the attendants"
            head = self._cast.roles.head(phrase.first + 2, phrase.last).removesuffix("s")
        if not (o.is_in(phrase.first, "function.introducing") or o.is_in(phrase.first, "pronouns.possessive")):
            return False
        if c[phrase.last] in "NJT" or head not in o.rules.list("roles.person"):
            return False
        return head not in o.rules.words["names.masculine" if gender == "f" else "names.feminine"]

    def kind(self, phrase: Phrase) -> SpeakerKind:
        """What kind of speaker a noun phrase is, by its head."""
        o, c = self._o, self._o.classes
        stop = next((at for at in range(phrase.first, phrase.last + 1) if c[at] == "p"), phrase.last + 1)
        head = o.lower(stop - 1)
        text = without_article(self._cast.text(phrase.first, phrase.last)).lower()
        if text in self._cast.places:
            return SpeakerKind.PLACE
        if head in o.rules.list("roles.document"):
            return SpeakerKind.DOCUMENT
        if head in o.rules.list("roles.organisation") or head in self._cast.body_words:
            return SpeakerKind.ORGANISATION
        if c[stop - 1] in "N" and all(letter in "DNTJ" for letter in c[phrase.first : stop]):
            return SpeakerKind.ORGANISATION
        return SpeakerKind.UNNAMED

    def document_in(self, start: int, end: int) -> Phrase | None:
        """The last document that a sentence brings in: "Staff learned of it from an email. It began …"."""
        return _last_document(self._o, start, end)


def _last_document(o: Outline, start: int, end: int) -> Phrase | None:
    c = o.classes
    for last in range(end - 1, start, -1):
        if c[last] not in "mB" or not o.is_in(last, "roles.document"):
            continue
        first = last
        while first - 1 > start and c[first - 1] in "nNsSm0dB":
            first -= 1
        if c[first - 1] == "D" or c[first] in "sS":
            return Phrase(first - 1 if c[first - 1] == "D" else first, last)
    return None


def _without_shorter(names: Iterable[str]) -> list[str]:
    """The names that are no part of another one: "Corvan Bank" beside "Corvan Bank Ltd" is the same."""
    kept = list(names)
    return [name for name in kept if not any(name != other and name in other for other in kept)]


def body(name: str) -> Antecedent:
    """An organisation as a speaker, by its name."""
    return Antecedent(without_article(name), SpeakerKind.ORGANISATION)


def without_article(text: str) -> str:
    """A description without its article: "the mayor" is mayor."""
    first, _, rest = text.partition(" ")
    return rest.strip() if rest and first.lower() in ("the", "a", "an") else text.strip()
