"""The command extract: articles in, quotes out, no data base. Imports click, model; ingest, reading inside functions.

Streams: an article is read, printed and forgotten.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import click

from quotetrack.cli.cells import Column, Row, to_json
from quotetrack.cli.identifiers import UniqueIds
from quotetrack.cli.options import (
    attributed_option,
    attributions_option,
    confidence_option,
    format_option,
    input_format_option,
    limit_option,
)
from quotetrack.cli.output import Listing, choose_format, choose_limit, write_listing, write_objects
from quotetrack.cli.predictions import Printed, begin_printing
from quotetrack.cli.reporting import Report, work_options
from quotetrack.cli.stopping import Stopped, Stopping
from quotetrack.model import Attributions, Problem


def _rule(row: Row) -> str:
    """The rule, how sure it is that it was said so and, where somebody is named, that the right one is."""
    if row["mention"] is None:
        return str(row["rule"])
    sure = (row["confidence"], row["identity_confidence"])
    return f"{row['rule']} {', '.join(f'{one:.2f}' for one in sure if one is not None)}"


_FOUND = Listing(
    (
        "id", "quote", "type", "speaker", "speaker_kind", "mention", "role", "cue", "rule", "confidence",
        "identity_confidence",
    ),
    (
        Column("Article", lambda row: row["id"], share=3, style="dim"),
        Column("Quote", lambda row: row["quote"], share=9),
        Column("Speaker", lambda row: row["speaker"] or row["mention"] or "–", share=4, style="bold cyan"),
        Column("Rule", _rule, width=19, style="dim"),
    ),
)  # fmt: skip


@click.command(short_help="Print the quotes of articles, without storing.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@input_format_option
@confidence_option
@attributed_option
@attributions_option
@limit_option("rows (JSON: articles)")
@format_option(pipe="jsonl")
@work_options
@click.pass_context
def extract(
    ctx: click.Context,
    paths: tuple[str, ...],
    input_format: str | None,
    min_confidence: float,
    attributed: bool,
    attributions: Attributions,
    limit: int | None,
    chosen: str | None,
    jobs: int | None,
    strict: bool,
    errors: Path | None,
    log_format: str,
) -> None:
    """Find the quotes of articles and print them; no data base is used.

    PATH is a file (.txt, .md, .html, .jsonl), a folder of them, or - for standard input. JSON has one object an
    article, in the order of the input, with offsets in characters of its text; an id that comes again gets "#2".
    The other formats have one row a quote; a table shows behind the rule how sure it is that it was said so, and then
    that the right one is named.

    \b
    Examples:
      quotetrack extract story.txt
      quotetrack extract corpus.jsonl --format jsonl > quotes.jsonl
    """
    from quotetrack.ingest.workers import available_cores, results
    from quotetrack.reading import plan

    chosen = choose_format(chosen, pipe="jsonl")
    most = choose_limit(limit, chosen)
    rows = chosen not in ("json", "jsonl")
    jobs = jobs or available_cores()
    stopped: Stopped | None = None
    with Report(log_format, errors) as report:
        parts = plan(paths, input_format=input_format)
        setup = partial(begin_printing, rows, min_confidence, attributed, attributions)
        report.start(paths, input_format, jobs=jobs, bar=not sys.stdout.isatty())
        try:
            with Stopping(), closing(results(parts, setup, jobs, on_bytes=report.bytes)) as found:
                articles = _articles(found, report, strict=strict)
                if rows:
                    _write_rows((row | {"id": name} for name, listed in articles for row in listed), chosen, most)
                else:
                    objects = (f'{{"id": {to_json(name)}, "quotes": {quotes}}}' for name, quotes in articles)
                    write_objects(islice(objects, most), chosen)
        except Stopped as asked:
            stopped = asked
        report.summary(articles=report.articles, failed=report.failed, stopped=stopped is not None)
    if stopped is not None:
        report.interrupted("interrupted")
        ctx.exit(stopped.code)
    if report.failed:
        ctx.exit(1)


def _write_rows(rows: Iterator[dict[str, Any]], chosen: str, most: int | None) -> None:
    if chosen != "table" or most is None:
        write_listing(islice(rows, most), _FOUND, chosen)
        return
    shown = list(islice(rows, most))
    total = len(shown) + sum(1 for _ in rows)
    write_listing(shown, _FOUND, chosen, total=total)


def _articles(items: Iterable[Problem | Printed], report: Report, *, strict: bool) -> Iterator[tuple[str, Any]]:
    """What is printed of each article under its id in this run; tells of problems."""
    ids = UniqueIds()
    for item in items:
        if isinstance(item, Problem):
            # What was found before stands before the complaint, also where both go to one terminal.
            sys.stdout.flush()
            report.fail(item, at_once=True)
            if strict and item.fatal:
                return
        else:
            name, found = item
            yield ids.unique(name), found
            report.done(name)
