"""What an HTML page says about its article: JSON-LD first, then meta elements, then what trafilatura found.

May import: this room. lxml comes with trafilatura (extra "html").
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urljoin

from quotetrack.reading.metadata import Metadata, split_authors

# Nodes of JSON-LD looked at; a page that holds more is hostile.
_NODES = 5_000
# Characters of a title, a name, or JSON-LD that cannot be read; and of all strings but bodies in some that can.
_LONGEST, _LONGEST_LINKED = 10_000, 40_000
_BODIES = frozenset(("articleBody", "description", "text", "url", "contentUrl", "image", "@id"))
_READ = ("application/ld+json", "application/settings+json")  # by trafilatura
_OPEN = re.compile(r"<|\\u003c", re.IGNORECASE)
_MOST_OPEN = 2_000
_ARTICLE_TYPE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report|LiveBlogPosting)$")


def parse_page(page: str) -> Any:
    """The lxml tree of ``page``; None where it cannot be read, or lxml is absent."""
    try:
        from lxml import etree  # type: ignore[import-untyped]
        from lxml import html as lxml_html
    except ImportError:
        return None
    try:
        return lxml_html.document_fromstring(page)
    except (etree.LxmlError, ValueError):
        return None


def is_brief(tree: Any) -> bool:
    """Whether what a page says of itself is as short as names and titles are. trafilatura takes the square of the
    length, hours for a megabyte, and must not be asked for the metadata of other pages."""
    said = [title.text or "" for title in tree.iter("title")] + [
        meta.get("content") or "" for meta in tree.iter("meta")
    ]
    return all(len(one) <= _LONGEST for one in said) and all(map(_is_brief, _linked(tree, _READ)))


def _is_brief(linked: str) -> bool:
    """The same of JSON-LD: its names, or all of it where it cannot be read."""
    if len(linked) <= _LONGEST:
        return True
    try:
        data = json.loads(linked, strict=False)
    except (ValueError, RecursionError):
        return False
    # It looks for tags in all of it: to the end for each "<" that no ">" closes.
    unclosed = any(len(_OPEN.findall(piece)) > _MOST_OPEN for piece in linked.split(">") if len(piece) > _MOST_OPEN)
    names = 0
    stack = [("", data)]
    while stack:
        key, value = stack.pop()
        if isinstance(value, dict):
            stack.extend(value.items())
        elif isinstance(value, list):
            stack.extend((key, item) for item in value)
        elif isinstance(value, str) and key not in _BODIES:
            names += len(value)
    return names <= _LONGEST_LINKED and not unclosed


def page_metadata(tree: Any, found: Mapping[str, str]) -> Metadata:
    """The metadata of the page ``tree``; ``found`` is trafilatura's (title, author, url, sitename, date, language)."""
    if tree is None:
        return Metadata(title=found.get("title"), published=found.get("date"))
    metas = _metas(tree)
    linked = _article_node(tree)
    canonical = next(
        (link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").split()), None
    )
    base = metas.get("og:url")
    entity = linked.get("mainEntityOfPage")
    addresses = (canonical, linked.get("url"), _name(entity, "@id"), base, found.get("url"))
    return Metadata(
        title=_best(linked.get("headline"), metas.get("og:title"), linked.get("name"), found.get("title")),
        url=next((url for url in (_address(value, base) for value in addresses) if url), None),
        outlet=_best(
            _name(linked.get("publisher")),
            metas.get("og:site_name"),
            metas.get("publisher"),
            metas.get("citation_publisher"),
            found.get("sitename"),
        ),
        authors=_authors(linked.get("author"), metas, found),
        published=_best(
            linked.get("datePublished"),
            metas.get("article:published_time"),
            metas.get("datepublished"),
            metas.get("dc.date"),
            metas.get("date"),
            found.get("date"),
        ),
        language=_best(tree.get("lang"), linked.get("inLanguage"), found.get("language")),
    )


def _metas(tree: Any) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and meta.get("content"):
            metas.setdefault(name.lower(), meta.get("content"))
    return metas


def _article_node(tree: Any) -> dict[str, Any]:
    """The first node of the page's JSON-LD that is an article."""
    for linked in _linked(tree):
        try:
            data = json.loads(linked, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in islice(_nodes(data), _NODES):
            kinds = node.get("@type")
            if any(isinstance(kind, str) and _ARTICLE_TYPE.match(kind) for kind in _as_list(kinds)):
                return node
    return {}


def _linked(tree: Any, types: tuple[str, ...] = ("application/ld+json",)) -> Iterator[str]:
    """The page's JSON-LD, as written."""
    for script in tree.iter("script"):
        if (script.get("type") or "").lower().startswith(types) and script.text:
            yield script.text


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    stack = [data]
    while stack:
        held = stack.pop()
        if isinstance(held, list):
            stack.extend(reversed(held))
        elif isinstance(held, dict):
            yield held
            stack.extend(value for key, value in held.items() if key in ("@graph", "mainEntity", "itemListElement"))


def _authors(linked: Any, metas: Mapping[str, str], found: Mapping[str, str]) -> tuple[str, ...]:
    named = [name for name in map(_name, _as_list(linked)) if name]
    if not named:
        # article:author often holds the address of a profile.
        meta = next(
            (metas[key] for key in ("author", "article:author", "dc.creator") if _is_name(metas.get(key))), None
        )
        named = [meta or found.get("author") or ""]
    return tuple(dict.fromkeys(author for name in named for author in split_authors(name)))


def _is_name(value: str | None) -> bool:
    return bool(value) and "://" not in str(value)


def _as_list(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else (value,)


def _name(value: Any, key: str = "name") -> str | None:
    """The name of a node, or of the first of a list of nodes; a bare string is a name."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get(key)
    return _best(value)


def _best(*values: Any) -> str | None:
    """The first that is a string with something in it, entities resolved, blanks collapsed."""
    for value in values:
        if isinstance(value, str) and (plain := " ".join(html.unescape(value).split())):
            return plain
    return None


def _address(value: Any, base: str | None) -> str | None:
    """``value`` as an absolute web address."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        url = urljoin(base or "", value.strip())
    except ValueError:
        return None
    return url if url.lower().startswith(("http://", "https://")) else None
