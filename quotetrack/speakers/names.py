"""Takes a name as printed apart and folds it for keys and comparing. Total: no text makes it raise.

Floor 3: imports language (the name words) and casing. Extraction calls these for every mention, so the results are
memoised and the way there goes through splits and set lookups rather than regular expressions.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from quotetrack.language.names import NameWords, load_name_words
from quotetrack.speakers.casing import is_shouted, recase, recase_word

_APOSTROPHES = "'’‘ʼʹ`´ʻ＇"
_DASHES = "-‐‑‒–—−"
_OPENING = '"“”„«»‹›([{<'
_CLOSING = '"“”„«»‹›)]}>'
_NICK_OPEN = "\"“”„‘'«("
_EDGE = ' \t\r\n\xa0,;:!?.…|•*_/\\"“”„«»()[]{}<>' + _DASHES
# Longer texts are no names; they are treated correctly, but not remembered.
_MEMORABLE = 160
_INNER_TITLE_LINKS = frozenset({"of", "for", "to", "at", "and", "the", "on", "in"})
_TWO_WORD_PLACES = frozenset(
    {"new", "san", "los", "las", "st", "saint", "south", "north", "west", "east", "el", "la", "santa"}
)

_FOLD_TABLE: dict[int, str | None] = {ord(char): None for char in _APOSTROPHES}
_FOLD_TABLE.update({ord(char): " " for char in _DASHES + '_,;:!?/\\"“”„«»()[]{}<>|•*…'})


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart, every part as printed.

    "Lt. Gen. Ana M. de la Cruz Jr." has titles ("Lt. Gen.",), given "Ana", middle ("M.",), particles ("de", "la"),
    surname "Cruz", suffix "Jr.". One single word is a surname, since news says "Trump", or a mononym. ``kept_title``
    is the title that stays with a single name ("Pope Francis"); ``given`` is empty where only a surname is printed.
    """

    titles: tuple[str, ...] = ()
    given: str = ""
    middle: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    surname: str = ""
    suffix: str = ""
    nickname: str = ""
    kept_title: str = ""
    family_first: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Given, middle, particles and surname in the order printed, without titles and suffix."""
        family = (*self.particles, *self.surname.split())
        rest = (*self.given.split(), *self.middle)
        return (*family, *rest) if self.family_first else (*rest, *family)

    @property
    def is_full(self) -> bool:
        """A given name (or initial) and a surname are both there."""
        return bool(self.given and self.surname)

    @property
    def display(self) -> str:
        """The name without title, with particles and suffix: what a table shows."""
        return " ".join(part for part in (self.kept_title, *self.words, self.suffix) if part)


def fold(text: str) -> str:
    """``text`` for keys and comparing: ASCII where it can be, lower case, single spaces; apostrophes and full stops
    are dropped, hyphens are spaces ("O’Neill" is "oneill", "Zieliński-Roe" is "zielinski roe", "J.R." is "j r").

    Does not keep the length. Arabic script keeps its consonants only. Empty for text without a letter or digit.
    """
    return _fold(text) if len(text) <= _MEMORABLE else _fold.__wrapped__(text)


@lru_cache(maxsize=16384)
def _fold(text: str) -> str:
    if text.isascii() and text.isalpha():
        return text.lower()
    text = text.translate(_FOLD_TABLE)
    if not text.isascii():
        from anyascii import anyascii  # 20 ms, and most names never need it

        # Compatibility forms first, so that letters and their combining marks come out as one.
        text = anyascii("".join(c for c in unicodedata.normalize("NFKC", text) if not "\ud800" <= c <= "\udfff"))
        text = text.translate(_FOLD_TABLE)
    text = text.lower()
    if "." in text:
        text = text.replace(".", " ")
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())


def parse_name(printed: str) -> Name:
    """``printed`` taken apart. Never raises; text without a name gives an empty Name."""
    return _parse(printed) if len(printed) <= _MEMORABLE else _parse.__wrapped__(printed)


def display_name(printed: str) -> str:
    """A person's name without title, honorific, article and possessive: "Mr. Trump's" gives "Trump".

    Jr., III and particles stay, and so does a title that makes a single name known ("Pope Francis"). What holds
    nothing but titles comes back as it was, without surrounding space. Not for organisations: "General Electric" is
    no general.
    """
    return _display(printed) if len(printed) <= _MEMORABLE else _display.__wrapped__(printed)


@lru_cache(maxsize=16384)
def _display(printed: str) -> str:
    if _is_plain(printed):
        return printed
    return parse_name(printed).display or " ".join(printed.split())


_PLAIN = re.compile(r"(?:[A-Z][a-z]+ )*[A-Z][a-z]+")


def _is_plain(printed: str) -> bool:
    """Whether a name is words with a capital, none of which could be anything else: most are, and stay as printed."""
    return _PLAIN.fullmatch(printed) is not None and _special_words().isdisjoint(printed.lower().split())


@lru_cache(maxsize=1)
def _special_words() -> frozenset[str]:
    """Words of names that are more than names: titles, suffixes, articles."""
    words = load_name_words()
    return frozenset((*words.title_words, *words.modifiers, *words.suffixes, *words.postnominals, "the", "a", "an"))


@lru_cache(maxsize=16384)
def _parse(printed: str) -> Name:
    words = load_name_words()
    tokens, nickname = _tokens(printed)
    tokens, suffix = _cut_end(tokens, words)
    if not tokens:
        return Name(suffix=suffix, nickname=nickname)
    shouted = is_shouted(tokens)
    start = _title_end(tokens, words)
    titles, rest = tokens[:start], tokens[start:]
    if len(titles) == 1 and len(rest) == 1 and _is_family_first([titles[0], *rest], words):
        titles, rest = [], [*titles, *rest]  # "Pak Kun-hye"; "Pak Kusumo" is Mr Kusumo
    kept = ""
    if titles and len(rest) == 1:
        given = titles[-1][0].isupper() and _key(titles[-1]) in words.also_given and not titles[-1].endswith(".")
        if given and tuple(map(_key, titles[-2:])) not in words.titles - {(_key(titles[-1]),)}:
            titles, rest = titles[:-1], [titles[-1], *rest]
        else:
            kept = _kept_title(titles, words)
    rest = [recase(token, alone=len(rest) == 1) for token in rest] if shouted else [recase_word(t) for t in rest]
    return _split_name(tuple(titles), rest, suffix, nickname, kept, words)


def _split_name(
    titles: tuple[str, ...], rest: list[str], suffix: str, nickname: str, kept: str, words: NameWords
) -> Name:
    """Given, middle, particles and surname out of the words that are left."""
    if not rest:
        return Name(titles=titles, suffix=suffix, nickname=nickname)
    if len(rest) == 1:
        return Name(titles, "", (), (), rest[0], suffix, nickname, kept)
    if _is_family_first(rest, words):
        return Name(titles, rest[1], tuple(rest[2:]), (), rest[0], suffix, nickname, "", True)
    first = 0 if _is_particle(rest[0], words) and not _is_given_here(rest, words) else 1
    for index in range(first, len(rest) - 1):
        if _is_particle(rest[index], words) and not _is_within_given(rest, index, words):
            end = index
            while end < len(rest) - 1 and _is_particle(rest[end], words):
                end += 1
            return Name(
                titles,
                rest[0] if index else "",
                tuple(rest[1:index]),
                tuple(rest[index:end]),
                " ".join(rest[end:]),
                suffix,
                nickname,
            )
    return Name(titles, rest[0], tuple(rest[1:-1]), (), rest[-1], suffix, nickname)


def _tokens(printed: str) -> tuple[list[str], str]:
    """Words of a name, without brackets, commas, article and possessive, and the nickname in quotation marks."""
    text = printed
    nickname = ""
    if any(mark in text for mark in _NICK_OPEN):
        text, nickname = _cut_inserted(text)
    tokens = []
    for word in text.split():
        token = word.strip(_EDGE.replace(".", ""))
        if token:
            # The comma is kept as a mark of its own: what follows it is a suffix or no part of the name.
            tokens.append(token)
            if word.rstrip('"”»)').endswith((",", ";", ":")):
                tokens.append(",")
    while tokens and tokens[-1] == ",":
        tokens.pop()
    if tokens:
        tokens[-1] = _without_possessive(tokens[-1]).strip(_APOSTROPHES) or tokens[-1]
        tokens = [token for token in tokens if token.strip(".'’‘")]
    if len(tokens) > 1 and tokens[0] in ("the", "a", "an", "The", "THE"):
        following = _key(tokens[1])
        if tokens[0] != "The" or following in load_name_words().title_words:
            tokens = tokens[1:]
    return tokens, nickname


def _cut_inserted(text: str) -> tuple[str, str]:
    """Takes “nick names” and (brackets) out of the middle or the end of a name."""
    nickname = ""
    kept: list[str] = []
    inside: list[str] | None = None
    closing = ""
    for word in text.split():
        if inside is None and word[0] in _NICK_OPEN and kept and len(word) > 1:
            inside, closing = [], _CLOSING if word[0] not in "'‘" else "'’"
        if inside is None:
            kept.append(word)
            continue
        inside.append(word)
        if word.rstrip(",.;:")[-1:] and word.rstrip(",.;:")[-1] in closing:
            if inside[0][0] not in "(":
                nickname = " ".join(inside).strip("\"“”„‘’'«»,.")
            if word.endswith((",", ";", ":")):
                kept.append(",")
            inside = None
    if inside is not None:
        # Never closed: an apostrophe or a stray mark, so the words are part of the name after all.
        kept.extend(inside)
    return " ".join(kept), nickname


def _without_possessive(token: str) -> str:
    if len(token) > 3 and token[-1] in "sS" and token[-2] in _APOSTROPHES:
        return token[:-2]
    if len(token) > 2 and token[-1] in _APOSTROPHES and token[-2] in "sS":
        return token[:-1]
    return token


def _cut_end(tokens: list[str], words: NameWords) -> tuple[list[str], str]:
    """The tokens up to the first comma that no suffix follows, and the suffix; degrees and orders are dropped."""
    suffix = ""
    if "," in tokens:
        cut = tokens.index(",")
        head, tail = tokens[:cut], [token for token in tokens[cut + 1 :] if token != ","]
        if tail and _key(tail[0]) in words.suffixes:
            suffix = tail[0]
        elif (
            len(head) == 1
            and head[0].isupper()
            and len(head[0]) > 2
            and 0 < len(tail) <= 2
            and all(token[0].isupper() for token in tail)
            and not any(_key(token) in words.postnominals for token in tail)
        ):
            # "ROE, Jane", as lists print it.
            head = [*tail, recase(head[0], alone=False)]
        tokens = head
    while len(tokens) > 1:
        last = tokens[-1]
        if not suffix and (_is_suffix(last, len(tokens), words) or _is_regnal(tokens, words)):
            suffix = last
        elif not (_key(last) in words.postnominals and (sum(map(str.isupper, last)) > 1 or _key(last) == "esq")):
            break
        tokens = tokens[:-1]
    if suffix.isupper() and "." in suffix:
        suffix = suffix.capitalize()  # "JR." of a transcript
    # "Nell Garrity of Leeds"; but "Frederik of Denmark" is known by that.
    if "of" in tokens[2:]:
        cut = tokens.index("of", 2)
        if all(token[0].isupper() for token in tokens[:cut]) and not any(_is_title(t, words) for t in tokens[:cut]):
            tokens = tokens[:cut]
    return tokens, suffix


def _is_suffix(token: str, count: int, words: NameWords) -> bool:
    key = _key(token)
    if key not in words.suffixes:
        return False
    if key in ("jr", "sr", "jnr", "snr"):
        return True
    if set(key) <= {"i", "v", "x"}:
        return token.isupper()
    # "Neto" and "Senior" alone behind a given name are surnames.
    return count > 2


def _is_regnal(tokens: list[str], words: NameWords) -> bool:
    """ "King Charles I": a number only after a title and one name."""
    return tokens[-1] in ("I", "V", "X") and len(tokens) == 3 and (_key(tokens[0]),) in words.kept_with_one_name


def _is_title(token: str, words: NameWords) -> bool:
    return (_key(token),) in words.titles


def _title_end(tokens: list[str], words: NameWords) -> int:
    """Index of the first token that belongs to the name; always leaves at least one."""
    last = len(tokens) - 1
    end = index = 0
    only_titles = True  # everything so far is a title, a word that goes before one, or in small letters
    while index < last:
        length = _title_length(tokens, index, words)
        token = tokens[index]
        if length and index + length <= last and not (token[0].islower() and _is_particle(token, words)):
            alone = length == 1 and _key(token) in words.also_names and token[0].isupper()
            alone = alone and not _is_seat(tokens, index)
            if only_titles or not alone or (index + 2 <= last and _is_office(tokens[index - 1], words)):
                index += length
                end = index = _skip_of(tokens, index, words)
                only_titles = True
                continue
        if not length and len(token) >= _SHORTEST_SEAT and _is_seat(tokens, index):
            end = index = index + 1  # "Lumboka Ward MCA Ann Lee"
            only_titles = True
            continue
        if only_titles and index + 2 <= last and _is_abbreviated_title(token, words):
            end = index = index + 1
            continue
        key = _key(token)
        name = _is_particle(token.partition("-")[0], words)  # "al-Islam" as well as "al"
        if index + 2 <= last + token.lower().endswith("-based") and _is_describing(token, words):
            end = index = index + 1
            only_titles = True
            continue
        if token[0].islower() and not name and key not in _INNER_TITLE_LINKS:
            # "welder Deshawn Whitlock": a description in small letters, unless nothing else is ever capitalised.
            if any(later[0].isupper() for later in tokens[index + 1 :]):
                end = index + 1
        elif key not in words.modifiers and not (token[0].islower() and key in _INNER_TITLE_LINKS):
            only_titles = False
        index += 1
    return end


_SHORTEST_SEAT, _LONGEST_SEAT = 3, 4  # letters


def _is_seat(tokens: list[str], index: int) -> bool:
    """Whether capitals between words of a party and a name are a seat: "Sinn Féin TD Ann Lee"."""
    token = tokens[index]
    within = index > 0 and index + 2 < len(tokens)
    return (
        within
        and 1 < len(token) <= _LONGEST_SEAT
        and token.isalpha()
        and token.isupper()
        and not tokens[index - 1].isupper()
    )


def _is_abbreviated_title(token: str, words: NameWords) -> bool:
    """Whether an abbreviation before a name in full is none of a given name: "Mag. Ann Lee", but "Wm. Lee Roe"."""
    key = _key(token)
    abbreviated = token.endswith(".") and len(key) > 1 and token.count(".") == 1 and token[1:].islower()
    return abbreviated and not (
        key in words.nicknames or key in words.given_variants or key in words.settled_given or key in words.particles
    )


def _is_office(before: str, words: NameWords) -> bool:
    """Whether what stands before a title that may be a name shows that it is none: "DNC Chair", "County Sheriff"."""
    return _key(before) in words.modifiers or (len(before) > 1 and before.isalpha() and before.isupper())


def _is_describing(token: str, words: NameWords) -> bool:
    """Whether a word before a name describes: "Texas-based Ann Lee", "Co-anchor Ann Lee"."""
    return "-" in token and (token.lower().endswith(words.describing) or token[:3].lower() == "co-")


def _title_length(tokens: list[str], index: int, words: NameWords) -> int:
    """How many tokens from ``index`` on make one title: the longest one; 0 for none."""
    key = _key(tokens[index])
    if "-" in tokens[index]:
        parts = tuple(key.replace("-", " ").split())
        if parts in words.titles or (parts and parts[-1:] in words.titles and parts[0] in words.modifiers):
            return 1
    if key not in words.title_words:
        return 0
    parts = ()
    found = 0
    for length, token in enumerate(tokens[index : index + words.longest_title], 1):
        parts += tuple(_key(token).replace("-", " ").split())
        if parts in words.titles:
            found = length
        if len(parts) >= words.longest_title:
            break
    return found


# Before the word that a title is for: "Minister for Foreign | Affairs".
_UNFINISHED = frozenset(
    ("foreign", "national", "federal", "state", "supreme", "high", "general", "special", "economic", "joint", "public")
)


def _skip_of(tokens: list[str], index: int, words: NameWords) -> int:
    """Steps over "of London" after a title where two words or more of a name are left behind it."""
    if index + 3 < len(tokens) and tokens[index] in ("of", "for") and tokens[index + 1][0].isupper():
        end = index + 1
        while end < len(tokens) - 1 and _key(tokens[end]) in words.modifiers:
            end += 1
        if end > index + 1 and _key(tokens[end - 1]) not in _UNFINISHED and len(tokens) - end >= 2:
            return end  # "Minister for Transport | Lim Wei Jie"
        end += 2 if _key(tokens[end]) in _TWO_WORD_PLACES else 1
        if len(tokens) - end >= 2 and not _is_particle(tokens[end], words):
            return end
    return index


def _kept_title(titles: list[str], words: NameWords) -> str:
    for length in (2, 1):
        if tuple(_key(token) for token in titles[-length:]) in words.kept_with_one_name:
            kept = titles[-length:]
            return " ".join(kept) if all(token[0].isupper() for token in kept) else ""
    return ""


def _is_particle(token: str, words: NameWords) -> bool:
    key = token.lower().strip(".'’")
    if token[0].islower():
        return key in words.particles or key in words.particles_in_small_letters or "'" in key[:2] or "’" in key[:2]
    return key in words.particles and not (len(key) > 2 and token.isupper() and key in words.particles_also_given)


def _is_within_given(rest: list[str], index: int, words: NameWords) -> bool:
    """ "Zine El Abidine Ben Ali": an article within a given name, since another particle follows."""
    return rest[index].lower() in ("el", "al") and any(
        _is_particle(token, words) and token.lower() not in ("el", "al") for token in rest[index + 2 : -1]
    )


def _is_given_here(rest: list[str], words: NameWords) -> bool:
    return rest[0][0].isupper() and _key(rest[0]) in words.particles_also_given


def _is_family_first(rest: list[str], words: NameWords) -> bool:
    first = _key(rest[0]) if rest[0].isalpha() and rest[0].isascii() else fold(rest[0])
    if not 2 <= len(rest) <= 3 or "." in rest[0] or not all(token[0].isupper() for token in rest):
        return False
    if first in words.family_first:
        return fold(rest[-1]) not in words.family_first or len(rest) == 3
    if len(rest) == 2 and first in words.korean_surnames and _is_hyphenated(rest[1]):
        return True
    if first in words.family_first_if_plain:
        second = rest[1]
        if len(rest) == 2:
            return _is_hyphenated(second)
        if fold(rest[-1]) in words.family_first_if_plain:
            return False
        return all(_is_syllable(token) for token in rest[1:]) and not (
            fold(second) in words.settled_given or fold(second) in words.nicknames
        )
    return False


def _is_hyphenated(token: str) -> bool:
    """Two syllables as given names have them: "Jae-in"."""
    return "-" in token and token.split("-")[-1][:1].islower()


def _is_syllable(token: str) -> bool:
    """Short enough for one syllable of an East Asian name; six letters have "Myeong" and "Kyoung"."""
    return token.isalpha() and (len(token) <= 5 or (len(token) == 6 and token.endswith("ng")))


@lru_cache(maxsize=32768)
def _key(token: str) -> str:
    """A token as the word lists have it: lower case, no full stops, no possessive."""
    key = token.replace(".", "").lower()
    if key.endswith(("'s", "’s")):
        key = key[:-2]
    return key
