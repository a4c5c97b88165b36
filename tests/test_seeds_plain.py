from __future__ import annotations

import pytest

from seeds.formats import read_article
from seeds.manuscript import Manuscript
from seeds.plain import parse_plain
from seeds.stated import Stated

PASTED = """\
Council bought island through unnamed broker

Courier investigation follows the mayor's surprise visit to the lighthouse

(FILES) In this file photo taken on March 2, 2025, Mayor Ellen Varga speaks at the harbour. - The \
council paid twice the estimate, the Courier reported on May 3, 2026. (Photo by Owen PRYCE / MC)
Powered by automated translation

The council of Port Merrin bought Gull Island through a broker whom it has never named, the \
Courier reported on Saturday, citing the minutes of four closed meetings.

In the end, no public vote was ever held on the purchase, a former member of the council said.


Read more:

Island's only café says 'nobody asked us'
"""

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
MORE = "About nine thousand people are expected to cross it every day, most of them by tram."


def parse(*paragraphs: str, stated: Stated | None = None) -> Manuscript:
    return parse_plain("\n\n".join(paragraphs), stated or Stated())


def roles(manuscript: Manuscript) -> list[str]:
    return [block.role for block in manuscript.blocks]


def test_an_article_as_an_editor_pastes_it_gets_its_exact_roles() -> None:
    manuscript = parse(PASTED)

    assert [(block.role, block.line) for block in manuscript.blocks] == [
        ("headline", 1),
        ("standfirst", 3),
        ("caption", 5),
        ("boilerplate", 6),
        ("body", 8),
        ("body", 10),
        ("related-head", 13),
        ("related", 15),
    ]
    assert manuscript.title == "Council bought island through unnamed broker"
    assert manuscript.standfirst_source == "guessed"
    assert manuscript.captions[0].credit == "Owen PRYCE / MC"
    assert manuscript.captions[0].text.endswith("reported on May 3, 2026.")


@pytest.mark.parametrize(
    "text", ["Bridge reopens\n\nIt opens on Monday.", "Bridge reopens\nIt opens on Monday."]
)
def test_a_short_article_is_a_headline_and_a_body(text: str) -> None:
    manuscript = parse(text)

    assert manuscript.title == "Bridge reopens"
    assert roles(manuscript) == ["headline", "body"]


def test_a_labelled_headline_is_stated() -> None:
    manuscript = parse("Title: Bridge reopens", "It opens on Monday.")

    assert (manuscript.title, manuscript.title_source) == ("Bridge reopens", "stated")
    assert roles(manuscript) == ["headline", "body"]


@pytest.mark.parametrize(
    "label", ["Titel", "Titre", "Título", "Заголовок", "标题", "タイトル", "शीर्षक"]
)
def test_the_label_may_be_in_another_language(label: str) -> None:
    assert parse(f"{label}: Bridge 1", "It opens on Monday.").title == "Bridge 1"


def test_a_stated_title_takes_the_place_of_the_line_that_repeats_it() -> None:
    stated = Stated(title="The bridge reopens on Monday", lines={"title": 2})

    manuscript = parse("Bridge reopens on Monday", LEAD, stated=stated)

    assert manuscript.title == "The bridge reopens on Monday"
    assert roles(manuscript) == ["headline", "body"]


def test_a_stated_title_leaves_a_lead_that_differs_in_the_body() -> None:
    manuscript = parse(LEAD, MORE, stated=Stated(title="Trams are back", lines={"title": 2}))

    assert roles(manuscript) == ["headline", "body", "body"]
    assert manuscript.blocks[0].line == 2


def test_without_a_headline_the_first_sentence_serves_and_stays() -> None:
    manuscript = parse(f"{LEAD} {MORE}", MORE)

    assert manuscript.title_source == "derived"
    assert LEAD.rstrip(".") == manuscript.title
    assert roles(manuscript) == ["body", "body"]
    assert manuscript.remarks[0].line == 1


def test_a_long_first_sentence_is_shortened_for_a_title() -> None:
    manuscript = parse("A sentence " + "that goes on and " * 20 + "ends.")

    assert manuscript.title.endswith("…")
    assert len(manuscript.title) <= 110


