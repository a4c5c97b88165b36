"""The proof that a terminal and a page show: rows, marks in them, remarks at their lines."""

from __future__ import annotations

from dataclasses import replace

from scheduler.proof import Proof, pull_proof
from seeds.article import Block, Remark, Span, Summary
from seeds.formats import read_article
from tests.fakes.entries import make_article, make_blocks

TEXT = """---
language: en
---
Bridge reopens

The first tram crosses the bridge. (Photo: Mary Tolland / AP)

The bridge over the river reopened on Monday, the city said. It was shut for two years.

"I brought rolls for the driver," said Ruth Adeyemi, who runs the bakery.
"""


def proof(*remarks: Remark) -> Proof:
    return pull_proof(read_article(TEXT.encode(), "bridge.txt"), remarks)


def kinds(pulled: Proof, kind: str) -> list[str]:
    return [piece.text for row in pulled.rows for piece in row.pieces if piece.kind == kind]


def test_each_block_is_a_row_that_loses_no_word() -> None:
    rows = proof().rows

    assert [(row.line, row.role) for row in rows] == [
        (4, "headline"),
        (6, "caption"),
        (8, "body"),
        (10, "body"),
    ]
    assert [row.text for row in rows] == [line for line in TEXT.split("\n")[3:] if line]


def test_the_summarys_sentences_are_marked_where_they_stand() -> None:
    pulled = proof()

    marked = "".join(kinds(pulled, "summary")).replace(" ", "")
    assert marked == pulled.article.summary.text.replace(" ", "")
    assert pulled.rows[2].pieces[0].text.startswith("The bridge over the river")


def test_a_sentence_of_the_stated_standfirst_is_marked_there() -> None:
    blocks = make_blocks(("headline", "B"), ("standfirst", "Trams only. Cars wait."), ("body", "x"))
    summary = Summary(
        text="Trams only.", origin="extractive", spans=(Span(start=0, end=11, within="standfirst"),)
    )
    article = make_article(blocks=blocks, standfirst="Trams only. Cars wait.", summary=summary)

    assert kinds(pull_proof(article, ()), "summary") == ["Trams only."]


def test_a_captions_credit_is_set_apart() -> None:
    assert kinds(proof(), "credit") == ["Mary Tolland / AP"]


def test_remarks_stand_at_their_rows_and_those_above_all_rows_stand_apart() -> None:
    head, between, last = (Remark(line=line, text=str(line)) for line in (2, 7, 10))
    whole = Remark(line=None, text="whole")

    pulled = proof(whole, head, between, last)

    assert pulled.loose == (whole, head)
    assert [row.remarks for row in pulled.rows] == [(), (between,), (), (last,)]


def test_a_remark_on_a_line_of_two_blocks_stands_once() -> None:
    article = make_article(
        blocks=(
            Block(role="related-head", text="Read more:", line=3),
            Block(role="related", text="Why the bridge was shut", line=3),
        )
    )
    remark = Remark(line=3, text="no link")

    rows = pull_proof(article, (remark,)).rows

    assert [row.remarks for row in rows] == [(remark,), ()]


def test_rows_follow_the_file_even_where_blocks_do_not() -> None:
    article = read_article(TEXT.encode(), "bridge.txt")
    turned = replace(article, blocks=article.blocks[::-1])

    assert [row.line for row in pull_proof(turned, ()).rows] == [4, 6, 8, 10]
