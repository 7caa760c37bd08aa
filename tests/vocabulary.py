"""Pieces of text that look like news, or are known to be odd: what the properties and the fuzzer build inputs of."""

from __future__ import annotations

MARKS = "“”\"'‘’‚‹›„«»`"

SPEAKERS = (
    "Ann Lee",
    "Mr. Okafor",
    "Lee",
    "he",
    "she",
    "they",
    "the mayor",
    "a spokesman for the airport",
    "officials",
    "Sen. Rosa van Dyck",
    "the ministry",
    "Moscow",
    "O’Neill",
)
CUES = (
    "said",
    "says",
    "told reporters",
    "asked",
    "wrote",
    "called it",
    "denied saying",
    "was quoted as saying",
    "added",
)
WORDS = (
    *SPEAKERS,
    *CUES,
    "according to",
    "who chaired the panel",
    "that",
    "the plan was",
    "we will go",
    "on Monday",
    "and",
    "the workers’ vote",
    "'90s",
    "rock 'n' roll",
    "6'2\"",
    "By Ann Lee",
    "Share this article",
    "5 min read",
    "https://example.org/a?b=“c”",
    '<a href="x">',
    "U.S.",
    "J.",
    "12.5%",
    "shot back",
)
GLUE = (
    *(" ",) * 12,
    *(mark for mark in MARKS for _ in range(3)),
    "``",
    "''",
    "'''",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\u2028",
    "\u00a0",
    ", ",
    ",",
    ". ",
    ": ",
    "::::",
    "? ",
    "! ",
    "… ",
    " — ",
    "- ",
    " (",
    ") ",
    "; ",
    "\x00",
    "\ud800",
    "\U000f0000",
    "\U000f0005",
    "\u0301",
    "\u200b",
)

# Sentences with balanced marks of one level: “ and ” stand for whatever pair the text is printed with.
SAID = (
    "We will go to the river",
    "It is a long way for small boats",
    "No",
    "The bridge, the road and the school are ours",
    "Nobody asked the drivers",
)
FRAMES = (
    "“{said},” {speaker} {cue}.",
    "“{said},” {cue} {speaker}.",
    "“{said}.”",
    "{speaker} {cue}: “{said}.”",
    "{speaker} {cue} that the plan was “{said}” for the town.",
    "“{said},” {speaker} {cue}, “{other}.”",
    "According to {speaker}, the plan is “{said}”.",
    "The plan is “{said}”, {speaker} {cue} on Monday.",
    "{speaker} came home late.",
    "{speaker}: “{said}.”",
    "“{said}?” {cue} {speaker}.",
)
FRAME_CUES = ("said", "says", "asked", "wrote", "added")

# Sentences that tell something and hold no mark, dash line or cue.
NARRATION = (
    "The bus came late.",
    "Ann Lee walked home along the river, past the old mill and the two schools.",
    "Rain fell on Monday.",
    "Lee is 34 and lives in the valley.",
    "She has a red boat.",
    "The mayor, Tom Ford, was at home.",
)
