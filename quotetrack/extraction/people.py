"""Where the people of a cast are meant in an article, and what gender its own pronouns show.

Imports tokens, printed, roles and cast.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import compress, count

from quotetrack.extraction.cast import Cast
from quotetrack.extraction.printed import take_apart
from quotetrack.extraction.roles import Person
from quotetrack.extraction.tokens import RUN_CLASSES

_EDGE = re.compile(r"[.?!E\n]")
_SUBJECTS = frozenset("HNJmr")
_LOOKBACK = 8  # sentences a pronoun looks back
_FARTHEST = 400  # and tokens: keeps text without full stops linear
_NO_SUBJECT = frozenset("pbvVdBt")  # before a name that is no subject
_OF_PLACE = re.compile("pD?N{1,3}")
_CLOSE = 8  # tokens
_LONGEST_SENTENCE = 200  # tokens
_OFTEN = 8  # mentions of whom an article is about
_FAR_MORE = 2
_NOBODY = Person("", (), -1)
_OWNED = frozenset("nmNTsS0dIBrq")  # what follows a possessive


_SAYS_CLAUSE = re.compile(r"Hr?vh?(?P<said>[^,;:.?!\n-]{1,40})")
_SAID_TAIL = re.compile(r"r?v[^xvVdBwkh,;:]{0,12}(?=[.\n]|$)")
_TAIL = re.compile(r"(?:,[^xvVdBkh;:]{1,20})?(?=[.\n]|$)")


class People:
    """The mentions of one article's people: by name and by a possessive ("Osei’s")."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._o = cast.o

    @cached_property
    def _told(self) -> dict[int, Person]:
        """By the last token of the mention."""
        o, c, cast = self._o, self._o.classes, self._cast
        told = dict(cast.by_token)
        at = c.find("S")
        while at >= 0:
            if at not in told:
                known = cast.by_word.get(o.lower(at)[:-2]) or cast.by_word.get(_folded(o.word(at)))
                if known is not None and len(known) == 1:
                    told[at] = known[0]
            at = c.find("S", at + 1)
        return told

    @cached_property
    def _times(self) -> Counter[Person]:
        return Counter(self._told.values())

    @cached_property
    def alone(self) -> set[Person]:
        """Those whom the article calls by the surname alone, where nobody else can be meant."""
        by_token, singles = self._cast.by_token, self._cast.singles
        called = ((by_token.get(last), words[0]) for first, last, _, words in singles if first == last)
        return {person for person, word in called if person is not None and word == person.words[-1]}

    def times(self, person: Person) -> int:
        """How often somebody is named."""
        return self._times[person]

    @cached_property
    def _places(self) -> list[int]:
        return sorted(self._told)

    def at(self, token: int) -> Person | None:
        """Whom the mention that ends at ``token`` means, if anybody."""
        return self._told.get(token)

    def first(self, last: int) -> int:
        """The first token of the run of capitals that ends at ``last``."""
        c = self._o.classes
        while last > 0 and c[last - 1] in "NTJq":
            last -= 1
        return last

    def beside(self, at: int) -> Person | None:
        """Whose name stands before the comma before token ``at``, a place between at most: "Ann Lee of Ghent, "."""
        c = self._o.classes
        if at < 1 or c[at - 1] != ",":
            return None
        places = self.between(max(0, at - _CLOSE), at - 1)
        person = self._told[places[-1]] if places and c[places[-1]] != "S" else None
        between = c[places[-1] + 1 : at - 1] if places else ""
        return person if not between or _OF_PLACE.fullmatch(between) else None

    def between(self, start: int, end: int) -> list[int]:
        """The last tokens of the mentions of people in ``start:end``, in order, scenes left out."""
        places = self._places
        found = places[bisect_left(places, start) : bisect_left(places, end)]
        return [token for token in found if not self._told[token].scene] if found else found

    # -------------------------------------------------------- sentences

    @cached_property
    def _edges(self) -> list[int]:
        return list(map(re.Match.start, _EDGE.finditer(self._o.classes)))

    def sentence_start(self, at: int) -> int:
        """The first token of the sentence in which token ``at`` stands, or would stand."""
        before = bisect_left(self._edges, at)
        return self._edges[before - 1] + 1 if before else 0

    def sentences_back(self, at: int, most: int = _LOOKBACK) -> Iterator[tuple[int, int]]:
        """Token ranges of the sentence up to ``at`` and of those before it, nearest first."""
        end = at
        floor = max(0, at - _FARTHEST)
        while end > floor and most:
            start = max(floor, self.sentence_start(end))
            if end > start:
                yield start, end
                most -= 1
            end = start - 1

    def speaking(self, places: list[int], start: int) -> list[Person]:
        """People in a sentence who stand right beside a saying verb."""
        c = self._o.classes
        found = []
        for token in places:
            first = max(start, self.first(token))
            person = self.at(token)
            inverted = c[first - 1 : first] == "v" and c[max(start, first - 2)] not in _SUBJECTS  # no "he said Lee had"
            inverted = inverted or c[max(start, first - 2) : first] == "At"  # according to Ann Lee
            if person is not None and (c[token + 1 : token + 2] == "v" or inverted):
                found.append(person)
        return found

    def named_by(self, at: int, gender: str) -> str:
        """The names of ``gender`` in the clause that the pronoun at token ``at`` says: "He says | Mr Lee wanted to
        know": he is not Lee."""
        clause = _SAYS_CLAUSE.match(self._o.classes, at)
        named = map(self.at, self.between(*clause.span("said"))) if clause else ()
        return " ".join(person.name for person in self.fit((p for p in named if p is not None), gender))

    def attributing(self, start: int, end: int) -> Person | None:
        """To whom all of a sentence is attributed at its end: "Roe had been ill, | Ann Lee said."."""
        c = self._o.classes
        for token in reversed(self.between(start, end)):
            first = max(start, self.first(token))
            said = c[first - 1 : first] == "," and _SAID_TAIL.match(c, token + 1, end)
            if said or (c[first - 2 : first] == ",v" and _TAIL.match(c, token + 1, end)):
                return self.at(token)
        return None

    def is_of_age(self, before: int) -> bool:
        """Whether a name behind token ``before`` is that of one of two by age: "the younger Nnadi"."""
        o = self._o
        return before >= 0 and (o.is_in(before, "names.elder") or o.is_in(before, "names.younger"))

    # -------------------------------------------------------- gender

    def gender(self, person: Person) -> str:
        """ "f", "m", or "" where nothing tells: by title and role, else by the pronouns of the article."""
        return self._cast.roles.of(person).gender or self._shown.get(person, "")

    def fit(self, people: Iterable[Person], gender: str) -> list[Person]:
        """Those, each once, who may be of ``gender``; those alone who are, where the article shows of just one."""
        told = self._cast.roles.of
        some = [p for p in dict.fromkeys(people) if told(p).gender in ("", gender)]
        if some and len(self._cast.people) > 1 and "" in [p.gender for p in some]:
            shown = self._shown
            some = [p for p in some if (p.gender or shown.get(p, gender)) == gender]
        return some

    @cached_property
    def _shown(self) -> dict[Person, str]:
        """What the pronouns of the article tell: "Quay lost her purse", "Lee rose. She left.". Of people whose gender
        no title or role tells; two signs that differ tell nothing, unless one is much the commoner."""
        tokens, c, lists = self._o.tokens, self._o.classes, self._o.rules.words
        objects = lists["pronouns.object"] - lists["pronouns.possessive"]  # "Lee saw him": somebody else
        printed = _gendered(lists["pronouns.masculine"] - objects, lists["pronouns.feminine"])
        signs: dict[Person, list[int]] = {}
        for at in compress(count(), map(printed.__contains__, tokens)):
            if c[at] == "D" and c[at + 1 : at + 2] not in _OWNED:
                continue  # "Lee saw her": somebody else
            if c[at] == "D" and self._is_of_another(at):
                continue  # "Lee, her counterpart", "Lee, who is his cousin": somebody else's
            person = self._meant(at)
            if person is not None and not self._cast.roles.of(person).gender:
                signs.setdefault(person, [0, 0])[printed[tokens[at]]] += 1
        return {
            person: "f" if she > he else "m" for person, (he, she) in signs.items() if max(he, she) > 2 * min(he, she)
        }

    def _is_of_another(self, at: int) -> bool:
        """Whether the possessive at token ``at`` tells whose somebody is: "Lee is his cousin", "Lee, his cousin"."""
        o, c = self._o, self._o.classes
        if c[at - 1 : at] == "x":
            return o.is_in(at - 1, "verbs.be")
        return c[at - 1 : at] == "," and at - 2 in self._told

    @cached_property
    def _main(self) -> dict[str, Person]:
        """Whom an article is about, by gender: who is named, and by the nearest name meant by pronouns, far more often
        than any other of the gender."""
        tokens, lists = self._o.tokens, self._o.rules.words
        printed = _gendered(lists["pronouns.masculine"], lists["pronouns.feminine"])
        pronouns = compress(count(), map(printed.__contains__, tokens))
        times: dict[str, Counter[Person]] = {"f": Counter(), "m": Counter()}
        last: dict[str, Person] = {}
        for at in sorted([*(place for place in self._places if not self._told[place].scene), *pronouns]):
            person = self._told.get(at)
            if person is not None:
                told = self.gender(person)
                genders = [one for one in times if told in ("", one)]
                last.update(dict.fromkeys(genders, person))
            else:
                genders = [one for one in ("f" if printed[tokens[at]] else "m",) if one in last]
            for one in genders:
                times[one][last[one]] += 1
        found = {}
        for one, other in (("f", "m"), ("m", "f")):
            often = [*times[one].most_common(2), (_NOBODY, 0), (_NOBODY, 0)]
            (person, most), (_, second) = often[:2]
            if most < max(_OFTEN, _FAR_MORE * second):
                continue
            if self.gender(person) == one or most > _FAR_MORE * times[other][person]:
                found[one] = person
        return found

    def main(self, gender: str) -> Person | None:
        """Whom of ``gender`` the article is about, if it is about one."""
        return self._main.get(gender)

    def _meant(self, at: int) -> Person | None:
        """Whom a pronoun means for sure: the one person named before it in its sentence, or the only one of the
        sentence before where it opens its own."""
        c = self._o.classes
        start = self.sentence_start(at)
        if at - start > _LONGEST_SENTENCE:
            return None  # no sentence: looking through it for each pronoun would cost time by the square of its length
        person, place = self._only(start, at)
        if place >= 0:
            first = self.first(place)
            if first > start and c[first - 1] in _NO_SUBJECT and c[max(0, first - 2)] not in RUN_CLASSES:
                return None  # "Asked by Ann Lee whether he …", but "“…,” said Ann Lee"
            if person is None or not {"m", "N"}.isdisjoint(c[place + 1 : at]):
                return None
            return person if not self._is_gendered(start, first, at) else None
        if not start or c[at] != "H" or c[start - 1] == "\n" or not {"m", "N", "H"}.isdisjoint(c[start:at]):
            return None
        before = self.sentence_start(start - 1)
        person, place = self._only(before, start)
        if person is None or not {"H", "m", "N", "D"}.isdisjoint(c[before : place - 1]):
            return None
        verb = next((token for token in range(place + 1, min(start, place + _CLOSE)) if c[token] in "vVdB"), start)
        return None if self._is_object(verb + 1, at) else person  # "Lee told her": she is not Lee

    def _is_gendered(self, start: int, end: int, at: int) -> bool:
        """Whether a pronoun of the gender of that at token ``at`` stands in ``start:end``: "His lawyer, Lee, said
        he would"."""
        c = self._o.classes
        return any(c[token] in "HD" and self._is_same(token, at) for token in range(max(start, end - _CLOSE), end))

    def _is_object(self, token: int, at: int) -> bool:
        """Whether the word ``token`` is an object, a pronoun of the gender of that at ``at``."""
        c = self._o.classes
        return (
            c[token : token + 1] in ("u", "D") and c[token + 1 : token + 2] not in _OWNED and self._is_same(token, at)
        )

    def _is_same(self, token: int, at: int) -> bool:
        """Whether two pronouns are of one gender."""
        lists, lower = self._o.rules.words, self._o.lower
        he = lists["pronouns.masculine"]
        return lower(token) in (he if lower(at) in he else lists["pronouns.feminine"])

    def _only(self, start: int, end: int) -> tuple[Person | None, int]:
        """The one person named in ``start:end``, None if there are several, and the last token of the last mention, or
        -1 where there is none."""
        places, told = self._places, self._told
        at = bisect_left(places, end) - 1
        person: Person | None = None
        last = -1
        while at >= 0 and places[at] >= start:
            other = told[places[at]]
            at -= 1
            if other is person or other.scene:
                continue
            if person is not None:
                return None, last
            person, last = other, places[at + 1]
        return person, last


@lru_cache(maxsize=10_000)
def _folded(word: str) -> str:
    """A name printed in one word, as the cast knows it: "Adjei-Frempong’s", "Horáčková’s"."""
    words = take_apart(word)[1]
    return words[-1] if words else ""


@lru_cache(maxsize=8)
def _gendered(he: frozenset[str], she: frozenset[str]) -> dict[str, bool]:
    """Pronouns of one gender as tokens: whether feminine."""
    return {
        form + blank: feminine
        for words, feminine in ((he, False), (she, True))
        for word in words
        for form in (word, word.capitalize())
        for blank in ("", " ")
    }
