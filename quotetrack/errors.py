"""Errors whose message is written for the person who runs the command.

    QuotetrackError            anything a user can cause; the command line prints its message as one line
    ├── InputError             something about what was to be read (a path, a file, a line of it)
    ├── StoreError             something about the data base (absent, foreign, newer, locked)
    ├── RulesError             a mistake in the word lists; it names every mistake found, not only the first
    └── MissingExtra           a command needs a package that was not installed with it

A message says what happened, where, and what to do, in one line. Imports nothing of ours.
"""


class QuotetrackError(Exception):
    """Base of every error that a user can cause; ``str(error)`` is the line to print."""


class InputError(QuotetrackError):
    """Input that cannot be read; carries where it stands as ``source`` (a path or ``path:line``)."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class StoreError(QuotetrackError):
    """A data base that cannot be opened, read or written."""


class RulesError(QuotetrackError):
    """Word lists with mistakes; ``mistakes`` holds one line for each."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


class MissingExtra(QuotetrackError):
    """A package of an optional extra is needed and absent."""

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(f"{purpose} needs an extra that is not installed: pip install 'quotetrack[{extra}]'")
        self.extra = extra
