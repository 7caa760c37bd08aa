"""The cast: the people and bodies that one article names, with the other forms of their names.

One pass over the runs of capitals in the outline. Imports tokens, couples, edges, roles, forms, headlines, printed and
model.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property, lru_cache

from quotetrack.extraction.couples import is_partner
from quotetrack.extraction.edges import (
    corporate_end,
    find_opening,
    gender_of_owner,
    goes_on,
    is_aged,
    is_apposed,
    is_assistant,
    is_given,
    is_no_part,
    is_of_body,
    is_owned,
    is_place,
    is_scene,
    is_speaking,
)
from quotetrack.extraction.forms import Forms, named_things
from quotetrack.extraction.headlines import Headlines
from quotetrack.extraction.printed import (
    APART,
    MOST_REMEMBERED,
    acronyms,
    adds_middle_names,
    kind_of_printed,
    over_nicknames,
    take_apart,
)
from quotetrack.extraction.roles import MOST_NAMESAKES, Person, Roles, is_naming
from quotetrack.extraction.tokens import Outline
from quotetrack.model import Antecedent, SpeakerKind

# A run of capitals, with "Secretary of State", "Ludwig van Beethoven", "Marks & Spencer", "Ann Lee’s" in one.
_NAME_RUN = re.compile(r"[TN](?:[NTJ]|(?<=T)m(?=T)|(?<=T)p(?=N)|q{1,3}(?=[NS])|&(?=N))*S?")
_PERSON_APPOSED = re.compile(r",[D0nNSs,]{0,5}m")
_LONGEST_NAME = 4
_MANY = 1_000_000  # uses of a name
SENTENCE_EDGE = frozenset(".?!EM\n")
_MAY_BE_NO_PART = SENTENCE_EDGE | {"", "p"}  # before the first word of a run
_RECENT = 100  # tokens: a possessive means somebody named within them

_Run = tuple[int, int, str, tuple[str, ...]]  # first and last token of a run of capitals; the name and its words


@lru_cache(maxsize=2)
def _kinds_known(rules: int) -> dict[str, SpeakerKind]:
    """What kinds of name have been found by the rules of this identity: the same in every article."""
    return {}


class Cast:
    """The people of one article, and where each is named."""

    def __init__(self, o: Outline) -> None:
        self.o = o
        rules = o.rules
        self.body_words = rules.list("roles.organisation_name")
        self.places = rules.list("places.names")
        self._locating = rules.list("names.locating") | {"of"}
        self.people: dict[str, Person] = {}
        self.roles = Roles(o, self.people)
        self.by_word: dict[str, list[Person]] = {}
        self._by_ends: dict[tuple[str, str], list[Person]] = {}
        self.by_token: dict[int, Person] = {}  # by the last token of the name
        self._kinds = _kinds_known(id(rules))
        self.body_places: list[_Run] = []  # names of several words that are no person's
        self._made = False  # whether a name of the cast is put together
        self.singles: list[_Run] = []
        self._nicknames: list[tuple[int, Person]] = []  # marks within a name
        self._headlined: list[_Run] = []  # runs of a line in which every word has a capital
        self.headlines = Headlines(o)
        self.kin: list[tuple[Person, str, Person]] = []  # somebody, what he is, of whom
        self.doubtful: dict[int, list[Person]] = {}  # by the last token of a name that several share
        self._collect()
        opening = find_opening(o)
        person = self.by_token.get(opening[2]) if opening is not None else None
        if opening and person and (o.classes[opening[2] + 2] == "0" or opening[2] == min(self.by_token)):
            self.roles.note(person, *opening[:2])  # his age follows, or he is the first who is named
        self.acronyms = acronyms(o)

    # -------------------------------------------------------- who is named

    def _collect(self) -> None:
        o, c, tokens = self.o, self.o.classes, self.o.tokens
        singles = self.singles
        with_nicknames = over_nicknames(o)
        inserted = with_nicknames is not c
        for found in _NAME_RUN.finditer(with_nicknames):
            first, last = found.span()
            last -= 1
            if first == last:  # four of five, so they go by the shortest way
                name, words = APART[tokens[first]]
                if len(words) == 1:
                    singles.append((first, last, name, words))
                    continue
            while last > first and c[last] == "J" and o.lower(last - 1) not in ("jr", "sr"):
                last -= 1
            if inserted and "F" in c[first:last]:
                name, words = take_apart(self.text(first, last))
            else:
                name, words = take_apart("".join(tokens[first : last + 1]).rstrip())
            opens = len(words) > 1 and c[first - 1 : first] in _MAY_BE_NO_PART and is_no_part(o, first, len(words))
            if opens or (len(words) > 2 and self._is_of_nation(first, name)):
                first += 1
                name, words = APART["".join(tokens[first : last + 1])]
            if len(words) == 1:
                singles.append((first, last, name, words))
            elif c[last : last + 2] == "Tm" and tokens[last + 1][0].isupper():
                continue  # "Temasya Chief | Executive Adeline Quek"
            elif first < last and words and not goes_on(o, last) and self.headlines.has(first):
                self._headlined.append((first, last, name, words))
            elif c[first - 1 : first] == "D" and c[last + 1 : last + 2] in ("m", "n") and is_of_body(o, last + 1):
                self.body_places.append((first, last, name, words))  # "the Save Corran Hill group"
            elif 1 < len(words) < 6 and self.kind_of_name(name) is SpeakerKind.PERSON:
                whole = corporate_end(o, last) if c[last + 1 : last + 2] in ("n", ",") else last
                if whole != last:
                    self.body_places.append((first, whole, self.text(first, whole), words))
                    continue
                if name[0].islower() and words[0] in o.rules.words["function.preposition"]:
                    continue  # "Commissioner for Environment"
                self._enter(name, words, first, last)
                if c[first - 1 : first] == "c":
                    self._enter_joined(name, words, first)
                if inserted and "F" in c[first:last]:
                    self._nicknames.append((c.index("F", first), self.by_token[last]))
            elif words:
                self.body_places.append((first, last, name, words))
        if self.body_places:
            self._enter_word_names()
        for key, thing in named_things(self.people, {words[0] for _, _, _, words in singles}, c):
            self._drop(key, thing)  # "the Trump Train"
        earlier: list[tuple[str, Person]] = []
        if len(self.people) > 1:
            forms = Forms(o, self.people, self._may_be)
            joined, earlier = forms.join(), forms.earlier
            for person in forms.shared:
                self._drop(" ".join(person.words), person)
                singles += [(*place, person.name, person.words) for place in person.unread]
            if joined:
                self.by_token = {token: joined.get(person, person) for token, person in self.by_token.items()}
                self.roles.pending = [person for person in dict.fromkeys(self.people.values()) if person.unread]
        self._read_headlines()
        singles.sort()
        by_word = self.by_word
        for somebody in dict.fromkeys(self.people.values()):
            for word in somebody.words:
                namesakes = by_word.get(word)
                if namesakes is None:
                    by_word[word] = [somebody]
                elif len(namesakes) <= MOST_NAMESAKES and somebody is not namesakes[-1]:
                    namesakes.append(somebody)
            if "-" in somebody.name:
                self._index_halves(somebody)
        for word, person in earlier:
            self._index(word, person)
        for place, person in self._nicknames:
            for word in take_apart(o.run_at(place).inner.of(o.text))[1][:1]:
                if word not in by_word:
                    self._index(word, person)  # Eddie “Spud” Malloy is Spud
        for first, last, name, words in singles:
            if first and c[first - 1] in "dV" and words[0] not in by_word and is_naming(o, first - 1, last):
                self._make(name, words, first, last, name)  # "a man named Sukarman"
            elif first > 3 and c[first - 1] in "ab" and words[0] not in by_word and is_given(o, first):
                self._make(name, words, first, last, name)  # "who gave her name only as Jo"
            elif first and c[first - 1] in "m,cS":
                self._enter_relative(first, last, name, words)
            if c[last + 1 : last + 2] == "," and words[0] not in by_word and first == last and is_apposed(o, last):
                opens = c[first - 1 : first] in SENTENCE_EDGE or not first
                told = name in self.persons or is_aged(o, last) or c[last + 2] == "w" if opens else True
                if told and self.kind_of_name(name) is not SpeakerKind.PLACE:
                    self._make(name, words, first, last, name)  # "according to Suprapto, the head of the agency,"
            if words[0] in by_word or (first != last and self._enter_titled(first, last, name, words)):
                self._recognise(first, last, name, words)  # most capitalised words are nobody's name

    def _read_headlines(self) -> None:
        """Looks in the runs of headlines for the people whom the text names: "Ann Lee Slams Jo Day" names two."""
        tokens = self.o.tokens
        known: set[str] | None = None
        alone: set[str] = set()
        for first, last, name, words in self._headlined:
            met = False
            at = first
            while at < last:
                for end in range(min(last, at + _LONGEST_NAME), at, -1):
                    short, parts = take_apart("".join(tokens[at : end + 1]).rstrip())
                    person = self.people.get(" ".join(parts))
                    if person is not None and len(parts) > 1:
                        self._note(person, at, end, short)
                        met, at = True, end
                        break
                at += 1
            if met:
                continue
            if known is None:
                known = {word for person in self.people.values() for word in person.words}
                alone = {word for _, _, _, (word, *_) in self.singles}
            surname = next((at for at in range(1, min(len(words), _LONGEST_NAME)) if words[at] in alone), 0)
            if not known.isdisjoint(words):
                apart = ((at, at, *APART[tokens[at]]) for at in range(first, last + 1) if self.o.classes[at] == "N")
                self.singles.extend(one for one in apart if len(one[3]) == 1)
            elif (surname or len(words) == 2) and self.kind_of_name(name) is SpeakerKind.PERSON:
                last = first + (surname or 1)
                self._enter(*APART["".join(tokens[first : last + 1])], first, last)
            elif self.kind_of_name(name) is not SpeakerKind.PERSON:
                self.body_places.append((first, last, name, words))

    def _is_of_nation(self, first: int, name: str) -> bool:
        """Whether a nationality stands before somebody's name: "said American Coco Gauff"; a body keeps its own."""
        o = self.o
        own = o.classes[first - 1 : first] == "D" or not o.is_in(first, "names.nationals")
        return not own and self.kind_of_name(name) is SpeakerKind.PERSON

    def _recognise(self, first: int, last: int, name: str, words: tuple[str, ...]) -> None:
        """Notes whom a single word means, where it is just one person."""
        known = self.by_word[words[0]]
        person: Person | None
        if first == last:
            person = known[0] if len(known) == 1 else self.unique(words, "", first)
        else:
            gender = self.roles.title_gender(first, last)
            person = self.unique(words, gender, first, self.roles.title_words(first, last))
            if person is not None and gender and is_partner(self.o, person, first, last, gender):
                key = (gender, *words)
                person = self.people.get(" ".join(key)) or self._make(name, key, first, last, name)
                person.gender = gender  # "Mrs Lee"; "Lee" alone stays his
        if person is not None:
            self._note(person, first, last, name)
        elif len(known) > 1:
            self.doubtful[last] = self.namesakes(words, "")

    def _index(self, word: str, person: Person) -> None:
        namesakes = self.by_word.get(word)
        if namesakes is None:
            self.by_word[word] = [person]
        elif len(namesakes) <= MOST_NAMESAKES and person not in namesakes:
            namesakes.append(person)

    def _index_halves(self, person: Person) -> None:
        """ "Khatib" is Salma al-Khatib, and "Ashworth" Ann Ashworth-Finn."""
        for word in person.name.split():
            for half in word.split("-") if "-" in word else ():
                if half[:1].isupper() and half != word:
                    self._index(take_apart(half)[1][0] if take_apart(half)[1] else half, person)

    def _enter_word_names(self) -> None:
        """ "Everett House, a diver": a name that ends like a body's is a person's where the article shows it, by an
        apposition or a verb of saying right beside the surname."""
        o, c = self.o, self.o.classes
        speaking: set[str] | None = None
        for first, last, name, words in self.body_places:
            if len(words) != 2 or c[first] != "N" or c[first - 1 : first] == "D" or "&" in c[first:last]:
                continue
            if self.kind_of_name(name) is not SpeakerKind.ORGANISATION:
                continue
            apposed = _PERSON_APPOSED.match(c, last + 1)
            if apposed is None or not o.is_in(apposed.end() - 1, "roles.person"):
                if speaking is None:
                    asked = {words[-1] for _, _, _, words in self.body_places if len(words) == 2}
                    speaking = {one[3][0] for one in self.singles if one[3][0] in asked and is_speaking(o, *one[:2])}
                if words[-1] not in speaking:
                    continue
            self._enter(name, words, first, last)

    def _drop(self, key: str, person: Person) -> None:
        del self.people[key]
        self._by_ends.pop((person.words[0], person.words[-1]), None)
        self.roles.pending.remove(person)
        for _, last in person.unread:
            self.by_token.pop(last, None)

    def _enter_titled(self, first: int, last: int, name: str, words: tuple[str, ...]) -> bool:
        """ "President Orme", whose given name stands nowhere, is somebody all the same."""
        if "T" not in self.o.classes[first:last] or self.roles.title_end(first, last) < first:
            return False
        if self.kind_of_name(name) is not SpeakerKind.PERSON:
            return False
        self._enter(name, words, first, last)
        self._index(words[0], self.people[words[0]])
        return True

    def _enter_relative(self, first: int, last: int, name: str, words: tuple[str, ...]) -> None:
        """ "His wife, Carol," and "Mr Haldane’s sister Carol" share the surname of the one they belong to."""
        o, c = self.o, self.o.classes
        known = self.by_word.get(words[0], ())
        if len(known) > 1 or (known and first in self.by_token):
            return
        if c[first - 1] == "c" and not known:  # "his sons, Joel and Silas"
            sibling = self.by_token.get(first - 2)
            if sibling is not None and sibling.made and c[last + 1 : last + 2] not in ("N", "J"):
                self._make(f"{name} {sibling.name.split()[-1]}", (*words, sibling.words[-1]), first, last, name)
            return
        kin = first - 1 - (c[first - 1] == ",")
        if kin < 1 or c[kin] not in "mn":
            return
        if not (o.is_in(kin, "names.kin") or o.is_in(kin, "names.relations")):
            if not known and first == last and is_assistant(o, kin, last):
                self.roles.note(self._make(name, words, first, last, name), kin - 1, kin)
            return
        if not known and (o.is_in(kin, "names.relations") or o.lower(kin - 1) in ("a", "an") or c[kin - 1] in "s'"):
            if c[kin - 1] in "DSs'" and c[last + 1 : last + 2] not in ("N", "J"):
                owned = kin - 1 - (c[kin - 1] == "'")
                self.roles.note(self._make(name, words, first, last, name), owned, kin)  # "Lee's cousin Jo"
            return
        owner = self.by_token.get(kin - 3) if o.lower(kin - 1) == "whose" else None
        own = kin - 1 - (c[kin - 2 : kin] == "Dn")  # "His present wife, Carol,": whose, that is not asked
        if c[kin - 1] == "S":
            owner = self.unique(take_apart(self.text(kin - 1, kin - 1))[1], "", first)
        elif o.is_in(kin - 1, "pronouns.possessive"):
            owner = self._owner(kin - 1, gender_of_owner(o, kin - 1))
        elif c[kin - 1] in SENTENCE_EDGE and o.is_in(kin, "names.spouses"):  # "Hubby Ron, 74, was out."
            owner = self._owner(kin, "m" if o.is_in(kin, "names.feminine") else "f")
        if owner is None and (known or c[own] != "D" or c[kin + 1] + c[last + 1 : last + 2] != ",,"):
            return
        if c[first] == "T" and not known:  # "his wife, Madam Goh": a surname of her own
            known = [self._make(name, words, first, last, name)]
        if known:  # in full elsewhere, and that is how
            whole = known[0]
        elif owner is not None and len(owner.words) > 1:
            whole = self._make(f"{name} {owner.name.split()[-1]}", (*words, owner.words[-1]), first, last, name)
        else:  # one name is all that he has
            whole = self._make(name, words, first, last, name)
        self.roles.note(whole, kin - (c[kin - 1] != "w" and c[kin - 1] not in SENTENCE_EDGE), kin)
        self._relate(whole, kin, owner)

    def _relate(self, relative: Person, kin: int, owner: Person | None) -> None:
        if owner is not None and relative is not owner and len(self.kin) < MOST_NAMESAKES:
            self.kin.append((relative, self.o.lower(kin), owner))

    def _make(self, name: str, words: tuple[str, ...], first: int, last: int, form: str) -> Person:
        """Enters somebody whose name is put together."""
        whole = Person(name, words, first)
        whole.made = self._made = True
        self.people[" ".join(words)] = whole
        for word in words:
            self._index(word, whole)
        self._note(whole, first, last, form)
        return whole

    def _owner(self, at: int, gender: str) -> Person | None:
        """Whom "his", "her" or "their" at token ``at`` means where nobody else named shortly before can be meant."""
        o = self.o
        edges = 0
        fitting: list[Person] = []
        for token in range(at - 1, max(-1, at - _RECENT), -1):
            edges += o.classes[token] in SENTENCE_EDGE
            if edges > 1 and fitting:
                break  # somebody in this sentence or the one before
            person = self.by_token.get(token)
            if person is None or person.scene or not self._may_be(person, gender):
                continue
            if not gender or not is_owned(o, person.first, gender):
                fitting.append(person)
        same = all(p is fitting[0] or (not gender and p.words[-1] == fitting[0].words[-1]) for p in fitting)
        if not fitting or not same:
            return None
        fitting[0].gender = fitting[0].gender or gender
        return fitting[0]

    def text(self, first: int, last: int) -> str:
        return self.o.mention(first, last)

    def _enter(self, name: str, words: tuple[str, ...], first: int, last: int) -> None:
        key = " ".join(words)
        person: Person | None = self.people.get(key)
        if person is None:
            alike = self._by_ends.setdefault((words[0], words[-1]), [])
            person = next((other for other in alike if adds_middle_names(other.words, words)), None) if alike else None
            if person is None:
                person = Person(name, words, first)
                if len(alike) < MOST_NAMESAKES:
                    alike.append(person)
            elif len(words) > len(person.words):
                person.forms.setdefault(person.name)
                person.name, person.words = name, words
            self.people[key] = person
        self._note(person, first, last, name)

    def _enter_joined(self, name: str, words: tuple[str, ...], first: int) -> None:
        """ "Peter and Susan Calloway": the first shares the surname of the second."""
        o, c = self.o, self.o.classes
        if len(words) != 2 or c[max(0, first - 2) : first] != "Nc" or o.lower(first - 1) != "and":
            return
        if c[first - 3 : first - 2] in ("N", "J", "T"):
            return  # "Ann Lee and Susan Calloway": she has a surname of her own
        given = o.word(first - 2)
        self._enter(f"{given} {name.split()[-1]}", (*take_apart(given)[1], words[-1]), first - 2, first - 2)

    def _note(self, person: Person, first: int, last: int, name: str) -> None:
        if len(person.forms) < MOST_NAMESAKES:
            person.forms.setdefault(name)
        self.by_token[last] = person
        if not person.unread:
            self.roles.pending.append(person)
        person.unread.append((first, last))
        person.scene = person.scene and is_place(self.o, first, last, self._locating)

    @cached_property
    def persons(self) -> set[str]:
        """The names of one word that speak, or stand within sentences more than once, and never as places do."""
        c = self.o.classes
        speaking: set[str] = set()
        uses: dict[str, int] = {}
        for first, last, name, _ in self.singles:
            if c[first - 1 : first] == "v" or c[last + 1 : last + 2] == "v":
                speaking.add(name)
            elif first and c[first - 1] not in SENTENCE_EDGE:
                uses[name] = uses.get(name, 0) + (1 if not is_scene(self.o, first - 1, self._locating) else -_MANY)
        return speaking | {name for name, times in uses.items() if times > 1 and name.isalpha()}

    # -------------------------------------------------------- what kind of speaker a name is, and whose

    def kind_of_name(self, name: str) -> SpeakerKind:
        """person, organisation or place, by the words of the name."""
        kind = self._kinds.get(name)
        if kind is None:
            if len(self._kinds) > MOST_REMEMBERED:
                self._kinds.clear()
            kind = self._kinds[name] = kind_of_printed(name, self.o.rules)
        return kind

    def unique(
        self, words: tuple[str, ...], gender: str, at: int | None = None, titles: frozenset[str] = frozenset()
    ) -> Person | None:
        """The one person whose name ends with ``words``, or begins with them, or has them: unique or nobody.

        Where several fit, the one whose role is among ``titles``, or who is named in full before token ``at``, if
        only one of them is.
        """
        known = self.by_word.get(words[-1])
        if known is None or len(known) > MOST_NAMESAKES:
            return None
        if len(known) == 1:  # mostly: the rest finds the same, by a longer way
            (one,) = known
            named = len(words) == 1 or one.words[-len(words) :] == words or one.words[: len(words)] == words
            return one if named and self._may_be(one, gender) else None
        some = self.namesakes(words, gender)
        if len(some) == 1:
            return some[0]
        holders = self.roles.holders if titles else {}
        titled = [p for p in some if any(p in holders.get(title, ()) for title in titles)]
        if len(titled) == 1:
            return titled[0]
        before = [p for p in some if at is not None and p.first < at]
        return before[0] if len(before) == 1 else None

    def _may_be(self, person: Person, gender: str) -> bool:
        """Whether nothing tells that a person is not of ``gender``; "" is any."""
        return not gender or self.roles.of(person).gender in ("", gender)

    def namesakes(self, words: tuple[str, ...], gender: str) -> list[Person]:
        """All whom a name may mean: those whose names end with ``words``, else begin with them, else have them."""
        known = self.by_word.get(words[-1], ())
        if len(known) > MOST_NAMESAKES:
            return []
        people = [p for p in known if self._may_be(p, gender)]
        if self._made:  # Renfrew is not Carol
            sure = (p for p in people if not p.made or p.words[0] == words[0] or (gender and p.gender == gender))
            people = list(sure) or people
        size = len(words)
        return (
            [p for p in people if p.words[-size:] == words]
            or [p for p in people if p.words[:size] == words]
            or (people if size == 1 else [])
        )

    def by_surname(self, namesakes: list[Person], least: int = 1) -> Person | None:
        """The only one of several of one surname whom the article never calls by the given name alone, and the others
        ``least`` times."""
        if len({person.words[-1] for person in namesakes}) > 1:
            return None
        formal = [person for person in namesakes if person not in self._familiar]
        others = (self._familiar[person] >= least for person in namesakes if person not in formal)
        return formal[0] if len(formal) == 1 and all(others) else None

    @cached_property
    def _familiar(self) -> Counter[Person]:
        """How often people are called by the given name alone, "Peter and Susan Orme" left out."""
        called = ((self.by_token.get(last), last, words[0]) for _, last, _, words in self.singles)
        return Counter(p for p, last, word in called if p is not None and word == p.words[0] and last != p.first)

    def antecedent(self, person: Person) -> Antecedent:
        """A person as a speaker, with the role printed first."""
        return Antecedent(
            person.name,
            SpeakerKind.ORGANISATION if self.roles.is_body(person) else SpeakerKind.PERSON,
            person.roles[0] if person.roles else None,
            tuple([form for form in person.forms if form != person.name]),
        )
