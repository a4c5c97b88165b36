from __future__ import annotations

import pytest

from seeds.article import Article, Caption, Image
from seeds.formats import read_article

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
MORE = "Trams cross it every ten minutes, and cars are to follow them in the spring, it added."


def read(text: str) -> Article:
    return read_article(text.encode(), "transport/bridge.md")


def roles(article: Article) -> list[tuple[str, str]]:
    return [(block.role, block.text) for block in article.blocks]


def test_headings_paragraphs_and_quotes_have_their_roles_and_lines() -> None:
    article = read(f"# Bridge *reopens*\n\n{LEAD}\n\n## Who paid\n\n> It is ours.\n\n{MORE}\n")

    assert [(block.role, block.text, block.line) for block in article.blocks] == [
        ("headline", "Bridge reopens", 1),
        ("body", LEAD, 3),
        ("subhead", "Who paid", 5),
        ("quote", "It is ours.", 7),
        ("body", MORE, 9),
    ]
    assert (article.title, article.title_source) == ("Bridge reopens", "line")
    assert article.format == "markdown"


def test_front_matter_states_and_lines_count_from_the_files_top() -> None:
    article = read(f"---\ntitle: Trams are back\nauthor: Ada Byron\n---\n\n{LEAD}\n")

    assert (article.title, article.title_source) == ("Trams are back", "stated")
    assert article.author == "Ada Byron"
    assert [(block.role, block.line) for block in article.blocks] == [("headline", 2), ("body", 6)]


def test_inline_markup_is_reduced_to_its_text() -> None:
    article = read(
        f"# Bridge\n\n{LEAD} A **strong** [link](https://example.org/), `code`, ~~three~~ *four*\n"
        "&amp; <b>bold</b><script>alert(1)</script>, said <https://example.org/>.\n"
    )

    assert article.body_text == (
        f"{LEAD} A strong link, code, four & bold, said https://example.org/."
    )


def test_lists_stay_in_the_body_with_their_marks() -> None:
    article = read(f"# Bridge\n\n{LEAD}\n\n- one\n- [x] two\n\n  and a half\n\n3. three\n4. four\n")

    assert roles(article)[2:] == [
        ("body", "• one"),
        ("body", "• two"),
        ("body", "and a half"),
        ("body", "3. three"),
        ("body", "4. four"),
    ]


def test_pictures_bring_captions_credits_and_alternative_texts() -> None:
    article = read(
        f'# Bridge\n\n![A tram](a.jpg "The first tram. (Photo by Mary Smith / AP)")\n\n{LEAD}\n\n'
        f"![](https://example.org/b.jpg)\n*The ribbon. Photo: John Doe*\n\n{MORE}\n"
    )

    assert article.images == (
        Image(path="a.jpg", caption="The first tram.", credit="Mary Smith / AP", alt="A tram"),
        Image(path="https://example.org/b.jpg", caption="The ribbon.", credit="John Doe"),
    )
    assert article.captions == (
        Caption(text="The first tram.", credit="Mary Smith / AP"),
        Caption(text="The ribbon.", credit="John Doe"),
    )
    assert [block.role for block in article.blocks] == [
        "headline", "caption", "body", "caption", "body",
    ]  # fmt: skip


def test_a_picture_from_outside_is_left_out_with_a_remark() -> None:
    article = read(f"# Bridge\n\n![A tram](../../a.jpg)\n\n{LEAD}\n")

    assert article.images == ()
    assert [remark.line for remark in article.remarks] == [3]
    assert "lies outside the seeds folder" in article.remarks[0].text


def test_a_list_of_other_articles_is_known_by_its_words() -> None:
    article = read(f"# Bridge\n\n{LEAD}\n\n## Read more\n\n- [Why it closed](a.html)\n- Who paid\n")

    assert article.related == ("Why it closed", "Who paid")
    assert article.body_text == LEAD


def test_bylines_and_datelines_are_known_by_their_words() -> None:
    article = read(f"# Bridge reopens\n\n**By Ada Byron**\n14 September 2026\n\n{LEAD}\n")

    assert article.author == "Ada Byron"
    assert [block.role for block in article.blocks] == ["headline", "byline", "dateline", "body"]


def test_footnotes_and_tables_are_kept_out_of_the_summary() -> None:
    article = read(
        f"# Bridge\n\n{LEAD}[^1] {MORE}\n\n| Year | Cost |\n|--|--|\n| 2025 | 4 |\n\n"
        "[^1]: Statement of the town\n"
    )

    assert [(block.text, block.sure) for block in article.blocks[1:]] == [
        (f"{LEAD} {MORE}", True),
        ("Year | Cost", False),
        ("2025 | 4", False),
        ("Statement of the town", False),
    ]


def test_html_blocks_are_read_for_their_words_and_pictures() -> None:
    article = read(
        f"# Bridge\n\n{LEAD}\n\n<figure><img src='c.jpg' alt='Old'>\n<figcaption>The old bridge."
        "</figcaption></figure>\n\n<div onclick='x()'>It is gone.</div>\n<!-- unseen -->\n"
    )

    assert article.images == (Image(path="c.jpg", caption="The old bridge.", alt="Old"),)
    assert roles(article)[2:] == [("caption", "The old bridge."), ("body", "It is gone.")]


def test_a_text_without_any_markup_reads_as_plain_text_does() -> None:
    article = read(f"Bridge reopens\n\nBy Ada Byron\n\n{LEAD}\n\nRead more:\n\nWhy it closed\n")

    assert (article.title, article.title_source) == ("Bridge reopens", "line")
    assert article.author == "Ada Byron"
    assert article.body_text == LEAD
    assert article.related == ("Why it closed",)


def test_no_character_reference_brings_forbidden_characters_back() -> None:
    article = read(f"# Bridge &#x202e;reopens\n\n{LEAD} Hid&#8203;den.\n")

    assert article.title == "Bridge reopens"
    assert article.body_text.endswith("Hidden.")


@pytest.mark.parametrize(
    "heading", ["## Bridge reopens", "Bridge reopens\n=====", "# Bridge reopens #"]
)
def test_a_heading_at_the_top_is_the_headline_whatever_its_rank(heading: str) -> None:
    assert read(f"{heading}\n\n{LEAD}\n").title == "Bridge reopens"
