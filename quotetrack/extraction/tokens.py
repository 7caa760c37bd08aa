"""One pass over a text: each word outside quotation marks becomes one character of a class string.

Every run in quotation marks, and every stretch of page furniture, collapses to a single character, so that the grammar
of attribution can be read off a short string. The letters:

    N name      T title      H subject pronoun   u object pronoun     w who, which     h that
    D determiner  S s possessive (Ann’s, the city’s)  m role noun     n other word     0 number     q name particle
    v g core cue, its -ing   V G weaker cue, its -ing  B cue form that may be a noun   Y verb that needs a particle
    d ordinary verb   I other -ing   x auxiliary  r adverb   y time word   A according
    p preposition  b by  a as  t to  c conjunction  k subordinator  J full stop inside a name or an abbreviation
    Q E M F U   quoted run: ends in a comma, a full stop, ? or !, in none, never closed
    . ? ! , ; : - ( ) & ' *   punctuation; a line end is a newline; * is anything else

Imports capitals, language and model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from quotetrack.extraction.capitals import read_names
from quotetrack.extraction.quotations import Run
from quotetrack.language import CueForm, Rules
from quotetrack.model import Span

# The classes of a quoted run, by how it ends: with a comma, a full stop, ? or !, as a fragment, unclosed.
RUN_CLASSES = "QEMFU"
# Stand-ins for what is cut out of the text, from a private plane; a text that uses them itself has them masked first.
# "\f" stands for furniture until it is read as a line end.
_CUT = {letter: chr(0xF0000 + n) for n, letter in enumerate(f"{RUN_CLASSES}\f")}
_CUT_PLACE = re.compile(f"[{RUN_CLASSES}\f]")
_CUT_CLASS = {mark: letter for letter, mark in _CUT.items()}
_MASK = {ord(mark): 0xFFFD for mark in _CUT_CLASS}

# A word with what holds it together: O’Neill, U.S, Mbeki-Hall, and marks that combine with a letter.
_WORD = r"[^\W\d_][\w\u0300-\u036f]*"
# The first two alternatives tell nothing apart that the third would not: they are the short way for most tokens.
_TOKEN = re.compile(
    r"[A-Za-z]++(?: (?=[!-~])|(?=[,;:!?)\n]))|[,.] (?=[!-~])"
    rf"|(?:{_WORD}(?:[.'’‐‑&/@-]{_WORD})*|\d\w*(?:[.,:/’'-]?\w+)*|\n\s*|[#@_]\w+"
    rf"|['’‘]t(?= [^\W\d_])|-{{2,3}}|.)[^\S\n]*",
    re.DOTALL,
)
_DOTTED = re.compile(r"\.\w{1,2}$")  # U.S, Ph.D, and not example.com
_INITIAL = re.compile("[A-Z][b-df-hj-np-qsv-xz]")  # Ts. (no word is without a vowel; Mr. and St. are no initials)
_APOSTROPHE = re.compile("['’]")
_JOINT = re.compile(r"['’‐‑-](?=.)")
_MEMO_LIMIT = 200_000
_PUNCTUATION = {
    **dict.fromkeys(".…", "."),
    **dict.fromkeys(("--", "---", *"-–—―‒"), "-"),
    **dict.fromkeys("([", "("),
    **dict.fromkeys(")]", ")"),
    **dict.fromkeys("'’‘", "'"),
    **dict.fromkeys("$£€%", "0"),
    **{mark: mark for mark in "?!,;:&"},
}
_QUOTE_ENDS = {",": "Q", ".": "E", "…": "M", "?": "M", "!": "M", ";": "Q"}


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The tokens of a text with its quoted runs cut down to one token each.

    ``tokens[i]`` (with the blanks after it) has the class ``classes[i]``; ``runs`` are the outermost quoted runs and
    ``run_tokens`` their places among the tokens.
    """

    text: str
    tokens: Sequence[str]
    classes: str
    runs: tuple[Run, ...]
    run_tokens: tuple[int, ...]
    rules: Rules
    _starts: Sequence[int]  # in the text; and where it ends
    _run_at: Mapping[int, Run]

    def start(self, token: int) -> int:
        """Where a token begins in the text, in code points."""
        return self._starts[token]

    def end(self, token: int) -> int:
        """Where a token ends in the text, blanks after it not included."""
        word = self.tokens[token]
        return self._starts[token + 1] - len(word) + len(word.rstrip())

    def span(self, first: int, last: int) -> Span:
        """The stretch of text from token ``first`` to token ``last``, both included."""
        return Span(self._starts[first], self.end(last))

    def mention_span(self, first: int, last: int) -> Span:
        """The stretch of a mention: as ``span``, but a possessive ending (’s) is left out."""
        return Span(self._starts[first], self._mention_end(last))

    def mention(self, first: int, last: int) -> str:
        """The words of ``mention_span``."""
        return self.text[self._starts[first] : self._mention_end(last)]

    def _mention_end(self, last: int) -> int:
        token = self.tokens[last]
        word = token.rstrip()
        end = self._starts[last + 1] - len(token) + len(word)
        letter = self.classes[last]
        if letter in "Ss" and word[-2:] in ("'s", "’s"):
            return end - 2
        if letter == "H":
            return end - len(word) + len(_APOSTROPHE.split(word)[0])  # he’s predicting: he
        return end

    def word(self, token: int) -> str:
        """A token without the blanks after it."""
        return self.tokens[token].rstrip()

    def lower(self, token: int) -> str:
        """A token in lower case with straight apostrophes."""
        return _LOWERED[self.tokens[token]]

    def is_in(self, token: int, words: str) -> bool:
        """Whether a token, in lower case, is in a list of words.toml ("time.nouns")."""
        return _LOWERED[self.tokens[token]] in self.rules.words[words]

    def cue(self, token: int) -> CueForm | None:
        """The cue form that a token is, if any."""
        return self.rules.cues.get(_LOWERED[self.tokens[token]])

    def run_at(self, token: int) -> Run:
        """The quoted run that a Q, E, M, F or U token stands for."""
        return self._run_at[token]


