"""Descriptions: whom "the minister", "the 34-year-old", "the company" or "a neighbour" means.

Somebody the article names is meant where one person holds the role; a body where one is called so; an unnamed speaker
by his fullest description. Imports tokens, mentions, roles, cast, bodies, language and model.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from operator import attrgetter

from quotetrack.extraction.bodies import Bodies, body, without_article
from quotetrack.extraction.cast import Cast
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.roles import LONGEST_INITIALS, Person, is_kindred, is_naming, stem
from quotetrack.extraction.tokens import Outline
from quotetrack.language.names import load_name_words
from quotetrack.model import Antecedent, SpeakerKind

_AGE = re.compile(r"(\d\d?)-year-old\b")
_INDEFINITE = re.compile(r"D[dIrnNSsm0]{0,4}m")
_APPOSITION_ENDS = frozenset(",.p(-;")
_CALLING = re.compile(r"D?[nNSsI0m]{0,4}[nm](?=[NT])")  # before a name
_LEARNED = frozenset(
    ("scientist", "researcher", "academic", "expert", "author", "co-author", "professor", "investigator", "lecturer")
)
_SCIENCES = (
    "logist",
    "physicist",
    "chemist",
    "scientist",
    "nomist",
    "botanist",
    "geneticist",
    "grapher",
    "nomer",
    "matician",
    "historian",
)
_GOING_BY = re.compile(r"w[dVv]b[NT]{1,3}")
_GIVING_NAME = re.compile(r"w[dVv]D[nB]r?a[NT]{1,3}")
_LONGEST = 8  # tokens of a phrase
_SHORTLY = 100  # tokens
_LAST = attrgetter("last")


class Descriptions:
    """The descriptions of one article."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._o = cast.o
        self.bodies = Bodies(cast)
        rules = cast.o.rules
        self._persons = rules.list("roles.person")
        self._organisations = rules.list("roles.organisation")
        self._documents = rules.list("roles.document")
        self._officers = rules.list("names.officers")
        self._passing = rules.list("names.passing") | {"mr", "mrs", "ms", "miss", "sir", "dame", "lord", "lady"}
        self._same_roles = load_name_words(cast.o.rules.language).same_roles
        self._kin_of = load_name_words(cast.o.rules.language).kin_of

    def resolve(self, phrase: Phrase) -> tuple[tuple[Antecedent, ...], list[Antecedent]]:
        """Whom a noun phrase without a name means, and whom it may mean where that is not decided.

        Where nobody named is meant, the antecedent is the description itself, without its article.
        """
        o, c, cast = self._o, self._o.classes, self._cast
        name = without_article(cast.text(phrase.first, phrase.last))
        if name in cast.acronyms:
            return (body(cast.acronyms[name]),), []
        short = name.isupper() and 1 < len(name) <= LONGEST_INITIALS and name.lower() not in cast.places
        initialled = cast.roles.initialled(name) if short else None
        if initialled is not None:
            return (cast.antecedent(initialled),), []
        apposed = self.apposed(phrase) if self._may_be_apposed(phrase) else None
        if apposed is not None:
            return (cast.antecedent(apposed),), []
        opening = o.lower(phrase.first)
        bare = (
            c[phrase.last] == "m"
            and o.is_in(phrase.last, "roles.person")
            and set("mn") >= set(c[phrase.first : phrase.last + 1])
        )
        owned = o.is_in(phrase.first, "pronouns.possessive")
        if opening == "the" or bare or owned:  # a headline leaves "the" out: "says mayor"
            head = cast.roles.head(phrase.first, phrase.last)
            if not head and c[phrase.last] == "T":
                head = o.lower(phrase.last)  # "“…,” the Minister said"
            if not head and c[phrase.last] == "n" and o.lower(phrase.last) in o.rules.titles:
                head = o.lower(phrase.last)  # "the sheikh"
            if not head and c[phrase.last] == "s":
                head = o.lower(phrase.last).removesuffix("'s")  # "was the judge’s answer"
            words = {o.lower(at) for at in range(phrase.first + (not bare), phrase.last + 1)} - {head, f"{head}'s"}
            words -= o.rules.words["names.praising"]
            held = self.is_person(head) and not (owned and head in o.rules.words["names.unnamed"])  # "her friend"
            holder, fitting = cast.roles.holder(head, frozenset(words)) if held else (None, [])
            if holder is not None:
                return (cast.antecedent(holder),), []
            if len(fitting) > 1:
                return (), [cast.antecedent(person) for person in fitting]
            relative = self._relative(phrase, head) if owned else None
            if relative is not None:
                return (cast.antecedent(relative),), []
            aged = self._aged(phrase)
            if aged is not None:
                return (cast.antecedent(aged),), []
            if opening == "the" and (holder := self.by_place(phrase, head)) is not None:
                return (cast.antecedent(holder),), []
            if opening == "the" and not (self.is_person(head) and head in cast.roles.holders):
                bodies = self.bodies.meant(phrase)
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
        named = cast.by_token.get(self.after_named(phrase.last + 1))
        if named is not None:
            return (cast.antecedent(named),), []
        return ((Antecedent(name, self.kind(phrase)),) if name and c[phrase.first] != "H" else ()), []

    def is_person(self, head: str) -> bool:
        """Whether a noun can be somebody's role: no book is, and no department."""
        if not head or head in self._documents:
            return False
        return head in self._persons or head not in self._organisations

    def _may_be_apposed(self, phrase: Phrase) -> bool:
        """Whether a description is a person's: "an engineer, Jo Day", "his co-author, Jo Day"; and no document."""
        o, c = self._o, self._o.classes
        if c[phrase.last] == "n":
            return o.is_in(phrase.first, "pronouns.possessive") or o.lower(phrase.first) == "the"
        if c[phrase.last] == "N":
            of = c.find("p", phrase.first, phrase.last)
            return of > 0 and c[of - 1] in "mT" and c[phrase.last + 1 : phrase.last + 4] == ",DT"
        return c[phrase.last] == "m" and self.is_person(o.lower(phrase.last))

    def apposed(self, phrase: Phrase) -> Person | None:
        """Whose name follows a description: "his co-author, Giulia Bertolazzi of Padua, said", "his co-author, the
        chemist Giulia Bertolazzi, said"."""
        c = self._o.classes
        if c[phrase.last + 1 : phrase.last + 2] != ",":
            return None
        named = self._cast.by_token.get(self.after_named(phrase.last + 1))
        if named is not None:
            return named
        calling = _CALLING.match(c, phrase.last + 2)
        end = calling.end() - 1 if calling is not None else phrase.last + 1
        end += c[end + 1 : end + 3] == "DT"  # "The Dean of Ely, the Very Rev. Ann Lee,"
        while c[end + 1 : end + 2] in ("N", "T", "J", "q"):
            end += 1
        person = self._cast.by_token.get(end)
        return person if person is not None and c[end + 1 : end + 2] in _APPOSITION_ENDS else None

    def by_place(self, phrase: Phrase, head: str) -> Person | None:
        """Who "the Milwaukee cardiologist" is: the one beside whose name all the names in the description stand, or
        nearly ("the Moravkan leader"), and who is told to be nothing else."""
        o, c, roles = self._o, self._o.classes, self._cast.roles
        if not self.is_person(head) or c[phrase.last] != "m":
            return None
        names = [o.lower(at).removesuffix("'s") for at in range(phrase.first, phrase.last) if c[at] in "NS"]
        found: list[Person] = []
        for name in names:
            near = [p for p in roles.beside.get(stem(name), ()) if any(is_kindred(name, w) for w in self._printed(p))]
            found = [person for person in near if person in found] if name is not names[0] else near
        fitting = [person for person in found if not person.scene and self.may_be(person, head)]
        return fitting[0] if len(fitting) == 1 else None

    def of_nation(self, word: str) -> Person | None:
        """Who "the Kenyan" is: the one told to be of the country, if just one is: "the Kenyan runner Jo Day"."""
        near = self._cast.roles.beside.get(stem(word), ())
        found = [person for person in near if any(is_kindred(word, one) for one in self._printed(person))]
        return found[0] if len(found) == 1 and not found[0].scene else None

    def _printed(self, person: Person) -> set[str]:
        """The words printed beside a person's name."""
        return person.beside | {word.strip(".,'").lower() for role in person.roles for word in role.split()}

    def may_be(self, person: Person, head: str) -> bool:
        """Whether somebody may be called by a noun: no calling is told of him, or the same, or what goes with it."""
        told = self._cast.roles.told(person)
        if head.endswith(_SCIENCES) or head in _LEARNED:
            told = told - self._officers - {"head"}  # "Ann Lee, head of the laboratory, … The chemist"
        if head in self._officers and not told.isdisjoint(self._officers - {head}):
            return self.is_same(told, head)
        return told <= self._passing or self.is_same(told, head)

    def is_other(self, person: Person, phrase: Phrase) -> bool:
        """Whether somebody has the role in another way: Obama is no "French president", a deputy mayor no "mayor"."""
        o, head = self._o, self._o.lower(phrase.last)
        roles = [{word.strip(".,").lower() for word in role.split()} for role in person.roles]
        same = [role for role in roles if head in role]
        names = [o.lower(at).removesuffix("'s") for at in range(phrase.first, phrase.last) if o.classes[at] == "N"]
        near = self._printed(person)
        abroad = any(not any(is_kindred(name, word) for word in near) for name in names)
        return bool(same) and (abroad or all(role & o.rules.words["names.altering"] for role in same))

    def is_same(self, told: set[str], head: str) -> bool:
        """Whether one of the roles ``told`` is meant by ``head``: a doctor by "the cardiologist"."""
        if head in told or not told.isdisjoint(self._same_roles.get(head, ())):
            return True
        if head in _LEARNED:
            return any(word.endswith("ist") for word in told)
        return head.endswith(_SCIENCES) and not told.isdisjoint(_LEARNED | {"prof", "dr"})

    def same(self, head: str) -> list[Person]:
        """The people who are told to be what ``head`` means in other words: "Dr." for the doctor."""
        found: dict[Person, None] = {}
        for word in self._same_roles.get(head, ()):
            for person in self._cast.roles.beside.get(stem(word), ()):
                if person not in found and self.is_same(self._cast.roles.told(person), head):
                    found[person] = None
        return list(found)

    def is_introduced(self, phrase: Phrase) -> bool:
        """Whether an unnamed one of the kind was brought in shortly before: "a soldier … the soldier"."""
        return self._introducing(phrase) is not None

    def is_taken_up(self, phrase: Phrase) -> bool:
        """Whether an unnamed one of the kind, or several, were brought in shortly before."""
        return self.is_introduced(phrase) or self.is_one_of(phrase)

    def is_one_of(self, phrase: Phrase) -> bool:
        """Whether one of several of the kind was brought in shortly before: "one of the shareholders"."""
        o, several = self._o, f"{self._o.lower(phrase.last)}s"
        for at in range(max(2, phrase.first - _SHORTLY), phrase.first):
            if o.lower(at) == several:
                of = o.classes.rfind("p", max(0, at - _LONGEST), at)
                if of > 0 and o.is_in(of - 1, "pronouns.standing"):
                    return True
        return False

    def _introducing(self, phrase: Phrase) -> Phrase | None:
        head = self._cast.roles.head(phrase.first, phrase.last)
        known = self._indefinite.get(head, [])
        near = bisect_right(known, phrase.first - _SHORTLY, key=_LAST)
        return known[near] if near < len(known) and known[near].last < phrase.first else None

    def named_since(self, phrase: Phrase, head: str) -> Person | None:
        """Who "the nun" is whom the article names after "a nun": "A nun wrote. “…,” said Sister Agnes. The nun …"."""
        first = self._introducing(phrase)
        since = [one for one in self.same(head) if first is not None and first.last < one.first < phrase.first]
        return since[0] if len(since) == 1 else None

    def _relative(self, phrase: Phrase, head: str) -> Person | None:
        """Who "his father" is, where Chidi is told to be somebody's son: that one, if just one can be."""
        others = self._kin_of.get(head)
        if others is None or phrase.last != phrase.first + 1:
            return None
        o = self._o
        his = "m" if o.is_in(phrase.first, "pronouns.masculine") else "f" if o.lower(phrase.first) == "her" else ""
        is_she = head in o.rules.words["names.feminine"]
        found = {
            of
            for relative, kin, of in self._cast.kin
            if kin in others
            and self._cast.roles.of(relative).gender in ("", his)
            and self._cast.roles.of(of).gender in ("", "f" if is_she else "m")
        }
        return found.pop() if len(found) == 1 else None

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
        known = self._indefinite.get(o.lower(phrase.last), [])
        if bisect_left(known, phrase.first, key=_LAST) != 1 or self._cast.by_token.get(known[0].first - 2) is not None:
            return None  # nobody, or "Ann Lee, an official of the union and one of …"
        return known[0]

    def _named_later(self, phrase: Phrase) -> Person | None:
        """Who "a spokeswoman for the airport" is where the text goes on with "The spokeswoman, Greta Lund, …"."""
        head = self._cast.roles.head(phrase.first, phrase.last)
        holders = self._cast.roles.holders.get(head, ())
        if len(holders) != 1 or len(self._indefinite.get(head, ())) != 1:
            return None
        (person,) = holders
        printed = self._cast.text(phrase.first, phrase.last)  # as in the first sentence: "A nurse who …"
        resumed = any(role == printed or role.lower().split() == ["the", head] for role in person.roles)
        return person if resumed and person.first > phrase.last else None

    def after_named(self, at: int) -> int:
        """The last token of the name in "a man named Jo Day" and in "its head, a man named Jo Day", where ``at`` is
        the token behind the description; -1 where no name follows."""
        o = self._o
        if o.classes[at : at + 2] == ",D":
            apposed = phrase_right(o, at + 1, len(o.classes))
            at = apposed.last + 1 if apposed is not None else at
        called = _GOING_BY.match(o.classes, at)
        if called is not None and o.is_in(at + 1, "names.going_by"):
            return called.end() - 1  # "a man who goes by Jo"
        given = _GIVING_NAME.match(o.classes, at)
        if given is not None:
            last = given.end() - 1
            return last if "name" in (o.lower(last - 2), o.lower(last - 3)) else -1  # "who gave her name only as Jo"
        if at >= len(o.tokens) or not o.is_in(at, "names.named"):
            return -1
        end = at
        while o.classes[end + 1 : end + 2] in ("N", "J", "T", "q"):
            end += 1
        return end if is_naming(o, at, end) else -1

    def is_unnamed_person(self, phrase: Phrase, gender: str) -> bool:
        """Whether a phrase is one person told by a role, whose gender "f" or "m" does not contradict."""
        o, c = self._o, self._o.classes
        head = self._cast.roles.head(phrase.first, phrase.last)
        head = o.lower(phrase.last) if not head and c[phrase.last] == "B" else head  # "A volunteer, who …"
        if o.is_in(phrase.first, "pronouns.standing") and o.lower(phrase.first + 1) == "of":  # "one of the attendants"
            head = self._cast.roles.head(phrase.first + 2, phrase.last).removesuffix("s")
        owned = "S" in c[phrase.first : phrase.last] or o.is_in(phrase.first, "pronouns.possessive")
        if not (owned or o.is_in(phrase.first, "function.introducing")):
            return False
        named = c[phrase.last] in "NJT" and "p" not in c[phrase.first : phrase.last]
        if named or head not in self._persons:
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
        if head in self._documents:
            return SpeakerKind.DOCUMENT
        if head in self._organisations or head in self._cast.body_words:
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
