"""The hooks that make Datasette ours: names instead of numbers, harmless text, our form, facets, pages and headers.

Every hook looks whether the Datasette is one that site.py built, so that others in the same process stay as they are.
Imports asking, facets, pages, showing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

from datasette.filters import FilterArguments
from datasette.utils.asgi import Request, Response
from markupsafe import Markup
from pluggy import HookimplMarker

from quotetrack.browse import pages
from quotetrack.browse.asking import Asked, Conditions, conditions, match_query, speakers_named
from quotetrack.browse.facets import RecordFacet
from quotetrack.browse.showing import day, is_full_date, percent, plain, shortened, visible, web_address

hookimpl = HookimplMarker("datasette")

DATABASE = pages.DATABASE
QUOTES = "quotes_readable"
_LONGEST_CELL = 300
# Columns with numbers of rows of other tables, in all tables.
_REFERENCES = {
    "quote_id": "quotes",
    "article_id": "articles",
    "speaker_id": "speakers",
    "rival_id": "speakers",
    "name_id": "names",
    "version_id": "versions",
    "correction_id": "corrections",
    "into_id": "speakers",
}
_READING_PAGES = ("/quote/", "/article/", "/speaker/")
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),  # a source must not learn what was searched for
    (b"x-frame-options", b"DENY"),
]
_READS = ("GET", "HEAD", "OPTIONS")
_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; base-uri 'none'; form-action 'self'"
)


def is_ours(datasette: Any) -> bool:
    """Whether site.py built this Datasette."""
    return bool(getattr(datasette, "is_quotetrack", False))


# ---------------------------------------------------------------- connections and templates


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str, datasette: Any) -> None:
    """SQL functions; after Datasette's own, since ours takes the place of its escape_fts."""
    if is_ours(datasette) and database == DATABASE:
        conn.create_function("escape_fts", 1, match_query, deterministic=True)
        conn.create_function("speakers_named", 1, lambda name: speakers_named(conn, name))


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Filters of our templates."""
    if is_ours(datasette):
        env.filters |= {
            "visible": visible,
            "plain": plain,
            "day": day,
            "percent": percent,
            "web_address": web_address,
            "is_full_date": is_full_date,
        }


@hookimpl
def extra_template_vars(
    template: str | None, table: str | None, view_name: str | None, request: Request | None, datasette: Any
) -> Callable[[], Awaitable[dict[str, Any]]] | dict[str, Any]:
    """What our templates need beyond what Datasette gives them."""
    if not is_ours(datasette) or request is None:
        return {}

    async def cards(rows: Any, phrases: Any = ()) -> list[dict[str, Any]]:
        ids = [row["id"] for row in rows]
        return list(await pages.read_database(datasette, lambda connection: pages.cards(connection, ids, phrases)))

    async def more() -> dict[str, Any]:
        found: dict[str, Any] = {"asked": Asked.of(request.args), "cards": cards, "database_name": DATABASE}
        if view_name == "index":
            found["home"] = await pages.read_database(datasette, pages.home)
        if view_name == "index" or table == QUOTES:
            found["choices"] = await pages.read_database(datasette, pages.choices)
        if view_name in ("index", "database"):
            found["questions"] = list((await datasette.get_canned_queries(DATABASE, None)).values())
        if view_name == "row":
            number = request.url_vars["pks"]
            found["row"] = await pages.read_database(
                datasette, lambda connection: pages.row_page(connection, table or "", number)
            )
        return found

    return more


# ---------------------------------------------------------------- tables


@hookimpl
def filters_from_request(
    request: Request, table: str, database: str, datasette: Any
) -> Callable[[], Awaitable[FilterArguments]] | None:
    """The search form of the quotes page."""
    if not is_ours(datasette) or database != DATABASE or table != QUOTES:
        return None
    asked = Asked.of(request.args)

    async def answer() -> FilterArguments:
        found: Conditions = await pages.read_database(datasette, lambda connection: conditions(connection, asked))
        return FilterArguments(found.clauses, found.parameters, found.descriptions, {"found": found})

    return answer


@hookimpl
def register_facet_classes() -> list[type]:
    """Facets by speaker and time; tables that do not ask for them are not concerned."""
    return [RecordFacet]


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Callable[[], Awaitable[Markup | None]] | Markup | None:
    """Names instead of numbers, links where we have a page, and no text with tricks."""
    if not is_ours(datasette) or database != DATABASE or value is None:
        return None
    path = datasette.urls.path
    if column in _REFERENCES and isinstance(value, dict):  # a number that Datasette has looked up already
        return _named(path, _REFERENCES[column], value["value"], value["label"])
    if column in _REFERENCES and isinstance(value, int):

        async def named() -> Markup | None:
            other = _REFERENCES[column]
            label = await pages.read_database(datasette, lambda connection: pages.label_of(connection, other, value))
            return _named(path, other, value, label["name"]) if label else None

        return named
    if not isinstance(value, str):
        return None
    names = row.keys()
    page = _page_of(row, names, column, table)
    if page is not None:
        return Markup('<a href="{}">{}</a>').format(path(page), visible(shortened(value, 2000)))
    if (address := web_address(value)) is not None and not any(sign.isspace() for sign in address):
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(address, visible(shortened(address, 60)))
    return visible(shortened(value, _LONGEST_CELL if table == "articles" else 2000))


def _named(path: Callable[[str], str], table: str, number: int, label: object) -> Markup:
    """A link to another row under its name."""
    page = f"/{table[:-1]}/{number}" if table in ("quotes", "articles", "speakers") else f"/{DATABASE}/{table}/{number}"
    return Markup('<a href="{}">{}</a>').format(path(page), visible(shortened(str(label or number), _LONGEST_CELL)))


def _page_of(row: Any, names: list[str], column: str, table: str | None) -> str | None:
    """The page of ours that a cell leads to: a quote's from its words, and so on."""
    if column == "quote" and "key" in names:
        return f"/quote/{row['key']}"
    if column == "name" and table in ("speakers", "speakers_readable") and "key" in names:
        return f"/speaker/{row['key']}"
    if column == "name" and table is None and "speaker_key" in names:
        return f"/speaker/{row['speaker_key']}"
    if column == "title" and table == "articles" and "id" in names:
        return f"/article/{row['id']}"
    if column == "title" and "article_id" in names and not isinstance(row["article_id"], dict):
        return f"/article/{row['article_id']}"
    return None


