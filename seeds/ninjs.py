"""ninjs: IPTC's news in JSON, of its three generations (1.x, 2.x, 3.x)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from seeds.article import Image, Remark
from seeds.errors import UnreadableArticle
from seeds.fragment import read_fragment
from seeds.manuscript import Manuscript
from seeds.markup import Element, compose
from seeds.passages import Passages, read_image
from seeds.stated import Stated
from seeds.text import decode
from seeds.wire import Wire, author, said, topics

_REMEDY = "Send one item of ninjs, with a headline and a body"
_MOST_PICTURES = 50
_MOST_ITEMS = 500
_MARKED_UP = ("xhtml", "html")
# Whether a body is HTML shows in its name (1.x) or its content type (2.x, 3.x); a wire's own XML
# in a body is nobody's to read.
_SUMMARY = re.compile(r"summary|short|abstract")

_Item = dict[str, Any]


def read_ninjs(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    """Read one item. Its pictures are those of `associations`, in the order they stand there.

    Raises:
        UnreadableArticle: no JSON, no item of ninjs, or an item without text.
    """
    item = _load(raw, path)
    wire = Wire(path, timezone)
    body = _body(item, path)
    images = [*_pictures(item, path, wire), *body.images]
    seen: dict[str, Image] = {}
    for image in images:
        seen.setdefault(image.path, image)
    stated = _stated(item, wire)
    return compose(
        body.elements,
        replace(stated, images=tuple(seen.values())),
        format="ninjs",
        remarks=[*wire.remarks, *body.remarks],
    )


def _load(raw: bytes, path: str) -> _Item:
    text = decode(raw, path).text
    try:
        loaded = json.loads(text, parse_constant=str, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        reason = f"this is no whole JSON: {error.msg}"
        raise UnreadableArticle(path, error.lineno, reason, "Send it again, whole") from None
    except RecursionError:
        raise UnreadableArticle(path, None, "it is nested too deep", _REMEDY) from None
    if isinstance(loaded, list) and len(loaded) == 1:
        loaded = loaded[0]
    if not isinstance(loaded, dict):
        raise UnreadableArticle(path, None, "this JSON is no item of news", _REMEDY)
    item = _folded(loaded)
    marks = ("headline", "headlines", "bodies", "pubstatus", "title")
    if not any(name in item for name in marks) and not any(
        name.startswith("body") for name in item
    ):
        raise UnreadableArticle(path, None, "this JSON has neither headline nor body", _REMEDY)
    if _word(item, "type") in {"picture", "video", "audio", "graphic"}:
        reason = f"this is an item of type {_word(item, 'type')}, not an article"
        raise UnreadableArticle(path, None, reason, "Send the text it belongs to")
    return item


def _folded(item: _Item) -> _Item:
    """Make the generations' spellings one: `versionCreated` and `versioncreated`."""
    return {str(name).lower(): value for name, value in item.items()}


def _stated(item: _Item, wire: Wire) -> Stated:
    summaries = list(_texts(item, "description", "descriptions"))
    summary = next((text for role, text in summaries if _SUMMARY.search(role)), None)
    standfirst = next((text for role, text in summaries if not _SUMMARY.search(role)), None)
    made = _word(item, "firstcreated") or _word(item, "versioncreated")
    return Stated(
        title=_title(item),
        standfirst=said(standfirst or ""),
        summary=said(summary or ""),
        author=author(_word(item, "byline") or _word(item, "by")),
        published=wire.moment(made, None),
        topics=topics(_subjects(item)),
        language=wire.language(_word(item, "language"), None),
        url=wire.url(_word(item, "url") or _word(item, "link")),
        status=wire.status(_word(item, "pubstatus"), None),
        embargo=wire.embargo(_word(item, "embargoed") or _word(item, "embargo"), None),
        urgency=wire.urgency(_word(item, "urgency") or _word(item, "priority")),
        id=wire.id(_word(item, "uri") or _word(item, "guid")),
        version=wire.version(_word(item, "version")),
    )


def _title(item: _Item) -> str | None:
    headlines = dict(reversed(list(_texts(item, "headline", "headlines"))))
    first = next(reversed(headlines.values()), "")
    return said(headlines.get("main") or headlines.get("") or first or _word(item, "title"))


def _body(item: _Item, path: str) -> Passages:
    bodies = list(_texts(item, "body", "bodies"))
    for kind in _MARKED_UP:
        for name, text in bodies:
            if kind in name:
                return read_fragment(text, path, lined=False)
    found = Passages(path)
    plain = next((text for name, text in bodies if "xml" not in name and "json" not in name), "")
    for line in plain.split("\n"):
        found.elements.append(Element(kind="paragraph", text=line, line=1))
    return found


def _texts(item: _Item, name: str, plural: str) -> Iterator[tuple[str, str]]:
    """Yield the variants of a field with what tells them apart: role or content type.

    1.x has one field for each (`body_xhtml`), the later ones a list (`bodies`).
    """
    for part in _items(item.get(plural)):
        kind = f"{_word(part, 'role')} {_word(part, 'contenttype')}".strip().lower()
        yield kind, _word(part, "value")
    for key, value in item.items():
        if isinstance(value, str) and (key == name or key.startswith(f"{name}_")):
            yield key.removeprefix(name).strip("_"), value


def _subjects(item: _Item) -> Iterator[tuple[str, str]]:
    for subject in (*_items(item.get("subjects")), *_items(item.get("subject"))):
        code = _word(subject, "uri") or _word(subject, "code") or _word(subject, "literal")
        scheme = _word(subject, "scheme")
        if "mediatopic" in scheme or scheme == "medtop":
            code = f"medtop:{code.rpartition(':')[2]}"
        yield code, _word(subject, "name")


def _pictures(item: _Item, path: str, wire: Wire) -> Iterator[Image]:
    for part in _items(item.get("associations"))[:_MOST_PICTURES]:
        if _word(part, "type") not in {"picture", "graphic", ""}:
            continue
        place = _largest(part)
        found = read_image(place, path, 1) if place else None
        if isinstance(found, Remark):
            wire.remarks.append(replace(found, line=None))
        elif found:
            captions = dict(reversed(list(_texts(part, "description", "descriptions"))))
            caption = (
                captions.get("text")
                or captions.get("caption")
                or next(reversed(captions.values()), "")
            )
            credit = _word(part, "creditline") or _word(part, "byline") or _word(part, "by")
            yield replace(
                found,
                caption=said(caption) if "<" not in caption else None,
                credit=author(credit or _word(part, "copyrightholder")),
                alt=said(_word(part, "alttext")),
            )


def _largest(part: _Item) -> str:
    """Find the address of a picture's widest rendition; of equal ones the first."""
    renditions = [
        each
        for each in _items(part.get("renditions"))
        if not (kind := _word(each, "mimetype") or _word(each, "contenttype"))
        or kind.startswith("image/")
    ]
    wide = max(renditions, key=lambda each: _number(_word(each, "width")), default=None)
    return _word(wide, "href") if wide else _word(part, "href")


def _items(value: Any) -> list[_Item]:
    """List the objects of a field, which 1.x keeps by name and the later ones in a list."""
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return []
    return [_folded(each) for each in value[:_MOST_ITEMS] if isinstance(each, dict)]


def _word(item: _Item, name: str) -> str:
    value = item.get(name)
    return value.strip() if isinstance(value, str) else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
