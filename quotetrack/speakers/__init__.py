"""Names and the people behind them: taking names apart, comparing two, finding one person across articles.

Floor 3: imports language, model and errors. Knows no data base.
"""

from quotetrack.speakers.comparison import Comparison, Verdict, compare
from quotetrack.speakers.names import Name, display_name, fold, parse_name

__all__ = ["Comparison", "Name", "Verdict", "compare", "display_name", "fold", "parse_name"]