# ---------------------------------------------------------------- pages and headers


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """Our own pages."""
    if not is_ours(datasette):
        return []
    return [
        (r"^/quote/(?P<wanted>[0-9A-Za-z]+)$", pages.quote_page),
        (r"^/article/(?P<wanted>[0-9]+)$", pages.article_page),
        (r"^/speaker/(?P<wanted>[0-9A-Za-z]+)$", pages.speaker_page),
    ]


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Headers that let a browser do less: no foreign content anywhere, no scripts on the pages for reading. And 405 for
    what would write: there is nothing to write to."""

    def wrap(application: Any) -> Any:
        if not is_ours(datasette):
            return application

        async def with_headers(scope: Any, receive: Any, send: Any) -> None:
            async def send_more(message: Any) -> None:
                if message["type"] == "http.response.start":
                    policy = f"{_POLICY}; script-src {_scripts(scope['path'])}"
                    more = [*_HEADERS, (b"content-security-policy", policy.encode())]
                    message = {**message, "headers": [*message.get("headers", []), *more]}
                await send(message)

            if scope["type"] == "http" and scope["method"] not in _READS:
                refusal = Response.text("These pages are only for reading.", 405, {"allow": ", ".join(_READS)})
                await refusal.asgi_send(send_more)
            else:
                await application(scope, receive, send_more)

        return with_headers

    return wrap


def _scripts(path: str) -> str:
    """Datasette's own table and query pages bring scripts, some of them inline; ours work without."""
    reading = path == "/" or path.startswith(_READING_PAGES) or path == f"/{DATABASE}/{QUOTES}"
    return "'none'" if reading else "'self' 'unsafe-inline'"