class _Lowered(dict[str, str]):
    """Token (with its blanks) to its word in lower case with straight apostrophes."""

    def __missing__(self, token: str) -> str:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        found = self[token] = token.rstrip().lower().replace("’", "'")
        return found


_LOWERED = _Lowered()


def _with_plurals(words: frozenset[str]) -> frozenset[str]:
    """Nouns and their regular plurals: filings, studies, witnesses, spokeswomen."""
    plurals = set()
    for word in words:
        if word.endswith("y") and word[-2:-1] not in tuple("aeou"):
            plurals.add(word[:-1] + "ies")
        elif word.endswith(("s", "x", "ch", "sh")):
            plurals.add(word + "es")
        elif word.endswith("man"):
            plurals.add(word[:-3] + "men")
        else:
            plurals.add(word + "s")
    return words | plurals


class _Classes(dict[str, str]):
    """Token (with its blanks) to class, worked out once a word."""

    def __init__(self, rules: Rules) -> None:
        super().__init__()
        self._rules = rules
        self.closed = _closed_classes(rules)
        self._joined = rules.list("names.joined")
        self._roles = _with_plurals(rules.list("roles.person")) | rules.list("roles.group")
        documents = _with_plurals(rules.list("roles.document"))
        self._nouns = self._roles | _with_plurals(rules.list("roles.organisation")) | documents
        self._times = rules.list("function.time")
        self._days = rules.list("time.days")
        self._verbs = rules.list("function.ordinary_verb")
        self._pronouns = rules.list("pronouns.subject")
        self._contracted = rules.list("function.contracted")
        self._not_adverb = rules.list("endings.not_adverb")
        self._not_participle = rules.list("endings.not_participle")
        self._not_past = rules.list("endings.not_past")

    def __missing__(self, token: str) -> str:
        if len(self) > _MEMO_LIMIT:
            self.clear()
        word = token.rstrip()
        found = self[token] = self._classify(word) if word else "\n"
        return found

    def _classify(self, word: str) -> str:
        first = word[0]
        if first in _CUT_CLASS:
            return _CUT_CLASS[first]
        if first.isdigit():
            return "n" if "-" in word and any(c.isalpha() for c in word) else "0"
        if not (first.isalpha() or first in "#@_"):
            return _PUNCTUATION.get(word, "q" if len(word) == 2 else "*")  # van ’t Hof
        lower = word.lower().replace("’", "'")
        capital = (
            first.isupper() or first.istitle() or not first.isalpha() if not first.islower() else self._is_joined(word)
        )
        closed = self.closed.get(lower)
        if closed is not None and not (
            capital and (closed == "q" or (len(word) > 1 and word.isupper() and closed in "xHapyuw"))
        ):
            if lower in ("may", "march", "will"):  # months, verbs, and names
                return "N" if capital else "n" if lower == "march" else "x"
            return closed if capital or closed != "y" else "n"
        if "'" in lower:
            stem, _, ending = lower.rpartition("'")
            if ending == "s":
                if len(stem) > 1 and word[: len(stem)].isupper() and word.endswith("s"):
                    return "S"  # WHO’s
                if stem in self._pronouns:
                    return "H"
                if stem in self._times or stem in self._days:
                    return "s"
                return "x" if stem in self._contracted else "S" if capital else "s"
            if ending in ("t", "ll", "re", "ve", "d", "m") and not (
                capital and ending == "d" and stem not in self._pronouns
            ):
                return "H" if stem in self._pronouns else "x"
        if lower == "according":
            return "A"
        if capital:
            return self._classify_capital(word, lower)
        return self._classify_lower(lower)

    def _is_joined(self, word: str) -> bool:
        """Whether a word in small letters is a name with its article: al-Farouqi, d’Ambrosio."""
        joint = _JOINT.search(word)
        return joint is not None and word[joint.end()].isupper() and word[: joint.start()] in self._joined

    def _classify_capital(self, word: str, lower: str) -> str:
        if lower in self._rules.titles:
            return "T"
        if lower in self._roles or lower.endswith(_LEARNED) or (lower.find("-of-") > 0 and _PARENT.match(lower)):
            return "m"
        cue = self._rules.cues.get(lower)
        if cue and cue.form == "ing":
            return "g" if cue.tier == "core" else "G"
        return "N"

    def _classify_lower(self, lower: str) -> str:
        cue = self._rules.cues.get(lower)
        if cue:
            if cue.needs_particle:
                return "Y"
            if cue.form == "ing":
                return "g" if cue.tier == "core" else "G"
            if cue.noun:
                return "B"
            return "v" if cue.tier == "core" else "V"
        if lower in self._nouns or lower.endswith(_LEARNED):
            return "m"
        if lower in self._verbs:
            return "d"
        if lower.endswith("ing") and len(lower) > 4 and lower not in self._not_participle:
            return "I"
        if lower.endswith("ed") and len(lower) > 3 and lower not in self._not_past and "-" not in lower:
            return "d"
        if lower.endswith("ly") and len(lower) > 4 and lower not in self._not_adverb:
            return "r"
        return "n"


