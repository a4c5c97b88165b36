"""Articles as newsrooms really send them, read as a careful reader would."""

from __future__ import annotations

from functools import cache

import pytest

from seeds.article import Article
from tests.fakes.laws import is_verbatim
from tests.fakes.readings import Reading, known_suffixes, misread, readings

READINGS = readings()
LANGUAGES = {
    "en", "es", "fr", "de", "pt", "it", "nl", "ru", "uk", "pl", "tr", "ar", "fa", "hi",
    "zh", "ja", "ko",
}  # fmt: skip

each = pytest.mark.parametrize("reading", READINGS, ids=str)


@cache
def article_of(path: str) -> Article:
    return next(reading for reading in READINGS if reading.path == path).read()


@each
def test_its_lines_play_the_roles_that_a_reader_gives_them(reading: Reading) -> None:
    article = article_of(reading.path)

    assert misread(reading.expected["roles"], article.blocks) is None


@each
def test_its_headline_is_found(reading: Reading) -> None:
    article = article_of(reading.path)

    title, source = reading.expected["title"], reading.expected.get("title_source", "line")
    assert article.title_source in source.split("|")
    if source == "derived":
        assert article.title.startswith(title)
    else:
        assert article.title == title


@each
def test_its_author_and_pictures_are_told(reading: Reading) -> None:
    article = article_of(reading.path)

    assert article.author == reading.expected.get("author", article.author)
    for text, credit in reading.expected.get("captions", ()):
        assert any(
            caption.text.startswith(text) and caption.credit == credit
            for caption in article.captions
        ), article.captions


@each
def test_its_summary_tells_the_news_and_nothing_of_the_house(reading: Reading) -> None:
    article = article_of(reading.path)

    wished = reading.expected["summary"]
    assert [words for words in wished["has"] if words not in article.summary.text] == []
    assert [words for words in wished.get("lacks", ()) if words in article.summary.text] == []
    assert not article.summary.text.endswith("…")


@each
def test_its_language_is_known(reading: Reading) -> None:
    assert article_of(reading.path).language == reading.expected["language"]


@each
def test_what_its_wire_says_of_it_is_kept(reading: Reading) -> None:
    article = article_of(reading.path)

    assert article.version == reading.expected.get("version")
    assert article.status == reading.expected.get("status", "usable")
    assert article.embargo == reading.expected.get("embargo")


@each
def test_its_summary_is_its_own_words_span_by_span(reading: Reading) -> None:
    article = article_of(reading.path)

    assert article.summary.spans or article.summary.origin == "publisher"
    assert is_verbatim(article)


def test_readings_cover_every_language_and_format_that_we_promise() -> None:
    assert {reading.expected["language"].partition("-")[0] for reading in READINGS} >= LANGUAGES
    suffixes = {"." + reading.path.rpartition(".")[2] for reading in READINGS}
    assert suffixes >= {".txt", ".md", ".html", ".json", ".xml", ".eml", ".docx"}
    assert suffixes <= set(known_suffixes())
    assert len(READINGS) > 60
