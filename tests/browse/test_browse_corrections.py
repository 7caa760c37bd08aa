"""The pages show what people decided: without what was rejected, and with who decided it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from quotetrack.browse import build_datasette
from quotetrack.model import Antecedent, Article, Attribution, Quote, QuoteType, Span, SpeakerKind
from quotetrack.store import Store
from quotetrack.store.people import KnownPerson

pytest.importorskip("datasette")

TEXT = "“We rebuild,” said Ann Lee.\n\n“Never,” said Bo Roe.\n\n“A term of art,” said Cy Day.\n\n“So,” said Cy Day.\n"
PEOPLE = {"“We rebuild,”": "Ann Lee", "“Never,”": "Bo Roe", "“A term of art,”": "Cy Day", "“So,”": "Cy Day"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path: Path = tmp_path_factory.mktemp("browse") / "record.db"
    found = [
        Attribution(
            Quote((Span(start, start + len(words)),), QuoteType.DIRECT), "r", 0.5,
            antecedents=(Antecedent(name, SpeakerKind.PERSON),), identity_confidence=0.5,
        )
        for words, name in PEOPLE.items()
        for start in (TEXT.index(words),)
    ]  # fmt: skip
    with Store.open(path, create=True) as store:
        store.add(Article(TEXT, id="a", title="On it"), found)
        by = store.corrections(by="<b>jo</b>", why="heard it")
        by.reject("3")
        by.assign("2", ["Ann Lee"])
        by.merge("Ann Lee", "Cy Day")
        known = [("Cy Day", "Green"), ("Bo Roe", "<Blue> & co"), ("Di Fox", "Green")]
        store.import_people(
            [
                KnownPerson(name, attributes={"Party": party, "page": f"x.example/{name}", "wing": "a=b"})
                for name, party in known
            ]
        )
    return build_datasette(path)


def get(site: Any, address: str) -> str:
    response = asyncio.run(site.client.get(address, follow_redirects=True))
    assert response.status_code == 200, f"{address}: {response.status_code} {response.text[-300:]}"
    return str(response.text)


def test_what_was_rejected_is_on_no_page_but_its_own(site: Any) -> None:
    for address in ("/", "/quotes/quotes_readable", "/speaker/1", "/article/1", "/quotes/who_is_quoted_most"):
        shown = get(site, address)
        assert "A term of art" not in shown or address == "/article/1"  # it is still in the text
    assert get(site, "/article/1").count('id="q-') == 3
    row = asyncio.run(site.client.get("/quotes/quotes_readable.json?_shape=array")).json()
    assert {one["quote"]: (one["speaker"], one["status"], one["confidence"]) for one in row} == {
        "“We rebuild,”": ("Ann Lee", None, 0.5), "“Never,”": ("Ann Lee", "assigned", 1.0),
        "“So,”": ("Ann Lee", None, 0.5),
    }  # fmt: skip
    shown = get(site, "/quote/3")
    assert "Rejected: it is no quote, by <bdi>&lt;b&gt;jo&lt;/b&gt;</bdi>" in shown and "heard it" in shown
    assert "quote 2 of 3 in this article" in get(site, "/quote/2")


def test_who_was_merged_leads_to_who_it_is(site: Any) -> None:
    key = asyncio.run(site.client.get("/quotes/speakers.json?_shape=array&name=Cy+Day")).json()[0]["key"]
    shown = get(site, f"/speaker/{key}")
    assert "Ann Lee" in shown and "“We rebuild,”" in shown and "“So,”" in shown
    assert "3" in get(site, "/quotes/speakers_readable.json?_shape=array")
    assert len(asyncio.run(site.client.get("/quotes/quotes_readable.json?_shape=array&_speaker=cy+day")).json()) == 3


def test_the_log_can_be_read(site: Any) -> None:
    shown = get(site, "/quotes/corrections")
    assert "heard it" in shown and "<b>jo" not in shown
    assert "Assigned, by" in get(site, "/quote/2")
    for table in ("verdicts", "overruled", "merged", "renamed", "named", "corrected_quotes"):
        get(site, f"/quotes/{table}")


def test_attributes_of_known_people_facet_the_quotes(site: Any) -> None:
    """Cy Day of the list is Ann Lee, as people say; what is another's of each (a page) tells nothing apart."""
    shown = get(site, "/quotes/quotes_readable")
    facet = shown[shown.index("<h2>Party") :]
    assert '<bdi>Green</bdi></a> <span class="count">3</span>' in facet and "_attribute=Party%3DGreen" in facet
    found = asyncio.run(site.client.get("/quotes/quotes_readable.json?_shape=array&_attribute=Party%3Dgreen")).json()
    assert len(found) == 3
    shown = get(site, "/quotes/quotes_readable?_attribute=Party%3DGreen&_type=direct")
    assert 'class="selected"' in shown and "Party is Green" in shown
    assert '<input type="hidden" name="_attribute" value="Party=Green">' in shown
    shown = get(site, "/quotes/quotes_readable?_attribute=Party%3DGreen&_attribute=wing%3Da%3Db")
    assert "3 quotes" in shown and "wing is a=b" in shown
    assert "Nobody has the attribute Hat; there are Party, page, wing." in get(
        site, "/quotes/quotes_readable?_attribute=Hat%3Dred"
    )
    assert "0 quotes" in get(site, "/quotes/quotes_readable?_attribute=Party%3D%3Cb%3E")
    assert "Party" in get(site, "/speaker/1") and "_attribute=Party%3DGreen" in get(site, "/speaker/1")
