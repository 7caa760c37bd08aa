"""The command serve: the pages. Imports click; browse inside the function."""

from __future__ import annotations

from pathlib import Path

import click

from quotetrack.cli.options import database, db_option


@click.command(short_help="Browse the record in the browser.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--open", "open_browser", is_flag=True, help="Open the pages in the browser.")
@db_option
@click.pass_context
def serve(ctx: click.Context, port: int, host: str, open_browser: bool, db: Path | None) -> None:
    """Browse quotes, speakers and articles in the browser (read-only, with Datasette).

    \b
    Example:
      quotetrack serve --open
    """
    from quotetrack.browse import serve as serve_pages

    serve_pages(database(ctx, db), host=host, port=port, open_browser=open_browser, announce=click.echo)
