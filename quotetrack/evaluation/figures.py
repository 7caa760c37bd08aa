"""Figures from sums of counts, and their intervals.

All figures are micro-averages: counts are summed over documents first. An interval is the middle of the figure's values
over resamples of the documents, drawn with replacement by a seeded generator, so that the same input gives the same
interval. Imports model and this room's scoring.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from quotetrack.evaluation.scoring import Counts
from quotetrack.model import QuoteType

RESAMPLES = 1000
SEED = 1
COVERAGE = 0.95


class Figure(NamedTuple):
    """A share of 0 to 1 and the ends of its interval; None where there is nothing to divide by."""

    value: float | None
    low: float | None = None
    high: float | None = None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Both ends, or None."""
        return None if self.low is None or self.high is None else (self.low, self.high)


class Line(NamedTuple):
    """Which counts make one precision, recall and F1."""

    key: str
    label: str
    inside: str  # numerator of precision
    covered: str  # numerator of recall
    predicted: str
    gold: str


LINES = (
    Line("segments", "quoted segments", "matched", "matched", "predicted", "gold"),
    Line("joint", "joint (segment and speaker)", "right", "right", "predicted", "gold"),
    Line("joint_ge5", "joint, 5 words and more", "long_right", "long_right", "long_predicted", "long_gold"),
    Line("joint_named", "joint, named only", "named_right", "named_right", "named_predicted", "named_gold"),
    Line("content_exact", "content, exact", "contents_exact", "contents_exact", "contents_predicted", "contents_gold"),
    Line("content_soft", "content, soft", "contents_inside", "contents_covered", "contents_predicted", "contents_gold"),
)

# The figures of one sum of counts, by (part, which): ("joint", "F1"), ("direct", "soft"), ("name", "accuracy").
Values: TypeAlias = dict[tuple[str, str], float | None]


def total(counts: Iterable[Counts]) -> Counts:
    """The sum; all zeros where there is nothing to add."""
    return Counts(*map(sum, zip(*counts, strict=True)))


def resampled(documents: Sequence[Counts], resamples: int, seed: int) -> Iterator[Counts]:
    """The sums of ``resamples`` random choices of as many documents as there are, with replacement."""
    if len(documents) < 2:
        return
    columns = tuple(zip(*documents, strict=True))
    places = range(len(documents))
    generator = random.Random(seed)
    for _ in range(resamples):
        # itemgetter picks a whole column at once, which is much faster than adding document by document.
        pick = itemgetter(*generator.choices(places, k=len(documents)))
        yield Counts(*(sum(pick(column)) for column in columns))


def values_of(counts: Counts) -> Values:
    """Every figure of one sum of counts."""
    values: Values = {}
    for line in LINES:
        predicted, gold = getattr(counts, line.predicted), getattr(counts, line.gold)
        if predicted or gold:
            precision = _share(getattr(counts, line.inside), predicted) or 0.0
            recall = _share(getattr(counts, line.covered), gold) or 0.0
        else:
            precision = recall = 1.0  # nothing to find and nothing found
        values[line.key, "P"], values[line.key, "R"] = precision, recall
        values[line.key, "F1"] = _balanced(precision, recall)
    for kind in QuoteType:
        gold = getattr(counts, f"{kind}_gold")
        values[kind, "exact"] = _share(getattr(counts, f"{kind}_exact"), gold)
        values[kind, "soft"] = _share(getattr(counts, f"{kind}_covered"), gold)
    name_precision = _share(counts.names_right, counts.names_given)
    name_recall = _share(counts.names_right, counts.names_gold)
    values["name", "P"], values["name", "R"] = name_precision, name_recall
    values["name", "F1"] = None if name_recall is None else _balanced(name_precision or 0.0, name_recall)
    values["name", "accuracy"] = _share(counts.names_right, counts.names_found)
    return values


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _balanced(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def interval_of(values: Iterable[float | None]) -> tuple[float, float] | tuple[()]:
    """The middle ``COVERAGE`` of the values; samples in which the figure has no value say nothing."""
    ordered = sorted(value for value in values if value is not None)
    if not ordered:
        return ()
    tail = (1 - COVERAGE) / 2
    return _percentile(ordered, tail), _percentile(ordered, 1 - tail)


def _percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the sorted values lie, between two neighbours by distance."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
