"""The only door to SQLite: ``Store`` opens a data base, adds articles with their quotes, and answers questions.

Floor 4: imports model, errors and speakers. Everything the user can cause comes out as StoreError, in one line.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from quotetrack.errors import StoreError
from quotetrack.model import Article, Attribution
from quotetrack.store import articles, exporting, grouping, importing, listing, people, versions, writing
from quotetrack.store.auditing import audit
from quotetrack.store.connection import check_in_place, explained, identity, open_connection
from quotetrack.store.connection import writing as transaction
from quotetrack.store.correcting import Corrected, Corrections
from quotetrack.store.corrections import is_empty
from quotetrack.store.importing import Export
from quotetrack.store.ledger import correction_rows
from quotetrack.store.reviewing import questions
from quotetrack.store.search import Row, SearchQuery, SearchResult, quote_rows, search
from quotetrack.store.sharing import log_records
from quotetrack.store.writing import Added

__all__ = ["Added", "Corrected", "Corrections", "Export", "Row", "SearchQuery", "SearchResult", "Store"]

# An article larger than this is a mistake (a dump, a log); it is refused by name.
MOST_BYTES = 50_000_000


class Store:
    """An open data base; a context manager. One Store serves one thread; any number of processes may have one each."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        with explained(path):
            self._identity = identity(path)

    @classmethod
    def open(cls, path: str | Path, *, write: bool = False, create: bool = False) -> Store:
        """Opens ``path`` for reading, with ``write`` for adding too, with ``create`` also where there is none yet.

        Raises StoreError for what is absent, no data base, another program's, newer, read-only, locked or broken.
        """
        path = Path(path)
        return cls(open_connection(path, write=write, create=create), path)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file of the data base, as it was given."""
        return self._path

    def close(self) -> None:
        """Closes the data base; a second time does nothing."""
        self._connection.close()

    def has(self, article: Article) -> bool:
        """Whether adding this article would change nothing, so that it need not be extracted again."""
        with explained(self._path):
            try:
                return writing.is_stored(self._connection, article)
            except UnicodeEncodeError:
                return False  # its key cannot be held, so it never was; add says so

    def add(self, article: Article, attributions: Sequence[Attribution], *, rules_version: str = "") -> Added:
        """Stores an article with its quotes in one transaction, all or nothing; what is there already writes nothing,
        what has changed becomes a version of its own.

        Raises StoreError, naming the article, for one that SQLite cannot hold or of more than 50 MB; one with a
        ``__cause__`` is about the data base or the disk, not about this article.
        """
        if len(article.text) * 4 > MOST_BYTES and len(article.text.encode("utf-8", "replace")) > MOST_BYTES:
            raise StoreError(f"{_label(article)}: more than {MOST_BYTES // 1_000_000} MB of text; split it up")
        with explained(self._path):
            try:
                added = writing.add_article(self._connection, article, attributions, rules_version)
            except UnicodeEncodeError as error:
                place = f"character {error.start} of the text" if error.object == article.text else "one of its fields"
                raise StoreError(
                    f"{_label(article)}: {place} is half a surrogate pair, which SQLite cannot hold; mend the source"
                ) from None
            finally:
                check_in_place(self._path, self._identity)
        return added

    def stored(self, *, other_than: str | None = None) -> Iterator[tuple[int, Article]]:
        """The articles as they were read, with their row ids, in the order in which they were added; with
        ``other_than`` only those that rules of another version have looked at. This Store may write meanwhile."""
        with explained(self._path):
            yield from articles.stored_articles(self._connection, other_than)

    def count_stored(self, *, other_than: str | None = None) -> int:
        """How many articles ``stored`` gives."""
        with explained(self._path):
            return articles.count_articles(self._connection, other_than)

    def reextract(
        self, number: int, article: Article, attributions: Sequence[Attribution], *, rules_version: str
    ) -> list[Row] | None:
        """Makes ``attributions`` what the article of this row id says, in one transaction; what is as it was is not
        touched. Gives what became of its quotes (see ``versions.change_row``), None where the article has another text
        by now."""
        with explained(self._path):
            try:
                done = writing.reextract_article(self._connection, number, article, attributions, rules_version)
            finally:
                check_in_place(self._path, self._identity)
        return None if done is None else [versions.change_row(change) for change in done]

    def search(self, query: SearchQuery) -> SearchResult:
        """Quotes that meet ``query``; see SearchQuery and SearchResult."""
        with explained(self._path):
            return search(self._connection, query)

    def quote(self, wanted: int | str) -> Row:
        """One quote by row id or key, with its paragraph and the article's text; StoreError where there is none."""
        with explained(self._path):
            return listing.quote_detail(self._connection, wanted)

    def article(self, wanted: int | str) -> Row:
        """One article by row id, key or address, with furniture and quotes; StoreError where there is none."""
        with explained(self._path):
            return listing.article_detail(self._connection, wanted)

    def history(self, wanted: int | str) -> tuple[list[Row], list[Row]]:
        """The versions of an article (row id, key or address), the present one last, and what changed from each to the
        next; see ``versions.article_history``. StoreError where there is none."""
        with explained(self._path):
            return versions.article_history(self._connection, listing.article_id(self._connection, wanted))

    def speakers(
        self,
        *,
        limit: int | None = None,
        offset: int = 0,
        kind: str | None = None,
        order: str = "quotes",
        where: Mapping[str, str] | None = None,
    ) -> list[Row]:
        """Speakers: key, id, name, kind, roles, quotes, articles, first, last; ``order`` is "quotes" or "name";
        ``where`` has attributes that they must have."""
        with explained(self._path):
            return listing.speaker_rows(
                self._connection, limit=limit, offset=offset, kind=kind, order=order, where=where
            )

    def facet(self, attribute: str, *, where: Mapping[str, str] | None = None) -> list[Row]:
        """The values of an attribute with how many speakers and quotes have each (value, speakers, quotes), the most
        quoted first, those of whom it is not known as None. Raises StoreError for an attribute that nobody has."""
        with explained(self._path):
            return people.facet_rows(self._connection, attribute, where or {})

    def import_people(self, known: Sequence[people.KnownPerson]) -> dict[str, int]:
        """Brings in known people, all in one transaction. Gives how many were new, changed and unchanged, and how many
        on the list are speakers of the record by now (linked)."""
        with self._writing():
            done = dict.fromkeys(("new", "changed", "unchanged"), 0)
            before = people.listed_folds(self._connection)
            for person in known:
                done[people.bring_in(self._connection, person).value] += 1
            if done["new"] or done["changed"]:
                grouping.decide_names(self._connection, before | people.listed_folds(self._connection))
                people.link_people(self._connection)
            return done | {"linked": people.count_linked(self._connection)}

    def export_people(self, *, known: bool = False) -> Iterator[people.KnownPerson]:
        """The people of the record, as a list to be filled in; with ``known`` only those brought in."""
        with explained(self._path):
            if known:
                yield from (person for person, _ in people.read_people(self._connection))
            else:
                yield from people.speaker_people(self._connection)

    def speaker(self, wanted: int | str) -> Row:
        """All about the speaker that a name, key or row id means; the most quoted one where a name means several, with
        the names of the others in ``others``. StoreError, with near names, where there is none."""
        with explained(self._path):
            first, *others = listing.speaker_details(self._connection, wanted)
            return first | {"others": [{name: row[name] for name in ("key", "id", "name", "quotes")} for row in others]}

    def quotes(self, ids: Iterable[int]) -> Iterator[Row]:
        """Search rows for row ids, in their order."""
        with explained(self._path):
            yield from quote_rows(self._connection, list(ids))

    def export(self) -> Iterator[Row]:
        """Everything as records, each to be a line of JSON; ``store.records`` tells which and in what order. This Store
        can write nothing until the last one was taken."""
        with explained(self._path):
            yield from exporting.export_records(self._connection)

    def import_export(self, export: Export, *, on_record: Callable[[str], None] | None = None) -> dict[str, int]:
        """Stores what ``export`` gave, read from a file; all of it or nothing. Gives how many of each kind of record
        there were. Raises InputError, with the line, for what does not fit, StoreError where this data base is not
        empty."""
        with explained(self._path):
            return importing.import_records(self._connection, export, on_record)

    def corrections(self, *, by: str, why: str | None = None) -> Corrections:
        """Corrections in the name of ``by``, for the reason ``why``; see ``correcting.Corrections``."""
        return Corrections(self._connection, self._writing, by=by, why=why)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with explained(self._path):
            try:
                with transaction(self._connection):
                    yield
            finally:
                check_in_place(self._path, self._identity)

    def correction_log(self) -> list[Row]:
        """Every correction with its state, the last one first; see ``ledger.correction_rows``."""
        with explained(self._path):
            return correction_rows(self._connection)

    def correction_records(self) -> Iterator[Row]:
        """Every correction as a line of ``corrections export`` has it."""
        with explained(self._path):
            yield from log_records(self._connection)

    def questions(self, *, limit: int | None = None) -> list[Row]:
        """What a person should look at, the most valuable first; see ``reviewing.questions``."""
        with explained(self._path):
            return questions(self._connection, limit)

    def audit(
        self, by: Sequence[str], *, since: str | None = None, until: str | None = None, outlet: str | None = None
    ) -> list[Row]:
        """Who is quoted, and how much of it is not known or may be wrong; see ``auditing.audit``."""
        with explained(self._path):
            return audit(self._connection, by, since=since, until=until, outlet=outlet)

    def lost_corrections(self) -> int:
        """How many corrections that nobody has undone have no quote or speaker in the record now."""
        with explained(self._path):
            if is_empty(self._connection):
                return 0
            return sum(row["state"] == "gone" for row in correction_rows(self._connection))

    def counts(self) -> dict[str, int]:
        """{"articles": …, "quotes": …, "speakers": …}."""
        with explained(self._path):
            return listing.counts(self._connection)


def _label(article: Article) -> str:
    """What to call an article in a message of one line, whatever its id holds."""
    label = article.id or article.url or article.title or "an article without id"
    return label if label.isprintable() else ascii(label)[1:-1]
