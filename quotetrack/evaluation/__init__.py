"""Evaluation: how well predicted quotes agree with gold ones.

    read_gold(path), read_predictions(path) -> documents as dicts
    evaluate(gold, predictions) -> Report       as_dict() for JSON, rows() for a table

    documents (what is compared) -> quotations, letters, agreement (when two things are the same)
    -> scoring (the verdicts of one document) -> figures (sums, intervals) -> report (rows, JSON)
    -> breakdown (the verdicts by rule, cue, confidence, category)

This room finds quotation marks and compares speakers by code of its own: it may import model, errors and the standard
library, never extraction or language, so that a mistake in pairing marks cannot hide itself by being made twice.
"""

from quotetrack.evaluation.breakdown import BY, By, Group, break_down, break_down_names
from quotetrack.evaluation.documents import read_gold, read_predictions
from quotetrack.evaluation.figures import Figure
from quotetrack.evaluation.report import NameScore, Report, Row, Score, TypeRecall, evaluate
from quotetrack.evaluation.scoring import ContentVerdict, Counts, DocumentScore, SegmentVerdict, count_segments

__all__ = [
    "BY",
    "By",
    "ContentVerdict",
    "Counts",
    "DocumentScore",
    "Figure",
    "Group",
    "NameScore",
    "Report",
    "Row",
    "Score",
    "SegmentVerdict",
    "TypeRecall",
    "break_down",
    "break_down_names",
    "count_segments",
    "evaluate",
    "read_gold",
    "read_predictions",
]
