"""Running text: what an editor would mend in an article's paragraphs, each at its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from seeds.article import Article, Block, Remark
from seeds.proofreading import (
    furniture,
    has_open_quotes,
    is_linked,
    opens_quoted,
    placeholder,
)
from seeds.words import ends_sentence, weight, words

_LONG_PARAGRAPH_WEIGHT = 3000
_VAGUE_WEIGHT = 40
_LONG_QUOTATION = 5
_TEXT = ("body", "subhead", "quote", "standfirst", "caption")


def remarks_on_blocks(article: Article) -> Iterator[Remark]:
    """Remark on each paragraph, and on each run of lines that may not be the article's."""
    for block in article.blocks:
        yield from _on_block(block)
    yield from _on_repeats(article.blocks)
    yield from _on_quotes(article.blocks)
    yield from _on_furniture(article.blocks)
    yield from _on_unsure(article.blocks)
    yield from _on_related(article.blocks)


def _on_block(block: Block) -> Iterator[Remark]:
    if "\ufffd" in block.text:
        text = "a character was lost before this file was saved: look for \ufffd, write it anew"
        yield Remark(line=block.line, text=text, code="lost-character")
    if block.role not in _TEXT:
        return
    if (said := placeholder(block.text)) is not None:
        text = f"{said!r} looks like a placeholder: fill it in"
        yield Remark(line=block.line, text=text, code="placeholder")
    if block.role == "body" and weight(block.text) > _LONG_PARAGRAPH_WEIGHT:
        text = "a very long paragraph: is a blank line missing?"
        yield Remark(line=block.line, text=text, code="long-paragraph")


def _on_repeats(blocks: Sequence[Block]) -> Iterator[Remark]:
    seen: dict[str, int] = {}
    for block in blocks:
        # Reading may have taken the second for the house's; twice the house's is nobody's loss.
        if block.role not in (*_TEXT, "boilerplate") or weight(block.text) <= _VAGUE_WEIGHT:
            continue
        said = " ".join(words(block.text))
        if said in seen:
            text = f"this paragraph stands on line {seen[said]} already: delete one of them"
            yield Remark(line=block.line, text=text, code="duplicate-paragraph")
        elif block.role != "boilerplate":
            seen[said] = block.line


def _on_quotes(blocks: Sequence[Block]) -> Iterator[Remark]:
    """Remark on quotation marks without a partner.

    A quotation of several paragraphs opens each and closes the last alone, or opens the first and
    closes the last: so an open paragraph is right if the next opens again, or if one soon after
    has the partner.
    """
    body = [block for block in blocks if block.role in {"body", "quote"}]
    alone: tuple[int, Block] | None = None
    for place, (block, below) in enumerate(pairwise([*body, None])):
        if block is None or not has_open_quotes(block.text) or not ends_sentence(block.text):
            continue
        if below is not None and opens_quoted(below.text):
            continue
        if alone is not None and place - alone[0] <= _LONG_QUOTATION:
            alone = None
            continue
        if alone is not None:
            yield _unpaired(alone[1])
        alone = (place, block)
    if alone is not None:
        yield _unpaired(alone[1])


def _unpaired(block: Block) -> Remark:
    text = "a quotation mark here has no partner: close the quotation, or open it"
    return Remark(line=block.line, text=text, code="quotes-unbalanced")


def _on_furniture(blocks: Sequence[Block]) -> Iterator[Remark]:
    """Remark once on all lines that look alike: a row of buttons comes in many lines."""
    alike: dict[str, list[int]] = {}
    for block in blocks:
        if block.role == "body" and (look := furniture(block.text)) is not None:
            alike.setdefault(look, []).append(block.line)
    for look, lines in alike.items():
        more = f", and so do {len(lines) - 1} more below" if len(lines) > 1 else ""
        text = f"this looks like {look}{more}: delete what is not the article's"
        yield Remark(line=lines[0], text=text, code="furniture-suspected")


def _on_unsure(blocks: Sequence[Block]) -> Iterator[Remark]:
    """Remark once on each run of unsure lines: a table or a list is one thing to look at."""
    run: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and not block.sure and block.role in {"body", "quote"}:
            run.append(block)
            continue
        if run:
            these = "this line" if len(run) == 1 else f"this line and the {len(run) - 1} below"
            text = (
                f"is {these} the article's own text? The summary leaves it out; delete what is not"
            )
            yield Remark(line=run[0].line, text=text, code="line-unsure")
        run = []


def _on_related(blocks: Sequence[Block]) -> Iterator[Remark]:
    """Remark once on each list of related headlines whose lines hold no address to follow."""
    run: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and block.role == "related":
            run += [] if is_linked(block.text) else [block]
        elif run:
            many = len(run) > 1
            text = (
                f"{len(run)} related headlines have no link, so readers can't follow them"
                if many
                else "this related headline has no link, so readers can't follow it"
            ) + ": write the address behind it"
            yield Remark(line=run[0].line, text=text, code="related-no-link")
            run = []
