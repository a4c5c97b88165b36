from __future__ import annotations

import pytest

from seeds.article import Summary
from seeds.formats import read_article
from seeds.summary import HARD_CAP, SOFT_BUDGET, summarize
from seeds.words import weight, words

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
COST = "The repair cost 18.4 million crowns, two million more than the council had planned."
CLAUSE = "and a committee of engineers was asked to look into it, "
CARS = "Cars will have to use the motorway bridge until the end of March."


def pieces(summary: Summary, paragraphs: list[str]) -> list[str]:
    body = "\n\n".join(paragraphs)
    return [body[span.start : span.end] for span in summary.spans]


def test_a_summary_is_whole_sentences_in_their_order() -> None:
    paragraphs = [LEAD, COST, CARS]

    summary = summarize(paragraphs, "Bridge reopens")

    assert summary.text == " ".join(pieces(summary, paragraphs))
    assert summary.text == f"{LEAD} {COST} {CARS}"
    assert summary.origin == "extractive"


def test_a_short_body_is_its_own_summary() -> None:
    assert summarize(["It opens on Monday."], "Bridge reopens").text == "It opens on Monday."


def test_an_empty_body_has_an_empty_summary() -> None:
    assert summarize([], "Bridge reopens") == Summary(text="", origin="extractive")


def test_a_paragraph_of_commas_is_no_reason_to_fail() -> None:
    assert summarize([LEAD, ", , , ,", "،،،"], "Bridge reopens").text == LEAD


def test_stray_lines_stay_out_while_there_is_running_text() -> None:
    summary = summarize(["A tram on the bridge", LEAD, "To be continued"], "Bridge reopens")

    assert summary.text == LEAD


def test_the_place_before_the_lead_is_left_out_and_who_said_it_stays() -> None:
    summary = summarize([f"PORT MERRIN (AP) — {LEAD}"], "Bridge reopens")

    assert summary.text == LEAD
    assert summary.spans[0].start == len("PORT MERRIN (AP) — ")


def test_a_sentence_never_stands_without_the_one_it_leans_on() -> None:
    before = "Is the new pier of the bridge over the river safe, " + "asks the council, " * 20 + "?"
    leaning = "But they said that the new pier of the bridge over the river is measured nightly."

    summary = summarize([LEAD, before, leaning, COST], "Bridge over the river reopens")

    assert leaning not in summary.text
    assert summary.text == f"{LEAD} {COST}"


def test_a_sentence_that_leans_may_follow_the_one_it_leans_on() -> None:
    leaning = "It had carried nine thousand people a day over the river until the flood."

    assert summarize([f"{LEAD} {leaning}"], "Bridge reopens").text == f"{LEAD} {leaning}"


def test_a_question_is_told_last_of_all() -> None:
    question = "Will the bridge over the river that reopened on Monday stand the next flood?"

    assert question not in summarize([LEAD, question, COST, CARS], "Bridge reopens").text


def test_a_quotation_of_two_sentences_stays_whole() -> None:
    said = "“The bridge is safe. It will stand a hundred years,” said the engineer Ada Byron."

    summary = summarize([f"{LEAD} {said}"], "Bridge is safe, says engineer")

    assert said in summary.text


def test_words_that_nobody_says_stay_out() -> None:
    alone = "“The bridge over the river is safe and will stand a hundred years.”"
    added = "The bridge over the river is not the last one to be repaired, he added."

    summary = summarize([LEAD, "A day of rain. " + COST, alone, CARS, added], "Bridge is safe")

    assert alone not in summary.text
    assert added not in summary.text


@pytest.mark.parametrize(
    ("note", "language"),
    [
        ("Editor’s note: This story was changed on Tuesday to correct the name of a river.", "en"),
        ("Listen to this article about the bridge over the river in our new audio player.", "en"),
        ("Anmerkung der Redaktion: Früher stand hier der Name des Flusses falsch da.", "de"),
        ("Cet article a été modifié mardi : le nom de la rivière y était d’abord faux.", "fr"),
        ("Материал обновлён во вторник: прежде название реки было указано неверно.", "ru"),
        ("編集部注：この記事は火曜日に更新されました。川の名前が間違っていました。", "ja"),
    ],
)  # fmt: skip
def test_a_note_about_the_article_is_not_its_lead(note: str, language: str) -> None:
    assert summarize([note, LEAD, COST], "Bridge reopens", language).text == f"{LEAD} {COST}"


def test_a_note_alone_is_better_than_nothing() -> None:
    note = "Editor’s note: This story was changed on Tuesday to correct the name of the river."

    assert summarize([note], "Bridge reopens").text == note


def test_a_bullet_and_a_picture_note_are_left_out() -> None:
    summary = summarize([f"• {LEAD} (see photo on page 3)"], "Bridge reopens")

    assert summary.text == LEAD


