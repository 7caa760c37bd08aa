"""Forms: which of the names that an article prints in full are one person's.

"Robles Aguirre" is Ximena Robles Aguirre, "J. Lee" Jo Lee, "Sheikh Hamad" Hamad bin Rashid. Imports tokens, roles and
language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from quotetrack.extraction.printed import name_words
from quotetrack.extraction.roles import MOST_NAMESAKES, Person
from quotetrack.extraction.tokens import Outline
from quotetrack.language.callings import load_callings
from quotetrack.language.names import load_name_words

_LONGEST_SURNAME = 3  # words
_BEFORE_OPENER = frozenset(".?!EM\nQFU,")  # before the first word of a sentence or clause


def named_things(people: Mapping[str, Person], alone: Collection[str], classes: str) -> list[tuple[str, Person]]:
    """Of ``people`` those that are things called after somebody, with their keys: behind "the" alone, where of the two
    words ``alone`` has the first ("the Averill Train") and not the second."""
    return [
        (key, person)
        for key, person in people.items()
        if person.scene
        and len(person.words) == 2
        and person.words[0] in alone
        and person.words[1] not in alone
        and all(classes[first - 1 : first] == "D" for first, _ in person.unread)
    ]


class Forms:
    """The names of one article: ``people`` by the words of their names, as ``may_be`` tells of which gender."""

    def __init__(self, o: Outline, people: dict[str, Person], may_be: Callable[[Person, str], bool]) -> None:
        self._o = o
        self._people = people
        self._may_be = may_be
        self.shared: list[Person] = []  # surnames of several words that two or more bear
        self.earlier: list[tuple[str, Person]] = []  # surnames that people had before
        self._by_given: dict[str, list[Person]] | None = None
        self._words = load_name_words(o.rules.language)

    def join(self) -> dict[Person, Person]:
        """ "Robles Aguirre" and "Ximena Robles" are Ximena Robles Aguirre where nobody else's name begins or ends so,
        "Otis Farrow" is Otis Farrow Jr.: each name that is another form, with whose it is."""
        people = dict.fromkeys(self._people.values())
        parts: dict[tuple[str, ...], dict[Person, None]] = {}
        joined: dict[Person, Person] = {}
        for person in people:
            words = person.words
            if len(words) > 2:
                for size in range(2, min(len(words), _LONGEST_SURNAME + 1)):
                    parts.setdefault(words[-size:], {}).setdefault(person)
                    parts.setdefault(words[:size], {}).setdefault(person)
        for person in people if parts else ():
            longer = parts.get(person.words, {})
            if len(longer) > 1 and all(other.words[-len(person.words) :] == person.words for other in longer):
                self.shared.append(person)  # "Ms. Falcão da Costa", where her father is named too
            if len(longer) == 1:
                (whole,) = longer
                if self._is_followed(person, whole):
                    whole.forms.clear()  # nobody is called so
                    self._join(whole, person, joined)
                elif person.words == whole.words[1:] and self._is_opener(whole):
                    self._join(whole, person, joined)
                else:
                    self._join(person, whole, joined)
        self._join_short(people, joined)
        self._join_double(people, joined)
        self._join_titled(people, joined)
        self._join_born(people, joined)
        self._join_epithet(people, joined)
        return joined

    def _is_opener(self, whole: Person) -> bool:
        """Whether the first word of a name is a verb or a role with which sentences begin: "Rival Ann Lee"."""
        o, word = self._o, whole.name.partition(" ")[0].lower()
        if any(first and self._o.classes[first - 1] not in _BEFORE_OPENER for first, _ in whole.unread):
            return False
        persons = o.rules.list("roles.person")
        return word in o.rules.cues or word in persons or word[:-1] in persons or word.endswith(("ing", "ed"))

    def _is_followed(self, person: Person, whole: Person) -> bool:
        """Whether what follows in a longer name, printed no more often, is none: "Marco Rubio Miss the Mark", "the Ted
        Cruz South Carolina party"."""
        size = len(person.words)
        if person.words != whole.words[:size] or len(person.unread) < len(whole.unread):
            return False
        rules, name = self._o.rules, whole.name.lower().split()
        rest = name[size:]
        if rest[0] in rules.cues or (rest[-1],) in self._words.titles:
            return True
        callings, place = load_callings(rules.language), " ".join(rest)
        return place in callings.states or place in callings.countries or place in rules.list("places.names")

    def _join(self, person: Person, whole: Person, joined: dict[Person, Person]) -> None:
        whole = joined.get(whole, whole)
        for form in person.forms:
            whole.forms.setdefault(form)
        whole.first = min(whole.first, person.first)
        whole.unread += person.unread
        self._people[" ".join(person.words)] = joined[person] = whole

    def _join_short(self, people: dict[Person, None], joined: dict[Person, Person]) -> None:
        """ "J. Lee" is the one Jo Lee, "Kate Ballard" Katherine; "M. Garrec" Thibault, where M. is the French Mr."""
        named: dict[str, list[Person]] = {}
        for person in people:
            if person not in joined:
                named.setdefault(person.words[-1], []).append(person)
        for alike in named.values() if len(named) < len(people) else ():
            for person in alike if 1 < len(alike) <= MOST_NAMESAKES else ():
                given = person.words[0]
                others = [other for other in alike if len(other.words[0]) > len(given)]
                if len(person.words) != 2:
                    continue
                if len(given) == 1:
                    whole = [p for p in others if p.words[0][0] == given]
                    if given == "m" and not whole:
                        whole = [p for p in others if self._may_be(p, "m")]
                else:
                    whole = [p for p in others if p.words[0] in self._words.nicknames.get(given, ())]
                if len(whole) == 1:
                    self._join(person, whole[0], joined)

    def _join_double(self, people: dict[Person, None], joined: dict[Person, Person]) -> None:
        """ "Ann Ashworth" is Ann Ashworth-Finn."""
        for whole in people:
            if "-" not in whole.name:
                continue
            given, _, surname = whole.name.partition(" ")
            for half in surname.split("-") if "-" in surname and " " not in surname else ():
                person = self._people.get(" ".join(name_words(f"{given} {half}")))
                if person is not None and person is not whole and person not in joined and whole not in joined:
                    self._join(person, whole, joined)

    def _join_titled(self, people: dict[Person, None], joined: dict[Person, Person]) -> None:
        """ "Sheikh Hamad" is Hamad bin Rashid, whom the article prints as a sheikh too."""
        kept = self._words.kept_with_one_name
        for person in people:
            if len(person.words) == 2 and person not in joined and person.words[:1] in kept:
                title = person.words[0]
                some = [
                    other
                    for other in people
                    if other.words[0] == person.words[1] and any(self._o.lower(at) == title for at, _ in other.unread)
                ]
                if len(some) == 1:
                    self._join(person, some[0], joined)

    def _join_born(self, people: dict[Person, None], joined: dict[Person, Person]) -> None:
        """ "Ann Lee, who was born Ann Fox": one of the given name, who has changed the other."""
        o = self._o
        for person in people:
            if person in joined or not any(first and o.is_in(first - 1, "names.born") for first, _ in person.unread):
                continue
            some = [p for p in self._called(person.words[0], people) if p is not person and p not in joined]
            if len(some) == 1 and len(person.words) > 1:
                self._join(person, some[0], joined)
                self.earlier.append((person.words[-1], some[0]))

    def _join_epithet(self, people: dict[Person, None], joined: dict[Person, Person]) -> None:
        """ "Burly Barry" is Barry Gadd; Lockheed Martin is nobody called Martin."""
        praising = self._o.rules.words["names.praising"]
        for person in people:
            if len(person.words) != 2 or len(person.unread) != 1 or person in joined or person.words[0] not in praising:
                continue
            some = [p for p in self._called(person.words[1], people) if p not in joined]
            if len(some) == 1:
                self._join(person, some[0], joined)

    def _called(self, given: str, people: dict[Person, None]) -> list[Person]:
        """The people whose name of several words begins with ``given``; of many the first."""
        if self._by_given is None:
            self._by_given = {}
            for person in people:
                alike = self._by_given.setdefault(person.words[0], [])
                if len(person.words) > 1 and len(alike) < MOST_NAMESAKES:
                    alike.append(person)
        return self._by_given.get(given, [])
