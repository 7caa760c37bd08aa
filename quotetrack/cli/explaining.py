"""The command explain: why each run in quotation marks is a quote of somebody, or none. Imports click; reading,
extraction and rich inside functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from quotetrack.cli.cells import cropped, escaped, to_json
from quotetrack.cli.options import MIN_CONFIDENCE, attributions_option, format_option, input_format_option
from quotetrack.cli.output import complain
from quotetrack.errors import InputError

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from quotetrack.extraction import Explanation, RunReport
    from quotetrack.model import Attributions


@click.command(short_help="Show which rule won each quote, and why.")
@click.argument("path")
@click.option(
    "--quote", "wanted", type=click.IntRange(min=1), metavar="N", help="Only quote or run N, with every rule's reason."
)
@input_format_option
@attributions_option
@format_option("text", "json", pipe="text", terminal="text")
@click.pass_context
def explain(
    ctx: click.Context,
    path: str,
    wanted: int | None,
    input_format: str | None,
    attributions: Attributions,
    chosen: str | None,
) -> None:
    """Show which rule won each quote of an article, which lost, and why.

    Every run in quotation marks is listed, with each cue that was considered; those that are nobody's speech say why.
    Quotes without marks tell the rule that found them; then come the words of saying that no quote has. Whom a
    speaker means is told with the way it was found and, for "he" and "she", with the sentences asked.
    JSON has one object an article.

    \b
    Examples:
      quotetrack explain story.txt
      quotetrack explain story.txt --quote 3
    """
    from quotetrack.extraction import explain as explain_article
    from quotetrack.model import Problem
    from quotetrack.reading import read

    failed = runs = 0
    for item in read(path, input_format=input_format):
        if isinstance(item, Problem):
            failed += item.fatal
            complain(f"{item.source}: {item.reason}")
            continue
        explanation = explain_article(item, attributions=attributions)
        numbered = [(n, run) for n, run in enumerate(explanation.runs, start=runs + 1) if wanted in (None, n)]
        runs += len(explanation.runs)
        if chosen == "json":
            click.echo(to_json({"id": item.id} | _as_dict(explanation, numbered)))
        elif numbered or wanted is None:
            _print(item.id, item.text, explanation, numbered, full=wanted is not None)
    if wanted is not None and wanted > runs and not failed:
        raise InputError(path, f"no quote {wanted}; there are {runs} quotes and runs in quotation marks")
    if failed:
        ctx.exit(1)


def _as_dict(explanation: Explanation, numbered: Iterable[tuple[int, RunReport]]) -> dict[str, object]:
    runs = [{"number": n} | asdict(run) for n, run in numbered]
    return {"runs": runs, "unused": list(map(asdict, explanation.unused)), "skipped": explanation.skipped}


def _print(
    identity: str, text: str, explanation: Explanation, numbered: Iterable[tuple[int, RunReport]], *, full: bool
) -> None:
    from rich.text import Text

    from quotetrack.cli.tables import put

    put(Text(escaped(identity), style="bold"))
    for number, run in numbered:
        put(Text())
        put(Text(f"{number}. ", style="bold").append(escaped(cropped(run.text)), style="bold green"))
        put(_report(run, text, full))
    if explanation.unused and not full:
        put(Text())
        put(Text("Words of saying that no quote has:", style="dim"))
        for cue in explanation.unused:
            sentence = cropped(" ".join(cue.sentence.of(text).split()), 200)
            put(Text(f"  {escaped(cue.cue)}: {escaped(cue.reason)}: ").append(escaped(sentence), style="dim"))
    if explanation.skipped and not full:
        put(Text())
        put(Text("Not read, as furniture of the page:", style="dim"))
        for (start, end), kind in explanation.skipped:
            put(Text(f"  {kind}: {escaped(cropped(text[start:end], 100))}", style="dim"))


def _report(run: RunReport, text: str, full: bool) -> Table:
    from rich.table import Table
    from rich.text import Text

    made = Table.grid(padding=(0, 2, 0, 0))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(no_wrap=True)
    made.add_column(overflow="fold")
    for kind, name, words in _lines(run, text, full):
        made.add_row(Text(f"   {kind}"), Text(escaped(name), style=_STYLES.get(kind, "")), _words(words))
    return made


_STYLES = {"won": "bold", "quote": "bold", "no quote": "bold red"}


def _words(words: str) -> Text:
    from rich.text import Text

    return Text(escaped(cropped(words)))


_WAYS = {
    "full-name": "named in full",
    "surname": "the one in the article whose fuller name this may be short for",
    "name-alone": "no fuller form of the name stands in the article",
    "pronoun": "by the subjects, speakers and people named before it, and by gender",
    "role": "by whom the article tells to be that",
    "epithet": "by who was spoken of just before and may be called so",
    "description": "as printed: the article names nobody so",
    "label": "the one who was named most often before",
}


def _speaker(run: RunReport, text: str) -> Iterator[tuple[str, str, str]]:
    """Whom a quote is given to, and how that was found."""
    who = run.name or run.speaker
    printed = f", printed as “{run.speaker}”" if run.speaker not in (None, who) else ""
    yield "speaker", "", f"{who or 'nobody is named'}{printed}"
    if run.candidates:
        yield "speaker", "not decided", f"may be {' or '.join(run.candidates)}"
    if run.identity is None:
        return
    found = f"; confidence {run.identity.confidence:.2f}" if run.identity.confidence is not None else "; nobody fits"
    yield "person", run.identity.rule, f"{_WAYS[run.identity.rule]}{found if not run.candidates else ''}"
    for asked in run.identity.evidence:
        subject = f"subject “{asked.subject}”; " if asked.subject else ""
        people = ", ".join(f"{name} ({gender or 'gender not known'})" for name, gender in asked.people)
        if subject or people:
            yield "asked", "", f"{subject}names {people or 'nobody'}: {cropped(asked.sentence.of(text), 200)}"


def _lines(run: RunReport, text: str, full: bool) -> Iterator[tuple[str, str, str]]:
    """Kind, name, words of each line of a report."""
    if run.dropped is not None:
        yield "no quote", f"at {run.span.start}", run.dropped
    elif run.type is not None:
        content = " … ".join(span.of(text) for span in run.content)
        words = "the words in the marks" if run.type != "indirect" else "these words"
        yield "quote", str(run.type), content if content != run.text else words
        yield from _speaker(run, text)
    yield "sentence", "", run.sentence.of(text)
    unfit: list[str] = []
    for trial in run.trials:
        if trial.outcome == "no fit" and not full:
            unfit.append(trial.rule)
            continue
        found = ", ".join(
            f"{what} “{words}”" for what, words in (("speaker", trial.speaker), ("cue", trial.cue)) if words
        )
        sure = f"confidence {run.confidence:.2f}" if trial.outcome == "won" else ""
        if sure and run.speaker and run.confidence < MIN_CONFIDENCE:
            sure += f", below {MIN_CONFIDENCE}: shown without its speaker unless --min-confidence is lower"
        yield trial.outcome, trial.rule, "; ".join(part for part in (trial.reason, found, sure) if part)
    if unfit:
        yield "no fit", "", ", ".join(unfit)
    for cue in run.cues:
        yield "cue", cue.cue, f"{cue.tier}, {cue.side} the marks: {cue.reason}"
