"""NITF: IPTC's news text in XML, head and body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from seeds.article import Status
from seeds.manuscript import Manuscript
from seeds.markup import Element, Kind, compose
from seeds.passages import Passages
from seeds.stated import Stated
from seeds.wire import Wire, author, said, topics
from seeds.xmlfile import Node

# NITF's names for what HTML has too, and its parts that are not for readers.
_TAGS = {
    "hl2": "h2",
    "bq": "blockquote",
    "media": "figure",
    "media-caption": "figcaption",
}
_SKIPPED = frozenset({"note", "media-metadata", "media-reference", "media-object", "nitf-table"})
_PICTURES = frozenset({"", "image", "photo", "picture", "graphic"})


def read_nitf(root: Node, path: str, timezone: tzinfo) -> Manuscript:
    """Read an NITF document.

    Raises:
        UnreadableArticle: a status or an embargo that can't be read.
    """
    wire = Wire(path, timezone)
    stated = _stated(root, wire)
    body = read_nitf_body(root, path)
    return compose(
        body.elements,
        replace(stated, images=tuple(body.images)),
        format="nitf",
        remarks=[*wire.remarks, *body.remarks],
    )


def read_nitf_body(root: Node, path: str) -> Passages:
    """Read the elements and pictures of a document's body, its headline left out."""
    found = Passages(path, skipped=_SKIPPED)
    for kind, node in _above(root):
        found.elements.append(Element(kind=kind, text=said(node.text()) or "", line=node.line))
    for place in (("body", "body.content"), ("body", "body.end", "tagline")):
        if part := root.find(*place):
            pour(part, found, _TAGS)
    return found.close()


def _above(root: Node) -> Iterator[tuple[Kind, Node]]:
    head = root.find("body", "body.head")
    for node in head.nodes() if head else ():
        if node.tag == "byline":
            yield "byline", node
        elif node.tag == "dateline":
            yield "dateline", node


def pour(root: Node, passages: Passages, tags: dict[str, str]) -> None:
    """Hand a tree's tags and text to passages, in order, each tag by the name it has in HTML."""
    waiting: list[Node | str | tuple[str]] = [root]
    line = root.line
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            passages.text(each, line)
        elif isinstance(each, tuple):
            passages.end(each[0])
        else:
            line = each.line
            tag = tags.get(each.tag, each.tag).lower()
            if each.tag == "media-producer":
                passages.credit(each.text())
                continue
            if each.tag == "media" and each.get("media-type").lower() not in _PICTURES:
                continue
            passages.start(tag, each.attributes, line)
            if each.tag == "media":
                _picture(each, passages)
            waiting.append((tag,))
            waiting.extend(reversed(each.children))


def _picture(media: Node, passages: Passages) -> None:
    """Add the widest of a picture's renditions."""
    references = [
        node
        for node in media.nodes("media-reference")
        if node.get("mime-type").startswith("image/") or not node.get("mime-type")
    ]
    if references:
        widest = max(references, key=lambda node: _number(node.get("width")))
        source = {"src": widest.get("source"), "alt": widest.get("alternate-text")}
        passages.start("img", source, widest.line)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _stated(root: Node, wire: Wire) -> Stated:
    head = root.find("head") or root
    data = head.find("docdata") or Node("docdata", {}, 1)
    hedline = root.find("body", "body.head", "hedline")
    headline = (hedline.find("hl1") if hedline else None) or head.find("title")
    deck = _text(hedline, "hl2")
    abstract = _text(root.find("body", "body.head"), "abstract")
    byline = root.find("body", "body.head", "byline")
    name = (byline.find("person") or byline) if byline else None
    status, embargo = _held_back(data, wire)
    publication = head.find("pubdata") or Node("pubdata", {}, 1)
    return Stated(
        title=said(headline.text()) if headline else None,
        standfirst=deck or abstract,
        summary=abstract if deck else None,
        author=author(name.text()) if name else None,
        published=wire.moment(_published(data, publication), data.line),
        topics=topics(_subjects(head)),
        language=wire.language(_language(root), root.line),
        url=wire.url(publication.get("ex-ref")),
        urgency=wire.urgency(_attribute(data, "urgency", "ed-urg")),
        id=wire.id(_attribute(data, "doc-id", "id-string")),
        version=wire.version(
            _attribute(data, "du-key", "version") or _attribute(data, "du-key", "generation")
        ),
        lines={"title": headline.line} if headline else {},
        status=status,
        embargo=embargo,
    )


def _held_back(data: Node, wire: Wire) -> tuple[Status, datetime | None]:
    """Read status and embargo: an embargoed item goes out when it is released, or not at all."""
    status = data.get("management-status").lower()
    if status != "embargoed":
        return wire.status(status, data.line), None
    release = wire.embargo(_attribute(data, "date.release", "norm"), data.line)
    return ("usable" if release else "withheld"), release


def _published(data: Node, publication: Node) -> str:
    return (
        _attribute(data, "date.issue", "norm")
        or _attribute(data, "date.release", "norm")
        or publication.get("date.publication")
    )


def _language(root: Node) -> str:
    body = root.find("body")
    return root.get("lang") or (body.get("lang") if body else "")


def _subjects(head: Node) -> Iterator[tuple[str, str]]:
    for node in head.walk():
        if node.tag == "tobject.subject":
            names = ("detail", "matter", "type")
            name = next(filter(None, (node.get(f"tobject.subject.{each}") for each in names)), "")
            yield node.get("tobject.subject.refnum"), name
        elif node.tag == "classifier":
            yield node.get("value"), node.get("value") if "medtop" in node.get("value") else ""
        elif node.tag == "keyword":
            yield "", node.get("key")


def _attribute(node: Node, tag: str, name: str) -> str:
    child = node.find(tag)
    return child.get(name) if child else ""


def _text(node: Node | None, tag: str) -> str | None:
    child = node.find(tag) if node else None
    return said(child.text()) if child else None
