"""HTML: the article's text by trafilatura (extra "html"), its metadata from the page, then from trafilatura.

May import: this room. trafilatura and lxml are loaded only when a page is read.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from quotetrack.errors import InputError, MissingExtra
from quotetrack.model import Article, Problem
from quotetrack.reading.decoding import decode, notice
from quotetrack.reading.metadata import make_article
from quotetrack.reading.pagemeta import is_brief, page_metadata, parse_page
from quotetrack.reading.source import Source

# Where browsers look for a charset, too.
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET_WITHIN = 4096
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_XML_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}[\"']([\w.:-]{1,40})")

_PARAGRAPHS = frozenset({"head", "p", "quote", "item", "cell"})


def read_html(source: Source) -> Iterator[Article | Problem]:
    """The one article of a page; raises MissingExtra without trafilatura, InputError where there is no article."""
    data, sha256 = source.whole()
    declared = _XML_ENCODING.match(data) or _CHARSET.search(data, 0, _CHARSET_WITHIN)
    decoded = decode(data, source.label, declared=declared[1].decode("ascii") if declared else None)
    told = notice(decoded)
    if told:
        yield Problem(source.label, told, fatal=False)
    # A declaration of bytes means nothing to characters, and lxml refuses it.
    declaration = _XML_DECLARATION.match(decoded.text)
    page = decoded.text[declaration.end() :] if declaration else decoded.text
    tree = parse_page(page)
    main, found = _extract(page, source.label, with_metadata=tree is None or is_brief(tree))
    text = article_text(main) if main is not None else ""
    if not text:
        raise InputError(source.label, "no article text in this page; save the article's text as .txt")
    metadata = page_metadata(tree, found)
    yield make_article(text, metadata, source.origin(metadata, sha256))


def article_text(main: Any) -> str:
    """The text of trafilatura's ``<main>`` element: its headings, paragraphs, quotations, list items and table cells
    in order, white space within each collapsed to one blank, joined by an empty line."""
    from lxml import etree  # type: ignore[import-untyped]

    paragraphs: list[str] = []
    held: list[str] = []

    def flush() -> None:
        paragraph = " ".join("".join(held).split())
        held.clear()
        if paragraph:
            paragraphs.append(paragraph)

    for event, element in etree.iterwalk(main, events=("start", "end")):
        if element.tag in _PARAGRAPHS:
            flush()
        if event == "start":
            # A line break within a paragraph parts two words.
            held.append(f" {element.text or ''}" if element.tag == "lb" else element.text or "")
        else:
            held.append(element.tail or "")
    flush()
    return "\n\n".join(paragraphs)


def _extract(page: str, label: str, *, with_metadata: bool) -> tuple[Any, dict[str, str]]:
    """trafilatura's ``<main>`` (None where it found nothing) and its metadata."""
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    try:
        import trafilatura
        from lxml import etree
    except ImportError:  # absent, or installed without a part it needs
        raise MissingExtra("reading HTML", "html") from None
    try:
        xml = trafilatura.extract(page, output_format="xml", include_comments=False, with_metadata=with_metadata)
        if not xml:
            return None, {}
        document = etree.fromstring(xml.encode(), etree.XMLParser(huge_tree=True, resolve_entities=False))
    except Exception as error:  # a page may break its parsers in ways nobody listed
        raise InputError(
            label, f"not readable as HTML ({type(error).__name__}); save the article's text as .txt"
        ) from None
    return document.find("main"), dict(document.attrib)
