"""Who it is, counted on the cases of tests/cases/identity-*.toml: ``python -m tests.gate.identity [--errors]``.

The tuned cases and those held out apart; errors are shown of the tuned alone. Every quote of a case counts whose name,
role or candidates are told, found or not.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quotetrack.extraction import extract
from quotetrack.model import Article, Attribution
from tests.golden import Case, Expected, case_entries, is_held_out, read_case


@dataclass
class Count:
    """Right of all that were told, and names right of those that were given."""

    names: int = 0
    right: int = 0
    given: int = 0
    roles: int = 0
    roles_right: int = 0
    candidates: int = 0
    candidates_right: int = 0

    @property
    def accuracy(self) -> float:
        return self.right / self.names

    @property
    def precision(self) -> float:
        return self.right_given / self.given

    right_given: int = 0


def count(held_out: bool, errors: list[str] | None = None) -> Count:
    """The count of the cases held out, or of the others; ``errors`` takes in what is wrong."""
    made = Count()
    for stem, entry in case_entries():
        if not stem.startswith("identity-") or is_held_out(stem, entry["id"]) is not held_out:
            continue
        case = read_case(entry)
        for wrong in _add(made, case):
            if errors is not None:
                errors.append(f"{case.id}: {wrong}")
    return made


def _add(made: Count, case: Case) -> Iterator[str]:
    found = extract(Article(case.text))
    for number, quote in sorted(case.quotes.items()):
        attribution = _covering(found, quote)
        keys = quote.keys
        if "name" in keys:
            wanted = keys["name"] if isinstance(keys["name"], list) else [keys["name"]] if keys["name"] else []
            names = [one.name for one in attribution.antecedents] if attribution else []
            right = names == wanted or (len(names) == 1 and names[0] in keys.get("alt", ()))
            right = right and attribution is not None
            made.names += 1
            made.right += right
            made.given += bool(names)
            made.right_given += right and bool(names)
            if not right:
                yield f"quote {number}: {wanted}, found {names}"
        if "role" in keys:
            role = attribution.role if attribution else None
            made.roles += 1
            made.roles_right += role == keys["role"]
            if role != keys["role"]:
                yield f"quote {number}: role {keys['role']!r}, found {role!r}"
        if "candidates" in keys:
            possible = {one.name for one in attribution.candidates} if attribution else set()
            made.candidates += 1
            made.candidates_right += possible == set(keys["candidates"])
            if possible != set(keys["candidates"]):
                yield f"quote {number}: candidates {keys['candidates']}, found {sorted(possible)}"


def _covering(found: Sequence[Attribution], quote: Expected) -> Attribution | None:
    """The quote that holds most of what is expected."""
    first = quote.content[0]
    return next((a for a in found if any(s.start < first.end and first.start < s.end for s in a.quote.content)), None)


def main(arguments: Sequence[str]) -> int:
    errors: list[str] = []
    for name, made in (("tuned", count(False, errors)), ("held out", count(True))):
        print(
            f"{name}: names {made.right} of {made.names} ({made.accuracy:.3f}), of those given {made.right_given} of "
            f"{made.given} ({made.precision:.3f}); roles {made.roles_right} of {made.roles}; "
            f"candidates {made.candidates_right} of {made.candidates}"
        )
    if "--errors" in arguments:
        print("\n".join(errors))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
