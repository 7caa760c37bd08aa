"""extract, explain and evaluate: articles to lines of JSON, without a data base."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from quotetrack.cli.cells import to_json
from quotetrack.cli.identifiers import UniqueIds
from quotetrack.cli.predictions import prediction, quotes_in_json
from quotetrack.extraction import extract
from quotetrack.model import (
    Antecedent,
    Article,
    Attribution,
    Mention,
    MentionKind,
    Quote,
    QuoteType,
    Span,
    SpeakerKind,
)

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
TEXT = "“The tide waits for no council,” said Odile Marchetti, the harbour master."


def _lines(path: Path, *articles: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return path


def test_one_line_an_article_in_the_order_of_the_input(command: Any, tmp_path: Path) -> None:
    many = _lines(tmp_path / "many.jsonl", {"id": "x", "text": TEXT}, {"text": "No quote."}, {"id": "x", "text": TEXT})
    alone = tmp_path / "alone.txt"
    alone.write_text(TEXT, encoding="utf-8")
    ran = command("extract", many, alone, alone)
    assert (ran.code, ran.err) == (0, "")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert [line["id"] for line in lines] == ["x", "many:2", "x#2", str(alone), f"{alone}#2"]
    assert lines[1]["quotes"] == []
    (quote,) = lines[0]["quotes"]
    assert TEXT[slice(*quote["content"][0])] == "“The tide waits for no council,”"
    assert TEXT[slice(*quote["speaker"])] == "Odile Marchetti"
    assert TEXT[slice(*quote["cue"])] == "said"
    known = {"speaker_name": "Odile Marchetti", "speaker_names": ["Odile Marchetti"], "speaker_kind": "person"}
    assert known.items() <= quote.items()
    assert (quote["type"], quote["closed"]) == ("direct", True)
    assert {"rule", "confidence", "identity_confidence", "role"} <= quote.keys()


def test_bad_lines_are_told_and_the_rest_is_done(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(
        f'{{"id": "a", "text": {json.dumps(TEXT)}}}\nnonsense\n{{"id": "z", "text": ""}}\n', encoding="utf-8"
    )
    ran = command("extract", path, tmp_path / "absent.txt")
    assert ran.code == 1
    assert json.loads(ran.out.splitlines()[0])["id"] == "a"
    assert [line.split(": ")[0] for line in ran.err.splitlines()][::len(ran.err.splitlines()) - 1] == [
        f"{path}:2", str(tmp_path / "absent.txt"),
    ]  # fmt: skip


def test_a_notice_is_no_failure(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "old.txt"
    path.write_bytes("“Café prices rise,” said Ann Lee.".encode("cp1252"))
    ran = command("extract", path)
    assert ran.code == 0
    assert ran.err.startswith(f"{path}: ")
    assert "Ann Lee" in ran.out


def test_half_a_surrogate_pair_does_not_stop_it(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text(
        '{"id": "odd \\ud83d", "text": "“Yes \\ud83d, \\u0000 no,” said Ann \\ud800Lee."}\n', encoding="utf-8"
    )
    ran = command("extract", path)
    assert ran.code == 0
    ran.out.encode("utf-8")
    assert json.loads(ran.out)["id"] == "odd \ud83d"
    assert command("extract", path, "--format", "tsv").out.isascii() is False


def test_rows_instead_of_lines(command: Any, tmp_path: Path) -> None:
    path = _lines(tmp_path / "many.jsonl", *({"id": f"a{n}", "text": TEXT} for n in range(3)))
    table = command("extract", path, "--format", "table", "--limit", 2).out
    assert "Odile Marchetti" in table
    assert table.endswith("1 more; --limit 0 shows all\n")
    tsv = [line.split("\t") for line in command("extract", path, "--format", "tsv").out.splitlines()]
    assert [row[0] for row in tsv] == ["id", "a0", "a1", "a2"]
    assert len(command("extract", path, "--limit", 1).out.splitlines()) == 1


def test_below_the_confidence_asked_for_nobody_is_named() -> None:
    lee = Antecedent("Ann Lee", SpeakerKind.PERSON)
    sure, doubtful, somebody = (
        Attribution(
            Quote((Span(0, 5),), QuoteType.DIRECT),
            "a-rule",
            confidence,
            cue=Span(6, 10),
            mention=Mention(Span(11, 18), MentionKind.NAME),
            antecedents=(lee, Antecedent("Bo Day", SpeakerKind.PERSON)),
            identity_confidence=identity,
        )
        for confidence, identity in ((0.9, 0.9), (0.4, 0.9), (0.9, 0.4))
    )
    first, second, third = prediction("x", [sure, doubtful, somebody], min_confidence=0.5)["quotes"]
    assert (first["speaker_name"], first["speaker_names"]) == ("Ann Lee", ["Ann Lee", "Bo Day"])
    assert {second[key] for key in ("speaker", "speaker_name", "speaker_kind", "identity_confidence")} == {None}
    assert (second["content"], second["cue"], second["speaker_names"]) == ([[0, 5]], [6, 10], [])
    assert (third["speaker"], third["speaker_name"], third["speaker_names"]) == ([11, 18], None, [])
    assert len(prediction("x", [sure, doubtful, somebody], min_confidence=0.5, attributed=True)["quotes"]) == 2


def test_candidates_are_given_where_the_text_does_not_decide() -> None:
    article = Article(text="Rosa Fenn and Miguel Fenn sat down. “We have nothing to add,” Fenn said.")
    (quote,) = prediction("x", extract(article))["quotes"]
    assert (quote["speaker_name"], quote["candidates"]) == (None, ["Rosa Fenn", "Miguel Fenn"])
    (quote,) = prediction("x", extract(Article(text="“We have nothing to add,” Rosa Fenn said.")))["quotes"]
    assert "candidates" not in quote


def test_ids_that_come_again_are_numbered() -> None:
    ids = UniqueIds()
    given = [ids.unique(name) for name in ["a", "b", "a", "a", "a#2", "a", "a#5", "a"]]
    assert given == ["a", "b", "a#2", "a#3", "a#2#2", "a#4", "a#5", "a#6"]
    assert [ids.unique("same") for _ in range(1000)][-1] == "same#1000"


def test_an_id_costs_at_most_sixteen_bytes() -> None:
    ids = UniqueIds()
    count = 50_000
    for number in range(count):
        ids.unique(f"document {number}")
    assert sum(sys.getsizeof(shelf) for shelf in ids._shelves) / count < 16


def test_explain_says_which_rule_won_and_what_is_no_quote(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(f"{TEXT}\n\nThey showed the film “Seven Winters in Oslo” on [/a] wall.\n", encoding="utf-8")
    ran = command("explain", path)
    assert (ran.code, ran.err) == (0, "")
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "1. “The tide waits for no council,”" in lines
    assert any(line.startswith("won quote-cue-speaker") for line in lines)
    assert any(line.startswith("cue said core, after the marks") for line in lines)
    assert any(line.startswith("no quote") for line in lines)
    one = command("explain", path, "--quote", 2).out
    assert "Seven Winters" in one
    assert "tide" not in one
    runs = json.loads(command("explain", path, "--format", "json").out)["runs"]
    assert [run["dropped"] is None for run in runs] == [True, False]
    absent = command("explain", path, "--quote", 9)
    assert (absent.code, absent.err.count("\n")) == (1, 1)


def test_evaluate_extracts_where_no_predictions_are_given(command: Any, tmp_path: Path) -> None:
    quote = {
        "id": "q1", "content": [[0, 32]], "speaker": [[38, 53]], "cue": [[33, 37]], "type": "direct",
        "speaker_name": "Odile Marchetti",
    }  # fmt: skip
    gold = _lines(tmp_path / "gold.jsonl", {"id": "t", "source": "own", "meta": {}, "text": TEXT, "quotes": [quote]})
    ran = command("evaluate", gold, "--format", "json")
    report = json.loads(ran.out)
    assert (report["joint"]["F1"], report["content_exact"]["F1"], report["name"]["R"]) == (1.0, 1.0, 1.0)
    predictions = tmp_path / "predictions.jsonl"
    predictions.write_text(command("extract", gold).out, encoding="utf-8")
    assert command("evaluate", gold, "--predictions", predictions, "--format", "json").out == ran.out
    predictions.write_text('{"id": "t", "quotes": []}\n', encoding="utf-8")
    none = json.loads(command("evaluate", gold, "--predictions", predictions, "--format", "json").out)
    assert none["joint"]["R"] == 0.0
    table = command("evaluate", gold, "--format", "table").out
    assert "joint, 5 words and more" in table
    wrong = command("evaluate", gold, "--predictions", tmp_path / "absent.jsonl")
    assert (wrong.code, wrong.err.count("\n")) == (1, 1)


def test_quotes_written_straight_in_json_are_the_same() -> None:
    said, person = Quote((Span(0, 4), Span(9, 12)), QuoteType.MIXED), SpeakerKind.PERSON
    odd = Antecedent('Ann "Al" \\ Lee\n\u2028é\ud800', person, "the\tmayor")
    some = (
        Attribution(said, "unattributed", 0.0),
        Attribution(Quote((Span(1, 2),), QuoteType.DIRECT, closed=False), "quote-cue-speaker", 0.958, Span(5, 8)),
        Attribution(said, "weak-cue", 0.5, None, Mention(Span(5, 8), MentionKind.PRONOUN), candidates=(odd, odd)),
        Attribution(said, "x", 1.0, Span(3, 4), Mention(Span(5, 8), MentionKind.NAME), (odd, odd), "mayor", 0.0, "age"),
    )
    found = [extract(Article(path.read_text(encoding="utf-8"))) for path in sorted(SEEDS.glob("*.txt"))]
    assert any(found)
    for attributions in (some, (), *found):
        for least, attributed in ((None, False), (None, True), (0.0, False), (0.4, False), (0.6, True), (0.93, True)):
            line = prediction("x", attributions, min_confidence=least, attributed=attributed)
            assert quotes_in_json(attributions, least, attributed=attributed) == to_json(line["quotes"])
