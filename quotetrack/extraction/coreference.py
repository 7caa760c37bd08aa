"""Whom a mention means, as far as the article itself tells: "he", "Smith", "the mayor" to the fullest name.

A mention is resolved against the cast of its article, "unique or nobody": a surname that two people share, or a pronoun
without a fitting subject before it, stays what it is. Imports tokens, mentions, printed, subjects, cast and model.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from quotetrack.extraction.cast import Cast, Person
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.printed import name_words, take_apart
from quotetrack.extraction.subjects import Subject, clause_subject
from quotetrack.extraction.tokens import Outline
from quotetrack.model import Antecedent, SpeakerKind

_LOOKBACK = 8  # sentences a pronoun looks back
_FARTHEST = 400  # and tokens: keeps text without full stops linear


class Coreference:
    """Resolves the mentions of one article; each pronoun resolved may tell more about a person's gender."""

    def __init__(self, o: Outline) -> None:
        self._cast = Cast(o)
        self._she = o.rules.list("pronouns.feminine")
        self._he = o.rules.list("pronouns.masculine")
        self._bodies_by_word: dict[str, list[str]] = {}  # "" for all
        self._acronyms: dict[str, bool] = {}

    def resolve(self, phrase: Phrase) -> tuple[tuple[Antecedent, ...], str]:
        """Whom a mention means, and how that was found (a key of confidence.toml's identity table).

        More than one for "Day and Roe"; none where nobody fits.
        """
        c = self._cast.o.classes
        if (
            c[phrase.first : phrase.first + 2] == "DT"
            and c[phrase.last] in "NJ"
            and "p" not in c[phrase.first : phrase.last]
        ):
            phrase = Phrase(phrase.first + 1, phrase.last)  # "the Rev. Ann Lee"
        letter = c[phrase.first]
        if letter == "H" or (letter == "D" and phrase.first == phrase.last):
            return self._resolve_pronoun(phrase), "pronoun"
        if c[phrase.last] in "NJTS" and letter in "NTJS" and set(c[phrase.first : phrase.last + 1]) != {"T"}:
            both = c.find("c", phrase.first, phrase.last)
            if both > 0:
                parts = (Phrase(phrase.first, both - 1), Phrase(both + 1, phrase.last))
                return tuple(person for part in parts for person in self._resolve_name(part)), "full-name"
            found = self._resolve_name(phrase)
            printed, words = take_apart(self._cast.text(phrase.first, phrase.last))
            if found and found[0].name != printed:
                return found, "surname"
            return found, "full-name" if len(words) > 1 else "name-alone"
        found = self._resolve_role(phrase)
        return found, "role" if found and found[0].kind is SpeakerKind.PERSON else "description"

    def resolve_name(self, printed: str) -> tuple[tuple[Antecedent, ...], str]:
        """Whom a name printed elsewhere means (a label, a name inside a quote), and how that was found.

        Empty where it is no name: a pronoun, "Q".
        """
        name, words = take_apart(printed)
        if not words or len(name) < 2 or (not name[0].isupper() and len(words) == 1):
            return (), "name-alone"
        person = self._cast.people.get(" ".join(words)) or self._cast.unique(words, "")
        holders = self._cast.by_role.get(printed.lower().removeprefix("the "), ()) if person is None else ()
        if len(holders) == 1:
            person = holders[0]  # "THE CHAIR:"
        if person is not None:
            return (self._cast.antecedent(person),), "surname" if person.name != name else "full-name"
        if not name[0].isupper():
            return (Antecedent(_without_article(printed), SpeakerKind.UNNAMED),), "description"
        return (Antecedent(name, self._cast.kind_of_name(name)),), "full-name" if len(words) > 1 else "name-alone"

    def _resolve_name(self, phrase: Phrase) -> tuple[Antecedent, ...]:
        printed = self._cast.text(phrase.first, phrase.last)
        name, words = take_apart(printed)
        if not words:
            return ()
        if name in self._cast.acronyms:
            return self._body(self._cast.acronyms[name])
        if len(words) == 1 and printed.isupper() and self._is_acronym(printed, name):
            return (Antecedent(printed, SpeakerKind.ORGANISATION),)
        by_age = self._by_age(phrase.first - 1, words)
        if by_age is not None:
            return (self._cast.antecedent(by_age),) if by_age.age else (Antecedent(name, SpeakerKind.PERSON),)
        person = self._cast.by_token.get(phrase.last) or self._cast.people.get(" ".join(words))
        if person is None and self._cast.kind_of_name(name) is SpeakerKind.PLACE:
            return (Antecedent(name, SpeakerKind.PLACE),)
        if person is None:
            gender = self._cast.title_gender(phrase.first, phrase.last)
            titles = self._cast.title_words(phrase.first, phrase.last)
            person = self._cast.unique(words, gender, phrase.first, titles)
        if person is not None:
            return (self._cast.antecedent(person),)
        return (Antecedent(name, self._cast.kind_of_name(name)),)

    def _is_acronym(self, printed: str, name: str) -> bool:
        """Whether a word in capitals is no name shouted: UNICEF, where "Unicef" stands nowhere and names nobody."""
        found = self._acronyms.get(printed)
        if found is None:
            found = name not in self._cast.o.text and printed.lower() not in self._cast.by_word
            self._acronyms[printed] = found
        return found

    def _resolve_role(self, phrase: Phrase) -> tuple[Antecedent, ...]:
        o, c = self._cast.o, self._cast.o.classes
        name = _without_article(self._cast.text(phrase.first, phrase.last))
        if name in self._cast.acronyms:
            return self._body(self._cast.acronyms[name])
        bare = (
            c[phrase.last] == "m" and o.is_in(phrase.last, "roles.person") and set("mn") >= set(self._letters(phrase))
        )
        if o.lower(phrase.first) == "the" or bare:  # a headline leaves "the" out: "says mayor"
            head = self._cast.role_head(phrase.first, phrase.last)
            words = {o.lower(at) for at in range(phrase.first + (not bare), phrase.last + 1)} - {head, "s", "'s"}
            holder = self._cast.holder(head, frozenset(words)) if head else None
            if holder is not None:
                return (self._cast.antecedent(holder),)
            alone = phrase.last == phrase.first + 1 and head not in self._cast.by_role
            body = self._body_named(o.lower(phrase.last)) if alone else None
            if body is not None:
                return (Antecedent(body, SpeakerKind.ORGANISATION),)
        named = self._cast.by_token.get(self._after_named(phrase.last + 1))
        if named is not None:
            return (self._cast.antecedent(named),)
        return (Antecedent(name, self.kind_of_phrase(phrase)),) if name and c[phrase.first] != "H" else ()

    def _letters(self, phrase: Phrase) -> str:
        return self._cast.o.classes[phrase.first : phrase.last + 1]

    def _body(self, name: str) -> tuple[Antecedent, ...]:
        return (Antecedent(_without_article(name), SpeakerKind.ORGANISATION),)

    def _after_named(self, at: int) -> int:
        """The last token of the name in "a man named Jo Day", where ``at`` is "named"; -1 where it is not."""
        o = self._cast.o
        if at >= len(o.tokens) or not o.is_in(at, "names.named"):
            return -1
        end = at
        while o.classes[end + 1 : end + 2] in ("N", "J", "T", "q"):
            end += 1
        return end

    def _by_age(self, at: int, words: tuple[str, ...]) -> Person | None:
        """Who "the elder Horvat" is, of two Horvats whose ages are told; a Person without an age where they are not."""
        o = self._cast.o
        elder = at > 0 and o.is_in(at, "names.elder")
        if not elder and not (at > 0 and o.is_in(at, "names.younger")):
            return None
        people = [person for person in self._cast.by_word.get(words[-1], ()) if person.words[-1] == words[-1]]
        ages = {person.age for person in people}
        if len(people) != 2 or 0 in ages or len(ages) != 2:
            return Person("", words, at)
        return max(people, key=lambda p: p.age) if elder else min(people, key=lambda p: p.age)

    def _body_named(self, head: str) -> str | None:
        """The one organisation of the article that "the bank" or "the company" can mean."""
        if not self._bodies_by_word:
            for name in self._cast.bodies:
                for word in {*name.lower().split(), ""}:
                    self._bodies_by_word.setdefault(word, []).append(name)
        named = self._bodies_by_word.get(head, ())
        if not named and head in self._cast.o.rules.list("roles.company"):
            named = self._bodies_by_word.get("", ())
        return named[0] if len(named) == 1 else None

    def kind_of_phrase(self, phrase: Phrase) -> SpeakerKind:
        """What kind of speaker a noun phrase is, by its head."""
        o, c = self._cast.o, self._cast.o.classes
        stop = next((at for at in range(phrase.first, phrase.last + 1) if c[at] == "p"), phrase.last + 1)
        head = o.lower(stop - 1)
        text = _without_article(self._cast.text(phrase.first, phrase.last)).lower()
        if text in self._cast.places:
            return SpeakerKind.PLACE
        if head in o.rules.list("roles.document"):
            return SpeakerKind.DOCUMENT
        if head in o.rules.list("roles.organisation") or head in self._cast.body_words:
            return SpeakerKind.ORGANISATION
        if c[stop - 1] in "N" and all(letter in "DNTJ" for letter in c[phrase.first : stop]):
            return SpeakerKind.ORGANISATION
        return SpeakerKind.UNNAMED

    def _resolve_pronoun(self, phrase: Phrase) -> tuple[Antecedent, ...]:
        o, c = self._cast.o, self._cast.o.classes
        word = o.lower(phrase.first)
        gender = "f" if word in self._she else "m" if word in self._he else ""
        if gender:
            person = self._antecedent_of(phrase.first, gender)
            if isinstance(person, Antecedent):
                return (person,)
            if person is not None:
                person.gender = person.gender or gender
                return (self._cast.antecedent(person),)
        if word in o.rules.list("pronouns.group"):
            subject = self._group_before(phrase.first, word)
            if subject is not None:
                found = self._resolve_name(subject) if c[subject.first] in "NT" else self._resolve_role(subject)
                return () if any(one.kind is SpeakerKind.PERSON for one in found) else found
        return ()

    def _sentences_back(self, at: int, most: int = _LOOKBACK) -> Iterator[tuple[int, int]]:
        """Token ranges of the sentence up to ``at`` and of those before it, nearest first."""
        c = self._cast.o.classes
        end = at
        floor = max(0, at - _FARTHEST)
        while end > floor and most:
            start = max(floor, *[c.rfind(letter, floor, end) + 1 for letter in ".?!E\n"])
            if end > start:
                yield start, end
                most -= 1
            end = start - 1

    def _antecedent_of(self, at: int, gender: str) -> Person | Antecedent | None:
        """The person a "he" or "she" at token ``at`` means: the last fitting subject or speaker before it.

        An Antecedent where that is somebody without a name ("A neighbour, who grows beans, said he …").
        """
        c = self._cast.o.classes
        for start, end in self._sentences_back(at):
            subject = clause_subject(self._cast.o, start, end) or self._opening(start, end)
            if subject is not None:
                person = self._cast.by_token.get(subject.phrase.last)
                if subject.phrase.last == at - 2 and c[at - 1] == ",":
                    continue  # "Ann Lee, he added, “…”": he is not she
                if person is None and c[subject.phrase.first] == "D":
                    named = self._resolve_role(subject.phrase)
                    person = self._cast.people.get(" ".join(name_words(named[0].name))) if named else None
                if person is not None and person.gender in ("", gender):
                    return person
                if person is None and c[subject.phrase.first] in "NT" and c[subject.phrase.last] in "NJ":
                    named = self._resolve_name(subject.phrase)  # "Carol does the books. She …"
                    if (
                        named
                        and named[0].kind is SpeakerKind.PERSON
                        and self._may_be_person(named[0].name, subject.phrase)
                    ):
                        return named[0]
                if person is None and self._is_unnamed_person(subject.phrase, gender):
                    if self._cast.o.is_in(subject.phrase.first, "pronouns.possessive"):
                        return None  # "His mother said she …": somebody, and nobody here is named so
                    return self._resolve_role(subject.phrase)[0]
            speaking = [p for p in self._speaking(start, end) if p.gender in ("", gender)]
            if speaking:
                return speaking[-1]
            fitting = dict.fromkeys(p for p in self._named_between(start, end) if p.gender in ("", gender))
            if fitting and (subject is None or (len(fitting) == 1 and c[subject.phrase.first] != "H")):
                return next(iter(fitting))
        return None

    def _may_be_person(self, name: str, phrase: Phrase) -> bool:
        """Whether a name that is nobody's in full can be a person's: titled, or used as one."""
        return self._cast.o.classes[phrase.first] == "T" or name in self._cast.persons

    def _opening(self, start: int, end: int) -> Subject | None:
        """The phrase with which a sentence begins, before a comma: "The bank, for its part, sends letters."."""
        o, c = self._cast.o, self._cast.o.classes
        phrase = phrase_right(o, start, end) if c[start] in "DNT" else None
        if phrase is None or c[phrase.last + 1 : phrase.last + 2] != ",":
            return None
        known = c[phrase.first] == "D" or phrase.role is not None or phrase.last in self._cast.by_token
        return Subject(phrase, "opening") if known else None

    def _is_unnamed_person(self, phrase: Phrase, gender: str) -> bool:
        """Whether a subject is one person told by a role, whose gender the pronoun does not contradict."""
        o, c = self._cast.o, self._cast.o.classes
        head = self._cast.role_head(phrase.first, phrase.last)
        if o.is_in(phrase.first, "pronouns.standing") and o.lower(phrase.first + 1) == "of":  # "one of the attendants"
            head = self._cast.role_head(phrase.first + 2, phrase.last).removesuffix("s")
        if not (o.is_in(phrase.first, "function.introducing") or o.is_in(phrase.first, "pronouns.possessive")):
            return False
        if c[phrase.last] in "NJT" or head not in o.rules.list("roles.person"):
            return False
        lists = o.rules.words
        return head not in lists["names.masculine" if gender == "f" else "names.feminine"]

    def _speaking(self, start: int, end: int) -> list[Person]:
        """People in ``start:end`` who stand right beside a saying verb."""
        c = self._cast.o.classes
        found = []
        for token in self._tokens_between(start, end):
            first = token
            while first > start and c[first - 1] in "NTJq":
                first -= 1
            person = self._cast.by_token[token]
            if not person.scene and (c[token + 1 : token + 2] == "v" or c[first - 1 : first] == "v"):
                found.append(person)
        return found

    def _named_between(self, start: int, end: int) -> list[Person]:
        named = (self._cast.by_token[token] for token in self._tokens_between(start, end))
        return [person for person in named if not person.scene]

    def _tokens_between(self, start: int, end: int) -> list[int]:
        tokens = self._cast.tokens
        return tokens[bisect_left(tokens, start) : bisect_left(tokens, end)]

    def _group_before(self, at: int, pronoun: str) -> Phrase | None:
        """The last subject before token ``at`` that "they" or "it" can mean; "it" never means a person by role."""
        o, c = self._cast.o, self._cast.o.classes
        singular = pronoun in ("it", "its")
        persons = o.rules.list("roles.person") if singular else frozenset()
        for start, end in self._sentences_back(at, 3):
            subject = clause_subject(self._cast.o, start, end) or self._opening(start, end)
            phrase = subject.phrase if subject is not None and c[subject.phrase.first] != "H" else None
            if phrase is not None and (
                self._cast.by_token.get(phrase.last) is not None
                or self._cast.role_head(phrase.first, phrase.last) in persons
            ):
                phrase = None
            if singular and end < at and (phrase is None or self.kind_of_phrase(phrase) is SpeakerKind.UNNAMED):
                phrase = self._document_in(start, end) or phrase
            if phrase is not None:
                return phrase
        return None

    def _document_in(self, start: int, end: int) -> Phrase | None:
        """The last document that a sentence brings in: "Staff learned of it from an email. It began …"."""
        o, c = self._cast.o, self._cast.o.classes
        for last in range(end - 1, start, -1):
            if c[last] not in "mB" or not o.is_in(last, "roles.document"):
                continue
            first = last
            while first - 1 > start and c[first - 1] in "nNsSm0dB":
                first -= 1
            if c[first - 1] == "D" or c[first] in "sS":
                return Phrase(first - 1 if c[first - 1] == "D" else first, last)
        return None


def _without_article(text: str) -> str:
    first, _, rest = text.partition(" ")
    return rest.strip() if rest and first.lower() in ("the", "a", "an") else text.strip()
