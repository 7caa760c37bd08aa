"""What counts as found and as right, on small documents whose figures are worked out by hand."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

import quotetrack.evaluation
from quotetrack.errors import InputError
from quotetrack.evaluation import Report, SegmentVerdict, count_segments, evaluate
from quotetrack.evaluation.agreement import head_words, name_is_right
from quotetrack.evaluation.quotations import quotation_runs
from quotetrack.model import Span

TEXT = (
    "“The ferry will sail again before the winter storms,” said Ines Vidal, head of the harbour office. "
    "She called the repairs “tidy”. The so-called “swan” of the fleet stayed in dock. "
    "Tomas Brandt said the crew had been promised back pay. “Nobody told the crew anything at all.”"
)


def at(text: str, part: str) -> list[int]:
    start = text.index(part)
    return [start, start + len(part)]


def quote(
    content: str, speaker: str | None, cue: str | None, kind: str, name: str | None, text: str = TEXT
) -> dict[str, Any]:
    return {
        "content": [at(text, content)],
        "speaker": [at(text, speaker)] if speaker else [],
        "cue": [at(text, cue)] if cue else [],
        "type": kind,
        "speaker_name": name,
    }


def gold() -> dict[str, Any]:
    ferry = quote("“The ferry will sail again before the winter storms,”", "Ines Vidal", "said", "direct", "Ines Vidal")
    tidy = quote("“tidy”", "She", "called", "direct", "Ines Vidal")
    pay = quote("the crew had been promised back pay", "Tomas Brandt", "said", "indirect", "Tomas Brandt")
    nobody = quote("“Nobody told the crew anything at all.”", "Tomas Brandt", None, "direct", "Tomas Brandt")
    quotes = [{"id": f"q{n}", **given} for n, given in enumerate((ferry, tidy, pay, nobody))]
    return {"id": "ferry", "text": TEXT, "quotes": quotes}


def predicted(**changes: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The gold as predictions, some quotes changed (``q1={"speaker": None}``) or dropped (``q1=None``)."""
    quotes = []
    for given in gold()["quotes"]:
        change = changes.get(given["id"], {})
        if change is not None:
            quotes.append({**given, "speaker": given["speaker"][0], **change})
    return quotes


def report(quotes: list[dict[str, Any]]) -> Report:
    return evaluate([gold()], [{"id": "ferry", "quotes": quotes}])


def figures(quotes: list[dict[str, Any]], key: str) -> tuple[float, int, int]:
    score = report(quotes).scores[key]
    return score.found, score.predicted, score.gold


def test_gold_against_itself_is_perfect() -> None:
    found = report(predicted())
    assert {key: score.f1.value for key, score in found.scores.items()} == dict.fromkeys(found.scores, 1.0)
    assert figures(predicted(), "segments") == (3, 3, 3)
    assert figures(predicted(), "joint_ge5") == (2, 2, 2)
    assert found.name is not None
    assert (found.name.right, found.name.given, found.name.found, found.name.gold) == (4, 4, 4, 4)


def test_no_prediction_finds_nothing() -> None:
    found = evaluate([gold()], [])
    assert found.as_dict()["joint"] == {
        "P": 0.0,
        "R": 0.0,
        "F1": 0.0,
        "tp": 0,
        "pred": 0,
        "gold": 3,
        "ci": {"P": None, "R": None, "F1": None},
    }
    assert found.as_dict()["name"]["name_precision"] is None


def test_no_quote_and_no_prediction_is_perfect() -> None:
    plain = {"id": "a", "text": "It rained.", "quotes": []}
    assert evaluate([plain], []).scores["joint"].f1.value == 1.0
    assert evaluate([plain], []).as_dict()["name"] is None
    assert evaluate([], []).as_dict()["documents"] == 0


