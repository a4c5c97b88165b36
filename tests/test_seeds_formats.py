from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seeds.article import Article
from seeds.errors import UnreadableArticle
from seeds.formats import limit_bytes, read_article

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."


def read(text: str, path: str = "bridge.txt") -> Article:
    return read_article(text.encode(), path)


def test_a_headline_and_a_sentence_are_an_article() -> None:
    article = read("Bridge reopens\n\nIt opens on Monday.\n")

    assert article.title == "Bridge reopens"
    assert article.title_source == "line"
    assert article.body_text == "It opens on Monday."
    assert article.summary.text == "It opens on Monday."
    assert article.remarks == ()


def test_a_headline_alone_is_an_article_with_a_remark() -> None:
    article = read("Bridge reopens")

    assert article.summary.text == ""
    assert [remark.text for remark in article.remarks] == ["there is no text below the headline"]


def test_captions_boilerplate_and_other_headlines_enter_no_summary() -> None:
    article = read(
        f"Bridge reopens\n\nA tram, seen by many. (Photo by Mary Smith / AP)\n"
        f"Powered by automated translation\n\n{LEAD}\n\nRead more:\n\nWhy the bridge closed\n"
    )

    assert article.summary.text == LEAD
    assert article.body_text == LEAD
    assert article.related == ("Why the bridge closed",)


def test_a_language_that_nobody_stated_is_detected_and_says_so() -> None:
    article = read(
        "أعيد فتح الجسر\n\nأعيد فتح الجسر يوم الاثنين بعد عامين من الإصلاح، حسب البلدية.\n"
    )

    assert (article.language, article.language_source) == ("ar", "detected")


def test_a_stated_language_is_believed() -> None:
    article = read(f"---\nlanguage: fr\n---\nBridge reopens\n\n{LEAD}\n")

    assert (article.language, article.language_source) == ("fr", "stated")


def test_a_text_too_short_to_tell_has_no_language() -> None:
    article = read("Oslo\n\nOslo.\n")

    assert (article.language, article.language_source) == (None, None)


def test_a_detected_language_is_no_new_revision() -> None:
    article = read(f"Bridge reopens\n\n{LEAD}\n")

    assert replace(article, language=None, language_source=None).digest() == article.digest()
    assert replace(article, language="fr", language_source="stated").digest() != article.digest()


def test_the_authors_own_summary_wins() -> None:
    article = read(f"---\nsummary: Trams are back.\n---\nBridge reopens\n\n{LEAD}\n")

    assert article.summary.text == "Trams are back."
    assert article.summary.origin == "publisher"


def test_folders_are_topics_and_stated_topics_join_them_once() -> None:
    article = read(
        f"---\ntopics: [River, Transport]\n---\nBridge reopens\n\n{LEAD}\n", "transport/trams/b.txt"
    )

    assert article.topics == ("transport", "trams", "River")


def test_a_stated_author_takes_the_bylines_place() -> None:
    text = f"Bridge reopens\n\nBy Ada Byron\n\n{LEAD}\n"

    assert read(text).author == "Ada Byron"
    assert read(f"---\nauthor: Mary Smith\n---\n{text}").author == "Mary Smith"


def test_a_withdrawn_article_may_be_empty() -> None:
    article = read("---\nstatus: withdrawn\n---\n", "news/bridge.txt")

    assert article.status == "withdrawn"
    assert article.title == "bridge"
    assert article.remarks == ()


def test_a_file_of_nothing_but_a_head_is_refused() -> None:
    with pytest.raises(UnreadableArticle, match="neither headline nor text"):
        read("---\nauthor: Ada Byron\n---\n")


def test_an_unknown_suffix_is_refused_by_name() -> None:
    with pytest.raises(UnreadableArticle, match=r"Name it \.txt, \.text, \.md, \.markdown, \.html"):
        read("Bridge reopens", "bridge.xyz")


def test_suffixes_are_known_in_any_case_and_each_format_has_its_size() -> None:
    assert read("Bridge reopens", "BRIDGE.TXT").title == "Bridge reopens"
    assert limit_bytes("a/bridge.docx") > limit_bytes("a/bridge.TXT") == limit_bytes("bridge")


