"""Stated: what an author says of an article outside its text, whatever the format."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from seeds.article import Image, Remark, Status, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """The fields of an article's head. None: not stated. Moments are aware UTC datetimes.

    `lines` says where in the file each stated field stands, by its name.
    """

    title: str | None = None
    standfirst: str | None = None
    summary: str | None = None
    author: str | None = None
    published: datetime | None = None
    topics: tuple[str, ...] = ()
    language: str | None = None
    url: str | None = None
    images: tuple[Image, ...] = ()
    status: Status = "usable"
    embargo: datetime | None = None
    correction: str | None = None
    urgency: Urgency = "normal"
    id: str | None = None
    version: int | None = None
    lines: dict[str, int] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
