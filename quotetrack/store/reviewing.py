"""What a person should look at: who may be one and the same, and who may have been taken for the speaker of a quote.

The most valuable first: how often those are quoted whom it is about, by how doubtful it is. What was answered is a
correction, and is not asked again; what was left for later comes last. Only reads. Imports speakers and the store's
anchors, corrections, decisions and search.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from quotetrack.speakers.comparison import compare
from quotetrack.store.anchors import resolve_quote
from quotetrack.store.corrections import Action, read_log, undone_by
from quotetrack.store.decisions import representative
from quotetrack.store.search import NOT_REJECTED, Row

# A quote is asked for if it is wrong more often than this, as far as was measured.
LEAST_DOUBT = 0.25
# Two of one name could have said it.
_EITHER = 0.5
_MOST_ROLES = 3
_Pair = frozenset[int]


def questions(connection: sqlite3.Connection, limit: int | None = None) -> list[Row]:
    """Questions as dicts: id (of the question: it stays), kind, value, quoted, doubt (0 to 1), postponed, quote_id
    (one to be shown), quote, speaker, and evidence, a list of lines. Speakers are {id, key, name, kind, quotes, roles,
    outlets}.

    Of kind "person" it is whether ``speaker`` is ``other``, a speaker as well; of kind "quote" whether ``speaker`` said
    it (``other`` is None).
    """
    answered, later_pairs, later_quotes = _answered(connection)
    found = [
        *_people(connection, answered, later_pairs),
        *_quotes(connection, later_quotes, None if limit is None else limit + len(later_quotes)),
    ]
    doubtful = {one["quote_id"] for one in found if one["other"] is None}
    found += [one for one in _namesakes(connection, later_quotes) if one["quote_id"] not in doubtful]
    found.sort(key=lambda one: (one["postponed"], -one["value"], one["kind"], one["speaker"], one["quote_id"]))
    return [_with_words(connection, one) for one in found[:limit]]


def _answered(connection: sqlite3.Connection) -> tuple[set[_Pair], set[_Pair], set[int]]:
    """Pairs that are not one, pairs left for later, and quotes left for later."""
    meant: dict[int, list[int]] = {}
    for entry, speaker in connection.execute(
        "SELECT correction_id, speaker_id FROM corrected_speakers"
        " WHERE place IN ('speaker', 'other', 'to') AND speaker_id IS NOT NULL"
    ):
        meant.setdefault(entry, []).append(representative(connection, speaker))
    undone = undone_by(connection)
    distinct: set[_Pair] = set()
    pairs: set[_Pair] = set()
    quotes: set[int] = set()
    for entry in read_log(connection, (Action.DISTINCT, Action.SPLIT, Action.LATER)):
        if entry.key in undone:
            continue
        if entry.data.get("quote"):
            quotes |= {quote for anchor in entry.quotes() if (quote := resolve_quote(connection, anchor)) is not None}
        elif entry.id in meant:
            (pairs if entry.action is Action.LATER else distinct).add(frozenset(meant[entry.id]))
    return distinct, pairs, quotes


def _people(connection: sqlite3.Connection, answered: set[_Pair], later: set[_Pair]) -> Iterator[Row]:
    """Whom nothing but a person can tell apart from somebody known, or join."""
    open_pairs: dict[tuple[int, int], int] = {}
    # Whom one article alone has, and people have said who it is, is nobody else.
    for speaker, article, rival in connection.execute(
        "SELECT rivals.speaker_id, rivals.article_id, rivals.rival_id FROM rivals"
        " JOIN speakers ON speakers.id = rivals.speaker_id WHERE speakers.article_id IS NULL"
        " OR NOT EXISTS (SELECT 1 FROM merged WHERE merged.speaker_id = speakers.id)"
        " ORDER BY rivals.article_id, rivals.speaker_id, rivals.rival_id"
    ):
        one, two = representative(connection, speaker, article), representative(connection, rival)
        if one != two and frozenset((one, two)) not in answered and (two, one) not in open_pairs:
            open_pairs.setdefault((one, two), article)
    counts = dict(connection.execute("SELECT speaker_id, count(*) FROM quote_speakers GROUP BY speaker_id"))
    rivals: dict[int, int] = {}
    for one, _ in open_pairs:
        rivals[one] = rivals.get(one, 0) + 1
    for (one, two), article in open_pairs.items():
        row = connection.execute(
            f"SELECT quotes.id FROM quotes CROSS JOIN quote_speakers ON quote_speakers.quote_id = quotes.id"
            f" WHERE quotes.article_id = ? AND quote_speakers.speaker_id = ? AND {NOT_REJECTED}"
            " ORDER BY quotes.position LIMIT 1",
            (article, one),
        ).fetchone()
        if row is None or not counts.get(two):
            continue  # whoever it was, nothing is shown of them
        doubt = rivals[one] / (rivals[one] + 1)
        quoted = counts[one] + counts[two]
        yield _question("person", quoted, doubt, frozenset((one, two)) in later, one, two, row[0])


def _quotes(connection: sqlite3.Connection, later: set[int], limit: int | None) -> Iterator[Row]:
    for quote, speaker, quoted, doubt in connection.execute(
        "SELECT quotes.id, quote_speakers.speaker_id, said.quotes,"
        " 1 - quotes.confidence * coalesce(quotes.identity_confidence, 1) AS doubt"
        " FROM quotes JOIN quote_speakers ON quote_speakers.quote_id = quotes.id AND quote_speakers.position = 0"
        " JOIN (SELECT speaker_id, count(*) AS quotes FROM quote_speakers GROUP BY speaker_id) AS said"
        " ON said.speaker_id = quote_speakers.speaker_id"
        " WHERE doubt >= ? AND quotes.id NOT IN (SELECT quote_id FROM verdicts)"
        " ORDER BY said.quotes * doubt DESC, quotes.id LIMIT ?",
        (LEAST_DOUBT, -1 if limit is None else limit),
    ):
        yield _question("quote", quoted, doubt, quote in later, speaker, None, quote)


# Somebody split off has the same name.
_SPLIT_OFF = (
    "corrected_speakers AS mine"
    " JOIN corrections ON corrections.id = mine.correction_id AND corrections.action = 'split'"
    " JOIN corrected_speakers AS other ON other.correction_id = corrections.id AND other.place = 'to'"
    " JOIN speakers AS namesake ON namesake.id = other.speaker_id"
    " JOIN speakers ON speakers.id = mine.speaker_id AND speakers.name = namesake.name"
)


def _namesakes(connection: sqlite3.Connection, later: set[int]) -> Iterator[Row]:
    """Of articles that came after somebody was told from a namesake, who of the two said it."""
    for quote, speaker, quoted in connection.execute(
        "SELECT DISTINCT quotes.id, speakers.id,"
        " (SELECT count(*) FROM quote_speakers AS said WHERE said.speaker_id = speakers.id)"
        f" FROM {_SPLIT_OFF} JOIN quote_speakers ON quote_speakers.speaker_id = speakers.id"
        " JOIN quotes ON quotes.id = quote_speakers.quote_id"
        " JOIN articles ON articles.id = quotes.article_id AND articles.added_at > substr(corrections.made_at, 1, 19)"
        " WHERE mine.place = 'speaker' AND quotes.id NOT IN (SELECT quote_id FROM verdicts)"
        # In a record that was brought in after the split nothing tells what came later.
        " AND EXISTS (SELECT 1 FROM corrected_quotes JOIN quotes AS apart ON apart.id = corrected_quotes.quote_id"
        " JOIN articles AS before ON before.id = apart.article_id WHERE corrected_quotes.correction_id = corrections.id"
        " AND before.added_at <= corrections.made_at) ORDER BY quotes.id"
    ):
        yield _question("quote", quoted, _EITHER, quote in later, speaker, None, quote)


def _question(
    kind: str, quoted: int, doubt: float, postponed: bool, speaker: int, other: int | None, quote: int
) -> Row:
    return {
        "kind": kind,
        "value": round(quoted * doubt, 2),
        "quoted": quoted,
        "doubt": round(doubt, 2),
        "postponed": postponed,
        "quote_id": quote,
        "speaker": speaker,
        "other": other,
    }


def _with_words(connection: sqlite3.Connection, question: Row) -> Row:
    """The question with words instead of numbers."""
    key, words, rule, confidence, identity, mention = connection.execute(
        "SELECT key, quote, rule, confidence, identity_confidence, mention FROM quotes WHERE id = ?",
        (question["quote_id"],),
    ).fetchone()
    speaker = _speaker(connection, question["speaker"])
    other = None if question["other"] is None else _speaker(connection, question["other"])
    if other is None:
        evidence = [f"the rule {rule} is right in {confidence:.2f} of its cases"]
        if identity is not None:
            evidence.append(f"that “{mention}” is {speaker['name']} is right in {identity:.2f} of such cases")
        evidence += [
            f"there is another {speaker['name']} ({number}), as {by} said"
            for number, by in connection.execute(
                f"SELECT DISTINCT namesake.id, corrections.made_by FROM {_SPLIT_OFF}"
                " WHERE mine.place = 'speaker' AND speakers.id = ?",
                (speaker["id"],),
            )
        ]
    else:
        evidence = [compare(speaker["name"], other["name"]).reason]
        for one in (speaker, other):
            told = "; ".join((*one["roles"], *one["outlets"]))
            evidence += [f"{one['name']}: {told}"] if told else []
    return {
        "id": key if other is None else f"{speaker['key']}-{other['key']}",
        **question,
        "quote": words,
        "speaker": speaker,
        "other": other,
        "evidence": evidence,
    }


def _speaker(connection: sqlite3.Connection, number: int) -> Row:
    key, name, kind = connection.execute("SELECT key, name, kind FROM speakers WHERE id = ?", (number,)).fetchone()
    (quotes,) = connection.execute("SELECT count(*) FROM quote_speakers WHERE speaker_id = ?", (number,)).fetchone()
    roles = connection.execute(
        "SELECT role FROM roles WHERE speaker_id = ? GROUP BY role ORDER BY count(*) DESC, min(id) LIMIT ?",
        (number, _MOST_ROLES),
    )
    outlets = connection.execute(
        "SELECT articles.outlet || ', ' || min(articles.published)"
        " || iif(min(articles.published) = max(articles.published), '', ' to ' || max(articles.published))"
        " FROM quote_speakers JOIN quotes ON quotes.id = quote_speakers.quote_id"
        " JOIN articles ON articles.id = quotes.article_id"
        " WHERE quote_speakers.speaker_id = ? AND articles.outlet IS NOT NULL AND articles.published IS NOT NULL"
        " GROUP BY articles.outlet ORDER BY count(*) DESC, articles.outlet LIMIT ?",
        (number, _MOST_ROLES),
    )
    return {
        "id": number,
        "key": key,
        "name": name,
        "kind": kind,
        "quotes": quotes,
        "roles": [role for (role,) in roles],
        "outlets": [outlet for (outlet,) in outlets],
    }
