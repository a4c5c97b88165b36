"""Article: what the author wrote, block by block, with what the front matter states."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

import msgspec

Role = Literal[
    "headline",
    "standfirst",
    "byline",
    "dateline",
    "caption",
    "boilerplate",
    "subhead",
    "body",
    "related-head",
    "related",
]
"""What a block is to a reader. Only `body` may enter a summary; `boilerplate` enters nothing."""

Status = Literal["usable", "withheld", "withdrawn"]
Urgency = Literal["breaking", "normal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph or line of the file in its role. `line` is where it starts, from 1."""

    role: Role
    text: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What a picture shows, and who made it (`Juan BARRETO / AFP`), apart from each other."""

    text: str
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """The picture that the front matter names. `path` is relative to the article's folder."""

    path: str
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a summary's sentence stands in `Article.body_text`: code points, end excluded."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A few sentences for a push. `extractive` ones are the body's own words, span by span."""

    text: str
    origin: Literal["publisher", "extractive"]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something an editor may want to mend; it stops nothing. `line` is None for the whole file."""

    line: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as its author left it. Moments are aware UTC datetimes.

    `path` is relative to the seeds folder, with `/`. What is stated is trusted; what is guessed
    says so in its `_source`, and a guessed standfirst never takes the lead's place in a summary.
    """

    path: str
    title: str
    title_source: Literal["stated", "line", "derived"]
    standfirst: str | None = None
    standfirst_source: Literal["stated", "guessed"] | None = None
    summary: Summary
    blocks: tuple[Block, ...]
    captions: tuple[Caption, ...] = ()
    related: tuple[str, ...] = ()
    author: str | None = None
    published: datetime | None = None
    topics: tuple[str, ...] = ()
    language: str | None = None
    url: str | None = None
    image: Image | None = None
    status: Status = "usable"
    embargo: datetime | None = None
    correction: str | None = None
    urgency: Urgency = "normal"
    id: str | None = None
    format: str = "text"
    encoding: str = "utf-8"
    remarks: tuple[Remark, ...] = ()

    @property
    def body_text(self) -> str:
        """The body's paragraphs, joined by blank lines: what the summary's spans point into."""
        return "\n\n".join(block.text for block in self.blocks if block.role == "body")

    def digest(self) -> str:
        """Name what the author wrote, as hex SHA-256: equal digests need no new revision.

        The place of the file with the topics it gives, the lines of its blocks, its encoding
        and whatever we derived (an extractive summary, remarks) stay out: moving a file or
        teaching the summariser a new rule is no news to a reader.
        """
        said = replace(
            self,
            path="",
            topics=(),
            encoding="",
            format="",
            remarks=(),
            blocks=tuple(replace(block, line=0) for block in self.blocks),
            summary=self.summary if self.summary.origin == "publisher" else _UNSAID,
        )
        return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()


_UNSAID = Summary(text="", origin="extractive")
