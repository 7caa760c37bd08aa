"""Our own pages: a quote in its paragraph, an article with its quotes marked, all about one speaker, and the home page.

Functions named ``*_page`` answer requests; the rest read the data base through store and shape it for the templates.
Imports errors, store, asking, marking, showing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from datasette.utils.asgi import NotFound, Request, Response
from markupsafe import Markup

from quotetrack.browse.marking import (
    Layer,
    furniture_layers,
    hit_layers,
    mark_paragraphs,
    mark_text,
    paragraphs,
    quote_layers,
)
from quotetrack.browse.showing import day, plain, shortened, visible, web_address
from quotetrack.errors import StoreError
from quotetrack.store.listing import article_detail, counts, quote_detail, speaker_details, speaker_rows
from quotetrack.store.search import NOT_REJECTED, Row, quote_rows

DATABASE = "quotes"
# More of one quote is shown on its own page only.
_LONGEST_ON_LIST = 1500
_LONGEST_ARTICLE = 2_000_000
_LONGEST_PARAGRAPH = 4000
_QUOTES_OF_SPEAKER = 50


async def read_database(datasette: Any, reader: Callable[[sqlite3.Connection], Any]) -> Any:
    """What ``reader`` makes of a reading connection, in Datasette's threads."""
    return await datasette.get_database(DATABASE).execute_fn(reader)


def cards(connection: sqlite3.Connection, ids: Sequence[int], phrases: Iterable[str] = ()) -> list[Row]:
    """Search rows of quotes, shaped for a list: also speakers [{name, key, kind}], words (HTML, with what was searched
    for marked), shortened, day and link (None where the address is none of the web)."""
    rows = quote_rows(connection, ids)
    said_by = _speakers_of(connection, ids)
    words = tuple(phrases)
    for row in rows:
        text = shortened(row["quote"], _LONGEST_ON_LIST)
        row["shortened"] = text != row["quote"]
        row["words"] = mark_text(text, hit_layers(text, words)) if words else visible(text)
        row["speakers"] = said_by.get(row["id"], [])
        _add_shown(row)
    return rows


def _speakers_of(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, list[Row]]:
    said_by: dict[int, list[Row]] = {}
    for quote, key, name, kind, how in connection.execute(
        "SELECT quote_speakers.quote_id, speakers.key, speakers.name, speakers.kind, quote_speakers.how"
        " FROM quote_speakers JOIN speakers ON speakers.id = quote_speakers.speaker_id"
        " WHERE quote_speakers.quote_id IN (SELECT value FROM json_each(?))"
        " ORDER BY quote_speakers.quote_id, quote_speakers.position",
        (json.dumps(list(ids)),),
    ):
        said_by.setdefault(quote, []).append({"key": key, "name": name, "kind": kind, "how": how})
    return said_by


def _add_shown(row: Row) -> None:
    row["day"], row["link"] = day(row["published"]), web_address(row["url"])


async def _html(datasette: Any, request: Request, template: str, context: dict[str, Any]) -> Response:
    # Datasette collects its tables on pages of its own only; ours need no more than a started one.
    return Response.html(await datasette.render_template(template, context, request=request))


# ---------------------------------------------------------------- quote


async def quote_page(datasette: Any, request: Request) -> Response:
    """/quote/KEY, the lasting address of a quote; /quote/ID leads there."""
    wanted = request.url_vars["wanted"]
    try:
        quote = await read_database(datasette, lambda connection: _quote(connection, wanted))
    except StoreError:
        raise NotFound(f"There is no quote {plain(wanted)} here; it may have changed with its article.") from None
    if wanted != quote["key"]:
        return Response.redirect(datasette.urls.path(f"/quote/{quote['key']}"))
    return await _html(datasette, request, "quote.html", {"quote": quote})


def _quote(connection: sqlite3.Connection, wanted: str) -> Row:
    row = quote_detail(connection, wanted)
    row["speakers"] = _speakers_of(connection, [row["id"]]).get(row["id"], [])
    _add_shown(row)
    text, (start, end) = row["text"], row["paragraph"]["span"]
    layers = quote_layers(row)
    low = max(start, min(layer.start for layer in layers) - _LONGEST_PARAGRAPH)
    high = min(end, max(layer.end for layer in layers) + _LONGEST_PARAGRAPH)
    row["paragraph_marked"] = mark_text(text, layers, low, high)
    row["cut_before"], row["cut_after"] = low > start, high < end
    position, authors = connection.execute(
        "SELECT quotes.position, articles.authors FROM quotes JOIN articles ON articles.id = quotes.article_id"
        " WHERE quotes.id = ?",
        (row["id"],),
    ).fetchone()
    shown = connection.execute(
        f"SELECT position, key FROM quotes WHERE article_id = ? AND ({NOT_REJECTED} OR id = ?) ORDER BY position",
        (row["article_id"], row["id"]),
    ).fetchall()
    place = [at for at, _ in shown].index(position)
    around = {step: shown[place + step][1] for step in (-1, 1) if 0 <= place + step < len(shown)}
    row["of"] = len(shown)
    row["rivals"] = [
        tuple(rival)
        for rival in connection.execute(
            "SELECT DISTINCT speakers.key, speakers.name FROM rivals"
            " JOIN quote_speakers ON quote_speakers.speaker_id = rivals.speaker_id"
            " JOIN speakers ON speakers.id = rivals.rival_id"
            " WHERE quote_speakers.quote_id = ? AND rivals.article_id = ? ORDER BY speakers.sort_name",
            (row["id"], row["article_id"]),
        )
        if row["status"] is None  # what people decided is not open
    ]
    row |= {"number": place + 1, "before": around.get(-1), "after": around.get(1), "authors": json.loads(authors)}
    return row


