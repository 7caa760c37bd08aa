"""What an inspection of a data base finds, and what a check is. Imports nothing of ours."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MEND = "quotetrack doctor --fix"
EXTRACT = "look for its quotes again: quotetrack reextract"
RESTORE = "bring a backup back: quotetrack restore FILE"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    ``check`` is the kind of thing; ``table``, ``row`` and ``key`` say where (the row's number, or the columns that
    name it; its public key if it has one); ``remedy`` says what to do. ``mendable`` is what can be rebuilt from the
    rest, ``mended`` what was.
    """

    check: str
    table: str
    row: str
    key: str
    wrong: str
    remedy: str
    mendable: bool = False
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """``find`` yields what is wrong without changing anything, in bounded memory; ``mend`` puts right all that it
    found mendable, within a transaction of the caller's. ``title`` is what is being looked at."""

    title: str
    find: Callable[[sqlite3.Connection, Step], Iterator[Finding]]
    mend: Callable[[sqlite3.Connection], object] | None = None


# Called with how many rows of how many have been looked at.
Step = Callable[[int, int], object]
