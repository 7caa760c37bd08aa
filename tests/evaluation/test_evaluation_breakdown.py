"""The verdicts by group: every segment in one group, missed ones apart."""

from __future__ import annotations

from typing import Any

from quotetrack.evaluation import break_down, evaluate

TEXT = (
    "“The lake froze early this year,” said Ana Brandt. She called it “a gift”. “Nobody skates here,” Otto Weil added."
)


def _span(words: str) -> list[int]:
    at = TEXT.index(words)
    return [at, at + len(words)]


def _quote(content: str, speaker: str, cue: str, **more: Any) -> dict[str, Any]:
    return {
        "content": [_span(content)],
        "speaker": _span(speaker),
        "cue": _span(cue),
        "speaker_name": None,
        "type": "direct",
    } | more


LAKE = _quote("“The lake froze early this year,”", "Ana Brandt", "said")
GIFT = _quote("“a gift”", "She", "called")
SKATES = _quote("“Nobody skates here,”", "Otto Weil", "added")
GOLD = [
    {
        "id": "a",
        "source": "test",
        "meta": {"category": "winter"},
        "text": TEXT,
        "quotes": [
            quote | {"id": str(n), "speaker": [quote["speaker"]], "cue": [quote["cue"]]}
            for n, quote in enumerate((LAKE, GIFT, SKATES))
        ],
    }
]
PREDICTED = [
    {
        "id": "a",
        "quotes": [
            LAKE | {"rule": "after", "confidence": 0.93},
            SKATES | {"rule": "after", "confidence": 0.45, "speaker": _span("Ana Brandt")},
        ],
    }
]


def _groups(by: Any) -> dict[str, tuple[int, int, int, int]]:
    report = evaluate(GOLD, PREDICTED, resamples=0)
    return {group.name: group[1:] for group in break_down(report.segments, GOLD, PREDICTED, by)}


def test_each_segment_stands_in_one_group() -> None:
    assert _groups("rule") == {"after": (1, 2, 2, 2), "(missed)": (0, 0, 0, 1)}
    assert _groups("cue") == {"said": (1, 1, 1, 1), "added": (0, 1, 1, 1), "(missed)": (0, 0, 0, 1)}
    assert _groups("confidence") == {"0.9 to 1.0": (1, 1, 1, 1), "0.4 to 0.5": (0, 1, 1, 1), "(missed)": (0, 0, 0, 1)}
    assert _groups("category") == {"winter": (1, 2, 2, 3)}


def test_shares_of_a_group() -> None:
    report = evaluate(GOLD, PREDICTED, resamples=0)
    (group,) = break_down(report.segments, GOLD, PREDICTED, "category")
    assert group.precision == 0.5
    assert group.recall == 1 / 3
