"""Proof: an article's file as it was read, line by line, for whoever shows it to an editor.

A terminal and a page show the same proof, so what is said of an article is said once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from seeds.article import Article, Block, Remark, Role, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words of a row: plain ones, ones that stand in the summary, or a picture's credit."""

    text: str
    kind: Literal["plain", "summary", "credit"] = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One block of the file in its role, with the remarks on it and on the lines up to the next."""

    line: int
    role: Role
    sure: bool
    pieces: tuple[Piece, ...]
    remarks: tuple[Remark, ...]

    @property
    def text(self) -> str:
        """The row's words, whatever their kind."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An article, its rows in the file's order, and what there is to remark.

    `loose` are the remarks on the whole file and on its front matter, which has no row.
    """

    article: Article
    rows: tuple[Row, ...]
    remarks: tuple[Remark, ...]
    loose: tuple[Remark, ...]


def pull_proof(article: Article, remarks: Sequence[Remark]) -> Proof:
    """Lay an article out in rows, each remark at its line."""
    blocks = sorted(article.blocks, key=lambda block: block.line)
    placed: list[list[Remark]] = [[] for _ in blocks]
    loose: list[Remark] = []
    for remark in remarks:
        place = _place(blocks, remark.line)
        (loose if place is None else placed[place]).append(remark)
    pieces = {id(block): found for block, found in _pieces(article)}
    return Proof(
        article=article,
        rows=tuple(
            Row(
                line=block.line,
                role=block.role,
                sure=block.sure,
                pieces=pieces[id(block)],
                remarks=tuple(on_it),
            )
            for block, on_it in zip(blocks, placed, strict=True)
        ),
        remarks=tuple(remarks),
        loose=tuple(loose),
    )


def _place(blocks: Sequence[Block], line: int | None) -> int | None:
    if line is None:
        return None
    above = [place for place, block in enumerate(blocks) if block.line <= line]
    if not above:
        return None
    # Several blocks may stand on one line ("Read more: Why …"): the first of them is meant.
    found = blocks[above[-1]].line
    return next(place for place, block in enumerate(blocks) if block.line == found)


def _pieces(article: Article) -> Iterator[tuple[Block, tuple[Piece, ...]]]:
    spans = {within: _within(article, within) for within in ("body", "standfirst")}
    names = [caption.credit for caption in article.captions if caption.credit]
    offset = 0
    for block in article.blocks:
        if block.role == "body":
            yield block, tuple(_marked(block.text, offset, spans["body"]))
            offset += len(block.text) + 2
        elif block.role == "standfirst" and block.text == article.standfirst:
            yield block, tuple(_marked(block.text, 0, spans["standfirst"]))
        elif block.role == "caption":
            yield block, tuple(_credited(block.text, names))
        else:
            yield block, (Piece(text=block.text),)


def _within(article: Article, within: str) -> list[Span]:
    found = [span for span in article.summary.spans if span.within == within]
    return sorted(found, key=lambda span: span.start)


def _marked(text: str, offset: int, spans: Iterable[Span]) -> Iterator[Piece]:
    """Cut a paragraph, which starts at `offset`, where the summary's sentences start and end."""
    done = 0
    for span in spans:
        start, end = max(span.start - offset, done), min(span.end - offset, len(text))
        if start >= end:
            continue
        if start > done:
            yield Piece(text=text[done:start])
        yield Piece(text=text[start:end], kind="summary")
        done = end
    if done < len(text):
        yield Piece(text=text[done:])


def _credited(text: str, names: Iterable[str]) -> Iterator[Piece]:
    credit = max((one for one in names if one in text), key=len, default="")
    start = text.rfind(credit) if credit else len(text)
    parts = ((text[:start], "plain"), (credit, "credit"), (text[start + len(credit) :], "plain"))
    for words, kind in parts:
        if words:
            yield Piece(text=words, kind="credit" if kind == "credit" else "plain")
