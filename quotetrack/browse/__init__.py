"""Browsing the data base in a web browser: Datasette, read-only, with pages of our own where a journalist reads.

    server (checks, listens) -> site (builds Datasette) -> plugin (its hooks)
        plugin -> asking (what the search form asks, as SQL), facets, pages (quote, article, speaker)
        pages -> marking (the article's text with its quotes marked), showing (any text, harmless on a page)
    metadata.toml, templates/ and static/ are data.

Floor 5: imports model, errors, speakers and store. Datasette is an extra and imported only when something is served.
"""

from quotetrack.browse.server import build_datasette, serve

__all__ = ["build_datasette", "serve"]
