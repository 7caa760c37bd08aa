"""Roles: what an article prints beside a name ("the mayor of Ghent, Jo Day, …"), and who of its people holds a role.

Imports tokens, mentions, speakers.names and language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.tokens import Outline
from quotetrack.language.names import load_name_words
from quotetrack.speakers.names import parse_name

# People who share a word of their names, forms of a name, roles: more are nobody in particular.
MOST_NAMESAKES = 16
LONGEST_INITIALS = 4  # letters of a short form of an office
_COMPLEMENTS = re.compile(r"(?:pD?[nNSsJTm&]{1,6}){1,3}")
_TOLD_BY_CLAUSE = re.compile(r"D[nNSs0]{0,4}m(?=w)")
_AGED = re.compile(r"(\d\d?)-year-old")
_STEM = 4  # letters
_LONGEST_ENDING = 3
_LONGEST_CALLING = 6  # tokens
_LONGEST_CLAUSE = 30  # tokens
_LONGEST_APPOSITION = 16  # tokens
_VERBS = frozenset("vVxdB")
_TEENS = dict(
    zip(["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"], range(13, 20), strict=True)
)
_COMPLEMENTING = frozenset(("of", "for", "at"))  # "a spokesman for the ministry, Jo Day,"
_BESIDE_ENDS = _VERBS | frozenset(",.?!E\nQMFUHcwkh;:(-")
_AFTER = frozenset(",x-(")  # what may stand between a name and the role behind it
_ROLE_ENDS = frozenset((",", ".", "w", "h", "-", ")", ";"))
_TELLS_NOTHING = frozenset("\nDcrvkahtwuy.?!EMQFU;:-()")  # before a name: no role
_MAY_TELL = _AFTER | {"p"}  # after a name
_CLAUSE_ENDS = frozenset((",", ".", "", "\n"))
_ROLE_BEGINS = frozenset("0DmnSs")


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
    beside: set[str] = field(default_factory=set)  # titles, letters and names printed beside the name, in lower case
    forms: dict[str, None] = field(default_factory=dict)
    unread: list[tuple[int, int]] = field(default_factory=list)  # mentions whose roles nobody has asked for yet


class Roles:
    """The roles of one article's people, and who holds which.

    ``people`` is filled by the cast. What stands beside a name is read when somebody asks for the person, or for who
    holds a role: of most people of most articles nobody does.
    """

    def __init__(self, o: Outline, people: Mapping[str, Person]) -> None:
        self._o = o
        self._people = people
        rules = o.rules
        self.feminine = rules.list("names.feminine")
        self.masculine = rules.list("names.masculine")
        self._only_titles = rules.list("names.courtesy") | {"."}
        self._bodies = rules.list("roles.organisation")
        self._persons = rules.list("roles.person")
        self._altering = rules.list("names.altering")
        self.pending: list[Person] = []  # people with mentions that are not read yet
        self._noted: set[tuple[Person, str]] = set()  # roles that were read before
        self._titled: dict[tuple[Person, str], bool] = {}
        self._holders: dict[str, list[Person]] = {}  # by a word of the role
        self._bodies_told: dict[Person, str] = {}
        self._beside: dict[str, list[Person]] | None = None
        self._initials: dict[str, list[Person]] | None = None
        self._same = load_name_words(rules.language).same_roles

    def of(self, person: Person) -> Person:
        """``person``, with all roles, age and gender that the article prints beside the name."""
        if person.unread:
            unread, person.unread = person.unread, []
            for first, last in unread:
                self._read(person, first, last)
        return person

    def _read_all(self) -> None:
        pending, self.pending = self.pending, []
        for person in pending:
            self.of(person)

    @property
    def holders(self) -> dict[str, list[Person]]:
        """Who holds a role, by each word of it."""
        self._read_all()
        return self._holders

    @property
    def bodies(self) -> dict[Person, str]:
        """Names that look like a person's and are told to be a body, and what: "Skarv Air, the airline that …"."""
        self._read_all()
        return self._bodies_told

    def is_body(self, person: Person) -> bool:
        """Whether a name that looks like a person's is told to be a body's."""
        return self.of(person) in self._bodies_told

    def _read(self, person: Person, first: int, last: int) -> None:
        """Notes the roles and the age printed beside the name of ``person`` at ``first:last``, both included."""
        o, c = self._o, self._o.classes
        before = c[first - 1] if first else "\n"
        after = c[last + 1] if last + 1 < len(c) else "\n"
        if last - first < 2 and before in _TELLS_NOTHING and after not in _MAY_TELL and "T" not in (c[first], c[last]):
            return  # about half of all names
        titled = "T" in c[first : last + 1] and self._titles(person, first, last)
        if titled and before in "Nm" and len(person.beside) < MOST_NAMESAKES:
            at = first
            while at > max(0, first - _LONGEST_CALLING) and c[at - 1] in "Nm" and o.tokens[at - 1][0].isupper():
                at -= 1
                person.beside.add(o.lower(at))  # "Coast Guard Capt. Ann Lee"
        if (after in ",p" or titled or last - first > 1) and len(person.beside) < MOST_NAMESAKES:
            self._read_beside(person, first, last)
        if before == ",":
            if after in ",.(":
                if after == ",":
                    self._told_by_clause(person, first - 1)
                self._apposed(person, first - 2)
        elif before == "p":
            if first > 1 and o.lower(first - 1) in ("in", "of") and o.is_in(first - 2, "names.holdings"):
                self._bodies_told.setdefault(person, "company")  # "shares in Corvan Lemaire"
                person.gender = "n"
        elif before in "nmS":
            if not titled and (before == "m" or "m" in c[max(0, first - 8) : first] or c[first - 1] == "n"):
                self._described_beside(person, first)
        elif before in "dV" and c[first - 2 : first - 1] == "H" and o.is_in(first - 1, "names.marrying"):
            person.gender = person.gender or ("m" if o.is_in(first - 2, "pronouns.feminine") else "f")
        elif before in "dV":
            if is_naming(o, first - 1, last):
                self._described(person, first - 2)
        elif before == "x" and o.is_in(first - 1, "verbs.be"):
            role = first - 2 - (c[first - 2 : first - 1] == "x")
            if role >= 0 and c[role] == "m":
                self.note(person, role, role)  # "The chair is Ann Lee", "The chair will be Ann Lee"
        if after == "," and c[last + 2 : last + 4] == "wx" and not person.age:
            word = o.lower(last + 4) if last + 4 < len(c) else ""  # "Lee, who is nineteen"
            person.age = int(word) if word.isdecimal() and len(word) == 2 else _TEENS.get(word, 0)
            stop = next(
                (at for at in range(last + 4, last + _LONGEST_CALLING + 4) if c[at : at + 1] in _CLAUSE_ENDS), 0
            )
            if stop and (o.is_in(stop - 1, "names.junior") or o.is_in(stop - 1, "names.senior")):
                person.beside.add(o.lower(stop - 1))  # "Lee, who is the coach's nephew,"
        if (
            after in _AFTER
            and c[last + 2 : last + 3] in _ROLE_BEGINS
            and (after != "x" or o.is_in(last + 1, "verbs.be"))
        ):
            self._apposition(person, last + 2)  # "Ann Lee, the mayor,", "Ann Lee is the mayor."

    def _titles(self, person: Person, first: int, last: int) -> bool:
        """Notes the titles with which a run of capitals begins; whether there are any."""
        o, c = self._o, self._o.classes
        printed = "".join(o.tokens[first : last + 1])
        altered = first > 0 and o.is_in(first - 1, "names.altering")
        known = self._titled.get((person, printed)) if not altered else None
        if known is None:
            person.gender = self.title_gender(first, last) or person.gender
            titled = self.title_end(first, last) if "T" in c[first:last] else first - 1
            if titled >= first:
                self.note(person, first - 1 if altered else first, titled)
            known = self._titled[person, printed] = titled >= first
        return known

    def _read_beside(self, person: Person, first: int, last: int) -> None:
        """Notes the titles within a name, and the names behind it: "Ann Lee, of the Ghent Institute, …"."""
        o, c = self._o, self._o.classes
        beside = person.beside
        at = c.find("T", first, last + 1)
        while at >= 0:
            beside.add(o.lower(at).rstrip("."))
            at = c.find("T", at + 1, last + 1)
        if last - first > 1 and o.word(last).isupper():
            beside.add(o.lower(last))  # Ann Lee KC
        after = c[last + 1 : last + 2]
        apposed = after == "," and c[last + 2 : last + 3] in _ROLE_BEGINS and c[last + 2 : last + 3] != "N"
        if not apposed and not (after == "p" and o.is_in(last + 1, "names.origins")):
            return
        stop = min(len(c), last + _LONGEST_APPOSITION)
        end = next((at for at in range(last + 2, stop) if c[at] in _BESIDE_ENDS), stop)
        if apposed and c[end : end + 1] in _VERBS:
            return  # "With Ann Lee, the Ghent mayor said"
        beside.update(o.lower(at).removesuffix("'s") for at in range(last + 2, end) if c[at] in "NS")

    def _described_beside(self, person: Person, first: int) -> None:
        """ "Former deputy mayor Jo Day": the words right before the name at ``first`` are a role."""
        o, c = self._o, self._o.classes
        start = first
        while start > 0 and start > first - 8 and c[start - 1] in "nmNTsSI0J":
            start -= 1
        if not person.age and c[start:first].endswith("n"):
            aged = _AGED.match(o.tokens[first - 1])
            if aged is not None:
                person.age = int(aged[1])  # "19-year-old Jo Day"
        if "m" in c[start:first]:
            start -= start > 0 and o.is_in(start - 1, "pronouns.possessive")  # "by his mother Ann Lee"
            self.note(person, start, first - 1)
        if c[max(0, start - 2) : start] == ",D":
            self._opening(person, start - 3)

    def _opening(self, person: Person, last: int) -> None:
        """ "His coach, the former Wales lock Jo Day, …": the noun with its owner that opens the sentence is a role."""
        o, c = self._o, self._o.classes
        first = last
        while first > max(0, last - _LONGEST_CALLING) and c[first - 1] in "nmNsSD":
            first -= 1
        owned = (
            c[first] in "sS" or "s" in c[first:last] or "S" in c[first:last] or o.is_in(first, "pronouns.possessive")
        )
        if owned and c[last] == "m" and (first == 0 or c[first - 1] in ".?!E\n"):
            self.note(person, first, last)

    def _apposed(self, person: Person, last: int) -> None:
        """ "The mayor of Ghent, Jo Day, …": the noun phrase that ends at ``last`` is a role."""
        c = self._o.classes
        counsel = last >= 0 and c[last] == "B" and self._o.is_in(last, "roles.person")  # a verb too
        if last < 0 or (c[last] not in "nmNT" and not counsel):
            return
        left = last
        limit = max(0, left - 12)
        while left > limit:
            before = c[left - 1]
            if c[left] == "D":  # "The chair | of the inquiry"
                if before != "p" or c[left - 2] not in "mT" or self._o.lower(left - 1) not in _COMPLEMENTING:
                    break
            elif before not in "nmNTsS0IJDpB":
                break
            left -= 1
        if c[left] == "D" and self._o.lower(left + 1) == "maker":
            self._bodies_told.setdefault(person, "maker")  # "The maker of the drug, Calloway Biologic, said"
            person.gender = "n"
        elif c[left] in "DsS" and (counsel or not {"m", "T"}.isdisjoint(c[left : last + 1])):
            head = self.head(left, last)
            if head in self._bodies and head not in self._persons:
                return  # "Where washing hung over the station, Jo Day, …"
            self.note(person, left, last)

    def _described(self, person: Person, last: int) -> None:
        """ "a courteous man named Jo Day": the description that ends at ``last`` is a role."""
        c = self._o.classes
        start = last
        while start > max(0, last - 6) and c[start - 1] in "nmNsS0I":
            start -= 1
        if "m" in c[start : last + 1] and c[start - 1 : start] == "D":
            self.note(person, start - 1, last)

    def _told_by_clause(self, person: Person, comma: int) -> None:
        """ "The historian who bought the log, Jo Day, …": the noun with which the sentence begins is a role."""
        c = self._o.classes
        start = max(c.rfind(end, max(0, comma - _LONGEST_CLAUSE), comma) for end in ".?!E\n") + 1
        told = _TOLD_BY_CLAUSE.match(c, start, comma)
        if told is not None:
            self.note(person, start, told.end() - 1, self._o.lower(told.end() - 1))

    def title_end(self, first: int, last: int) -> int:
        """The last token of the titles with which a run of capitals begins ("Transport Minister"), or first - 1."""
        c = self._o.classes
        left = len(parse_name("".join(self._o.tokens[first : last + 1]).rstrip()).titles)
        at = first
        while left and at < last:
            left -= c[at] != "J"
            at += 1
        while at <= last and c[at] == "J":
            at += 1
        return at - 1

    def _apposition(self, person: Person, at: int) -> None:
        o, c = self._o, self._o.classes
        if c[at : at + 1] == "0":
            if c[at + 1 : at + 2] in (",", ".", ")") and not person.age:
                word = o.word(at)
                person.age = int(word) if word.isdecimal() and len(word) < 3 else 0
            if c[at + 1 : at + 2] != ",":
                return
            at += 2
        stop = min(len(c), at + _LONGEST_APPOSITION)
        role = c.find("m", at, stop)
        if role < 0 or c[at] not in _ROLE_BEGINS or c.find("p", at, role) >= 0:
            return  # mostly: there is no head to be found
        phrase = phrase_right(o, at, stop)
        if phrase is None:
            return
        second: Phrase | None = None
        goes_on = c[at - 1] == "," and c[phrase.last + 1 : phrase.last + 2] == "c" and o.lower(phrase.last + 1) == "and"
        goes_on = goes_on and phrase.last + 2 < stop
        several = goes_on and o.is_in(phrase.last + 2, "pronouns.standing")  # "and one of two lead authors"
        if goes_on and not several:
            second = phrase_right(o, phrase.last + 2, stop)  # "Ann Lee, a Democrat and former public defender,"
            if second is None or c[second.last] != "m" or not self.head(second.first, second.last):
                return
        end = (second or phrase).last + 1
        more = _COMPLEMENTS.match(c, end, stop)  # "a chemist at the Center | for Climate in Ghent,"
        end = more.end() if more is not None else end
        if c[end : end + 1] not in _ROLE_ENDS and not several:
            return
        for one in (phrase, second):
            head = self.head(one.first, one.last) if one is not None else ""
            if one is None or not head:
                continue
            if head in self._bodies and head not in self._persons:
                self._bodies_told.setdefault(person, head)
                person.gender = "n"  # neither he nor she
                return
            self.note(person, one.first, one.last, head)

    def head(self, first: int, last: int) -> str:
        """The noun that names the role in a phrase, in lower case: "mayor" of "the mayor of Ghent"; or ""."""
        c = self._o.classes
        stop = c.find("p", first, last + 1)
        at = c.rfind("m", first, last + 1 if stop < 0 else stop)
        return self._o.lower(at) if at >= 0 else ""

    def note(self, person: Person, first: int, last: int, head: str = "") -> None:
        """Enters the words ``first:last``, both included, as a role of ``person``."""
        printed = "".join(self._o.tokens[first : last + 1])
        if (person, printed) in self._noted:
            return
        self._noted.add((person, printed))
        lower = self._o.lower
        words = {lower(at).rstrip(".") for at in range(first, last + 1)}
        if not person.gender:
            person.gender = "f" if words & self.feminine else "m" if words & self.masculine else ""
        if words <= self._only_titles:
            return
        role = self._o.mention(first, last)
        if role not in person.roles and len(person.roles) < MOST_NAMESAKES:
            person.roles.append(role)
        for word in {head} if head else words:
            holders = self._holders.setdefault(word, [])
            if len(holders) <= MOST_NAMESAKES and person not in holders:
                holders.append(person)

    def holder(self, head: str, words: frozenset[str]) -> tuple[Person | None, list[Person]]:
        """The one person who is "the deputy mayor": whose roles have the head and all the words, and who is no deputy
        where none is asked for; of several the one of exactly this role. And all whom it may mean.
        """
        holders = self.holders.get(head, ())
        if not holders or len(holders) > MOST_NAMESAKES:
            return None, []
        fitting: list[Person] = []
        exact: list[Person] = []
        asked = {_unowned(word) for word in words}
        for person in holders:
            roles = [frozenset(word.strip(".,").lower() for word in role.split()) for role in person.roles]
            if not asked <= {_unowned(word) for role in roles for word in role}:
                continue
            same = [role for role in roles if head in role and self._altering & (role - {head}) <= words]
            if same:
                fitting.append(person)
            if any(role - {"the", "a", "an"} == words | {head} for role in same):
                exact.append(person)
        some = fitting if len(fitting) == 1 else exact
        return some[0] if len(some) == 1 else None, exact or fitting

    def initialled(self, letters: str) -> Person | None:
        """Who "the CS" is: the one person a role of whom these capitals begin, as in "Cabinet Secretary Jo Day"."""
        self._read_all()
        found = self._initials
        if found is None:
            found = self._initials = {}
            for person in dict.fromkeys(self._people.values()):
                for initials in {initials for role in person.roles for initials in self._initials_of(role.split())}:
                    people = found.setdefault(initials, [])
                    if len(people) < MOST_NAMESAKES:
                        people.append(person)
        known = found.get(letters, ())
        return known[0] if len(known) == 1 else None

    def _initials_of(self, role: list[str]) -> Iterator[str]:
        """The first letters of up to four words, the last of which is what somebody is: CS, WCS."""
        capitals = "".join(word[0] for word in role).upper()
        for last, word in enumerate(role):
            if word.lower() in self._persons:
                yield from (capitals[first : last + 1] for first in range(max(0, last + 1 - LONGEST_INITIALS), last))
                if [one.lower() for one in role[max(0, last - 1) : last + 1]] == ["chief", "executive"]:
                    yield "CEO"

    @property
    def beside(self) -> dict[str, list[Person]]:
        """Who has a title, letters behind the name, a place or a body printed beside it, by the first letters of each
        (``stem``)."""
        self._read_all()
        found = self._beside
        if found is None:
            found = self._beside = {}
            for person in dict.fromkeys(self._people.values()):
                told = {word.strip(".,'").lower() for role in person.roles for word in role.split()}
                for word in {stem(word) for word in person.beside | told}:
                    people = found.setdefault(word, [])
                    if len(people) <= MOST_NAMESAKES:
                        people.append(person)
        return found

    def told(self, person: Person) -> set[str]:
        """The titles and nouns that tell what a person is, in lower case."""
        self.of(person)
        words = {word.strip(".,").lower() for role in person.roles for word in role.split()} | person.beside
        return {word for word in words if word in self._persons or word in self._same}

    def title_words(self, first: int, last: int) -> frozenset[str]:
        """The titles in a run, in lower case: "Mayor Ann Lee" is mayor."""
        c = self._o.classes
        if "T" not in c[first:last]:
            return frozenset()
        return frozenset(self._o.lower(at) for at in range(first, last) if c[at] == "T")

    def title_gender(self, first: int, last: int) -> str:
        """ "f" or "m" where a title tells it: Mrs, Sir; or ""."""
        at = self._o.classes.find("T", first, last + 1)
        while at >= 0:
            word = self._o.lower(at)
            if word in self.feminine:
                return "f"
            if word in self.masculine:
                return "m"
            at = self._o.classes.find("T", at + 1, last + 1)
        return ""


