"""How often names are judged right: ``python -m tests.speakers.figures [pairs.tsv]``; pairs of our own, tuned and held
out apart.

A pair is held out if a hash of its names says so: its verdict was written before the rules saw it, and no rule, list
or number is changed for it. The command therefore names the mistakes of the tuned pairs alone.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from quotetrack.speakers import Verdict, compare

HERE = Path(__file__).parent
PAIRS = HERE / "pairs.tsv"
NAMESAKES = HERE / "namesakes.tsv"
# Pairs written later, each lot before its verdicts were seen: what its first run gave is in the README.
# Two people each, with names as alike as names of two can be; few of one person.
HARD = HERE / "pairs_hard.tsv"
_NAMES = (
    *("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
    *("thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth"),
)
LOTS = tuple(HERE / f"pairs_{name}.tsv" for name in _NAMES)


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of the pairs that are one person's (``of_same``) and that are two people's (``of_different``), by
    verdict."""

    of_same: dict[Verdict, float]
    of_different: dict[Verdict, float]
    pairs: int


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def is_held_out(a: str, b: str) -> bool:
    """A third of all pairs, whichever of the two names comes first."""
    return sha256("\t".join(sorted((a, b))).encode()).digest()[0] % 3 == 0


def figures(pairs: Iterable[dict[str, str]]) -> Figures:
    counts: Counter[tuple[str, Verdict]] = Counter()
    for pair in pairs:
        counts[pair["verdict"], compare(pair["a"], pair["b"]).verdict] += 1

    def shares(gold: str) -> dict[Verdict, float]:
        total = sum(n for (said, _), n in counts.items() if said == gold) or 1
        return {verdict: counts[gold, verdict] / total for verdict in Verdict}

    return Figures(shares("same"), shares("different"), sum(counts.values()))


def main(path: Path) -> None:
    pairs = read(path)
    tuned = [pair for pair in pairs if not is_held_out(pair["a"], pair["b"])]
    for pair in tuned:
        found = compare(pair["a"], pair["b"])
        if found.verdict != pair["verdict"]:
            print(f"{pair['a']} | {pair['b']}: {found.verdict}, not {pair['verdict']} ({found.reason})")
    held_out = [pair for pair in pairs if is_held_out(pair["a"], pair["b"])]
    for name, some in (("tuned", tuned), ("held out", held_out), ("all", pairs)):
        found = figures(some)
        print(
            f"{name}: {found.pairs} pairs;"
            + "".join(f" {verdict} {share:.3f}" for verdict, share in found.of_same.items())
            + " of the same ones;"
            + "".join(f" {verdict} {share:.3f}" for verdict, share in found.of_different.items())
            + " of the different ones"
        )
    if path == PAIRS:
        rows = read(NAMESAKES)
        right = 0
        for row in rows:
            found = compare(row["a"], row["b"], a_context=row["a_context"], b_context=row["b_context"])
            right += found.verdict == row["verdict"]
            if found.verdict != row["verdict"]:
                names = f"{row['a']} [{row['a_context']}] | {row['b']} [{row['b_context']}]"
                print(f"{names}: {found.verdict}, not {row['verdict']} ({found.reason})")
        print(f"namesakes: {right} of {len(rows)} right")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PAIRS)
