"""A generator of news articles in words of our own: any number of them, the same for the same seed, for benchmarks and
for tests that need many.

    words, sentences, people, outlets (.toml)   what there is to say, who says it, who prints it
    prose      templates filled with words
    people     a speaker by his or her rank: the first are quoted often, the last hardly ever
    articles   an article by its number: ``article(7, seed=1)`` is always the same, whatever was made before it

    python -m tests.generator 10000 --seed 1 > articles.jsonl

Three articles, 20 apart, report each event in three newspapers, with some of the same quotes, a few of them changed a
little. ``article(7, seed=1, version=2)`` is the same article after two silent edits.
"""

from tests.generator.articles import article, articles, lines, record, write_folder

__all__ = ["article", "articles", "lines", "record", "write_folder"]
