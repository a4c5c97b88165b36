"""Passages: the elements in a run of tags and text, whichever markup language wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from seeds.article import Image, Remark
from seeds.captions import split_credit
from seeds.markup import Element, Kind
from seeds.text import clean
from seeds.values import WrongValue, image_path, line_of_text
from seeds.words import ends_sentence, weight

# Names of tags read best as a line of words.
# ruff: noqa: SIM905

_SUBHEAD_WEIGHT = 110
_MOST_IMAGES = 200
_LONGEST_ADDRESS = 2000

_BLOCKS: dict[str, Kind] = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "subhead"),
    "h1": "headline",
    "li": "item",
    "dt": "item",
    "blockquote": "quote",
    "figcaption": "caption",
    "byline": "byline",
    "dateline": "dateline",
    "tagline": "boilerplate",
}
_BREAKS = frozenset(
    "address article aside body caption dd details div dl fieldset figure footer form header hr"
    " main nav ol p picture pre section summary table tbody tfoot thead tr ul".split()
)
_SKIPPED = frozenset(
    "audio button canvas head iframe math noscript object script select style svg template textarea"
    " title video".split()
)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_BOLD = frozenset({"b", "strong"})
_CELLS = frozenset({"td", "th"})
_LISTS = frozenset({"ol", "ul"})
_DEEPEST = 60


@dataclass(slots=True)
class _Block:
    """An open element that decides what its text is. `mark` stands before a list item."""

    tag: str
    kind: Kind | None = None
    mark: str = ""


class Passages:
    """Takes tags and text in their order, and yields elements and pictures; never recurses.

    `path` is the article's, for pictures stand beside it. Text is in `elements` after `close`;
    `places` says before which element each picture stands.
    """

    def __init__(self, path: str, *, skipped: frozenset[str] = frozenset()) -> None:
        self.elements: list[Element] = []
        self.images: list[Image] = []
        self.places: list[int] = []
        self.remarks: list[Remark] = []
        self._path = path
        self._skip = _SKIPPED | skipped
        self._open: list[_Block] = []
        self._silent = ""
        self._silences = 0
        self._numbers: list[int] = []
        self._text: list[str] = []
        self._line = 1
        self._bold = 0
        self._plain = False
        self._figure: int | None = None

    def start(self, tag: str, attributes: Mapping[str, str], line: int) -> None:
        """Take an opening tag, its name without a prefix and in lower case."""
        if self._silent:
            self._silences += tag == self._silent
            return
        if tag in self._skip:
            self._silent, self._silences = tag, 1
            return
        if tag in _BLOCKS or tag in _BREAKS:
            self._flush()
            self._open_block(tag)
        elif tag in _CELLS and self._text:
            self._text.append(" | ")
        elif tag in _BOLD:
            self._bold += 1
        elif tag == "br":
            self._text.append("\n")
        elif tag == "img" and len(self.images) < _MOST_IMAGES:
            self._add_image(attributes, line)
        if not self._text:
            self._line = line

    def text(self, data: str, line: int) -> None:
        """Take text between tags; runs of blanks in it count as one."""
        if self._silent or not data:
            return
        if not self._text:
            self._line = line
        if not self._bold and not data.isspace():
            self._plain = True
        said = " ".join(data.split())
        before = " " if data[0].isspace() else ""
        self._text.append(f"{before}{said}{' ' if data[-1].isspace() else ''}")

    def end(self, tag: str) -> None:
        """Take a closing tag; one that nobody opened is passed over."""
        if self._silent:
            self._silences -= tag == self._silent
            if not self._silences:
                self._silent = ""
        elif tag in _BOLD:
            self._bold = max(0, self._bold - 1)
        elif tag in _BLOCKS or tag in _BREAKS:
            self._flush()
            self._close_block(tag)
            if tag == "ol" and self._numbers:
                self._numbers.pop()
            if tag == "figure":
                self._figure = None

    def credit(self, name: str) -> None:
        """Take who made the picture of the open figure, where a language has a tag for it."""
        name = line_of_text(clean(name))
        if not name or self._figure is None:
            return
        for place in range(self._figure, len(self.images)):
            self.images[place] = replace(self.images[place], credit=name)
        if self.elements and self.elements[-1].kind == "caption":
            self.elements[-1] = replace(self.elements[-1], credit=name)

    def close(self) -> Passages:
        """Take the end of it all."""
        self._flush()
        return self

    def _open_block(self, tag: str) -> None:
        if tag in _VOID:
            return
        mark = ""
        if tag == "ol":
            self._numbers.append(0)
        elif tag == "li":
            mark = self._open_item()
        elif tag == "figure":
            self._figure = len(self.images)
        self._open.append(_Block(tag, _BLOCKS.get(tag), mark))

    def _open_item(self) -> str:
        """Close the item above, whose end tag HTML lets authors leave out; return the mark."""
        for block in reversed(self._open[-_DEEPEST:]):
            if block.tag == "li":
                self._close_block("li")
                break
            if block.tag in _LISTS:
                break
        if self._numbers and any(block.tag == "ol" for block in self._open[-1:]):
            self._numbers[-1] += 1
            return f"{self._numbers[-1]}."
        return "•"

    def _close_block(self, tag: str) -> None:
        if any(block.tag == tag for block in self._open[-_DEEPEST:]):
            while self._open.pop().tag != tag:
                pass

    def _flush(self) -> None:
        text = "".join(self._text).strip(" |")
        plain, self._plain = self._plain, False
        self._text = []
        if not text.strip():
            return
        kind, mark = self._kind(text, plain)
        if kind == "caption":
            self._caption(text)
            return
        self.elements.append(Element(kind=kind, text=mark + text, line=self._line))

    def _kind(self, text: str, plain: bool) -> tuple[Kind, str]:
        kinds = [block for block in self._open[-_DEEPEST:] if block.kind]
        if any(block.kind == "quote" for block in kinds):
            return "quote", ""
        if kinds:
            nearest = kinds[-1]
            if nearest.kind == "item":
                # Only an item's first paragraph has its mark.
                mark, nearest.mark = nearest.mark, ""
                return ("item", "") if mark == "•" else ("paragraph", f"{mark} ".lstrip())
            return nearest.kind or "paragraph", ""
        heads = not plain and "\n" not in text and weight(text) <= _SUBHEAD_WEIGHT
        return ("subhead" if heads and not ends_sentence(text) else "paragraph"), ""

    def _caption(self, text: str) -> None:
        text = line_of_text(clean(text))
        said, credit = split_credit(text)
        self.elements.append(
            Element(kind="caption", text=said or text, line=self._line, credit=credit)
        )
        start = len(self.images) if self._figure is None else self._figure
        for place in range(start, len(self.images)):
            image = self.images[place]
            self.images[place] = replace(image, caption=said or None, credit=credit or image.credit)

    def _add_image(self, attributes: Mapping[str, str], line: int) -> None:
        found = read_image(attributes.get("src", ""), self._path, line)
        if isinstance(found, Remark):
            self.remarks.append(found)
        elif found and all(image.path != found.path for image in self.images):
            alt = line_of_text(clean(attributes.get("alt", ""))) or None
            self.images.append(replace(found, alt=alt))
            self.places.append(len(self.elements))


def read_image(source: str, path: str, line: int) -> Image | Remark | None:
    """Read where a picture of the article at `path` is; None if it is nowhere but in the file.

    A wrong place costs the picture, not the article: the remark says so.
    """
    source = clean(source).strip()
    if not source or source.lower().startswith("data:"):
        return None
    if len(source) > _LONGEST_ADDRESS:
        return Remark(line=line, text="the address of a picture is too long to be one")
    try:
        return Image(path=image_path(source, path))
    except WrongValue as error:
        return Remark(line=line, text=f"{error}. {error.remedy}")
