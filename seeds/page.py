"""Page: a saved web page as a tree of bounded size, and all its passages in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from lxml import etree, html

from seeds.errors import UnreadableArticle
from seeds.passages import Passages
from seeds.text import clean, decode_named, too_large

LIMIT_BYTES = 5_000_000
"""The largest page that is opened: its scripts weigh, and are dropped unread."""

# Beyond the largest of 1,500 pages of newspapers and blogs; the median is a tenth of it.
_LARGEST_MARKUP = 1_000_000
_MOST_TAGS = 12_000
_MOST_ATTRIBUTES = 30_000
_MOST_PICTURES = 2_000
_DEEPEST = 200
_LONGEST_ATTRIBUTE = 3000
_MOST_CHILDREN = 1000
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "ul", "ol", "li", "tr", "td", "table", "figure", "br"}
)
_LARGEST_DATA = 100_000
_REMEDY = "Save the article itself, or paste its text into a .txt file"
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
# What says nothing to a reader, and may be most of a page; data about the article is kept.
_UNREAD = re.compile(
    rb"<(script|style|svg|noscript|template|iframe)(?=[\s/>])([^<>]*+)>", re.IGNORECASE
)
_DATA = re.compile(rb"application/ld\+json", re.IGNORECASE)

Tree: TypeAlias = Any
"""An element of lxml's: its stubs name no type that a tree of HTML is."""


def read_page(raw: bytes, path: str) -> tuple[Tree, str]:
    """Read a page into a tree, and name its encoding.

    Raises:
        UnreadableArticle: no text; or more markup, and deeper, than a page of news has.
    """
    if len(raw) > LIMIT_BYTES:
        raise too_large(path, len(raw), LIMIT_BYTES)
    lean = b"".join(_without_scripts(raw, path))
    named = _CHARSET.search(lean[:4000])
    decoded = decode_named(lean, named[1].decode("ascii") if named else "", path, LIMIT_BYTES)
    markup = clean(decoded.text)
    pictures = markup.count("<img") + markup.count("<IMG")
    if len(markup) > _LARGEST_MARKUP or markup.count("<") > _MOST_TAGS or pictures > _MOST_PICTURES:
        raise UnreadableArticle(path, None, "it has more markup than a page of news", _REMEDY)
    if markup.count("=") > _MOST_ATTRIBUTES or "<" not in markup:
        reason = "this is no page" if "<" not in markup else "it has too many attributes"
        raise UnreadableArticle(path, None, reason, _REMEDY)
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        tree = html.document_fromstring(markup.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        raise UnreadableArticle(path, None, "it has no text", _REMEDY) from None
    _shorten(tree)
    if _depth(tree) > _DEEPEST:
        reason = f"its elements are nested more than {_DEEPEST} deep"
        raise UnreadableArticle(path, None, reason, _REMEDY)
    return tree, decoded.encoding


def read_passages(tree: Tree, path: str) -> tuple[Passages, list[int]]:
    """List all passages of a page, menus and footers too; lines are those of the page.

    Passages with equal numbers beside them stand in the same container.
    """
    found = Passages(path)
    containers: list[int] = []
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        line = int(node.sourceline or 1)
        if event == "start":
            found.start(node.tag, _picture(node) if node.tag == "img" else {}, line)
        else:
            found.end(node.tag)
        if len(found.elements) > len(containers):
            # What was open until this tag has been closed by it.
            owner = node.getparent() if event == "start" else node
            around = owner.getparent() if owner is not None else None
            containers.append(id(around) if around is not None else 0)
        if event == "start" and node.text:
            found.text(node.text, line + _blank_lines(node.text))
        elif event == "end" and node.tail:
            found.text(node.tail, line)
    found.close()
    return found, [*containers, 0]


def _blank_lines(text: str) -> int:
    return text.count("\n", 0, len(text) - len(text.lstrip()))


def _picture(node: Tree) -> dict[str, str]:
    source = node.get("src") or ""
    if not source or source.startswith("data:"):
        # Pages that load pictures late keep the address elsewhere.
        source = node.get("data-src") or node.get("data-original") or ""
    return {"src": source, "alt": node.get("alt") or ""}


def _without_scripts(raw: bytes, path: str) -> Iterator[bytes]:
    """Drop scripts and their like with all that is in them, keeping line breaks."""
    here = 0
    lower = raw.lower()
    unclosed: set[bytes] = set()
    left = _MOST_TAGS
    while tag := _UNREAD.search(raw, here):
        left -= 1
        if not left:
            raise UnreadableArticle(path, None, "it has more scripts than a page of news", _REMEDY)
        yield raw[here : tag.start()]
        name = tag[1].lower()
        end = -1 if name in unclosed else lower.find(b"</" + name, tag.end())
        stop = lower.find(b">", end) + 1 if end >= 0 else 0
        if not stop:
            unclosed.add(name)
            # An unclosed script swallows the page in a browser too; the others hide nothing.
            stop = len(raw) if name in {b"script", b"style"} else tag.end()
        if _DATA.search(tag[2]) and stop - tag.start() <= _LARGEST_DATA:
            yield raw[tag.start() : stop]
        else:
            yield b"\n" * raw.count(b"\n", tag.start(), stop)
        here = stop
    yield raw[here:]


def _shorten(tree: Tree) -> None:
    """Take away what is cheap to write and dear to search, and says nothing to a reader."""
    for node in tree.iter():
        for name, value in node.items():
            if len(value) > _LONGEST_ATTRIBUTE:
                node.set(name, "")  # a picture's data, most often
        if len(node) > _MOST_CHILDREN:
            tags = {str(child.tag) for child in node} - _BLOCKS
            etree.strip_tags(node, *tags)


def strip_pictures(tree: Tree) -> None:
    """Take the pictures away: they are known by then, and the search for text is slowed by them."""
    etree.strip_tags(tree, "img", "picture", "source")


def _depth(tree: Tree) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest
