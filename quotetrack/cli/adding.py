"""The command add: articles into the data base. Imports click; ingest, store and rich inside functions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.cli.cells import counted, escaped
from quotetrack.cli.options import database, db_option, input_format_option
from quotetrack.cli.output import complain

if TYPE_CHECKING:
    from quotetrack.model import Article, Problem


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--collection", metavar="NAME", help="Where the ids of .jsonl lines are from.  [default: the file's name]"
)
@input_format_option
@db_option
@click.pass_context
def add(
    ctx: click.Context, paths: tuple[str, ...], collection: str | None, input_format: str | None, db: Path | None
) -> None:
    """Read articles, find their quotes, and store both.

    PATH is a file (.txt, .md, .html, .jsonl), a folder of them, or - for standard input. Adding an article again
    changes nothing; one whose text has changed takes the place of the earlier one.

    \b
    Examples:
      quotetrack add articles/ story.html
      zcat dump.jsonl.gz | quotetrack add - --collection agency
    """
    from quotetrack.ingest import add_sources
    from quotetrack.store import Store

    path = database(ctx, db)
    if not path.exists() and not any(source == "-" or Path(source).exists() for source in paths):
        for source in paths:
            complain(f"{source}: no such file or folder; nothing was added")
        ctx.exit(1)
    with Store.open(path, create=True) as store:
        with _progress() as advance:
            summary = add_sources(
                store,
                paths,
                collection=collection,
                input_format=input_format,
                on_article=lambda article, _: advance(article),
                on_notice=tell,
            )
        counts = store.counts()
    click.echo(
        f"{counted(summary.articles, 'article')}: {summary.new} new, {summary.changed} changed, "
        f"{summary.unchanged} unchanged, {summary.failed} failed; "
        f"{counted(counts['quotes'], 'quote')}; {counted(counts['speakers'], 'speaker')} in {escaped(str(path))}"
    )
    for problem in summary.failures:
        tell(problem)
    if summary.failed:
        ctx.exit(1)


def tell(problem: Problem) -> None:
    """A Problem in one line on standard error."""
    complain(f"{problem.source}: {problem.reason}")


@contextmanager
def _progress() -> Iterator[Callable[[Article], None]]:
    """A counter on standard error, if that is a terminal; how much is to come is not known beforehand."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from quotetrack.cli.tables import text

    shown = Progress(
        SpinnerColumn(),
        TextColumn("{task.completed} articles"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[label]}", markup=False),
        console=Console(stderr=True, highlight=False, markup=False, emoji=False),
        transient=True,
    )
    with shown:
        task = shown.add_task("", total=None, label="")
        yield lambda article: shown.update(task, advance=1, label=text(article.id).plain[:60])
