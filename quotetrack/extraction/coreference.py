"""Whom a mention means, as far as the article itself tells: "he", "Smith", "the mayor" to the fullest name.

One pass collects the people the article names, with the roles printed beside them; a mention is then resolved in
reading order, "unique or nobody": a surname that two people share, or a pronoun without a fitting subject before it,
stays what it is. Imports tokens, mentions, speakers.names and model.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache

from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.subjects import clause_subject
from quotetrack.extraction.tokens import Outline
from quotetrack.model import Antecedent, SpeakerKind
from quotetrack.speakers.names import display_name, fold

# A run of capitals, with "Secretary of State", "Ludwig van Beethoven", "Marks & Spencer" in one.
_NAME_RUN = re.compile(r"[TN](?:[NTJ]|(?<=T)p(?=N)|q{1,3}(?=N)|&(?=N))*")
_LONGEST_SURNAME = 3  # words
_LOOKBACK = 8  # sentences a pronoun looks back
_MOST_NAMESAKES = 16  # people who share a word of their names, forms of a name, roles: more are nobody in particular
_FARTHEST = 400  # and tokens: keeps text without full stops linear


@dataclass(slots=True, eq=False)
class Person:
    """Somebody the article names in full."""

    name: str
    words: tuple[str, ...]
    gender: str = ""
    roles: list[str] = field(default_factory=list)
    forms: dict[str, None] = field(default_factory=dict)


class Cast:
    """The people of one article, and where each is named."""

    def __init__(self, o: Outline) -> None:
        self._o = o
        rules = self.rules = o.rules
        self._she = rules.list("pronouns.feminine")
        self._he = rules.list("pronouns.masculine")
        self._feminine = rules.list("names.feminine")
        self._masculine = rules.list("names.masculine")
        self._bodies = rules.list("roles.organisation_name")
        self._places = rules.list("places.names")
        self.people: dict[str, Person] = {}
        self._by_word: dict[str, list[Person]] = {}
        self._by_ends: dict[tuple[str, str], list[Person]] = {}
        self._by_role: dict[str, list[Person]] = {}
        self._by_token: dict[int, Person] = {}  # by the last token of the name
        self._tokens: list[int] = []
        self._kinds: dict[str, SpeakerKind] = {}
        self._named_bodies: dict[str, None] = {}
        self._bodies_by_word: dict[str, list[str]] = {}  # "" for all
        self._acronyms: dict[str, bool] = {}
        self._collect()

    # -------------------------------------------------------- who is named

    def _collect(self) -> None:
        o, c = self._o, self._o.classes
        singles: list[tuple[int, int, str, tuple[str, ...]]] = []
        for found in _NAME_RUN.finditer(c):
            first, last = found.start(), found.end() - 1
            while last > first and c[last] in "J" and o.lower(last - 1) not in ("jr", "sr"):
                last -= 1
            name, words = _take_apart("".join(o.tokens[first : last + 1]).rstrip())
            if 1 < len(words) < 6 and self.kind_of_name(name) is SpeakerKind.PERSON:
                self._enter(name, words, first, last)
            elif len(words) == 1:
                singles.append((first, last, name, words))
            elif words:
                self._named_bodies.setdefault(self._text(first, last).removesuffix("’s").removesuffix("'s"))
        self._join_surnames()
        for somebody in dict.fromkeys(self.people.values()):
            for word in dict.fromkeys(somebody.words):
                namesakes = self._by_word.setdefault(word, [])
                if len(namesakes) <= _MOST_NAMESAKES:
                    namesakes.append(somebody)
        for first, last, name, words in singles:
            if words[0] not in self._by_word:  # most capitalised words are nobody's name
                continue
            person = self._unique(words, self._title_gender(first, last))
            if person is not None:
                self._note(person, first, last, name)
        self._tokens = sorted(self._by_token)

    def _join_surnames(self) -> None:
        """ "Robles Aguirre" is Ximena Robles Aguirre where nobody else's name ends so."""
        ends: dict[tuple[str, ...], dict[Person, None]] = {}
        joined: dict[Person, Person] = {}
        people = dict.fromkeys(self.people.values())
        for person in people:
            for size in range(2, min(len(person.words), _LONGEST_SURNAME + 1)):
                ends.setdefault(person.words[-size:], {}).setdefault(person)
        for person in people:
            longer = ends.get(person.words, {})
            if len(longer) == 1:
                (whole,) = longer
                for form in person.forms:
                    whole.forms.setdefault(form)
                self.people[" ".join(person.words)] = whole
                joined[person] = whole
        if joined:
            self._by_token = {token: joined.get(person, person) for token, person in self._by_token.items()}

    def _text(self, first: int, last: int) -> str:
        return self._o.mention_span(first, last).of(self._o.text)

    def _enter(self, name: str, words: tuple[str, ...], first: int, last: int) -> None:
        person: Person | None = self.people.get(" ".join(words))
        if person is None:
            alike = self._by_ends.setdefault((words[0], words[-1]), [])
            person = next((other for other in alike if _adds_middle_names(other.words, words)), None)
            if person is None:
                person = Person(name, words)
                if len(alike) < _MOST_NAMESAKES:
                    alike.append(person)
            elif len(words) > len(person.words):
                person.forms.setdefault(person.name)
                person.name, person.words = name, words
            self.people[" ".join(words)] = person
        self._note(person, first, last, name)

    def _note(self, person: Person, first: int, last: int, name: str) -> None:
        c = self._o.classes
        if len(person.forms) < _MOST_NAMESAKES:
            person.forms.setdefault(name)
        self._by_token[last] = person
        person.gender = person.gender or self._title_gender(first, last)
        titles = [at for at in range(first, last) if c[at] == "T"]
        start = first
        if not titles and first > 0 and c[first - 1] in "nm":
            while start > 0 and start > first - 8 and c[start - 1] in "nmNTsSI0J":
                start -= 1
        if titles and titles[0] == first:
            self._role(person, first, titles[-1])
        if start < first and "m" in c[start:first]:
            self._role(person, start, first - 1)
        if c[last + 1 : last + 2] == ",":
            self._apposition(person, last + 2)
        if first > 1 and c[first - 1] == "," and c[first - 2] in "nmN" and c[last + 1 : last + 2] in (",", "."):
            left = first - 2
            limit = max(0, left - 10)
            while left > limit and c[left - 1] in "nmNTsS0IJDp" and c[left] not in "D":
                left -= 1
            if "m" in c[left : first - 1] and (c[left] in "DsS"):
                self._role(person, left, first - 2)

    def _apposition(self, person: Person, at: int) -> None:
        o, c = self._o, self._o.classes
        if c[at : at + 1] == "0" and c[at + 1 : at + 2] == ",":
            at += 2  # an age
        if c[at : at + 1] not in tuple("DmnSs"):
            return
        phrase = phrase_right(o, at, min(len(c), at + 16))
        if (
            phrase is None
            or c[phrase.last + 1 : phrase.last + 2] not in (",", ".", "w", "-", ")")
            or not set("mn") & set(c[at : phrase.last + 1])
        ):
            return
        head = self._role_head(at, phrase.last)
        if not head:
            return
        end = phrase.last
        if c[end + 1 : end + 2] == "w":
            comma = min((n for n in (c.find(x, end, end + 14) for x in ",.") if n >= 0), default=end + 1)
            if comma - end < 14:
                end = comma - 1
        self._role(person, at, end, head)

    def _role_head(self, first: int, last: int) -> str:
        o, c = self._o, self._o.classes
        stop = next((at for at in range(first, last + 1) if c[at] == "p"), last + 1)
        for at in range(stop - 1, first - 1, -1):
            if c[at] == "m":
                return o.lower(at)
        return ""

    def _role(self, person: Person, first: int, last: int, head: str = "") -> None:
        o = self._o
        role = self._text(first, last)
        words = {o.lower(at).rstrip(".") for at in range(first, last + 1)}
        if words <= self._feminine | self._masculine | {"dr", "."}:
            return
        if role not in person.roles and len(person.roles) < _MOST_NAMESAKES:
            person.roles.append(role)
        for word in {head} if head else words:
            holders = self._by_role.setdefault(word, [])
            if len(holders) < 2 and person not in holders:  # only whether there is one is ever asked
                holders.append(person)
        if not person.gender:
            person.gender = "f" if words & self._feminine else "m" if words & self._masculine else ""

    def _title_gender(self, first: int, last: int) -> str:
        at = self._o.classes.find("T", first, last + 1)
        while at >= 0:
            word = self._o.lower(at)
            if word in self._feminine:
                return "f"
            if word in self._masculine:
                return "m"
            at = self._o.classes.find("T", at + 1, last + 1)
        return ""

    # -------------------------------------------------------- what kind of speaker a name is

    def kind_of_name(self, name: str) -> SpeakerKind:
        """person, organisation or place, by the words of the name."""
        kind = self._kinds.get(name)
        if kind is None:
            kind = self._kinds[name] = self._find_kind(name)
        return kind

    def _find_kind(self, name: str) -> SpeakerKind:
        words = [word.lower().rstrip(".") for word in name.split()]
        if not self._places.isdisjoint((" ".join(words), " ".join(words).removeprefix("the "))):
            return SpeakerKind.PLACE
        if len(words) == 1 and len(name) > 1 and name.isupper():
            return SpeakerKind.ORGANISATION
        # "Bill Clinton" is a person though a bill is none: the first of several words counts only for bodies
        telling = words if len(words) == 1 or words[0] in self.rules.words["names.bodies"] else words[1:]
        return SpeakerKind.PERSON if self._bodies.isdisjoint(telling) else SpeakerKind.ORGANISATION

    # -------------------------------------------------------- whom a mention means

    def resolve(self, phrase: Phrase) -> tuple[tuple[Antecedent, ...], str]:
        """Whom a mention means, and how that was found (a key of confidence.toml's identity table).

        More than one for "Day and Roe"; none where nobody fits.
        """
        c = self._o.classes
        letter = c[phrase.first]
        if letter == "H" or (letter == "D" and phrase.first == phrase.last):
            return self._resolve_pronoun(phrase), "pronoun"
        if c[phrase.last] in "NJTS" and letter in "NTJS" and set(c[phrase.first : phrase.last + 1]) != {"T"}:
            both = c.find("c", phrase.first, phrase.last)
            if both > 0:
                parts = (Phrase(phrase.first, both - 1), Phrase(both + 1, phrase.last))
                return tuple(person for part in parts for person in self._resolve_name(part)), "full-name"
            found = self._resolve_name(phrase)
            printed, words = _take_apart(self._text(phrase.first, phrase.last))
            if found and found[0].name != printed:
                return found, "surname"
            return found, "full-name" if len(words) > 1 else "name-alone"
        found = self._resolve_role(phrase)
        return found, "role" if found and found[0].kind is SpeakerKind.PERSON else "description"

    def resolve_name(self, printed: str) -> tuple[tuple[Antecedent, ...], str]:
        """Whom a name printed elsewhere means (a label, a name inside a quote), and how that was found.

        Empty where it is no name: a pronoun, "Q".
        """
        name, words = _take_apart(printed)
        if not words or len(name) < 2 or (not name[0].isupper() and len(words) == 1):
            return (), "name-alone"
        person = self.people.get(" ".join(words)) or self._unique(words, "")
        if person is not None:
            return (self._antecedent(person),), "surname" if person.name != name else "full-name"
        if not name[0].isupper():
            return (Antecedent(_without_article(printed), SpeakerKind.UNNAMED),), "description"
        return (Antecedent(name, self.kind_of_name(name)),), "full-name" if len(words) > 1 else "name-alone"

    def _resolve_name(self, phrase: Phrase) -> tuple[Antecedent, ...]:
        printed = self._text(phrase.first, phrase.last)
        name, words = _take_apart(printed)
        if not words:
            return ()
        if len(words) == 1 and printed.isupper() and self._is_acronym(printed, name):
            return (Antecedent(printed, SpeakerKind.ORGANISATION),)
        if self.kind_of_name(name) is SpeakerKind.PLACE:
            return (Antecedent(name, SpeakerKind.PLACE),)
        person = self._by_token.get(phrase.last) or self.people.get(" ".join(words))
        if person is None:
            person = self._unique(words, self._title_gender(phrase.first, phrase.last))
        if person is not None:
            return (self._antecedent(person),)
        return (Antecedent(name, self.kind_of_name(name)),)

    def _is_acronym(self, printed: str, name: str) -> bool:
        """Whether a word in capitals is no name shouted: UNICEF, where "Unicef" stands nowhere and names nobody."""
        found = self._acronyms.get(printed)
        if found is None:
            found = name not in self._o.text and printed.lower() not in self._by_word
            self._acronyms[printed] = found
        return found

    def _resolve_role(self, phrase: Phrase) -> tuple[Antecedent, ...]:
        o, c = self._o, self._o.classes
        if o.lower(phrase.first) == "the":
            head = self._role_head(phrase.first, phrase.last)
            holders = self._by_role.get(head, ()) if head else ()
            if len(holders) == 1 and self._is_role_of(phrase, head, holders[0]):
                return (self._antecedent(holders[0]),)
            body = self._body_named(o.lower(phrase.last)) if phrase.last == phrase.first + 1 and not holders else None
            if body is not None:
                return (Antecedent(body, SpeakerKind.ORGANISATION),)
        name = _without_article(self._text(phrase.first, phrase.last))
        return (Antecedent(name, self.kind_of_phrase(phrase)),) if name and c[phrase.first] != "H" else ()

    def _is_role_of(self, phrase: Phrase, head: str, person: Person) -> bool:
        """Whether every word of "the deputy mayor" is in a role of the person, "mayor" alone being too little."""
        o = self._o
        words = {o.lower(at) for at in range(phrase.first + 1, phrase.last + 1)} - {head, "s", "'s"}
        printed = {word.strip(".,").lower() for role in person.roles for word in role.split()}
        return words <= printed

    def _body_named(self, head: str) -> str | None:
        """The one organisation of the article that "the bank" or "the company" can mean."""
        if not self._bodies_by_word:
            for name in self._named_bodies:
                for word in {*name.lower().split(), ""}:
                    self._bodies_by_word.setdefault(word, []).append(name)
        named = self._bodies_by_word.get(head, ())
        if not named and head in self.rules.list("roles.company"):
            named = self._bodies_by_word.get("", ())
        return named[0] if len(named) == 1 else None

    def kind_of_phrase(self, phrase: Phrase) -> SpeakerKind:
        """What kind of speaker a noun phrase is, by its head."""
        o, c = self._o, self._o.classes
        stop = next((at for at in range(phrase.first, phrase.last + 1) if c[at] == "p"), phrase.last + 1)
        head = o.lower(stop - 1)
        text = _without_article(self._text(phrase.first, phrase.last)).lower()
        if text in self._places:
            return SpeakerKind.PLACE
        if head in self.rules.list("roles.document"):
            return SpeakerKind.DOCUMENT
        if head in self.rules.list("roles.organisation") or head in self._bodies:
            return SpeakerKind.ORGANISATION
        if c[stop - 1] in "N" and all(letter in "DNTJ" for letter in c[phrase.first : stop]):
            return SpeakerKind.ORGANISATION
        return SpeakerKind.UNNAMED

    def _resolve_pronoun(self, phrase: Phrase) -> tuple[Antecedent, ...]:
        o, c = self._o, self._o.classes
        word = o.lower(phrase.first)
        gender = "f" if word in self._she else "m" if word in self._he else ""
        if gender:
            person = self._antecedent_of(phrase.first, gender)
            if person is not None:
                person.gender = person.gender or gender
                return (self._antecedent(person),)
        if word in self.rules.list("pronouns.group"):
            subject = self._group_before(phrase.first)
            if subject is not None:
                found = self._resolve_name(subject) if c[subject.first] in "NT" else self._resolve_role(subject)
                return () if any(one.kind is SpeakerKind.PERSON for one in found) else found
        return ()

    def _sentences_back(self, at: int) -> list[tuple[int, int]]:
        """Token ranges of the sentence up to ``at`` and of those before it, nearest first."""
        c = self._o.classes
        found: list[tuple[int, int]] = []
        end = at
        floor = max(0, at - _FARTHEST)
        while end > floor and len(found) < _LOOKBACK:
            start = end
            while start > floor and c[start - 1] not in ".?!E\n":
                start -= 1
            if end > start:
                found.append((start, end))
            end = start - 1
        return found

    def _antecedent_of(self, at: int, gender: str) -> Person | None:
        """The person a "he" or "she" at token ``at`` means: the last fitting subject or speaker before it."""
        c = self._o.classes
        for start, end in self._sentences_back(at):
            subject = clause_subject(self._o, start, end)
            if subject is not None:
                person = self._by_token.get(subject.phrase.last)
                if person is None and c[subject.phrase.first] == "D":
                    named = self._resolve_role(subject.phrase)
                    person = self.people.get(" ".join(_name_words(named[0].name))) if named else None
                if person is not None and person.gender in ("", gender):
                    return person
            speaking = [p for p in self._speaking(start, end) if p.gender in ("", gender)]
            if speaking:
                return speaking[-1]
            fitting = dict.fromkeys(p for p in self._named_between(start, end) if p.gender in ("", gender))
            if fitting and (subject is None or (len(fitting) == 1 and c[subject.phrase.first] != "H")):
                return next(iter(fitting))
        return None

    def _speaking(self, start: int, end: int) -> list[Person]:
        """People in ``start:end`` who stand right beside a saying verb."""
        c = self._o.classes
        found = []
        for token in self._tokens[bisect_left(self._tokens, start) : bisect_left(self._tokens, end)]:
            first = token
            while first > start and c[first - 1] in "NTJq":
                first -= 1
            if c[token + 1 : token + 2] == "v" or c[first - 1 : first] == "v":
                found.append(self._by_token[token])
        return found

    def _named_between(self, start: int, end: int) -> list[Person]:
        return [
            self._by_token[t] for t in self._tokens[bisect_left(self._tokens, start) : bisect_left(self._tokens, end)]
        ]

    def _group_before(self, at: int) -> Phrase | None:
        c = self._o.classes
        for start, end in self._sentences_back(at)[:3]:
            subject = clause_subject(self._o, start, end)
            if (
                subject is not None
                and c[subject.phrase.first] != "H"
                and self._by_token.get(subject.phrase.last) is None
            ):
                return subject.phrase
        return None

    def _unique(self, words: tuple[str, ...], gender: str) -> Person | None:
        """The one person whose name ends with ``words``, or begins with them, or has them: unique or nobody."""
        known = self._by_word.get(words[-1])
        if known is None or len(known) > _MOST_NAMESAKES:
            return None
        people = [p for p in known if not gender or p.gender in ("", gender)]
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
                return None
        return None

    def _antecedent(self, person: Person) -> Antecedent:
        return Antecedent(
            person.name,
            SpeakerKind.PERSON,
            person.roles[0] if person.roles else None,
            tuple(form for form in person.forms if form != person.name),
        )


@lru_cache(maxsize=65_536)
def _take_apart(printed: str) -> tuple[str, tuple[str, ...]]:
    """A printed name without its title, and its words folded for comparing."""
    name = display_name(printed)
    return name, _name_words(name)


def _name_words(name: str) -> tuple[str, ...]:
    return tuple(filter(None, (fold(word).replace(" ", "") for word in name.split())))


def _adds_middle_names(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether of two names with equal ends one only adds names between: "Lindsey Graham", "Lindsey O. Graham"."""
    shorter, longer = sorted((a, b), key=len)
    return set(shorter) <= set(longer)


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest.strip() if rest and first.lower() in ("the", "a", "an") else text.strip()