# ---------------------------------------------------------------- article


async def article_page(datasette: Any, request: Request) -> Response:
    """/article/ID: the whole text with its quotes marked, the furniture of the page dimmed."""
    wanted = request.url_vars["wanted"]
    try:
        article = await read_database(
            datasette, lambda connection: _article(connection, wanted, datasette.urls.path("/quote/"))
        )
    except StoreError:
        raise NotFound(f"There is no article {plain(wanted)} here.") from None
    return await _html(datasette, request, "article.html", {"article": article})


def _article(connection: sqlite3.Connection, wanted: str, quote_address: str) -> Row:
    article = article_detail(connection, wanted)
    _add_shown(article)
    text: str = article["text"]
    end = min(len(text), _LONGEST_ARTICLE)
    said_by = _speakers_of(connection, [quote["id"] for quote in article["quotes"]])
    layers: list[Layer] = furniture_layers(article["furniture"])
    labels: dict[str, Markup] = {}
    speakers: dict[str, Row] = {}
    for quote in article["quotes"]:
        layers += quote_layers(quote)
        people = said_by.get(quote["id"], [])
        labels[quote["key"]] = Markup('<a class="who" href="{}{}">{}</a>').format(
            quote_address, quote["key"], visible(", ".join(person["name"] for person in people) or "not named")
        )
        for person in people:
            speakers.setdefault(person["key"], person | {"quotes": 0})["quotes"] += 1
    article["paragraphs"] = mark_paragraphs(text, layers, paragraphs(text, 0, end), labels, anchors=True)
    article["cut"] = len(text) - end
    article["speakers"] = sorted(speakers.values(), key=lambda person: -person["quotes"])
    return article


# ---------------------------------------------------------------- speaker


async def speaker_page(datasette: Any, request: Request) -> Response:
    """/speaker/KEY: roles as printed, forms of the name, outlets, and the newest quotes; /speaker/ID leads there."""
    wanted = request.url_vars["wanted"]
    try:
        speaker = await read_database(datasette, lambda connection: _speaker(connection, wanted))
    except StoreError:
        raise NotFound(f"There is no speaker {plain(wanted)} here.") from None
    if wanted != speaker["key"]:
        return Response.redirect(datasette.urls.path(f"/speaker/{speaker['key']}"))
    return await _html(datasette, request, "speaker.html", {"speaker": speaker})


def _speaker(connection: sqlite3.Connection, wanted: str) -> Row:
    speaker = speaker_details(connection, wanted)[0]
    speaker["cards"] = cards(connection, speaker["quote_ids"][:_QUOTES_OF_SPEAKER])
    speaker["more"] = len(speaker["quote_ids"]) - len(speaker["cards"])
    return speaker


# ---------------------------------------------------------------- home, and what other templates ask for


def home(connection: sqlite3.Connection) -> Row:
    """What the home page shows: counts, the newest quotes, who is quoted most, the outlets."""
    newest = connection.execute("SELECT id FROM quotes_readable ORDER BY published DESC LIMIT 20")
    outlets = connection.execute(
        "SELECT outlet, count(*) AS articles FROM articles WHERE outlet IS NOT NULL GROUP BY outlet"
        " ORDER BY articles DESC, outlet LIMIT 12"
    )
    named = [row for row in speaker_rows(connection, limit=40) if row["kind"] != "unnamed"]
    return {
        "counts": counts(connection),
        "cards": cards(connection, [number for (number,) in newest]),
        "speakers": named[:12],
        "outlets": [tuple(row) for row in outlets],
    }


def choices(connection: sqlite3.Connection) -> Row:
    """Names for the search form to offer: outlets, and the speakers quoted most."""
    outlets = connection.execute(
        "SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL ORDER BY outlet LIMIT 500"
    )
    people = connection.execute(
        "SELECT DISTINCT speakers.name FROM speakers JOIN quote_speakers ON quote_speakers.speaker_id = speakers.id"
        " WHERE speakers.kind <> 'unnamed' GROUP BY speakers.id ORDER BY count(*) DESC LIMIT 200"
    )
    return {"outlets": [name for (name,) in outlets], "speakers": [name for (name,) in people]}


def label_of(connection: sqlite3.Connection, table: str, number: object) -> Row | None:
    """What to call a row instead of its number: {name, page} with the page of ours that shows it, None for no such row
    or a table without names."""
    sql = {
        "quotes": "SELECT quote, key FROM quotes WHERE id = ?",
        "articles": "SELECT coalesce(title, label), id FROM articles WHERE id = ?",
        "speakers": "SELECT name, key FROM speakers WHERE id = ?",
        "names": "SELECT name, NULL FROM names WHERE id = ?",
        "versions": "SELECT coalesce(title, label) || ', version ' || number, NULL FROM versions WHERE id = ?",
        "corrections": "SELECT action || ' by ' || made_by, NULL FROM corrections WHERE id = ?",
    }.get(table)
    row = connection.execute(sql, (number,)).fetchone() if sql else None
    if row is None:
        return None
    page = f"/{table[:-1]}/{row[1]}" if row[1] is not None else None
    return {"name": row[0], "page": page}


def row_page(connection: sqlite3.Connection, table: str, number: object) -> Row:
    """What a row's page shows above its columns: its label, and the speakers of a quote."""
    found = label_of(connection, table, number) or {"name": None, "page": None}
    speakers = _speakers_of(connection, [int(str(number))]).get(int(str(number)), []) if table == "quotes" else []
    return found | {"speakers": speakers}
