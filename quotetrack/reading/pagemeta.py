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
_ARTICLE_TYPE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report|LiveBlogPosting)$")


def page_metadata(page: str, found: Mapping[str, str]) -> Metadata:
    """The metadata of ``page``; ``found`` is trafilatura's (title, author, url, sitename, date, language)."""
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as lxml_html

    try:
        tree = lxml_html.document_fromstring(page)
    except (etree.LxmlError, ValueError):
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
    for script in tree.iter("script"):
        if (script.get("type") or "").lower().startswith("application/ld+json") and script.text:
            try:
                data = json.loads(script.text, strict=False)
            except (ValueError, RecursionError):
                continue
            for node in islice(_nodes(data), _NODES):
                kinds = node.get("@type")
                if any(isinstance(kind, str) and _ARTICLE_TYPE.match(kind) for kind in _as_list(kinds)):
                    return node
    return {}


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
