"""Page furniture in plain text copied from a web page: what is navigation, byline, date, caption, repeat, title.

    lines -> known whole lines (navigation, date, length, byline) and captions, one pass
          -> the title, from what is left at the top
          -> repeats: captions given before, pull quotes whose words stand in another paragraph

General rules over the words of furniture.toml, in time linear in the text: a line is judged by at most its first or
last few hundred characters, and look-ups across the text are counted. Where in doubt a line is prose.
May import: model and the words and line rules of this room.
"""

from __future__ import annotations

from itertools import accumulate

from quotetrack.model import Furniture, FurnitureKind, Span
from quotetrack.reading.lines import byline_name, is_bare_credit, is_credit, label_of_speaker, split_parts
from quotetrack.reading.words import BULLETS, DECORATION, TELLING, PageWords, page_words

# A line longer than this is a paragraph; of furniture it can only be a caption or an agency's credits.
_SHORT = 160
# Where a credit at the end of a paragraph may begin, counted from its end.
_CREDIT = 120
# Lines ending so are sentences, not furniture (_SHORTENED aside).
_ENDS = ".!?\"”’'…;:,"
_MARKS = '"“”„«»‟'
_NO_TITLE = ".,;:—–-…"
# What may stand around the words of a pull quote.
_AROUND = _MARKS + " ….,!?*>_\t\r"
_SHORTENED = frozenset({".m.", "Jr.", "Sr."})
_PULL_SHORTEST, _PULL_LONGEST, _PULL_WORDS = 25, 300, 5
# From so many words on nobody repeats a turn of a dialogue by the letter.
_TURN_WORDS = 8
# Characters that looking for pull quotes may scan in all, beyond which _PULL_LEAST look-ups are still made.
_PULL_BUDGET, _PULL_LEAST = 2_000_000, 64
# Lines among which the title is looked for.
_TOP = 40
_TITLE_LONGEST, _TITLE_WORDS = 200, 30


def find_furniture(text: str) -> tuple[Furniture, ...]:
    """Typed spans of the page furniture of ``text``: sorted, disjoint, each within one paragraph."""
    return _Page(text).furniture()


