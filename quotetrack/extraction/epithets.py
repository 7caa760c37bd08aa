"""Epithets: whom "the teenager", "the doctor", "the Scot" or "the firm" means, where no role tells it in these words.

Whoever was spoken of just before is meant, if nothing tells against it. Imports mentions, answers, edges, printed,
roles, cast, people, descriptions, pronouns, language and model.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from quotetrack.extraction.answers import find_asking
from quotetrack.extraction.cast import Cast
from quotetrack.extraction.descriptions import Descriptions
from quotetrack.extraction.edges import is_owned
from quotetrack.extraction.mentions import Phrase, phrase_right
from quotetrack.extraction.people import People
from quotetrack.extraction.printed import name_words
from quotetrack.extraction.pronouns import Pronouns
from quotetrack.extraction.roles import Person
from quotetrack.language.callings import load_callings
from quotetrack.model import Antecedent, SpeakerKind

_FEW = 6  # tokens: ", 43, has been shot"
_LOOKBACK = 3  # sentences
_MOST_CANDIDATES = 8


class Epithets:
    """The epithets of one article. ``resolve_name`` tells whom a phrase that is a name means."""

    def __init__(
        self,
        cast: Cast,
        people: People,
        descriptions: Descriptions,
        pronouns: Pronouns,
        resolve_name: Callable[[Phrase], tuple[Antecedent, ...]],
    ) -> None:
        self._cast = cast
        self._people = people
        self._descriptions = descriptions
        self._pronouns = pronouns
        self._resolve_name = resolve_name

    def person(self, phrase: Phrase, *, by_pronouns: bool = True) -> Person | None:
        """Who "the teenager" or "the doctor" is, where no role tells it in the same words."""
        o, lists, described = self._cast.o, self._cast.o.rules.words, self._descriptions
        c, word = o.classes, o.lower(phrase.last)
        within = set(c[phrase.first : phrase.last])
        kin, of, _ = word.partition("-of-")  # "the mother-of-two"
        behind = phrase.last + 2
        if c[phrase.last + 1 : behind] == "p" and behind < len(c) and o.is_in(behind, "names.numbers"):
            of = word  # "the mother of two"
        altering = [o.lower(at) for at in range(phrase.first, phrase.last) if o.is_in(at, "names.altering")]
        if altering:
            return self._formerly(phrase, word) if altering == ["former"] else None
        gender = "f" if kin in lists["names.feminine"] else "m" if kin in lists["names.masculine"] else ""
        if word in lists["names.nationals"] and (countryman := described.of_nation(word)) is not None:
            return countryman
        if of or any(word in lists[f"names.{name}"] for name in ("bynames", "styles", "nationals")):
            return self._last_subject(phrase, gender, by_pronouns)
        if word.endswith("-year-old"):
            person = self._last_subject(phrase, "", by_pronouns)
            return person if person is not None and not self._cast.roles.of(person).age else None
        seated = o.word(phrase.last).isupper() and word in lists["names.seated"]  # "the Bomet West MP"
        calling = c[phrase.last] in "mB" and o.word(phrase.last).islower() and word in lists["roles.person"]
        calling = calling or (c[phrase.last] == "n" and o.lower(phrase.last - 1) == "retired")  # whatever she was
        if word == "witness" and within == {"D"}:
            return self._testifying(phrase)
        if not (seated or calling) or word in lists["names.kin"]:
            return None
        if word in lists["names.unnamed"]:  # "the official", who is told to be a commissioner
            person = self._last_subject(phrase, gender, by_pronouns) if within == {"D"} else None
            told = self._cast.roles.told(person) if person is not None else set()
            return person if word not in told and described.is_same(told, word) else None
        if not {"S", "s"}.isdisjoint(within):
            return None
        if described.is_introduced(phrase):
            return described.named_since(phrase, word)
        person = self._last_subject(phrase, gender, by_pronouns)
        same = described.same(word)
        if person is not None and described.may_be(person, word):
            told_so = described.is_same(self._cast.roles.told(person), word)
            rather = same and person not in same and not told_so  # "the barrister" is the one KC, "the chief" no wife
            if within == {"D"} and word in lists["names.official"] and not told_so:
                return None  # "Jo Day was held. “He ran,” the officer said."
            if not rather or (word not in lists["names.legal"] and not self._cast.roles.told(person)):
                return None if described.is_other(person, phrase) else person
        return self.last_of(same, phrase)

    def _formerly(self, phrase: Phrase, word: str) -> Person | None:
        """Who "the former banker" is: who spoke last and is told to be nothing; a former minister may be anybody."""
        fields = load_callings(self._cast.o.rules.language).fields.get(word, frozenset())
        person = self._last_subject(phrase, "", by_pronouns=True)
        told = self._cast.roles.told(person) if person is not None else set()
        if "politics" in fields and told.isdisjoint(self._cast.o.rules.words["names.counterparts"]):
            return None
        return person if word in self._cast.o.rules.list("roles.person") else None

    def counterpart(self, phrase: Phrase) -> Person | None:
        """Who "her predecessor" is: who spoke last, where that is known to be no woman."""
        o = self._cast.o
        if phrase.last != phrase.first + 1 or not o.is_in(phrase.last, "names.counterparts"):
            return None
        hers = "m" if o.is_in(phrase.first, "pronouns.masculine") else "f" if o.lower(phrase.first) == "her" else ""
        person = self._last_subject(phrase, "", by_pronouns=True) if hers else None
        return person if person is not None and self._people.gender(person) not in ("", hers) else None

    def last_of(self, people: list[Person], phrase: Phrase) -> Person | None:
        """Of several whom "the doctor" may mean the one who was named last in the sentences before; nobody where two
        of them are named in one sentence and not just one speaks in it."""
        for start, end in self._people.sentences_back(phrase.first) if people else ():
            places = self._people.between(start, end)
            some = {person for person in map(self._people.at, places) if person in people}
            if not some and places:
                subject = self._pronouns.subject(start, end)
                meant = (
                    self._descriptions.resolve(subject)[0]
                    if subject and self._cast.o.classes[subject.first] == "D"
                    else ()
                )
                some = {person for person in people if any(one.name == person.name for one in meant)}
            if len(some) > 1:
                some &= set(self._people.speaking(places, start))
            if some:
                return some.pop() if len(some) == 1 else None
        return None

    def possible(self, phrase: Phrase) -> list[Person]:
        """Who "the prop" may be where nothing decides: those spoken of before who are told to be nothing else; nobody
        where the word brings somebody in, or tells of one without a name."""
        o, c, described = self._cast.o, self._cast.o.classes, self._descriptions
        word = o.lower(phrase.last)
        if c[phrase.last] != "m" or word not in o.rules.words["roles.person"] or not o.word(phrase.last).islower():
            return []
        lists = o.rules.words
        if (
            any(word in lists[name] for name in ("names.unnamed", "names.official", "roles.group"))
            or "p" in c[phrase.first : phrase.last]
        ):
            return []
        within = range(phrase.first, phrase.last)
        bygone = any(o.is_in(at, "names.bygone") for at in within)
        altered = not bygone and any(o.is_in(at, "names.altering") for at in within)
        if altered or any(c[at] in "Ss" for at in within) or described.is_introduced(phrase):
            return []
        gender = "f" if word in lists["names.feminine"] else "m" if word in lists["names.masculine"] else ""
        if described.is_one_of(phrase):
            return []
        own = self._people.sentence_start(phrase.first)  # "Ann Lee said the vet had told her": she is no vet
        ranges = [(start, end) for start, end in self._people.sentences_back(phrase.first) if start < own]
        asked = ranges and self._asks(*ranges[0])
        places = [place for start, end in reversed(ranges[bool(asked) :]) for place in self._people.between(start, end)]
        some = [p for place in places if (p := self._people.at(place)) is not None and not self._suffers(place + 1)]
        fitting = self._people.fit(some, gender) if gender else list(dict.fromkeys(some))
        if bygone:  # whatever he is now, as long as he is not that: "the former engineer"
            may_be = (one for one in fitting if word not in self._cast.roles.told(one))
        else:
            may_be = (one for one in fitting if described.may_be(one, word) and not described.is_other(one, phrase))
        return list(islice(may_be, _MOST_CANDIDATES))

    def is_only(self, person: Person, phrase: Phrase) -> bool:
        """Whether nobody else can be "the playwright" than the one left, who is named more than once: a man, where the
        word is a man's. Who "the Ghanaian playwright" or "the candidate" is may be known from elsewhere."""
        lists, word = self._cast.o.rules.words, self._cast.o.lower(phrase.last)
        fields = load_callings(self._cast.o.rules.language).fields.get(word, frozenset())
        if phrase.last > phrase.first + 1 or "politics" in fields or self._people.times(person) < 2:
            return False
        gender = "f" if word in lists["names.feminine"] else "m" if word in lists["names.masculine"] else ""
        return not gender or self._people.gender(person) == gender

    def _testifying(self, phrase: Phrase) -> Person | None:
        """Who "the witness" is: who spoke or was the subject last, lawyers and judges left out."""
        legal = self._cast.o.rules.words["names.legal"]
        for start, end in self._people.sentences_back(phrase.first):
            places = self._people.between(start, end)
            asking = find_asking(self._cast.o, start, end)
            asked = phrase_right(self._cast.o, asking + 1, end) if asking > start else None
            answering = self._people.at(asked.last) if asked is not None else None
            if answering is not None:
                return answering  # "His lawyer, Jo Day, asked Ann Lee whether …"
            subject = self._pronouns.subject(start, end)
            person = self._people.at(subject.last) if subject is not None else None
            if subject is not None and self._cast.o.classes[subject.first] == "H":
                told_by = self._pronouns.gender_of(self._cast.o.lower(subject.first).partition("'")[0])
                meant = self._pronouns.one(subject.first, told_by) if told_by else None
                person = meant if isinstance(meant, Person) else None
            if person is None and subject is not None and subject.last in self._cast.doubtful:
                told = self._resolve_name(subject)  # "Mrs Lee agreed", of two Lees
                person = self._cast.people.get(" ".join(name_words(told[0].name))) if told else None
            some = [person] if person is not None else self._people.speaking(places, start)
            some = [one for one in some if not one.scene and legal.isdisjoint(self._cast.roles.told(one))]
            if some:
                return some[0] if len(some) == 1 else None
        return None

    def _last_subject(self, phrase: Phrase, gender: str, by_pronouns: bool) -> Person | None:
        """Who "the teenager" is: the subject or speaker of the last sentence before that has one; or nobody."""
        o, c, people = self._cast.o, self._cast.o.classes, self._people
        own = people.sentence_start(phrase.first)
        if own < phrase.first and o.lower(own) == "told" and c[own + 1 : own + 2] in ("p", "h"):
            return None  # "Told of this, the skipper said": somebody else had said it
        for start, end in self._people.sentences_back(phrase.first, _LOOKBACK):
            if start >= own:
                continue
            subject = self._pronouns.subject(start, end)
            if subject is not None and c[subject.first] == "H":
                told = self._pronouns.gender_of(o.lower(subject.first).partition("'")[0])
                if not told or not by_pronouns:
                    continue
                found = self._pronouns.one(subject.first, told)
                if not isinstance(found, Person) or not people.fit([found], gender or told):
                    return None
                brought = self._brought_in(found, start, end)
                return found if not people.fit(brought, gender or told) else None
            person = people.at(subject.last) or self._pronouns.told_to_be(subject) if subject is not None else None
            somebody = subject is not None and (person is not None or c[subject.last] == "m")
            if subject is not None and somebody and self._suffers(subject.last + 1):
                return None
            places = people.between(start, end)
            if person is None or person.scene:
                speaking = self._people.speaking(places, start)
                person = speaking[-1] if speaking else None
            if person is None and subject is not None and self._descriptions.is_unnamed_person(subject, gender):
                return None
            if subject is not None and person is None and c[subject.last + 1 : subject.last + 3] == ",w":
                return None  # "The substitute, who met a pass from Jo Day, scored."
            if person is None and len(named := {people.at(place) for place in places}) == 1:
                first = people.first(places[-1])
                opens = first == start or c[first - 1] in "\n.?!E"
                if not opens and c[places[-1]] != "S" and not self._cast.headlines.has(first):
                    person = named.pop()  # "The club have sacked Jo Day. “…,” the Scot said."
            aged = c[phrase.last] == "n" and person is not None and subject is not None and c[subject.last] in "NJ"
            if aged and subject is not None and any(is_owned(o, subject.first, one) for one in "mf"):
                return None  # "His lawyer, Ann Lee, was out. The 42-year-old …": the lawyer, or he
            if person is not None:
                fits = not gender or people.gender(person) in ("", gender)
                others = people.fit(filter(None, map(people.at, places)), gender or people.gender(person))
                alone = all(other is person or self._is_other(other, phrase) for other in others) and person in others
                alone = alone or self._people.speaking(places, start) == [person]  # "“…,” Lee said of Day."
                return person if fits and alone and not self._asks(start, end) else None
        return None

    def _brought_in(self, person: Person, start: int, end: int) -> list[Person]:
        """Who else is named for the first time in a sentence: "He took it to a school friend, Jo Day"."""
        places = self._people.between(start, end)
        others = (other for other in map(self._people.at, places) if other is not None and other is not person)
        return [other for other in others if start <= other.first < end]

    def _suffers(self, at: int) -> bool:
        """Whether what is told behind a subject, from token ``at`` on, befell somebody: "Jo Day was arrested"."""
        o, c = self._cast.o, self._cast.o.classes
        verb = next((place for place in range(at, min(len(c), at + _FEW)) if c[place] not in "xr,0"), at)
        passive = o.is_in(verb, "verbs.suffering") and o.is_in(verb - 1, "verbs.be")  # no "found the ring"
        return passive or o.is_in(verb, "verbs.dying")

    def _is_other(self, person: Person, phrase: Phrase) -> bool:
        """Whether somebody is told to be something else than "the defender": a referee."""
        o, told = self._cast.o, self._cast.roles.told(person)
        return (
            o.classes[phrase.last] == "m" and bool(told) and not self._descriptions.is_same(told, o.lower(phrase.last))
        )

    def _asks(self, start: int, end: int) -> bool:
        """Whether the sentence asks: "“Are we safe?” Lund asked." is answered by somebody else."""
        o, c = self._cast.o, self._cast.o.classes
        if "M" not in c[max(0, start - 1) : end]:
            return False
        asking = o.rules.list("verbs.asking")
        found = (o.rules.cues.get(o.lower(at)) for at in range(start, end) if c[at] == "v")
        return any(cue is not None and cue.lemma in asking for cue in found)

    def body_before(self, phrase: Phrase) -> Antecedent | None:
        """The body that is the subject just before "the charity"; None where another subject is, or another company
        in the same sentence. A name of one word that nobody bears is taken for a company's: "Novartel … the firm"."""
        o, c = self._cast.o, self._cast.o.classes
        lists = o.rules.words
        company = o.lower(phrase.last) in lists["roles.company"] | (lists["roles.organisation"] - lists["roles.public"])
        for start, end in self._people.sentences_back(phrase.first, _LOOKBACK):
            subject = self._pronouns.subject(start, end)
            if subject is not None and c[subject.first] != "H":
                found = self._resolve_name(subject) if c[subject.first] in "NT" and c[subject.last] in "NJ" else ()
                if company and found and self._is_unknown(found[0], subject):
                    return Antecedent(found[0].name, SpeakerKind.ORGANISATION)
                if not found or found[0].kind is not SpeakerKind.ORGANISATION:
                    return None
                sentence = o.text[o.start(start) : o.end(end - 1)]
                others = (name for name in self._descriptions.bodies.companies if name not in found[0].name)
                return found[0] if not any(name in sentence for name in others) else None
        return None

    def _is_unknown(self, found: Antecedent, subject: Phrase) -> bool:
        """Whether a subject is a name of one word that is nobody's in the article, and no place's."""
        return (
            subject.first == subject.last
            and found.kind is SpeakerKind.PERSON
            and self._people.at(subject.last) is None
            and not found.forms
        )
