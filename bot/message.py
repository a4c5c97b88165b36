"""Message: what a chat is told of an entry. Reply: what it is answered. Both know no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from feeds.document import Site
from feeds.entry import Correction, Entry
from feeds.words import language_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The words of one push, before any network's markup. All but `link` is plain text.

    `language` is the entry's (BCP 47), as `feeds.words.language_of` has it: whoever filters by
    language asks there. A `notice` stands where a withdrawn article stood: it carries the title,
    and neither summary nor link. Equal messages look equal to a reader.
    """

    kind: Literal["article", "notice"]
    title: str
    summary: str
    link: str
    language: str
    correction: Correction | None = None


def compose(entry: Entry, site: Site) -> Message:
    """Put an entry in words for a chat: equal entries give equal messages."""
    article = entry.article
    language = language_of(entry, site)
    if entry.state != "published":
        return Message(kind="notice", title=article.title, summary="", link="", language=language)
    return Message(
        kind="article",
        title=article.title,
        summary=article.summary.text,
        link=site.link(entry),
        language=language,
        correction=entry.corrections[-1] if entry.corrections else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press under a reply: an `action` for the bot, or a `url` to open."""

    label: str
    action: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer to a reader: plain text under an optional heading, with rows of buttons."""

    text: str
    heading: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
