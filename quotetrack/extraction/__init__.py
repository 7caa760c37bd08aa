"""From an Article to its Attributions: who said what in it, by explicit rules.

    quotations (which characters are in marks) -> tokens (one letter a word) -> mentions (who could speak)
    -> attribution (who said it, by ordered rules) -> clauses, contents (which words)
    -> coreference ("he", "Smith")

``extract`` folds them (pipeline); ``explain`` shows every rule's verdict (explanation).
"""

from quotetrack.extraction.explanation import CueTrial, Explanation, RunReport, Trial, explain
from quotetrack.extraction.pipeline import extract
from quotetrack.extraction.version import rules_version

__all__ = ["CueTrial", "Explanation", "RunReport", "Trial", "explain", "extract", "rules_version"]
