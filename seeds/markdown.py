"""Markdown: CommonMark with tables, footnotes and front matter; the only markdown-it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from itertools import pairwise
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

from seeds.article import Image, Remark
from seeds.bylines import read_byline
from seeds.captions import split_credit
from seeds.errors import UnreadableArticle
from seeds.fragment import read_fragment
from seeds.frontmatter import split_front_matter
from seeds.furniture import is_boilerplate
from seeds.manuscript import Manuscript
from seeds.markup import Element, Kind, compose
from seeds.passages import read_image
from seeds.related import split_related
from seeds.text import clean, decode
from seeds.values import line_of_text
from seeds.words import ends_sentence, is_cjk, weight

LIMIT_BYTES = 1_000_000
"""The largest Markdown that is read: its grammar costs more than plain text does."""

_LIMIT_LINES = 15_000
# Beyond so many in one block the grammar takes square time; and no article has so many in all.
_MOST_MARKS = 300
_MOST_MARKS_IN_ALL = 30_000
_MARKS = re.compile(r"[\[\]*_`<!&~\\]|  \n")
_FEW_LINES = 4
_SUBHEAD_WEIGHT = 110
_NOTE = re.compile(r"^( {0,3})(?=\[\^[^\]\s]{1,40}\]:)", re.MULTILINE)
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,40}\](?::\s*)?")
_TASK = re.compile(r"\[[ xX]\]\s+")
_CELLS = frozenset({"th_open", "td_open"})


def read_markdown(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    """Read Markdown, with or without front matter. No HTML in it is passed through.

    Raises:
        UnreadableArticle: as for plain text, and for more lines than an article has.
    """
    decoded = decode(raw, path, LIMIT_BYTES)
    cleaned = clean(decoded.text)
    if cleaned.count("\n") > _LIMIT_LINES:
        reason = f"it has more than {_LIMIT_LINES:,} lines"
        raise UnreadableArticle(path, _LIMIT_LINES + 1, reason, "Cut it into several files")
    stated, text, first_line = split_front_matter(cleaned, path, timezone)
    document = _Document(path, first_line)
    document.read(text)
    known = {image.path for image in stated.images}
    images = (image for image in document.images if image.path not in known)
    return compose(
        document.elements,
        replace(stated, images=(*stated.images, *images)),
        format="markdown",
        encoding=decoded.encoding,
        remarks=document.remarks,
    )


class _Document:
    """One document as it is walked: tokens in; elements, pictures and remarks out."""

    def __init__(self, path: str, first_line: int) -> None:
        self.elements: list[Element] = []
        self.images: list[Image] = []
        self.remarks: list[Remark] = []
        self._path = path
        # Inline grammar stays off: it is read block by block, each within bounds.
        self._parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("inline")
        self._references: EnvType = {}
        self._first_line = first_line
        self._line = first_line
        self._container = ""
        self._level = 0
        self._quotes = 0
        self._marks: list[str] = []
        self._cells: list[str] = []
        self._budget = _MOST_MARKS_IN_ALL
        self._titled = False
        self._pictured = False

    def read(self, text: str) -> None:
        # A note's text ("[^1]: Source") would else be taken for a link's address.
        for token in self._parser.parse(_NOTE.sub(r"\1\\", text), self._references):
            if token.map:
                self._line = self._first_line + token.map[0]
            if token.type == "inline":
                self._read_block(token)
            elif token.nesting:
                self._enter_or_leave(token)
            else:
                self._read_leaf(token)

    def _enter_or_leave(self, token: Token) -> None:
        match token.type:
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "list_item_open":
                self._marks.append(f"{token.info}{token.markup}" if token.info else "•")
            case "list_item_close":
                self._marks.pop()
            case "tr_open":
                self._cells = []
            case "tr_close":
                self._add("paragraph", " | ".join(filter(None, self._cells)), sure=False)
            case "heading_open" | "paragraph_open" | "th_open" | "td_open":
                self._container = token.type
                self._level = int(token.tag[1:]) if token.type == "heading_open" else 0

    def _read_leaf(self, token: Token) -> None:
        match token.type:
            case "fence":
                self._add("paragraph", token.content, sure=False)
            case "code_block":
                # Four blanks before a paragraph are a typist's indent more often than code.
                for part in re.split(r"\n[ \t]*\n", token.content):
                    self._add("paragraph", line_of_text(part))
            case "html_block":
                found = read_fragment(token.content, self._path, self._line)
                self.elements.extend(found.elements)
                self.images.extend(found.images)
                self.remarks.extend(found.remarks)

    def _read_block(self, token: Token) -> None:
        passage = self._inline(token.content)
        pictured, self._pictured = self._pictured, False
        if self._container in _CELLS:
            self._cells.append(line_of_text(passage.text))
        elif passage.images and passage.emphasised:
            # A picture, and perhaps its caption on the next line.
            self._add_pictures(passage)
            if passage.text.strip():
                self._caption(passage.text)
        elif pictured and passage.emphasised:
            self._caption(passage.text)
        else:
            self.images.extend(passage.images)
            self._add_text(passage)

    def _inline(self, content: str) -> _Passage:
        passage = _Passage()
        marks = len(_MARKS.findall(content))
        self._budget -= marks
        if not marks or marks > _MOST_MARKS or self._budget < 0:
            passage.parts, passage.emphasised = [content.replace("\n", "\v")], False
            return passage
        tokens: list[Token] = []
        self._parser.inline.parse(content, self._parser, self._references, tokens)
        for token in tokens:
            if token.type == "image":
                self._take_image(passage, token)
            else:
                passage.take(token)
        return passage

    def _take_image(self, passage: _Passage, token: Token) -> None:
        alt = line_of_text(clean(token.content))
        said = line_of_text(clean(str(token.attrs.get("title", "")))) or alt
        caption, credit = split_credit(said)
        found = read_image(unquote(str(token.attrs["src"])), self._path, self._line)
        if isinstance(found, Remark):
            self.remarks.append(found)
        elif found:
            passage.images.append(
                replace(found, caption=caption or None, credit=credit, alt=alt or None)
            )

    def _add_pictures(self, passage: _Passage) -> None:
        for image in passage.images:
            self.images.append(image)
            if image.caption:
                self._add("caption", image.caption, credit=image.credit)
        self._pictured = True

    def _caption(self, text: str) -> None:
        """Take the line in italics below a picture for its caption."""
        caption, credit = split_credit(line_of_text(text))
        image = self.images[-1]
        if self.elements and self.elements[-1].text == image.caption:
            self.elements.pop()
        self.images[-1] = replace(image, caption=caption or None, credit=credit or image.credit)
        self._add("caption", caption or text, credit=credit or image.credit)

    def _add_text(self, passage: _Passage) -> None:
        text = passage.text
        if self._level:
            # The first heading is the headline, whatever its rank; else the first of rank one.
            first = not self._titled and (self._level == 1 or not self.elements)
            self._titled = self._titled or first
            self._add("headline" if first else "subhead", line_of_text(text))
        elif self._marks:
            self._add_item(text)
        elif self._quotes:
            self._add("quote", _joined(text))
        elif note := _NOTE_MARK.match(text):
            self._add("paragraph", _joined(text[note.end() :]), sure=False)
        else:
            heads = passage.emphasised and weight(text) <= _SUBHEAD_WEIGHT
            heads = heads and "\n" not in text and not ends_sentence(text)
            self._add("subhead" if heads else "paragraph", _joined(text))

    def _add_item(self, text: str) -> None:
        """Add an item's first paragraph with its mark, and the others without."""
        mark, self._marks[-1] = self._marks[-1], ""
        text = line_of_text(_joined(text))
        text = _TASK.sub("", text, count=1) if mark else text
        if mark == "•" and not self._quotes:
            self._add("item", text)
        else:
            self._add("quote" if self._quotes else "paragraph", f"{mark} {text}".lstrip())

    def _add(self, kind: Kind, text: str, *, sure: bool = True, credit: str | None = None) -> None:
        text = _NOTE_MARK.sub("", text) if "[^" in text else text
        if text.strip():
            self.elements.append(
                Element(kind=kind, text=text, line=self._line, sure=sure, credit=credit)
            )


