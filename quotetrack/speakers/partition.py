"""Which full names are one person's: a partition of names that does not depend on the order in which they came.

It follows from the names alone and from which of them one article uses for one person. Floor 3; knows no data base.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from quotetrack.speakers.comparison import Comparison, Verdict, compare
from quotetrack.speakers.relations import Relation

# A part of a name makes two names alike, but not, without more evidence, two people one; nor does a nickname of a name
# that many have.
_JOINING = frozenset({Relation.EQUAL, Relation.MIDDLE, Relation.VARIANT})
_SLIPS = frozenset({Relation.CONFUSABLE, Relation.NEAR})
Pair = frozenset[str]
Edges = dict[str, set[str]]
_Unit = TypeVar("_Unit", bound=Hashable)


def agrees(found: Comparison) -> bool:
    """The names are the same, however many have them."""
    return found.verdict is Verdict.SAME or found.common


def is_joining(a: str, b: str) -> bool:
    """Whether two full names are one person's if nothing speaks against it."""
    found = compare(a, b)
    nickname = found.relation is Relation.NICKNAME and found.verdict is Verdict.SAME
    return nickname or (agrees(found) and found.relation in _JOINING)


def is_possible(a: str, b: str) -> bool:
    """Whether nothing in two full names rules out that they are one person's."""
    return compare(a, b).verdict is not Verdict.DIFFERENT


def can_be_attested(a: str, b: str) -> bool:
    """Whether two full names are one person's where an article says so."""
    return agrees(compare(a, b))


def is_settled_by(a: str, b: str, offices: Iterable[str]) -> bool:
    """Whether two full names are one person's if both held one of these offices, which one person holds at a time:
    nothing but a "Jr." or "III", which one of them lacks, speaks against it, or a slip ("Rence Priebus"); for a slip
    the office must be named in full, since many are "president"."""
    relation = compare(a, b).relation
    return any(relation is Relation.SUFFIX or (relation in _SLIPS and " " in office) for office in offices)


def is_unsettled(a: str, b: str) -> bool:
    """Whether an office can show that two full names are one person's."""
    return compare(a, b).relation in {Relation.SUFFIX, *_SLIPS}


@dataclass(frozen=True, slots=True)
class Partition:
    """``parts`` maps each name to the least of those that are the same person's; ``open`` maps each that goes with
    none, since it could go with names that exclude one another, to those names."""

    parts: Mapping[str, str]
    open: Mapping[str, frozenset[str]]


def by_calling(fields: Mapping[_Unit, Collection[str]]) -> dict[_Unit, str]:
    """Namesakes told apart by fields of life: what is said of whom with the fields of each. Two fields that are said of
    one are one person's; the least field stands for all. Empty where there is nothing to tell apart."""
    linked = {frozenset(some) for some in fields.values() if some}
    pairs = {frozenset(pair) for some in linked for pair in combinations(sorted(some), 2)}
    parts = _components(sorted({field for some in linked for field in some}), pairs)
    if len(parts) < 2:
        return {}
    least = {field: min(part) for part in parts for field in part}
    return {unit: least[min(some)] if some else "" for unit, some in fields.items()}


def partition(
    names: Collection[str], attested: Iterable[Pair], fixed: Iterable[Pair] = (), apart: Iterable[Pair] = ()
) -> Partition:
    """Which of these full names are one person's. ``fixed`` are pairs that are, whatever the names say, ``apart`` pairs
    that are not.

    ``attested`` are pairs of names that some article uses for one person. Two names that exclude one another ("George
    H. W. Bush", "George W. Bush") are never in one part: what would join them ("George Bush") goes with those that an
    article attests, if these do not exclude one another, else with none.
    """
    ordered = sorted(names)
    surely = {pair for pair in fixed if len(pair) == 2 and pair <= set(ordered)}
    proven = {pair for pair in attested if len(pair) == 2 and can_be_attested(*pair)} | surely
    joined = {frozenset(pair) for pair in combinations(ordered, 2) if is_joining(*pair)} | surely
    against = {frozenset(pair) for pair in combinations(ordered, 2) if compare(*pair).verdict is Verdict.DIFFERENT}
    against |= {pair for pair in apart if len(pair) == 2}
    against -= surely
    joined -= against
    proven -= against
    # What only an article says ("Rival Ann Lee" is Ann Lee) gives way to what the names say as well.
    told = proven - joined
    edges = _edges(ordered, joined | proven)
    joined |= {pair for pair in told if not any(_rivals(name, pair, edges, against) for name in pair)}
    proven &= joined
    edges = _edges(ordered, joined)
    kept = {pair for pair in joined if all(_keeps(name, pair, edges, proven, against) for name in pair)}
    parts = _components(ordered, kept)
    for tried in (kept & proven, set()):
        broken = {name for part in parts if _is_broken(part, against) for name in part}
        if not broken:
            break
        kept = {pair for pair in kept if not pair & broken or pair in tried}
        parts = _components(ordered, kept)
    alone = {part[0] for part in parts if len(part) == 1}
    return Partition(
        {name: min(part) for part in parts for name in part},
        {name: frozenset(edges[name]) for name in sorted(alone) if len(edges[name]) > 1},
    )


def _keeps(name: str, pair: Pair, edges: Edges, proven: set[Pair], against: set[Pair]) -> bool:
    """Whether ``name`` goes with the other name of ``pair``, one of its edges."""
    (other,) = pair - {name}
    rivals = _rivals(name, pair, edges, against)
    if not rivals:
        return True
    shown = [one for one in edges[name] if frozenset((name, one)) in proven]
    if _is_broken(shown, against):
        return False
    if pair in proven:
        return True

    def is_ruled_out(one: str) -> bool:
        return any(frozenset((one, known)) in against for known in shown)

    return not is_ruled_out(other) and all(map(is_ruled_out, rivals))


def _rivals(name: str, pair: Pair, edges: Edges, against: set[Pair]) -> list[str]:
    """Others that ``name`` goes with and that exclude the other name of ``pair``."""
    (other,) = pair - {name}
    return [one for one in edges[name] if frozenset((one, other)) in against]


def _is_broken(part: Collection[str], against: set[Pair]) -> bool:
    return bool(against) and any(frozenset(pair) in against for pair in combinations(part, 2))


def _edges(names: Iterable[str], pairs: Iterable[Pair]) -> Edges:
    edges: Edges = {name: set() for name in names}
    for pair in pairs:
        one, other = pair
        edges[one].add(other)
        edges[other].add(one)
    return edges


def _components(names: Iterable[str], pairs: Iterable[Pair]) -> list[list[str]]:
    edges = _edges(names, pairs)
    seen: set[str] = set()
    parts = []
    for name in edges:
        if name in seen:
            continue
        seen.add(name)
        part, open_ = [name], [name]
        while open_:
            fresh = edges[open_.pop()] - seen
            seen |= fresh
            part += fresh
            open_ += fresh
        parts.append(part)
    return parts
