"""parse_html: Telegram's HTML, as strictly as its server reads it.

Grammar and refusals follow TDLib, on which the Bot API's server stands: positions in them are
byte offsets, names of tags and unquoted values know no case, `<` must be written `&lt;`, and a
bare `&` stays as it is. The tests hold the two side by side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.sandbox.entities import Entity, FormattedText, ordered, utf16_length
from bot.sandbox.links import check_link, user_of_link

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_PLAIN = re.compile(rb"[^&<]+")
_REFERENCE = re.compile(rb"&(?:#x([0-9A-Fa-f]*)|#([0-9]*)|([A-Za-z]*))")
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_TAG_NAME = re.compile(rb"[^ \t\r\n\0\v>]*")
_SPACES = re.compile(rb"[ \t\r\n\v]*")
_ATTRIBUTE_NAME = re.compile(rb"[^ \t\r\n\0\v=>/\"']*")
_NAME_TOKEN = re.compile(rb"[A-Za-z0-9.\-]*")
_BLANK = b" \t\r\n\0\v"
_DATE_FORMAT = re.compile("[rR]|[tTdDwW]*")


class MarkupError(ValueError):
    """The text is not Telegram's HTML; the message says where, in Telegram's words."""


@dataclass(slots=True)
class _Open:
    name: str
    offset: int
    start: int
    argument: str = ""
    date: str = ""


def parse_html(html: str) -> FormattedText:
    """Read Telegram's HTML into a text and its entities, neither trimmed nor merged.

    Raises:
        MarkupError: as TDLib refuses it, without the prefix "can't parse entities".
    """
    return _Parser(html.encode("utf-8", "surrogatepass")).parse()


class _Parser:
    """One pass over the bytes; a zero byte after the last stands for the end, as in C."""

    def __init__(self, html: bytes) -> None:
        self.size = len(html)
        self.html = html + b"\0"
        self.at = 0
        self.pieces: list[str] = []
        self.units = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> FormattedText:
        while self.at < self.size:
            byte = self.html[self.at]
            if byte == ord("<"):
                if self.html[self.at + 1] == ord("/"):
                    self._end_tag()
                else:
                    self._start_tag()
            elif byte == ord("&"):
                self._write(self._reference() or self._take("&"))
            else:
                self._write(self._match(_PLAIN).decode("utf-8", "surrogatepass"))
        if self.open:
            name = self.open[-1].name
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{name}"')
        text = "".join(self.pieces)
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        plain = (replace(e, value="") if e.kind == "code" else e for e in self.entities)
        return FormattedText(text, tuple(ordered(plain)))

    def _write(self, piece: str) -> None:
        self.pieces.append(piece)
        self.units += utf16_length(piece)

    def _take(self, char: str) -> str:
        self.at += 1
        return char

    def _match(self, pattern: re.Pattern[bytes]) -> bytes:
        match = pattern.match(self.html, self.at, self.size)
        found = match[0] if match else b""
        self.at += len(found)
        return found

    def _reference(self) -> str:
        """Decode the character reference here, or give "" and stay: it is a bare ampersand."""
        match = _REFERENCE.match(self.html, self.at, self.size)
        if match is None:
            return ""
        hexadecimal, decimal, name = match.groups()
        if name is not None:
            char = _NAMED.get(name, "")
        else:
            digits, base = (decimal, 10) if hexadecimal is None else (hexadecimal, 16)
            code = int(digits or b"0", base)
            valid = 0 < code < 0x10FFFF and len(match[0]) < 10
            char = chr(code) if valid else ""
        if char:
            self.at = match.end() + (self.html[match.end()] == ord(";"))
        return char

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        name = _lower(self._match(_TAG_NAME))
        if self.html[self.at] == 0:
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        if name not in _KINDS:
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {begin}')
        tag = _Open(name, self.units, len(self.pieces))
        while self.html[self.at] != ord(">"):
            self._match(_SPACES)
            if self.html[self.at] != ord(">"):
                self._attribute(tag, begin)
        self.at += 1
        if name == "span" and tag.argument != "spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(tag)

    def _attribute(self, tag: _Open, begin: int) -> None:
        name = self._match(_ATTRIBUTE_NAME).decode("utf-8", "replace")
        if not name:
            where = f'in the tag "{tag.name}" at byte offset {begin}'
            raise MarkupError(f"Empty attribute name {where}")
        self._match(_SPACES)
        if self.html[self.at] != ord("="):
            self._not_at_end(f'Unclosed start tag "{tag.name}" at byte offset {begin}')
            if tag.name == "blockquote":
                _keep(tag, name, "")
            return
        self.at += 1
        self._match(_SPACES)
        self._not_at_end(f'Unclosed start tag "{tag.name}" at byte offset {begin}')
        quoted = self.html[self.at] in b"'\""
        value = self._quoted() if quoted else self._name_token()
        self._not_at_end(f"Unclosed start tag at byte offset {begin}")
        _keep(tag, name, value)

    def _not_at_end(self, reason: str) -> None:
        if self.html[self.at] == 0:
            raise MarkupError(reason)

    def _name_token(self) -> str:
        begin = self.at
        token = _lower(self._match(_NAME_TOKEN))
        if self.html[self.at] not in _BLANK + b">":
            raise MarkupError(f"Unexpected end of name token at byte offset {begin}")
        return token

    def _quoted(self) -> str:
        quote = self.html[self.at]
        self.at += 1
        value = bytearray()
        while self.html[self.at] not in (quote, 0):
            char = self._reference() if self.html[self.at] == ord("&") else ""
            if char:
                value += char.encode("utf-8", "surrogatepass")
            else:
                value.append(self.html[self.at])
                self.at += 1
        self.at += self.html[self.at] == quote
        return value.decode("utf-8", "replace")

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise MarkupError(f"Unexpected end tag at byte offset {begin}")
        self.at += 2
        found = _lower(self._match(_TAG_NAME))
        self._match(_SPACES)
        if self.html[self.at] != ord(">"):
            raise MarkupError(f"Unclosed end tag at byte offset {begin}")
        tag = self.open[-1]
        if found not in {"", tag.name}:
            raise MarkupError(
                f"Unmatched end tag at byte offset {begin}, "
                f'expected "</{tag.name}>", found "</{found}>"'
            )
        self.at += 1
        if self.units > tag.offset:
            self._close(tag)
        self.open.pop()

    def _close(self, tag: _Open) -> None:
        kind = _KINDS[tag.name]
        length = self.units - tag.offset
        if tag.name == "a":
            self._close_link(tag, length)
        elif kind in {"pre", "code"}:
            self._close_code(tag, length)
        elif kind == "custom_emoji":
            if not re.fullmatch(r"-?[1-9][0-9]{0,18}", tag.argument):
                raise MarkupError("Invalid custom emoji identifier specified")
            self._mark(kind, tag, length, tag.argument)
        elif kind == "date_time":
            if not _DATE_FORMAT.fullmatch(tag.argument):
                raise MarkupError("Invalid date format used")
            if tag.date:
                entity = Entity(kind, tag.offset, length, tag.date, tag.argument)
                self.entities.append(entity)
        elif kind == "blockquote":
            self._mark("expandable_blockquote" if tag.argument else kind, tag, length)
        else:
            self._mark(kind, tag, length)

    def _mark(self, kind: str, tag: _Open, length: int, value: str = "") -> None:
        self.entities.append(Entity(kind, tag.offset, length, value))

    def _close_link(self, tag: _Open, length: int) -> None:
        address = tag.argument or "".join(self.pieces[tag.start :])
        user = user_of_link(address)
        if user is not None:
            self._mark("text_mention", tag, length, str(user))
            return
        try:
            self._mark("text_link", tag, length, check_link(address))
        except ValueError:
            return  # Telegram drops a link that it cannot open, and keeps the words.

    def _close_code(self, tag: _Open, length: int) -> None:
        # `pre` and `code` around the same words, with a language on the `code`, are one block.
        last = self.entities[-1] if self.entities else None
        twin = last is not None and (last.offset, last.length) == (tag.offset, length)
        bare = twin and last is not None and last.kind == "pre" and not last.value
        if tag.name == "pre" and twin and last and last.kind == "code" and last.value:
            self.entities[-1] = Entity("pre", tag.offset, length, last.value)
        elif tag.name == "code" and bare and tag.argument:
            self.entities[-1] = Entity("pre", tag.offset, length, tag.argument)
        else:
            self._mark(tag.name, tag, length, tag.argument if tag.name == "code" else "")


def _keep(tag: _Open, name: str, value: str) -> None:
    """Keep the attributes that mean something; all others are ignored."""
    if tag.name == "blockquote" and name == "expandable":
        tag.argument = "1"
    elif (tag.name, name) in {("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "format")}:
        tag.argument = value
    elif (tag.name, name) == ("code", "class") and value.startswith("language-"):
        tag.argument = value.removeprefix("language-")
    elif (tag.name, name) == ("span", "class") and value.startswith("tg-"):
        tag.argument = value.removeprefix("tg-")
    elif (tag.name, name) == ("tg-time", "unix"):
        digits = re.match(r"[0-9]*", value)
        tag.date = str(int(digits[0])) if digits and int(digits[0] or "0") else ""


def _lower(name: bytes) -> str:
    return name.lower().decode("utf-8", "replace")