@pytest.mark.parametrize("name", ["markdown", "page", "mail", "docx"])
def test_the_table_and_the_parser_agree_on_the_size(name: str) -> None:
    parser = import_module(f"seeds.{name}")
    suffix = {"markdown": ".md", "mail": ".eml", "docx": ".docx"}.get(name, ".html")

    assert limit_bytes(f"bridge{suffix}") == parser.LIMIT_BYTES


def test_a_folder_of_text_loads_no_other_parser() -> None:
    code = (
        "import sys; from seeds.formats import read_article; read_article(b'Bridge', 'a.txt');"
        "print(*sys.modules)"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    loaded = set(ran.stdout.split())
    assert "seeds.plain" in loaded
    assert not loaded & {
        "seeds.markdown",
        "seeds.html",
        "seeds.xmlfile",
        "seeds.mail",
        "seeds.docx",
    }


def test_an_old_encoding_is_remarked() -> None:
    article = read_article(f"Brücke öffnet für alle\n\n{LEAD}\n".encode("cp1252"), "bridge.txt")

    assert article.title == "Brücke öffnet für alle"
    assert article.encoding == "windows-1252"
    assert "save it in UTF-8" in article.remarks[0].text


def test_blocks_below_a_head_know_their_line_in_the_file() -> None:
    article = read(f"---\nauthor: Ada Byron\n---\n\nBridge reopens\n\n{LEAD}\n")

    assert [(block.role, block.line) for block in article.blocks] == [("headline", 5), ("body", 7)]


def test_moving_a_file_does_not_change_what_was_written() -> None:
    here = read(f"Bridge reopens\n\n{LEAD}\n")
    there = read(f"\ufeff\n\nBridge reopens\r\n\r\n\r\n{LEAD}", "old.txt")

    assert here.digest() == there.digest()
    assert here.digest() != read(f"Bridge reopens\n\n{LEAD} Not so.\n").digest()


@given(st.text(max_size=400))
def test_any_text_is_an_article_or_is_refused(text: str) -> None:
    try:
        article = read_article(text.encode("utf-8", "surrogatepass"), "chance.txt")
    except UnreadableArticle:
        return

    assert article.title.strip()
    assert "\n" not in article.title


@given(
    st.lists(
        st.sampled_from(
            [
                "Bridge reopens", LEAD, "Read more:", "By Ada Byron", "14 September 2026",
                "A tram. (Photo by Mary Smith / AP)", "Photo: Mary Smith", "Share", "---", "",
                "Powered by automated translation", "title: Bridge", "Why?", "It opens.", "* * *",
            ]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_any_order_of_an_articles_lines_can_be_read(lines: list[str]) -> None:
    try:
        article = read("\n".join(lines))
    except UnreadableArticle:
        return

    assert "Powered by" not in article.body_text + article.summary.text
    assert "Mary Smith" not in article.body_text + article.summary.text


@pytest.mark.parametrize(
    "text",
    [
        f"Bridge reopens\n\n{LEAD}\n\n" + "\n\n".join(f"{LEAD} {n}." for n in range(10_000)),
        "Bridge reopens\n\n" + "word " * 40_000,
        "Bridge reopens\n\n" + "(" * 200_000,
        "a" * 200_000,
        "Photo: " * 30_000,
        "Bridge\n" * 50_000,
        "- - " * 50_000 + "\n" + "A, " * 60_000,
    ],
    ids=["paragraphs", "line", "brackets", "word", "credits", "lines", "dashes"],
)
@pytest.mark.timeout(30)
def test_hostile_texts_are_read_to_an_end(text: str) -> None:
    article = read(text)

    assert len(article.title) <= 200
    assert len(article.summary.text) <= 451


def test_a_file_of_more_lines_than_any_article_is_refused_at_once() -> None:
    with pytest.raises(UnreadableArticle) as refusal:
        read("a\n" * 900_000)

    assert refusal.value.reason == "it has more than 50,000 lines"
