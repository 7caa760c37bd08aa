"""The way of an article: reading -> extraction -> store. Floor 5: imports reading, extraction, store, model, errors.

An article whose very text is stored already is not extracted again. What cannot be read or held is a Problem and
never stops the rest; a data base that fails (a full disk, a lock that stays) stops everything, for nothing after it
could be stored either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from quotetrack.errors import InputError, StoreError
from quotetrack.extraction import RULES_VERSION, extract
from quotetrack.model import Article, Attribution, Problem
from quotetrack.reading import read
from quotetrack.store import Added, Store

Extract = Callable[[Article], Sequence[Attribution]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What an addition did, in articles; ``failures`` has the Problem of each one that failed, in input order.

    ``quotes`` counts those found in the new and changed articles.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    quotes: int = 0
    failures: tuple[Problem, ...] = ()

    @property
    def failed(self) -> int:
        return len(self.failures)

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
    on_article: Callable[[Article, Added], None] | None = None,
    on_notice: Callable[[Problem], None] | None = None,
    extract: Extract = extract,
    rules_version: str = RULES_VERSION,
) -> Summary:
    """Adds the articles of ``sources`` (paths, folders, "-") to ``store``, one transaction each, in their order.

    ``on_article`` is called after each article is stored, ``on_notice`` for what a reader of the record should know
    though nothing failed. ``extract`` and its ``rules_version`` may be others than the package's own.
    Raises StoreError if the data base itself fails; what was stored until then stays.
    """
    tally = dict.fromkeys(Added, 0)
    quotes = 0
    failures: list[Problem] = []
    seen: dict[int, int] = {}
    for item in _items(sources, input_format, collection):
        if isinstance(item, Problem):
            if item.fatal:
                failures.append(item)
            elif on_notice is not None:
                on_notice(item)
            continue
        if _comes_again(item, seen):
            reason = "an article before it in this input has the same id and another text; give each its own id"
            failures.append(_refused(item, reason))
            continue
        try:
            added, found = _add(store, item, extract, rules_version)
        except InputError as error:
            failures.append(Problem(error.source, error.reason))
            continue
        except StoreError as error:
            if error.__cause__ is not None:  # SQLite or the disk said so: it is not about this one article
                raise
            failures.append(_refused(item, str(error)))
            continue
        tally[added] += 1
        quotes += found
        if on_article is not None:
            on_article(item, added)
    return Summary(tally[Added.NEW], tally[Added.CHANGED], tally[Added.UNCHANGED], quotes, tuple(failures))


def _items(
    sources: Iterable[str | Path], input_format: str | None, collection: str | None
) -> Iterator[Article | Problem]:
    for source in sources:
        yield from read(source, input_format=input_format, collection=collection)


def _add(store: Store, article: Article, extract: Extract, rules_version: str) -> tuple[Added, int]:
    if store.has(article):
        return Added.UNCHANGED, 0
    attributions = extract(article)
    added = store.add(article, attributions, rules_version=rules_version)
    return added, len(attributions) if added is not Added.UNCHANGED else 0


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
    return Problem(source, reason.removeprefix(f"{label}: "))