@pytest.mark.parametrize(
    ("quotes", "segments", "joint"),
    [
        pytest.param(predicted(q1=None), (2, 2, 3), (2, 2, 3), id="missed"),
        pytest.param([*predicted(), quote("“swan”", None, None, "direct", None)], (3, 4, 3), (3, 4, 3), id="no-speech"),
        pytest.param([*predicted(), *predicted()], (3, 6, 3), (3, 6, 3), id="everything-twice"),
        pytest.param(predicted(q1={"speaker": at(TEXT, "Tomas Brandt")}), (3, 3, 3), (2, 3, 3), id="wrong-speaker"),
        pytest.param(predicted(q1={"speaker": None}), (3, 3, 3), (2, 3, 3), id="no-speaker"),
        pytest.param(predicted(q0={"content": [at(TEXT, "“The ferry will")]}), (2, 3, 3), (2, 3, 3), id="too-little"),
        pytest.param(predicted(q0={"content": [at(TEXT, "“The")]}), (2, 2, 3), (2, 2, 3), id="too-little-to-count"),
        pytest.param(
            predicted(q0={"content": [at(TEXT, "The ferry will sail again before the")]}),
            (3, 3, 3),
            (3, 3, 3),
            id="more-than-half",
        ),
    ],
)
def test_segments(quotes: list[dict[str, Any]], segments: tuple[int, ...], joint: tuple[int, ...]) -> None:
    assert figures(quotes, "segments") == segments
    assert figures(quotes, "joint") == joint


@pytest.mark.parametrize(
    ("in_gold", "in_predicted", "counts"),
    [
        (8, 5, (1, 1, 1)),
        (7, 5, (0, 1, 0)),  # less than four fifths of the run: no gold segment
        (8, 4, (0, 1, 1)),  # less than half: no match
        (8, 2, (0, 1, 1)),
        (8, 1, (0, 0, 1)),  # less than a fifth: not even a segment
    ],
)
def test_shares_of_a_run_that_decide(in_gold: int, in_predicted: int, counts: tuple[int, ...]) -> None:
    document = {"id": "a", "text": "“abcdefghij” Ana said.", "quotes": [{"content": [[0, 1 + in_gold]]}]}
    answer = {"id": "a", "quotes": [{"content": [[0, 1 + in_predicted]]}]}
    score = evaluate([document], [answer]).scores["segments"]
    assert (score.found, score.predicted, score.gold) == counts


@pytest.mark.parametrize(("run", "long"), [("one two three four", 0), ("one two three four’s five", 1)])
def test_long_segments_have_five_words(run: str, long: int) -> None:
    document = {"id": "a", "text": f"“{run}”", "quotes": [{"content": [[0, len(run) + 2]]}]}
    assert evaluate([document], []).scores["joint_ge5"].gold == long


@pytest.mark.parametrize(
    ("gold_letters", "predicted_letters", "right"), [(3, 80, True), (3, 81, False), (50, 100, True), (50, 101, False)]
)
def test_mention_that_is_far_too_long_names_nobody(gold_letters: int, predicted_letters: int, right: bool) -> None:
    text = "“Go,” said " + "x" * (predicted_letters - 3) + " Ana"
    answer = {"content": [[0, 5]], "speaker": [11, len(text)]}
    wanted = {"content": [[0, 5]], "speaker": [len(text) - (gold_letters + (gold_letters > 3)), len(text)]}
    found = evaluate([{"id": "a", "text": text, "quotes": [wanted]}], [{"id": "a", "quotes": [answer]}])
    assert found.segments[0].right is right


def test_abstaining_costs_recall_of_named_only() -> None:
    named = report(predicted(q1={"speaker": None})).scores["joint_named"]
    assert (named.found, named.predicted, named.gold) == (2, 2, 3)
    assert named.precision.value == 1.0


@pytest.mark.parametrize(
    ("mention", "right"),
    [
        ("Vidal", True),
        ("Ines Vidal, head of the harbour office", True),
        ("harbour office", False),
        ("Ines", False),
        ("said Ines Vidal", False),  # swallows the cue
        (TEXT, False),
    ],
)
def test_mention_is_judged_by_its_head(mention: str, right: bool) -> None:
    assert figures(predicted(q0={"speaker": at(TEXT, mention)}), "joint")[0] == 2 + right


