"""Groups: whom "they" and "it" mean: the body, the document or the people of the sentence before.

Imports mentions, cast, people, descriptions, pronouns and model.
"""

from __future__ import annotations

from collections.abc import Callable

from quotetrack.extraction.cast import Cast
from quotetrack.extraction.descriptions import Descriptions
from quotetrack.extraction.mentions import Phrase
from quotetrack.extraction.people import People
from quotetrack.extraction.pronouns import Meant, Pronouns
from quotetrack.model import Antecedent, SpeakerKind


class Groups:
    """The group pronouns of one article. ``resolve_name`` tells whom a phrase that is a name means, ``resolve_company``
    which body "the company" means."""

    def __init__(
        self,
        cast: Cast,
        people: People,
        descriptions: Descriptions,
        pronouns: Pronouns,
        resolve_name: Callable[[Phrase], tuple[Antecedent, ...]],
        resolve_company: Callable[[Phrase], Antecedent | None],
    ) -> None:
        self._cast = cast
        self._people = people
        self._descriptions = descriptions
        self._pronouns = pronouns
        self._resolve_name = resolve_name
        self._resolve_company = resolve_company

    def resolve(self, phrase: Phrase) -> Meant:
        """Whom the pronoun ``phrase`` means, or the bodies of the article where that is not decided."""
        group = self._meant(phrase.first, self._cast.o.lower(phrase.first).partition("'")[0])
        return Meant(group, () if group else self._descriptions.bodies.some())

    def _meant(self, at: int, pronoun: str) -> tuple[Antecedent, ...]:
        """The last subject before token ``at`` that "they" or "it" can mean; "it" never means a person by role."""
        o, c, people = self._cast.o, self._cast.o.classes, self._people
        singular = pronoun in ("it", "its")
        persons = o.rules.list("roles.person") if singular else frozenset()
        for start, end in self._people.sentences_back(at, 3):
            phrase = self._pronouns.subject(start, end)
            if phrase is not None and c[phrase.first] == "H":
                phrase = None
            person = people.at(phrase.last) if phrase is not None else None
            if phrase is not None and person is not None and not self._cast.roles.is_body(person):
                together = self._pronouns.joined(person, self._pronouns.around(phrase))
                if together is not None and not singular:
                    return tuple(self._cast.antecedent(person) for person in together)
                phrase = None
            elif phrase is not None and self._cast.roles.head(phrase.first, phrase.last) in persons:
                phrase = None
            if singular and end < at and (phrase is None or self._descriptions.kind(phrase) is SpeakerKind.UNNAMED):
                phrase = self._descriptions.document_in(start, end) or phrase
            if phrase is not None:
                named = c[phrase.first] in "NT"
                found = self._resolve_name(phrase) if named else self._descriptions.resolve(phrase)[0]
                if (
                    singular
                    and o.lower(phrase.first) == "the"
                    and o.lower(phrase.last) in o.rules.list("roles.company")
                ):
                    company = self._resolve_company(phrase)
                    found = (company,) if company is not None else found
                if any(one.kind is SpeakerKind.PERSON for one in found) or not self._may_be_group(phrase, singular):
                    return ()
                return found
        return ()

    def _may_be_group(self, phrase: Phrase, singular: bool) -> bool:
        """Whether "it" (or "they") can mean a phrase: a body, a document, several people; not "a risky proposition"."""
        o, c = self._cast.o, self._cast.o.classes
        if c[phrase.first] in "NT":
            return True
        if o.is_in(phrase.first, "function.negation"):
            return False
        if self._descriptions.kind(phrase) is not SpeakerKind.UNNAMED:
            return True
        if o.is_in(phrase.first, "pronouns.standing") and o.lower(phrase.first + 1) == "of":
            return not singular  # "four of the nurses"
        end = next((at for at in range(phrase.first, phrase.last + 1) if c[at] == "p"), phrase.last + 1)
        word = o.lower(end - 1)
        group, plural = word in o.rules.list("roles.group"), word.endswith("s")
        if singular:
            return group and not plural  # the panel
        return group or (plural and (c[end - 1] == "m" or word[:-1] in o.rules.list("roles.organisation")))
