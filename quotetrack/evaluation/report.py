"""The report: what an evaluation found, as values, as JSON and as the rows of a table.

Imports model, errors and this room.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from quotetrack.errors import InputError
from quotetrack.evaluation.documents import (
    GoldDocument,
    PredictedDocument,
    parse_gold,
    parse_predictions,
    unknown_document,
)
from quotetrack.evaluation.figures import LINES, RESAMPLES, SEED, Figure, Line, interval_of, resampled, total, values_of
from quotetrack.evaluation.scoring import ContentVerdict, Counts, DocumentScore, SegmentVerdict, score_document
from quotetrack.model import Problem, QuoteType


class Score(NamedTuple):
    """Precision, recall and F1 with the counts they come from; ``found`` may be a sum of shares."""

    precision: Figure
    recall: Figure
    f1: Figure
    found: float
    predicted: int
    gold: int


class TypeRecall(NamedTuple):
    """Recall of the contents of one type: with the same letters, and by the share covered."""

    exact: Figure
    soft: Figure
    gold: int


class NameScore(NamedTuple):
    """Full names over the gold quotes that have one.

    ``recall``: right by gold; ``accuracy``: right by those whose content was found; ``precision``: right by those found
    that were given a name at all.
    """

    precision: Figure
    recall: Figure
    f1: Figure
    accuracy: Figure
    right: int
    given: int
    found: int
    gold: int


class Row(NamedTuple):
    """A line of the table; shares of 0 to 1, None where a line has no such figure.

    ``interval`` is that of F1, or of the line's only figure. ``found``, ``predicted`` and ``gold`` are counts.
    """

    label: str
    precision: float | None
    recall: float | None
    f1: float | None
    interval: tuple[float, float] | None
    found: float
    predicted: int | None
    gold: int


_LABELS = {line.key: line.label for line in LINES}


@dataclass(frozen=True, slots=True)
class Report:
    """How well predictions agree with gold.

    ``documents`` holds every verdict, in gold order; ``scores`` is keyed segments, joint, joint_ge5, joint_named,
    content_exact, content_soft; ``name`` is None where the gold has no full names. ``notices`` tell of predictions
    that were counted but look mistaken.
    """

    documents: tuple[DocumentScore, ...]
    counts: Counts
    scores: Mapping[str, Score]
    recall_by_type: Mapping[QuoteType, TypeRecall]
    name: NameScore | None
    notices: tuple[Problem, ...] = field(default=())

    @classmethod
    def of(
        cls,
        documents: Iterable[DocumentScore],
        *,
        resamples: int = RESAMPLES,
        seed: int = SEED,
        notices: Iterable[Problem] = (),
    ) -> Report:
        """Sum up ``documents``: all of an evaluation, or any group of them.

        ``resamples``: how many samples make an interval; none are made with 0, or for fewer than two documents.
        """
        documents = tuple(documents)
        counts = total(document.counts for document in documents)
        values = values_of(counts)
        samples = [
            values_of(sample) for sample in resampled([document.counts for document in documents], resamples, seed)
        ]
        figures = {
            key: Figure(value, *interval_of([sample[key] for sample in samples])) for key, value in values.items()
        }
        return cls(
            documents=documents,
            counts=counts,
            scores={line.key: _score(line, counts, figures) for line in LINES},
            recall_by_type={
                kind: TypeRecall(figures[kind, "exact"], figures[kind, "soft"], int(getattr(counts, f"{kind}_gold")))
                for kind in QuoteType
            },
            name=_name_score(counts, figures) if counts.names_gold else None,
            notices=tuple(notices),
        )

    @property
    def segments(self) -> tuple[SegmentVerdict, ...]:
        """The verdicts on quoted segments, in gold and text order."""
        return tuple(verdict for document in self.documents for verdict in document.segments)

    @property
    def contents(self) -> tuple[ContentVerdict, ...]:
        """The verdicts on gold quotes of all types, in gold order."""
        return tuple(verdict for document in self.documents for verdict in document.contents)

    def as_dict(self) -> dict[str, Any]:
        """The figures for JSON, rounded to four digits; an interval (``ci``) is ``[low, high]`` or null."""
        return {
            "documents": len(self.documents),
            "gold_quotes": int(self.counts.contents_gold),
            "predicted_quotes": int(self.counts.contents_predicted),
            **{key: _score_as_dict(score) for key, score in self.scores.items()},
            "recall_by_type": {
                kind.value: {
                    "exact": _rounded(recall.exact.value),
                    "soft": _rounded(recall.soft.value),
                    "gold": recall.gold,
                    "ci": _intervals(exact=recall.exact, soft=recall.soft),
                }
                for kind, recall in self.recall_by_type.items()
            },
            "name": None if self.name is None else _name_as_dict(self.name),
        }

    def rows(self) -> tuple[Row, ...]:
        """The figures for a table, in the order of ``as_dict``."""
        rows = [
            Row(
                _LABELS[key],
                score.precision.value,
                score.recall.value,
                score.f1.value,
                score.f1.interval,
                score.found,
                score.predicted,
                score.gold,
            )
            for key, score in self.scores.items()
        ]
        for kind, recall in self.recall_by_type.items():
            for how, figure in (("exact", recall.exact), ("soft", recall.soft)):
                found = (figure.value or 0.0) * recall.gold
                rows.append(
                    Row(f"{kind} content, {how}", None, figure.value, None, figure.interval, found, None, recall.gold)
                )
        if self.name is not None:
            name = self.name
            rows.append(
                Row(
                    "full names",
                    name.precision.value,
                    name.recall.value,
                    name.f1.value,
                    name.f1.interval,
                    name.right,
                    name.given,
                    name.gold,
                )
            )
            accuracy = name.accuracy
            rows.append(
                Row(
                    "full names where the quote was found",
                    None,
                    accuracy.value,
                    None,
                    accuracy.interval,
                    name.right,
                    None,
                    name.found,
                )
            )
        return tuple(rows)


def evaluate(
    gold: Iterable[Mapping[str, Any]],
    predictions: Iterable[Mapping[str, Any]],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Report:
    """Compare ``predictions`` with ``gold``, both documents as ``read_gold`` and ``read_predictions`` give them.

    A gold document without a prediction counts as one in which nothing was found. ``resamples`` and ``seed`` are those
    of the intervals. Raises InputError for a document given twice, predicted without gold, or malformed.
    """
    wanted: dict[str, GoldDocument] = {}
    for n, document in enumerate(gold):
        source = f"gold document {n + 1}"
        parsed = parse_gold(document, source)
        if parsed.id in wanted:
            raise InputError(source, f"document {parsed.id!r} was given before; keep one of them")
        wanted[parsed.id] = parsed
    answers: dict[str, PredictedDocument] = {}
    for n, document in enumerate(predictions):
        source = f"predicted document {n + 1}"
        answer = parse_predictions(document, source)
        if answer.id in answers:
            raise InputError(source, f"document {answer.id!r} was given before; keep one of them")
        if answer.id not in wanted:
            raise unknown_document(source, answer.id)
        answers[answer.id] = answer
    scored = [score_document(want, answers.get(key, PredictedDocument(key, ()))) for key, want in wanted.items()]
    notices = [
        Problem(
            document.id,
            f"{document.outside} predicted spans reach beyond the text; offsets count characters, not bytes",
            fatal=False,
        )
        for document in scored
        if document.outside
    ]
    return Report.of(scored, resamples=resamples, seed=seed, notices=notices)


def _score(line: Line, counts: Counts, figures: Mapping[tuple[str, str], Figure]) -> Score:
    return Score(
        figures[line.key, "P"],
        figures[line.key, "R"],
        figures[line.key, "F1"],
        getattr(counts, line.covered),
        int(getattr(counts, line.predicted)),
        int(getattr(counts, line.gold)),
    )


def _name_score(counts: Counts, figures: Mapping[tuple[str, str], Figure]) -> NameScore:
    return NameScore(
        figures["name", "P"],
        figures["name", "R"],
        figures["name", "F1"],
        figures["name", "accuracy"],
        int(counts.names_right),
        int(counts.names_given),
        int(counts.names_found),
        int(counts.names_gold),
    )


def _score_as_dict(score: Score) -> dict[str, Any]:
    return {
        "P": _rounded(score.precision.value),
        "R": _rounded(score.recall.value),
        "F1": _rounded(score.f1.value),
        "tp": round(score.found, 2),
        "pred": score.predicted,
        "gold": score.gold,
        "ci": _intervals(P=score.precision, R=score.recall, F1=score.f1),
    }


def _name_as_dict(name: NameScore) -> dict[str, Any]:
    precision, recall, accuracy = name.precision, name.recall, name.accuracy
    return {
        "P": _rounded(precision.value),
        "R": _rounded(recall.value),
        "F1": _rounded(name.f1.value),
        "tp": name.right,
        "pred": name.given,
        "gold": name.gold,
        "ci": _intervals(P=precision, R=recall, F1=name.f1, accuracy=accuracy),
        # The same by the names under which these figures are usually told.
        "found": name.found,
        "named": name.given,
        "right": name.right,
        "name_recall": _rounded(recall.value),
        "name_acc": _rounded(accuracy.value),
        "name_precision": _rounded(precision.value),
    }


def _intervals(**figures: Figure) -> dict[str, list[float] | None]:
    return {
        which: None if figure.interval is None else [round(end, 4) for end in figure.interval]
        for which, figure in figures.items()
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
