"""Wire: what a news agency says of an item in any of its languages, as what an author states."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from typing import TypeVar

from seeds import values
from seeds.article import Remark, Status, Urgency
from seeds.bylines import read_byline
from seeds.errors import UnreadableArticle
from seeds.text import clean

_MOST_TOPICS = 40
_HIGHEST_VERSION = 2**31
_MEDIA_TOPIC = re.compile(r"(?:medtop:|.*/newscodes/mediatopic/)(\d{8})/?")
# IPTC NewsCodes `pubstatusg2`, and NITF's `management-status`.
_STATUS: dict[str, Status] = {
    "usable": "usable",
    "withheld": "withheld",
    "canceled": "withdrawn",
    "cancelled": "withdrawn",
}
_Value = TypeVar("_Value")


class Wire:
    """Reads one item's fields. What only decorates is left out with a remark when it is wrong;

    what holds an article back (status, embargo) refuses the file, or news would leave too early.
    """

    def __init__(self, path: str, timezone: tzinfo) -> None:
        self.remarks: list[Remark] = []
        self._path = path
        self.timezone = timezone

    def status(self, value: str, line: int | None) -> Status:
        """Read a publication status (`usable`, `stat:canceled`); "" is usable."""
        word = re.split("[:/]", value.strip())[-1].lower()
        if not word:
            return "usable"
        if word not in _STATUS:
            reason = f"the status {value[:40]!r} is none of usable, withheld, canceled"
            raise UnreadableArticle(self._path, line, reason, "Send it again with one of them")
        return _STATUS[word]

    def embargo(self, value: str, line: int | None) -> datetime | None:
        """Read until when the item must not be published."""
        if not value.strip():
            return None
        try:
            return values.moment(value, self.timezone)
        except values.WrongValue as error:
            reason = f"the embargo {value[:40]!r} is no moment"
            raise UnreadableArticle(self._path, line, reason, error.remedy) from None

    def moment(self, value: str, line: int | None) -> datetime | None:
        """Read when the item was made."""
        return self._read(lambda text: values.moment(text, self.timezone), value, line)

    def language(self, value: str, line: int | None) -> str | None:
        """Read the language of the item."""
        return self._read(values.language, value, line)

    def version(self, value: str) -> int | None:
        """Read the count of the item's versions; None if it is no count."""
        digits = value.strip()
        whole = digits.isascii() and digits.isdigit() and len(digits) <= 10
        return int(digits) if whole and int(digits) < _HIGHEST_VERSION else None

    def urgency(self, value: str) -> Urgency:
        """Read an urgency from 1 (flash) to 9: what agencies send as 1 or 2 is breaking."""
        return "breaking" if value.strip() in {"1", "2"} else "normal"

    def id(self, value: str) -> str | None:
        """Take an item's name for itself, if it is one in the whole world."""
        try:
            return values.iri(clean(value))
        except values.WrongValue:
            return None

    def url(self, value: str) -> str | None:
        """Take an item's web address, if it is one."""
        try:
            return values.web_address(clean(value))
        except values.WrongValue:
            return None

    def _read(self, read: Callable[[str], _Value], value: str, line: int | None) -> _Value | None:
        if not value.strip():
            return None
        try:
            return read(value)
        except values.WrongValue as error:
            self.remarks.append(Remark(line=line, text=f"left out: {str(error)[:100]}"))
            return None


def said(value: str) -> str | None:
    """Put a field's text on one clean line; None if it says nothing."""
    return values.line_of_text(clean(value)) or None


def author(value: str) -> str | None:
    """Take the names out of a byline, which may or may not begin with "By"."""
    line = said(value)
    return (read_byline(line) or line) if line else None


def topics(found: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """List topics from pairs of code and name: a Media Topic by its code, all else by name."""
    named: dict[str, None] = {}
    for code, name in found:
        media_topic = _MEDIA_TOPIC.fullmatch(code.strip())
        topic = f"medtop:{media_topic[1]}" if media_topic else said(name)
        if topic and len(topic) <= 100:
            named[topic] = None
    return tuple(named)[:_MOST_TOPICS]
