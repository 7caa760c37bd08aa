"""A name as comparing needs it: folded words, given names before family names.

Floor 3: imports language and names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from quotetrack.language.names import load_name_words
from quotetrack.language.spellings import load_spellings
from quotetrack.speakers.commonness import is_given_name
from quotetrack.speakers.names import Name, fold, parse_name

# Longer texts are no names.
_LONGEST = 160
_MOST_WORDS = 12
_SHORT_VON = re.compile(r"(?<=[a-zäöüß] )v\. (?=[A-ZÄÖÜ])")
# "Lord (Peter) Mandelson"; "Lord Heseltine (Michael Heseltine)".
_IN_BRACKETS = re.compile(r"\((\w[\w.'’-]*(?: \w[\w.'’-]*){0,3})\)")
_ARTICLES = frozenset(("al", "el", "ul", "ad", "ar", "as", "ash", "at", "an", "az", "ed", "es", "er"))
# "Servant of": Abdel Fattah, Abdul Fatah, Abdelfattah, Abdurrahman.
_SERVANTS = frozenset(("abd", "abed", "abdel", "abdul", "abdal", "abdol", "abdoul", "abdur"))
_SERVANT = re.compile(r"abd(?:[aeo]u?|u)(?:l|r(?=r)|s(?=s)|n(?=n))(?=..)|abd(?=rabb?[ou])")

# "Chŏng-hŭi", as McCune and Reischauer write Korean: the marks are letters of the other system, and so are the first
# letters of syllables.
_BREVES = str.maketrans("ŏŭŎŬ", "\u0001\u0002\u0001\u0002")
_SYLLABLE_START = re.compile(r"(?<![a-z\u0001\u0002])(ch|[ktp])(?=[aeiouwy\u0001\u0002])")
_VOICED = {"ch": "j", "k": "g", "t": "d", "p": "b"}
_UMLAUTS = {
    ord(letter): written
    for pair in ("äae", "öoe", "üue", "øoe", "åaa")
    for letter, written in ((pair[0], pair[1:]), (pair[0].upper(), pair[1:].capitalize()))
}


@dataclass(frozen=True, slots=True)
class Shape:
    """``given`` are given and middle names, ``family`` the words of the surname, ``particles`` those before it; all
    folded. ``printed`` tells of each of ``words`` to which printed word it belongs ("Ocasio-Cortez" is one);
    ``nickname`` is the one in marks; ``parts`` are those of a given name with a hyphen, and ``hyphen`` says that it was
    printed with one; ``initials`` has the letters of such a name with those of the middle names ("H.-C." for
    "Heinz-Christian"), else nothing; ``called`` is the given name before its letters were written otherwise ("jorg"
    where ``given`` has "joerg")."""

    given: tuple[str, ...]
    family: tuple[str, ...]
    particles: tuple[str, ...]
    printed: tuple[int, ...]
    nickname: str = ""
    parts: tuple[str, ...] = ()
    family_first: bool = False
    hyphen: bool = False
    initials: tuple[str, ...] = ()
    called: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Given names and family names, without particles."""
        return (*self.given, *self.family)


def shapes_of(parsed: Name) -> tuple[Shape, ...]:
    """The shapes of a name in full, others with "oe" for "ö" and "sh" for "ş" where it has such letters; none for a
    single name and for what is too long for a name."""
    if not parsed.is_full or len(parsed.words) > _MOST_WORDS or sum(map(len, parsed.words)) > _LONGEST:
        return ()
    return tuple(shape for shape in _shapes(parsed) if all(shape.given) and shape.given and shape.family)


def parse_in_order(printed: str) -> Name:
    """``printed`` taken apart, "Whitmer, Gretchen", as lists print it, too, and with a given name in brackets."""
    printed = _SHORT_VON.sub("von ", printed) if len(printed) <= _LONGEST else printed
    found = _IN_BRACKETS.search(printed) if len(printed) <= _LONGEST else None
    if found:
        inner, outer = parse_name(found[1]), parse_name(printed)
        if inner.is_full and not outer.given and fold(inner.surname) == fold(outer.surname):
            return inner
        if not inner.is_full and not outer.given and outer.surname and is_given_name(fold(found[1])):
            return parse_name(f"{found[1]} {outer.surname}")
    before, comma, after = printed.partition(",") if len(printed) <= _LONGEST else (printed, "", "")
    lead, tokens = before.split(), after.split()
    if not comma or not lead or not tokens or "," in after:
        return parse_name(printed)
    words = load_name_words()
    keys = [token.replace(".", "").lower() for token in tokens]
    told = words.suffixes.keys() | words.postnominals | words.title_words
    if not all(token[0].isupper() for token in tokens) or any(key in told or "-" in key for key in keys):
        return parse_name(printed)
    if not all(fold(word) in words.particles for word in lead[:-1]):
        titled = parse_name(before)
        if titled.given or not titled.titles:
            return parse_name(printed)
        before = " ".join((*titled.particles, titled.surname))  # "Congresswoman Lee, Ann"
    return parse_name(f"{after.strip()} {before.strip()}")


