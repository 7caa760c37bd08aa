"""Why: for every run in quotation marks, what each rule made of it and which cues were considered; for a quote without
marks, the rule that found it.

The same stages as ``extract``, with nothing left out: the rule that won, those that fit but came later, those that did
not fit, and the reason a run was taken for nobody's speech. Imports the stages and model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from quotetrack.extraction.attribution import RULES
from quotetrack.extraction.contents import Found, drop_reason, find_quotes
from quotetrack.extraction.coreference import Coreference, Evidence, Meaning
from quotetrack.extraction.cues import refuse_cue
from quotetrack.extraction.mentions import Phrase
from quotetrack.extraction.nested import is_cued, nested_scenes
from quotetrack.extraction.pipeline import UNMEASURED, confidence_of, set_scene
from quotetrack.extraction.places import Link, Place, Scene
from quotetrack.extraction.reported import REASONS, find_reported
from quotetrack.extraction.subjects import subject_left
from quotetrack.extraction.transcripts import Turn, find_turns
from quotetrack.extraction.unreported import UnusedCue, find_unused
from quotetrack.language import Rules, load_rules
from quotetrack.model import Article, Attributions, QuoteType, Span
from quotetrack.reading import find_furniture

_MOST_CUES = 24  # told of one run, the nearest: no sentence that somebody wrote has so many verbs of saying


@dataclass(frozen=True, slots=True)
class Trial:
    """What one rule made of a run: the speaker and cue it would give, and how that went."""

    rule: str
    outcome: str  # "won", "lost" or "no fit"
    reason: str
    speaker: str | None = None
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class CueTrial:
    """A verb of the run's sentence that may be a cue: where it stands, and what became of it."""

    cue: str
    span: Span
    tier: str
    frame: str
    side: str  # "before" or "after" the marks
    reason: str


@dataclass(frozen=True, slots=True)
class Identity:
    """How whom a mention means was looked for: the way (as extraction's ``identity_rule``), how often that way is right
    (0 to 1; None where nobody was found), and for "he" and "she" the sentences asked, nearest first, up to the one that
    names whoever it is."""

    rule: str
    confidence: float | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run in quotation marks, or a quote without any. ``dropped`` says why a run is no quote (None where it is);
    ``candidates`` are those whom its speaker may mean where the text does not decide, and then ``name`` is None."""

    span: Span
    text: str
    sentence: Span
    dropped: str | None
    rule: str
    speaker: str | None
    name: str | None
    candidates: tuple[str, ...]
    identity: Identity | None
    confidence: float
    type: QuoteType | None
    content: tuple[Span, ...]
    trials: tuple[Trial, ...]
    cues: tuple[CueTrial, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reports of an article's runs in text order, the words of saying that no quote has, and the furniture that was
    not read."""

    runs: tuple[RunReport, ...]
    unused: tuple[UnusedCue, ...]
    skipped: tuple[tuple[Span, str], ...]


def explain(
    article: Article, *, rules: Rules | None = None, attributions: Attributions = Attributions.SPEECH
) -> Explanation:
    """Every run in quotation marks of ``article``, nested ones and turns of a transcript included, with the rules tried
    on it, every quote without marks with the rule that found it, and the words of saying left over; raises nothing on
    any text."""
    rules = rules or load_rules()
    turns = find_turns(article.text)
    scene = set_scene(article, rules, turns)
    coreference = Coreference(scene.outline)
    reports = _reports(scene, coreference)
    marked = list(find_quotes(scene))
    indirect = list(find_reported(scene, marked, attributions))
    reports += [_reported_report(scene, coreference, found) for found in indirect]
    for within, base in nested_scenes(scene):
        reports += [(report, None) for report, _ in _reports(within, coreference, base)]
    # Only now: to ask for genders earlier than extract does could change them.
    told = [_with_evidence(report, mention, coreference) for report, mention in reports]
    told += [_turn_report(article.text, coreference, turn, rules) for turn in turns]
    furniture = find_furniture(article.text) if article.furniture is None else article.furniture
    return Explanation(
        tuple(sorted(told, key=lambda report: report.span)),
        tuple(find_unused(scene, [*marked, *indirect], attributions)),
        tuple((item.span, str(item.kind)) for item in furniture),
    )


