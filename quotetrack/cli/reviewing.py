"""The command review: one question after the other, answered with one key; every answer is a correction. Imports click,
answers and output; store and rich inside functions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quotetrack.cli.answers import Keys, single_keys
from quotetrack.cli.cells import Column, Row, counted, cropped, escaped, plain
from quotetrack.cli.options import database, db_option, format_option, limit_option, signing_options
from quotetrack.cli.output import Listing, choose_format, choose_limit, complain, write_listing
from quotetrack.errors import StoreError

if TYPE_CHECKING:
    from quotetrack.store import Corrections, Store

_KEYS = {"y": "yes", "n": "no", "l": "later", "o": "other", "r": "reject", "q": "quit"}
_AHEAD = 20
_ENDS = ("", "q", "\x03", "\x04")


def ask(question: Row) -> str:
    """The question in one line."""
    speaker, other = question["speaker"], question["other"]
    if other is None:
        return f"Did {_named(speaker)} say this?"
    return f"Is this {_named(speaker)} {_named(other)}?"


def _named(speaker: Row) -> str:
    return f"{speaker['name']} ({counted(speaker['quotes'], 'quote')})"


QUESTIONS = Listing(
    (
        "id", "kind", "value", "quoted", "doubt", "postponed", "quote_id", "quote", "speaker", "other", "evidence",
    ),
    (
        Column("Value", lambda row: f"{row['value']:.1f}", width=7, right=True),
        Column("Question", ask, share=3),
        Column("Quote", lambda row: row["quote"], share=4),
        Column("Evidence", lambda row: plain(row["evidence"]), share=4, style="dim"),
    ),
)  # fmt: skip


@click.command(short_help="Answer what the rules cannot decide, one key a question.")
@click.option("--list", "listed", is_flag=True, help="Only list the questions.")
@limit_option("questions")
@signing_options
@format_option()
@db_option
@click.pass_context
def review(
    ctx: click.Context, listed: bool, limit: int | None, by: str, why: str | None, chosen: str | None, db: Path | None
) -> None:
    """Answer what the rules cannot decide: whether two speakers are one, and whether somebody said a doubtful quote.
    Asked first is what counts most: how often the speaker is quoted, by how doubtful it is.

    \b
    One key answers:
      y  yes: the two are one; he or she said it (the quote is verified)
      n  no: they are two; somebody else said it (the quote has no speaker then)
      l  later: asked again at the end of the list, also in the next review
      o  other: then type who it is
      r  reject: it is no quote at all
      q  quit; what was answered is stored

    Every answer is a correction, to be undone with "undo". Answers may come through a pipe.

    \b
    Examples:
      quotetrack review
      quotetrack review --list --format json --limit 50
    """
    from quotetrack.store import Store

    if listed:
        chosen = choose_format(chosen)
        most = choose_limit(limit, chosen)
        with Store.open(database(ctx, db)) as store:
            rows = store.questions(limit=None if chosen == "table" else most)
        write_listing(rows if most is None else rows[:most], QUESTIONS, chosen, total=len(rows))
        if not rows:
            complain("no questions")
        return
    with Store.open(database(ctx, db), write=True) as store, single_keys() as keys:
        answers = _Review(store, store.corrections(by=by, why=why), keys).run(limit or None)
    told = ", ".join(f"{number} {name}" for name, number in answers.items())
    click.echo(f"{counted(answers.total(), 'answer')}{f': {told}' if told else ''}")


class _Review:
    """A session: what was asked in it is not asked twice."""

    def __init__(self, store: Store, corrections: Corrections, keys: Keys) -> None:
        self._store = store
        self._corrections = corrections
        self._keys = keys
        self._asked: set[str] = set()

    def run(self, most: int | None) -> Counter[str]:
        """Asks until there is nothing more, or no more answers, or so many are given."""
        answers: Counter[str] = Counter()
        while most is None or answers.total() < most:
            ahead = self._store.questions(limit=len(self._asked) + _AHEAD)
            question = next((one for one in ahead if one["id"] not in self._asked), None)
            if question is None:
                click.echo("nothing more to ask")
                break
            self._show(question)
            answer = self._answer(question)
            if answer is None:
                break
            answers[answer] += 1
            self._asked.add(question["id"])
        return answers

    def _show(self, question: Row) -> None:
        from rich.text import Text

        from quotetrack.cli.tables import in_paragraph, put

        quote = self._store.quote(question["quote_id"])
        source = ", ".join(part for part in (quote["outlet"] or quote["article"], quote["published"]) if part)
        evidence = "\n".join(f"  {escaped(cropped(line))}" for line in (*question["evidence"], source) if line)
        put(Text(), in_paragraph(quote), Text(), Text(evidence, style="dim"))

    def _answer(self, question: Row) -> str | None:
        """What was answered, once it is stored; None at the end."""
        keys = {key: name for key, name in _KEYS.items() if key != "r" or question["other"] is None}
        choices = "  ".join(f"{key} {name}" for key, name in keys.items())
        while True:
            click.echo(f"{escaped(ask(question))}  [{choices}] ", nl=False)
            key = self._keys.key()
            click.echo("" if key in _ENDS else escaped(key))
            if key in _ENDS:
                return None
            if key not in keys:
                continue
            try:
                if self._store_answer(key, question):
                    return keys[key]
            except StoreError as error:
                if error.__cause__ is not None:  # it is about the data base
                    raise
                complain(str(error))

    def _store_answer(self, key: str, question: Row) -> bool:
        speaker, other, quote = question["speaker"], question["other"], str(question["quote_id"])
        make = self._corrections
        name = ""
        if key == "o":
            click.echo("Who is it? ", nl=False)
            name = self._keys.line()
            if not name:
                return False
        if other is None:
            if key == "l":
                make.later(quote=quote)
            elif key == "r":
                make.reject(quote)
            elif key == "y":
                make.verify(quote)
            else:
                make.assign(quote, [name] if name else [])
        elif key == "l":
            make.later(speaker=other["key"], other=speaker["key"])
        elif key == "n":
            make.distinct(other["key"], speaker["key"])
        else:
            make.merge(name or other["key"], speaker["key"])
        return True
