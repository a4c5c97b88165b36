"""HTML: the article in a saved web page; the only trafilatura, of the extra `html`."""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urljoin

from seeds.article import Image
from seeds.errors import UnreadableArticle
from seeds.manuscript import Manuscript
from seeds.markup import Element, Kind, compose
from seeds.passages import Passages, read_image
from seeds.stated import Stated
from seeds.text import clean
from seeds.values import line_of_text
from seeds.wire import Wire, said
from seeds.words import is_paragraph

_NO_EXTRA = "HTML is read by an extra that is not installed"
_INSTALL = "Install teleprinter[html], or save the article as text"
_REMEDY = "Save the article itself, or paste its text into a .txt file"
_SQUEEZED = re.compile(r"[\W_]+")
_KEY_LENGTH = 120
_ABOVE = 12  # passages between the headline and the lead: standfirst, byline, picture
_MOST_IMAGES = 30
_STANDFIRST_LENGTHS = (30, 450)
_SHORTEST_TITLE = 12
_ENOUGH = 600
_LARGE = 2500
# Only where a page states it; and as of no day, for a file reads the same on all of them.
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2200-01-01"}
_CUT = ("…", "...", "[…]")
_KINDS: dict[str, Kind] = {"head": "subhead", "item": "item", "quote": "quote"}


