"""DOCX: a word processor's document, by its paragraphs and their styles."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo

from seeds.article import Remark
from seeds.errors import UnreadableArticle
from seeds.manuscript import Manuscript
from seeds.markup import Element, Kind, compose
from seeds.stated import Stated
from seeds.text import too_large
from seeds.wire import Wire, said
from seeds.words import ends_sentence, weight
from seeds.xmlfile import Node, read_xml

LIMIT_BYTES = 20_000_000
"""The largest document that is opened: the pictures in it weigh, its text does not."""

_TEXT = "word/document.xml"
_STYLES = "word/styles.xml"
_CORE = "docProps/core.xml"
_LARGEST_PART = 10_000_000
_HIGHEST_RATIO = 200  # an office's own XML shrinks to a tenth or a thirtieth
_LARGEST_DIRECTORY = 500_000  # of the archive; sixty bytes a file
_MOST_NODES = 120_000
_SUBHEAD_WEIGHT = 110
_REMEDY = "Save it as .docx again, or paste its text into a .txt file"
_END = struct.Struct("<4s4H2LH")
_KINDS: dict[str, Kind] = {
    "title": "headline",
    "subtitle": "standfirst",
    "quote": "quote",
    "intense quote": "quote",
    "block text": "quote",
    "caption": "caption",
}
# Whom programs name as the author when nobody told them.
_NOBODY = frozenset(
    {
        "admin",
        "administrator",
        "author",
        "microsoft office user",
        "python-docx",
        "user",
        "windows user",
    }
)
# What no reader sees: deleted text, field codes, and the second copy of a drawing's text.
_UNSEEN = frozenset({"del", "moveFrom", "instrText", "delText", "Fallback", "pPr", "sectPr"})
_SIGNS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    """Read a document; of a block, `line` is the number of its paragraph. Macros are never read.

    Raises:
        UnreadableArticle: no such document, an encrypted one, or one that unpacks beyond reason.
    """
    with _opened(raw, path) as archive:
        document = _part(archive, _TEXT, path)
        styles = _part(archive, _STYLES, path)
        core = _part(archive, _CORE, path)
    if document is None:
        raise UnreadableArticle(path, None, f"this archive has no {_TEXT}", _REMEDY)
    paragraphs = list(_paragraphs(document, _style_names(styles)))
    elements = list(_titled(paragraphs))
    wire = Wire(path, timezone)
    stated = _stated(core, wire)
    standfirst = next((each.text for each in elements if each.kind == "standfirst"), None)
    has_title = any(each.kind == "headline" for each in elements)
    manuscript = compose(
        elements,
        Stated(language=stated.language, standfirst=said(standfirst or "")),
        format="docx",
        remarks=[*wire.remarks, *_on_pictures(document)],
    )
    if not has_title and manuscript.title_source == "derived" and stated.title:
        # A document's properties are often its template's: they serve when nothing else does.
        manuscript = replace(manuscript, title=stated.title, title_source="stated", remarks=())
    return replace(manuscript, author=manuscript.author or stated.author)


def _opened(raw: bytes, path: str) -> zipfile.ZipFile:
    """Open an archive whose list of files is short, so that reading the list is."""
    if len(raw) > LIMIT_BYTES:
        raise too_large(path, len(raw), LIMIT_BYTES)
    if not raw.strip():
        raise UnreadableArticle(path, None, "the file is empty", _REMEDY)
    place = raw.rfind(b"PK\x05\x06", max(0, len(raw) - 65_557))
    end = raw[place : place + _END.size]
    if place < 0 or len(end) < _END.size:
        raise UnreadableArticle(path, None, "this is no whole .docx document", _REMEDY)
    # A second record, for archives above 4 GB, would overrule the one that was looked at.
    overruled = raw[max(0, place - 20) :].startswith(b"PK\x06\x07")
    if overruled or _END.unpack(end)[5] > _LARGEST_DIRECTORY:
        raise UnreadableArticle(path, None, "it holds more files than any document", _REMEDY)
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error):
        raise UnreadableArticle(path, None, "this is no whole .docx document", _REMEDY) from None


def _part(archive: zipfile.ZipFile, name: str, path: str) -> Node | None:
    """Read one file of the archive as XML, and never more of it than a document needs."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.flag_bits & 0x1:
        raise UnreadableArticle(path, None, "the document is encrypted", "Take its password off")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise UnreadableArticle(path, None, f"{name} is packed in an unusual way", _REMEDY)
    most = min(_LARGEST_PART, max(100_000, info.compress_size * _HIGHEST_RATIO))
    try:
        with archive.open(info) as file:
            content = file.read(most + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError):
        raise UnreadableArticle(path, None, f"{name} in it is damaged", _REMEDY) from None
    if len(content) > most:
        raise UnreadableArticle(path, None, f"{name} unpacks beyond reason", _REMEDY)
    return read_xml(
        content, path, limit_bytes=_LARGEST_PART, most_nodes=_MOST_NODES, remedy=_REMEDY
    )


