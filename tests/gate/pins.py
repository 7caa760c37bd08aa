"""What a set of gold scored when it was last pinned, and what has changed since.

A pin is one JSON file a set in tests/gate/pins: the digest of the gold, the floors of its figures (0 to 1, rounded down
to three places), and of every document the verdict on each run in quotation marks, as "start-end verdict" (code points,
end exclusive). It holds no word of the gold: documents are named by a hash of their id, since ids are often headlines.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from quotetrack.evaluation import Report, SegmentVerdict
from quotetrack.evaluation.figures import Figure
from quotetrack.model import QuoteType

# Worst first: a quote is won when its verdict moves to the right, lost when it moves to the left. ("none": nobody's
# speech, and not taken for a quote.)
VERDICTS = ("extra", "missed", "wrong speaker", "none", "right")
# The figures that have a floor, each by how it is read from a report.
FIGURES = {
    "joint": lambda report: report.scores["joint"].f1.value,
    "joint, 5 words and more": lambda report: report.scores["joint_ge5"].f1.value,
    "joint, named, precision": lambda report: report.scores["joint_named"].precision.value,
    "segments": lambda report: report.scores["segments"].f1.value,
    "direct content, soft recall": lambda report: report.recall_by_type["direct"].soft.value,
    "mixed content, soft recall": lambda report: report.recall_by_type["mixed"].soft.value,
    # only where indirect speech is annotated
    "indirect content, soft recall": lambda report: _of_indirect(report, report.recall_by_type["indirect"].soft),
    "content, soft F1": lambda report: _of_indirect(report, report.scores["content_soft"].f1),
    "full names, precision": lambda report: report.name and report.name.precision.value,
    "full names, recall": lambda report: report.name and report.name.recall.value,
}


def _of_indirect(report: Report, figure: Figure) -> float | None:
    return figure.value if report.recall_by_type[QuoteType.INDIRECT].gold else None


class Place(NamedTuple):
    """A run in quotation marks: its document, as ``document_key`` names it, and its offsets."""

    document: str
    start: int
    end: int


class Change(NamedTuple):
    """A run whose verdict is not the pinned one."""

    place: Place
    before: str
    now: str

    @property
    def won(self) -> bool:
        return VERDICTS.index(self.now) > VERDICTS.index(self.before)


@dataclass(frozen=True, slots=True)
class Pin:
    """A set's digest, its floors by the names of FIGURES, and its verdicts (those of "none" are left out)."""

    digest: str
    floors: Mapping[str, float]
    verdicts: Mapping[Place, str]

    @classmethod
    def of(cls, gold: object, report: Report) -> Pin:
        """The pin of what ``report`` says about ``gold``."""
        values = {name: figure(report) for name, figure in FIGURES.items()}
        return cls(
            digest=digest(gold),
            floors={name: math.floor(value * 1000) / 1000 for name, value in values.items() if value is not None},
            verdicts=_verdicts(report.segments),
        )

    @classmethod
    def read(cls, path: Path) -> Pin | None:
        """The pin in ``path``, None where there is none."""
        if not path.is_file():
            return None
        made = json.loads(path.read_text("utf-8"))
        verdicts = {}
        for document, runs in made["verdicts"].items():
            for run in runs.split(", "):
                span, verdict = run.split(" ", 1)
                start, end = span.split("-")
                verdicts[Place(document, int(start), int(end))] = verdict
        return cls(made["digest"], made["floors"], verdicts)

    def write(self, path: Path) -> None:
        """Write the pin: a line a document, so that a change of it can be read."""
        runs: dict[str, list[str]] = {}
        for place, verdict in sorted(self.verdicts.items()):
            runs.setdefault(place.document, []).append(f"{place.start}-{place.end} {verdict}")
        made = {
            "digest": self.digest,
            "floors": self.floors,
            "verdicts": {document: ", ".join(of_it) for document, of_it in runs.items()},
        }
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")

    def below(self, now: Pin) -> dict[str, tuple[float, float]]:
        """The figures of ``now`` that lie under our floors: (floor, figure). One that is gone counts as 0."""
        figures = {name: (floor, now.floors.get(name, 0.0)) for name, floor in self.floors.items()}
        return {name: (floor, value) for name, (floor, value) in figures.items() if value < floor}

    def changes(self, now: Pin) -> list[Change]:
        """Every run whose verdict is another one in ``now``, in the order of documents and text."""
        places = sorted(self.verdicts.keys() | now.verdicts.keys())
        compared = [
            Change(place, self.verdicts.get(place, "none"), now.verdicts.get(place, "none")) for place in places
        ]
        return [change for change in compared if change.before != change.now]


def digest(gold: Any) -> str:
    """sha256 of the gold as canonical JSON."""
    return hashlib.sha256(json.dumps(gold, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def document_key(identity: str) -> str:
    """Ten hexadecimal digits for a document's id."""
    return hashlib.sha256(identity.encode()).hexdigest()[:10]


def _verdicts(segments: tuple[SegmentVerdict, ...]) -> dict[Place, str]:
    """One verdict a run; where there are several (two quotes found in one run), the worst."""
    found: dict[Place, str] = {}
    for segment in segments:
        place = Place(document_key(segment.document), *segment.run)
        verdict = _verdict(segment)
        known = found.get(place, verdict)
        found[place] = min(verdict, known, key=VERDICTS.index)
    return found


def _verdict(segment: SegmentVerdict) -> str:
    if segment.gold is None:
        return "extra"
    if not segment.matched:
        return "missed"
    return "right" if segment.right else "wrong speaker"
