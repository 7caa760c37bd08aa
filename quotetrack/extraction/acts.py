"""Acts: what a verb tells of that is speech by itself ("criticised | the plan as too dear"), and who can do so.

Imports tokens, mentions, cues, complements and places.
"""

from __future__ import annotations

import re

from quotetrack.extraction.complements import Piece, clause_stop, has_verb, over_time
from quotetrack.extraction.cues import Cue, is_passive
from quotetrack.extraction.mentions import Phrase
from quotetrack.extraction.places import Place
from quotetrack.extraction.tokens import RUN_CLASSES, Outline

_RUN = re.compile(f"[{RUN_CLASSES}]")
_LONGEST_SPAN = 3  # tokens
_NEAR = 6  # tokens
_LEAST_OBJECT = 2  # "blamed | its own clerks" tells something, "blamed it" nothing
_OBJECT = frozenset("DSsnNmT0tpIBu")


def object_of(p: Place, cue: Cue) -> Piece | None:
    """What the verb of an act is about, to the end of its clause; None where it tells of no speech here."""
    o, c = p.outline, p.outline.classes
    named = _NAMED_THING.match(c, cue.last + 1, p.sentence[1]) if c[cue.token - 1] in "nm" else None
    if named and cue.form.form == "past" and cue.form.lemma in o.rules.list("verbs.naming"):
        return None  # "a small firm | called Novaspace, | which …"
    accused = c[cue.last + 1 : cue.last + 2] == "p" and cue.form.lemma in o.rules.list("verbs.accusing")
    apart = cue.last + 1 < p.sentence[1] and any(o.is_in(cue.last + 1, words) for words in _APART)
    if accused or apart:
        return None  # "a woman accused | of theft", "called off the strike", "called in the army"
    if c[cue.token - 1] == "t" and (c[cue.token - 2] == "x" or is_passive(o, cue.token - 2)):
        return None  # "was not authorised to talk to them", "had to explain the delay"
    if cue.form.form in ("past", "participle") and _DESCRIBING.search(c, max(p.sentence[0], cue.token - 9), cue.token):
        return None
    if _HAS_IT.search(c, p.sentence[0], cue.token) and cue.form.form in ("past", "participle"):
        return None  # "has it framed above the till"
    piece = _object(p, cue.last + 1, _OBJECT)
    if piece is None or _RUN.search(c, piece[0], piece[1] + 1):
        return None
    if o.is_in(piece[1], "roles.document") and c[piece[1] + 1 : piece[1] + 2] == ":":
        return None  # "issued | a short statement: “…”"
    if not _is_of_words(o, cue.form.lemma, piece):
        return None
    if piece[1] - piece[0] < _LEAST_OBJECT and c[cue.token - 1] != "c":
        return None
    lasting = c[piece[0]] == "p" and piece[1] - piece[0] < _LONGEST_SPAN and o.is_in(piece[1], "time.leading")
    if lasting or over_time(o, piece[0], piece[1] + 1) > piece[1]:
        return None  # "have warned | for years", "as he announced | a few days later"
    another = _NEXT_VERB.match(c, piece[0], piece[1])
    if another:  # "confirmed the figures | but declined to say more"
        piece = piece[0], another.end() - 2 - (c[another.end() - 2] == ",")
    return piece


def _is_of_words(o: Outline, lemma: str, piece: Piece) -> bool:
    """Whether what is given or struck is made of words: "offered | an apology", "attacked | him for it"; not "offered |
    cheap flights", "attacked | a patrol"."""
    c = o.classes
    if lemma in o.rules.list("verbs.giving") and c[piece[0]] != "t":
        near = [o.lower(at) for at in range(piece[0], min(piece[1] + 1, piece[0] + _NEAR))]
        spoken = o.rules.list("works.spoken")
        return has_verb(o, piece) or any(word in spoken or word in o.rules.cue_nouns for word in near)
    if lemma in o.rules.list("verbs.striking"):
        return any(c[at] == "a" or o.is_in(at, "function.blaming") for at in range(piece[0], piece[1] + 1))
    return True


def acts(o: Outline, cue: Cue, who: Phrase) -> bool:
    """Whether ``who`` does with words what the verb tells."""
    c = o.classes
    if cue.form.lemma in o.rules.list("verbs.displaying") and c[who.first] in "HT":
        return False  # "he told them, | showing a photograph of the lock"
    if c[who.last] in "nBI" and not (
        cue.form.lemma in o.rules.list("verbs.telling") or any(o.is_in(who.last, words) for words in _SPEAKING)
    ):
        return False  # "the storm threatened | to burst the dam"
    aside = who.last == cue.token - 2 and c[who.last : cue.token] in ("n,", "m,")
    if aside and cue.form.lemma in o.rules.list("verbs.naming"):
        return False  # "the new force, | called the Watch, | is small"
    after = who.last + 1
    return not (after < cue.token and c[after] == "n")  # "Outstanding | issues include …"


_NAMED_THING = re.compile(r"[NJ]{1,5}(?=[,;:()pwxvVck\n]|$)")
_APART = ("function.phrasal", "function.inward")
_SPEAKING = ("roles.document", "roles.organisation", "roles.group", "roles.person")
_HAS_IT = re.compile("Hx[Hu]$|[nmNTJ]x[Hu]$")
_NEXT_VERB = re.compile(r"[^xvVdwhkH]*?(?:,?c(?=r?[vVd])|,c(?=x)|,(?=r?[vVdx]))")
# "held a contest | called …", "with 400 | pledged delegates": no verb of its own.
_DESCRIBING = re.compile(r"(?:[xvVd][^,;:ckwhHaxvVd-]{0,6}[nmN]|0)$")


def wish_of(p: Place, at: int) -> Piece | None:
    """What somebody thinks, wants or plans, behind the verb at ``at``."""
    piece = _object(p, at + 1, _OBJECT | frozenset("Hkh"))
    if piece is not None and p.outline.classes[piece[0]] == "h":
        return piece[0] + 1, piece[1]
    return piece


_WHEN = re.compile("(?:r|p?y0*)*")


def _object(p: Place, start: int, begins: frozenset[str]) -> Piece | None:
    """What follows a verb, to the end of its clause, adverbs and times passed over."""
    o, c = p.outline, p.outline.classes
    hi = p.sentence[1]
    start = _WHEN.match(c, start, hi).end()  # type: ignore[union-attr]
    if start >= hi or c[start] not in begins:
        return None
    stop = clause_stop(o, start, hi)
    return (start, stop) if stop > start else None
