"""Newcomers: whom a description brings in who is named only after it, without a word about who that is.

"Her spokesman said they were ready. “We are,” said Ann Lee.", "Its director was unmoved. Later Jo Day apologized.".
Imports tokens, mentions, roles and cast.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from quotetrack.extraction.cast import SENTENCE_EDGE, Cast
from quotetrack.extraction.mentions import Phrase
from quotetrack.extraction.roles import Person

# "Her spokesman | said they were ready. “We are,” Ann Lee said."
_NAMED_NEXT = re.compile(
    r"(?:,w[^.?!\nEMQFU,]{1,20},)?x?[vV][^.?!\nEMQFU]{2,60}\.\n*(?:[QEMF],?v(?P<behind>[NTJ]{2,5})|(?:[QEMF],?)?(?P<before>[NTJ]{2,5})v)"
)
_APPOSED = (",D", ",w", ",n", ",m", ",0", ",s", ",S", "p")  # behind a name: what he is
# "The mayor of Ghent said", "said a nurse": somebody else is brought in, or speaks
_OTHER_SPEAKER = re.compile(r"D[nNsSI0m]{0,4}m(?=r?v)|(?<=[QEMF,]v)D[nNsSI0]{0,4}m|N(?=r?v)|(?<=[QEMF,]v)[NT]")
_OF_PLACE = re.compile("pD?N{1,3}")
_SHORT = 4  # tokens of a description
_SENTENCES = 4
_FAR = 120  # tokens
_VERBS = frozenset("vVxdB")
_RUNS = frozenset("QEMF,")


class Newcomers:
    """The people of one article who are described before they are named."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._o = cast.o
        self._persons = cast.o.rules.list("roles.person")

    def next(self, phrase: Phrase) -> Person | None:
        """Who "her spokesman" is where the next sentence is a quote of somebody named there first, and told to be
        nothing: "Her spokesman said they were ready. “We are,” said Ann Lee."; a daughter may be anything."""
        return self._take(phrase, self._named_next(phrase))

    def shortly(self, phrase: Phrase, is_known: Callable[[Phrase], bool] = lambda phrase: False) -> Person | None:
        """Who "its director" is where the first who acts or speaks in the sentences behind it is named there first, and
        told to be nothing; nobody where another speaks between, or where the description is known from before."""
        found = self._named_shortly(phrase)
        return self._take(phrase, found) if found is not None and not is_known(phrase) else None

    def _take(self, phrase: Phrase, found: Person | None) -> Person | None:
        if found is not None:
            self._cast.roles.note(found, phrase.first, phrase.last)  # whoever it is has the role from now on
        return found

    def _named_next(self, phrase: Phrase) -> Person | None:
        o, c = self._o, self._o.classes
        quoted = _NAMED_NEXT.match(c, phrase.last + 1) if c[phrase.first] in "DNTS" else None
        head = self._cast.roles.head(phrase.first, phrase.last)
        told = head in self._persons or o.is_in(phrase.last, "names.nationals")  # "The Pole, who …, said"
        if quoted is None or not told or head.endswith("s"):
            return None
        place = "behind" if quoted["behind"] else "before"
        last = quoted.end(place) - 1
        person = self._cast.by_token.get(last)
        if person is None or not quoted.start(place) <= person.first <= last or self._cast.roles.is_body(person):
            return None
        explained = self._cast.roles.told(person) or c[last + 1 : last + 3] in (",D", ",w", ",n", ",m")
        return person if not explained or self._is_kin(head) else None

    def _named_shortly(self, phrase: Phrase) -> Person | None:
        c, roles = self._o.classes, self._cast.roles
        head = roles.head(phrase.first, phrase.last)
        goes_on = self._is_one_of_many(phrase, head)
        if not goes_on and not self._may_be_named(phrase, head):
            return None
        edges = paragraphs = 0
        for at in range(phrase.last + 1, min(len(c), phrase.last + _FAR)):
            edges += c[at] in SENTENCE_EDGE and c[at - 1] not in SENTENCE_EDGE
            paragraphs += c[at] == "\n" and c[at - 1] != "\n"
            if edges > _SENTENCES or paragraphs > 1:
                return None
            person = self._cast.by_token.get(at) if edges else None
            if person is None or c[at] == "S":
                continue
            first = at
            while c[first - 1] in "NTJq":
                first -= 1
            place = _OF_PLACE.match(c, at + 1) if goes_on else None
            verb = place.end() if place is not None else at + 1
            acts = c[verb : verb + 1] in _VERBS or (c[first - 1] == "v" and c[first - 2] in _RUNS)
            acts = acts and (not goes_on or self._o.is_in(verb, "verbs.adding"))
            if not first <= self._earliest[person] <= at:
                if acts:
                    return None
                continue
            if not acts or roles.is_body(person) or person.scene:
                return None
            if _OTHER_SPEAKER.search(c, phrase.last + 1, first - 1) is not None:
                return None
            if not self._is_kin(head) and (roles.told(person) or c[verb : verb + 2].startswith(_APPOSED)):
                return None
            gender = "f" if head in roles.feminine else "m" if head in roles.masculine else ""
            return person if not gender or roles.of(person).gender in ("", gender) else None
        return None

    def _is_one_of_many(self, phrase: Phrase, head: str) -> bool:
        """Whether a description brings in anybody: "one pharmacologist". Who "went on" after it is meant."""
        o = self._o
        brings = o.is_in(phrase.first, "function.introducing") and o.lower(phrase.first) != "the"
        return brings and head in self._persons and not head.endswith("s") and phrase.last < phrase.first + _SHORT

    def _may_be_named(self, phrase: Phrase, head: str) -> bool:
        """Whether a description is of one known person: "its director", "the deputy minister", "a spokeswoman"."""
        o, lists = self._o, self._o.rules.words
        spokes = head.startswith("spokes")
        known = o.lower(phrase.first) == "the" or o.is_in(phrase.first, "pronouns.possessive")
        if o.classes[phrase.first] != "D" or head not in self._persons or head.endswith("s") or not (known or spokes):
            return False
        if phrase.last == phrase.first + 1 and o.lower(phrase.first) == "the" and head in lists["names.official"]:
            return False
        if any(o.is_in(at, "names.bygone") for at in range(phrase.first, phrase.last)):
            return False  # "the former governor" is known from before
        return head not in lists["names.unnamed"] or spokes

    @cached_property
    def _earliest(self) -> dict[Person, int]:
        """The last token of the first mention of each person."""
        found: dict[Person, int] = {}
        for token, person in self._cast.by_token.items():
            if token < found.get(person, token + 1):
                found[person] = token
        return found

    def _is_kin(self, head: str) -> bool:
        lists = self._o.rules.words
        return head in lists["names.kin"] or head in lists["names.relations"]