_PARENT = re.compile(r"[a-z]+-of-(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)$")  # Mum-of-two
_LEARNED = ("ologist", "ologists")  # Assyriologist: every one is somebody’s calling

_CLOSED = (
    ("pronouns.subject", "H"),
    ("pronouns.object", "u"),
    ("pronouns.reflexive", "u"),
    ("pronouns.indefinite", "H"),
    ("pronouns.relative", "w"),
    ("function.auxiliary", "x"),
    ("function.that", "h"),
    ("function.by", "b"),
    ("function.as", "a"),
    ("function.to", "t"),
    ("function.determiner", "D"),
    ("function.preposition", "p"),
    ("function.conjunction", "c"),
    ("function.subordinator", "k"),
    ("function.adverb", "r"),
    ("function.time", "y"),
    ("function.particle", "q"),
)


def _closed_classes(rules: Rules) -> dict[str, str]:
    """The class of every word of the closed lists; the first list that has a word decides."""
    table = {"her": "D", "that": "h"}
    for name, letter in _CLOSED:
        for word in rules.list(name):
            table.setdefault(word, letter)
    return table


def outline(text: str, runs: Sequence[Run], skipped: Sequence[Span], rules: Rules) -> Outline:
    """The outline of ``text`` with ``runs`` collapsed and ``skipped`` stretches read as a paragraph's end.

    Runs and skipped spans are disjoint and each in order. Linear in the text.
    """
    working = text.translate(_MASK) if any(mark in text for mark in _CUT_CLASS) else text
    cuts = [(r.start, r.end, _CUT[_quote_class(text, r)]) for r in runs]
    if skipped:
        cuts = sorted(cuts + [(s.start, s.end, _CUT["\f"]) for s in skipped])
    parts: list[str] = []
    at = 0
    for start, end, mark in cuts:
        parts += (working[at:start], mark)
        at = end
    parts.append(working[at:])
    tokens = _TOKEN.findall("".join(parts))
    lengths = list(map(len, tokens))
    memo = _CACHE.get(id(rules))
    if memo is None or memo._rules is not rules:
        memo = _CACHE[id(rules)] = _Classes(rules)
    classes = "".join(map(memo.__getitem__, tokens))
    places = [found.start() for found in _CUT_PLACE.finditer(classes)] if cuts else []
    for place, (start, end, _) in zip(places, cuts, strict=True):
        lengths[place] += end - start - 1
    if skipped:
        classes = classes.replace("\f", "\n")
    opening = {place: text[cut[0] + 1 : cut[0] + 3].lstrip() for place, cut in zip(places, cuts, strict=True)}
    classes = _mark_abbreviations(classes, tokens, rules, lambda at: opening[at][:1].isupper())
    classes = read_names(classes, tokens, rules)
    classes = _read_headlines(classes, tokens, rules, memo.closed)
    if "Y" in classes:
        classes = _resolve_phrasal(classes, tokens, rules)
    run_tokens = tuple(place for place in places if classes[place] != "\n")
    run_at = dict(zip(run_tokens, runs, strict=True))
    starts = list(accumulate(lengths, initial=0))
    return Outline(text, tokens, classes, tuple(runs), run_tokens, rules, starts, run_at)


