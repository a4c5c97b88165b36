from __future__ import annotations

from seeds.summary import summarize

LEAD = "The bridge over the river reopened on Monday, two years after the flood, the town said."
COST = "The repair cost 18.4 million crowns, two million more than the council had planned."
CLAUSE = "and a committee of engineers was asked to look into it, "
CARS = "Cars will have to use the motorway bridge until the end of March."
DECK = "Trams return after two years of repair and a dispute about its cost."


def test_a_stated_standfirst_opens_the_summary_and_the_lead_follows() -> None:
    summary = summarize([LEAD, COST, CARS], "Bridge reopens", standfirst=f" {DECK}")

    assert summary.text == f"{DECK} {LEAD} {CARS}"
    assert [span.within for span in summary.spans] == ["standfirst", "body", "body"]
    assert summary.spans[0].start == 1


def test_a_standfirst_without_a_full_stop_has_its_own_line() -> None:
    summary = summarize([LEAD], "Bridge reopens", standfirst=DECK[:-1])

    assert summary.text == f"{DECK[:-1]}\n{LEAD}"


def test_a_standfirst_that_says_nothing_of_the_news_never_displaces_a_long_lead() -> None:
    lead = f"{LEAD[:-1]}, " + CLAUSE * 5 + "it said."
    context = "Norwick has lived with floods for a century. Our reporter went there in autumn."

    assert summarize([lead], "Bridge reopens", standfirst=context).text == lead


def test_a_standfirst_that_restates_a_long_lead_stands_for_it() -> None:
    lead = f"{LEAD[:-1]}, " + CLAUSE * 5 + "and that was all."
    deck = "The bridge over the river reopened on Monday, two years after the flood."

    assert summarize([lead], "Bridge reopens", standfirst=deck).text == deck


def test_a_standfirst_that_is_the_lead_is_told_once() -> None:
    summary = summarize([LEAD, COST], "Bridge reopens", standfirst=LEAD)

    assert summary.text.count("two years after the flood") == 1


def test_an_article_of_a_standfirst_alone_is_summed_up_by_it() -> None:
    assert summarize([], "Bridge reopens", standfirst=DECK).text == DECK
