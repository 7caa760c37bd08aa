"""Whether a text reads like English, by its commonest words; rules for other languages there are none.

May import: model and this room.
"""

from __future__ import annotations

import re

from quotetrack.model import Article
from quotetrack.reading.words import page_words

NOTICE = "does not read like English; the rules are for English, and most quotes will be missed (told once a file)"

# So many characters are looked at; a text of fewer words is not judged.
_BEGINNING, _FEWEST = 1_500, 40
# Of 932 English articles of 50 words and more the least had .076 of such words, Danish and Dutch ones had up to .04.
_ENGLISH = 0.05
_WORD = re.compile(r"[^\W\d_]+")


def is_foreign(article: Article) -> bool:
    """Whether an article is long enough to tell, and not in English."""
    beginning = article.text[:_BEGINNING].lower()
    words = _WORD.findall(beginning)
    if len(words) < _FEWEST:
        letters = "".join(words)  # no blanks part the words of Chinese
        return len(letters) > _BEGINNING // 3 and sum(map(str.isascii, letters)) < len(letters) // 2
    common = page_words().english
    return sum(word in common for word in words) < len(words) * _ENGLISH