_CACHE: dict[int, _Classes] = {}


def _quote_class(text: str, run: Run) -> str:
    if not (run.closed or run.cut):
        return "U"
    inner = text[run.inner.start : run.inner.end].rstrip(" \t\u00a0'’”\"")
    last = "…" if inner.endswith("...") else inner[-1:]
    after = text[run.end : run.end + 1]
    if last.isalnum() and after in (",", "."):  # British style: the comma or full stop stands outside
        return "F"
    return _QUOTE_ENDS.get(last, "F")


# Full stops within a line, after a word that may be an abbreviation: the search skips from stop to stop.
_MAY_GO_ON = re.compile(r"\.(?=[^\n])(?<=[^dIrgGvVhwkcu0QEMFU)\n]\.)")


def _mark_abbreviations(classes: str, tokens: Sequence[str], rules: Rules, opens: Callable[[int], bool]) -> str:
    """Full stops that end no sentence (``Mr.``, ``U.S.``, ``J.``) become J; ``opens`` tells whether the marked words at
    a token begin as a sentence does."""
    letters: list[str] | None = None
    for stop in _MAY_GO_ON.finditer(classes):
        at = stop.start()
        word = tokens[at - 1]
        if tokens[at][0] == "." and word[-1:].isalnum():
            if word.islower() and len(word) > 1 and word.isalpha() and word not in rules.abbreviations:
                continue  # most full stops: after a plain word
            lower = word.lower().rpartition("-")[2]  # "Staff-Insp. Lee"
            if len(word) == 1:
                initial = word.isupper() and not _is_bearing(tokens, at - 1)
            else:
                initial = len(word) == 2 and _INITIAL.match(word) is not None
            following = classes[at + 1 : at + 2]
            plain = len(word) > 1 and word.islower() and word.isalpha() and word not in rules.small_abbreviations
            if plain and at + 1 < len(tokens) and tokens[at + 1][:1].isupper():
                continue  # "said no. Asked why, …"
            if word[0].isupper() and _goes_on(following, tokens, at):
                letters = letters or list(classes)
                letters[at] = "J"
            elif initial or lower in rules.abbreviations or _DOTTED.search(word):
                next_word = tokens[at + 1] if at + 1 < len(tokens) else ""
                ends = following in ("", "\n") or (
                    not initial
                    and lower not in rules.titles
                    and (
                        (following in "DHkpcxw" and next_word[:1].isupper()) or (following in "QEMU" and opens(at + 1))
                    )
                )
                if not ends:
                    letters = letters or list(classes)
                    letters[at] = "J"
                    if initial and classes[at - 1] == "D":  # "Jill A. Martin": no article
                        letters[at - 1] = "N"
    return "".join(letters) if letters else classes