@lru_cache(maxsize=8192)
def _shapes(parsed: Name) -> tuple[Shape, ...]:
    first = _shape(parsed)
    shapes = {first: None}
    letters = {*"".join(parsed.words)}
    if not all(map(str.isascii, letters)):
        ways = (_from_breves,) if parsed.family_first and letters & {*"ŏŭŎŬ"} else (_from_umlauts, _as_sounded)
        for write in ways:
            written = replace(
                parsed,
                given=write(parsed.given),
                middle=tuple(map(write, parsed.middle)),
                surname=write(parsed.surname),
            )
            if written != parsed:
                shapes[replace(_shape(written), called=first.called)] = None
    return tuple(shapes)


def _from_umlauts(word: str) -> str:
    return word.translate(_UMLAUTS)


def _as_sounded(word: str) -> str:
    """As English papers spell what letters with marks sound like: Demirtash for Demirtaş, Djindjic for Đinđić."""
    return unicodedata.normalize("NFC", word).translate(_sounded())


@lru_cache(maxsize=1)
def _sounded() -> dict[int, str]:
    letters = load_spellings().sounded.items()
    return {ord(case): sound for letter, sound in letters for case in (letter, letter.upper())}


def _from_breves(word: str) -> str:
    """ "jeong-heui" of Chŏng-hŭi."""
    marked = _SYLLABLE_START.sub(lambda found: _VOICED[found[1]], word.lower().translate(_BREVES))
    return marked.replace("\u0001", "eo").replace("\u0002", "eu")


def _shape(parsed: Name) -> Shape:
    inner = load_name_words().particles | _ARTICLES
    given: list[str] = []
    printed: list[int] = []
    for number, word in enumerate((parsed.given, *parsed.middle)):
        parts = fold(word).split()
        if parts and parts[0] in _ARTICLES and (number or word[2:3] == "-") and (len(parts) > 1 or parsed.particles):
            parts = parts[1:]
        # "Jean-Luc" and "Min-ji" are one given name, "J.R." are two initials, and so is "MK".
        if len(parts) > 1 and len(parts[0]) > 1 and (not number or parsed.family_first):
            parts = ["".join(parts)]
        elif len(word) in (2, 3) and word.isupper() and word.isascii() and not set(word) & set("AEIOUY"):
            parts = list(parts[0])
        given += parts
        printed += [number] * len(parts)
    family: list[str] = []
    particles = [part for word in parsed.particles for part in fold(word).split()]
    for number, word in enumerate(parsed.surname.split(), 1 + len(parsed.middle)):
        parts = fold(word).split()
        if len(parts) > 1 and parts[0] in _ARTICLES:
            particles.append(parts[0])
            parts = parts[1:]
        elif family and len(parts) == 1 and parts[0] in inner and word != parsed.surname.split()[-1]:
            continue
        family += parts
        printed += [number] * len(parts)
    # "Seán Ó Faoláin": the particle stands among the middle names.
    if family and len(given) > 1 and parsed.middle and parsed.middle[-1] == "Ó":
        given.pop()
        printed.pop()
        family[0] = "o" + family[0]
    given, family, printed = _joined(given, family, printed, particles)
    return Shape(
        tuple(given),
        tuple(family),
        tuple(particles),
        tuple(printed),
        fold(parsed.nickname),
        tuple(fold(parsed.given).split()) if "-" in parsed.given else (),
        parsed.family_first,
        "-" in parsed.given,
        tuple(part[0] for word in (parsed.given, *parsed.middle) for part in fold(word).split())
        if "-" in parsed.given
        else (),
        given[0] if given else "",
    )


def _joined(
    given: list[str], family: list[str], printed: list[int], particles: list[str]
) -> tuple[list[str], list[str], list[int]]:
    """Names begun with "servant of" as one word each, begun with "abdul"; of "Abdul Rahman" alone nothing is joined."""
    if not any(word.startswith(("abd", "abed")) for word in (*given, *family, *particles)):
        return given, family, printed
    words = [*given, *family]
    edge = len(given)
    if "abd" in particles and family:
        words[edge] = "abdul" + words[edge]
    made: list[str] = []
    numbers: list[int] = []
    held = at = 0
    while at < len(words):
        word, number = words[at], printed[at]
        if word in _SERVANTS and at + 1 < len(words) and len(words) > 2:
            at += 1
            word = "abdul" + words[at]
        else:
            word = _SERVANT.sub("abdul", word, count=1)
        made.append(word)
        numbers.append(number)
        at += 1
        if at <= edge:
            held = len(made)
    held = min(max(held, 1), len(made) - 1)
    return made[:held], made[held:], numbers
