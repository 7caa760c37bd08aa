"""Whether two words are spellings of one: transliterations, umlauts, letters that spell one sound.

Works on folded words (``names.fold``) and by the letters of spellings.toml; no score and no threshold decides. Floor 3:
imports language and names.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from itertools import accumulate

from quotetrack.language.spellings import load_spellings
from quotetrack.speakers.names import fold

# Longer words are no names: they are equal or not. It bounds the time that two words take.
_LONGEST = 48
_SHORT = 4
_LONG = 8
_FAR = 9
# Shorter words are too soon alike, read in the ways of three languages.
_LONG_READ = 5
# From this share of letters on, names that no list has may be one.
_ALIKE = 0.7
_VOWELS = frozenset("aeiouAEOUW")


_Pairs = frozenset[tuple[str, str]]


class Likeness(IntEnum):
    """How alike two words are; the greater the liker."""

    NONE = 0
    LOOSE = 1  # one vowel differs: Shahbaz, Shehbaz
    NEAR = 2  # one sound differs as transliterations differ: Laden, Ladin; in long names two
    SPELLED = 3  # the same sounds
    EQUAL = 4


def skeleton(word: str) -> str:
    """``word`` (folded or as printed) as spellings of one name share it: "kislitsa" for Kyslytsia and Kislitsa.

    Lower-case ASCII letters, apart from what fold keeps. A key for looking up, never by itself a reason to merge.
    """
    return _skeleton(word) if len(word) < 160 else _skeleton.__wrapped__(word)


@lru_cache(maxsize=8192)
def _skeleton(word: str) -> str:
    text = fold(word).replace(" ", "")
    long = len(text) >= 5
    for letters, sound in _SOUNDS:
        if letters in text:
            text = text.replace(letters, sound)
    made: list[str] = []
    for index, char in enumerate(text):
        if made and made[-1] == char:
            continue
        following = text[index + 1 : index + 2]
        # A soft sign: Umierov, Netanyahu, Kyslytsia; after another vowel it is a sound of its own.
        if long and char == "i" and made and made[-1] not in "aeiou" and following and following in "aeou":
            continue
        made.append(char)
    text = "".join(made)
    if text.endswith("of") and long:
        text = text[:-1] + "v"
    if text.endswith("ah") and long:
        text = text[:-1]
    return text


_SOUNDS = (
    ("shch", "sh"), ("tsch", "ch"), ("sch", "sh"), ("tch", "ch"), ("tz", "ts"), ("cz", "ch"), ("ph", "f"), ("kh", "h"),
    ("gh", "g"), ("dh", "d"), ("ck", "k"), ("q", "k"), ("x", "ks"), ("w", "v"), ("ou", "u"), ("oo", "u"), ("ee", "i"),
    ("y", "i"), ("j", "i"),
)  # fmt: skip


@lru_cache(maxsize=8192)
def likeness(one: str, other: str) -> Likeness:
    """How alike two folded words are as spellings of one name."""
    if one == other:
        return Likeness.EQUAL
    if not one or not other or max(len(one), len(other)) > _LONGEST or min(len(one), len(other)) < 2:
        return Likeness.NONE
    spellings = load_spellings()
    mine, theirs = _sounds(one), _sounds(other)
    differences = _differences(mine, theirs, spellings.equal, spellings.near)
    if differences == 0 or (min(len(one), len(other)) >= _LONG_READ and readings(one) & readings(other)):
        return Likeness.SPELLED
    if min(len(one), len(other)) < 4:
        return Likeness.NONE
    if differences <= (1 if min(len(one), len(other)) < _LONG else 2):
        return Likeness.NEAR
    loose = _differences(mine, theirs, spellings.equal | spellings.near, spellings.loose)
    return Likeness.LOOSE if loose == 1 else Likeness.NONE


@lru_cache(maxsize=8192)
def _sounds(word: str) -> str:
    spellings = load_spellings()
    word = word.replace(" ", "")
    for ending, meant in spellings.endings:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            # "chow", "show": what stands before the ending is kept.
            kept = ending[:-2] if meant == "ev" and len(ending) == 4 else ""
            word = word[: -len(ending)] + kept + meant
            break
    made: list[str] = []
    at = 0
    while at < len(word):
        for length in range(min(spellings.longest, len(word) - at), 1, -1):
            sound = spellings.groups.get(word[at : at + length])
            if sound is not None:
                break
        else:
            length, sound = 1, spellings.groups.get(word[at], word[at])
        at += length
        for char in sound:
            if not made or (made[-1] != char and (made[-1], char) != ("i", "j")):
                made.append(char)
    return "".join(made)


def _differences(one: str, other: str, equal: _Pairs, near: _Pairs) -> int:
    """How many sounds differ as those of ``near`` do; ``_FAR`` and more where others differ."""
    first = one[:1], other[:1]
    if first[0] != first[1] and "i" not in first and first not in equal and first not in near:
        return _FAR  # nothing but an i can be lost there
    lost = [_lost(other, at) for at in range(len(other))]
    before = [0, *accumulate(lost)]
    for row, sound in enumerate(one):
        lost_here = _lost(one, row)
        now = [before[0] + lost_here]
        for column, theirs in enumerate(other):
            pair = sound, theirs
            agreed = 0 if sound == theirs or pair in equal else 1 if pair in near else _FAR
            now.append(min(before[column] + agreed, before[column + 1] + lost_here, now[column] + lost[column]))
        if min(now) >= _FAR:
            return _FAR
        before = now
    return before[-1]


def _lost(sounds: str, at: int) -> int:
    """What it costs that the other spelling lacks this sound: nothing for a mute h and the sign of a soft consonant."""
    sound = sounds[at]
    if sound == "h" and at:
        return 0
    if sound == "i" and not at and len(sounds) > _SHORT and sounds[1] == "e":
        return 0  # Yermak, Ermak
    if sound in "ij" and 0 < at < len(sounds) - 1 and sounds[at + 1] in _VOWELS:
        # Dostoyevsky, Dostoevsky: Cyrillic has one letter for what stands between two vowels there.
        return 0 if sounds[at - 1] not in _VOWELS or sounds[at - 1] == "E" or sounds[at + 1] == "e" else _FAR
    return _FAR


def is_alike(one: str, other: str) -> bool:
    """Of two words (folded), made skeletons, at least seven letters of ten agree in order: they may be one name."""
    mine, theirs = skeleton(one), skeleton(other)
    least = _ALIKE * max(len(mine), len(theirs))
    # Letters in common bound the similarity, and most words have too few.
    if sum(min(mine.count(char), theirs.count(char)) for char in set(mine)) < least:
        return False
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.normalized_similarity(mine, theirs) >= _ALIKE


_COARSE = str.maketrans("bpfvwdtgkqhcxjzsaeou", "pppppttkkkkkksssiiii")


@lru_cache(maxsize=8192)
def consonants(word: str) -> str:
    """The consonants of a word (folded), so coarsely that what transliterations confound is one: "stt" hardly tells two
    names apart, so that equal ones are no more than a reason for doubt."""
    text = skeleton(word).translate(_COARSE)
    kept = [char for at, char in enumerate(text) if char != "i" or not at]
    return "".join(char for at, char in enumerate(kept) if not at or kept[at - 1] != char)


def lacks_vowel(short: str, long: str) -> bool:
    """``long`` is ``short`` with one vowel more within."""
    return any(long[at] in "aeiou" and long[:at] + long[at + 1 :] == short for at in range(2, len(long) - 1))


@lru_cache(maxsize=8192)
def korean(word: str) -> str:
    """A Korean given name, folded, in one of the ways in which its syllables are written."""
    return _rewritten(word, load_spellings().korean)


@lru_cache(maxsize=8192)
def wade_giles(word: str) -> str:
    """A Chinese name, folded, so coarsely spelled that Wade-Giles and pinyin come out as one."""
    return _rewritten(word, load_spellings().wade_giles)


@lru_cache(maxsize=8192)
def arabic(word: str) -> str:
    """A family name of Arabic, Persian or Urdu, folded, so coarsely spelled that English and French ways come out as
    one: three vowels, doubled letters and what is mute at the end left out."""
    text = _rewritten(word.replace(" ", ""), load_spellings().arabic)
    made = [char for at, char in enumerate(text) if not at or text[at - 1] != char]
    end = "".join(made)
    end = end.removesuffix("h") if len(end) > _SHORT else end
    return end.removesuffix("a") if len(end) > _SHORT else end


@lru_cache(maxsize=8192)
def readings(word: str) -> frozenset[str]:
    """The sounds of a folded word of another script, read as English, French and German papers write them."""
    return frozenset(_unsoftened(_rewritten(word + "$", rows)) for rows in load_spellings().readings)


def _unsoftened(sounds: str) -> str:
    """Without doubled sounds and without the sign of a soft consonant before a vowel: Dostoyevsky, Dostoevsky."""
    made: list[str] = []
    for at, sound in enumerate(sounds):
        soft = sound == "i" and made and sounds[at + 1 : at + 2] in ("e", "o", "u")
        if not soft and (not made or made[-1] != sound):
            made.append(sound)
    return "".join(made).removesuffix("$")


@lru_cache(maxsize=8192)
def thai(word: str) -> str:
    """The consonants of a Thai name, folded, and a vowel at its end, however it is spelled."""
    made = _rewritten(word.replace(" ", "") + "$", load_spellings().thai).replace("-", "").removesuffix("$")
    return "".join(char for at, char in enumerate(made) if not at or made[at - 1] != char)


def _rewritten(word: str, rows: tuple[tuple[str, str], ...]) -> str:
    made = []
    at = 0
    while at < len(word):
        for letters, meant in rows:
            if word.startswith(letters, at):
                made.append(meant)
                at += len(letters)
                break
        else:
            made.append(word[at])
            at += 1
    return "".join(made)