_ARC = frozenset("°′″'’\"”")


def _is_bearing(tokens: Sequence[str], letter: int) -> bool:
    """Whether a letter tells a direction: 54° 12' 30" N"""
    return (
        letter > 1
        and tokens[letter][0] in "NSEW"
        and tokens[letter - 1][0] in _ARC
        and tokens[letter - 2][-1:].isdigit()
    )


# A line of four tokens or more without a lower-case word that grammar tells apart.
_CAPITALS = re.compile(r"\n[^ndvVBIYrs\n]{4,40}(?=\n)")


def _read_headlines(classes: str, tokens: Sequence[str], rules: Rules, closed: Mapping[str, str]) -> str:
    """In a headline whose words all begin with a capital, saying verbs are verbs: Holt Says Plan ‘Makes No Sense’."""
    letters: list[str] | None = None
    for line in _CAPITALS.finditer(f"\n{classes}\n"):
        first = line.start()
        shouted = all(tokens[at].isupper() for at in range(first, line.end() - 1) if classes[at] == "N")
        for at in range(first + 1, line.end() - 1):
            small = closed.get(tokens[at].rstrip().lower(), "") if shouted and classes[at] == "N" else ""
            if small and small in "apckDth":  # AXE 4,000 JOBS AS CEO ADMITS
                letters = letters or list(classes)
                letters[at] = small
            cue = rules.cues.get(tokens[at].rstrip().lower()) if classes[at] == "N" else None
            if cue is None or cue.tier != "core" or cue.noun or cue.needs_particle:
                continue
            if cue.form in ("past", "third"):
                letters = letters or list(classes)
                letters[at] = "v"
    return "".join(letters) if letters else classes


def _goes_on(following: str, tokens: Sequence[str], stop: int) -> bool:
    """Whether the full stop at ``stop`` stands before a comma, or a bracket after which no sentence begins: (D-Md.)"""
    if following == ",":
        return True
    after = tokens[stop + 2][:1] if stop + 2 < len(tokens) else ""
    return following == ")" and not after.isupper()


def _resolve_phrasal(classes: str, tokens: Sequence[str], rules: Rules) -> str:
    """``shot back`` is a cue, ``shot`` alone is not: Y becomes v, V or d."""
    letters = list(classes)
    at = classes.find("Y")
    while at >= 0:
        cue = rules.cues[tokens[at].rstrip().lower().replace("’", "'")]
        following = tokens[at + 1].rstrip().lower() if at + 1 < len(tokens) else ""
        if following in cue.particles:
            letters[at] = (
                ("v" if cue.tier == "core" else "V") if cue.form != "ing" else ("g" if cue.tier == "core" else "G")
            )
            letters[at + 1] = "r"
        elif cue.form == "third":  # "carrying signs", "he signs"
            letters[at] = "d" if letters[at - 1 : at] in (["N"], ["H"], ["w"]) else "n"
        else:
            letters[at] = "d" if cue.form in ("past", "participle") else "I" if cue.form == "ing" else "n"
        at = classes.find("Y", at + 1)
    return "".join(letters)
