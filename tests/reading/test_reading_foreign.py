"""Articles that are not in English are read, with a notice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quotetrack.model import Article, Problem
from quotetrack.reading import read
from tests.golden import article_documents

FOREIGN = {
    "German": "Die Bürgermeisterin der Stadt hat am Montag alle Vorwürfe zurückgewiesen. „Das ist frei erfunden“, "
    "sagte sie im Rathaus. Sie habe zu keinem Zeitpunkt von den Zahlungen gewusst, die an eine Firma gegangen "
    "sein sollen. Die Opposition sprach von einem Offenbarungseid und verlangte eine Sondersitzung.",
    "French": "La ministre a appelé mardi au calme. « Nous ne céderons pas à la pression de la rue », a-t-elle déclaré "
    "devant les députés. Le syndicat, lui, promet une grève massive dès la semaine prochaine, et son porte-parole a "
    "prévenu que les trains ne rouleraient plus avant la fin du mois dans toute la région.",
    "Dutch": "De burgemeester van de stad zei dinsdag dat het besluit van de regering niet zal worden aanvaard. „Wij "
    "zijn het er niet mee eens”, zei zij. Volgens haar is er te weinig geld en te weinig tijd om alles te doen wat "
    "nodig is voor de inwoners van de stad en voor de regio.",
    "Russian": "Мэр города заявила во вторник, что решение правительства принято не будет. «Мы с этим не согласны», — "
    "сказала она журналистам. По её словам, денег слишком мало, а времени не хватит, чтобы сделать всё, что нужно "
    "жителям города и всей области, о которых в столице, как она считает, давно забыли.",
    "Chinese": "市长星期二表示不会接受政府的决定。“我们不同意，”她对记者说。" * 30,
}


@pytest.mark.parametrize("language", FOREIGN)
def test_what_is_not_english_is_read_with_a_notice(language: str, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(FOREIGN[language], "utf-8")
    article, notice = read(path)
    assert isinstance(article, Article) and isinstance(notice, Problem)
    assert not notice.fatal
    assert "not read like English" in notice.reason


@pytest.mark.parametrize("name", ["unseen", "news"])
def test_what_is_english_has_none(name: str, tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    path.write_text(
        "".join(json.dumps({"text": document["text"]}) + "\n" for document in article_documents(name)), "utf-8"
    )
    assert all(isinstance(item, Article) for item in read(path))


def test_each_notice_comes_once_a_file(command: Any, tmp_path: Path) -> None:
    path = tmp_path / "all.jsonl"
    lines = [json.dumps({"text": FOREIGN["German"]}, ensure_ascii=False).encode("cp1252", "replace")] * 3
    path.write_bytes(b"\n".join(lines))
    ran = command("extract", path)
    assert (ran.code, ran.out.count("\n")) == (0, 3)
    assert [line.partition("Windows-1252")[1] for line in ran.err.splitlines()] == ["Windows-1252", ""]
