"""The command reextract: today's rules over the stored articles. Imports click and output; ingest and store inside
functions."""

from __future__ import annotations

import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.cli.articles import CHANGES, SPEAKERS, wording
from quotetrack.cli.cells import Column, Row, counted
from quotetrack.cli.correcting import report_lost
from quotetrack.cli.options import database, db_option, format_option, limit_option
from quotetrack.cli.output import Listing, choose_format, choose_limit, complain, write_listing
from quotetrack.cli.progress import progress
from quotetrack.cli.stopping import Stopped, Stopping

if TYPE_CHECKING:
    from quotetrack.store import Store

_CHANGES = Listing(
    ("article_id", "article", *(name for name in CHANGES.fields if name not in ("version", "seen_at", "what"))),
    (
        Column("ID", lambda row: str(row["article_id"]), width=6, right=True),
        Column("Change", lambda row: row["change"], width=12),
        Column("Words", wording, share=5),
        SPEAKERS,
    ),
)


@click.command(short_help="Look for quotes again, with today's rules.")
@click.option("--all", "everything", is_flag=True, help="Also in articles that today's rules have looked at.")
@click.option("--dry-run", is_flag=True, help="Only show what would change; tries it on a copy of the data base.")
@limit_option()
@format_option()
@db_option
@click.pass_context
def reextract(
    ctx: click.Context, everything: bool, dry_run: bool, limit: int | None, chosen: str | None, db: Path | None
) -> None:
    """Look for the quotes of the stored articles again with today's rules, in the order in which they were added, and
    show which quotes came, went, were reworded or given to somebody else.

    Articles that today's rules have looked at are left out, so that a run that was stopped goes on where it ended.
    Where the rules find what is stored nothing changes; quotes keep their keys while their words stay.

    \b
    Examples:
      quotetrack reextract --dry-run --format csv > changes.csv
      quotetrack reextract
    """
    from quotetrack.store import Store

    path = database(ctx, db)
    chosen = choose_format(chosen)
    with _copy(path) if dry_run else nullcontext(path) as used, Store.open(used, write=True) as store:
        work = _Work(store, everything=everything)
        lost = store.lost_corrections()
        _write_rows(work.changes(), chosen, choose_limit(limit, chosen))
        lost_now = store.lost_corrections()
    articles, quotes = work.articles, work.quotes
    if not articles and work.stopped is None:
        complain("nothing to do: today's rules have looked at every article; --all has them look again")
        return
    complain(
        f"{counted(articles.total(), 'article')}: {articles['changed']} {'would change' if dry_run else 'changed'}, "
        f"{articles['unchanged']} as before; quotes: {quotes['came']} came, {quotes['went']} went, "
        f"{quotes['reworded']} reworded, {quotes['reattributed']} given to somebody else"
    )
    report_lost(lost, lost_now)
    if work.stopped is not None:
        complain("quotetrack: interrupted; what is counted above is done, and the same command goes on from there")
        ctx.exit(work.stopped.code)


class _Work:
    """The run over the articles of a data base, and what it has done so far."""

    def __init__(self, store: Store, *, everything: bool) -> None:
        self._store = store
        self._everything = everything
        self.articles: Counter[str] = Counter()
        self.quotes: Counter[str] = Counter()
        self.stopped: Stopped | None = None

    def changes(self) -> Iterator[Row]:
        """What becomes of quotes, while it is done."""
        from quotetrack.extraction import rules_version
        from quotetrack.ingest.reextraction import reextract

        with progress() as show:
            total = self._store.count_stored(other_than=None if self._everything else rules_version())
            try:
                with Stopping() as stopping:
                    for done in reextract(self._store, everything=self._everything, whole=stopping.whole):
                        self.articles["changed" if done.changes else "unchanged"] += 1
                        self.quotes.update(change["change"] for change in done.changes)
                        show("articles", self.articles.total(), total)
                        named = {"article_id": done.id, "article": done.article.title or done.article.id}
                        yield from (named | change for change in done.changes)
            except Stopped as asked:
                self.stopped = asked


def _write_rows(rows: Iterator[Row], chosen: str, most: int | None) -> None:
    """Prints so many of the rows, and takes them all."""
    if chosen == "table":
        shown = list(islice(rows, most))
        write_listing(shown, _CHANGES, chosen, total=len(shown) + sum(1 for _ in rows))
    else:
        write_listing(islice(rows, most), _CHANGES, chosen)
        deque(rows, maxlen=0)


@contextmanager
def _copy(path: Path) -> Iterator[Path]:
    """A copy of the data base, in a folder that goes away."""
    from quotetrack.store.backup import back_up

    with tempfile.TemporaryDirectory(prefix="quotetrack-") as folder:
        copy = Path(folder) / "copy.db"
        back_up(path, copy)
        copy.chmod(0o600)  # the data base may be read-only
        yield copy