def test_same_name_elsewhere_will_do_but_a_pronoun_will_not() -> None:
    text = "Mara Oyelaran left. “It is late,” Mara Oyelaran said. He came. “Too late,” he said."
    second = text.rindex("Mara Oyelaran")
    quotes = [
        {"content": [at(text, "“It is late,”")], "speaker": [second, second + 13], "type": "direct"},
        {"content": [at(text, "“Too late,”")], "speaker": [text.index("he said"), text.index("he said") + 2]},
    ]
    document = {"id": "a", "text": text, "quotes": quotes}
    elsewhere = [dict(quotes[0], speaker=at(text, "Mara Oyelaran")), dict(quotes[1], speaker=at(text, "He"))]
    verdicts = evaluate([document], [{"id": "a", "quotes": elsewhere}]).segments
    assert [verdict.right for verdict in verdicts] == [True, False]


def test_speech_inside_speech_counts_neither_way_as_segment() -> None:
    text = "“My aunt said ‘the well is dry’ and sat down,” Leo Haas said."
    outer = {"content": [at(text, "“My aunt said ‘the well is dry’ and sat down,”")], "speaker": at(text, "Leo Haas")}
    inner = {"content": [at(text, "‘the well is dry’")], "speaker": at(text, "My aunt"), "speaker_name": "Leo's aunt"}
    document = {"id": "a", "text": text, "quotes": [outer, inner]}
    found = evaluate([document], [{"id": "a", "quotes": [outer, inner]}])
    assert (found.scores["segments"].found, found.scores["segments"].predicted) == (1, 1)
    assert found.scores["content_exact"].found == 2
    assert [verdict.name_right for verdict in found.contents] == [None, True]
    # Without a gold quote for it, the same prediction is a false positive.
    lone = evaluate([dict(document, quotes=[outer])], [{"id": "a", "quotes": [outer, inner]}])
    assert lone.scores["segments"].predicted == 2


def test_content_in_two_pieces_earns_its_share_once() -> None:
    start, end = at(TEXT, "the crew had been promised back pay")
    cut = start + len("the crew had been")
    split = predicted(q2={"content": [[start, cut]]})
    split.append(dict(split[2], content=[[cut, end]]))
    found = report(split)
    soft, exact = found.scores["content_soft"], found.scores["content_exact"]
    assert (soft.precision.value, soft.recall.value) == (1.0, 1.0)
    assert (exact.found, exact.predicted, exact.gold) == (3, 5, 4)
    assert found.as_dict()["recall_by_type"]["indirect"] == {
        "exact": 0.0,
        "soft": 1.0,
        "gold": 1,
        "ci": {"exact": None, "soft": None},
    }
    assert found.as_dict()["recall_by_type"]["mixed"]["exact"] is None
    doubled = report([*predicted(), *predicted()]).scores["content_soft"]
    assert (doubled.precision.value, doubled.recall.value) == (0.5, 1.0)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("Prime Minister Inès Vidal", True),
        ("INES VIDAL’S", True),
        ("Vidal", False),
        ("Ines Vidal Jr.", False),
        ("", False),
        (None, False),
    ],
)
def test_full_names(name: str | None, right: bool) -> None:
    assert name_is_right(name, ["Ines Vidal"]) is right


def test_other_forms_of_a_name_are_right_where_the_gold_says_so() -> None:
    document = {**gold(), "meta": {"alt_names": {"q0": ["the harbour chief"], "Tomas Brandt": "T. Brandt"}}}
    answers = predicted(
        q0={"speaker_name": "Harbour Chief"}, q1={"speaker_name": "harbour chief"}, q2={"speaker_name": "T Brandt"}
    )
    verdicts = evaluate([document], [{"id": "ferry", "quotes": answers}]).contents
    assert [verdict.name_right for verdict in verdicts] == [True, False, True, True]


def test_verdicts_say_which_quote_is_meant() -> None:
    swan = quote("“swan”", None, None, "direct", None)
    answers = [swan, *predicted(q1=None, q3={"speaker": None})]
    found = report(answers)
    told = [(v.run.of(TEXT)[:5], v.gold, v.predicted, v.matched, v.right) for v in found.segments]
    assert told == [
        ("The f", "q0", 1, True, True),
        ("tidy", "q1", None, False, False),
        ("swan", None, 0, False, False),
        ("Nobod", "q3", 3, True, False),
    ]
    long = count_segments(verdict for verdict in found.segments if verdict.long)
    assert (long.right, long.predicted, long.gold) == (1, 2, 2)
    assert isinstance(found.segments[0], SegmentVerdict) and hash(found.segments[0])


