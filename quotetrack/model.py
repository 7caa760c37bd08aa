"""The values that flow from a file to a row: frozen, compared by content, importing nothing of ours.

    file -> Article -> Attribution (a Quote, its cue, its Mention, whom it means) -> rows, made only in store/

Offsets are code points of ``Article.text``, end exclusive. What the text says (``Mention``) and whom it means
(``Antecedent``) stay apart. Closed sets are StrEnums whose values are stored and printed as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of ``Article.text``: code points, end exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of this span in ``text``."""
        return text[self.start : self.end]


class QuoteType(StrEnum):
    """direct: wholly inside quotation marks; mixed: partly; indirect: no marks."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Attributions(StrEnum):
    """What is taken for somebody's words where no quotation marks tell."""

    CLAUSES = "clauses"  # what a verb of saying reports in a clause: "said that the bridge was old"
    SPEECH = "speech"  # also what speech was about: "criticised the plan as too dear"
    ALL = "all"  # also what people think, want or plan: "hopes to rebuild the bridge"


class MentionKind(StrEnum):
    """How the text names a speaker."""

    NAME = "name"  # "Serhii Kyslytsia", "Mr. Trump", "Moscow"
    ROLE = "role"  # "the 34-year-old driver", "a spokesman for the mayor"
    PRONOUN = "pronoun"  # "he", "they"
    GROUP = "group"  # "officials", "residents"


class SpeakerKind(StrEnum):
    """What kind of speaker somebody or something is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    DOCUMENT = "document"
    UNNAMED = "unnamed"


class FurnitureKind(StrEnum):
    """Parts of a page that are not the article's prose."""

    NAVIGATION = "navigation"  # "top of page", "Comments", "Share this article"
    TITLE = "title"  # the headline (extraction reads it: headlines quote people)
    BYLINE = "byline"  # "By Ann Lee", "• Writer: …"
    DATE = "date"  # "Jun 3", "Published 4 May 2025"
    LENGTH = "length"  # "5 min read"
    CAPTION = "caption"  # a picture's caption (extraction reads it: captions quote people)
    REPEAT = "repeat"  # a caption or pull quote that repeats what stands elsewhere in the text


class Furniture(NamedTuple):
    """A typed span of page furniture."""

    span: Span
    kind: FurnitureKind


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read.

    ``text`` is byte-faithful (nothing normalised). ``published`` is ISO 8601, possibly partial ("2025-06-03",
    "2025-06", "--06-03"); ``published_inferred`` marks a year taken from a full date in the text.
    ``id`` is a label for people (a path, ``stem:line``, or the id the input gave); ``natural_id`` is the id that
    the input itself gave, within ``collection``, and is None where the label was made up from a path.
    ``furniture`` is None where nobody has looked for it yet.
    """

    text: str
    id: str = ""
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    published_as_printed: str | None = None
    published_inferred: bool = False
    language: str = "en"
    collection: str | None = None
    natural_id: str | None = None
    source_path: str | None = None
    source_sha256: str | None = None
    furniture: tuple[Furniture, ...] | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about the input that the reader of the result must know; never stops a batch.

    ``source`` is a path, or ``path:line``. ``fatal`` tells a failed item (counted, exit 1) from a notice. ``item`` is
    what the article in the input is called (its id or ``stem:line``), None where the whole of ``source`` is meant.
    """

    source: str
    reason: str
    fatal: bool = True
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """What was said: one or more spans in text order, quotation marks included; ``closed`` is False where a closing
    mark is missing."""

    content: tuple[Span, ...]
    type: QuoteType
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    """The words that name a speaker, without apposition or relative clause."""

    span: Span
    kind: MentionKind


@dataclass(frozen=True, slots=True)
class Antecedent:
    """Whom a mention means, as far as the article tells: the fullest name in it, without title or article."""

    name: str
    kind: SpeakerKind
    role: str | None = None
    forms: tuple[str, ...] = ()  # the other forms of the name in this article, as printed


@dataclass(frozen=True, slots=True)
class Attribution:
    """A quote and who said it.

    ``rule`` names the rule that found it and ``confidence`` (0 to 1) is the lower bound of
    that rule's measured precision. ``antecedents`` holds
    more than one speaker for "Day and Roe said", none where the text names nobody.
    ``identity_confidence`` (0 to 1) is that of the antecedents being the ones meant, by ``identity_rule``. Where the
    text does not decide whom the mention means, ``candidates`` has those it may mean, in the order in which they are
    named first.
    """

    quote: Quote
    rule: str
    confidence: float
    cue: Span | None = None
    mention: Mention | None = None
    antecedents: tuple[Antecedent, ...] = ()
    role: str | None = None
    identity_confidence: float | None = None
    identity_rule: str | None = None
    candidates: tuple[Antecedent, ...] = ()
