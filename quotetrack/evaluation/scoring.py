"""The verdicts on one document: which quoted segments and contents were found, and whether their speaker is right.

    gold segment        a run inside quotation marks of which at least four fifths are content of one gold quote
                        (the one that covers most of it)
    predicted segment   the part of a run that is content of one predicted quote, at least a fifth of the run
    matched             the predicted segment that covers most of a gold segment, at least half of it; one to one
    right               matched, and the mention is the gold one (see agreement)

A predicted segment in a run that is not gold is a false positive, and so is a second one in the same run, unless it is
speech inside speech: then it counts neither way here and is judged as content. Contents are compared in full, quotes of
every type, whether in marks or not. All sizes are in letters. Imports model and this room.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from quotetrack.evaluation.agreement import name_is_right, name_key, speaker_is_right
from quotetrack.evaluation.documents import GoldDocument, PredictedDocument
from quotetrack.evaluation.letters import (
    NOTHING,
    LetterNumbers,
    Stretch,
    common,
    shared_sizes,
    size,
    together,
    without,
)
from quotetrack.evaluation.quotations import quotation_runs
from quotetrack.model import QuoteType, Span

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
LONG_SEGMENT = 5  # words from which a segment counts as long


@dataclass(frozen=True, slots=True)
class SegmentVerdict:
    """One quoted segment: found (``gold`` and ``predicted``), missed (no ``predicted``) or spurious (no ``gold``).

    ``run`` is the stretch inside the marks; ``gold`` the gold quote's id, ``predicted`` the place of the predicted
    quote in its document's list. ``right`` implies ``matched``. ``long``: the run has five words or more.
    ``gold_named`` and ``predicted_named``: that side has a speaker mention.
    """

    document: str
    run: Span
    gold: str | None
    predicted: int | None
    matched: bool
    right: bool
    long: bool
    gold_named: bool
    predicted_named: bool


@dataclass(frozen=True, slots=True)
class ContentVerdict:
    """One gold quote, whether in quotation marks or not.

    ``predicted``: the predicted quote (its place in the list) that shares at least half of the content, or None;
    ``exact``: some prediction has exactly its letters; ``covered``: the share of it (0 to 1) that predictions cover.

    ``name_right`` is None where the gold has no full name; ``name_given``: the matching prediction has one.
    ``mention_right``: its mention is the gold one, so that a wrong name is the fault of who is meant.
    """

    document: str
    gold: str
    type: QuoteType
    predicted: int | None
    exact: bool
    covered: float
    name_given: bool
    name_right: bool | None
    mention_right: bool


class SegmentCounts(NamedTuple):
    """Sums over segments; ``right`` ones of all, of the long ones, and of those with a mention on both sides."""

    matched: int
    right: int
    predicted: int
    gold: int
    long_right: int
    long_predicted: int
    long_gold: int
    named_right: int
    named_predicted: int
    named_gold: int


class Counts(NamedTuple):
    """All that is counted in a document; the counts of several are the sums."""

    matched: float = 0
    right: float = 0
    predicted: float = 0
    gold: float = 0
    long_right: float = 0
    long_predicted: float = 0
    long_gold: float = 0
    named_right: float = 0
    named_predicted: float = 0
    named_gold: float = 0
    contents_exact: float = 0
    contents_inside: float = 0  # shares of predicted contents that lie in gold ones
    contents_covered: float = 0  # shares of gold contents that are covered
    contents_predicted: float = 0
    contents_gold: float = 0
    direct_exact: float = 0
    direct_covered: float = 0
    direct_gold: float = 0
    mixed_exact: float = 0
    mixed_covered: float = 0
    mixed_gold: float = 0
    indirect_exact: float = 0
    indirect_covered: float = 0
    indirect_gold: float = 0
    names_right: float = 0
    names_given: float = 0
    names_found: float = 0
    names_gold: float = 0


@dataclass(frozen=True, slots=True)
class DocumentScore:
    """The verdicts on one document, in text order, and what they add up to.

    ``outside``: how many predicted spans reach beyond the end of the text.
    """

    id: str
    counts: Counts
    segments: tuple[SegmentVerdict, ...]
    contents: tuple[ContentVerdict, ...]
    outside: int = 0


def count_segments(verdicts: Iterable[SegmentVerdict]) -> SegmentCounts:
    """Sums over any selection of verdicts."""
    sums = [0] * len(SegmentCounts._fields)
    for verdict in verdicts:
        in_gold, in_predicted = verdict.gold is not None, verdict.predicted is not None
        named_gold, named_predicted = in_gold and verdict.gold_named, in_predicted and verdict.predicted_named
        row = (
            verdict.matched,
            verdict.right,
            in_predicted,
            in_gold,
            verdict.long and verdict.right,
            verdict.long and in_predicted,
            verdict.long and in_gold,
            verdict.right and named_gold and named_predicted,
            named_predicted,
            named_gold,
        )
        for n, counted in enumerate(row):
            sums[n] += counted
    return SegmentCounts(*sums)


def score_document(gold: GoldDocument, predicted: PredictedDocument) -> DocumentScore:
    """Compare the predictions for one document with its gold."""
    letters = LetterNumbers(gold.text)
    contents = _Contents(
        tuple(letters.stretch(quote.content) for quote in gold.quotes),
        tuple(letters.stretch(quote.content) for quote in predicted.quotes),
    )
    segments = _judge_segments(gold, predicted, letters, contents)
    verdicts, inside = _judge_contents(gold, predicted, contents, letters)
    counts = Counts(
        *count_segments(segments),
        **_count_contents(verdicts),
        contents_inside=inside,
        contents_predicted=sum(1 for stretch in contents.predicted if stretch),
    )
    end = len(gold.text)
    outside = sum(span.end > end for quote in predicted.quotes for span in (*quote.content, *quote.speaker))
    return DocumentScore(gold.id, counts, segments, verdicts, outside)


class _Contents:
    """The letters of the contents of both sides, their sizes, and how many letters each pair shares."""

    __slots__ = ("gold", "gold_sizes", "predicted", "predicted_sizes", "shared")

    def __init__(self, gold: tuple[Stretch, ...], predicted: tuple[Stretch, ...]) -> None:
        self.gold, self.predicted = gold, predicted
        self.gold_sizes = [size(stretch) for stretch in gold]
        self.predicted_sizes = [size(stretch) for stretch in predicted]
        self.shared = shared_sizes(gold, predicted)

    def likeness(self, i: int, j: int) -> float:
        """Letters shared by gold quote ``i`` and predicted quote ``j``, by letters of either: 0 to 1."""
        shared = self.shared.get((i, j), 0)
        return shared / (self.gold_sizes[i] + self.predicted_sizes[j] - shared) if shared else 0.0

    def alike(self) -> dict[int, set[int]]:
        """For each predicted quote the gold quotes that share at least half with it."""
        alike: defaultdict[int, set[int]] = defaultdict(set)
        for i, j in self.shared:
            if self.likeness(i, j) >= 0.5:
                alike[j].add(i)
        return alike


def _judge_segments(
    gold: GoldDocument, predicted: PredictedDocument, letters: LetterNumbers, contents: _Contents
) -> tuple[SegmentVerdict, ...]:
    runs = quotation_runs(gold.text)
    stretches = [letters.stretch((run,)) for run in runs]
    sizes = [size(stretch) for stretch in stretches]
    owners = _owners(sizes, shared_sizes(stretches, contents.gold))
    pieces: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (n, j), shared in sorted(shared_sizes(stretches, contents.predicted).items()):
        if 5 * shared >= sizes[n]:
            pieces[n].append((shared, j))
    alike = contents.alike()
    verdicts: list[SegmentVerdict] = []
    for n, run in enumerate(runs):
        owner = owners.get(n)
        best = _best_piece(pieces.get(n, ()), sizes[n]) if owner is not None else None
        is_long = owner is not None or n in pieces
        is_long = is_long and sum(1 for _ in islice(_WORD.finditer(gold.text, *run), LONG_SEGMENT)) == LONG_SEGMENT
        if owner is not None:
            quote = gold.quotes[owner]
            answer = None if best is None else predicted.quotes[best]
            right = answer is not None and speaker_is_right(
                gold.text, letters, gold=quote.speaker, gold_cue=quote.cue, predicted=answer.speaker
            )
            verdicts.append(
                SegmentVerdict(
                    document=gold.id,
                    run=run,
                    gold=quote.id,
                    predicted=best,
                    matched=answer is not None,
                    right=right,
                    long=is_long,
                    gold_named=bool(quote.speaker),
                    predicted_named=answer is not None and bool(answer.speaker),
                )
            )
        for _, j in pieces.get(n, ()):
            if j == best or (owner is not None and alike.get(j, set()) - {owner}):
                continue  # the match, or speech inside speech
            verdicts.append(
                SegmentVerdict(
                    document=gold.id,
                    run=run,
                    gold=None,
                    predicted=j,
                    matched=False,
                    right=False,
                    long=is_long,
                    gold_named=False,
                    predicted_named=bool(predicted.quotes[j].speaker),
                )
            )
    return tuple(verdicts)


def _owners(sizes: Sequence[int], shared: Mapping[tuple[int, int], int]) -> dict[int, int]:
    """For each run that is gold, the gold quote that covers most of it; the first of equals."""
    owners: dict[int, int] = {}
    for (n, i), covered in sorted(shared.items()):
        if 5 * covered >= 4 * sizes[n] and (n not in owners or covered > shared[n, owners[n]]):
            owners[n] = i
    return owners


def _best_piece(pieces: Iterable[tuple[int, int]], run_size: int) -> int | None:
    """The predicted quote that has most of the run, at least half; the first of equals."""
    enough = [(-shared, j) for shared, j in pieces if 2 * shared >= run_size]
    return min(enough)[1] if enough else None


def _judge_contents(
    gold: GoldDocument, predicted: PredictedDocument, contents: _Contents, letters: LetterNumbers
) -> tuple[tuple[ContentVerdict, ...], float]:
    """The verdict on each gold quote with a letter in it, and the shares of predicted contents inside gold, summed."""
    order = sorted(contents.shared, key=lambda pair: (-contents.likeness(*pair), pair))
    covered: dict[int, Stretch] = {}
    used: dict[int, Stretch] = {}
    for i, j in order:
        # A gold letter is claimed once, and a predicted one earns once: doubles and splits gain nothing.
        claim = without(common(contents.gold[i], contents.predicted[j]), covered.get(i, NOTHING))
        covered[i] = together(covered.get(i, NOTHING), claim)
        used[j] = together(used.get(j, NOTHING), claim)
    inside = sum(size(stretch) / contents.predicted_sizes[j] for j, stretch in used.items())
    exact = _one_to_one(pair for pair in sorted(order) if contents.gold[pair[0]] == contents.predicted[pair[1]])
    # Among pairs that are equally alike, the quote that begins first in the text chooses first.
    half_alike = [pair for pair in order if contents.likeness(*pair) >= 0.5]
    half_alike.sort(key=lambda pair: (-contents.likeness(*pair), contents.gold[pair[0]][0][0], pair))
    partner = _one_to_one(half_alike)
    verdicts = []
    for i, quote in enumerate(gold.quotes):
        if not contents.gold[i]:
            continue
        answer = predicted.quotes[partner[i]] if i in partner else None
        verdicts.append(
            ContentVerdict(
                document=gold.id,
                gold=quote.id,
                type=quote.type,
                predicted=None if answer is None else answer.index,
                exact=i in exact,
                covered=size(covered.get(i, NOTHING)) / contents.gold_sizes[i],
                name_given=answer is not None and bool(name_key(answer.name)),
                name_right=(answer is not None and name_is_right(answer.name, quote.names)) if quote.names else None,
                mention_right=answer is not None
                and speaker_is_right(
                    gold.text, letters, gold=quote.speaker, gold_cue=quote.cue, predicted=answer.speaker
                ),
            )
        )
    return tuple(verdicts), inside


def _one_to_one(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Each ``i`` with the ``j`` it gets when pairs are taken in order, neither side twice."""
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for i, j in pairs:
        if i not in chosen and j not in taken:
            chosen[i] = j
            taken.add(j)
    return chosen


def _count_contents(verdicts: Iterable[ContentVerdict]) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for verdict in verdicts:
        for kind in ("contents", verdict.type.value):
            sums[f"{kind}_gold"] += 1
            sums[f"{kind}_exact"] += verdict.exact
            sums[f"{kind}_covered"] += verdict.covered
        if verdict.name_right is not None:
            sums["names_gold"] += 1
            sums["names_found"] += verdict.predicted is not None
            sums["names_given"] += verdict.name_given
            sums["names_right"] += verdict.name_right
    return dict(sums)