class _Page:
    """One text while its furniture is looked for."""

    __slots__ = ("_bylines", "_captions", "_found", "_lines", "_marked", "_pulls", "_sums", "_text", "_words")

    def __init__(self, text: str) -> None:
        self._text = text
        # Texts of the oldest kind end their lines with a lone CR.
        self._lines = text.split("\n" if "\n" in text or "\r" not in text else "\r")
        # Characters in the lines before each line, line ends left out.
        self._sums = list(accumulate(map(len, self._lines), initial=0))
        self._words: PageWords = page_words()
        self._found: list[Furniture] = []
        self._marked: dict[int, FurnitureKind] = {}
        self._captions: set[str] = set()
        self._bylines: tuple[int, str] = (-9, "")
        self._pulls: list[int] = []

    def furniture(self) -> tuple[Furniture, ...]:
        self._scan()
        title = self._title()
        if title is not None:
            self._mark(title, FurnitureKind.TITLE)
        if self._pulls:
            self._pull_quotes()
        self._found.sort()
        return tuple(self._found)

    # -- one pass over the lines

    def _scan(self) -> None:
        """Judge every line. Most lines are sentences, so the cheap tests that let them pass stand in this loop."""
        starts, before = self._words.sentence_starts, ""
        for index, line in enumerate(self._lines):
            if not line:
                continue
            first, last = line[0], line[-1]
            if (
                last not in '”".'
                or first in starts
                or line == before
                or (
                    last == "."
                    and (line.find(":", -_CREDIT) >= 0 or line.find(" by ", -_CREDIT) >= 0 or line[-3:] in _SHORTENED)
                )
            ):
                plain = line.strip()
                if not plain or self._is_any(index, line, plain, before):
                    before = plain or before
                    continue
            before = line
            if len(line) <= (_PULL_LONGEST if first in _MARKS else _SHORT):
                self._pulls.append(index)

    def _is_any(self, index: int, line: str, plain: str, before: str) -> bool:
        if len(plain) <= _SHORT and self._is_furniture(index, plain):
            return True
        if plain.startswith(self._words.byline_footers) and self._is_footer(index, plain):
            return True
        return self._is_caption(index, line) or self._is_again(index, plain, before)

    def _is_furniture(self, index: int, plain: str) -> bool:
        """Mark the short line if it is navigation, date, length or byline, or several of them in a row."""
        words = self._words
        if plain[-1] in _ENDS and plain[-3:] not in _SHORTENED and not plain.startswith(words.may_end):
            return False
        after, name = self._bylines
        bare = plain.lstrip(BULLETS)
        if index - after <= 2 and (bare == name or bare.casefold() in words.byline_under):
            self._mark(index, FurnitureKind.BYLINE)
            return True
        parts = split_parts(plain)
        kinds = [self._kind(index, plain[start:end]) for start, end in parts] if len(parts) > 1 else [None]
        if None in kinds:
            kind = self._kind(index, plain)
            if kind is not None:
                self._mark(index, kind)
            return kind is not None
        begin = self._start(index) + self._lines[index].index(plain)
        for (start, end), part in zip(parts, kinds, strict=True):
            if part is not None:
                self._found.append(Furniture(Span(begin + start, begin + end), part))
                self._marked[index] = part
        return True

    def _kind(self, index: int, plain: str) -> FurnitureKind | None:
        words = self._words
        if len(plain) <= 80 and plain.strip(DECORATION).casefold() in words.navigation:
            return None if self._continues(index, plain) else FurnitureKind.NAVIGATION
        bare = plain.lstrip(BULLETS)
        for pattern in words.patterns if TELLING.search(bare) else ():
            if pattern.regex.fullmatch(bare):
                return None if self._continues(index, plain) else pattern.kind
        name = byline_name(bare, words)
        if name is not None:
            self._bylines = (index, name)
            return FurnitureKind.BYLINE
        return None

    def _continues(self, index: int, plain: str) -> bool:
        """Whether the line ends a sentence that the line above it began, as in text wrapped at a fixed width."""
        if index == 0 or plain[0].isupper() or plain[0] in BULLETS:
            return False
        above = self._lines[index - 1].rstrip()
        return len(above) > 40 and (above[-1].isalnum() or above[-1] == ",") and (index - 1) not in self._marked

    def _is_footer(self, index: int, line: str) -> bool:
        """An agency's credits: "(Reporting by …; Editing by …)"."""
        if len(line) > 3 * _SHORT or not (line.rstrip().endswith(")") or "diting by " in line):
            return False
        self._mark(index, FurnitureKind.BYLINE)
        return True

    def _is_caption(self, index: int, line: str) -> bool:
        """A line that ends in a picture's credit; the lines above belong to it where it is their end."""
        line = line.rstrip()
        last = line[-1]
        if last in ")]":
            opened = line.rfind("(" if last == ")" else "[", max(0, len(line) - _CREDIT))
            if opened < 0 or not is_credit(line[opened + 1 : -1], self._words):
                return False
            alone = not line[:opened].strip()
        elif line.find(":", -_CREDIT) >= 0 or line.find(" by ", -_CREDIT) >= 0:
            credit = self._words.credit_label.search(line, max(0, len(line) - _CREDIT))
            # "Credit: …" within a transcript or a list is a label; a credit names somebody, with a capital.
            if credit is None or not is_credit(credit[0].lstrip(" .!?”’\"'…)|"), self._words):
                return False
            alone = not line[: credit.start()].strip()
        elif line.endswith(self._words.bare_credits):
            sentence = line[max(0, len(line) - _CREDIT) :].rpartition(". ")[2].strip()
            alone = sentence == line.strip()
            if not is_bare_credit(sentence, self._words):
                return False
        else:
            return False
        first = index
        plain = line.strip()
        while (
            (alone or plain[0].islower())
            and first > 0
            and index - first < 8
            and (first - 1) not in self._marked
            and self._lines[first - 1].strip()
        ):
            first -= 1
            plain, alone = self._lines[first].strip(), False
        whole = line.strip() if first == index else " ".join(part.strip() for part in self._lines[first : index + 1])
        kind = (
            FurnitureKind.REPEAT if whole in self._captions and len(whole) >= _PULL_SHORTEST else FurnitureKind.CAPTION
        )
        self._captions.add(whole)
        for place in range(first, index + 1):
            self._mark(place, kind)
        return True

    def _is_again(self, index: int, plain: str, before: str) -> bool:
        """A line given twice running, as picture text and caption are. Lines that quote are left alone: two equal
        statements are two statements."""
        if plain != before.strip() or plain.count(" ") < 3 or not _unquoted(plain):
            return False
        self._mark(index, FurnitureKind.REPEAT)
        return True

    # -- the title

    def _title(self) -> int | None:
        top = [
            index
            for index in range(min(len(self._lines), _TOP))
            if index not in self._marked and (line := self._lines[index]) and not line.isspace()
        ]
        if not top or not self._can_be_title(top[0], top):
            return None
        first, *others = top[:2]
        size = len(self._lines[first].split())
        # A section's name may stand above the title ("Politics").
        for second in others if size <= 2 else ():
            if len(self._lines[second].split()) >= 4 and self._can_be_title(second, top):
                self._mark(first, FurnitureKind.NAVIGATION)
                return second
        return first if size > 1 else None

    def _can_be_title(self, index: int, top: list[int]) -> bool:
        """A short line at the top, with no end of a sentence, a blank line or furniture under it, and prose below."""
        line = self._lines[index]
        if len(line) > _TITLE_LONGEST or line[-1] == ".":
            return False
        plain = line.strip()
        if plain.count(" ") >= _TITLE_WORDS:
            return False
        if not (plain[0] == "#" and plain.lstrip("#")[:1] == " "):
            if plain.rstrip(_MARKS + "’'")[-1:] in _NO_TITLE or plain[0].islower() or plain[0] in BULLETS + "[({":
                return False
            under = self._lines[index + 1 : index + 2]
            blank = not under or not under[0].strip(" \t\r=-") or (index + 1) in self._marked
            if not blank or label_of_speaker(plain, self._text):
                return False
        below = (self._lines[at].rstrip() for at in top if at > index)
        return any(len(line) > 80 or line[-1] in '.”"’' for line in below)

    # -- pull quotes

    def _pull_quotes(self) -> None:
        """Paragraphs whose words stand within another, longer paragraph."""
        text, lines = self._text, self._lines
        looks = max(_PULL_LEAST, _PULL_BUDGET // max(1, len(text)))
        spaced = "\n\n" in text or "\r\n\r\n" in text
        for index in self._pulls:
            line = lines[index]
            if line[0] in _MARKS:
                # Wholly within one pair of marks: a paragraph with a statement and its cue is prose.
                plain = line.rstrip()
                if plain[-1] not in _MARKS or not _unquoted(plain[1:-1]):
                    continue
            elif '"' in line or "“" in line or "”" in line or len(line) < _PULL_SHORTEST:
                continue
            if index in self._marked or (
                spaced and not (self._is_blank(index - 1) and (self._is_blank(index + 1) or self._is_dash(index + 1)))
            ):
                continue
            core = line.strip(_AROUND)
            size = core.count(" ") + 1
            if size < _PULL_WORDS or (size < _TURN_WORDS and line[0] in _MARKS and self._is_turn(index)):
                continue
            if looks <= 0:
                return
            looks -= 1
            start = self._start(index)
            if (text.find(core, 0, start) >= 0 or text.find(core, start + len(line)) >= 0) and self._stands_elsewhere(
                core, index
            ):
                self._mark(index, FurnitureKind.REPEAT)
                if self._is_dash(index + 1):
                    self._mark(index + 1, FurnitureKind.REPEAT)

    def _stands_elsewhere(self, core: str, index: int) -> bool:
        text, here, size = self._text, self._start(index), len(core)
        at = -1
        for _ in range(4):
            at = text.find(core, at + 1)
            if at < 0:
                return False
            if here <= at <= here + len(self._lines[index]):
                continue
            begin, end = text.rfind("\n", 0, at) + 1, text.find("\n", at + size)
            end = len(text) if end < 0 else end
            whole_words = not text[at + size : at + size + 1].isalnum() and not text[max(0, at - 1) : at].isalnum()
            if whole_words and end - begin > len(self._lines[index]) + 8:
                return True
        return False

    def _is_turn(self, index: int) -> bool:
        """Whether the paragraph before or after opens with a mark, too: then a short statement may be a turn of a
        dialogue whose words somebody takes up again."""
        lines = self._lines
        before = next((lines[at] for at in range(index - 1, max(-1, index - 5), -1) if lines[at].strip()), " ")
        after = next((line for line in lines[index + 1 : index + 5] if line.strip()), " ")
        return before.lstrip()[:1] in _MARKS or after.lstrip()[:1] in _MARKS

    def _is_blank(self, index: int) -> bool:
        return not 0 <= index < len(self._lines) or _is_empty(self._lines[index]) or index in self._marked

    def _is_dash(self, index: int) -> bool:
        """An attribution under a pull quote: "— Ann Lee"."""
        if index >= len(self._lines) or index in self._marked:
            return False
        plain = self._lines[index].strip()
        return plain[:1] in ("—", "–", "-", "―") and 3 < len(plain) <= 80

    def _start(self, index: int) -> int:
        return self._sums[index] + index

    def _mark(self, index: int, kind: FurnitureKind) -> None:
        line = self._lines[index]
        start = self._start(index) + len(line) - len(line.lstrip())
        self._found.append(Furniture(Span(start, start + len(line.strip())), kind))
        self._marked[index] = kind


def _unquoted(plain: str) -> bool:
    return '"' not in plain and "“" not in plain and "”" not in plain and "«" not in plain


def _is_empty(line: str) -> bool:
    return not line or line.isspace()
