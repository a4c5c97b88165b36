"""Mail: a message as a press office sends it, without its signature and what it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr, parsedate_to_datetime

from seeds.article import Remark
from seeds.errors import UnreadableArticle
from seeds.fragment import read_fragment
from seeds.letter import strip_letter
from seeds.manuscript import Manuscript
from seeds.markup import compose
from seeds.plain import parse_plain
from seeds.stated import Stated
from seeds.text import LEGACY, clean, decode_named, refuse_many_lines, too_large
from seeds.values import moment
from seeds.wire import Wire, said

LIMIT_BYTES = 10_000_000
"""The largest message that is opened: the files attached to it weigh, its text does not."""

_MOST_PARTS = 12  # each level of nesting is asked about every line
_MOST_LINES = 200_000
_LONGEST_FIELD = 2000
_MOST_NAMED = 5
_TELLING = 60
_BOUNDARY = re.compile(rb"boundary\s*=|content-type:\s*message/", re.IGNORECASE)
_LONG_FIELD = re.compile(
    rb"^content-(?:type|disposition):(?:[^\r\n]|\r?\n[ \t])*+", re.IGNORECASE | re.MULTILINE
)
_FILE_NAME = re.compile(r"\b(?:file)?name\s*=\s*\"?([^\";]+)", re.IGNORECASE)
_PREFIX = re.compile(
    r"^(?:(?:re|aw|fwd?|wg|tr|rv|vs|sv|antw|odp|отв|转发|回复)\s*[:：]\s*)+", re.IGNORECASE
)
_REMEDY = "Send the text of the article in the message itself"


def read_mail(raw: bytes, path: str, timezone: tzinfo) -> Manuscript:
    """Read a message: its subject is the headline, its text the article. Files in it are ignored.

    No address of the sender is kept, and no name where the text has a byline.

    Raises:
        UnreadableArticle: no message, one of too many parts, or one without text.
    """
    message = _message(raw, path)
    found = _text_part(message)
    if found is None:
        raise UnreadableArticle(path, None, "the message has no text", _REMEDY)
    part, text = found
    wire = Wire(path, timezone)
    stated = Stated(
        title=said(_PREFIX.sub("", _field(message, "subject"), count=1)),
        published=_date(message, timezone),
        language=wire.language(_field(message, "content-language").partition(",")[0], None),
    )
    remarks = [*wire.remarks, *_on_attachments(message, part)]
    manuscript = _manuscript(text, path, stated, remarks, _first_line(raw, text.raw))
    sender = said(parseaddr(_field(message, "from"))[0])
    name = sender if sender and "@" not in sender else None
    return replace(manuscript, author=manuscript.author or name)


def _message(raw: bytes, path: str) -> Message:
    if len(raw) > LIMIT_BYTES:
        raise too_large(path, len(raw), LIMIT_BYTES)
    if not raw.strip():
        raise UnreadableArticle(path, None, "the file is empty", _REMEDY)
    if sum(1 for _ in _BOUNDARY.finditer(raw)) > _MOST_PARTS or raw.count(b"\n") > _MOST_LINES:
        raise UnreadableArticle(path, None, "the message has too many parts or lines", _REMEDY)
    # The package takes square time over the parameters of these.
    if any(len(field[0]) > _LONGEST_FIELD for field in _LONG_FIELD.finditer(raw)):
        raise UnreadableArticle(path, None, "the message has a field without end", _REMEDY)
    message = BytesParser(policy=compat32).parsebytes(raw)
    if not any(message.get(name) for name in ("subject", "from", "date")):
        raise UnreadableArticle(path, 1, "this is no message: it has no subject", _REMEDY)
    return message


def _first_line(raw: bytes, text: bytes) -> int:
    """Find the line of the file where a part's text starts; 1 if it stands there in a code."""
    start = text.lstrip()
    blank = text[: len(text) - len(start)]
    place = raw.find(start[:_TELLING])
    return 1 if place < 0 else raw.count(b"\n", 0, place) + 1 - blank.count(b"\n")


