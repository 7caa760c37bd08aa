"""The fold: an Article's text through quotations, tokens, attribution, contents and coreference.

``extract`` is total: any string gives a result, in time linear in its length. Imports the stages and model.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

from quotetrack.extraction.contents import Found, find_quotes
from quotetrack.extraction.continuation import attribute
from quotetrack.extraction.coreference import Coreference, Meaning
from quotetrack.extraction.mentions import kind_of
from quotetrack.extraction.nested import find_nested
from quotetrack.extraction.places import Link, Scene
from quotetrack.extraction.quotations import Run, read_marks, without_rows
from quotetrack.extraction.repair import mend_runs, rejoin, unmark, unwrap
from quotetrack.extraction.reported import find_reported
from quotetrack.extraction.tokens import Outline, outline
from quotetrack.extraction.transcripts import Turn, find_turns
from quotetrack.language import Rules, load_rules
from quotetrack.model import (
    Article,
    Attribution,
    Attributions,
    FurnitureKind,
    Mention,
    MentionKind,
    Quote,
    QuoteType,
    Span,
)
from quotetrack.reading import find_furniture

UNMEASURED = 0.5  # of a rule that the training data never used: as good as a guess
# Furniture that may quote people, and is read: the headline, and a caption given once.
_READ = frozenset({FurnitureKind.TITLE, FurnitureKind.CAPTION})


def extract(
    article: Article, *, rules: Rules | None = None, attributions: Attributions = Attributions.SPEECH
) -> tuple[Attribution, ...]:
    """Every quote of ``article`` with its speaker, in text order: direct, mixed, and of the indirect ones those that
    ``attributions`` asks for.

    ``rules`` default to the English ones, the only ones so far. Raises nothing on any text; RulesError where the word
    lists themselves are wrong.
    """
    rules = rules or load_rules()
    turns = find_turns(article.text)
    scene = set_scene(article, rules, turns)
    quotes = list(find_quotes(scene))
    quotes += find_reported(scene, quotes, attributions)
    nested = list(find_nested(scene))
    if not turns and not nested and all(item.link.mention is None for item in quotes):
        return tuple(Attribution(item.quote, item.link.rule, 0.0) for item in quotes)
    with closing(Coreference(scene.outline)) as coreference:
        found = [_attribution(scene, coreference, item) for item in quotes]
        found += [_shifted(_attribution(within, coreference, item, nested=True), base) for within, item, base in nested]
        found += [_spoken(article.text, coreference, turn, rules) for turn in turns]
    return tuple(sorted(found, key=lambda a: a.quote.content[0]))


def set_scene(article: Article, rules: Rules, turns: Sequence[Turn] = ()) -> Scene:
    """The outline of an article with every quoted run outside ``turns`` linked by the rules."""
    furniture = find_furniture(article.text) if article.furniture is None else article.furniture
    skipped = [item.span for item in furniture if item.kind not in _READ]
    if turns:
        skipped = _merged(skipped, [turn.whole for turn in turns])
    text = rejoin(unwrap(unmark(without_rows(article.text))))
    runs = _outside(mend_runs(text, read_marks(text), rules), skipped)
    return attribute(outline(text, runs, skipped, rules))


def _merged(spans: list[Span], turns: list[Span]) -> list[Span]:
    """Both lists, each in order, as one in order; of two that touch the turn stays."""
    kept: list[Span] = []
    at = 0
    for span in spans:
        while at < len(turns) and turns[at].end <= span.start:
            at += 1
        if at == len(turns) or turns[at].start >= span.end:
            kept.append(span)
    return sorted(kept + turns)


def _outside(runs: list[Run], skipped: list[Span]) -> list[Run]:
    """The runs that touch no skipped span; both are in order."""
    if not skipped:
        return runs
    kept: list[Run] = []
    at = 0
    for run in runs:
        while at < len(skipped) and skipped[at].end <= run.start:
            at += 1
        if at == len(skipped) or skipped[at].start >= run.end:
            kept.append(run)
    return kept


def confidence_of(o: Outline, link: Link) -> float:
    """The measured confidence of a link's rule, 0 to 1: with mentions of this form, where they are many enough.

    0 where nobody is named, UNMEASURED where no case counts.
    """
    if link.mention is None:
        return 0.0
    return _confidence(o.rules, link.rule, kind_of(o, link.mention))


def _confidence(rules: Rules, rule: str, kind: MentionKind) -> float:
    form = rules.confidence.get(f"{rule}.{form_of(kind)}")
    return rules.confidence.get(rule, UNMEASURED) if form is None else form


_FORMS = (MentionKind.NAME, MentionKind.PRONOUN)


def form_of(kind: MentionKind) -> str:
    """How confidence.toml calls mentions of a kind: name, pronoun or description."""
    return kind if kind in _FORMS else "description"


def _attribution(scene: Scene, coreference: Coreference, item: Found, *, nested: bool = False) -> Attribution:
    o, link = scene.outline, item.link
    if link.mention is None:
        return Attribution(item.quote, link.rule, 0.0)
    kind = kind_of(o, link.mention)
    span = o.mention_span(link.mention.first, link.mention.last)
    meaning = coreference.resolve_nested(o, link.mention) if nested else coreference.resolve(link.mention)
    confidence = _confidence(o.rules, link.rule, kind)
    cue = o.span(*link.cue) if link.cue else None
    return _attributed(item.quote, link.rule, confidence, cue, Mention(span, kind), meaning, o.rules)


def _attributed(
    quote: Quote, rule: str, confidence: float, cue: Span | None, mention: Mention, meaning: Meaning, rules: Rules
) -> Attribution:
    """The Attribution of a quote whose speaker is the one meant."""
    antecedents, how, candidates = meaning
    if not antecedents:
        return Attribution(quote, rule, confidence, cue, mention, candidates=candidates)
    role, certainty = antecedents[0].role, rules.identity_confidence.get(how, UNMEASURED)
    # By place: so many fields by name would take twice the time.
    return Attribution(quote, rule, confidence, cue, mention, antecedents, role, certainty, how, candidates)


def _shifted(attribution: Attribution, base: int) -> Attribution:
    """An attribution found in a part of the text that begins at ``base``, in offsets of the whole."""

    def move(span: Span) -> Span:
        return Span(span.start + base, span.end + base)

    quote, mention = attribution.quote, attribution.mention
    return replace(
        attribution,
        quote=replace(quote, content=tuple(map(move, quote.content))),
        cue=move(attribution.cue) if attribution.cue else None,
        mention=replace(mention, span=move(mention.span)) if mention else None,
    )


def _spoken(text: str, coreference: Coreference, turn: Turn, rules: Rules) -> Attribution:
    """A turn of a transcript as a quote: verbatim, so direct, though without marks."""
    quote, mention = Quote(turn.content, QuoteType.DIRECT), Mention(turn.label, MentionKind.NAME)
    confidence = rules.confidence.get("transcript-turn", UNMEASURED)
    meaning = coreference.resolve_label(turn.label.of(text), turn.label.start)
    return _attributed(quote, "transcript-turn", confidence, None, mention, meaning, rules)
