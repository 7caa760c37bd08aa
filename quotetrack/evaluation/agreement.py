"""When a predicted speaker is the right one: by the head word of the mention, and by the full name.

Gold sets draw the edges of a mention differently ("Jo Day" or "Jo Day, the mayor,"), so a mention is judged by its head
words. A full name is compared in full: "Day" is not "Jo Day". Imports model and this room's letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from quotetrack.evaluation.letters import LetterNumbers, size
from quotetrack.model import Span

# Between these a mention's parts stand, each with a head of its own ("Jo Day, the mayor" -> Day, mayor).
_PART = re.compile(r"[^,;:()\[\]—–]+")
_WORD = re.compile(r"[^\W_]+(?:['’.\-&][^\W_]+)*")
_LETTER = re.compile(r"[^\W_]")
_POSSESSIVE = re.compile(r"['’]s\b")
_NO_WORD = re.compile(r"\W+")

_ARTICLES = frozenset(("the", "a", "an", "s"))
_JOINING = frozenset(("and", "or"))
_HEAD_ENDS_BEFORE = _JOINING | frozenset(
    (
        *("about", "after", "as", "at", "before", "by", "during", "for", "from", "in", "near", "of", "on", "over"),
        *("to", "under", "with"),
        *("that", "when", "where", "which", "who", "whom", "whose"),
        *("are", "had", "has", "have", "is", "said", "says", "told", "was", "were"),
        "but",
    )
)
_PRONOUNS = frozenset(
    (
        *("i", "we", "you", "he", "she", "it", "they", "them", "him", "one"),
        *("her", "his", "its", "their", "himself", "herself", "themselves"),
        *("who", "that", "which", "this", "these", "those"),
    )
)
_BEFORE_NAMES = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "sir", "dame", "lord", "lady", "dr", "prof", "professor"),
        *("premier", "president", "prime", "minister", "governor", "gov", "senator", "sen", "representative", "rep"),
        *("judge", "justice", "chief", "mayor", "constable", "const", "captain", "capt", "sgt"),
        *("the", "a", "an", "my", "our", "his", "her", "its", "their"),
    )
)
# A span this long names nobody, unless the gold mention is half as long.
_LONGEST_MENTION = 80


def head_words(text: str, mention: Span) -> list[Span]:
    """The words that carry a mention: in each of its parts the last one before a preposition, a relative or a verb."""
    heads: list[Span] = []
    for part in _PART.finditer(text, *mention):
        found, cut_short = _heads_of_part(text, Span(*part.span()))
        heads += found
        if cut_short and not heads and part.start() == mention.start:
            break  # "from the city, Jo Day": what follows explains a part that has no head
    if heads:
        return heads
    return [Span(*word.span()) for word in _WORD.finditer(text, *mention)][-1:]


def _heads_of_part(text: str, part: Span) -> tuple[list[Span], bool]:
    """The heads, and whether a word ended the part before its end."""
    heads: list[Span] = []
    candidate: Span | None = None
    for match in _WORD.finditer(text, *part):
        word = match.group().lower()
        if word in _ARTICLES:
            continue
        if word not in _HEAD_ENDS_BEFORE:
            candidate = Span(*match.span())
        elif candidate is not None:
            heads.append(candidate)
            candidate = None
            if word not in _JOINING:
                return heads, True
        elif word not in _JOINING and word != "that":
            return heads, True
    if candidate is not None:
        heads.append(candidate)
    return heads, False


def speaker_is_right(
    text: str,
    letters: LetterNumbers,
    *,
    gold: Sequence[Span],
    gold_cue: Sequence[Span],
    predicted: Sequence[Span],
) -> bool:
    """Whether the ``predicted`` mention is the ``gold`` one; where gold has none, only no mention is right."""
    if not gold or not predicted:
        return not gold and not predicted
    if _swallows_cue(text, predicted, gold_cue):
        return False
    if size(letters.stretch(predicted)) > max(_LONGEST_MENTION, 2 * size(letters.stretch(gold))):
        return False
    if _touches_head(text, gold, predicted) and _touches_head(text, predicted, gold):
        return True
    wanted = _bare(_words_of(text, gold))
    # The same name at another place will do; "he" at another place may be another man.
    return bool(wanted) and wanted not in _PRONOUNS and wanted == _bare(_words_of(text, predicted))


def _swallows_cue(text: str, predicted: Sequence[Span], cue: Sequence[Span]) -> bool:
    return any(
        mention.start <= part.start and part.end <= mention.end and _LETTER.search(text, *part)
        for mention in predicted
        for part in cue
    )


def _touches_head(text: str, mention: Sequence[Span], other: Sequence[Span]) -> bool:
    """Whether a head word of ``mention`` overlaps ``other``."""
    return any(
        head.start < span.end and span.start < head.end
        for part in mention
        for head in head_words(text, part)
        for span in other
    )


def _words_of(text: str, spans: Iterable[Span]) -> str:
    return " ".join(span.of(text) for span in spans)


def _bare(words: str) -> str:
    """Words without case, possessive and punctuation."""
    return _NO_WORD.sub(" ", _POSSESSIVE.sub("", words.casefold())).strip()


def name_key(name: str | None) -> str:
    """A full name without case, accents, punctuation, and the titles, articles and possessives before it.

    Empty where there is no name.
    """
    decomposed = unicodedata.normalize("NFKD", name or "")
    words = _bare("".join(char for char in decomposed if not unicodedata.combining(char))).split()
    first = 0
    while first < len(words) - 1 and words[first] in _BEFORE_NAMES:
        first += 1
    return " ".join(words[first:])


def name_is_right(predicted: str | None, good: Iterable[str]) -> bool:
    """Whether ``predicted`` is one of the ``good`` full names."""
    key = name_key(predicted)
    return bool(key) and any(key == name_key(name) for name in good)