def _reports(
    scene: Scene, coreference: Coreference, within: int | None = None
) -> list[tuple[RunReport, Phrase | None]]:
    """The reports of one scene, each with the mention of its speaker; ``within``, where it is the inside of a quote, is
    where that begins in the article (0 where the quote's own mark is missing)."""
    o, base, nested = scene.outline, within or 0, within is not None
    contents = {run: found for found in find_quotes(scene) for run in found.runs}
    # Moved once a quote and shared by its runs: a quote of many runs has as many spans.
    spans = {
        first: tuple(_moved(span, base) for span in found.quote.content)
        for first, found in contents.items()
        if first == found.runs[0]
    }
    # Resolved in the order of extract and before anything else: resolving "she" tells more about whom "he" can mean.
    meanings: dict[int, Meaning] = {}
    for first, found in contents.items():
        mention = found.link.mention
        if mention is not None and first == found.runs[0]:
            meanings[first] = coreference.resolve_nested(o, mention) if nested else coreference.resolve(mention)
    reports = []
    for place in scene.places:
        run = o.run_at(place.run)
        link = scene.links.get(place.run) or Link(place.run, "unattributed")
        kept = contents.get(place.run)
        dropped = drop_reason(scene, place)
        if nested and dropped is None and kept is not None and not is_cued(scene, kept.link):
            dropped, kept = "inside a quote, and no cue in it gives these words to somebody else", None
        meaning = meanings.get(kept.runs[0], _NOBODY) if kept else _NOBODY
        sentence = Span(o.start(place.sentence[0]), o.end(max(place.sentence[1] - 1, place.run)))
        report = RunReport(
            span=_moved(Span(run.start, run.end), base),
            text=o.text[run.start : run.end],
            sentence=_moved(sentence, base),
            dropped=dropped,
            rule=link.rule,
            speaker=_speaker(scene, link),
            name=meaning.antecedents[0].name if meaning.antecedents else None,
            candidates=tuple(candidate.name for candidate in meaning.candidates),
            identity=_identity(meaning, o.rules),
            confidence=confidence_of(o, link),
            type=kept.quote.type if kept else None,
            content=spans[kept.runs[0]] if kept else (),
            trials=tuple(_trials(scene, place, link)),
            cues=tuple(replace(cue, span=_moved(cue.span, base)) for cue in _cues(scene, place, link)),
        )
        reports.append((report, kept.link.mention if kept else None))
    return reports


def _reported_report(scene: Scene, coreference: Coreference, found: Found) -> tuple[RunReport, Phrase]:
    """The report of a quote without marks, whose cue governs what was said, and the mention of its speaker."""
    o, link, content = scene.outline, found.link, found.quote.content
    assert link.mention is not None and link.cue is not None
    meaning = coreference.resolve(link.mention)
    whole = Span(
        min(content[0].start, o.start(link.cue[0]), o.start(link.mention.first)),
        max(content[-1].end, o.end(link.cue[1]), o.end(link.mention.last)),
    )
    cue = _words(scene, link.cue)
    speaker = _speaker(scene, link)
    report = RunReport(
        span=Span(content[0].start, content[-1].end),
        text=" … ".join(span.of(o.text) for span in content),
        sentence=whole,
        dropped=None,
        rule=link.rule,
        speaker=speaker,
        name=meaning.antecedents[0].name if meaning.antecedents else None,
        candidates=tuple(candidate.name for candidate in meaning.candidates),
        identity=_identity(meaning, o.rules),
        confidence=confidence_of(o, link),
        type=found.quote.type,
        content=content,
        trials=(Trial(link.rule, "won", f"without marks: {REASONS[link.rule]}", speaker, cue),),
        cues=(),
    )
    return report, link.mention


_NOBODY = Meaning((), "")


