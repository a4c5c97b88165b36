"""Entity and FormattedText: a text and its marks, as chats store them.

Offsets and lengths count UTF-16 code units, as the Bot API does; the length of a text counts
code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

# Telegram's order of marks over the same words: a quote outside, then code, links, styles.
_ORDER = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 10,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
_QUOTES = {"blockquote", "expandable_blockquote"}
_LITERAL = {"pre", "code"}
_ENTITIES_MAX = 100
# U+2028…U+202E turn the direction of a whole line, and these marks draw lines through others.
_DROPPED = {"\r", "\u0333", "\u033f", "\u030a", *map(chr, range(0x2028, 0x202F))}
_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<url>\bhttps?://[^\s<>\"]+[^\s<>\".,;:!?')\]»”])"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w))"
    r"|(?P<hashtag>(?<![\w#/])#\w*[^\W\d]\w*)"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A mark over part of a text. `value` is the address, language or number that it carries."""

    kind: str
    offset: int
    length: int
    value: str = ""
    format: str = ""

    @property
    def end(self) -> int:
        """The offset after the last unit."""
        return self.offset + self.length

    def describe(self) -> dict[str, Any]:
        """Give the entity as a MessageEntity object of the Bot API."""
        shape: dict[str, Any] = {"type": self.kind, "offset": self.offset, "length": self.length}
        if self.kind == "text_link":
            shape["url"] = self.value
        elif self.kind == "pre" and self.value:
            shape["language"] = self.value
        elif self.kind == "custom_emoji":
            shape["custom_emoji_id"] = self.value
        elif self.kind == "text_mention":
            shape["user"] = {"id": int(self.value), "is_bot": False, "first_name": "Reader"}
        elif self.kind == "date_time":
            shape |= {"unix_time": int(self.value), "date_time_format": self.format}
        return shape


@dataclass(frozen=True, slots=True)
class FormattedText:
    """Words, and the marks over them."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """Count the UTF-16 code units of a text."""
    return len(text) + sum(char > "\uffff" for char in text)


def ordered(entities: Iterable[Entity]) -> list[Entity]:
    """Sort as Telegram does: by place, the longer first."""
    return sorted(entities, key=lambda e: (e.offset, -e.length, _ORDER.get(e.kind, 50)))


def settle(formatted: FormattedText) -> FormattedText:
    """Store a text as Telegram would: cleaned, trimmed, with marks merged and links found."""
    text, entities = _clean(formatted.text, formatted.entities)
    text, entities = _trim(text, entities)
    entities = _merge(entities)
    entities = ordered([*entities, *_find(text, entities)])
    return FormattedText(text, tuple(entities[:_ENTITIES_MAX]))


def _clean(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    kept: list[str] = []
    places = [0]  # the new offset of each old UTF-16 unit
    for char in text:
        width = 1 + (char > "\uffff")
        dropped = char in _DROPPED
        if not dropped:
            kept.append(" " if char < " " and char != "\n" else char)
        places += [places[-1] + (0 if dropped else step) for step in range(1, width + 1)]
    moved = [
        replace(entity, offset=places[entity.offset], length=places[end] - places[entity.offset])
        for entity in entities
        if (end := min(entity.end, len(places) - 1)) > entity.offset >= 0
    ]
    return "".join(kept), [entity for entity in moved if entity.length]


def _trim(text: str, entities: Sequence[Entity]) -> tuple[str, list[Entity]]:
    text = text.rstrip(" \n")
    end = utf16_length(text)
    first = min((entity.offset for entity in entities), default=end)
    blank = min(first, len(text) - len(text.lstrip(" \n")))
    trimmed = [
        replace(entity, offset=entity.offset - blank, length=min(entity.end, end) - entity.offset)
        for entity in entities
        if entity.offset < end
    ]
    return text[blank:], trimmed


def _merge(entities: Iterable[Entity]) -> list[Entity]:
    """Join marks that touch, and drop those inside code, or inside one of their own kind."""
    merged: list[Entity] = []
    for entity in ordered(entities):
        around = [other for other in merged if other.end >= entity.end]
        if any(other.kind in _LITERAL or _same(other, entity) for other in around):
            continue
        before = next((o for o in merged if o.end >= entity.offset and _same(o, entity)), None)
        if before is not None:
            merged[merged.index(before)] = replace(before, length=entity.end - before.offset)
        else:
            merged.append(entity)
    return merged


def _same(one: Entity, other: Entity) -> bool:
    if one.kind in _QUOTES and other.kind in _QUOTES:
        return one.end > other.offset
    return one.kind == other.kind and one.value == other.value


def _find(text: str, taken: Sequence[Entity]) -> list[Entity]:
    literal = _LITERAL | {"text_link", "text_mention"}
    found = []
    for match in _FOUND.finditer(text):
        kind = match.lastgroup or "url"
        entity = Entity(kind, utf16_length(text[: match.start()]), utf16_length(match[0]))
        overlaps = (e for e in taken if e.offset < entity.end and entity.offset < e.end)
        if not any(e.kind in literal for e in overlaps):
            found.append(entity)
    return found
