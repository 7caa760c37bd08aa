"""Checks that what is shown follows from what the rules found and the log of corrections. Imports the store's
corrections, decisions, findings and replaying.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from quotetrack.store.corrections import mistake_in, read_log
from quotetrack.store.decisions import IN, STATUS, effective_links, found_links, last_words, links_of
from quotetrack.store.findings import MEND, RESTORE, Check, Finding, Step
from quotetrack.store.replaying import replay_all

_AT_ONCE = 500
# Quotes for which something follows from the log.
_CONCERNED = (
    "SELECT quote_id FROM verdicts UNION SELECT quote_id FROM overruled UNION SELECT quote_id FROM named"
    " UNION SELECT quote_id FROM corrected_quotes WHERE quote_id IS NOT NULL"
    " UNION SELECT quote_id FROM quote_speakers WHERE how = 'corrected'"
    " OR speaker_id IN (SELECT speaker_id FROM merged)"
)


def correction_checks() -> tuple[Check, ...]:
    """The log itself, and what follows from it."""
    return (
        Check("corrections: the log", _wrong_entries),
        Check("corrections: what follows from them", _wrong_quotes, replay_all),
    )


def _wrong_entries(connection: sqlite3.Connection, step: Step) -> Iterator[Finding]:
    """Entries that are not what was entered."""
    for entry in read_log(connection):
        if mistake := mistake_in(entry.record()):
            yield Finding("log", "corrections", str(entry.id), entry.key, mistake, RESTORE)


def _wrong_quotes(connection: sqlite3.Connection, step: Step) -> Iterator[Finding]:
    quotes = [number for (number,) in connection.execute(_CONCERNED)]
    for start in range(0, len(quotes), _AT_ONCE):
        step(start, len(quotes))
        piece = json.dumps(quotes[start : start + _AT_ONCE])
        last = last_words(connection, quotes[start : start + _AT_ONCE])
        for quote, key, article, status in connection.execute(
            "SELECT quotes.id, quotes.key, quotes.article_id, verdicts.status FROM quotes"
            f" LEFT JOIN verdicts ON verdicts.quote_id = quotes.id WHERE quotes.id {IN}",
            (piece,),
        ).fetchall():
            entry = last.get(quote)
            wrong = ""
            if status != (entry and STATUS[entry.action]):
                wrong = f"it is {status or 'as it was found'}, but the log says {entry and STATUS[entry.action]}"
            elif links_of(connection, quote) != effective_links(
                connection, quote, article, found_links(connection, quote), entry
            ):
                wrong = "its speakers are not those that follow from the log"
            if wrong:
                yield Finding("correction", "quotes", str(quote), key, wrong, MEND, mendable=True)
