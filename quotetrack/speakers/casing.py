"""Names in capitals throughout, as transcripts print them, and how they are written elsewhere.

Floor 3: imports nothing of ours.
"""

from __future__ import annotations

from itertools import groupby


def is_shouted(tokens: list[str]) -> bool:
    """Capitals throughout, as transcripts print names: some word of four letters or two words of two and more."""
    letters = [token for token in tokens if sum(map(str.isalpha, token)) > 1 and "." not in token]
    return bool(letters) and all(t.isupper() for t in tokens) and (len(letters) > 1 or len(letters[0]) > 3)


def recase(token: str, *, alone: bool) -> str:
    """ "O'NEILL" as "O'Neill"; what cannot be said for sure (initials, two capitals) stays as it is."""
    if "." in token or (len(token) <= 2 and not any(c in "AEIOUY" for c in token)) or (alone and len(token) <= 3):
        return token
    made = []
    for part in _split_keeping(token):
        part = part if len(part) == 1 and not part.isalpha() else part.capitalize()
        if len(part) > 4 and part.startswith("Mc"):
            part = "Mc" + part[2:].capitalize()
        made.append(part)
    return "".join(made)


def recase_word(token: str) -> str:
    """One shouted word beside others that are not: "Emmanuel ROUSSELLE"."""
    return recase(token, alone=False) if len(token) > 3 and token.isupper() and token.isalpha() else token


def _split_keeping(token: str) -> list[str]:
    """A token's stretches of letters, and what is none one character at a time."""
    return [part for alpha, run in groupby(token, str.isalpha) for part in (["".join(run)] if alpha else run)]
