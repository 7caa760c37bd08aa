"""An opened input as a reader of a format gets it. May import: errors and this room."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from quotetrack.errors import InputError
from quotetrack.model import Article, Problem
from quotetrack.reading.decoding import MAX_ARTICLE_BYTES
from quotetrack.reading.metadata import Metadata, Origin


@dataclass(frozen=True, slots=True)
class Source:
    """A stream of bytes and its names.

    ``label`` is the path as given ("-" for standard input), ``stem`` the file's name without its suffix, ``path``
    None where there is no file, ``collection`` what the caller asked for. Of JSON Lines the stream may be a part:
    whole lines, the first of them with the number ``line`` in the input.
    """

    label: str
    stem: str
    stream: BinaryIO
    path: str | None = None
    collection: str | None = None
    line: int = 1

    def whole(self) -> tuple[bytes, str]:
        """All bytes and their sha256; raises InputError where there are none or too many for one article."""
        data = self.stream.read(MAX_ARTICLE_BYTES + 1)
        if len(data) > MAX_ARTICLE_BYTES:
            raise InputError(
                self.label, f"longer than {MAX_ARTICLE_BYTES // 1_000_000} MB; split it into articles (.jsonl)"
            )
        if not data.strip():
            raise InputError(self.label, "empty; give a file with text in it")
        return data, hashlib.sha256(data).hexdigest()

    def origin(self, metadata: Metadata, sha256: str) -> Origin:
        """The origin of an article that is the whole of this input. The collection matters where the input gave an id
        of its own: without one, a file's name is no identity."""
        collection = self.collection or (self.stem if metadata.id else None)
        return Origin(self.label, collection, self.path, sha256)


Reader = Callable[[Source], Iterator[Article | Problem]]
"""A format's reader: raises InputError for an input that is no article at all, yields Problems for parts of it."""
