"""Today's rules over the stored articles, in the order in which they were added, one transaction an article.

An article that today's rules have looked at is done, so that a run that was stopped goes on where it ended. Imports
reading, extraction, store, model.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from quotetrack.extraction import extract, rules_version
from quotetrack.model import Article, Attribution
from quotetrack.reading import find_furniture
from quotetrack.store import Store

ExtractAll = Callable[[Iterator[Article]], Iterable[Sequence[Attribution]]]
"""The attributions of a stream of articles, in their order; it may read some articles ahead."""


@dataclass(frozen=True, slots=True)
class Reextracted:
    """An article, and which of its quotes came, went, were reworded or given to somebody else (rows of
    ``store.versions.change_row``)."""

    id: int
    article: Article
    changes: tuple[dict[str, Any], ...]


def reextract(
    store: Store,
    *,
    everything: bool = False,
    extract_all: ExtractAll | None = None,
    rules: str | None = None,
    whole: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Iterator[Reextracted]:
    """Runs the rules (of version ``rules``, default today's) over the articles that rules of another version have
    looked at, with ``everything`` over all; gives what became of each when it is stored.

    Where nothing is another nothing is written but the version. An article that somebody else changes meanwhile is
    left out: it was extracted then. ``whole`` is entered around storing an article and whatever is done with what was
    given: signals that should not come between may be held there.
    """
    rules = rules or rules_version()
    waiting: deque[tuple[int, Article]] = deque()

    def articles() -> Iterator[Article]:
        for number, article in store.stored(other_than=None if everything else rules):
            if article.furniture is None:
                article = replace(article, furniture=find_furniture(article.text))
            waiting.append((number, article))
            yield article

    for attributions in (extract_all or partial(map, extract))(articles()):
        number, article = waiting.popleft()
        with whole():
            done = store.reextract(number, article, attributions, rules_version=rules)
            if done is not None:
                yield Reextracted(number, article, tuple(done))
