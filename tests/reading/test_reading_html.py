"""HTML pages: text by paragraphs, metadata in the order JSON-LD, meta elements, trafilatura."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from typing import Any

import pytest

from quotetrack.model import Article, Problem
from quotetrack.reading import read

PARAGRAPHS = "".join(
    f"<p>Paragraph {name} is long enough to be kept, &ldquo;we hope<br>so,&rdquo; said\n  Ann Lee <b>on Monday</b>.</p>"
    for name in ("one", "two", "three")
)
BODY = (
    f"<body><nav><a href=x>Home</a></nav><article><h1>The ferry makes its last run</h1>{PARAGRAPHS}"
    "<blockquote><p>The sea keeps its own book, and nobody has read it.</p></blockquote>"
    "<ul><li>First of the items</li><li>Second of the items</li></ul></article><footer>Imprint</footer></body>"
)
LINKED = {
    "@graph": [
        {"@type": "WebSite", "name": "Not this"},
        {
            "@type": ["NewsArticle"],
            "headline": "The ferry&#39;s last run",
            "datePublished": "2025-05-04T08:30:00+02:00",
            "author": [{"@type": "Person", "name": "Ann Lee"}, {"name": "Jo Roe"}],
            "publisher": {"name": "Vale News"},
        },
    ]
}
METAS = (
    '<meta property="og:title" content="Meta title"><meta property="og:site_name" content="Meta Site">'
    '<meta name="author" content="By Max Ray"><meta property="article:published_time" content="2025-05-05">'
    '<meta property="og:url" content="https://vale.example/ferry?from=feed">'
)


def one(path: Path, page: str | bytes) -> Article:
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    (article,) = [item for item in read(path) if isinstance(item, Article)]
    return article


def problem(path: Path, page: bytes) -> Problem:
    path.write_bytes(page)
    (found,) = read(path)
    assert isinstance(found, Problem)
    assert found.fatal
    return found


def test_the_text_is_its_paragraphs(tmp_path: Path) -> None:
    article = one(tmp_path / "a.html", f"<html lang='en-GB'><head><title>x</title></head>{BODY}</html>")
    assert article.text.split("\n\n") == [
        "The ferry makes its last run",
        *(
            f"Paragraph {n} is long enough to be kept, “we hope so,” said Ann Lee on Monday."
            for n in ("one", "two", "three")
        ),
        "The sea keeps its own book, and nobody has read it.",
        "First of the items",
        "Second of the items",
    ]
    assert article.source_path == str(tmp_path / "a.html")
    assert article.source_sha256 is not None
    assert article.language == "en"


def test_metadata_from_json_ld_first(tmp_path: Path) -> None:
    linked = f'<script type="application/ld+json">{json.dumps(LINKED)}</script>'
    article = one(
        tmp_path / "a.html", f'<html><head>{METAS}<link rel="canonical" href="/ferry">{linked}</head>{BODY}</html>'
    )
    assert (article.title, article.outlet, article.authors) == (
        "The ferry's last run",
        "Vale News",
        ("Ann Lee", "Jo Roe"),
    )
    assert article.url == "https://vale.example/ferry"
    assert article.published == article.published_as_printed == "2025-05-04T08:30:00+02:00"


@pytest.mark.parametrize("linked", ["", '<script type="application/ld+json">{"@type": [</script>'])
def test_metadata_from_meta_elements(tmp_path: Path, linked: str) -> None:
    article = one(tmp_path / "a.html", f"<html><head>{METAS}{linked}</head>{BODY}</html>")
    assert (article.title, article.outlet, article.authors) == ("Meta title", "Meta Site", ("Max Ray",))
    assert (article.url, article.published) == ("https://vale.example/ferry?from=feed", "2025-05-05")


def test_the_declared_charset_comes_before_utf8(tmp_path: Path) -> None:
    page = f'<html><head><meta charset="iso-8859-2"></head>{BODY}</html>'.replace("First of", "Łódź of")
    assert "Łódź of the items" in one(tmp_path / "a.html", page.encode("iso-8859-2")).text
    declared = f'<?xml version="1.0" encoding="utf-8"?>\n<html>{BODY}</html>'.replace("First of", "Łódź of")
    assert "Łódź of the items" in one(tmp_path / "a.html", declared).text


def test_a_page_without_an_article(tmp_path: Path) -> None:
    assert "no article text" in problem(tmp_path / "a.html", b"<html><body></body></html>").reason
    assert "empty" in problem(tmp_path / "a.html", b"").reason
    assert "no article text" in problem(tmp_path / "a.html", b"<div>" * 20_000 + b"word " * 50).reason


def test_the_extra_that_is_missing_is_named_for_each_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = builtins.__import__

    def without(name: str, *args: Any, **options: Any) -> Any:
        if name.split(".")[0] == "trafilatura":
            raise ModuleNotFoundError(name)
        return really(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    (tmp_path / "b.txt").write_text("He left.")
    assert "quotetrack[html]" in problem(tmp_path / "a.html", BODY.encode()).reason
    assert [isinstance(item, Article) for item in read(tmp_path)] == [False, True]


LONG = (
    ('<meta name="author" content="{}">', "<"),
    ('<meta name="author" content="{}">', "&lt;"),
    ('<meta name="author" content="{}">', "("),
    ('<meta property="og:title" content="{}">', "Ann, "),
    ("<title>{}</title>", "("),
    ('<script type="application/ld+json">{{"@type": "NewsArticle", "author": {{"name": "{}"}}}}</script>', "("),
    ('<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{}"}}</script>', "<"),
    ('<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{}"}}</script>', "\\u003c"),
    ('<script type="application/ld+json">{{"@type": {}</script>', '"author":'),
    ('<script type="application/settings+json">{{"@type": {}</script>', '"author":'),
)


@pytest.mark.parametrize(("element", "part"), LONG)
def test_what_a_page_says_of_itself_may_be_long(
    element: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """trafilatura takes the square of its length: hours, so that it must not be asked."""
    import trafilatura

    asked: list[bool] = []
    extract = trafilatura.extract

    def spy(*given: Any, with_metadata: bool, **options: Any) -> Any:
        asked.append(with_metadata)
        return extract(*given, with_metadata=with_metadata and len(asked) == 1, **options)

    monkeypatch.setattr(trafilatura, "extract", spy)
    for number in (100, 300_000):
        article = one(tmp_path / "a.html", f"<html><head>{element.format(part * number)}</head>{BODY}</html>")
        assert "Ann Lee" in article.text
    assert asked == [True, False]
