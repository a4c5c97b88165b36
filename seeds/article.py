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
    "quote",
    "related-head",
    "related",
]
"""What a block is to a reader. Only `body` may enter a summary; `boilerplate` enters nothing.

`quote` is a passage that the author set apart as somebody's words, in a format that can say so.
"""

Status = Literal["usable", "withheld", "withdrawn"]
Urgency = Literal["breaking", "normal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph or line of the file in its role. `line` is where it starts, from 1.

    What is not `sure` to be the article's text is kept for who reads it whole, and stays out of
    the summary: losing an author's line is bad, pushing a stray one to everybody is worse.
    """

    role: Role
    text: str
    line: int
    sure: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """What a picture shows, and who made it (`Juan BARRETO / AFP`), apart from each other."""

    text: str
    credit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture of the article, as the front matter or the wire names it.

    `path` is relative to the article's folder, or an absolute http(s) address.
    """

    path: str
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a summary's sentence stands: code points, end excluded.

    `within` says in what: `Article.body_text`, or the standfirst that the author stated.
    """

    start: int
    end: int
    within: Literal["body", "standfirst"] = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A few sentences for a push. `extractive` ones are the body's own words, span by span.

    `publisher`: the author's own words for it; `llm`: a language model's, checked by the guard.
    """

    text: str
    origin: Literal["publisher", "extractive", "llm"]
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something an editor may want to mend; it stops nothing. `line` is None for the whole file.

    `code` names its kind for programs (`photo-no-credit`): the words may change, codes do not.
    """

    line: int | None
    text: str
    code: str = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article as its author left it. Moments are aware UTC datetimes.

    `path` is relative to the seeds folder, with `/`. What is stated is trusted; what is guessed
    says so in its `_source`, and a guessed standfirst never takes the lead's place in a summary.
    `version` is the wire's own count of an item's versions, where a wire sent it.
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
    language_source: Literal["stated", "detected"] | None = None
    url: str | None = None
    images: tuple[Image, ...] = ()
    status: Status = "usable"
    embargo: datetime | None = None
    correction: str | None = None
    urgency: Urgency = "normal"
    id: str | None = None
    version: int | None = None
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
        and whatever we derived (an extractive summary, a detected language, remarks) stay out:
        moving a file or teaching the summariser a new rule is no news to a reader.
        """
        said = replace(
            self,
            path="",
            topics=(),
            encoding="",
            format="",
            version=None,
            language=self.language if self.language_source == "stated" else None,
            language_source=None,
            remarks=(),
            blocks=tuple(replace(block, line=0, sure=True) for block in self.blocks),
            summary=self.summary if self.summary.origin == "publisher" else _UNSAID,
        )
        return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()


_UNSAID = Summary(text="", origin="extractive")
