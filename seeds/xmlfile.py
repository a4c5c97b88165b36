"""XML: a file as a small tree, with nothing loaded, expanded or nested beyond reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.entities import html5
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from seeds.errors import UnreadableArticle
from seeds.text import LIMIT_BYTES, too_large

_DEEPEST = 200
_MOST_NODES = 25_000
_REMEDY = "Send it again, whole and well-formed"
# NITF's own DTD, which is not loaded, knows these by name ("&auml;").
_ENTITIES = {name[:-1]: text for name, text in html5.items() if name.endswith(";")}


@dataclass(slots=True)
class Node:
    """An element: names without namespace, `line` in the file, text and elements in order."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list[Node | str] = field(default_factory=list)

    def nodes(self, *tags: str) -> list[Node]:
        """List the child elements, or those of these names."""
        return [
            child
            for child in self.children
            if isinstance(child, Node) and (not tags or child.tag in tags)
        ]

    def walk(self) -> Iterator[Node]:
        """Yield this element and all below it, in the order of the file."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.nodes()))

    def find(self, *path: str) -> Node | None:
        """Find the first element below along these names."""
        found: list[Node] = [self]
        for tag in path:
            found = [child for node in found for child in node.nodes(tag)]
        return found[0] if found else None

    def find_all(self, tag: str) -> list[Node]:
        """List all elements of a name, however deep."""
        return [node for node in self.walk() if node.tag == tag]

    def get(self, name: str) -> str:
        """Read an attribute, or ""."""
        return self.attributes.get(name, "").strip()

    def text(self) -> str:
        """Join all text below, blanks at its ends left out."""
        return self.text_as_is().strip()

    def text_as_is(self) -> str:
        """Join all text below, with all its blanks."""
        parts: list[str] = []
        waiting: list[Node | str] = [self]
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                parts.append(each)
            else:
                waiting.extend(reversed(each.children))
        return "".join(parts)


def read_xml(
    raw: bytes,
    path: str,
    *,
    limit_bytes: int = LIMIT_BYTES,
    most_nodes: int = _MOST_NODES,
    remedy: str = _REMEDY,
) -> Node:
    """Read an XML document. A DOCTYPE may name a DTD, which is not loaded, and declare nothing.

    Raises:
        UnreadableArticle: too large, not well-formed, deeper or fuller than any article, or it
            declares entities.
    """
    if len(raw) > limit_bytes:
        raise too_large(path, len(raw), limit_bytes)
    if not raw.strip():
        raise UnreadableArticle(path, None, "the file is empty", remedy)
    tree = _Tree(path, most_nodes)
    # The document type is checked below: NITF files name theirs.
    parser = DefusedXMLParser(
        target=tree, forbid_dtd=False, forbid_entities=True, forbid_external=True
    )
    parser.entity.update(_ENTITIES)
    expat = parser.parser
    expat.StartDoctypeDeclHandler = tree.declare
    tree.line = lambda: int(expat.CurrentLineNumber)
    try:
        parser.feed(raw)
        parser.close()
    except ParseError as error:
        line = error.position[0]
        reason = str(error).partition(": line")[0].partition(": (line")[0]
        raise UnreadableArticle(
            path, line, f"this is no well-formed XML: {reason}", remedy
        ) from None
    except DefusedXmlException:
        raise UnreadableArticle(
            path, tree.line(), "it declares entities, or refers to other files", remedy
        ) from None
    except (ValueError, LookupError):
        raise UnreadableArticle(path, 1, "its encoding is unknown", "Save it in UTF-8") from None
    if tree.root is None:
        raise UnreadableArticle(path, 1, "it has no element", remedy)
    return tree.root


class _Tree:
    """What the parser builds; it refuses what grows too deep or too full."""

    def __init__(self, path: str, most_nodes: int) -> None:
        self.root: Node | None = None
        self.line: Callable[[], int] = lambda: 1
        self._path = path
        self._open: list[Node] = []
        self._left = most_nodes

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._left -= 1 + len(attributes) // 4
        if self._left < 0:
            raise self._refusal("it has more elements and attributes than any article")
        if len(self._open) >= _DEEPEST:
            raise self._refusal(f"its elements are nested more than {_DEEPEST} deep")
        named = {name.rpartition("}")[2]: value for name, value in attributes.items()}
        node = Node(tag.rpartition("}")[2], named, self.line())
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def end(self, _tag: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].children.append(text)

    def close(self) -> None:
        pass

    def declare(
        self, _name: str, _system: str | None, _public: str | None, has_internal: bool
    ) -> None:
        if has_internal:
            raise self._refusal("it declares entities or attributes of its own")

    def _refusal(self, reason: str) -> UnreadableArticle:
        return UnreadableArticle(self._path, self.line(), reason, _REMEDY)
