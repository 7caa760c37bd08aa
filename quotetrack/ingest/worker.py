"""What a worker process runs: parts come on its standard input, what was made of them goes to its standard output.

It ends when its standard input does, also in the middle of its work: then nobody waits for it any more, for its parent
has ended in whatever way. Imports reading and errors; whatever else the work needs comes with it.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
import traceback
from queue import SimpleQueue
from typing import Any, BinaryIO

from quotetrack.errors import QuotetrackError


def main() -> None:
    """Answers each list of parts with (results, None, None), and work that raised with (None, message, traceback),
    the traceback None where a user can cause it; then the process ends."""
    # Whoever wants to stop us stops the parent, or kills us.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.SIG_IGN)
    gc.set_threshold(50_000, 20, 100)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints by mistake
    asked: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    try:
        try:
            work = asked.get()()
            while True:
                _answer(answers, [list(work(part)) for part in asked.get()], None, None)
        except QuotetrackError as error:
            _answer(answers, None, str(error), None)
        except MemoryError:
            _answer(answers, None, "a worker process has not enough memory; try fewer of them (--jobs)", None)
        except Exception as error:
            _answer(answers, None, str(error), traceback.format_exc())
    except BrokenPipeError:  # nobody reads any more
        pass
    os._exit(1)


def _answer(answers: BinaryIO, *answer: object) -> None:
    pickle.dump(answer, answers, protocol=5)
    answers.flush()


def _listen(questions: BinaryIO, asked: SimpleQueue[Any]) -> None:
    try:
        while True:
            asked.put(pickle.load(questions))
    except EOFError:
        os._exit(0)
