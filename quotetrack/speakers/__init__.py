"""Names and the people behind them: taking names apart, comparing two, finding one person across articles.

Floor 3: imports language, model and errors. Knows no data base.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from quotetrack.speakers.names import Name, display_name, fold, parse_name

if TYPE_CHECKING:
    from quotetrack.speakers.comparison import Comparison, Verdict, compare

__all__ = ["Comparison", "Name", "Verdict", "compare", "display_name", "fold", "parse_name"]


def __getattr__(name: str) -> Any:
    """Comparing loads when it is first asked for: extraction only takes names apart."""
    if name in ("Comparison", "Verdict", "compare"):
        return getattr(import_module("quotetrack.speakers.comparison"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