def test_a_dateline_makes_a_lead_and_no_headline() -> None:
    manuscript = parse("PORT MERRIN (AP) — The bridge reopened on Monday", MORE)

    assert manuscript.title == "The bridge reopened on Monday"
    assert roles(manuscript) == ["body", "body"]


def test_a_sentence_right_above_the_body_is_the_lead_and_no_standfirst() -> None:
    manuscript = parse("Bridge reopens", LEAD, MORE)

    assert manuscript.standfirst is None
    assert roles(manuscript) == ["headline", "body", "body"]


def test_a_stated_standfirst_is_trusted() -> None:
    manuscript = parse(
        "Bridge reopens",
        "Trams only, for now",
        LEAD,
        stated=Stated(standfirst="Trams only, for now."),
    )

    assert (
        manuscript.standfirst,
        manuscript.standfirst_source,
    ) == ("Trams only, for now.", "stated")
    assert roles(manuscript) == ["headline", "standfirst", "body"]


def test_byline_and_dateline_stand_apart() -> None:
    manuscript = parse(
        "Bridge reopens", "By Ada Byron and Mary Smith", "14 September 2026, 8:30", LEAD
    )

    assert roles(manuscript) == ["headline", "byline", "dateline", "body"]
    assert manuscript.author == "Ada Byron and Mary Smith"


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Von Jonas Reuter", "Jonas Reuter"),
        ("Par Claire Montel", "Claire Montel"),
        ("Por Inés Carranza", "Inés Carranza"),
        ("Автор: Оксана Гнатюк", "Оксана Гнатюк"),
        ("بقلم ليلى منصور", "ليلى منصور"),
        ("文＝森田 葵", "森田 葵"),
        ("记者：王芳", "王芳"),
        ("By the river", None),
        ("Por la mañana", None),
        ("By Monday everything had been said.", None),
    ],
)
def test_bylines_are_names_and_nothing_else(line: str, author: str | None) -> None:
    assert author == parse("Bridge reopens", line, LEAD).author


def test_a_short_line_above_a_paragraph_is_a_subhead() -> None:
    manuscript = parse("Bridge reopens", LEAD, "What changes for cyclists", MORE)

    assert roles(manuscript) == ["headline", "body", "subhead", "body"]


def test_a_short_line_below_the_last_paragraph_stays_in_the_body() -> None:
    assert roles(parse("Bridge reopens", LEAD, "To be continued")) == ["headline", "body", "body"]


@pytest.mark.parametrize(
    "head",
    [
        "Read more:", "Related articles", "Lesen Sie auch:", "À lire aussi :", "Lea también:",
        "Leia também:", "Leggi anche:", "Lees ook:", "Читайте также:", "Читайте також:",
        "Czytaj także:", "İlgili haberler", "اقرأ أيضا:", "بیشتر بخوانید:", "यह भी पढ़ें:",
        "相关阅读：", "関連記事", "관련 기사", "Read more on the river:",
    ],
)  # fmt: skip
def test_lists_of_other_articles_are_told_apart(head: str) -> None:
    manuscript = parse("Bridge reopens", LEAD, head, "Why the bridge closed\nWho will pay for it?")

    assert roles(manuscript) == ["headline", "body", "related-head", "related", "related"]


def test_the_article_goes_on_after_a_list_in_its_middle() -> None:
    manuscript = parse("Bridge reopens", LEAD, "Read more:\nWhy the bridge closed", MORE)

    assert roles(manuscript) == ["headline", "body", "related-head", "related", "body"]


def test_a_list_may_open_on_its_heads_line() -> None:
    manuscript = parse("Bridge reopens", LEAD, "Read more: Why the bridge closed")

    assert roles(manuscript) == ["headline", "body", "related-head", "related"]
    assert manuscript.blocks[-1].text == "Why the bridge closed"


