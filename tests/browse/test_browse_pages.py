"""The pages as a browser gets them: readable, harmless, and with the same answers as the terminal."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from quotetrack.browse import build_datasette
from quotetrack.errors import StoreError
from quotetrack.model import (
    Antecedent,
    Article,
    Attribution,
    Furniture,
    FurnitureKind,
    Mention,
    MentionKind,
    Quote,
    QuoteType,
    Span,
    SpeakerKind,
)
from quotetrack.store import SearchQuery, Store
from quotetrack.store.descriptions import COLUMN_DESCRIPTIONS

pytest.importorskip("datasette")

QUOTES = "/quotes/quotes_readable"
# Astral characters, a joined emoji, NUL, CRLF and marks that turn the direction, all before the quotes.
HOSTILE = (
    "👩‍👩‍👧 \U00010348 x\x00y \u202eturned\u202c\r\n\r\nTop of page\r\n\r\n"
    "“<script>alert(1)</script> [brackets] [/x] \u200fשלום \x00 😀 & <b>” said Ana Bold.\r\n\r\n"
    "She added: “One more.”\r\n"
)
PLAIN = (
    "“We must name the “root causes” of it,” said Dr. Ann Lee, the mayor.\n\n"
    "“It’s late,” Lee and Tom Roe said.\n\n“Nobody knows who said this.”\n\nTom Roe said the café was closed.\n"
)


def span(text: str, words: str, after: int = 0) -> Span:
    start = text.index(words, after)
    return Span(start, start + len(words))


def said(
    text: str, words: str, *people: Antecedent, mention: str = "", cue: str = "", kind: QuoteType = QuoteType.DIRECT
) -> Attribution:
    content = span(text, words)
    named = Mention(span(text, mention), MentionKind.NAME) if mention else None
    role = people[0].role if people else None
    return Attribution(
        Quote((content,), kind), "quote-cue-speaker", 0.9, span(text, cue) if cue else None, named, people, role, 0.8
    )


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browse") / "some record.db"
    ann = Antecedent("Ann Lee", SpeakerKind.PERSON, "the mayor", ("Lee",))
    tom = Antecedent("Tom Roe", SpeakerKind.PERSON)
    ana = Antecedent("Ana Bold", SpeakerKind.PERSON, "<i>chief</i>")
    with Store.open(path, create=True) as store:
        store.add(
            Article(
                PLAIN,
                id="plain",
                title="What the mayor said",
                url="https://news.example/a?b=1&c=2",
                outlet="The Larch Ledger",
                authors=("Jo Day",),
                published="2025-06-03",
            ),
            [
                said(PLAIN, "“We must name the “root causes” of it,”", ann, mention="Ann Lee", cue="said"),
                said(PLAIN, "“It’s late,”", ann, tom, mention="Lee and Tom Roe"),
                said(PLAIN, "“Nobody knows who said this.”"),
                said(PLAIN, "the café was closed", tom, kind=QuoteType.INDIRECT),
            ],
        )
        store.add(
            Article(
                HOSTILE,
                id="hostile",
                title="<script>alert('title')</script>\u202e",
                url="javascript:alert(2)",
                outlet="<b>Harbour</b> Ledger",
                published="2024-12",
                furniture=(Furniture(span(HOSTILE, "Top of page"), FurnitureKind.NAVIGATION),),
            ),
            [
                said(HOSTILE, HOSTILE[HOSTILE.index("“<") : HOSTILE.index("” said") + 1], ana, mention="Ana Bold"),
                said(HOSTILE, "“One more.”", ana, mention="She"),
            ],
        )
        undated = "“Left out,” said Ann Lee."
        store.add(Article(undated, id="undated.txt"), [said(undated, "“Left out,”", ann, mention="Ann Lee")])
    return path


@pytest.fixture(scope="module")
def site(database: Path) -> Any:
    return build_datasette(database)


def get(site: Any, address: str, status: int = 200) -> str:
    response = asyncio.run(site.client.get(address, follow_redirects=True))
    assert response.status_code == status, f"{address}: {response.status_code} {response.text[-300:]}"
    return str(response.text)


def ask(site: Any, **fields: str) -> list[dict[str, Any]]:
    """Rows of the quotes page as JSON."""
    address = site.urls.path(QUOTES + ".json") + "?_shape=array&_size=max"
    response = asyncio.run(site.client.get(address + "".join(f"&{name}={_encoded(v)}" for name, v in fields.items())))
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = response.json()
    return rows


def _encoded(value: str) -> str:
    from urllib.parse import quote

    return quote(value)


class Reader(HTMLParser):
    """Collects the text of what a page marks, by quote and by class, with written-out characters taken back."""

    def __init__(self) -> None:
        super().__init__()
        self.marked: dict[str, str] = {}
        self.by_class: dict[str, list[str]] = {}
        self.links: list[str] = []
        self._open: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "href" in attributes:
            self.links.append(attributes["href"])
        if tag not in ("meta", "link", "input", "br"):
            self._open.append((tag, attributes))
            for name in attributes.get("class", "").split():
                self.by_class.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any("hidden-character" in attributes.get("class", "") for _, attributes in self._open):
            data = data.encode().decode("unicode_escape")
        for _, attributes in self._open:
            for key in attributes.get("data-quote", "").split():
                self.marked[key] = self.marked.get(key, "") + data
            for name in attributes.get("class", "").split():
                self.by_class[name][-1] += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


# ---------------------------------------------------------------- reading


def test_every_page_answers(site: Any) -> None:
    get(site, "/")
    tables = [name for name in COLUMN_DESCRIPTIONS if name != "quotes_fts"]
    for address in ("/quotes", "/quotes?sql=select+1", *(f"/quotes/{name}" for name in tables)):
        get(site, address)
    for name in asyncio.run(site.get_canned_queries("quotes", None)):
        get(site, f"/quotes/{name}")
        get(site, f"/quotes/{name}?speaker=lee&words=%22*&outlet=ledger&since=2025-06&until=2025-06-30")
    for address in ("/quote/1", "/article/1", "/speaker/1", "/quotes/articles/1", "/quotes/speakers/1"):
        get(site, address)


def test_the_quotes_come_first_with_all_a_journalist_needs(site: Any) -> None:
    for address in ("/", QUOTES):
        page = get(site, address)
        body = page[page.index("<main") :]
        assert body.index("root causes") < body.index("<aside")
        card = body[body.index("root causes") : body.index("late,")]
        for wanted in ("Ann Lee", "the mayor", "The Larch Ledger", "3 June 2025", "What the mayor said"):
            assert wanted in card
        assert "https://news.example/a?b=1&c=2" in read(page).links
        assert "<script" not in page.lower()


def test_rows_show_names_instead_of_numbers(site: Any) -> None:
    row = get(site, "/quotes/quotes/1")
    assert "Ann Lee" in row and "What the mayor said" in row
    assert COLUMN_DESCRIPTIONS["quotes"]["paragraph_end"] in row
    assert "Ann Lee" in get(site, "/quotes/quotes")
    assert "Ann Lee" in get(site, "/quotes/roles/1")
    linked = get(site, "/quotes/quote_speakers")
    assert "Ann Lee" in linked and "root causes" in linked


def test_a_quote_has_a_lasting_address_with_its_paragraph(site: Any) -> None:
    key = ask(site, _search="root causes")[0]["key"]
    response = asyncio.run(site.client.get("/quote/1"))
    assert response.headers["location"] == f"/quote/{key}"
    reader = read(get(site, f"/quote/{key}"))
    assert reader.marked == {key: "“We must name the “root causes” of it,”"}
    assert "Ann Lee" in reader.by_class["mention"] and "said" in reader.by_class["cue"]
    assert "https://news.example/a?b=1&c=2" in reader.links
    get(site, "/quote/000000000000", status=404)
    get(site, "/article/99", status=404)
    get(site, "/speaker/nobody", status=404)
    for absent in ("/nothing", "/quotes/nothing"):
        assert "There is no such page." in get(site, absent, status=404)


def test_an_article_marks_the_exact_characters(site: Any, database: Path) -> None:
    with Store.open(database) as store:
        for number in (1, 2):
            article = store.article(number)
            reader = read(get(site, f"/article/{number}"))
            assert reader.marked == {quote["key"]: quote["quote"] for quote in article["quotes"]}
    # The parser reads CR LF as it stands; a browser makes one line break of it.
    assert reader.by_class["navigation"] == ["Top of page"]
    assert "Ana Bold" in reader.by_class["who"]


def test_a_speaker_page_tells_roles_forms_and_quotes(site: Any) -> None:
    page = get(site, "/speaker/1")
    for wanted in ("Ann Lee", "the mayor", "The Larch Ledger", "root causes", "Left out"):
        assert wanted in page


# ---------------------------------------------------------------- harmless


@pytest.mark.parametrize(
    "address",
    [
        "/",
        QUOTES,
        f"{QUOTES}?_outlet_is=<b>Harbour</b> Ledger&_search=<script>",
        f"{QUOTES}?_search=<b>&_speaker=<script>alert(3)</script>&_since=<i>chief&outlet=<b>Harbour",
        "/article/2",
        "/quote/5",
        "/speaker/3",
        "/quotes/quotes",
        "/quotes/quotes?_facet=role",
        "/quotes/quotes/5",
        "/quotes/articles",
        "/quotes/articles/2",
        "/quotes/roles",
        "/quotes/one_outlet?outlet=harbour",
        "/quotes?sql=select+*+from+quotes_readable",
    ],
)
def test_hostile_text_is_shown_and_does_nothing(site: Any, address: str) -> None:
    page = get(site, address)
    assert "<script>alert" not in page and "<i>chief" not in page and "<b>Harbour" not in page
    assert "&amp;lt;" not in page
    assert not re.search("[\x00\u202a-\u202e\u200f]", page)
    assert not [link for link in read(page).links if link.lower().startswith("javascript")]


def test_hidden_characters_are_written_out(site: Any) -> None:
    page = get(site, "/quote/5")
    for wanted in ("&lt;script&gt;alert(1)&lt;/script&gt;", "[brackets] [/x]", r"\x00", r"\u200f", "😀", "שלום"):
        assert wanted in page
    assert ask(site, _search="brackets")[0]["quote"] == HOSTILE[HOSTILE.index("“<") : HOSTILE.index("” said") + 1]


def test_reading_pages_may_not_run_scripts(site: Any) -> None:
    response = asyncio.run(site.client.get("/quote/5", follow_redirects=True))
    assert "script-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["referrer-policy"] == "no-referrer"


ODD = [
    '"root causes',
    "“root causes”",
    "a AND",
    "*",
    '"',
    "“",
    "NEAR(",
    "quote:x",
    "^a",
    "-",
    "(",
    "😀",
    "a\x00b",
    "'",
    "; drop",
    "%",
]


@pytest.mark.parametrize("words", ODD)
def test_no_search_is_an_error(site: Any, words: str) -> None:
    encoded = _encoded(words)
    for address in (f"{QUOTES}?_search={encoded}&_speaker={encoded}&_outlet={encoded}&_since={encoded}&_type={encoded}",
                    f"{QUOTES}?_search={encoded}", f"/quotes/quotes?_search={encoded}",
                    f"/quotes/what_did_they_say?speaker=lee&words={encoded}"):  # fmt: skip
        page = get(site, address)
        assert "syntax error" not in page and "no such" not in page and "malformed" not in page


# ---------------------------------------------------------------- the form


@pytest.mark.parametrize(
    "query",
    [
        {"words": "“root causes”"},
        {"words": '"root causes'},
        {"words": "causes root"},
        {"words": "CAFE"},
        {"words": "😀"},
        {"speaker": "Mayor Lee"},
        {"speaker": "Anne Lee"},
        {"speaker": "roe", "words": "late"},
        {"outlet": "ledger"},
        {"outlet": "LARCH", "type": "direct"},
        {"since": "2025"},
        {"since": "2024-12-24", "until": "2025-05"},
        {"until": "2025-06-03"},
        {"speaker": "lee", "since": "2020"},
    ],
)
def test_the_page_finds_what_the_terminal_finds(site: Any, database: Path, query: dict[str, str]) -> None:
    with Store.open(database) as store:
        expected = store.search(SearchQuery(**query))  # type: ignore[arg-type]
    names = {"words": "_search"}
    rows = ask(site, **{names.get(name, f"_{name}"): value for name, value in query.items()})
    assert {row["id"] for row in rows} == {row["id"] for row in expected.rows}
    assert rows or query.get("speaker") == "Anne Lee"


def test_what_was_left_out_or_not_understood_is_said(site: Any) -> None:
    assert "1 more quote is left out" in get(site, f"{QUOTES}?_speaker=lee&_since=2020")
    assert "“31 June” is no date" in get(site, f"{QUOTES}?_since=31+June")
    assert "Ann Lee" in get(site, f"{QUOTES}?_speaker=Ann+Leee+Smithe")
    assert "is no type of quote" in get(site, f"{QUOTES}?_type=loud")


def test_facets_count_each_of_two_speakers_and_lead_to_their_quotes(site: Any) -> None:
    response = asyncio.run(site.client.get(f"{QUOTES}.json"))
    facets = response.json()["facet_results"]
    assert list(facets) == ["speaker", "outlet", "date", "type"]
    speakers = {value["label"]: value for value in facets["speaker"]["results"]}
    assert {name: value["count"] for name, value in speakers.items()} == {"Ann Lee": 3, "Ana Bold": 2, "Tom Roe": 2}
    assert {value["label"]: value["count"] for value in facets["date"]["results"]} == {
        "June 2025": 4,
        "December 2024": 2,
    }
    for facet in facets.values():
        for value in facet["results"]:
            page = get(site, value["toggle_url"].removeprefix("http://localhost").replace(".json", ""))
            assert f"<strong>{value['count']} quote" in page
            assert 'class="selected"' in page


# ---------------------------------------------------------------- read-only


def test_nothing_can_be_written(site: Any, database: Path) -> None:
    for sql in ("delete from quotes", "with x as (select 1) delete from quotes", "pragma user_version = 5", "vacuum"):
        get(site, f"/quotes?sql={_encoded(sql)}", status=400)
    assert asyncio.run(site.client.post("/quotes/quotes", data={"a": "b"})).status_code in (400, 403, 405, 500)
    with pytest.raises(StoreError, match="only read"):
        asyncio.run(site.get_database("quotes").execute_write("delete from quotes"))
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        asyncio.run(site.get_database("quotes").execute_fn(lambda connection: connection.execute("delete from quotes")))
    assert len(ask(site)) == 7


def test_what_another_process_adds_is_there_at_once(tmp_path: Path) -> None:
    path = tmp_path / "quotes.db"
    text = "“Fresh,” said Ann Lee."
    with Store.open(path, create=True) as store:
        site = build_datasette(path)
        assert "No quotes yet" in get(site, "/")
        store.add(Article(text, id="x"), [said(text, "“Fresh,”", Antecedent("Ann Lee", SpeakerKind.PERSON))])
        assert Path(f"{path}-wal").exists()
        assert "Fresh" in get(site, "/") and "Fresh" in get(site, QUOTES)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_would_write_is_refused(site: Any, method: str) -> None:
    for address in ("/", QUOTES, "/-/create-token"):
        response = asyncio.run(site.client.request(method, site.urls.path(address)))
        assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, OPTIONS"), address
