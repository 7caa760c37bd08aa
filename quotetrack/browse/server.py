"""Serves the pages on this machine: checks what can be wrong before the first request, says it in one line.

Imports errors; site.py, with Datasette, only when something is served.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quotetrack.errors import MissingExtra, QuotetrackError

if TYPE_CHECKING:
    from types import ModuleType


def build_datasette(path: Path) -> Any:
    """The Datasette of the data base at ``path``, read-only, not yet listening; tests ask it by ``.client``.

    Raises MissingExtra without Datasette, StoreError where there is no data base of quotetrack's.
    """
    return _site().build(Path(path))


def serve(
    path: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    open_browser: bool = False,
    announce: Callable[[str], object] | None = None,
) -> None:
    """Serves the pages until interrupted; ``announce`` (default: print) gets one line with their address once
    they can be opened.

    Port 0 takes any free one. Raises MissingExtra, StoreError, and QuotetrackError where ``host`` and ``port`` cannot
    be listened on.
    """
    datasette = build_datasette(path)
    import uvicorn

    with _listen(host, port) as listening:
        address = _address(host, listening.getsockname()[1])
        line = f"Pages at {address} (stop with Ctrl-C)"
        if announce is None:
            print(line, flush=True)
        else:
            announce(line)
        if open_browser:
            import webbrowser

            # The socket takes the browser's call even before the first answer is ready.
            webbrowser.open(address)
        settings = uvicorn.Config(datasette.app(), log_level="warning", lifespan="on", access_log=False)
        with suppress(KeyboardInterrupt):
            uvicorn.Server(settings).run(sockets=[listening])


def _site() -> ModuleType:
    try:
        import datasette  # noqa: F401
    except ImportError:
        raise MissingExtra("serve", "browse") from None
    from quotetrack.browse import site

    return site


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise QuotetrackError(f"port {port}: ports are 0 to 65535; choose another with --port")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise QuotetrackError(
            f"host {host!r} is not known; name an address of this machine, such as 127.0.0.1"
        ) from None
    listening = socket.socket(family, kind, protocol)
    try:
        # Without this a port stays taken for a minute after the last run.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise QuotetrackError(_why_not(error, host, port)) from None
    return listening


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} of {host} is in use by another program; choose another with --port, or --port 0 for any"
    if error.errno == errno.EACCES:
        return f"port {port} of {host} is not yours to use; choose one above 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"host {host} is no address of this machine; take 127.0.0.1, or 0.0.0.0 for all"
    return f"cannot listen on {host}, port {port}: {error.strerror or error}"


def _address(host: str, port: int) -> str:
    shown = (
        "127.0.0.1" if host in ("0.0.0.0", "") else "[::1]" if host == "::" else f"[{host}]" if ":" in host else host
    )
    return f"http://{shown}:{port}/"
