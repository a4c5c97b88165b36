"""Where the text starts and ends: what is above, between and below an article's paragraphs."""

from __future__ import annotations

import pytest

from seeds.formats import read_article
from seeds.manuscript import Manuscript
from seeds.plain import parse_plain
from seeds.stated import Stated

HEADLINE = "Bridge reopens to trams after the flood"
LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
MORE = "About nine thousand people are expected to cross it every day, most of them by tram."
PIER = "Mayor Ellen Varga said the repair was dear because of the new pier, which stands deeper."
CARS = "Cars will have to use the motorway bridge until the end of March, she told the council."
TITEL = "Brücke nach der Flut wieder für Bahnen frei"
ERSTER = "Die Brücke über den Fluss ist seit Montag wieder frei, zwei Jahre nach der großen Flut."
ZWEITER = "Rund neuntausend Menschen sollen sie jeden Tag überqueren, die meisten mit der Bahn."
DRITTER = "Die Reparatur war wegen des neuen Pfeilers so teuer, sagte Bürgermeisterin Ellen Varga."
SHARES = ("Share", "Tweet", "Email", "Print")


def parse(*lines: str) -> Manuscript:
    return parse_plain("\n\n".join(lines), Stated())


def body(manuscript: Manuscript) -> list[str]:
    return [block.text for block in manuscript.blocks if block.role == "body"]


@pytest.mark.parametrize(
    "above",
    [
        ("Transport",), ("Home > News > Transport",), ("News", "Local"), ("14 September 2026",),
        ("Share", "Print"), ("https://courier.example/bridge",), ("Advertisement",),
        ("Verkehr",), ("Startseite", "Teilen"), ("Share this story: Bridge reopens to trams",),
    ],
)  # fmt: skip
def test_what_stands_above_the_headline_is_skipped(above: tuple[str, ...]) -> None:
    manuscript = parse(*above, HEADLINE, LEAD, MORE, PIER)

    assert manuscript.title == HEADLINE
    assert body(manuscript) == [LEAD, MORE, PIER]


def test_a_standfirst_that_byline_and_buttons_part_from_the_lead_is_one() -> None:
    deck = "Cars stay off the bridge until March, and the trams will have it to themselves."

    manuscript = parse(
        HEADLINE, deck, "By Ada Byron", "14 September 2026", *SHARES, LEAD, MORE, PIER
    )

    assert manuscript.standfirst == deck
    assert body(manuscript) == [LEAD, MORE, PIER]


@pytest.mark.parametrize(
    "inset",
    [
        ("Advertisement",), ("Anzeige",), ("Publicidad",), ("Реклама",), ("广告",),
        ("Sign up for our newsletter", "Get the Courier in your inbox every morning."),
        ("The first tram on the bridge. (Photo: Mary Tolland / AP)",),
        ("Read more: Why the river rose so fast",),
    ],
)  # fmt: skip
def test_the_lead_stays_the_lead_above_an_inset(inset: tuple[str, ...]) -> None:
    manuscript = parse(HEADLINE, "By Ada Byron", LEAD, *inset, MORE, PIER)

    assert body(manuscript) == [LEAD, MORE, PIER]
    assert manuscript.standfirst is None


@pytest.mark.parametrize(
    "dateline", ["PORT MERRIN (AP) — ", "PORT MERRIN, 14 Sept. (Reuters) - ", "PORT MERRIN — "]
)
def test_a_paragraph_that_names_its_place_is_the_lead(dateline: str) -> None:
    seen = "The first tram of line two is seen on the bridge in Port Merrin on Monday morning."

    manuscript = parse(HEADLINE, *SHARES, seen, dateline + LEAD, MORE, PIER)

    assert body(manuscript) == [dateline + LEAD, MORE, PIER]


def test_teasers_between_paragraphs_leave_the_body_of_a_littered_page() -> None:
    teasers = ("Why the river rose", "Who pays for the pier", "Harbour gets a new crane")

    manuscript = parse(
        HEADLINE, *SHARES, LEAD, MORE, "Newsletter", *teasers, "Subscribe", PIER, CARS
    )

    assert body(manuscript) == [LEAD, MORE, PIER, CARS]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        (
            (
                HEADLINE,
                LEAD,
                MORE,
                "The timetable:",
                "Line 2, every ten minutes",
                "Line 5, at noon",
            ),
            5,
        ),
        ((HEADLINE, LEAD, "What is new:", "- a lane for cyclists", "- a pier", MORE, PIER), 6),
        ((HEADLINE, LEAD, '"No," she said.', '"Why not?"', "He laughed.", MORE), 5),
        ((TITEL, ERSTER, "Die Linien:", "Linie 2, alle zehn Minuten", ZWEITER, DRITTER), 4),
    ],
)
def test_the_short_lines_of_a_clean_text_stay_in_its_body(
    lines: tuple[str, ...], kept: int
) -> None:
    assert len(body(parse(*lines))) == kept


