"""An article by its number: an event, a newspaper that reports it, the people it quotes, and paragraph after paragraph.

Imports the package's Article only: what is made here knows nothing of how quotes are found.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from quotetrack.model import Article
from tests.generator.people import Speaker, place, rank, speaker, stream
from tests.generator.prose import Draw, Template, Topic, capitalised, fill, read_words, topics

# So many events are reported by turns, three times each: three papers have the news, not one after the other.
EVENTS_AT_ONCE, REPORTS = 20, 3
FIRST_DAY = date(2019, 1, 1)
DAYS = 2_500
# How a paper's marks come out of typographic ones, in which everything is written first.
_MARKS = {
    "typographic": (),
    "straight": (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'")),
    "single": (("“", "‘"), ("”", "’")),
}
_SHORTER = (
    ("will not", "won’t"), ("do not", "don’t"), ("did not", "didn’t"), ("cannot", "can’t"), ("we are", "we’re"),
    ("I am", "I’m"), ("it is", "it’s"), ("would rather", "would sooner"), ("nobody", "no one"), (" and ", " and then "),
)  # fmt: skip


class Said(NamedTuple):
    """A sentence that somebody said, without its full stop."""

    opener: str
    core: str
    tail: str

    def __str__(self) -> str:
        return capitalised(f"{self.opener}{self.core}{self.tail}")


@dataclass(frozen=True, slots=True)
class Event:
    """What several papers report: the same people in the same place, and words of theirs that all have."""

    day: date
    place: str
    topic: Topic
    speakers: tuple[Speaker, ...]
    statements: tuple[tuple[Speaker, Said], ...]


def articles(count: int, *, seed: int = 0, start: int = 0, changed: int = 0) -> Iterator[Article]:
    """The articles ``start`` to ``start + count - 1``, one in the memory at a time.

    With ``changed``, every so many of them come in their second version: a silent edit of what the others are.
    """
    for number in range(start, start + count):
        yield article(number, seed=seed, version=int(bool(changed) and number % changed == 0))


def article(number: int, *, seed: int = 0, version: int = 0) -> Article:
    """The article of this number; each version is an edit of the one before, under the same address or id."""
    return _Desk(number, seed).article(version)


def record(made: Article) -> dict[str, Any]:
    """The article as a line of .jsonl has it, as reading gives it back."""
    values = {
        "id": made.natural_id, "title": made.title, "url": made.url, "outlet": made.outlet,
        "published": made.published, "authors": list(made.authors), "text": made.text,
    }  # fmt: skip
    return {name: value for name, value in values.items() if value}


def lines(made: Iterable[Article]) -> Iterator[str]:
    """Each article as a line of .jsonl."""
    return (json.dumps(record(one), ensure_ascii=False) + "\n" for one in made)


def write_folder(folder: Path, made: Iterable[Article]) -> int:
    """Writes each article as a file with front matter, a thousand files a folder; gives their number."""
    written = 0
    for written, one in enumerate(made, start=1):
        path = folder / f"{(written - 1) // 1000:04}" / f"{written - 1:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        values = record(one)
        values["authors"] = ", ".join(one.authors)
        head = "".join(f"{name}: {value}\n" for name, value in values.items() if name != "text")
        path.write_text(f"---\n{head}---\n{one.text}", encoding="utf-8")
    return written


@cache
def _outlets() -> list[dict[str, Any]]:
    outlets: list[dict[str, Any]] = read_words("outlets.toml")["outlet"]
    return outlets


@lru_cache(EVENTS_AT_ONCE * 2)
def _event(number: int, seed: int) -> Event:
    draw = stream(seed, 3, number).random
    people = tuple(dict.fromkeys(speaker(rank(draw()), seed) for _ in range(2 + int(draw() * 3))))
    topic = topics()[people[0].topic]
    here = place(int(draw() ** 2 * 200), seed)
    statements = tuple((people[at % len(people)], _said(topic, draw, here)) for at in range(len(people) + 1))
    return Event(FIRST_DAY + timedelta(days=int(draw() * DAYS)), here, topic, people, statements)


def _said(topic: Topic, draw: Draw, here: str) -> Said:
    def of(options: tuple[Any, ...]) -> str:
        option = options[int(draw() * len(options))]
        return option if option.__class__ is str else fill(option, draw, lambda slot: here)

    opener = of(topic.options("opener")) if draw() < 0.2 else ""
    tail = of(topic.options("tail")) if draw() < 0.4 else ""
    return Said(opener, of(topic.templates("quotes")), tail)


def _reworded(said: Said, draw: Draw) -> Said:
    """What another paper makes of the same sentence: the same, or shorter, or a word changed."""
    drawn = draw()
    if drawn < 0.5:
        return said
    if drawn < 0.6:
        return said._replace(opener="")
    if drawn < 0.75:
        return said._replace(tail="")
    for long, short in _SHORTER:
        if long in said.core:
            return said._replace(core=said.core.replace(long, short, 1))
    return said._replace(opener="" if said.opener else "I think ")


class _Desk:
    """Writes one article of one newspaper."""

    def __init__(self, number: int, seed: int) -> None:
        self._number, self._seed = number, seed
        block, within = divmod(number, EVENTS_AT_ONCE * REPORTS)
        self._event = _event(block * EVENTS_AT_ONCE + within % EVENTS_AT_ONCE, seed)
        # Each report of an event stands in another paper: the first is drawn, the next ones follow it.
        first = stream(seed, 4, block * EVENTS_AT_ONCE + within % EVENTS_AT_ONCE).random()
        outlets = _outlets()
        self._outlet = outlets[(int(first * len(outlets)) + within // EVENTS_AT_ONCE) % len(outlets)]
        self._draw = stream(seed, 5, number).random
        self._known: set[Speaker] = set()
        # Whom {S}, {s} and {T} mean, and what {Q} may take before it makes something up.
        self._who = self._event.speakers[0]
        self._statements = list(self._event.statements)
        self._fields = {
            "S": self._introduced,
            "s": self._known_already,
            "T": self._two,
            "person": self._known_already,
            "n": self._named,
            "place": lambda: self._event.place,
            "surname": lambda: self._who.surname,
            "f": self._fragment,
            "v": self._verb,
            "m": lambda: self._word("manner"),
            "that": lambda: self._word("that_verb"),
            "R": lambda: self._of("reported"),
            "N": lambda: self._of("narration"),
            "fragment": lambda: self._of("fragments"),
            "Q,": lambda: self._quoted(","),
            "q,": lambda: self._quoted(",", lower=True),
            "Q.": lambda: self._quoted("."),
            "q.": lambda: self._quoted(".", lower=True),
            "Q?": self._question,
            "OPEN": self._opened,
        }

    def article(self, version: int) -> Article:
        event, outlet, draw = self._event, self._outlet, self._draw
        title = self._of("headlines")
        authors = tuple(speaker(int(draw() * 900), self._seed).name for _ in range(int(draw() * 2.4)))
        day = event.day + timedelta(days=int(draw() * 3))
        paragraphs = [self._paragraph("narration"), *self._body()]
        for _ in range(version):
            self._edit(paragraphs)
        text = "\n\n".join(paragraphs)
        if outlet.get("dateline"):
            text = f"{event.place.upper()}, {day:%B} {day.day} — {text}"
        for mark, printed in _MARKS[outlet["marks"]]:
            text = text.replace(mark, printed)
        # The address is made of what no edit touches.
        slug = "-".join("".join(c if c.isalnum() else " " for c in title.casefold()).split()[:8])
        parts = {"slug": f"{slug}-{self._number}", "number": self._number, "year": day.year, "month": f"{day:%m}"}
        return Article(
            text=f"{text}\n",
            id=f"n{self._number}",
            title=title,
            url=outlet["address"].format(**parts) if "address" in outlet else None,
            outlet=outlet["name"],
            authors=authors,
            published=day.isoformat(),
            published_as_printed=day.isoformat(),
            collection="generated",
            natural_id=f"n{self._number}" if outlet.get("number") else None,
        )

    def _body(self) -> Iterator[str]:
        """Paragraphs: each of the event's speakers in turn, then whom this paper alone has asked."""
        draw = self._draw
        own = [speaker(rank(draw()), self._seed) for _ in range(int(draw() * 4))]
        for person in (*self._event.speakers, *own):
            self._who = person
            drawn = draw()
            kind = "direct" if drawn < 0.7 else "mixed" if drawn < 0.85 else "indirect"
            yield self._paragraph(kind)
            for _ in range(int(draw() * 4)):
                yield self._paragraph("again")
            if draw() < 0.7:
                yield self._paragraph("narration" if draw() < 0.5 else "others")

    def _edit(self, paragraphs: list[str]) -> None:
        """One silent edit: a paragraph goes, comes, or is written anew; the first one stays."""
        draw = self._draw
        at = 1 + int(draw() * (len(paragraphs) - 1))
        self._who = self._event.speakers[int(draw() * len(self._event.speakers))]
        drawn = draw()
        if drawn < 0.25 and len(paragraphs) > 3:
            del paragraphs[at]
        elif drawn < 0.5:
            paragraphs.insert(at, self._paragraph("again"))
        elif drawn < 0.75:
            paragraphs[at] = self._paragraph("again")
        else:
            paragraphs.append(f"{self._paragraph('narration')} An earlier version of this article was corrected.")

    # ------------------------------------------------------------ sentences

    def _paragraph(self, kind: str) -> str:
        text = self._of(kind).replace(",,", ",").replace(",.", ".").replace(",:", ":")
        while self._draw() < 0.45:
            text += f" {self._of('narration')}"
        return text

    def _of(self, kind: str) -> str:
        templates = self._event.topic.templates(kind)
        return fill(templates[int(self._draw() * len(templates))], self._draw, self._own)

    def _own(self, slot: str) -> str:
        return self._fields[slot]()

    def _word(self, slot: str) -> str:
        options = self._event.topic.options(slot)
        option: Template | str = options[int(self._draw() * len(options))]
        return option if isinstance(option, str) else fill(option, self._draw, self._own)

    def _verb(self) -> str:
        return "said" if self._draw() * 10 < self._outlet["said"] else self._word("said_past")

    def _sentence(self) -> str:
        """What the person whose turn it is says: words that other papers have too, or words for this one alone."""
        for at, (who, said) in enumerate(self._statements):
            if who is self._who:
                del self._statements[at]
                return str(_reworded(said, self._draw))
        return str(_said(self._event.topic, self._draw, self._event.place))

    def _quoted(self, end: str, *, lower: bool = False) -> str:
        said = self._sentence()
        if lower and not said.startswith(("I ", "I’")):
            said = said[:1].lower() + said[1:]
        return f"“{said}{end}”"

    def _opened(self) -> str:
        """A paragraph whose quote goes on in the next one, so that its mark stays open."""
        return f"“{self._sentence()}. {self._sentence()}."

    def _question(self) -> str:
        return f"“{capitalised(self._of('questions'))}?”"

    def _fragment(self) -> str:
        return f"“{self._of('fragments')}”"

    # ------------------------------------------------------------ people

    def _introduced(self) -> str:
        """The speaker in full the first time, in one of the ways of the trade."""
        who = self._who
        if who in self._known:
            return self._known_already()
        self._known.add(who)
        drawn = self._draw()
        if drawn < 0.3:
            return f"{who.title} {who.name}" if who.title else f"{who.role} {who.name}"
        if drawn < 0.55:
            return f"{who.name}, the {who.role} of {who.home},"
        if drawn < 0.65:
            return f"{who.name}, {who.age}, {'an' if who.role[0] in 'aeiou' else 'a'} {who.role} from {who.home},"
        if drawn < 0.75:
            return f"{who.home}’s {who.role}, {who.name},"
        return who.name

    def _known_already(self) -> str:
        who = self._who
        if who not in self._known:
            return self._introduced()
        return who.pronoun if self._draw() < 0.45 else self._named()

    def _named(self) -> str:
        who = self._who
        if who not in self._known:
            return self._introduced()
        drawn = self._draw()
        if drawn < 0.15:
            return f"the {who.role}"
        if drawn < 0.25:
            return who.name
        return f"{who.honorific} {who.surname}" if self._outlet.get("honorific") else who.surname

    def _two(self) -> str:
        one, *others = self._event.speakers
        other = others[0] if others else speaker(rank(self._draw()), self._seed)
        self._known.update((one, other))
        return f"{one.name} and {other.name}"