@dataclass(slots=True)
class _Passage:
    """The text and pictures of one block; `emphasised` says that one emphasis holds it all."""

    parts: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    emphasised: bool = True
    _depth: int = 0
    _struck: int = 0

    @property
    def text(self) -> str:
        """What it says; a `\v` is a line break that means nothing."""
        return "".join(self.parts)

    def take(self, token: Token) -> None:
        if token.type in {"em_open", "strong_open", "em_close", "strong_close"}:
            self._depth += token.nesting
        elif token.type in {"s_open", "s_close"}:
            # What an author struck out is no longer said.
            self._struck += token.nesting
        elif token.type == "softbreak":
            self.parts.append("\v")
        elif token.type == "hardbreak":
            self.parts.append("\n")
        elif token.type == "html_inline":
            self._take_tag(token.content.lower())
        elif not self._struck:
            self.parts.append(token.content)
            if not self._depth and token.content.strip():
                self.emphasised = False

    def _take_tag(self, tag: str) -> None:
        if tag.startswith("<br"):
            self.parts.append("\n")
        elif tag.startswith(("<script", "<style")):
            self._struck += 1
        elif tag.startswith(("</script", "</style")):
            self._struck -= 1


def _joined(text: str) -> str:
    """Join the lines of a paragraph, unless they are a byline or a list that nobody marked up."""
    lines = text.split("\v")
    if 1 < len(lines) <= _FEW_LINES and any(map(_stands_alone, lines)):
        return "\n".join(lines)
    gaps = ("" if is_cjk(a[-1:]) and is_cjk(b[:1]) else " " for a, b in pairwise(lines))
    return lines[0] + "".join(gap + line for gap, line in zip(gaps, lines[1:], strict=True))


def _stands_alone(line: str) -> bool:
    return read_byline(line) is not None or split_related(line) is not None or is_boilerplate(line)
