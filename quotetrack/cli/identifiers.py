"""Ids that are unique within one run, in about nine bytes of memory each. Imports the standard library only."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from hashlib import blake2b

# Few enough to cost little when nearly empty, enough that an insertion moves little when there are millions.
_SHELVES = 1024


class UniqueIds:
    """Gives every id of a run as it is the first time, and with "#2", "#3", … when it comes again.

    Keeps 64-bit hashes of what was given, in sorted arrays: two of ten million ids meet by chance once in half a
    million runs, and then one of them gets a "#2" that it did not need.
    """

    def __init__(self) -> None:
        self._shelves = [array("Q") for _ in range(_SHELVES)]

    def unique(self, identity: str) -> str:
        """``identity``, or the first of ``identity#2``, ``identity#3``, … that was not given yet."""
        if self._add(identity):
            return identity
        # Found by doubling and halving, for an id may come a million times.
        taken, free = 1, 2
        while self._known(f"{identity}#{free}"):
            taken, free = free, free * 2
        while free - taken > 1:
            middle = (taken + free) // 2
            if self._known(f"{identity}#{middle}"):
                taken = middle
            else:
                free = middle
        self._add(f"{identity}#{free}")
        return f"{identity}#{free}"

    def _add(self, identity: str) -> bool:
        """Keeps ``identity``; False if it was there."""
        shelf, value = self._place(identity)
        at = bisect_left(shelf, value)
        if at < len(shelf) and shelf[at] == value:
            return False
        shelf.insert(at, value)
        return True

    def _known(self, identity: str) -> bool:
        shelf, value = self._place(identity)
        at = bisect_left(shelf, value)
        return at < len(shelf) and shelf[at] == value

    def _place(self, identity: str) -> tuple[array[int], int]:
        digest = blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        value = int.from_bytes(digest, "big")
        return self._shelves[value % _SHELVES], value