def _turn_report(text: str, coreference: Coreference, turn: Turn, rules: Rules) -> RunReport:
    meaning = coreference.resolve_label(turn.label.of(text), turn.label.start)
    named = meaning.antecedents
    label = " ".join(turn.label.of(text).split())
    return RunReport(
        span=turn.whole,
        text=text[turn.content[0].start : turn.content[-1].end],
        sentence=turn.whole,
        dropped=None,
        rule="transcript-turn",
        speaker=label,
        name=named[0].name if named else None,
        candidates=(),
        identity=_identity(meaning, rules),
        confidence=rules.confidence.get("transcript-turn", UNMEASURED),
        type=QuoteType.DIRECT,
        content=turn.content,
        trials=(Trial("transcript-turn", "won", "its line begins with a label, and labels come again", label),),
        cues=(),
    )


def _identity(meaning: Meaning, rules: Rules) -> Identity | None:
    if not meaning.how:
        return None
    return Identity(
        meaning.how, rules.identity_confidence.get(meaning.how, UNMEASURED) if meaning.antecedents else None
    )


def _with_evidence(report: RunReport, mention: Phrase | None, coreference: Coreference) -> RunReport:
    if mention is None or report.identity is None:
        return report
    asked: list[Evidence] = []
    for one in coreference.evidence(mention):
        asked.append(one)
        if any(name == report.name for name, _ in one.people):
            break
    return replace(report, identity=replace(report.identity, evidence=tuple(asked)))


def _moved(span: Span, base: int) -> Span:
    return Span(span.start + base, span.end + base)


def _speaker(scene: Scene, link: Link) -> str | None:
    """The words of a link's mention, as extraction gives them: a possessive ending is left out."""
    if link.mention is None:
        return None
    return " ".join(scene.outline.mention(link.mention.first, link.mention.last).split())


def _words(scene: Scene, tokens: tuple[int, int] | None) -> str | None:
    return " ".join(scene.outline.span(*tokens).of(scene.outline.text).split()) if tokens else None


def _trials(scene: Scene, place: Place, won: Link) -> list[Trial]:
    trials: list[Trial] = []
    winner_seen = False
    for rule in RULES:
        pattern = " ".join((rule.__doc__ or "").split())
        link = rule(place)
        if link is None:
            trials.append(Trial(rule.__name__.replace("_", "-"), "no fit", f"looks for: {pattern}"))
            continue
        speaker = _speaker(scene, link)
        cue = _words(scene, link.cue)
        if link == won._replace(joins=None) and not winner_seen:
            winner_seen = True
            trials.append(Trial(link.rule, "won", "the first rule in order that fits", speaker, cue))
        else:
            why = "a rule before it fits" if winner_seen else f"the neighbouring quote decides: {won.rule}"
            trials.append(Trial(link.rule, "lost", why, speaker, cue))
    if not winner_seen and won.rule != "unattributed":
        reason = "from what stands before the quote"
        trials.append(Trial(won.rule, "won", reason, _speaker(scene, won), _words(scene, won.cue)))
    return trials


def _cues(scene: Scene, place: Place, won: Link) -> list[CueTrial]:
    o, c = scene.outline, scene.outline.classes
    found: list[CueTrial] = []
    verbs = [at for at in range(*place.sentence) if c[at] in "vVBgG"]
    for at in sorted(sorted(verbs, key=lambda at: abs(at - place.run))[:_MOST_CUES]):
        cue = place.cue_at(at)
        if cue is None:
            continue
        if won.cue is not None and won.cue[0] <= at <= won.cue[1]:
            reason = f"taken, by {won.rule}"
        else:
            refused = refuse_cue(place, at)
            if refused:
                reason = refused
            else:
                subject = subject_left(o, at, place.sentence[0])
                said_by = _words(scene, (subject.phrase.first, subject.phrase.last)) if subject else None
                reason = f"its subject would be “{said_by}”" if said_by else "no subject beside it"
        found.append(
            CueTrial(o.word(at), o.span(at, at), cue.tier, cue.frame, "before" if at < place.run else "after", reason)
        )
    return found
