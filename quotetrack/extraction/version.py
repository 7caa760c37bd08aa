"""The version of the rules: a digest of the words and the code that decide what is found, so that nobody forgets it.

    "3f2a9c0d1e5b.77aa01c2d3e4"   before the full stop what finds quotes and their speakers in an article,
                                  after it what tells who is who across articles

A change of a comment is another version too: that costs a run of ``quotetrack reextract`` that changes nothing, while
a version that somebody has to raise would be wrong one day. Files are read, not imported. Imports nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

# Rooms, or files of them. Of reading only what finds furniture: articles are stored as they were read.
QUOTES = (
    "model.py", "extraction", "language", "speakers", "reading/furniture.py", "reading/furniture.toml",
    "reading/lines.py", "reading/words.py",
)  # fmt: skip
IDENTITIES = ("speakers", "store/drafts.py", "store/identities.py")
_KINDS = (".py", ".toml")


@lru_cache(maxsize=1)
def rules_version() -> str:
    """The version of the rules as they are installed (about 10 ms, once a process)."""
    return f"{_digest(QUOTES)}.{_digest(IDENTITIES)}"


def _digest(paths: tuple[str, ...]) -> str:
    digest = sha256()
    for path in paths:
        for name, file in _files(path, files("quotetrack").joinpath(path)):
            content = file.read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:12]


def _files(name: str, path: Traversable) -> Iterator[tuple[str, Traversable]]:
    if path.is_file():
        yield name, path
        return
    for inner in sorted(path.iterdir(), key=lambda file: file.name):
        if inner.name.endswith(_KINDS) or (inner.is_dir() and inner.name != "__pycache__"):
            yield from _files(f"{name}/{inner.name}", inner)
