"""Articles for the store's tests, written in one line."""

from quotetrack.model import (
    Antecedent,
    Article,
    Attribution,
    Mention,
    MentionKind,
    Quote,
    QuoteType,
    Span,
    SpeakerKind,
)

# Whatever a text may hold and SQLite can: markup, NUL, marks of direction, line ends of every kind, wide characters.
HOSTILE = (
    "“he [sic] was [/gone] <script>alert(1)</script> \x00 \u202eabc\u202c 🙂\U0001f469\u200d\U0001f680 \r\n a\u0301”"
)

Said = tuple[str, str | None]


def write(name: str, *said: Said, **fields: str) -> tuple[Article, tuple[Attribution, ...]]:
    """An article in which these things are said, each (content, name or "kind:name" or None)."""
    text, attributions = "", []
    for content, speaker in said:
        kind, _, printed = (speaker or "").rpartition(":")
        start = len(text)
        text += f"{content} said {printed}.\n"
        end = start + len(content)
        who = Span(end + 6, end + 6 + len(printed))
        antecedent = Antecedent(printed, SpeakerKind(kind or "person"))
        attributions.append(
            Attribution(
                Quote((Span(start, end),), QuoteType.DIRECT),
                rule="test-rule",
                confidence=0.9,
                cue=Span(end + 1, end + 5),
                mention=Mention(who, MentionKind.NAME) if printed else None,
                antecedents=(antecedent,) if printed else (),
                identity_confidence=0.8 if printed else None,
            )
        )
    values = {"title": f"On {name}", "outlet": "Daily Test", **fields}
    return Article(text=text, id=name, natural_id=name, collection="test", **values), tuple(attributions)