def test_groups_of_documents_make_reports_of_their_own() -> None:
    documents = [dict(gold(), id=str(n)) for n in range(6)]
    answers = [{"id": str(n), "quotes": predicted() if n % 2 else []} for n in range(6)]
    found = evaluate(documents, answers)
    good = Report.of(document for document in found.documents if int(document.id) % 2)
    assert good.scores["joint"].f1.value == 1.0
    assert found.scores["joint"].recall.value == 0.5
    low, high = found.scores["joint"].recall.interval or (0.5, 0.5)
    assert low < 0.5 < high
    assert good.scores["joint"].recall.interval == (1.0, 1.0)
    assert evaluate(documents, answers).as_dict() == found.as_dict()


def test_rows_repeat_the_figures() -> None:
    found = report(predicted(q0=None))
    rows = {row.label: row for row in found.rows()}
    joint = rows["joint (segment and speaker)"]
    assert (joint.precision, joint.recall, joint.found, joint.predicted, joint.gold) == (1.0, 2 / 3, 2, 2, 3)
    assert rows["direct content, exact"].recall == pytest.approx(2 / 3)
    assert rows["full names"].recall == 0.75


def test_spans_beyond_the_text_are_counted_as_far_as_they_go_and_told() -> None:
    start = TEXT.index("“Nobody")
    found = report(predicted(q3={"content": [[start, len(TEXT) + 50]]}))
    assert found.scores["content_exact"].found == 4
    assert [(notice.source, notice.fatal) for notice in found.notices] == [("ferry", False)]


@pytest.mark.parametrize(
    ("gold_ids", "predicted_ids", "reason"),
    [("aa", "a", "given before"), ("a", "aa", "given before"), ("a", "b", "not in the gold file")],
)
def test_documents_must_be_told_apart(gold_ids: str, predicted_ids: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        evaluate(
            [{"id": key, "text": "", "quotes": []} for key in gold_ids],
            [{"id": k, "quotes": []} for k in predicted_ids],
        )


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ('"Stay," he said. "It is the boys\' boat."', ["Stay,", "It is the boys' boat."]),
        ("“First part.\n\n“Second part.” And “x", ["First part.", "Second part.", "x"]),
        ("“Mixed marks,\" he said. ''And more.''", ["Mixed marks,", "And more."]),
        ("He called it 'a muddle' in the '80s, the sailors' cook said.", ["a muddle"]),
        ("'The sailors' boat is old,' she said.", ["The sailors' boat is old,"]),
        ('The 5\'9" man said "come in".', ["come in"]),
        ("“She said “yes” to me,” he said.", ["She said “yes” to me,"]),
        ("“She said “go” and “stay” to me,” he said.", ["She said “go” and “stay” to me,"]),
        ("“She said “go” and left. He said “no”.", ["go", "no"]),
        ('<post by="some one">Now “here”</post>', ["here"]),
        ("I don't know; the cooks' boats don't sink.", []),
        ("“…” and “”", []),
    ],
)
def test_runs(text: str, runs: list[str]) -> None:
    assert [run.of(text) for run in quotation_runs(text)] == runs


@pytest.mark.parametrize(
    ("mention", "heads"),
    [
        ("a clerk for the harbour", ["clerk"]),
        ("Ines Vidal, the harbour chief,", ["Vidal", "chief"]),
        ("Vidal and Brandt", ["Vidal", "Brandt"]),
        ("those who stayed", ["those"]),
        ("of the", ["the"]),
        ("…", []),
    ],
)
def test_head_words(mention: str, heads: list[str]) -> None:
    assert [head.of(mention) for head in head_words(mention, Span(0, len(mention)))] == heads


def test_room_stands_on_its_own() -> None:
    allowed = ("quotetrack.model", "quotetrack.errors", "quotetrack.evaluation")
    modules = sorted(Path(quotetrack.evaluation.__file__).parent.glob("*.py"))
    imported = {
        name
        for module in modules
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or "."] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert {name for name in imported if name.startswith(("quotetrack", ".")) and not name.startswith(allowed)} == set()
