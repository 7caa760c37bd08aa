"""Bodies: firms, banks and ministries by the names an article gives them, and which one "the company" means.

Imports tokens, mentions, cast and model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import islice

from quotetrack.extraction.cast import Cast
from quotetrack.extraction.mentions import Phrase
from quotetrack.model import Antecedent, SpeakerKind

_BODY = re.compile(r"[NS][Nn]{0,3}m")
_OF_NAMES = re.compile(r"pD?(?:N{1,4}|NpN)")
_MOST_COMPANIES = 50  # of one article that are asked one by one
_MOST_BODIES = 8  # bodies that "the company" may mean: more tell nothing
_ANY_BODY = frozenset(("group", "organisation", "organization"))  # they may be no company
_NEARBY = 1_000  # characters
_SHORT = 4


class Bodies:
    """The bodies that one article names."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._o = cast.o
        self._named: dict[str, int] = {}

    @cached_property
    def names(self) -> dict[str, None]:
        """The bodies by name: few articles have a "the bank" that asks for them."""
        o, c, cast = self._o, self._o.classes, self._cast
        named, telling = o.rules.list("names.bodies"), o.rules.list("roles.organisation_name")
        names = []
        for first, last, _, _ in cast.body_places + cast.singles:
            word = o.lower(last)
            if first and c[first - 1] == "S" and word in telling:
                names.append(o.span(first - 1, last).of(o.text))  # "the Seamen’s Union"
                continue
            whole = _OF_NAMES.match(c, last + 1) if word in named else None
            if whole is not None and o.lower(last + 1) == "of":  # "the Ministry of Weather"
                names.append(cast.text(first, whole.end() - 1))
            elif first != last and last not in cast.by_token:
                names.append(cast.text(first, last))
        for found in _BODY.finditer(c):
            if o.is_in(found.end() - 1, "roles.organisation"):  # "the Russian defence ministry"
                names.append(o.span(found.start(), found.end() - 1).of(o.text))
        return dict.fromkeys(names)

    @cached_property
    def _by_word(self) -> dict[str, dict[str, None]]:
        """The bodies by each word of their names, by what they are told to be, and all of them by ""."""
        found: dict[str, dict[str, None]] = {}
        cast = self._cast
        told = [(person.name, head) for person, head in cast.roles.bodies.items()]
        for name, words in [(name, name.lower().split()) for name in self.names] + [(n, [h]) for n, h in told]:
            printed = without_article(name)
            for word in (*words, ""):
                found.setdefault(word, {}).setdefault(printed)
        return found

    def meant(self, phrase: Phrase) -> list[str]:
        """The bodies that "the bank", "the space agency" or "the company" may mean."""
        o, known = self._o, self._by_word
        head = o.lower(phrase.last)
        if o.classes[phrase.last] not in "mNn" or "p" in o.classes[phrase.first : phrase.last]:
            return []
        printed = without_article(self._cast.text(phrase.first, phrase.last))
        if printed in self.names:
            return [printed]
        if len(known.get(head, ())) > _MOST_COMPANIES:
            return []
        named = [name for name in known.get(head, ()) if _is_head(name, head)]
        company = head in o.rules.list("roles.company")
        if not named and company:
            everybody = known.get("", {})
            few = len(everybody) <= _MOST_COMPANIES
            named = self.companies if head not in _ANY_BODY else list(everybody) if few else []
        if o.word(phrase.last)[:1].isupper():  # "the Government" is not Ruritania's interim government
            named = [name for name in named if head not in name.split()]
        told = [o.lower(at) for at in range(phrase.first + 1, phrase.last)]
        if told:  # "the space agency" of several agencies
            named = [name for name in named if set(told) <= set(name.lower().split())]
        elif len(named) > 1:
            named = _without_shorter(named)
        if len(named) > 1 and o.word(phrase.last)[:1].isupper():
            return []  # "the Times" is one of them, and called so
        if company and head not in _ANY_BODY and 1 < len(named) <= _MOST_BODIES:
            often = max(named, key=self._times_named)
            at = o.start(phrase.first)
            near = max(named, key=lambda name: o.text.rfind(name.partition(" ")[0], max(0, at - _NEARBY), at))
            if often == near and self._times_named(often) > 1:
                return [near]
        return named if len(named) <= _MOST_BODIES else []

    @cached_property
    def companies(self) -> list[str]:
        """The names of companies; none where there are too many to ask for each."""
        known = self._by_word.get("", ())
        return [name for name in known if self.is_company(name)] if len(known) <= _MOST_COMPANIES else []

    def is_company(self, name: str) -> bool:
        """Whether a body may be called a company: no ministry, no university, no place, no mere description."""
        words = name.lower().split()
        capitals = all(word[0].isupper() or not word[0].isalpha() or len(word) < _SHORT for word in name.split())
        return (
            capitals and name.lower() not in self._cast.places and self._o.rules.list("roles.public").isdisjoint(words)
        )

    def _times_named(self, name: str) -> int:
        """How often the first word of a name stands in the article."""
        known = self._named.get(name)
        if known is None:
            known = self._named[name] = self._o.text.count(name.partition(" ")[0])
        return known

    def some(self) -> tuple[Antecedent, ...]:
        """The first bodies of the article, as many as a mention may have for candidates."""
        names = dict.fromkeys(map(without_article, islice(self.names, _MOST_BODIES)))
        return tuple(map(body, _without_shorter(names)))

    def called(self, name: str) -> str:
        """The one company whose name begins with a word: "Tanglewood" is Tanglewood Foods; "" for none or several."""
        alike = self._by_word.get(name.lower(), {})
        known = [body for body in alike if body.startswith(f"{name} ")] if len(alike) <= _MOST_COMPANIES else []
        known = [body for body in _without_shorter(known) if self.is_company(body)]
        return known[0] if len(known) == 1 else ""


def _is_head(name: str, head: str) -> bool:
    """Whether the name of a body ends with ``head``, or goes on with "of": Bank of Ghent, and no Senate Campaign."""
    words = name.lower().split()
    return words[-1] == head or (head in words and words[words.index(head) + 1] in ("of", "for", "on"))


def _without_shorter(names: Iterable[str]) -> list[str]:
    """The names that are no part of another one: "Corvan Bank" beside "Corvan Bank Ltd" is the same."""
    kept = list(names)
    return [name for name in kept if not any(name != other and name in other for other in kept)]


def body(name: str) -> Antecedent:
    """An organisation as a speaker, by its name."""
    return Antecedent(without_article(name), SpeakerKind.ORGANISATION)


def without_article(text: str) -> str:
    """A description without its article: "the mayor" is mayor."""
    first, _, rest = text.partition(" ")
    return rest.strip() if rest and first.lower() in ("the", "a", "an") else text.strip()