def is_naming(o: Outline, at: int, last: int) -> bool:
    """Whether token ``at`` is "named" or "called" before the name that ends at ``last``: "a man called Jo Day", and no
    "the coach called Jo Day a liar"."""
    if not o.is_in(at, "names.named"):
        return False
    c = o.classes
    if at and any(o.is_in(at - 1, words) for words in ("roles.company", "roles.organisation", "roles.public")):
        return False  # "a company called Espiral"
    if o.lower(at) != "called":
        return True
    first = at - 1
    while first > max(0, at - _LONGEST_CALLING) and c[first] in "mnNsSI0":
        first -= 1
    return o.is_in(first, "function.article") and o.lower(first) != "the" and c[last + 1 : last + 2] not in ("D", "n")


def _unowned(word: str) -> str:
    """A word without its possessive ending: "the club's president" is the club president."""
    return word.replace("’", "'").removesuffix("'s")


def stem(word: str) -> str:
    """The letters by which a place and those of it are known: Ukraine and Ukrainian, Milwaukee; short words whole."""
    return word[:_STEM]


def is_kindred(word: str, other: str) -> bool:
    """Whether two words in small letters are one or nearly: "moravkan" and "moravka", "ukrainian" and "ukraine"."""
    if word == other:
        return True
    same = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    return same >= max(_STEM, max(len(word), len(other)) - _LONGEST_ENDING)
