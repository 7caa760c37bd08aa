"""Whom a mention means, as far as the article itself tells: "he", "Smith", "the mayor" to the fullest name.

A mention is resolved against the cast of its article, "unique or nobody": a surname that two people share, a role that
two hold, or a pronoun without a fitting subject before it means nobody, and has candidates. Imports tokens, mentions,
printed, cast, people, bodies, descriptions, newcomers, pronouns, groups, epithets and model.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from quotetrack.extraction.bodies import body, without_article
from quotetrack.extraction.cast import Cast
from quotetrack.extraction.descriptions import Descriptions
from quotetrack.extraction.epithets import Epithets
from quotetrack.extraction.groups import Groups
from quotetrack.extraction.mentions import Phrase, is_role_of
from quotetrack.extraction.newcomers import Newcomers
from quotetrack.extraction.people import People
from quotetrack.extraction.printed import name_words, take_apart
from quotetrack.extraction.pronouns import Pronouns
from quotetrack.extraction.roles import Person
from quotetrack.extraction.tokens import Outline
from quotetrack.model import Antecedent, Span, SpeakerKind

_MOST_CANDIDATES = 8
_MOST_ASKED = 100  # people who may be such
_BY_SUFFIX = {"sr": True, "jr": False}  # whether the elder of two
_NESTED = 60  # tokens that a pronoun inside a quote looks back


class Meaning(NamedTuple):
    """Whom a mention means: more than one for "Day and Roe", none where nobody fits or more than one might.

    ``how`` is the way it was found (a key of confidence.toml's identity table), ``candidates`` are those it may mean
    where the text does not decide.
    """

    antecedents: tuple[Antecedent, ...]
    how: str
    candidates: tuple[Antecedent, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that a pronoun looked back to: its span, its subject as printed, and the people it names, each with
    the gender that the article shows ("f", "m", or "")."""

    sentence: Span
    subject: str | None
    people: tuple[tuple[str, str], ...]


class Coreference:
    """Resolves the mentions of one article; each pronoun resolved may tell more about a person's gender."""

    def __init__(self, o: Outline) -> None:
        self._cast = Cast(o)
        self._people = People(self._cast)
        self._descriptions = Descriptions(self._cast)
        self._newcomers = Newcomers(self._cast)
        self._pronouns = Pronouns(
            self._cast,
            self._people,
            self._descriptions,
            self._named,
            lambda phrase: self._epithets.person(phrase, by_pronouns=False),
            lambda phrase: self._epithets.possible(phrase),
        )
        self._epithets = Epithets(self._cast, self._people, self._descriptions, self._pronouns, self._named)
        self._groups = Groups(
            self._cast, self._people, self._descriptions, self._pronouns, self._named, self._company_before
        )
        self._acronyms: dict[str, bool] = {}

    def close(self) -> None:
        """Lets go of those that ask back, so that all of an article is freed at once: two hundred would wait until
        cycles are looked for, and a processor's cache holds a dozen."""
        del self._pronouns, self._epithets, self._groups

    def _named(self, phrase: Phrase) -> tuple[Antecedent, ...]:
        return self._name(phrase).antecedents

    def resolve(self, phrase: Phrase) -> Meaning:
        """Whom a mention means."""
        c = self._cast.o.classes
        if (
            c[phrase.first : phrase.first + 2] == "DT"
            and c[phrase.last] in "NJ"
            and "p" not in c[phrase.first : phrase.last]
        ):
            phrase = Phrase(phrase.first + 1, phrase.last)  # "the Rev. Ann Lee"
        letter = c[phrase.first]
        if letter == "H" or (letter in "Du" and phrase.first == phrase.last):
            group = self._cast.o.lower(phrase.first).partition("'")[0] in self._cast.o.rules.words["pronouns.group"]
            found = self._groups.resolve(phrase) if group else self._pronouns.resolve(phrase)
            return Meaning(found.people, "pronoun", found.candidates)
        named = c[phrase.last] in "NJTS" and letter in "NTJS" and not is_role_of(c, phrase)
        titles = set(c[phrase.first : phrase.last + 1]) == {"T"} and phrase.last not in self._cast.by_token
        if named and not titles:  # but "Mr King", where Ann King is named
            both = c.find("c", phrase.first, phrase.last)
            if both > 0:
                parts = (Phrase(phrase.first, both - 1), Phrase(both + 1, phrase.last))
                return Meaning(tuple(person for part in parts for person in self._name(part).antecedents), "full-name")
            return self._name(phrase)
        return self._description(phrase)

    def evidence(self, phrase: Phrase) -> tuple[Evidence, ...]:
        """Where whom "he" or "she" means was looked for; () for other mentions."""
        o = self._cast.o
        if o.classes[phrase.first] != "H" or not self._pronouns.gender_of(o.lower(phrase.first).partition("'")[0]):
            return ()
        return tuple(
            Evidence(
                o.span(start, end - 1),
                " ".join(o.mention(subject.first, subject.last).split()) if subject else None,
                tuple((person.name, self._people.gender(person)) for person in people),
            )
            for (start, end), subject, people in self._pronouns.evidence(phrase.first)
        )

    def resolve_name(self, printed: str) -> Meaning:
        """Whom a name printed elsewhere means (a label, a name inside a quote).

        Nobody where it is no name: a pronoun, "Q".
        """
        name, words = take_apart(printed)
        if printed.lower() in self._cast.o.rules.words["pronouns.subject"]:
            return Meaning((), "pronoun")
        if not words or len(name) < 2 or (not name[0].isupper() and len(words) == 1):
            return Meaning((), "name-alone")
        person = self._cast.people.get(" ".join(words)) or self._cast.unique(words, "")
        holders = self._cast.roles.holders.get(printed.lower().removeprefix("the "), ()) if person is None else ()
        if len(holders) == 1:
            person = holders[0]  # "THE CHAIR:"
        if person is not None:
            return Meaning((self._cast.antecedent(person),), "surname" if person.name != name else "full-name")
        if not name[0].isupper():
            return Meaning((Antecedent(without_article(printed), SpeakerKind.UNNAMED),), "description")
        alone = "full-name" if len(words) > 1 else "name-alone"
        return Meaning((Antecedent(name, self._cast.kind_of_name(name)),), alone)

    def resolve_nested(self, within: Outline, phrase: Phrase) -> Meaning:
        """Whom a mention inside a quote means, whose outline is ``within``: a pronoun the last name there that fits."""
        gender = self._pronouns.gender_of(within.lower(phrase.first)) if within.classes[phrase.first] == "H" else ""
        if not gender:
            return self.resolve_name(within.mention(phrase.first, phrase.last))
        for last in range(phrase.first - 1, max(-1, phrase.first - _NESTED), -1):
            if within.classes[last] == "m" and within.is_in(last, "roles.person"):
                holder, _ = self._cast.roles.holder(within.lower(last), frozenset())
                fits = holder is not None and self._people.fit([holder], gender)
                return Meaning((self._cast.antecedent(holder),) if holder is not None and fits else (), "pronoun")
            if within.classes[last] == "N":
                first = last
                while first and within.classes[first - 1] in "NTJq":
                    first -= 1
                name, words = take_apart(within.span(first, last).of(within.text))
                person = self._cast.people.get(" ".join(words)) or self._cast.unique(words, "") if words else None
                if person is not None and self._people.fit([person], gender):
                    return Meaning((self._cast.antecedent(person),), "pronoun")
                if person is None and len(words) > 1 and self._cast.kind_of_name(name) is SpeakerKind.PERSON:
                    return Meaning((Antecedent(name, SpeakerKind.PERSON),), "pronoun")
        known = islice(self._cast.people.values(), _MOST_ASKED)
        some = self._people.fit((person for person in known if not person.scene), gender)
        return Meaning((), "pronoun", tuple(map(self._cast.antecedent, some[:_MOST_CANDIDATES])))

    def resolve_label(self, label: str, at: int) -> Meaning:
        """Whom the label of a turn means, which stands at offset ``at``: "A" is the one named most often before, of
        several the last."""
        if label != "A":
            return self.resolve_name(label)
        starts, answering = self._named_so_far
        named = bisect_left(starts, at)
        return Meaning((self._cast.antecedent(answering[named - 1]),) if named else (), "label")

    @cached_property
    def _named_so_far(self) -> tuple[list[int], list[Person]]:
        """Where the last words of names begin, and who was named most often up to each, of several the last."""
        starts: list[int] = []
        most: list[Person] = []
        times: Counter[Person] = Counter()
        for token, person in sorted(self._cast.by_token.items(), key=lambda item: item[0]):
            times[person] += 1
            starts.append(self._cast.o.start(token))
            most.append(person if not most or times[person] >= times[most[-1]] else most[-1])
        return starts, most

    def _known(self, person: Person, name: str, words: tuple[str, ...]) -> Meaning:
        how = "surname" if person.name != name else "full-name" if len(words) > 1 else "name-alone"
        return Meaning((self._cast.antecedent(person),), how)

    def _doubtful(self, people: Iterable[Person], how: str) -> Meaning:
        return Meaning((), how, tuple(map(self._cast.antecedent, sorted(people, key=lambda person: person.first))))

    # -------------------------------------------------------- names

    def _name(self, phrase: Phrase) -> Meaning:
        cast = self._cast
        printed = cast.text(phrase.first, phrase.last)
        name, words = take_apart(printed)
        how = "full-name" if len(words) > 1 else "name-alone"
        if not words:
            return Meaning((), how)
        if name in cast.acronyms:
            return Meaning((body(cast.acronyms[name]),), "surname")
        if len(words) == 1 and printed.isupper() and self._is_acronym(printed, name):
            return Meaning((Antecedent(printed, SpeakerKind.ORGANISATION),), how)
        aged = self._by_age(phrase.first - 1, words)
        if aged is not None:
            return aged
        person = cast.by_token.get(phrase.last) or cast.people.get(" ".join(words))
        if person is None and cast.kind_of_name(name) is SpeakerKind.PLACE:
            return Meaning((Antecedent(name, SpeakerKind.PLACE),), how)
        if person is None:
            gender = cast.roles.title_gender(phrase.first, phrase.last)
            person = cast.unique(words, gender, phrase.first, cast.roles.title_words(phrase.first, phrase.last))
            if person is None:
                namesakes = cast.namesakes(words, gender)
                person = self._told_apart(namesakes, gender, phrase.first) if len(namesakes) > 1 else None
                if person is None and len(namesakes) > 1:
                    return self._doubtful(namesakes, "surname")
        if person is not None:
            return self._known(person, name, words)
        whole = self._descriptions.bodies.called(name) if len(words) == 1 else ""
        if whole:
            return Meaning((body(whole),), "surname")
        return Meaning((Antecedent(name, cast.kind_of_name(name)),), how)

    def _told_apart(self, namesakes: list[Person], gender: str, at: int) -> Person | None:
        """Of several of one surname the one of the gender that a title tells, else the only one who has spoken."""
        if gender:  # no son is "Mr Lee" beside his father
            junior = self._cast.o.rules.words["names.junior"]
            young = {relative for relative, kin, _ in self._cast.kin if relative.made and kin in junior}
            namesakes = [person for person in namesakes if person not in young] or namesakes
            known = [person for person in namesakes if self._people.gender(person) == gender]
            fitting = known or self._people.fit(namesakes, gender)
            if len(fitting) == 1:
                return fitting[0]
            speaking = self._pronouns.only_speaker(fitting, at)
            return speaking or self._cast.by_surname(fitting, 2)
        if len({person.words[-1] for person in namesakes}) > 1:
            return None  # a given name
        alone = [person for person in namesakes if person in self._people.alone]
        if len(alone) == 1 and all(self._people.times(person) > 1 for person in namesakes):
            return alone[0]  # the others are always printed in full
        about = [person for person in namesakes if person in (self._people.main("f"), self._people.main("m"))]
        if len(about) == 1:
            return about[0]
        return self._cast.by_surname(namesakes) or self._pronouns.only_speaker(namesakes, at)

    def _is_acronym(self, printed: str, name: str) -> bool:
        """Whether a word in capitals is no name shouted: UNICEF, where "Unicef" stands nowhere and names nobody."""
        found = self._acronyms.get(printed)
        if found is None:
            found = name not in self._cast.o.text and printed.lower() not in self._cast.by_word
            self._acronyms[printed] = found
        return found

    def _by_age(self, at: int, words: tuple[str, ...]) -> Meaning | None:
        """Who "the elder Horvat" is, of two Horvats whose ages are told; nobody where they are not."""
        o = self._cast.o
        elder = at > 0 and o.is_in(at, "names.elder")
        if not elder and not (at > 0 and o.is_in(at, "names.younger")):
            return None
        people = [person for person in self._cast.by_word.get(words[-1], ()) if _surname(person) == words[-1]]
        ages = {self._cast.roles.of(person).age for person in people}
        if len(people) != 2 or 0 in ages or len(ages) != 2:
            told = [person for person in people if self._is_elder(person) is not None]
            if len(people) != 2 or len({self._is_elder(person) for person in told}) != len(told) or not told:
                return self._doubtful(people, "surname")
            other = people[people[0] is told[0]]
            one = told[0] if self._is_elder(told[0]) is elder else other
            return Meaning((self._cast.antecedent(one),), "surname")
        one = max(people, key=lambda p: p.age) if elder else min(people, key=lambda p: p.age)
        return Meaning((self._cast.antecedent(one),), "surname")

    def _is_elder(self, person: Person) -> bool | None:
        """Whether somebody is an elder sister, an uncle, Sr., or else a younger brother, a son, Jr.; None: neither."""
        if person.words[-1] in _BY_SUFFIX:
            return _BY_SUFFIX[person.words[-1]]
        told, lists = self._cast.roles.told(person), self._cast.o.rules.words
        by_kin = [senior for senior, name in ((False, "junior"), (True, "senior")) if told & lists[f"names.{name}"]]
        return self._siblings.get(person, by_kin[0] if len(by_kin) == 1 else None)

    @cached_property
    def _siblings(self) -> dict[Person, bool]:
        """Who is the elder (or not) of the one the article calls "her elder sister", "his younger brother"."""
        o, c, people = self._cast.o, self._cast.o.classes, self._people
        found: dict[Person, bool] = {}
        for at in range(1, len(o.tokens) - 1):
            elder = o.is_in(at, "names.elder")
            if (elder or o.is_in(at, "names.younger")) and o.lower(at + 1) in ("sister", "brother"):
                places = people.between(people.sentence_start(at), at - 1) if c[at - 1] == "D" else []
                person = people.at(places[-1]) if places else None
                if person is not None:
                    found[person] = not elder
        return found

    # -------------------------------------------------------- roles and descriptions

    def _description(self, phrase: Phrase) -> Meaning:
        o, c = self._cast.o, self._cast.o.classes
        opening = o.lower(phrase.first)
        telling = opening in ("a", "an", "the") or o.is_in(phrase.first, "pronouns.possessive")
        if telling and c[phrase.last + 1 : phrase.last + 2] in ("w", ","):
            owner = self._people.beside(phrase.first)
            if owner is not None:
                return Meaning((self._cast.antecedent(owner),), "role")  # "Ann Lee of Ghent, a pollster who …"
        plain = phrase.last == phrase.first + 1 and opening == "the"
        if plain and o.lower(phrase.last) in o.rules.list("roles.company"):
            named = self._company_before(phrase)
            if named is not None:
                return Meaning((named,), "epithet")
        found, candidates = self._descriptions.resolve(phrase)
        if found and found[0].kind is SpeakerKind.PERSON:
            earlier = self._of_earlier(found[0], phrase)
            if earlier is not None:
                return Meaning((self._cast.antecedent(earlier),), "epithet")
            return Meaning(found, "role")
        if candidates:
            some = [p for p in (self._cast.people.get(" ".join(name_words(one.name))) for one in candidates) if p]
            told = self._speaks_of(phrase)
            fitting = self._people.fit(some, told) if told else some
            one = fitting[0] if len(fitting) == 1 else self._epithets.last_of(some, phrase)
            if one is not None:
                return Meaning((self._cast.antecedent(one),), "role")
            return Meaning((), "role", tuple(candidates))
        if found and found[0].name != without_article(self._cast.text(phrase.first, phrase.last)):
            return Meaning(found, "description")
        later = self._newcomers.next(phrase)
        if later is not None:
            return Meaning((self._cast.antecedent(later),), "role")
        if c[phrase.first] == "D" and (o.lower(phrase.first) == "the" or o.is_in(phrase.last, "names.styles")):
            person = self._epithets.person(phrase)
            if person is not None:
                return Meaning((self._cast.antecedent(person),), "epithet")
            if plain and o.is_in(phrase.last, "roles.organisation"):
                named = self._epithets.body_before(phrase)
                if named is not None:
                    return Meaning((named,), "epithet")
            newcomer = self._newcomers.shortly(phrase, self._descriptions.is_taken_up)
            if newcomer is not None:
                return Meaning((self._cast.antecedent(newcomer),), "epithet")
            possible = self._epithets.possible(phrase)
            if len(possible) == 1 and self._epithets.is_only(possible[0], phrase):
                return Meaning((self._cast.antecedent(possible[0]),), "epithet")
            return self._doubtful(possible, "description") if possible else Meaning(found, "description")
        person = self._epithets.person(phrase) if self._is_counsel(phrase) else self._epithets.counterpart(phrase)
        person = person if person is not None else self._newcomers.shortly(phrase)
        if person is not None:
            return Meaning((self._cast.antecedent(person),), "epithet")
        return Meaning(found, "description")

    def _is_counsel(self, phrase: Phrase) -> bool:
        """Whether a lone word is "counsel", which needs no article."""
        o = self._cast.o
        return phrase.first == phrase.last and o.classes[phrase.first] in "mB" and o.is_in(phrase.first, "names.legal")

    def _speaks_of(self, phrase: Phrase) -> str:
        """The gender of the pronoun with which what a speaker says begins: "the coach said | she would ring"."""
        c = self._cast.o.classes
        at = phrase.last + 2 + (c[phrase.last + 2 : phrase.last + 3] == "h")
        if c[phrase.last + 1 : phrase.last + 2] != "v" or c[at : at + 1] != "H":
            return ""
        return self._pronouns.gender_of(self._cast.o.lower(at).partition("'")[0])

    def _company_before(self, phrase: Phrase) -> Antecedent | None:
        named = self._epithets.body_before(phrase)
        return named if named is not None and self._descriptions.bodies.is_company(named.name) else None

    def _of_earlier(self, meant: Antecedent, phrase: Phrase) -> Person | None:
        """Who "the barrister" is before another is named and told to be one: the KC who spoke last."""
        o, cast = self._cast.o, self._cast
        holder = cast.people.get(" ".join(name_words(meant.name)))
        if holder is None or holder.first < phrase.first or o.lower(phrase.first) != "the":
            return None
        person = self._epithets.person(phrase)
        told = cast.roles.told(person) if person is not None and person is not holder else set()
        return person if self._descriptions.is_same(told, o.lower(phrase.last)) else None


def _surname(person: Person) -> str:
    return person.words[-2] if person.words[-1] in _BY_SUFFIX and len(person.words) > 1 else person.words[-1]
