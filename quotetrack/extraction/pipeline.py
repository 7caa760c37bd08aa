"""The fold: an Article's text through quotations, tokens, attribution, contents and coreference.

``extract`` is total: any string gives a result, in time linear in its length. Imports the stages and model.
"""

from __future__ import annotations

from quotetrack.extraction.contents import Found, find_quotes
from quotetrack.extraction.continuation import attribute
from quotetrack.extraction.coreference import Cast
from quotetrack.extraction.mentions import kind_of
from quotetrack.extraction.places import Link, Scene
from quotetrack.extraction.quotations import Run, find_runs
from quotetrack.extraction.tokens import outline
from quotetrack.language import Rules, load_rules
from quotetrack.model import Article, Attribution, FurnitureKind, Mention, Span
from quotetrack.reading import find_furniture

RULES_VERSION = "1"
UNMEASURED = 0.5  # of a rule that the training data never used: as good as a guess
# Furniture that may quote people, and is read: the headline, and a caption given once.
_READ = frozenset({FurnitureKind.TITLE, FurnitureKind.CAPTION})


def extract(article: Article, *, rules: Rules | None = None) -> tuple[Attribution, ...]:
    """Every direct and mixed quote of ``article`` with its speaker, in text order.

    ``rules`` default to those of the article's language. Raises nothing on any text; RulesError where the word lists
    themselves are wrong.
    """
    rules = rules or load_rules("en")
    scene = set_scene(article, rules)
    cast: Cast | None = None
    found: list[Attribution] = []
    for item in find_quotes(scene):
        if cast is None and item.link.mention is not None:
            cast = Cast(scene.outline)
        found.append(_attribution(scene, cast, item, rules))
    return tuple(sorted(found, key=lambda a: a.quote.content[0]))


def set_scene(article: Article, rules: Rules) -> Scene:
    """The outline of an article with every quoted run linked by the rules."""
    furniture = find_furniture(article.text) if article.furniture is None else article.furniture
    skipped = [item.span for item in furniture if item.kind not in _READ]
    runs = _outside(find_runs(article.text), skipped)
    return attribute(outline(article.text, runs, skipped, rules))


def _outside(runs: list[Run], skipped: list[Span]) -> list[Run]:
    """The runs that touch no skipped span; both are in order."""
    kept: list[Run] = []
    at = 0
    for run in runs:
        while at < len(skipped) and skipped[at].end <= run.start:
            at += 1
        if at == len(skipped) or skipped[at].start >= run.end:
            kept.append(run)
    return kept


def confidence_of(link: Link, rules: Rules) -> float:
    """The measured confidence of a link's rule, 0 to 1; 0 where nobody is named, UNMEASURED where no case counts."""
    return 0.0 if link.mention is None else rules.confidence.get(link.rule, UNMEASURED)


def _attribution(scene: Scene, cast: Cast | None, item: Found, rules: Rules) -> Attribution:
    o = scene.outline
    link = item.link
    confidence = confidence_of(link, rules)
    if link.mention is None or cast is None:
        return Attribution(item.quote, link.rule, confidence)
    antecedents, how = cast.resolve(link.mention)
    role = antecedents[0].role if antecedents else None
    return Attribution(
        quote=item.quote,
        rule=link.rule,
        confidence=confidence,
        cue=o.span(*link.cue) if link.cue else None,
        mention=Mention(o.mention_span(link.mention.first, link.mention.last), kind_of(o, link.mention)),
        antecedents=antecedents,
        role=role,
        identity_confidence=rules.identity_confidence.get(how, 0.0) if antecedents else None,
    )