def test_lines_that_are_not_sure_stay_out() -> None:
    stray = "A tram crosses the bridge over the river on the morning of its reopening on Monday."

    summary = summarize([stray, LEAD], "Bridge reopens", sure=[False, True])

    assert summary.text == LEAD


def test_a_long_lead_is_kept_whole_up_to_the_cap() -> None:
    lead = f"{LEAD[:-1]}, " + CLAUSE * 5 + "it said."

    summary = summarize([lead, COST], "Bridge reopens")

    assert SOFT_BUDGET < len(lead) <= HARD_CAP
    assert summary.text == lead


def test_an_endless_lead_is_cut_at_a_clause_and_says_so() -> None:
    lead = f"{LEAD[:-1]}, " + CLAUSE * 20 + "and that was all."

    summary = summarize([lead], "Bridge reopens")

    assert summary.text.endswith("look into it…")
    assert pieces(summary, [lead]) == [summary.text.removesuffix("…")]
    assert len(summary.text) <= SOFT_BUDGET


@pytest.mark.parametrize(
    ("told", "language"),
    [
        (", the police said on Monday.", "en"), (", according to the town.", "en"),
        (", teilte die Polizei am Montag mit, sagte sie.", "de"), (", a indiqué la police.", "fr"),
        (", informó la policía.", "es"), (" — сообщила полиция.", "ru"),
        (", podała policja.", "pl"),
        (" olduğunu söyledi.", "tr"), (" करेगी, पुलिस ने कहा।", "hi"),
    ],
)  # fmt: skip
def test_who_said_it_stays_when_a_claim_is_cut(told: str, language: str) -> None:
    lead = f"{LEAD[:-1]}, " + CLAUSE * 9 + "and the driver was drunk" + told

    summary = summarize([lead], "Bridge reopens", language)

    head, tail = pieces(summary, [lead])
    assert summary.text == f"{head}…{tail}"
    assert told.endswith(tail)
    assert weight(summary.text) <= SOFT_BUDGET + 1


def test_a_claim_is_not_cut_within_a_number() -> None:
    lead = "The bridge " + "over 18,400,000 stones " * 30 + "reopened."

    assert ",…" not in summarize([lead], "Bridge").text
    assert (
        summarize([lead], "Bridge")
        .text.removesuffix("…")
        .endswith(("stones", "over", "18,400,000"))
    )


def test_a_paragraph_that_stands_twice_is_told_once() -> None:
    assert summarize([LEAD, LEAD], "Trams").text.count("two years after") == 1


def test_japanese_sentences_are_joined_without_blanks() -> None:
    paragraphs = [
        "港の灯台が三日、点灯から百五十年を迎え、初めて一般に公開された。朝から家族連れが列をつくった。",
        "見学者は二百段のらせん階段を上り、直径二メートルを超えるレンズを間近に見た。",
    ]

    summary = summarize(paragraphs, "灯台を初公開", "ja")

    assert summary.text == "".join(pieces(summary, paragraphs))
    assert len(summary.spans) > 1


def test_ten_thousand_paragraphs_and_an_endless_line_are_summed_up_too() -> None:
    many = summarize([f"{LEAD} {number}." for number in range(10_000)], "Bridge")
    endless = summarize(["bridge " * 30_000], "Bridge")

    assert weight(many.text) <= HARD_CAP
    assert weight(endless.text) <= HARD_CAP


def test_the_lead_stays_where_the_headline_has_told_most_of_it() -> None:
    article = read_article(
        b"Mayor resigns\n\nThe mayor resigned on Monday. She had held the office for six years, "
        b"and the council elects another in spring.\n",
        "mayor.txt",
    )

    assert article.summary.text.startswith("The mayor resigned on Monday.")


def test_a_piece_of_a_long_quotation_is_nobodys_claim() -> None:
    lie = "The bridge over the river is the safest bridge in all of Norwick."
    said = f"“{'We repaired it. ' * 40}{lie} {'We repaired it. ' * 10}” Ada Byron said."

    assert lie not in summarize([LEAD, said, COST], "Bridge is the safest in Norwick").text


def test_a_paragraph_that_is_quoted_to_its_end_and_on_is_nobodys_claim() -> None:
    lie = "The bridge over the river is the safest bridge in all of Norwick."
    spoken = [f"“We repaired it for two years. {lie}", "“Nobody else could,” Ada Byron said."]

    assert lie not in summarize([LEAD, *spoken, COST], "Bridge is the safest in Norwick").text


def test_a_missing_quotation_mark_silences_no_whole_article() -> None:
    missing = (
        f"He called it “a miracle and left. {CLAUSE.capitalize()}it said. " + "It rained. " * 40
    )

    assert COST in summarize([f"{missing}{COST}"], "Council planned less for bridge").text


def test_words_are_whole_in_scripts_with_vowel_signs() -> None:
    assert len(words("সেতু সোমবার খুলেছে")) == 3
    assert len(words("पुल सोमवार को खुला")) == 4
    assert len(words("الجِسْر مَفْتوح")) == 2
