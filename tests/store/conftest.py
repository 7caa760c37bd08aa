"""A data base in a temporary folder."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from store_articles import Said, write

from quotetrack.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "quotes.db", create=True) as opened:
        yield opened


@pytest.fixture
def add(store: Store) -> Callable[..., None]:
    """add("id", ("“Yes.”", "Ann Lee"), …) stores an article in which these things are said."""

    def add_article(name: str, *said: Said, **fields: str) -> None:
        article, attributions = write(name, *said, **fields)
        store.add(article, attributions, rules_version="test")

    return add_article
