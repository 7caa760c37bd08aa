"""The command extract: articles in, quotes out, no data base. Imports click; reading and extraction inside functions.

Streams: an article is read, printed and forgotten.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli.cells import Column
from quotetrack.cli.identifiers import UniqueIds
from quotetrack.cli.options import (
    attributed_option,
    confidence_option,
    format_option,
    input_format_option,
    limit_option,
)
from quotetrack.cli.output import Listing, choose_format, choose_limit, complain, write_listing
from quotetrack.cli.predictions import prediction, quote_rows

if TYPE_CHECKING:
    from quotetrack.model import Article

_FOUND = Listing(
    (
        "id", "quote", "type", "speaker", "speaker_kind", "mention", "role", "cue", "rule", "confidence",
        "identity_confidence",
    ),
    (
        Column("Article", lambda row: row["id"], share=2, style="dim"),
        Column("Quote", lambda row: row["quote"], share=5),
        Column("Speaker", lambda row: row["speaker"] or row["mention"] or "–", share=2, style="bold cyan"),
        Column("Rule", lambda row: f"{row['rule']} {row['confidence']:.2f}", share=2, style="dim"),
    ),
)  # fmt: skip
_NO_ROWS = Listing((), ())


@click.command(short_help="Print the quotes of articles, without storing.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@input_format_option
@confidence_option
@attributed_option
@limit_option("rows (JSON: articles)")
@format_option(pipe="jsonl")
@click.pass_context
def extract(
    ctx: click.Context,
    paths: tuple[str, ...],
    input_format: str | None,
    min_confidence: float,
    attributed: bool,
    limit: int | None,
    chosen: str | None,
) -> None:
    """Find the quotes of articles and print them; no data base is used.

    PATH is a file (.txt, .md, .html, .jsonl), a folder of them, or - for standard input. JSON has one object an
    article, in the order of the input, with offsets in characters of its text; an id that comes again gets "#2".
    The other formats have one row a quote.

    \b
    Examples:
      quotetrack extract story.txt
      quotetrack extract corpus.jsonl --format jsonl > quotes.jsonl
    """
    chosen = choose_format(chosen, pipe="jsonl")
    most = choose_limit(limit, chosen)
    source = _Source(paths, input_format)
    lines = (
        (article, prediction(identity, found, min_confidence=min_confidence, attributed=attributed))
        for article, identity, found in source.articles()
    )
    if chosen in ("json", "jsonl"):
        write_listing((line for _, line in islice(lines, most)), _NO_ROWS, chosen)
    else:
        rows = (row for article, line in lines for row in quote_rows(article, line))
        _write_rows(rows, chosen, most)
    if source.failed:
        ctx.exit(1)


def _write_rows(rows: Iterator[dict[str, Any]], chosen: str, most: int | None) -> None:
    if chosen != "table" or most is None:
        write_listing(islice(rows, most), _FOUND, chosen)
        return
    shown = list(islice(rows, most))
    total = len(shown) + sum(1 for _ in rows)
    write_listing(shown, _FOUND, chosen, total=total)


class _Source:
    """The articles of some paths with their quotes; tells problems on standard error and counts the fatal ones."""

    def __init__(self, paths: tuple[str, ...], input_format: str | None) -> None:
        self._paths = paths
        self._input_format = input_format
        self.failed = 0

    def articles(self) -> Iterator[tuple[Article, str, Any]]:
        """Each article, its id in this run, and its attributions."""
        from quotetrack.extraction import extract as find_quotes
        from quotetrack.model import Problem
        from quotetrack.reading import read

        ids = UniqueIds()
        for path in self._paths:
            for item in read(path, input_format=self._input_format):
                if isinstance(item, Problem):
                    self.failed += item.fatal
                    # What was found before stands before the complaint, also where both go to one terminal.
                    sys.stdout.flush()
                    complain(f"{item.source}: {item.reason}")
                else:
                    yield item, ids.unique(item.id), find_quotes(item)
