"""The same verdicts by group: how good each rule, cue, band of confidence or category of text is.

Imports this room only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from quotetrack.evaluation.scoring import ContentVerdict, SegmentVerdict

By = Literal["category", "cue", "rule", "confidence", "identity"]
BY: tuple[By, ...] = ("category", "cue", "rule", "confidence", "identity")
MISSED = "(missed)"
NONE = "(none)"


class Group(NamedTuple):
    """Counts of quoted segments: ``right`` of ``predicted`` have the right speaker, ``matched`` are quotes at all."""

    name: str
    right: int
    matched: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float | None:
        """right / predicted."""
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """right / gold; meaningful for groups of texts, since a rule owns no gold it does not find."""
        return self.right / self.gold if self.gold else None


def break_down(
    verdicts: Iterable[SegmentVerdict],
    gold: Iterable[Mapping[str, Any]],
    predictions: Iterable[Mapping[str, Any]],
    by: By,
) -> list[Group]:
    """The verdicts of a report summed by ``by``, the largest group first, bands of confidence from the surest down.

    Missed segments are a group of their own where groups are made of predictions. ``gold`` and ``predictions`` are
    those the report was made of.
    """
    documents = {document["id"]: document for document in gold}
    quotes = {document["id"]: document["quotes"] for document in predictions}
    groups: dict[str, list[SegmentVerdict]] = {}
    for verdict in verdicts:
        document = documents[verdict.document]
        if by == "category":
            name = str((document.get("meta") or {}).get("category") or NONE)
        elif verdict.predicted is None:
            name = MISSED
        else:
            name = _name(quotes[verdict.document][verdict.predicted], document["text"], by)
        groups.setdefault(name, []).append(verdict)
    found = [
        Group(
            name,
            right=sum(verdict.right for verdict in members),
            matched=sum(verdict.matched for verdict in members),
            predicted=sum(verdict.predicted is not None for verdict in members),
            gold=sum(verdict.gold is not None for verdict in members),
        )
        for name, members in groups.items()
    ]
    found.sort(key=lambda group: (-max(group.predicted, group.gold), group.name))
    if by == "confidence":  # bands read best from the surest down; what has none comes last
        found.sort(key=lambda group: "" if group.name.startswith("(") else group.name, reverse=True)
    return found


def break_down_names(verdicts: Iterable[ContentVerdict], predictions: Iterable[Mapping[str, Any]]) -> list[Group]:
    """Full names by the way in which a person was found ("surname", "pronoun"), the largest group first.

    Of the gold quotes with a name whose mention is right and was given one: ``right`` of ``predicted`` got the right
    one. Here ``matched`` and ``gold`` are as many.
    """
    quotes = {document["id"]: document["quotes"] for document in predictions}
    groups: dict[str, list[bool]] = {}
    for verdict in verdicts:
        if verdict.name_right is not None and verdict.mention_right and verdict.name_given:
            how = quotes[verdict.document][verdict.predicted].get("identity_rule") or NONE
            groups.setdefault(str(how), []).append(verdict.name_right)
    found = [Group(name, sum(right), len(right), len(right), len(right)) for name, right in groups.items()]
    return sorted(found, key=lambda group: (-group.predicted, group.name))


def _name(quote: Mapping[str, Any], text: str, by: By) -> str:
    if by == "cue":
        cue = quote.get("cue")
        return " ".join(text[cue[0] : cue[1]].lower().split()) if cue else NONE
    if by == "rule":
        return str(quote.get("rule") or NONE)
    confidence = quote.get("confidence")
    if not isinstance(confidence, int | float) or not quote.get("speaker"):
        return NONE
    low = min(int(confidence * 10), 9) / 10
    return f"{low:.1f} to {low + 0.1:.1f}"
