"""Words a second: the whole command ``quotetrack extract PATH --format jsonl``, and textacy on the same articles.

Words are what stands between blanks in the texts of the articles. Ours are counted with everything, the start of Python
included; of textacy's time the loading of its model is left out.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench_limits import ROOT, SENTENCE, BenchError, Limit, best_of, extraction

RUNS = 5
# The input is given again and again until it has so many words: starting Python would be most of what is measured.
ENOUGH = 1_000_000
MOST_TIMES = 1_000
# Words a second of ours to those of textacy.
RATIO = 100.0
PEER = ROOT / ".venv-bench" / "bin" / "python"
PEER_SECONDS = 30.0
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Speed:
    """Best CPU seconds of the command: on one sentence (``start_up``), on the input once, and ``times`` over."""

    articles: int
    words: int
    times: int
    start_up: float
    once: float
    repeated: float

    @property
    def words_a_second(self) -> float:
        """The figure that is judged: the input ``times`` over, the start included."""
        return self.words * self.times / self.repeated


@dataclass(frozen=True, slots=True)
class PeerSpeed:
    """Best CPU seconds of textacy over the first ``articles`` with ``words``, called in the way ``how``."""

    how: str
    articles: int
    words: int
    seconds: float

    @property
    def words_a_second(self) -> float:
        return self.words / self.seconds


def count_words(texts: Sequence[str]) -> int:
    return sum(len(text.split()) for text in texts)


def read_texts(path: Path) -> list[str]:
    """The texts of the articles at ``path``, as the command reads them."""
    from quotetrack import Article, read

    texts = [item.text for item in read(path) if isinstance(item, Article)]
    if not count_words(texts):
        raise BenchError(f"{path}: no words in it to measure; give a folder or a .jsonl file with articles")
    return texts


def measure_speed(path: Path, texts: Sequence[str], runs: int = RUNS, enough: int = ENOUGH) -> Speed:
    """The command over ``path``, whose articles have ``texts``."""
    words = count_words(texts)
    times = min(MOST_TIMES, math.ceil(enough / words))
    with tempfile.TemporaryDirectory() as folder:
        sentence = Path(folder) / "sentence.txt"
        sentence.write_text(SENTENCE, encoding="utf-8")
        start_up = best_of(runs, extraction([sentence]))
    once = best_of(runs, extraction([path]))
    # The same path again gives the same articles under other ids.
    repeated = best_of(runs, extraction([path] * times)) if times > 1 else once
    return Speed(len(texts), words, times, start_up, once, repeated)


def measure_peer(texts: Sequence[str], seconds: float = PEER_SECONDS, python: Path = PEER) -> list[PeerSpeed]:
    """Textacy over as many of the articles as it reads in the time, in each way to call it; [] if not installed."""
    if not python.exists():
        return []
    environment = os.environ | dict.fromkeys(_ONE_THREAD, "1")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        path.write_text("".join(f"{json.dumps({'text': text})}\n" for text in texts), encoding="utf-8")
        done = subprocess.run(
            [str(python), str(Path(__file__).with_name("bench_peer.py")), str(path), str(seconds)],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
    if done.returncode:
        last = done.stderr.strip().rpartition("\n")[2]
        raise BenchError(f"textacy does not run ({last}); set it up anew: rm -r .venv-bench; make bench-peer")
    return [PeerSpeed(**json.loads(line)) for line in done.stdout.splitlines()]


def limits(speed: Speed, peers: Sequence[PeerSpeed]) -> list[Limit]:
    """The ratio to the first way of calling textacy, the one that its documentation shows."""
    return [
        Limit("words a second to textacy's", peer.how, speed.words_a_second / peer.words_a_second, RATIO, at_least=True)
        for peer in peers[:1]
    ]


def report(speed: Speed, peers: Sequence[PeerSpeed], path: Path) -> str:
    """The figures as lines to read."""
    again = "" if speed.times == 1 else f", given {speed.times:,} times over ({speed.words * speed.times:,} words)"
    rows = [
        ("quotetrack, the whole command", speed.words_a_second, ""),
        (
            "  its start taken off",
            speed.words * speed.times / (speed.repeated - speed.start_up),
            f"start {speed.start_up:.2f} s",
        ),
    ]
    if speed.times > 1:
        rows += [
            ("  the input given once", speed.words / speed.once, f"{speed.once:.2f} s"),
            ("  once, its start taken off", speed.words / (speed.once - speed.start_up), "no name seen before"),
        ]
    rows += [
        (
            f"textacy, {peer.how}",
            peer.words_a_second,
            f"ours is {speed.words_a_second / peer.words_a_second:.0f} times that"
            + (f"; first {peer.articles} articles" if peer.articles < speed.articles else ""),
        )
        for peer in peers
    ]
    lines = [f"Speed: {path}, {speed.articles:,} articles with {speed.words:,} words{again}"]
    lines += [f"  {name:<42}{figure:>10,.0f} words/s   {note}".rstrip() for name, figure, note in rows]
    if not peers:
        lines.append("  textacy is not installed, so there is no ratio; make bench-peer installs it in .venv-bench")
    return "\n".join(lines)
