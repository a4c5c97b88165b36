"""NewsML-G2: IPTC's items of news in XML, alone or in a message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

from seeds.article import Image, Remark
from seeds.errors import UnreadableArticle
from seeds.manuscript import Manuscript
from seeds.markup import Element, compose
from seeds.nitf import pour, read_nitf_body
from seeds.passages import Passages, read_image
from seeds.stated import Stated
from seeds.wire import Wire, author, said, topics
from seeds.xmlfile import Node

_MOST_PICTURES = 50
_REMEDY = "Send a newsItem of class text, alone or in a newsMessage"
_NO_ARTICLES = frozenset({"picture", "video", "audio", "graphic", "animation"})


def read_newsml(root: Node, path: str, timezone: tzinfo) -> Manuscript:
    """Read the first text of a message, with the pictures that came with it.

    Raises:
        UnreadableArticle: it holds no text; or a status or an embargo that can't be read.
    """
    items = [node for node in root.walk() if node.tag == "newsItem"]
    item = next((each for each in items if _class(each) not in _NO_ARTICLES), None)
    if item is None:
        raise UnreadableArticle(path, root.line, "it holds no text of news", _REMEDY)
    wire = Wire(path, timezone)
    body = _body(item, path)
    stated = _stated(item, wire)
    images: dict[str, Image] = {}
    for picture in items:
        if picture is item or _class(picture) in {"picture", "graphic"}:
            for image in _pictures(picture, path, wire, own=picture is not item):
                images.setdefault(image.path, image)
    for image in body.images:
        images.setdefault(image.path, image)
    return compose(
        body.elements,
        replace(stated, images=tuple(images.values())[:_MOST_PICTURES]),
        format="newsml-g2",
        remarks=[*wire.remarks, *body.remarks],
    )


def _class(item: Node) -> str:
    return _code(item.find("itemMeta", "itemClass")).rpartition(":")[2].rpartition("/")[2]


def _code(node: Node | None) -> str:
    return (node.get("qcode") or node.get("uri") or node.get("literal")) if node else ""


def _body(item: Node, path: str) -> Passages:
    content = item.find("contentSet")
    found = Passages(path)
    for part in content.nodes("inlineXML", "inlineData") if content else ():
        for root in part.nodes("nitf", "html"):
            if root.tag == "nitf":
                return read_nitf_body(root, path)
            pour(root.find("body") or root, found, {})
            return found.close()
        if part.tag == "inlineData" and part.get("contenttype") in {"", "text/plain"}:
            for number, line in enumerate(part.text().split("\n"), part.line):
                found.elements.append(Element(kind="paragraph", text=line, line=number))
            return found
    return found


def _stated(item: Node, wire: Wire) -> Stated:
    meta = item.find("itemMeta") or Node("itemMeta", {}, item.line)
    content = item.find("contentMeta") or Node("contentMeta", {}, item.line)
    headline = _headline(content) or meta.find("title")
    summary, standfirst = _descriptions(content)
    deck = next(
        (said(node.text()) for node in content.nodes("headline") if _is_deck(node.get("role"))),
        None,
    )
    status, embargo = meta.find("pubStatus"), meta.find("embargoed")
    return Stated(
        title=said(headline.text()) if headline else None,
        standfirst=deck or standfirst,
        summary=summary,
        author=_author(content),
        published=wire.moment(
            _text(meta, "firstCreated") or _text(meta, "versionCreated"), meta.line
        ),
        topics=topics(_subjects(content)),
        language=wire.language(_language(item, content), content.line),
        status=wire.status(_code(status), status.line if status else None),
        embargo=wire.embargo(embargo.text(), embargo.line) if embargo else None,
        urgency=wire.urgency(_text(content, "urgency")),
        id=wire.id(item.get("guid")),
        version=wire.version(item.get("version")),
        lines={"title": headline.line} if headline else {},
    )


def _headline(content: Node) -> Node | None:
    """Find the headline: the main one, or the first that has no role of its own."""
    headlines = content.nodes("headline")
    ranked = sorted(headlines, key=lambda node: (not node.get("role").endswith("main"),))
    return next((node for node in ranked if not _is_deck(node.get("role"))), None)


def _is_deck(role: str) -> bool:
    return role.lower().endswith(("subheadline", "subheading", "subhead", "deck"))


def _descriptions(content: Node) -> tuple[str | None, str | None]:
    """Read the publisher's summary, and any other description as the standfirst."""
    summary = standfirst = None
    for node in content.nodes("description"):
        role = node.get("role").lower()
        if role.endswith("summary"):
            summary = summary or said(node.text())
        elif not role.endswith("caption"):
            standfirst = standfirst or said(node.text())
    return summary, standfirst


def _author(content: Node) -> str | None:
    if by := author(_text(content, "by")):
        return by
    names = (_text(node, "name") for node in content.nodes("creator"))
    return said(", ".join(filter(None, names)))


def _subjects(content: Node) -> Iterator[tuple[str, str]]:
    for node in content.nodes("subject"):
        # People and places are subjects too: a reader subscribes to what a text is about.
        if _code(node).startswith("medtop:") or node.get("type") in {"", "cpnat:abstract"}:
            yield _code(node), _text(node, "name")
    for node in content.nodes("keyword"):
        yield "", node.text()


def _language(item: Node, content: Node) -> str:
    language = content.find("language")
    return (language.get("tag") if language else "") or item.get("lang")


def _pictures(item: Node, path: str, wire: Wire, *, own: bool) -> Iterator[Image]:
    """Yield the widest rendition of a picture item, or the pictures beside an article's text."""
    content = item.find("contentSet")
    remote = [
        node
        for node in (content.nodes("remoteContent") if content else ())
        if node.get("contenttype").startswith("image/") or (own and not node.get("contenttype"))
    ]
    if not remote:
        return
    widest = max(remote, key=lambda node: _number(node.get("width")))
    found = read_image(widest.get("href"), path, widest.line)
    if isinstance(found, Remark):
        wire.remarks.append(found)
    elif found:
        meta = item.find("contentMeta") if own else widest
        yield _captioned(found, meta or widest)


def _captioned(image: Image, meta: Node) -> Image:
    credit = _text(meta, "creditline")
    if not credit:
        creator = meta.find("creator")
        credit = _text(creator, "name") if creator else ""
    return replace(
        image,
        caption=said(_text(meta, "description")),
        credit=said(credit),
        alt=said(_text(meta, "altText")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _text(node: Node, tag: str) -> str:
    child = node.find(tag)
    return child.text() if child else ""
