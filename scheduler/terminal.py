"""Terminal: a proof in colour, in the columns that there are.

The sixteen colours of the reader's own theme are used, never red against green; each role is also
a word in the margin, so nothing is told by colour alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import click

from scheduler.proof import Piece, Proof, Row
from seeds.article import Remark

_LABEL = 12
_MARGIN = 5 + _LABEL + 3
_NARROW = 56
_STYLES: dict[str, dict[str, Any]] = {
    "headline": {"fg": "cyan", "bold": True},
    "standfirst": {"fg": "cyan"},
    "byline": {"fg": "magenta", "dim": True},
    "dateline": {"fg": "magenta", "dim": True},
    "caption": {"fg": "magenta"},
    "boilerplate": {"dim": True},
    "subhead": {"fg": "blue", "bold": True},
    "body": {"fg": "blue"},
    "quote": {"fg": "blue", "italic": True},
    "related-head": {"fg": "yellow", "dim": True},
    "related": {"fg": "yellow", "dim": True},
}
_TEXTS: dict[str, dict[str, Any]] = {
    "headline": {"bold": True},
    "subhead": {"bold": True},
    "quote": {"italic": True},
    "boilerplate": {"dim": True},
}
_ORIGINS = {
    "extractive": "in the article's own words",
    "publisher": "as stated",
    "llm": "by a language model, checked",
}
_REMARK: dict[str, Any] = {"fg": "yellow", "bold": True}
_SUMMARY: dict[str, Any] = {"reverse": True}
_CREDIT: dict[str, Any] = {"underline": True}

# What no line begins with: the marks that close, and what belongs to the sign before.
_CLOSING = frozenset("、。，．・：；？！」』）】〉》〕…ー々’”\u200d\ufe0e\ufe0f")
_OPENING = frozenset("「『（【〈《〔\u200d")
_BLANKS = re.compile(r"\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """How wide a terminal is, in columns, and whether it may be coloured."""

    columns: int
    colour: bool


def paint(proof: Proof, canvas: Canvas) -> str:
    """Show a proof: number, role and words of each line, the remarks below their lines.

    Without colour the summary's sentences stand in `[[…]]` and a credit in `{…}`.
    """
    return "\n".join(_Painter(max(canvas.columns, 24), colour=canvas.colour).lines(proof))


class _Painter:
    """One terminal's width and its colours."""

    def __init__(self, columns: int, *, colour: bool) -> None:
        self._columns = columns
        self._colour = colour

    def lines(self, proof: Proof) -> Iterator[str]:
        article, summary = proof.article, proof.article.summary
        yield from self._said(article.path, bold=True)
        told = [article.format, article.encoding, article.status, *article.topics]
        told += [f"language {article.language}"] if article.language else []
        yield from self._said(" · ".join(told), dim=True)
        for remark in proof.loose:
            yield from self._remark(remark)
        yield ""
        for row in proof.rows:
            yield from self._row(row)
            for remark in row.remarks:
                yield from self._remark(remark, row)
        yield ""
        yield from self._said(f"summary, {_ORIGINS[summary.origin]}", bold=True)
        yield from self._said(summary.text or "(none)")
        yield from self._said(self._key(proof), dim=True)

    def _said(self, text: str, **style: Any) -> Iterator[str]:
        return self._wrapped((Piece(text=text),), self._columns, style)

    def _row(self, row: Row) -> Iterator[str]:
        label = row.role + ("" if row.sure else " ?")
        number = self._styled(f"{row.line:>4}", dim=True)
        style = _TEXTS.get(row.role, {})
        if self._columns < _NARROW:
            yield f"{number} {self._styled(label, **_STYLES[row.role])}"
            for line in self._wrapped(row.pieces, self._columns - 2, style):
                yield "  " + line
            return
        head = f"{number} {self._styled(label.ljust(_LABEL), **_STYLES[row.role])} "
        bar = self._styled("│", **_STYLES[row.role]) if row.sure else "?"
        for place, line in enumerate(self._wrapped(row.pieces, self._columns - _MARGIN, style)):
            yield (" " * (_MARGIN - 2) if place else head) + bar + " " + line

    def _remark(self, remark: Remark, row: Row | None = None) -> Iterator[str]:
        elsewhere = remark.line is not None and (row is None or remark.line != row.line)
        text = (f"line {remark.line}: " if elsewhere else "") + remark.text
        indent = 2 if row is None or self._columns < _NARROW else _MARGIN
        piece = (Piece(text=text),)
        for place, line in enumerate(self._wrapped(piece, self._columns - indent, _REMARK)):
            mark = "  " if place else self._styled("! ", **_REMARK)
            yield " " * (indent - 2) + mark + line

    def _key(self, proof: Proof) -> str:
        kinds = {piece.kind for row in proof.rows for piece in row.pieces}
        said = []
        if "summary" in kinds:
            said.append("reversed: in the summary" if self._colour else "[[…]] is in the summary")
        if "credit" in kinds:
            said.append("underlined: the credit" if self._colour else "{…} is the credit")
        if not all(row.sure for row in proof.rows):
            said.append("?: not surely the article's, so not in the summary")
        return " · ".join(said)

    def _wrapped(
        self, pieces: Iterable[Piece], columns: int, style: dict[str, Any]
    ) -> Iterator[str]:
        shown = [piece if self._colour else _bracketed(piece) for piece in pieces]
        for start, end in wrap("".join(piece.text for piece in shown), columns):
            yield "".join(self._cut(shown, start, end, style))

    def _cut(
        self, pieces: Iterable[Piece], start: int, end: int, style: dict[str, Any]
    ) -> Iterator[str]:
        offset = 0
        for piece in pieces:
            words = piece.text[max(start - offset, 0) : max(end - offset, 0)]
            offset += len(piece.text)
            more = {"summary": _SUMMARY, "credit": _CREDIT}.get(piece.kind, {})
            if words:
                yield self._styled(words, **(style | more))

    def _styled(self, text: str, **style: Any) -> str:
        return click.style(text, **style) if self._colour and style else text


def _bracketed(piece: Piece) -> Piece:
    marks = {"summary": ("[[", "]]"), "credit": ("{", "}")}.get(piece.kind, ("", ""))
    return Piece(text=marks[0] + piece.text + marks[1], kind=piece.kind)


def wrap(text: str, columns: int) -> Iterator[tuple[int, int]]:
    """Cut a text into lines, each given as where it starts and ends, blanks at its end left out.

    Chinese and Japanese signs take two columns and part anywhere but before a closing mark;
    marks that combine take none and stay with their letter.
    """
    start = used = 0
    rest: int | None = None
    for place, sign in enumerate(text):
        if place > start and _may_break(text, place):
            rest = place
        wide = width(sign)
        if used + wide > columns and not _BLANKS.match(sign):
            cut = rest if rest is not None and rest > start else place
            yield start, cut - (len(text[start:cut]) - len(text[start:cut].rstrip()))
            start, rest = cut, None
            used = sum(map(width, text[start:place]))
        used += wide
    if start < len(text) or not text:
        yield start, max(start, len(text.rstrip()))


def width(sign: str) -> int:
    """Say how many columns a sign takes."""
    if unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _may_break(text: str, place: int) -> bool:
    before, after = text[place - 1], text[place]
    if _BLANKS.match(before):
        return not _BLANKS.match(after)
    if after in _CLOSING or before in _OPENING or not width(after):
        return False
    return width(after) == 2 or width(before) == 2
