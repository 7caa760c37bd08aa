"""What the rows of an article's quotes and speakers will say, made of its attributions before the data base is locked.

Knows no data base. Imports model, speakers and the store's paragraphs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quotetrack.model import Antecedent, Attribution, SpeakerKind
from quotetrack.speakers.comparison import surname_key
from quotetrack.speakers.identity import is_full_name, name_fold, speaker_name
from quotetrack.speakers.names import display_name, fold
from quotetrack.store.paragraphs import paragraph_around

Identity = tuple[SpeakerKind, str]
"""Kind and folded name: within one article, what folds to the same name is the same speaker."""

Form = tuple[str, str | None, int]
"""What the names table says of a form of a name: folded, surname key, is full."""

# The columns of a quote that follow from its attribution and the text, in the order of QuoteDraft.values.
QUOTE_COLUMNS = (
    "type", "quote", "content", "closed", "cue", "cue_start", "cue_end", "mention", "mention_start", "mention_end",
    "mention_kind", "role", "rule", "confidence", "identity_confidence", "paragraph_start", "paragraph_end",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class QuoteDraft:
    """A quote: the texts of its spans, its columns, and who said it."""

    spans: tuple[str, ...]
    values: tuple[object, ...]
    said_by: tuple[Identity, ...]


@dataclass(frozen=True, slots=True)
class SpeakerDraft:
    """Somebody that the article names: as it does first, in which forms, in which roles; the first form is the name."""

    antecedent: Antecedent
    forms: dict[str, Form]
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """An article's quotes in text order, and its speakers in the order in which they speak."""

    quotes: tuple[QuoteDraft, ...]
    speakers: dict[Identity, SpeakerDraft]


def draft_article(text: str, attributions: Sequence[Attribution]) -> Draft:
    """The draft of an article with this text and these attributions."""
    return Draft(tuple(_quote(text, attribution) for attribution in attributions), _speakers(attributions))


def _quote(text: str, attribution: Attribution) -> QuoteDraft:
    content, cue, mention = attribution.quote.content, attribution.cue, attribution.mention
    spans = tuple(span.of(text) for span in content)
    values = (
        attribution.quote.type.value,
        " … ".join(spans),
        json.dumps([[span.start, span.end] for span in content]),
        int(attribution.quote.closed),
        *((cue.of(text), cue.start, cue.end) if cue else (None, None, None)),
        *((mention.span.of(text), mention.span.start, mention.span.end) if mention else (None, None, None)),
        mention.kind.value if mention else None,
        attribution.role,
        attribution.rule,
        attribution.confidence,
        attribution.identity_confidence,
        *paragraph_around(text, [*content, *([cue] if cue else []), *([mention.span] if mention else [])]),
    )
    return QuoteDraft(spans, values, tuple(dict.fromkeys(map(_identity, attribution.antecedents))))


def _identity(antecedent: Antecedent) -> Identity:
    return antecedent.kind, name_fold(antecedent.name, antecedent.kind)


def _speakers(attributions: Iterable[Attribution]) -> dict[Identity, SpeakerDraft]:
    people: dict[Identity, list[Antecedent]] = {}
    roles: dict[Identity, dict[str, None]] = {}
    for attribution in attributions:
        # A role printed with the mention is that of the one speaker; with two it could be either's.
        printed = attribution.role if len(attribution.antecedents) == 1 else None
        for antecedent in attribution.antecedents:
            identity = _identity(antecedent)
            people.setdefault(identity, []).append(antecedent)
            roles.setdefault(identity, {}).update((role, None) for role in (antecedent.role, printed) if role)
    return {
        identity: SpeakerDraft(antecedents[0], _forms(antecedents), tuple(roles[identity]))
        for identity, antecedents in people.items()
    }


def _forms(antecedents: Iterable[Antecedent]) -> dict[str, Form]:
    """Every form of a name as shown."""
    forms: dict[str, Form] = {}
    for antecedent in dict.fromkeys(antecedents):
        kind = antecedent.kind
        person = kind is SpeakerKind.PERSON
        name = speaker_name(antecedent)
        for printed in (name, *antecedent.forms):
            form = display_name(printed) if person else " ".join(printed.split())
            if form in forms or (form != name and not fold(form)):
                continue
            full = is_full_name(form) if person else form == name
            forms[form] = name_fold(form, kind), (surname_key(form) or None) if person else None, int(full)
    return forms