@pytest.mark.parametrize(
    "end",
    [
        ("(ANSA)",), ("AP",), ("-30-",), ("© 2026 The Merrin Courier",), ("（完）",),
        ("(Reporting by Ada Byron; editing by Owen Pryce)",),
        ("Ada Byron is a reporter who covers transport for The Merrin Courier.",),
        ("Tags: bridges, trams", "Share", "Print", "3 Comments"),
        ("Related articles", "Harbour gets a new crane", "Ferry runs late again"),
        ("Sign up for our free newsletter.", "You can unsubscribe at any time."),
        ("12 Comments", "Tom P.", "2 hours ago",
         "I never liked that bridge, and the trams are too slow for me, I must say.", "Reply"),
    ],
)  # fmt: skip
def test_what_stands_below_the_last_paragraph_is_cut(end: tuple[str, ...]) -> None:
    manuscript = parse(HEADLINE, "By Ada Byron", LEAD, MORE, PIER, CARS, *end)

    assert body(manuscript) == [LEAD, MORE, PIER, CARS]


def test_a_lead_right_below_the_date_is_no_caption_of_the_credit_below_it() -> None:
    manuscript = parse(HEADLINE, "14 September 2026", LEAD, MORE, "© APA / Jonas Reuter", PIER)

    assert body(manuscript) == [LEAD, MORE, PIER]


def test_a_post_that_the_article_shows_does_not_part_it() -> None:
    signature = "— Ada Byron (@adabyron) September 14, 2026"

    manuscript = parse(HEADLINE, *SHARES, LEAD, MORE, signature, PIER, CARS)

    assert body(manuscript) == [LEAD, MORE, PIER, CARS]


def test_an_article_goes_on_below_much_furniture_if_it_is_about_the_same() -> None:
    last = "The new pier of the bridge, the mayor told the council, will be measured until March."

    manuscript = parse(HEADLINE, LEAD, MORE, PIER, CARS, "Video", "0:50", *SHARES, last)

    assert body(manuscript)[-1] == last


def test_a_paragraph_that_comes_twice_is_kept_once() -> None:
    assert body(parse(HEADLINE, LEAD, MORE, PIER, MORE)) == [LEAD, MORE, PIER]
    assert body(parse(TITEL, ERSTER, ZWEITER, ERSTER, DRITTER)) == [ERSTER, ZWEITER, DRITTER]


@pytest.mark.parametrize(
    "note", ["Correction: The bridge reopened on Monday, not on Tuesday as this story first said.",
             "Editor's note: This story was updated on Tuesday with the answer of the mayor."],
)  # fmt: skip
def test_a_correction_stays_in_the_article_and_out_of_the_summary(note: str) -> None:
    article = read_article("\n\n".join((HEADLINE, note, LEAD, MORE, PIER)).encode(), "a.txt")

    assert note in article.body_text
    assert note[:20] not in article.summary.text


def test_a_line_that_may_be_a_caption_is_kept_but_not_summed_up() -> None:
    manuscript = parse(HEADLINE, LEAD, "The bridge seen by night", "And from the hill", MORE)

    doubtful = [block.text for block in manuscript.blocks if not block.sure]
    assert doubtful == ["The bridge seen by night"]


def test_a_question_in_an_interview_heads_its_answer() -> None:
    manuscript = parse(HEADLINE, LEAD, "Ms Adeyemi, did you wait long?", MORE, "And now?", PIER)

    assert [block.role for block in manuscript.blocks[2:]] == ["subhead", "body", "subhead", "body"]


def test_paragraphs_that_quote_in_french_end_with_their_quotation_mark() -> None:
    quote = "« Ici, je peux enfin prendre le tram », dit-elle. « Il passe à l'heure. »"

    manuscript = parse("Le pont rouvre aux tramways", LEAD, MORE, PIER, quote)

    assert manuscript.blocks[-1].role == "body"
    assert manuscript.blocks[-1].sure


def test_in_a_clean_text_the_lines_above_the_lead_are_kept_and_not_summed_up() -> None:
    lines = ("500 g of flour", "300 ml of water", "10 g of salt")

    manuscript = parse(HEADLINE, *lines, LEAD, MORE, PIER)

    kept = [block for block in manuscript.blocks if block.text in lines[1:]]
    assert {block.role for block in kept} <= {"body", "subhead"}
    assert not any(block.sure for block in kept)
