"""Articles as newsrooms really send them, read as a careful reader would."""

from __future__ import annotations

from collections.abc import Collection
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

# What the program still reads otherwise than a person does; whoever mends one takes it off.
MISREAD = {
    "be-gozaresh-fa.txt": "a bare name, in a script without capitals, is no byline",
    "breadcrumb-share-en.txt": "a head that names its section is a button, no related head",
    "captions-between-en.txt": "a bare name below the headline is no byline",
    "compartir-te-puede-interesar-es.txt": "a standfirst about other things than the lead",
    "correction-and-author-note-en.txt": "an author's life without a byline stays in the body",
    "dpa-dateline-de.txt": "an agency's line of numbers stays in the body",
    "gisa-ko.txt": "a related head without a colon is a subhead",
    "kaiin-ja.txt": "a bare name, in a script without capitals, is no byline",
    "lusa-pt.txt": "an agency's sign below the text is a picture's credit",
    "page-de.html": "a page's standfirst stays in its body, unsure",
    "press-release-en.txt": "notes to editors below the end stay, unsure",
    "pull-quote-en.txt": "a pull quote cut short is a subhead",
    "ukrinform-uk.txt": "a standfirst right above a credit is a caption",
    "yonhap-ko.txt": "a reporter's name with its page's label is a button",
}
ANONYMOUS = {"be-gozaresh-fa.txt", "kaiin-ja.txt"}

each = pytest.mark.parametrize("reading", READINGS, ids=str)


def each_but(known: Collection[str]) -> pytest.MarkDecorator:
    """Give every reading; those of the `known` ones have to fail, or the list is out of date."""
    return pytest.mark.parametrize(
        "reading",
        [
            pytest.param(
                one,
                id=str(one),
                marks=[pytest.mark.xfail(strict=True, reason=MISREAD[one.path])]
                if one.path in known
                else [],
            )
            for one in READINGS
        ],
    )


@cache
def article_of(path: str) -> Article:
    return next(reading for reading in READINGS if reading.path == path).read()


@each_but(MISREAD)
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


@each_but(ANONYMOUS)
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