@pytest.mark.parametrize(
    "line",
    [
        "Powered by automated translation", "Automatisch übersetzt", "Traduit automatiquement",
        "Traducido automáticamente", "Tradução automática", "Traduzione automatica",
        "Automatisch vertaald", "Переведено автоматически", "Перекладено автоматично",
        "Przetłumaczono automatycznie", "Otomatik çeviri", "ترجمة آلية", "ترجمه ماشینی",
        "मशीन अनुवाद", "本文由机器翻译", "この記事は機械翻訳です", "이 기사는 자동 번역되었습니다",
        "Share", "Teilen", "Реклама", "分享", "Sign up for our newsletter and never miss a story.",
        "© 2026 Merrin Courier. All rights reserved",
    ],
)  # fmt: skip
def test_what_the_house_adds_is_boilerplate(line: str) -> None:
    assert roles(parse("Bridge reopens", line, LEAD)) == ["headline", "boilerplate", "body"]


def test_news_about_translation_is_no_boilerplate() -> None:
    manuscript = parse(
        "Automated translation fails in court, judges find",
        "Machine translation cost the town a lawsuit on Monday, when a judge found five errors.",
    )

    assert roles(manuscript) == ["headline", "body"]


@pytest.mark.parametrize(
    "headline",
    ["Sign up for the summer reading club", "By signing up to NATO, Finland changes course"],
)
def test_a_headline_may_open_as_house_text_does(headline: str) -> None:
    assert parse(headline, LEAD).title == headline


def test_house_text_above_the_headline_is_still_boilerplate() -> None:
    manuscript = parse("This article was translated by a machine.", "Bridge reopens", LEAD)

    assert roles(manuscript) == ["boilerplate", "headline", "body"]


def test_hard_wrapped_lines_are_joined() -> None:
    wrapped = (
        "Iron Bridge reopens\n\n"
        "The bridge over the river reopened on Monday, two years after a flood\n"
        "tore away one of its piers, the town said. The first tram left the\n"
        "harbour at six in the morning with about one hundred passengers.\n\n"
        "Cars will have to use the motorway bridge until the end of March,\n"
        "while engineers measure how far the new pier settles.\n"
    )

    manuscript = parse(wrapped)

    assert roles(manuscript) == ["headline", "body", "body"]
    assert "a flood tore away one" in manuscript.blocks[1].text
    assert [block.line for block in manuscript.blocks] == [1, 3, 7]


def test_paragraphs_without_blank_lines_between_them_stay_apart() -> None:
    assert roles(parse(f"Bridge reopens\n{LEAD}\n{MORE}")) == ["headline", "body", "body"]


def test_rules_of_dashes_are_no_blocks() -> None:
    assert roles(parse("Bridge reopens", "* * *", LEAD, "---", MORE)) == [
        "headline",
        "body",
        "body",
    ]


def test_a_credit_on_its_own_line_belongs_to_the_line_above() -> None:
    manuscript = parse("Bridge reopens", "The first tram on the bridge\nPhoto: Mary Smith", LEAD)

    assert roles(manuscript) == ["headline", "caption", "caption", "body"]
    assert [(caption.text, caption.credit) for caption in manuscript.captions] == [
        ("The first tram on the bridge", "Mary Smith")
    ]


def test_no_word_of_the_text_is_lost() -> None:
    manuscript = parse(PASTED)

    assert PASTED.split() == " ".join(block.text for block in manuscript.blocks).split()


def test_a_wrapped_caption_ends_with_its_credit() -> None:
    manuscript = parse(
        "Bridge reopens",
        "The first tram crosses the new bridge over the river on Monday morning\n"
        "while many residents watch. (Photo by Mary Smith / City Desk of the AP)\n"
        "Powered by automated translation",
        "The bridge over the river reopened on Monday, two years after a flood\n"
        "tore away one of its piers, the town said. The first tram left the old\n"
        "harbour at six in the morning with about one hundred passengers in it.",
    )

    assert roles(manuscript) == ["headline", "caption", "boilerplate", "body"]
    assert manuscript.captions[0].text.endswith("while many residents watch.")


@pytest.mark.parametrize(
    "line",
    [
        "By signing up to the treaty, the country gives up its veto, the minister said on Monday.",
        "Join us on Saturday at noon for the opening of the bridge, the mayor told the council.",
        "Sign up for the marathon by Friday, the organisers asked all the runners of the town.",
    ],
)
def test_news_that_opens_like_an_appeal_stays_in_the_body(line: str) -> None:
    article = read_article(f"Bridge reopens\n\nIt opens on Monday.\n\n{line}\n".encode(), "a.txt")

    assert line in article.body_text