def _style_names(styles: Node | None) -> dict[str, str]:
    """Find the built-in name of each style: its id is in the language of its author."""
    nodes = {node.get("styleId"): node for node in (styles.nodes("style") if styles else ())}
    names: dict[str, str] = {}
    for key, node in nodes.items():
        style: Node | None = node
        for _ in range(10):  # styles build on others
            if style is None:
                break
            name = _value(style, "name").lower()
            if name in _KINDS or name.startswith("heading"):
                names[key] = name
                break
            style = nodes.get(_value(style, "basedOn"))
    return names


def _value(node: Node, *path: str) -> str:
    child = node.find(*path)
    return child.get("val") if child else ""


def _paragraphs(document: Node, names: dict[str, str]) -> Iterator[Element]:
    """Yield the paragraphs, outside tables and in them, with what their styles say."""
    number = 0
    waiting = list(reversed(document.nodes()))
    while waiting:
        node = waiting.pop()
        if node.tag == "tbl":
            for row in node.find_all("tr"):
                number += 1
                cells = (" ".join(_text(cell).split()) for cell in row.nodes("tc"))
                text = " | ".join(filter(None, cells))
                yield Element(kind="paragraph", text=text, line=number, sure=False)
        elif node.tag == "p":
            number += 1
            yield Element(kind=_kind(node, names), text=_text(node), line=number)
        elif node.tag not in _UNSEEN:
            waiting.extend(reversed(node.nodes()))


def _kind(paragraph: Node, names: dict[str, str]) -> Kind:
    style = _value(paragraph, "pPr", "pStyle")
    name = names.get(style, style.lower())
    if name in _KINDS:
        return _KINDS[name]
    level = _value(paragraph, "pPr", "outlineLvl")
    if name.startswith("heading") or (level.isdigit() and level != "9"):
        return "subhead"
    if paragraph.find("pPr", "numPr"):
        return "item"
    text = _text(paragraph)
    heads = _is_bold(paragraph) and weight(text) <= _SUBHEAD_WEIGHT and not ends_sentence(text)
    return "subhead" if heads and "\n" not in text else "paragraph"


def _is_bold(paragraph: Node) -> bool:
    runs = [run for run in paragraph.nodes("r") if run.find("t")]
    return bool(runs) and all(
        (bold := run.find("rPr", "b")) is not None and bold.get("val") not in {"0", "false"}
        for run in runs
    )


def _text(node: Node) -> str:
    parts: list[str] = []
    waiting: list[Node | str] = list(reversed(node.children))
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            continue
        if each.tag == "t":
            parts.append(each.text_as_is())
        elif each.tag in _SIGNS:
            parts.append(_SIGNS[each.tag])
        elif each.tag == "p":
            parts.append("\n")
            waiting.extend(reversed(each.children))
        elif each.tag not in _UNSEEN:
            waiting.extend(reversed(each.children))
    return "".join(parts).strip()


def _titled(paragraphs: list[Element]) -> Iterator[Element]:
    """Make the heading at the top the headline, where no paragraph has the title's style."""
    has_title = any(each.kind == "headline" for each in paragraphs)
    first = next((each for each in paragraphs if each.text), None)
    for each in paragraphs:
        if each is first and each.kind == "subhead" and not has_title:
            yield replace(each, kind="headline")
        else:
            yield each


def _stated(core: Node | None, wire: Wire) -> Stated:
    if core is None:
        return Stated()

    def field(name: str) -> str:
        node = core.find(name)
        return node.text() if node else ""

    return Stated(
        title=said(field("title")),
        author=None if field("creator").lower() in _NOBODY else said(field("creator")),
        language=wire.language(field("language"), None),
    )


def _on_pictures(document: Node) -> Iterator[Remark]:
    count = sum(node.tag in {"drawing", "pict"} for node in document.walk())
    if count:
        text = f"pictures inside the document are left out ({count}): put them beside it"
        yield Remark(line=None, text=text)
