"""The cast: the people and bodies that one article names, with their roles and the other forms of their names.

One pass over the runs of capitals in the outline. Imports tokens, mentions, printed, speakers.names,
language and model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from quotetrack.extraction.mentions import phrase_right
from quotetrack.extraction.printed import acronyms, adds_middle_names, kind_of_printed, over_nicknames, take_apart
from quotetrack.extraction.tokens import Outline
from quotetrack.language.names import load_name_words
from quotetrack.model import Antecedent, SpeakerKind
from quotetrack.speakers.names import parse_name

# A run of capitals, with "Secretary of State", "Ludwig van Beethoven", "Marks & Spencer" in one.
_NAME_RUN = re.compile(r"[TN](?:[NTJ]|(?<=T)p(?=N)|q{1,3}(?=N)|&(?=N))*")
_BODY = re.compile(r"N[Nn]{0,3}m")
_TOLD_BY_CLAUSE = re.compile(r"D[nNSs0]{0,4}m(?=w)")
_LONGEST_SURNAME = 3  # words
_LONGEST_CLAUSE = 30  # tokens
_LONGEST_APPOSITION = 16  # tokens
_MANY = 1_000_000  # uses of a name
_SENTENCE_EDGE = frozenset(".?!EM\n")
_RECENT = 100  # tokens: a possessive means somebody named within them
_MOST_KINDS = 200_000  # names whose kind is remembered
_MOST_NAMESAKES = 16  # people who share a word of their names, forms of a name, roles: more are nobody in particular


@dataclass(slots=True, eq=False)
class Person:
    """Somebody the article names in full."""

    name: str
    words: tuple[str, ...]
    first: int  # token where the full name stands first
    gender: str = ""
    age: int = 0
    made: bool = False  # put together: "his wife, Carol"
    scene: bool = True  # named after "in", "above" and the like alone, or with "the": a place rather than a person
    roles: list[str] = field(default_factory=list)
    forms: dict[str, None] = field(default_factory=dict)


@lru_cache(maxsize=2)
def _kinds_known(rules: int) -> dict[str, SpeakerKind]:
    """What kinds of name have been found by the rules of this identity: the same in every article."""
    return {}


class Cast:
    """The people of one article, and where each is named."""

    def __init__(self, o: Outline) -> None:
        self.o = o
        rules = o.rules
        self._feminine = rules.list("names.feminine")
        self._masculine = rules.list("names.masculine")
        self._only_titles = self._feminine | self._masculine | {"dr", "."}
        self.body_words = rules.list("roles.organisation_name")
        self.places = rules.list("places.names")
        self._words = load_name_words(rules.language)
        self._locating = rules.list("names.locating") | {"of"}
        self.people: dict[str, Person] = {}
        self.by_word: dict[str, list[Person]] = {}
        self._by_ends: dict[tuple[str, str], list[Person]] = {}
        self.by_role: dict[str, list[Person]] = {}
        self.by_token: dict[int, Person] = {}  # by the last token of the name
        self.tokens: list[int] = []
        self._kinds = _kinds_known(id(rules))
        self._body_places: list[tuple[int, int]] = []  # names of several words that are no person's
        self._made = False  # whether a name of the cast is put together
        self.acronyms: dict[str, str] = {}
        self._singles: list[tuple[int, int, str, tuple[str, ...]]] = []  # runs of capitals of one word
        self._collect()

    # -------------------------------------------------------- who is named

    def _collect(self) -> None:
        o, c, tokens = self.o, self.o.classes, self.o.tokens
        singles: list[tuple[int, int, str, tuple[str, ...]]] = []
        with_nicknames = over_nicknames(o)
        for found in _NAME_RUN.finditer(with_nicknames):
            first, last = found.span()
            last -= 1
            if first == last:  # four of five, so they go by the shortest way
                name, words = take_apart(tokens[first].rstrip())
                if len(words) == 1:
                    singles.append((first, last, name, words))
                    continue
            while last > first and c[last] in "J" and o.lower(last - 1) not in ("jr", "sr"):
                last -= 1
            inserted = with_nicknames is not c and "F" in c[first:last]
            name, words = take_apart(self.text(first, last) if inserted else "".join(tokens[first : last + 1]).rstrip())
            if len(words) > 2 and c[first - 1 : first] == "p" and o.lower(first) in self.places:
                first += 1  # "In Washington Ann Lee said"
                name, words = take_apart("".join(tokens[first : last + 1]).rstrip())
            if 1 < len(words) < 6 and self.kind_of_name(name) is SpeakerKind.PERSON:
                self._enter(name, words, first, last)
                if c[first - 1 : first] == "c":
                    self._enter_joined(name, words, first)
            elif len(words) == 1:
                singles.append((first, last, name, words))
            elif words:
                self._body_places.append((first, last))
        self._singles = singles
        self._join_surnames()
        by_word = self.by_word
        for somebody in dict.fromkeys(self.people.values()):
            for word in set(somebody.words):
                namesakes = by_word.get(word)
                if namesakes is None:
                    by_word[word] = [somebody]
                elif len(namesakes) <= _MOST_NAMESAKES:
                    namesakes.append(somebody)
        for first, last, name, words in singles:
            before = c[first - 1] if first else ""
            if before == "m" or (before == "," and c[first - 2] == "m"):
                self._enter_relative(first, last, name, words)
            if words[0] not in by_word and (
                first == last or "T" not in c[first:last] or not self._enter_titled(first, last, name, words)
            ):
                continue  # most capitalised words are nobody's name
            if first == last and c[first] == "N":
                person = self.unique(words, "", first)
            else:
                person = self.unique(words, self.title_gender(first, last), first, self.title_words(first, last))
            if person is not None:
                self._note(person, first, last, name)
        self.tokens = sorted(self.by_token)
        self.acronyms = acronyms(o)

    def _enter_titled(self, first: int, last: int, name: str, words: tuple[str, ...]) -> bool:
        """ "President Orme", whose given name stands nowhere, is somebody all the same."""
        if self._title_end(first, last) < first or self.kind_of_name(name) is not SpeakerKind.PERSON:
            return False
        self._enter(name, words, first, last)
        self.by_word.setdefault(words[0], []).append(self.people[words[0]])
        return True

    def _enter_relative(self, first: int, last: int, name: str, words: tuple[str, ...]) -> None:
        """ "His wife, Carol," and "Mr Haldane’s sister Carol" share the surname of the one they belong to."""
        o, c = self.o, self.o.classes
        kin = first - 2 if c[first - 1 : first] == "," else first - 1
        if kin < 1 or c[kin] != "m" or not o.is_in(kin, "names.kin") or words[0] in self.by_word:
            return
        owner: Person | None = None
        if c[kin - 1] == "S":
            owner = self.unique(take_apart(self.text(kin - 1, kin - 1))[1], "", first)
        elif o.is_in(kin - 1, "pronouns.possessive"):
            owner = self._owner(kin - 1)
        if owner is None:
            return
        whole = Person(f"{name} {owner.name.split()[-1]}", (*words, owner.words[-1]), first)
        whole.made = self._made = True
        whole.gender = "f" if o.is_in(kin, "names.feminine") else "m" if o.is_in(kin, "names.masculine") else ""
        self.people[" ".join(whole.words)] = whole
        for word in whole.words:
            self.by_word.setdefault(word, []).append(whole)
        self._note(whole, first, last, name)

    def _owner(self, at: int) -> Person | None:
        """Whom "his", "her" or "their" at token ``at`` means where nobody else named shortly before can be meant."""
        o = self.o
        gender = "m" if o.is_in(at, "pronouns.masculine") else "f" if o.lower(at) == "her" else ""
        edges = 0
        fitting: list[Person] = []
        for token in range(at - 1, max(-1, at - _RECENT), -1):
            edges += o.classes[token] in _SENTENCE_EDGE
            if edges > 1 and fitting:
                break  # somebody in this sentence or the one before
            person = self.by_token.get(token)
            if person is not None and not person.scene and (not gender or person.gender in ("", gender)):
                fitting.append(person)
        same = all(p is fitting[0] or (not gender and p.words[-1] == fitting[0].words[-1]) for p in fitting)
        return fitting[0] if fitting and same else None

    def _join_surnames(self) -> None:
        """ "Robles Aguirre" is Ximena Robles Aguirre where nobody else's name ends so, "Otis Farrow" Otis Farrow Jr."""
        ends: dict[tuple[str, ...], dict[Person, None]] = {}
        joined: dict[Person, Person] = {}
        people = dict.fromkeys(self.people.values())
        for person in people:
            for size in range(2, min(len(person.words), _LONGEST_SURNAME + 1)):
                ends.setdefault(person.words[-size:], {}).setdefault(person)
            if len(person.words) > 2 and person.words[-1] in self._words.suffixes:
                ends.setdefault(person.words[:-1], {}).setdefault(person)
        for person in people:
            longer = ends.get(person.words, {})
            if len(longer) == 1:
                (whole,) = longer
                for form in person.forms:
                    whole.forms.setdefault(form)
                self.people[" ".join(person.words)] = whole
                joined[person] = whole
        self._join_initials(people, joined)
        if joined:
            self.by_token = {token: joined.get(person, person) for token, person in self.by_token.items()}

    def _join_initials(self, people: dict[Person, None], joined: dict[Person, Person]) -> None:
        """ "J. Lee" is the one Jo Lee; "M. Garrec" is Thibault Garrec, where M. is the French Mr."""
        short = [p for p in people if p not in joined and len(p.words) == 2 and len(p.words[0]) == 1]
        if not short:
            return
        named: dict[str, list[Person]] = {}
        for person in people:
            if person not in joined and len(person.words[0]) > 1:
                named.setdefault(person.words[-1], []).append(person)
        for person in short:
            initial = person.words[0]
            alike = named.get(person.words[-1], [])
            whole = [p for p in alike if p.words[0][0] == initial]
            if initial == "m" and not whole:
                whole = [p for p in alike if p.gender != "f"]
            if len(whole) == 1:
                joined[person] = self.people[" ".join(person.words)] = whole[0]

    def text(self, first: int, last: int) -> str:
        return self.o.mention_span(first, last).of(self.o.text)

    def _enter(self, name: str, words: tuple[str, ...], first: int, last: int) -> None:
        key = " ".join(words)
        person: Person | None = self.people.get(key)
        if person is None:
            alike = self._by_ends.setdefault((words[0], words[-1]), [])
            person = next((other for other in alike if adds_middle_names(other.words, words)), None) if alike else None
            if person is None:
                person = Person(name, words, first)
                if len(alike) < _MOST_NAMESAKES:
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
        c = self.o.classes
        if len(person.forms) < _MOST_NAMESAKES:
            person.forms.setdefault(name)
        self.by_token[last] = person
        titled = first - 1
        if c.find("T", first, last + 1) >= 0:
            person.gender = self.title_gender(first, last) or person.gender
            titled = self._title_end(first, last) if "T" in c[first:last] else first - 1
        before = c[first - 1] if first else "\n"
        after = c[last + 1] if last + 1 < len(c) else "\n"
        if person.scene and (titled >= first or not self._is_scene(first - 1)):
            person.scene = False
        if titled >= first:
            altered = first > 0 and self.o.is_in(first - 1, "names.altering")
            self._role(person, first - 1 if altered else first, titled)
        if before in "dV" and self.o.is_in(first - 1, "names.named"):
            self._described(person, first - 2)
        elif before in "nm" and titled < first:
            self._described_beside(person, first)
        elif before == "," and after == ",":
            self._told_by_clause(person, first - 1)
        if after == ",":
            self._apposition(person, last + 2)
        elif after == "x" and self.o.is_in(last + 1, "verbs.be"):
            self._apposition(person, last + 2)  # "Ann Lee is the mayor."
        if before == "x" and c[first - 2 : first - 1] == "m" and self.o.is_in(first - 1, "verbs.be"):
            self._role(person, first - 2, first - 2)  # "The chair is Ann Lee."
        elif before == "," and after in ",.":
            self._apposed(person, first - 2)

    def _described_beside(self, person: Person, first: int) -> None:
        """ "Former deputy mayor Jo Day": the words right before the name at ``first`` are a role."""
        c = self.o.classes
        start = first
        while start > 0 and start > first - 8 and c[start - 1] in "nmNTsSI0J":
            start -= 1
        if "m" in c[start:first]:
            self._role(person, start, first - 1)

    def _apposed(self, person: Person, last: int) -> None:
        """ "The mayor of Ghent, Jo Day, …": the noun phrase that ends at ``last`` is a role."""
        c = self.o.classes
        if last < 0 or c[last] not in "nmN":
            return
        left = last
        limit = max(0, left - 10)
        while left > limit and c[left - 1] in "nmNTsS0IJDp" and c[left] != "D":
            left -= 1
        if c[left] in "DsS" and "m" in c[left : last + 1]:
            self._role(person, left, last)

    @cached_property
    def bodies(self) -> dict[str, None]:
        """The bodies by name: few articles have a "the bank" that asks for them."""
        o = self.o
        names = [self.text(*place).removesuffix("’s").removesuffix("'s") for place in self._body_places]
        for found in _BODY.finditer(o.classes):
            if o.is_in(found.end() - 1, "roles.organisation"):  # "the Russian defence ministry"
                names.append(self.text(found.start(), found.end() - 1))
        return dict.fromkeys(names)

    @cached_property
    def persons(self) -> set[str]:
        """The names of one word that speak, or stand within sentences more than once, and never as places do."""
        c = self.o.classes
        speaking: set[str] = set()
        uses: dict[str, int] = {}
        for first, last, name, _ in self._singles:
            if c[first - 1 : first] == "v" or c[last + 1 : last + 2] == "v":
                speaking.add(name)
            elif first and c[first - 1] not in _SENTENCE_EDGE:
                uses[name] = uses.get(name, 0) + (1 if not self._is_scene(first - 1) else -_MANY)
        return speaking | {name for name, times in uses.items() if times > 1 and name.isalpha()}

    def _is_scene(self, before: int) -> bool:
        """Whether a name behind token ``before`` may be a place: in Corran Falls, the Skerrin Narrows."""
        o = self.o
        letter = o.classes[before] if before >= 0 else "\n"
        return letter in "Dp" and o.lower(before) in (self._locating if letter == "p" else ("the",))

    def _described(self, person: Person, last: int) -> None:
        """ "a courteous man named Jo Day": the description that ends at ``last`` is a role."""
        c = self.o.classes
        start = last
        while start > max(0, last - 6) and c[start - 1] in "nmNsS0I":
            start -= 1
        if "m" in c[start : last + 1] and c[start - 1 : start] == "D":
            self._role(person, start - 1, last)

    def _told_by_clause(self, person: Person, comma: int) -> None:
        """ "The historian who bought the log, Jo Day, …": the noun with which the sentence begins is a role."""
        c = self.o.classes
        start = max(c.rfind(end, max(0, comma - _LONGEST_CLAUSE), comma) for end in ".?!E\n") + 1
        told = _TOLD_BY_CLAUSE.match(c, start, comma)
        if told is not None:
            self._role(person, start, told.end() - 1, self.o.lower(told.end() - 1))

    def _title_end(self, first: int, last: int) -> int:
        """The last token of the titles with which a run of capitals begins ("Transport Minister"), or first - 1."""
        c = self.o.classes
        left = len(parse_name("".join(self.o.tokens[first : last + 1]).rstrip()).titles)
        at = first
        while left and at < last:
            left -= c[at] != "J"
            at += 1
        while at <= last and c[at] == "J":
            at += 1
        return at - 1

    def _apposition(self, person: Person, at: int) -> None:
        o, c = self.o, self.o.classes
        if c[at : at + 1] == "0" and c[at + 1 : at + 2] == ",":
            person.age = person.age or self._age(at)
            at += 2
        stop = min(len(c), at + _LONGEST_APPOSITION)
        role = c.find("m", at, stop)
        if role < 0 or c[at] not in "DmnSs" or c.find("p", at, role) >= 0:
            return  # mostly: there is no head to be found
        phrase = phrase_right(o, at, stop)
        if phrase is None or c[phrase.last + 1 : phrase.last + 2] not in (",", ".", "w", "-", ")"):
            return
        head = self.role_head(at, phrase.last)
        if not head:
            return
        end = phrase.last
        if c[end + 1 : end + 2] == "w":
            comma = min((n for n in (c.find(x, end, end + 14) for x in ",.") if n >= 0), default=end + 1)
            if comma - end < 14:
                end = comma - 1
        self._role(person, at, end, head)

    def _age(self, at: int) -> int:
        word = self.o.word(at)
        return int(word) if word.isdecimal() and len(word) < 3 else 0

    def role_head(self, first: int, last: int) -> str:
        c = self.o.classes
        stop = c.find("p", first, last + 1)
        at = c.rfind("m", first, last + 1 if stop < 0 else stop)
        return self.o.lower(at) if at >= 0 else ""

    def _role(self, person: Person, first: int, last: int, head: str = "") -> None:
        lower = self.o.lower
        words = {lower(at).rstrip(".") for at in range(first, last + 1)}
        if words <= self._only_titles:
            return
        role = self.text(first, last)
        if role not in person.roles and len(person.roles) < _MOST_NAMESAKES:
            person.roles.append(role)
        for word in {head} if head else words:
            holders = self.by_role.setdefault(word, [])
            if len(holders) <= _MOST_NAMESAKES and person not in holders:
                holders.append(person)
        if not person.gender:
            person.gender = "f" if words & self._feminine else "m" if words & self._masculine else ""

    def holder(self, head: str, words: frozenset[str]) -> Person | None:
        """The one person who is "the deputy mayor": whose roles have the head and all the words, and who is no
        deputy where none is asked for; of several the one of exactly this role."""
        holders = self.by_role.get(head, ())
        if len(holders) > _MOST_NAMESAKES:
            return None
        altering = self.o.rules.list("names.altering")
        fitting: list[Person] = []
        exact: list[Person] = []
        for person in holders:
            roles = [frozenset(word.strip(".,").lower() for word in role.split()) for role in person.roles]
            if not words <= frozenset().union(*roles):
                continue
            same = [role for role in roles if head in role and altering & (role - {head}) <= words]
            if same:
                fitting.append(person)
            if any(role - {"the", "a", "an"} == words | {head} for role in same):
                exact.append(person)
        some = fitting if len(fitting) == 1 else exact
        return some[0] if len(some) == 1 else None

    def title_words(self, first: int, last: int) -> frozenset[str]:
        """The titles in a run, in lower case: "Mayor Ann Lee" is mayor."""
        c = self.o.classes
        if "T" not in c[first:last]:
            return frozenset()
        return frozenset(self.o.lower(at) for at in range(first, last) if c[at] == "T")

    def title_gender(self, first: int, last: int) -> str:
        at = self.o.classes.find("T", first, last + 1)
        while at >= 0:
            word = self.o.lower(at)
            if word in self._feminine:
                return "f"
            if word in self._masculine:
                return "m"
            at = self.o.classes.find("T", at + 1, last + 1)
        return ""

    # -------------------------------------------------------- what kind of speaker a name is

    def kind_of_name(self, name: str) -> SpeakerKind:
        """person, organisation or place, by the words of the name."""
        if len(self._kinds) > _MOST_KINDS:
            self._kinds.clear()
        kind = self._kinds.get(name)
        if kind is None:
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
        if known is None or len(known) > _MOST_NAMESAKES:
            return None
        if len(known) == 1:  # mostly: the rest finds the same, by a longer way
            (one,) = known
            named = len(words) == 1 or one.words[-len(words) :] == words or one.words[: len(words)] == words
            return one if named and (not gender or one.gender in ("", gender)) else None
        people = [p for p in known if not gender or p.gender in ("", gender)]
        if self._made:  # Renfrew is not Carol
            people = [p for p in people if not p.made or p.words[0] == words[0]] or people
        size = len(words)
        for fits in (
            lambda p: p.words[-size:] == words,
            lambda p: p.words[:size] == words,
            lambda p: size == 1,
        ):
            some = [p for p in people if fits(p)]
            if len({id(p) for p in some}) == 1:
                return some[0]
            if some:
                titled = [p for p in some if any(p in self.by_role.get(title, ()) for title in titles)]
                if len(titled) == 1:
                    return titled[0]
                before = [p for p in some if at is not None and p.first < at]
                return before[0] if len(before) == 1 else None
        return None

    def antecedent(self, person: Person) -> Antecedent:
        return Antecedent(
            person.name,
            SpeakerKind.PERSON,
            person.roles[0] if person.roles else None,
            tuple(form for form in person.forms if form != person.name),
        )