def _parts(message: Message) -> Iterator[Message]:
    """Yield the parts that are no parts themselves; messages within are files like others."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            parts = [each for each in part.get_payload() if isinstance(each, Message)]
            waiting.extend(reversed(parts))
        else:
            yield part


@dataclass(frozen=True, slots=True)
class _Text:
    """A part that is text, undecoded. `parameters` are those of its content type."""

    kind: str
    raw: bytes
    parameters: str

    def parameter(self, name: str) -> str:
        found = re.search(
            rf"\b{name}\*?\s*=\s*[\"']?([\w.:-]{{1,60}})", self.parameters, re.IGNORECASE
        )
        return found[1].lower() if found else ""


def _text_part(message: Message) -> tuple[Message, _Text] | None:
    parts = [
        (part, _text(part))
        for part in _parts(message)
        if part.get_content_maintype() == "text" and not _is_attached(part)
    ]
    for wanted in ("text/plain", "text/html"):
        for part, text in parts:
            if text.kind == wanted and text.raw.strip():
                return part, text
    return None


def _is_attached(part: Message) -> bool:
    return _field(part, "content-disposition").lower().startswith("attachment")


def _text(part: Message) -> _Text:
    kind, parameters = part.get_content_type(), _field(part, "content-type")
    # The package would decode by whatever codec is named there, and some cost square time.
    del part["content-type"]
    payload = part.get_payload(decode=True)
    return _Text(kind, payload if isinstance(payload, bytes) else b"", parameters)


def _manuscript(
    part: _Text, path: str, stated: Stated, remarks: list[Remark], first_line: int
) -> Manuscript:
    decoded = decode_named(part.raw, part.parameter("charset"), path)
    text, encoding = clean(decoded.text), decoded.encoding
    refuse_many_lines(text, path)
    if part.kind == "text/html":
        found = read_fragment(text, path, lined=False, layout=True)
        return compose(
            found.elements,
            replace(stated, images=tuple(found.images)),
            format="mail",
            encoding=encoding,
            remarks=[*remarks, *found.remarks],
        )
    if part.parameter("format") == "flowed":
        text = _unflowed(text, part.parameter("delsp") == "yes")
    manuscript = parse_plain(strip_letter(text), stated, first_line, encoding)
    return replace(manuscript, format="mail", remarks=(*remarks, *manuscript.remarks))


def _unflowed(text: str, without_blank: bool) -> str:
    """Join the lines that a mail program broke (RFC 3676 §4)."""
    lines: list[str] = []
    flows = False
    for raw in text.split("\n"):
        line = raw.removeprefix(" ")
        if flows and line and not line.startswith(">"):
            lines[-1] += line
        else:
            lines.append(line)
        flows = line.endswith(" ") and line != "-- " and not line.startswith(">")
        if flows and without_blank:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _field(message: Message, name: str) -> str:
    """Read a field of the head, whatever it was encoded in; "" if there is none."""
    for key, value in message.raw_items():
        if key.lower() == name:
            return clean(_words(str(value)[:_LONGEST_FIELD])).strip()
    return ""


def _words(value: str) -> str:
    # Bytes that no standard allows there came through as surrogates.
    raw = value.encode("utf-8", "surrogateescape")
    try:
        value = raw.decode()
    except UnicodeDecodeError:
        value = raw.decode("cp1252", "replace")
    try:
        parts = decode_header(value)
    except HeaderParseError:
        return value
    return "".join(_word(part, charset) for part, charset in parts)


def _word(part: bytes | str, charset: str | None) -> str:
    if isinstance(part, str):
        return part
    # Python knows codecs that no mail is in, and some of them raise whatever they are told.
    named = charset is not None and LEGACY.fullmatch(charset.lower())
    try:
        return part.decode(str(charset) if named else "utf-8", "replace")
    except (LookupError, ValueError):
        return part.decode("utf-8", "replace")


def _date(message: Message, timezone: tzinfo) -> datetime | None:
    try:
        date = parsedate_to_datetime(_field(message, "date"))
        return moment(date.isoformat(), timezone)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _on_attachments(message: Message, text: Message) -> Iterator[Remark]:
    names = [
        _file_name(part)
        for part in _parts(message)
        if part is not text and (_is_attached(part) or part.get_content_maintype() != "text")
    ]
    if names:
        more = " and more" if len(names) > _MOST_NAMED else ""
        listed = ", ".join(name[:80] for name in names[:_MOST_NAMED])
        yield Remark(line=None, text=f"attached files are left out: {listed}{more}")


def _file_name(part: Message) -> str:
    field = f"{_field(part, 'content-disposition')}; {_field(part, 'content-type')}"
    found = _FILE_NAME.search(field)
    return (said(found[1]) if found else None) or part.get_content_type()
