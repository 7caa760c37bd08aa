"""From an Article to its Attributions: who said what in it, by explicit rules.

    quotations (which characters are in marks) -> tokens (one letter a word) -> mentions (who could speak)
    -> attribution (who said it, by ordered rules) -> clauses, contents (which words)
    -> coreference ("he", "Smith")

``extract`` folds them (pipeline); ``explain`` shows every rule's verdict (explanation).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from quotetrack.extraction.pipeline import extract
from quotetrack.extraction.version import rules_version

if TYPE_CHECKING:
    from quotetrack.extraction.explanation import CueTrial, Explanation, RunReport, Trial, explain

__all__ = ["CueTrial", "Explanation", "RunReport", "Trial", "explain", "extract", "rules_version"]


def __getattr__(name: str) -> Any:
    """Explaining loads when it is first asked for."""
    if name in ("CueTrial", "Explanation", "RunReport", "Trial", "explain"):
        return getattr(import_module("quotetrack.extraction.explanation"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
