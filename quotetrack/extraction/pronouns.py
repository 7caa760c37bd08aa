"""Pronouns: whom "he" and "she" mean, on the evidence of the article alone.

One sentence after the other is asked, nearest first: its subject, who speaks in it, whom it names. Gender agrees where
the article shows it. Where two are as likely, nobody is chosen, and both are candidates. Imports tokens, mentions,
edges, subjects, openings, answers, printed, cast, people, descriptions and model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from quotetrack.extraction.answers import find_asking, is_asked, is_put, is_question, is_reply, speaks
from quotetrack.extraction.cast import Cast
from quotetrack.extraction.descriptions import Descriptions
from quotetrack.extraction.edges import is_owned
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.openings import STANDING, is_fronted, is_standing
from quotetrack.extraction.people import People
from quotetrack.extraction.printed import name_words
from quotetrack.extraction.roles import Person
from quotetrack.extraction.subjects import clause_subject
from quotetrack.model import Antecedent, SpeakerKind

_MOST_ASKED = 100  # people who may be meant, where nobody fits near a pronoun
_UNNAMED_LOOKBACK = 3
_MOST_CANDIDATES = 8
_LONGEST_ROLE = 5
_LONGEST_NAME = 8  # tokens, with its titles
_ROLE_SPEAKS = re.compile("mv|vDm")
# "Shortly before midnight | the winner | came down"
_FRONTED_ROLE = re.compile(r"[crN]*[pkry][^xvVdBgGIHwt,;:()QEMFU?!\n-]{0,8}[nNyu0J.](D[nsSNJd0I]{0,4}m)(?=r?[xvVd])")
_OWNED = frozenset("nmNTsS0dIBrq")  # what follows a possessive
_RUNS = frozenset("QEMFU")
_RUNS_OR_NONE = _RUNS | {""}
_SAID_LAST = re.compile(r"Hr?v(?:r|p?y0?)*[.,;\n]")
_SPEAKS = re.compile("Hr?v")
_SERVES = re.compile("Dn{0,2}mp")
_SENTENCE_ENDS = frozenset((*".,:?!\n", ""))
_NOUNS = frozenset("nm")
_LISTED = frozenset(("c", ","))  # beside one of several
_APPOSITION_ENDS = tuple(",.wQE\n")
_FAR = 60  # tokens of a sentence that brings somebody in
_NEAR = 8  # tokens between a pronoun and the quote it speaks


class Meant(NamedTuple):
    """Whom a pronoun means, and whom it may mean where that is not decided."""

    people: tuple[Antecedent, ...] = ()
    candidates: tuple[Antecedent, ...] = ()


_Doubt = list[Person]  # several that a pronoun may mean alike
_Found = Person | Antecedent | _Doubt | None


class Pronouns:
    """The pronouns of one article. ``resolve_name`` tells whom a phrase that is a name means, ``resolve_epithet`` whom
    "the candidate" means without asking for a pronoun, ``find_possible`` whom it may mean."""

    def __init__(
        self,
        cast: Cast,
        people: People,
        descriptions: Descriptions,
        resolve_name: Callable[[Phrase], tuple[Antecedent, ...]],
        resolve_epithet: Callable[[Phrase], Person | None],
        find_possible: Callable[[Phrase], list[Person]],
    ) -> None:
        self._cast = cast
        self._people = people
        self._descriptions = descriptions
        self._resolve_name = resolve_name
        self._resolve_epithet = resolve_epithet
        self._find_possible = find_possible
        self._subjects: dict[tuple[int, int], Phrase | None] = {}  # of sentences, by their token ranges

    def resolve(self, phrase: Phrase) -> Meant:
        """Whom the pronoun ``phrase`` means. "I" and "we" mean nobody."""
        o = self._cast.o
        word = o.lower(phrase.first).partition("'")[0]  # she’d
        gender = self.gender_of(word)
        if gender:
            found = self.one(phrase.first, gender)
            if not isinstance(found, Person):
                found = self._main_rather(found, phrase.first, gender)
            if isinstance(found, Antecedent):
                return Meant((found,))
            if isinstance(found, Person):
                found.gender = found.gender or gender
                return Meant((self._cast.antecedent(found),))
            doubt = found if found is not None else self._near(phrase.first, gender)
            return Meant((), tuple(self._cast.antecedent(person) for person in doubt[:_MOST_CANDIDATES]))
        for person in self._cast.people.values() if word in o.rules.words["pronouns.first"] else ():
            if person.first and o.lower(person.first - 1) in o.rules.words["pronouns.introducing"]:
                return Meant((self._cast.antecedent(person),))  # "I’m Ann Lee"
        return Meant()

    def _main_rather(self, found: Antecedent | _Doubt | None, at: int, gender: str) -> _Found:
        """Whom the article is about, where the pronoun at token ``at`` finds nobody else, or him among others, or
        somebody without a name who has not spoken; else ``found``."""
        if found is _SOMEBODY:
            return None
        main = self._people.main(gender)
        if main is None or main.first > at:
            return found
        if isinstance(found, Antecedent):
            rather = (
                found.kind is SpeakerKind.UNNAMED and not self._has_spoken(found, at) and not self._is_new(found, at)
            )
        else:
            rather = not found or main in found
        return main if rather else found

    def _has_spoken(self, meant: Antecedent, at: int) -> bool:
        """Whether somebody without a name is the subject of a sentence with a verb of saying before token ``at``."""
        o, c = self._cast.o, self._cast.o.classes
        for start, end in self._people.sentences_back(at, _UNNAMED_LOOKBACK):
            phrase = self.subject(start, end) if "v" in c[start:end] else None
            if phrase is not None and meant.name in o.span(phrase.first, phrase.last).of(o.text):
                return True
        return False

    def _is_new(self, meant: Antecedent, at: int) -> bool:
        """Whether the sentence before that of token ``at`` brings somebody in by "a" or "an"."""
        o = self._cast.o
        before = self._people.sentence_start(at)
        start = max(before - _FAR, self._people.sentence_start(before - 1) if before else 0)
        printed = o.text[o.start(start) : o.start(before)]
        return any(f"{article} {meant.name}" in printed for article in ("a", "an", "A", "An"))

    def gender_of(self, pronoun: str) -> str:
        """ "f" or "m" for a pronoun of one gender, in lower case; or ""."""
        lists = self._cast.o.rules.words
        return "f" if pronoun in lists["pronouns.feminine"] else "m" if pronoun in lists["pronouns.masculine"] else ""

    # -------------------------------------------------------- he and she

    def one(self, at: int, gender: str) -> _Found:
        """The last fitting subject or speaker before token ``at``; somebody without a name is an Antecedent."""
        said = self._words_said(at) or self._people.named_by(at, gender)
        return self._back(at, gender, said) or (self._back(at, gender, "") if said else None)

    def _back(self, at: int, gender: str, said: str) -> _Found:
        o, c, answered = self._cast.o, self._cast.o.classes, self._answered(at)
        within = c[at - 1 : at] in _RUNS and c[at - 2] not in _SENTENCE_ENDS and c[at - 2] not in _RUNS
        said_last = _SAID_LAST.match(c, at) and (within or (c[at - 1 : at] == "," and c[at - 2] not in "wk"))
        apart: list[Person] = []  # "Lee told her": she is not Lee, whom the sentence before names too
        for start, end in self._people.sentences_back(at):
            if said_last and end == at and not (within and "v" in c[start:at]):
                continue  # "Her tutor had left Ann Lee, she said": words of hers
            answers = is_reply(o, at) or is_question(c, start, end, at) or is_asked(o, start, end, at)
            asked = self._asked(start, end, gender) if answers and end < at else _NOBODY
            if asked is not _NOBODY:
                return asked
            if is_put(o, start, end, at):
                continue  # "“Never?” asked the clerk. “Never,” he said."
            speaker = self._people.attributing(start, end) if end <= at and _SPEAKS.match(c, at) else None
            if speaker and self._people.fit([speaker], gender) and not _named_in(speaker, said):
                return speaker  # "Roe had been ill, Ann Lee said. She said …"
            found = self._in_sentence(start, end, at, gender, said, apart)
            if found is not _NOBODY and found is not answered and found not in apart:
                return found
        return None

    def _in_sentence(self, start: int, end: int, at: int, gender: str, said: str, apart: list[Person]) -> _Found:
        """Whom a pronoun of ``gender`` means by the sentence ``start:end``, no one named in ``said``; or _NOBODY."""
        c, people = self._cast.o.classes, self._people
        places = people.between(start, end)
        if not places and {"m", "N", "T", "B"}.isdisjoint(c[start:end]) and not is_standing(self._cast.o, start, end):
            return _NOBODY
        phrase = self.subject(start, end)
        if phrase is not None:
            if phrase.last == at - 2 and c[at - 1] == ",":
                return _NOBODY  # "Ann Lee, he added, “…”": he is not she
            found = self._subject_person(phrase, end, gender)
            if isinstance(found, Person) and found is not _NOBODY and not people.gender(found):
                if self._is_gendered_object(phrase.last + 1, end, gender):
                    apart.append(found)
                    return _NOBODY  # "Her tutor, Ann Lee, told her": she is not Lee
                objects = [people.at(n) for n in places if c[n] != "S" and c[n + 1 : n + 2] not in _NOUNS]
                known = {p for p in objects if p is not None and people.gender(p) == gender}
                speaks_on = end <= at and speaks(self._cast.o, phrase.last + 1) and _SPEAKS.match(c, at)
                if len(known) == 1 and not speaks_on and not any(_named_in(p, said) for p in known):
                    return known.pop()  # "Katz had lost her own key to Stern"
            if isinstance(found, Antecedent) and self._is_gendered_object(phrase.last + 1, end, gender):
                return _NOBODY  # "A student asked her why. She …"
            if found is not _NOBODY and not (isinstance(found, Person) and _named_in(found, said)):
                return found
        elif end == at and is_fronted(self._cast.o, start, at):
            places = [place for place in places if c[place] == "S"]  # "Asked by Ann Lee, he …", "Of Ann Lee, he …"
            if not places:
                return _NOBODY
        speaking = people.fit(self._people.speaking(places, start), gender)
        if speaking and not _named_in(speaking[-1], said):
            return speaking[-1]
        unnamed = self._unnamed_speaker(start, end, gender)
        if unnamed is not None:
            return unnamed
        fronted = phrase is not None and c[phrase.first] == "H" and self._is_gendered(phrase.first, gender)
        if fronted and phrase is not None and is_fronted(self._cast.o, start, phrase.first):
            return _NOBODY  # "Told what Lee had said, he …"
        named = [people.at(t) for t in places if c[t] != "S"] or [people.at(t) for t in places]
        named = named or self._by_role(start, end)
        fitting = people.fit((p for p in named if p is not None), gender)
        if not fitting:
            return self._in_doubt(start, end, gender)
        fitting = [p for p in fitting if not _named_in(p, said)]
        if not fitting:
            return _NOBODY
        if len(fitting) == 1:
            head = phrase.first if phrase is not None else start + (c[start] in "crk")
            if c[head] == "H" and head < at and self._is_gendered(head, gender):
                before = places and places[0] < head and not is_fronted(self._cast.o, start, head)
                return fitting[0] if before else _NOBODY  # "Lee sat down, and he …"
            return fitting[0]
        if phrase is None:
            return self.joined(fitting[0], places) or fitting[0]
        return _NOBODY

    def _answered(self, at: int) -> Person:
        """Whoever spoke in the sentence before that of the pronoun at token ``at``, where that is nothing but "“…,” he
        answered": somebody else answers."""
        c, people = self._cast.o.classes, self._people
        start = people.sentence_start(at)
        if start == 0 or at - start > 2 or not is_reply(self._cast.o, at):
            return _NOBODY
        if c[start:at].strip(",") not in _RUNS_OR_NONE or c[at + 2 : at + 3] not in _SENTENCE_ENDS:
            return _NOBODY
        end = start
        while end > 1 and c[end - 1] == "\n":  # the paragraph before
            end -= 1
        before = people.sentence_start(end - 1)
        speaking = self._people.speaking(people.between(before, end), before)
        return speaking[-1] if speaking else _NOBODY

    def _asked(self, start: int, end: int, gender: str) -> _Found:
        """Who was asked in a sentence: "A reporter asked Ann Lee how she felt"; _NOBODY where it is not told."""
        asking = find_asking(self._cast.o, start, end)
        asks = asking > start and self._cast.o.classes[asking - 1] not in _RUNS | {","}  # not "“Why?” asked | Ann Lee"
        phrase = phrase_right(self._cast.o, asking + 1, end) if asks else None
        found = self._subject_person(phrase, end, gender) if phrase is not None else _NOBODY
        return _NOBODY if found is None else found

    def _by_role(self, start: int, end: int) -> list[Person | None]:
        """The people whom a sentence means by a role alone: "By evening the chairman, too, had come"."""
        o, c = self._cast.o, self._cast.o.classes
        found: list[Person | None] = []
        last = c.find("m", start, end)
        while last >= 0:
            first = last
            while first > start and last - first < _LONGEST_ROLE and c[first - 1] in "nNmSs":
                first -= 1
            if first > start and c[first - 1] == "D" and self._descriptions.is_person(o.lower(last)):
                words = frozenset(o.lower(at) for at in range(first, last))
                if o.lower(first - 1) == "the" or o.is_in(first - 1, "pronouns.possessive"):
                    found.append(self._cast.roles.holder(o.lower(last), words)[0])
            last = c.find("m", last + 1, end)
        return [person for person in found if person is not None]

    def _in_doubt(self, start: int, end: int, gender: str) -> _Found:
        """Whom a surname means that several share, in a sentence that names nobody else: the one it can be, or all."""
        doubtful = self._cast.doubtful
        for token in range(start, end) if doubtful else ():
            if token in doubtful:
                some = self._people.fit(doubtful[token], gender)
                if len(some) != 1 and self._people.is_of_age(token - 1):
                    meant = self._resolve_name(Phrase(token, token))  # "The younger Nnadi had her revenge. She …"
                    return meant[0] if meant else some or _NOBODY
                return some[0] if len(some) == 1 else self._cast.by_surname(some) or some or _NOBODY
        return _NOBODY

    def _is_gendered(self, at: int, gender: str) -> bool:
        return self.gender_of(self._cast.o.lower(at).partition("'")[0]) == gender

    def _is_gendered_object(self, at: int, end: int, gender: str) -> bool:
        """Whether the verb behind a subject that ends before token ``at`` has a pronoun of a gender as its object."""
        c = self._cast.o.classes
        verb = next((place for place in range(at, min(end, at + _NEAR)) if c[place] in "vVdB"), end)
        return (
            verb + 1 < end
            and c[verb + 1] in "uD"
            and c[verb + 2 : verb + 3] not in _OWNED
            and self._is_gendered(verb + 1, gender)
        )

    def subject(self, start: int, end: int) -> Phrase | None:
        """The subject of a sentence, or the phrase before its first comma: "The bank, for its part, …"."""
        if (start, end) in self._subjects:
            return self._subjects[start, end]
        o, c = self._cast.o, self._cast.o.classes
        subject = clause_subject(o, start, end)
        phrase = subject.phrase if subject is not None else None
        begin = start + (c[start] in "crk")
        if subject is None and c[begin : begin + 1] in ("D", "N", "T"):
            phrase = phrase_right(o, begin, end)
            if phrase is not None and c[phrase.last + 1 : phrase.last + 2] != ",":
                phrase = None
            if phrase is not None and c[phrase.first] != "D" and phrase.role is None:
                phrase = phrase if phrase.last in self._cast.by_token else None
        fronted = _FRONTED_ROLE.match(c, begin, end) if phrase is None else None
        if fronted is not None:
            phrase = Phrase(fronted.start(1), fronted.end(1) - 1)
        if phrase is None and o.lower(begin) in STANDING and c[begin + 1 : begin + 2] in ("x", "v", "V", "d"):
            phrase = Phrase(begin, begin)
        self._subjects[start, end] = phrase
        return phrase

    def _subject_person(self, phrase: Phrase, end: int, gender: str) -> _Found:
        """Whom a subject means, where a pronoun of ``gender`` can mean the same; _NOBODY where it cannot."""
        o, c, people = self._cast.o, self._cast.o.classes, self._people
        if c[phrase.first] == "H" and phrase.first < phrase.last:
            return _NOBODY  # "He and his colleague Ann Lee agree. He …"
        named = people.between(phrase.first, phrase.last + 1)
        person = people.at(phrase.last)
        if _SERVES.match(c, phrase.first, phrase.last):
            person, named = None, []  # "a spokesman for Ann Lee"
        apposed = c[phrase.first] == "D" and c[phrase.last + 1 : phrase.last + 2] in _APPOSITION_ENDS
        if apposed and (person is None or person.scene):
            person = people.beside(phrase.first)  # "said Ann Lee of Ghent, a professor of economics"
        person = None if person is not None and person.scene else person  # "a machinist in Fall River"
        if person is None and c[phrase.first] == "D":
            person = self._descriptions.apposed(phrase) or self.told_to_be(phrase)  # "a third, Ann Lee, said"
        elif person is None and "S" in c[phrase.first : phrase.last]:
            person, named = self.told_to_be(phrase), []  # "Roe's first witness was Ann Lee. She …"
        if person is not None:
            some = people.fit([p for p in map(people.at, named) if p is not None] or [person], gender)
            listed = c[phrase.last + 1 : phrase.last + 2] in _LISTED or c[phrase.first - 1 : phrase.first] in _LISTED
            together = self.joined(person, self.around(phrase)) if some and listed else None
            if together is not None:
                some = people.fit(together, gender)
            return _NOBODY if not some else some[0] if len(some) == 1 else some
        if phrase.first == phrase.last and o.lower(phrase.first) in STANDING:
            return Antecedent(o.word(phrase.first), SpeakerKind.UNNAMED)  # "Another was blunter. He …"
        if phrase.last in self._cast.doubtful:
            return self._in_doubt(phrase.last, phrase.last + 1, gender)
        if c[phrase.first] in "NT" and c[phrase.last] in "NJ":
            found = self._resolve_name(phrase)  # "Carol does the books. She …"
            if found and found[0].kind is SpeakerKind.PERSON and self._may_be_person(found[0].name, phrase):
                return found[0]
        if self._descriptions.is_unnamed_person(phrase, gender):
            means, either = self._descriptions.resolve(phrase)
            if means and means[0].kind is SpeakerKind.UNNAMED and o.lower(phrase.first) == "the":
                person = self._resolve_epithet(phrase)
                if person is not None and people.fit([person], gender):
                    return person
                possible = people.fit(self._find_possible(phrase), gender)
                known = "N" in c[phrase.first : phrase.last] or o.is_in(phrase.first + 1, "names.bygone")
                if possible and not known:  # "the Vermont senator", "the former president" may be known
                    return possible
                if possible:
                    return _SOMEBODY
                if person is not None:
                    return None  # "The winner rose. She …", who is not the man who spoke before
            if not means and either:
                some = people.fit(filter(None, (self._cast.people.get(self._key(one)) for one in either)), gender)
                return some[0] if len(some) == 1 else some or None  # "the councillor", of two
            owned = o.is_in(phrase.first, "pronouns.possessive")
            if not owned and means and means[0].kind is SpeakerKind.UNNAMED and c[phrase.last + 1] != "v":
                objects = people.fit(filter(None, map(people.at, people.between(phrase.last + 1, end))), gender)
                if len(objects) == 1:
                    return objects  # "A judge ordered Ann Lee held. She …": one of the two
            if owned and not (means and means[0].kind is SpeakerKind.PERSON):
                # "His mother said she …": somebody, and nobody here is named so
                return _SOMEBODY if "v" in c[phrase.last + 1 : end] else None
            if means and means[0].kind is SpeakerKind.PERSON:
                found_person = self._cast.people.get(self._key(means[0]))
                return found_person if found_person and people.fit([found_person], gender) else _NOBODY
            return means[0] if means else None
        if o.lower(phrase.first) == "the":
            person = self._resolve_epithet(phrase)  # "The Beninese smiled. He …"
            if person is not None and people.fit([person], gender):
                return person
            if o.lower(phrase.last).endswith("-year-old"):
                return self._owned_before(phrase.first, gender) or _SOMEBODY
        return _NOBODY

    def _owned_before(self, at: int, gender: str) -> Person | None:
        """The only one named in the sentence before token ``at``, of somebody of the other gender: "His niece, Ann, was
        in. The 26-year-old …" is she."""
        people = self._people
        start = people.sentence_start(at)
        places = people.between(people.sentence_start(start - 1), start) if start else []
        first = people.first(places[0]) if len(places) == 1 else 0
        owned = first > 0 and is_owned(self._cast.o, first, "f" if gender == "m" else "m")
        some = people.fit(filter(None, map(people.at, places)), gender) if owned else []
        return some[0] if some else None

    def _key(self, meant: Antecedent) -> str:
        return " ".join(name_words(meant.name))

    def told_to_be(self, phrase: Phrase) -> Person | None:
        """Who "a witness" is in "a witness named Ann Lee", "The witness was Ann Lee", "… was his wife, Ann Lee"."""
        o, c = self._cast.o, self._cast.o.classes
        at = phrase.last + 1
        if c[at : at + 1] in ("d", "V", "w"):
            return self._cast.by_token.get(self._descriptions.after_named(at))
        if c[at : at + 2] not in ("xN", "xT", "xD") or not o.is_in(at, "verbs.be"):
            return None
        if c[at + 1] == "D":
            told = phrase_right(o, at + 1, len(c))
            named = told is not None and told.role is not None
            return self._people.at(told.last) if told is not None and named else None
        end = at + 1
        while end < at + _LONGEST_NAME and c[end + 1 : end + 2] in ("N", "J", "T", "q"):
            end += 1
        return self._people.at(end)

    def around(self, phrase: Phrase) -> list[int]:
        """The mentions of people from a phrase to the end of its sentence."""
        c = self._cast.o.classes
        ends = [at for at in (c.find(letter, phrase.last) for letter in ".?!E\nQMFU") if at >= 0]
        first = self._people.sentence_start(phrase.first)
        return self._people.between(first, min([*ends, phrase.last + 40]))

    def joined(self, person: Person, places: list[int]) -> list[Person] | None:
        """The people among whom ``person`` is listed: "Ann Lee and Jo Day", "Ann Lee, Jo Day and Bo Fox"; or None."""
        o, c, people = self._cast.o, self._cast.o.classes, self._people
        group: list[Person] = []
        before = -1
        anded = False
        for token in places:
            first = people.first(token)
            link = c[before + 1 : first] if before >= 0 else "-"
            if link not in ("c", ",", ",c"):
                if person in group and anded:
                    break
                group, anded = [], False
            anded = anded or (link.endswith("c") and o.lower(first - 1) == "and")
            met = people.at(token)
            if met is not None:
                group.append(met)
            before = token
        return list(dict.fromkeys(group)) if person in group and anded and len(set(group)) > 1 else None

    def _unnamed_speaker(self, start: int, end: int, gender: str) -> Antecedent | None:
        """Who spoke without a name: "“…,” said a passenger." """
        o, c = self._cast.o, self._cast.o.classes
        verb = c.rfind("v", start, end)
        if verb <= start or c[verb - 1] not in _RUNS or c[verb + 1 : verb + 2] != "D":
            return None
        phrase = phrase_right(o, verb + 1, end)
        if phrase is None or phrase.role is not None or not self._descriptions.is_unnamed_person(phrase, gender):
            return None
        means, _ = self._descriptions.resolve(phrase)
        return means[0] if means and means[0].kind is SpeakerKind.UNNAMED else None

    def _may_be_person(self, name: str, phrase: Phrase) -> bool:
        """Whether a name that is nobody's in full can be a person's: titled, or used as one."""
        return self._cast.o.classes[phrase.first] == "T" or name in self._cast.persons

    def _words_said(self, at: int) -> str:
        """The quote beside the pronoun at token ``at``; "" where none stands near."""
        o, c = self._cast.o, self._cast.o.classes
        for token in (*range(at - 1, max(-1, at - 3), -1), *range(at + 1, min(len(c), at + _NEAR))):
            if c[token] in _RUNS:
                return o.run_at(token).inner.of(o.text)
            if c[token] == "\n":
                break
        return ""

    def _near(self, at: int, gender: str) -> list[Person]:
        """All whom a pronoun that means nobody for sure may mean, by the order in which they are named first: of the
        sentences before it, else of all before it, else of all."""
        people = self._people
        starts = [start for start, _ in self._people.sentences_back(at)]
        places = people.between(starts[-1], at) if starts else []
        fitting = people.fit((p for p in map(people.at, places) if p is not None), gender)
        if not fitting:
            known = [p for p in islice(self._cast.people.values(), _MOST_ASKED) if not p.scene]
            fitting = people.fit((p for p in known if p.first < at), gender) or people.fit(known, gender)
        return sorted(fitting, key=lambda person: person.first)

    def evidence(self, at: int) -> Iterator[tuple[tuple[int, int], Phrase | None, list[Person]]]:
        """The sentences that the pronoun at token ``at`` looks back to, nearest first: token range, subject, people."""
        for start, end in self._people.sentences_back(at):
            named = map(self._people.at, self._people.between(start, end))
            yield (start, end), self.subject(start, end), list(dict.fromkeys(person for person in named if person))

    def only_speaker(self, people: list[Person], at: int) -> Person | None:
        """The one of several who speaks in the sentences before token ``at``, if just one does."""
        spoken: set[Person] = set()
        for start, end in self._people.sentences_back(at):
            spoken.update(self._people.speaking(self._people.between(start, end), start))
            if _ROLE_SPEAKS.search(self._cast.o.classes, start, end):
                spoken.update(person for person in self._by_role(start, end) if person is not None)
        some = [person for person in people if person in spoken]
        return some[0] if len(some) == 1 else None


_SOMEBODY = Antecedent("", SpeakerKind.UNNAMED)  # nobody who is named, and not even a description
_NOBODY: Person = Person("", (), -1)


def _named_in(person: Person, said: str) -> bool:
    """Whether the words of a quote hold the given name or surname of ``person``."""
    return bool(said) and (person.name.rpartition(" ")[2] in said or person.name.partition(" ")[0] in said)
