"""Markup: what a format says of a passage, joined with what the passage says of itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from seeds.article import Block, Caption, Remark, Role
from seeds.bylines import read_byline
from seeds.captions import split_credit
from seeds.manuscript import Manuscript
from seeds.plain import parse_plain
from seeds.stated import Stated
from seeds.text import clean
from seeds.values import line_of_text

Kind = Literal[
    "headline",
    "standfirst",
    "byline",
    "dateline",
    "caption",
    "boilerplate",
    "subhead",
    "quote",
    "item",
    "paragraph",
]

# The other three may still be furniture, a related list, a byline in disguise: the words decide.
_ROLES: dict[Kind, Role] = {
    "headline": "headline",
    "standfirst": "standfirst",
    "byline": "byline",
    "dateline": "dateline",
    "caption": "caption",
    "boilerplate": "boilerplate",
    "quote": "quote",
}
_BULLET = "• "


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A passage as its format marks it; each line of `text` becomes a block of its own.

    `line` is where it starts in the file, or the number of its paragraph. `credit` is a
    caption's; without one it is looked for at the caption's end.
    """

    kind: Kind
    text: str
    line: int
    credit: str | None = None
    sure: bool = True


def compose(
    elements: Sequence[Element],
    stated: Stated,
    *,
    format: str,  # noqa: A002 - the field's own name
    encoding: str = "utf-8",
    remarks: Sequence[Remark] = (),
) -> Manuscript:
    """Put a format's elements into roles, by the same cues as plain text where markup is silent.

    Without a stated title the first `headline` is the title.
    """
    elements = [line for element in elements for line in _lines(element)]
    headline = next((element for element in elements if element.kind == "headline"), None)
    title = stated.title or (headline.text if headline else None)
    read = _read_open(elements, replace(stated, title=title))
    # Whoever marks subheads up marks all of them.
    marked = any(element.kind == "subhead" for element in elements)
    places = [_place(block.line) for block in read.blocks]
    placed: list[tuple[int, Block]] = []
    for place, block in zip(places, read.blocks, strict=True):
        if 0 <= place < len(elements):
            placed.append((place, _open_block(block, elements[place], marked)))
        elif headline is None:
            placed.append((place, replace(block, line=stated.lines.get("title", 1))))
    for place, element in enumerate(elements):
        if role := _ROLES.get(element.kind):
            block = Block(role=role, text=element.text, line=element.line, sure=element.sure)
            placed.append((place, block))
    placed.sort(key=lambda pair: pair[0])
    return replace(
        read,
        stated=stated,
        title_source=read.title_source if stated.title or headline is None else "line",
        blocks=tuple(_one_headline(block for _, block in placed)),
        captions=tuple(_captions(placed, elements, read)),
        author=_author(elements) or read.author,
        remarks=(*remarks, *(_moved(remark, elements) for remark in read.remarks)),
        format=format,
        encoding=encoding,
    )


def _lines(element: Element) -> Iterator[Element]:
    # A character reference (`&#8238;`) can bring back what the file itself was rid of.
    for text in map(line_of_text, clean(element.text).split("\n")):
        if text:
            yield replace(element, text=text)


def _read_open(elements: Sequence[Element], stated: Stated) -> Manuscript:
    """Let plain text's own rules read what the markup leaves open, each element on its own line.

    Line `2n + 1` holds element `n`, with blank lines between; line -1 is the stated title's.
    """
    text = "\n\n".join(map(_as_line, elements))
    return parse_plain(text, replace(stated, lines={**stated.lines, "title": -1}))


def _as_line(element: Element) -> str:
    if element.kind in _ROLES:
        return ""
    return _BULLET + element.text if element.kind == "item" else element.text


def _place(line: int) -> int:
    return (line - 1) // 2


def _open_block(block: Block, element: Element, marked: bool) -> Block:
    role, text = block.role, block.text
    if element.kind == "subhead" and role == "body":
        role = "subhead"
    elif element.kind == "paragraph" and role == "subhead" and marked:
        role = "body"
    if role != "body" and element.kind == "item":
        text = text.removeprefix(_BULLET)
    return replace(block, role=role, text=text, line=element.line, sure=block.sure and element.sure)


def _one_headline(blocks: Iterator[Block]) -> Iterator[Block]:
    """Keep the first headline: pages say it twice, for eyes and for search engines."""
    seen = False
    for block in blocks:
        if block.role == "headline":
            if seen:
                continue
            seen = True
        yield block


def _captions(
    placed: Sequence[tuple[int, Block]], elements: Sequence[Element], read: Manuscript
) -> Iterator[Caption]:
    """Yield the captions in the order of their blocks, marked ones and recognised ones."""
    recognised = deque(read.captions)
    for place, block in placed:
        if block.role != "caption":
            continue
        element = elements[place]
        if element.kind == "caption":
            text, credit = split_credit(element.text)
            text = element.text if element.credit else text
            yield Caption(text=text, credit=element.credit or credit)
        elif recognised and block.text.startswith(recognised[0].text):
            yield recognised.popleft()
    yield from recognised


def _author(elements: Sequence[Element]) -> str | None:
    names = (
        read_byline(element.text) or element.text
        for element in elements
        if element.kind == "byline"
    )
    return ", ".join(names) or None


def _moved(remark: Remark, elements: Sequence[Element]) -> Remark:
    if remark.line is None or not elements:
        return remark
    place = min(_place(remark.line), len(elements) - 1)
    return replace(remark, line=elements[place].line)
