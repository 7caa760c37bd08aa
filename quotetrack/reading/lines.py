"""What one line of page furniture says: names in a byline, a credit, the parts of a line of small facts.

May import: the words of this room. Every function is total and takes a line of bounded length.
"""

from __future__ import annotations

import re

from quotetrack.reading.words import BULLETS, PageWords

_PARTS = re.compile(r"\s+(?:[|•·●/]|[–—])\s+|\s*[|•·●]\s*")
_BETWEEN = re.compile(r"\s*(?:[,;|/&]|\s[–—-]\s|\band\b|\bfor\b|\bin\b|\bwith\b|\bat\b)\s*", re.IGNORECASE)
_LABEL = re.compile(r"([^\s:][^:\n]{0,40}):(?:\s|$)")
_SMALL = frozenset({"of", "the", "and", "for", "&", "at", "via", "in"})
_LONGEST_NAME = 7
_LONGEST_BYLINE = 20


def split_parts(plain: str) -> list[tuple[int, int]]:
    """Where the parts of "By Ann Lee | June 3, 2025 · 5 min read" stand in ``plain``; one where nothing splits it."""
    parts, start = [], 0
    for separator in _PARTS.finditer(plain):
        if separator.start() > start:
            parts.append((start, separator.start()))
        start = separator.end()
    if start < len(plain):
        parts.append((start, len(plain)))
    return parts


def byline_name(bare: str, words: PageWords) -> str | None:
    """The names in a line that is a byline, as printed; None where it is none."""
    opener = words.byline_labels.match(bare) or words.byline_openers.match(bare)
    if opener is None or not opener[0][:1].isupper():
        return None
    rest = bare[opener.end() :].strip()
    if not rest or len(rest.split()) > _LONGEST_BYLINE:
        return None
    first, *others = [part for part in _BETWEEN.split(rest) if part] or [""]
    if not (is_name(first, words) or is_outlet(first, words) or is_outlet(rest, words)):
        return None
    fits = all(part[0].isupper() or part[0].isdigit() or part.casefold() in words.byline_under for part in others)
    return rest if fits else None


def split_names(rest: str) -> list[str]:
    """The parts of a byline without its opener: names, and whatever else stands there."""
    return [part for part in _BETWEEN.split(rest) if part]


def is_name(part: str, words: PageWords) -> bool:
    """Two to seven capitalised words, particles aside, that are no day, month or outlet."""
    tokens = part.split()
    if not 2 <= len(tokens) <= _LONGEST_NAME or tokens[0].casefold().rstrip(".") in words.calendar:
        return False
    capitals = 0
    for token in tokens:
        if token.lstrip("'’‘\"“(")[:1].isupper():
            capitals += 1
        elif token.casefold() not in words.particles:
            return False
        if any(char.isdigit() for char in token) or token.endswith(("’s", "'s")):
            return False
    return capitals >= 2 and tokens[0].casefold() != "the"


def is_outlet(part: str, words: PageWords) -> bool:
    """Capitalised words that begin with "The" or hold a word of outlets ("Vale News", "Reuters")."""
    tokens = part.split()
    if not 1 <= len(tokens) <= _LONGEST_NAME:
        return False
    if not all(token[0].isupper() or token[0].isdigit() or token in _SMALL for token in tokens) or part[0].islower():
        return False
    if tokens[0].casefold() == "the":
        return len(tokens) > 1
    return any(token.casefold() in words.outlet for token in tokens)


def is_credit(inner: str, words: PageWords) -> bool:
    """A picture's credit without its brackets: "Ann Lee/Vale News", "Photo: Ann Lee", "Getty Images"."""
    plain = inner.strip(" .")
    tokens = plain.split()
    if not tokens or len(tokens) > 14:
        return False
    low = plain.casefold()
    if low.endswith(words.agencies) and plain[0].isupper():
        return True
    label, _, name = low.partition(":")
    if name and _is_label(label, words):
        return _is_capitalised(plain[len(label) + 1 :])
    for link in (" by ", " courtesy of ", " of "):
        label, found, name = low.partition(link)
        if found and _is_label(label, words):
            return any(token[:1].isupper() for token in plain[len(label) + len(link) :].split())
    left, slash, right = plain.partition("/")
    if not slash or not left or not right:
        return False
    named = len(left.split()) >= 2 or left.casefold() in words.outlet or left.casefold() in words.credit_labels
    return named and _is_capitalised(left) and _is_capitalised(right)


def is_bare_credit(sentence: str, words: PageWords) -> bool:
    """A credit without brackets or label: "Getty Images", "Ann Lee/Getty Images"."""
    low = sentence.casefold()
    return low in words.agencies or (low.endswith(words.agencies) and _is_capitalised(sentence))


def label_of_speaker(plain: str, text: str) -> bool:
    """Whether the line opens with a label ("Q:", "LEE:") that opens another line too, as in a transcript."""
    found = _LABEL.match(plain)
    return found is not None and text.count("\n" + found[0].rstrip()) + text.startswith(found[0].rstrip()) > 1


def without_bullet(line: str) -> str:
    """``line`` without the bullet and blanks before it."""
    return line.strip().lstrip(BULLETS)


def _is_label(label: str, words: PageWords) -> bool:
    label = label.strip()
    return (
        label in words.credit_labels or label.removesuffix(" credit").removesuffix(" courtesy") in words.credit_labels
    )


def _is_capitalised(part: str) -> bool:
    tokens = part.split()
    return bool(tokens) and all(
        t[0].isupper() or t[0].isdigit() or t.casefold() in _SMALL or t[0] in "&'’(" for t in tokens
    )
