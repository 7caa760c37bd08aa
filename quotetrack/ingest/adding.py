"""Articles into the record: what is extracted, stored, skipped, refused. One writer, in the order of the input.

An article whose very text is stored already is not extracted again. What cannot be read or held is a Problem and
never stops the rest; a data base that fails (a full disk, a lock that stays) stops everything, for nothing after it
could be stored either. Imports reading, extraction, store, model, errors and this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from quotetrack.errors import StoreError
from quotetrack.extraction import extract
from quotetrack.extraction import rules_version as todays_rules
from quotetrack.ingest.workers import Work, results
from quotetrack.model import Article, Attribution, Problem
from quotetrack.reading import Part, plan, read_part
from quotetrack.store import Added, Store

Extract = Callable[[Article], Sequence[Attribution]]
# So many Problems are kept in memory for the end; every one is told as it comes.
MOST_LISTED = 1_000

_Found = tuple[Article, Sequence[Attribution] | None]
"""An article and its quotes, None where it was stored with this text when it was read."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What an addition did, in articles; ``failures`` has the Problems of the first MOST_LISTED that failed.

    ``quotes`` counts those found in the new and changed articles.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    failed: int = 0
    quotes: int = 0
    failures: tuple[Problem, ...] = ()

    @property
    def articles(self) -> int:
        """Everything that was met, failures included."""
        return self.new + self.changed + self.unchanged + self.failed


def add_sources(
    store: Store,
    sources: Iterable[str | Path],
    *,
    input_format: str | None = None,
    collection: str | None = None,
    jobs: int = 1,
    strict: bool = False,
    on_article: Callable[[Article, Added, int], None] | None = None,
    on_problem: Callable[[Problem], None] | None = None,
    on_bytes: Callable[[int], None] | None = None,
    whole: Callable[[], AbstractContextManager[None]] = nullcontext,
    extract: Extract = extract,
    rules_version: str | None = None,
) -> Summary:
    """Adds the articles of ``sources`` (paths, folders, "-") to ``store``, one transaction each, in their order.

    With more than one of ``jobs`` that many processes read and extract, if there is enough to do; what is stored and
    told is the same. ``strict`` stops at the first failure. ``on_article`` is called after each article with what was
    done and how many quotes were found, ``on_problem`` with every Problem as it is met (not fatal: a notice),
    ``on_bytes`` with the size of each part of the input that is done. ``whole`` is entered around storing an article
    and telling of it: signals that should not come between may be held there.
    ``extract`` and its ``rules_version`` may be others than the package's own; with jobs it must be a function of a
    module. Raises StoreError if the data base itself fails, QuotetrackError if a worker process does; what was stored
    until then stays.
    """
    rules_version = todays_rules() if rules_version is None else rules_version
    tally = dict.fromkeys(Added, 0)
    quotes = failed = 0
    failures: list[Problem] = []
    seen: dict[int, int] = {}
    parts = plan(sources, input_format=input_format, collection=collection)
    setup, here = partial(_in_a_worker, store.path, extract), partial(_find, store, extract)
    with closing(results(parts, setup, jobs, here=here, on_bytes=on_bytes)) as found:
        for item in found:
            with whole():
                done = item if isinstance(item, Problem) else _store(store, item, seen, extract, rules_version)
                if isinstance(done, _Stored):
                    tally[done.added] += 1
                    quotes += done.quotes
                    if on_article is not None:
                        on_article(*done)
                    continue
                if on_problem is not None:
                    on_problem(done)
                if done.fatal:
                    failed += 1
                    if failed <= MOST_LISTED:
                        failures.append(done)
                    if strict:
                        break
    return Summary(tally[Added.NEW], tally[Added.CHANGED], tally[Added.UNCHANGED], failed, quotes, tuple(failures))


class _Stored(NamedTuple):
    article: Article
    added: Added
    quotes: int


def _in_a_worker(path: Path, extract: Extract) -> Work[_Found]:
    """The work with a connection of the process's own, for reading."""
    return partial(_find, Store.open(path), extract)


def _find(store: Store, extract: Extract, part: Part) -> Iterator[Problem | _Found]:
    for item in read_part(part):
        if isinstance(item, Problem):
            yield item
        else:
            yield item, None if store.has(item) else extract(item)


def _store(store: Store, item: _Found, seen: dict[int, int], extract: Extract, rules_version: str) -> _Stored | Problem:
    article, attributions = item
    if _comes_again(article, seen):
        return _refused(
            article, "an article before it in this input has the same id and another text; give each its own id"
        )
    try:
        if attributions is None:
            if store.has(article):
                return _Stored(article, Added.UNCHANGED, 0)
            attributions = extract(article)  # somebody has changed it since it was read
        added = store.add(article, attributions, rules_version=rules_version)
    except StoreError as error:
        if error.__cause__ is not None:  # SQLite or the disk said so: it is not about this one article
            raise
        return _refused(article, str(error))
    return _Stored(article, added, len(attributions) if added is not Added.UNCHANGED else 0)


def _comes_again(article: Article, seen: dict[int, int]) -> bool:
    """Whether the input gave this article's id already, with another text: two articles would overwrite each other."""
    if article.natural_id is None or article.url is not None:
        return False
    text = hash(article.text)
    return seen.setdefault(hash((article.collection, article.natural_id)), text) != text


def _refused(article: Article, reason: str) -> Problem:
    """The store names the article by its id, which alone says little where the id came from a line of a file."""
    label = article.id or "an article without id"
    source = f"{article.source_path}, id {label}" if article.natural_id and article.source_path else label
    return Problem(source, reason.removeprefix(f"{label}: "), item=label)
