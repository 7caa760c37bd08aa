"""The words, as data: one folder a language, read into one frozen ``Rules``. Imports only errors."""

from quotetrack.language.rules import CueForm, Example, Rules, load_rules

__all__ = ["CueForm", "Example", "Rules", "load_rules"]
