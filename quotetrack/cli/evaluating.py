"""The command evaluate: how well quotes agree with gold. Imports click; evaluation inside functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from quotetrack.evaluation import By
    from quotetrack.model import Attributions

from quotetrack.cli.cells import Column, Row, to_json
from quotetrack.cli.options import attributions_option, confidence_option, format_option
from quotetrack.cli.output import Listing, choose_format, complain, write_listing
from quotetrack.cli.predictions import predict


def _share(name: str) -> Column:
    return Column(
        name.capitalize() if name != "f1" else "F1",
        lambda row: "" if row[name] is None else f"{row[name]:.3f}",
        width=9,
        right=True,
    )


def _count(name: str) -> Column:
    return Column(name.capitalize(), lambda row: str(row[name]), width=9, right=True)


def _interval(row: Row) -> str:
    return "" if row["low"] is None else f"{row['low']:.3f} to {row['high']:.3f}"


_FIGURES = Listing(
    ("label", "precision", "recall", "f1", "low", "high", "found", "predicted", "gold"),
    (
        Column("", lambda row: row["label"], width=36),
        _share("precision"),
        _share("recall"),
        _share("f1"),
        Column("95 % interval", _interval, width=14),
        Column("Gold", lambda row: str(row["gold"]), width=7, right=True),
    ),
)


_GROUPS = Listing(
    ("name", "precision", "recall", "right", "matched", "predicted", "gold"),
    (
        Column("", lambda row: row["name"], width=30),
        _share("precision"),
        _share("recall"),
        _count("right"),
        _count("matched"),
        _count("predicted"),
        _count("gold"),
    ),
)


@click.command(short_help="Measure quotes against gold.")
@click.argument("gold", metavar="GOLD.jsonl")
@click.option("--predictions", metavar="FILE", help="Lines as extract prints them, - for standard input.")
@click.option(
    "--by",
    type=click.Choice(["category", "cue", "rule", "confidence", "identity"]),
    help="How good each of these is, instead of the whole: speakers right among the quoted segments predicted; by "
    "identity, full names right among the mentions that are.",
)
@confidence_option
@attributions_option
@format_option()
def evaluate(
    gold: str,
    predictions: str | None,
    by: By | None,
    min_confidence: float,
    attributions: Attributions,
    chosen: str | None,
) -> None:
    """Measure precision, recall and F1 against gold: quotes, speakers, full names, with intervals.

    Without --predictions the quotes of the gold's own texts are extracted first.

    \b
    Examples:
      quotetrack evaluate gold.jsonl
      quotetrack evaluate gold.jsonl --by rule
      other-tool articles.jsonl | quotetrack evaluate gold.jsonl --predictions - --format json
    """
    from quotetrack.evaluation import break_down, break_down_names, read_gold, read_predictions
    from quotetrack.evaluation import evaluate as compare

    documents = read_gold(gold)
    if predictions is None:
        found: list[dict[str, Any]] = list(predict(documents, min_confidence=min_confidence, attributions=attributions))
    else:
        found = read_predictions(predictions, documents={document["id"] for document in documents})
    report = compare(documents, found, resamples=0) if by else compare(documents, found)
    for notice in report.notices:
        complain(f"{notice.source}: {notice.reason}")
    chosen = choose_format(chosen)
    if by is not None:
        names = by == "identity"
        groups = (
            break_down_names(report.contents, found) if names else break_down(report.segments, documents, found, by)
        )
        write_listing(
            (group._asdict() | {"precision": group.precision, "recall": group.recall} for group in groups),
            _GROUPS,
            chosen,
        )
        return
    if chosen == "json":
        click.echo(to_json(report.as_dict()))
        return
    write_listing((_as_row(row) for row in report.rows()), _FIGURES, chosen)


def _as_row(row: Any) -> dict[str, Any]:
    low, high = row.interval or (None, None)
    return {name: value for name, value in row._asdict().items() if name != "interval"} | {"low": low, "high": high}