def read_html(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    """Read a saved page: what trafilatura takes for the article, by the page's own passages.

    No markup is passed through. What the page says of itself (title, author, date, description)
    is taken as stated.

    Raises:
        UnreadableArticle: trafilatura is not installed; no page, one beyond reason, or one in
            which no article is found.
    """
    try:
        from trafilatura import bare_extraction

        from seeds.page import read_page, read_passages, strip_pictures
    except ModuleNotFoundError:
        raise UnreadableArticle(path, None, _NO_EXTRA, _INSTALL) from None
    tree, encoding = read_page(raw, path)
    passages, containers = read_passages(tree, path)
    strip_pictures(tree)
    # What it has to tell, it tells by its result.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = _extracted(bare_extraction, tree)
    if found is None:
        raise UnreadableArticle(path, None, "no article is found in this page", _REMEDY)
    wire = Wire(path, timezone)
    title = _title(found, passages)
    placed = _Placed(list(_blocks(found.body)), passages, containers, title or "")
    stated = Stated(
        title=title,
        standfirst=placed.standfirst(found.description or ""),
        author=said((found.author or "").replace(";", ",")),
        published=_published(found.date, tree, wire),
        language=wire.language(tree.get("lang") or "", 1),
        url=wire.url(found.url or ""),
        images=tuple(_images(placed, found, path)),
    )
    return compose(
        placed.elements(),
        stated,
        format="html",
        encoding=encoding,
        remarks=wire.remarks,
    )


def _extracted(extract: Callable[..., Any], tree: Any) -> Any:
    """Let trafilatura find the article, strictly; and again, less so, where little is found."""
    ways: dict[str, Any] = {
        "include_comments": False,
        "with_metadata": True,
        "date_extraction_params": _DATES,
    }
    large = sum(1 for _ in tree.iter()) > _LARGE
    try:
        # On a large page its second opinions would take seconds.
        strict = extract(tree, favor_precision=True, fast=large, **ways)
        if strict and (len(strict.text) >= _ENOUGH or large):
            return strict
        loose = extract(tree, fast=large, **ways)
    except RecursionError:
        return None
    return loose if loose and (not strict or len(loose.text) > 2 * len(strict.text)) else strict


@dataclass(frozen=True, slots=True)
class _Found:
    """A block of trafilatura's; `key` names its text, whatever the spaces and the signs in it."""

    kind: Kind
    text: str
    key: str
    sure: bool = True


def _blocks(body: Any) -> Iterator[_Found]:
    for node in body.iter("p", "head", "item", "quote", "row", "code"):
        if any(True for _ in node.iterchildren("p", "item", "quote", "row")):
            continue
        if node.tag != "row" and any(True for _ in node.iterancestors("row")):
            continue
        if node.tag == "row":
            cells = (line_of_text("".join(cell.itertext())) for cell in node.iter("cell"))
            yield from _found("paragraph", " | ".join(filter(None, cells)), sure=False)
            continue
        quoted = node.tag == "p" and any(True for _ in node.iterancestors("quote"))
        kind = "quote" if quoted else _KINDS.get(node.tag, "paragraph")
        for line in _lines(node):
            yield from _found(kind, line)


def _found(kind: Kind, text: str, *, sure: bool = True) -> Iterator[_Found]:
    text = line_of_text(clean(text))
    if text:
        yield _Found(kind, text, _key(text), sure)


def _lines(node: Any) -> list[str]:
    parts: list[str] = [node.text or ""]
    for child in node.iterdescendants():
        if child.tag == "lb":
            parts.append("\n")
        parts.append(child.text or "")
        parts.append(child.tail or "")
    return "".join(parts).split("\n")


def _key(text: str) -> str:
    return _SQUEEZED.sub("", text).casefold()[:_KEY_LENGTH]


class _Placed:
    """Blocks where the page has them: there stand the captions between, the deck, the lines."""

    def __init__(
        self, blocks: Sequence[_Found], passages: Passages, containers: list[int], title: str
    ) -> None:
        self.passages = passages
        self._containers = containers
        self._title = _key(title)
        self._blocks: list[tuple[int, Element]] = []
        where: dict[str, list[int]] = {}
        for place, element in enumerate(passages.elements):
            where.setdefault(_key(element.text), []).append(place)
        last = -1
        for block in blocks:
            places = where.get(block.key, [])
            next_one = bisect_right(places, last)
            found = next_one < len(places)
            last = places[next_one] if found else last
            self._blocks.append((last, self._element(block, last, found)))
        self.last = last
        self._first = next((place for place, _ in self._blocks if place >= 0), 0)
        self.top = self._headline_above()

    def _element(self, block: _Found, place: int, found: bool) -> Element:
        line = self.passages.elements[place].line if place >= 0 else 1
        kind = block.kind
        if block.key == self._title:
            kind = "headline"
        elif found and kind == "paragraph":
            own = self.passages.elements[place].kind
            kind = "paragraph" if own in {"caption", "headline"} else own
        return Element(kind=kind, text=block.text, line=line, sure=block.sure)

    def _headline_above(self) -> int:
        """Find where the article starts: at its headline, if that is not far above the text."""
        for place in range(self._first, max(-1, self._first - _ABOVE), -1):
            element = self.passages.elements[place] if self.passages.elements else None
            if element and (element.kind == "headline" or _key(element.text) == self._title):
                return place
        return max(0, self._first - 2)

    def elements(self) -> list[Element]:
        """List the blocks, with the captions among them."""
        found = self.passages.elements
        added = [
            (place, element)
            for place, element in enumerate(found)
            if element.kind == "caption" and self.top <= place <= self.last
        ]
        taken = {_key(element.text) for _, element in added}
        kept = [pair for pair in self._blocks if _key(pair[1].text) not in taken]
        merged = sorted([*kept, *added], key=lambda pair: pair[0])
        return list(_sure_from_the_lead([element for _, element in merged]))

    def standfirst(self, description: str) -> str | None:
        """Take the page's description, unless it is the headline again or a piece of the text.

        Where it is the first block, it is the lead, unless it stands apart.
        """
        text = said(description)
        shortest, longest = _STANDFIRST_LENGTHS
        if not text or not shortest <= len(text) <= longest or text.endswith(_CUT):
            return None
        key = _key(text)
        if key == self._title:
            return None
        keys = [_key(element.text) for _, element in self._blocks[:6]]
        if keys and key == keys[0]:
            return text if self._is_apart() else None
        return None if key[:60] in "".join(keys) else text

    def _is_apart(self) -> bool:
        """Say if the first block stands elsewhere than the second: a lead stands with its text."""
        if len(self._blocks) < 2:
            return False
        (first, element), (second, _) = self._blocks[:2]
        return element.kind == "subhead" or self._containers[first] != self._containers[second]


def _sure_from_the_lead(elements: list[Element]) -> Iterator[Element]:
    """Doubt the short lines above the first whole paragraph: a rubric, a label, a name."""
    led = False
    for element in elements:
        led = led or (element.kind == "paragraph" and is_paragraph(element.text))
        yield element if led else replace(element, sure=False)


def _title(found: Any, passages: Passages) -> str | None:
    """Take the headline as the page shows it, where its title says more: the site's name."""
    title = said(found.title or "")
    key = _key(title or "")
    for element in passages.elements:
        shown = _key(element.text)
        if element.kind == "headline" and len(shown) >= _SHORTEST_TITLE and shown in key:
            return said(element.text)
    return title


def _images(placed: _Placed, found: Any, path: str) -> list[Image]:
    """List the page's own lead picture first, then those with captions in the article."""
    passages = placed.passages
    inner = [
        replace(image, path=_address(image.path, found.url))
        for image, place in zip(passages.images, passages.places, strict=True)
        if placed.top <= place <= placed.last + 1
    ]
    captioned = [image for image in inner if image.caption]
    lead = read_image(found.image or "", path, 1)
    if isinstance(lead, Image):
        if captioned:
            lead = replace(captioned[0], path=lead.path)
            captioned = captioned[1:]
        elif inner:
            lead = replace(lead, alt=inner[0].alt)
        captioned.insert(0, lead)
    return list({image.path: image for image in captioned[:_MOST_IMAGES]}.values())


def _address(place: str, page: str | None) -> str:
    return urljoin(page, place) if page and page.startswith(("http:", "https:")) else place


def _published(date: str | None, tree: Any, wire: Wire) -> datetime | None:
    """Read the day that was found, with the hour if the page states it for that day."""
    if not date:
        return None
    for node in tree.iter("meta"):
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        content = node.get("content") or ""
        if name in {"article:published_time", "datepublished"} and content.startswith(date):
            quiet = Wire("", wire.timezone)
            if moment := quiet.moment(content, None):
                return moment
    return wire.moment(date, None)
