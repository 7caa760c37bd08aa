"""What is done with a text: each step is a way through the program and what must hold of its result.

A step raises on what must not be. Its time is CPU time of this process, and may be ``allowed`` of the text's length;
what takes longer is measured three times more, since other programs share the machine, and the least of them counts.
"""

from __future__ import annotations

import io
import json
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from invariants import (
    check_attributions,
    check_explanation,
    check_narration,
    check_nesting,
    check_runs,
    check_straight,
    is_balanced,
)
from vocabulary import NARRATION

from fuzz.corpus import Parts, joined
from quotetrack.cli.cells import to_json
from quotetrack.cli.predictions import prediction, quote_rows
from quotetrack.errors import InputError
from quotetrack.extraction import extract
from quotetrack.extraction.explanation import explain
from quotetrack.extraction.quotations import find_runs
from quotetrack.model import Article, Problem
from quotetrack.reading.registry import format_named
from quotetrack.reading.source import Source

Step = Callable[[str], None]

BASE = 0.25
"""Seconds that a step may take on any text: imports, caches and the collection of garbage fall in it."""
A_CHARACTER = 200e-6
"""Seconds more for each character. News takes one to two millionths; the slowest text known, a cue every few words and
no end of sentence, 35 to extract and 100 to explain, since each run looks at 150 words around."""
_STOPPED_AFTER = 4
"""A step that has taken so many times what is allowed is stopped: it may never end."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A text on which something went wrong: the kind ("exception", "broken", "over time", "died"), the step, what, and
    where (the innermost lines of code), which tells two findings apart. ``parts`` are its text, as in the corpus."""

    kind: str
    step: str
    what: str
    where: str
    parts: Parts

    @property
    def text(self) -> str:
        """The text itself."""
        return joined(self.parts)

    @property
    def key(self) -> tuple[str, ...]:
        """The same for findings that have one cause, as far as can be told; of slow texts one a step is enough."""
        if self.kind == "over time":
            return (self.kind, self.step)
        return (self.kind, self.step, self.where or self.what)

    def line(self) -> str:
        """The finding in one line."""
        text = self.text
        shown = ascii(text[:80]) + ("…" if len(text) > 80 else "")
        where = f" at {self.where}" if self.where else ""
        return f"{self.kind} in {self.step}: {self.what}{where}; {len(text)} characters: {shown}"


class TooSlow(BaseException):
    """Raised into a step that has taken far more than its time; no Exception, so that nothing catches it."""


# ---------------------------------------------------------------- the steps


def check_extract(text: str) -> None:
    """Runs, quotes and their speakers."""
    check_runs(find_runs(text), text)
    found = extract(Article(text))
    check_attributions(text, found)
    check_nesting(found)
    # Repeated paragraphs count as furniture and are not read; without furniture all of the text is.
    whole = extract(Article(text, furniture=()))
    check_attributions(text, whole)
    check_nesting(whole)


def check_explain(text: str) -> None:
    """``explain``, against ``extract``."""
    article = Article(text)
    check_explanation(text, extract(article), explain(article))


def check_more_narration(text: str) -> None:
    """A paragraph of narration behind the text; which one is told by the text's length."""
    n = len(text)
    check_narration(text, " ".join(NARRATION[(n + k) % len(NARRATION)] for k in range(1 + n % 3)))


def check_marks(text: str) -> None:
    """Curly and straight marks, where the text has them in balanced pairs."""
    if is_balanced(text):
        check_straight(text)


def check_text_file(text: str) -> None:
    """A text file with these characters: read, extracted, printed. Lone surrogates make bytes that are no UTF-8."""
    _check_file("text", text.encode("utf-8", "surrogatepass"))


def check_json_line(text: str) -> None:
    """A line of JSON that holds the text: every character arrives, and the quotes are those of the text."""
    articles = _check_file("jsonl", json.dumps({"text": text}).encode())
    assert [article.text for article in articles] == [text], "a text of JSON Lines does not arrive as it is"


def check_bare_line(text: str) -> None:
    """The text itself taken for JSON Lines."""
    _check_file("jsonl", text.encode("utf-8", "surrogatepass"))


def _check_file(name: str, data: bytes) -> list[Article]:
    """The articles that the reader of a format finds in ``data``, each turned into a line of predictions."""
    source = Source("fuzz", "fuzz", io.BufferedReader(io.BytesIO(data)))
    articles = []
    try:
        for item in format_named(name).read(source):
            if isinstance(item, Problem):
                assert item.reason and "\n" not in item.reason, "a problem that is not told in one line"
                continue
            articles.append(item)
            line = prediction(item.id, extract(item))
            assert json.loads(to_json(line)) == line, "a line of predictions that JSON does not give back"
            assert len(list(quote_rows(item, line))) == len(line["quotes"])
    except InputError as error:
        assert error.reason and "\n" not in error.reason, "an error that is not told in one line"
    return articles


STEPS: Mapping[str, Step] = {
    "extract": check_extract,
    "explain": check_explain,
    "narration": check_more_narration,
    "marks": check_marks,
    "text file": check_text_file,
    "JSON line": check_json_line,
    "bare line": check_bare_line,
}


# ---------------------------------------------------------------- running them


def allowed(text: str) -> float:
    """Seconds of CPU that a step may take on ``text``."""
    return BASE + A_CHARACTER * len(text)


def seconds(step: Step, text: str) -> float:
    """Seconds of CPU that ``step`` takes on ``text``; more than allowed is the least of four measurements. Raises what
    the step raises, and TooSlow where it was stopped."""
    limit = allowed(text)
    taken = float("inf")
    for _ in range(4):
        begin = time.process_time()
        with _stopped_after(_STOPPED_AFTER * limit):
            step(text)
        taken = min(taken, time.process_time() - begin)
        if taken <= limit:
            break
    return taken


def try_step(name: str, step: Step, text: str) -> Finding | float:
    """The finding that ``step`` makes of ``text``, or the seconds of CPU that it took."""
    whole: Parts = ((text, 1),)
    try:
        taken = seconds(step, text)
    except TooSlow as error:
        return Finding("over time", name, f"stopped after {error} s", _where(error), whole)
    except AssertionError as error:
        return Finding("broken", name, str(error).split("\n")[0] or "an assertion", "", whole)
    except Exception as error:
        return Finding("exception", name, f"{type(error).__name__}: {error}".split("\n")[0][:200], _where(error), whole)
    if taken > allowed(text):
        what = f"{taken:.2f} s for {len(text)} characters"
        return Finding("over time", name, what, "", whole)
    return taken


@contextmanager
def _stopped_after(limit: float) -> Iterator[None]:
    """Raises TooSlow into the block after ``limit`` seconds of CPU."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"{limit:.0f}")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _where(error: BaseException) -> str:
    """The two innermost lines of the package (of any code where it has none) that ``error`` went through."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "quotetrack" in Path(frame.filename).parts[-4:-1]] or frames
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(ours[-2:]))
