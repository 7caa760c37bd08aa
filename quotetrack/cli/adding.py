"""The command add: articles into the data base. Imports click; ingest and store inside functions."""

from __future__ import annotations

from collections import Counter
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.cli.cells import counted, escaped
from quotetrack.cli.correcting import report_lost
from quotetrack.cli.options import attributions_option, database, db_option, input_format_option
from quotetrack.cli.reporting import Report, work_options
from quotetrack.cli.stopping import Stopped, Stopping

if TYPE_CHECKING:
    from quotetrack.model import Article, Attributions
    from quotetrack.store import Added


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--collection", metavar="NAME", help="Where the ids of .jsonl lines are from.  [default: the file's name]"
)
@input_format_option
@attributions_option
@work_options
@db_option
@click.pass_context
def add(
    ctx: click.Context,
    paths: tuple[str, ...],
    collection: str | None,
    input_format: str | None,
    attributions: Attributions,
    jobs: int | None,
    strict: bool,
    errors: Path | None,
    log_format: str,
    db: Path | None,
) -> None:
    """Read articles, find their quotes, and store both.

    PATH is a file (.txt, .md, .html, .jsonl), a folder of them, or - for standard input. Adding an article again
    changes nothing; one that has changed becomes a new version. Each article is stored whole or
    not at all: after a crash or Ctrl-C the same command goes on where it ended.

    \b
    Examples:
      quotetrack add articles/ story.html
      zcat dump.jsonl.gz | quotetrack add - --collection agency --errors failed.jsonl
    """
    from quotetrack.extraction import extract
    from quotetrack.ingest.adding import add_sources
    from quotetrack.ingest.workers import available_cores
    from quotetrack.model import Problem
    from quotetrack.store import Store

    path = database(ctx, db)
    tally: Counter[str] = Counter()
    stopped: Stopped | None = None
    with Report(log_format, errors) as report:
        if not path.exists() and not any(source == "-" or Path(source).exists() for source in paths):
            for source in paths:
                report.fail(Problem(source, "no such file or folder; nothing was added"), at_once=True)
            ctx.exit(1)

        def on_article(article: Article, added: Added, quotes: int) -> None:
            tally[added] += 1
            tally["quotes"] += quotes
            report.done(article.id)

        with Store.open(path, create=True) as store:
            lost = store.lost_corrections()
            jobs = jobs or available_cores()
            report.start(paths, input_format, db=str(path), jobs=jobs)
            try:
                with Stopping() as stopping:
                    add_sources(
                        store,
                        paths,
                        collection=collection,
                        input_format=input_format,
                        jobs=jobs,
                        strict=strict,
                        on_article=on_article,
                        on_problem=lambda problem: report.fail(problem, at_once=not problem.fatal),
                        on_bytes=report.bytes,
                        whole=stopping.whole,
                        extract=partial(extract, attributions=attributions),
                    )
            except Stopped as asked:
                stopped = asked
            counts, lost_now = store.counts(), store.lost_corrections()
        added = {name: tally[name] for name in ("new", "changed", "unchanged")} | {"failed": report.failed}
        done = added | {"quotes": tally["quotes"], "lost_corrections": max(0, lost_now - lost)}
        report.summary(articles=report.articles, **done, stopped=stopped is not None)
    click.echo(
        f"{counted(report.articles, 'article')}: {', '.join(f'{number} {name}' for name, number in added.items())}; "
        f"{counted(counts['quotes'], 'quote')}; {counted(counts['speakers'], 'speaker')} in {escaped(str(path))}"
    )
    if log_format == "text":
        report_lost(lost, lost_now)
    report.list_failures()
    if stopped is not None:
        report.interrupted("interrupted; what is counted above is stored, and the same command goes on from there")
        ctx.exit(stopped.code)
    if report.failed:
        ctx.exit(1)
