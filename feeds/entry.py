"""Entry: what the publisher says of an article. Change: one numbered line of the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from seeds.article import Article

State = Literal["published", "embargoed", "withheld", "withdrawn"]
"""Only `published` is for readers' eyes: the one gate of feeds, pages, hub and bot."""

ChangeKind = Literal["published", "revised", "corrected", "withdrawn"]
"""`revised` is a silent fix: bytes change, `updated` does not (docs/decisions/0003)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A correction that the author declared, and when the record took it."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An article in the record. Moments are aware UTC datetimes, in whole milliseconds.

    `key` is the record's own number, `id` the IRI minted once and the same in every format
    (RFC 4287 §4.2.6), `slug` the address under `/articles/`; none of them ever changes.
    `updated` moves only when the author declares a correction, or withdraws (§4.2.15).
    `same_as` is the slug of the entry whose story this one tells again: readers of chats hold
    that one, so this one is published and not sent (docs/decisions/0014).
    """

    key: int
    id: str
    slug: str
    revision: int
    state: State
    published: datetime
    updated: datetime
    corrections: tuple[Correction, ...]
    article: Article
    same_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the archive's history. `seq` only grows, in commit order, never reused."""

    seq: int
    kind: ChangeKind
    at: datetime
    entry: Entry
