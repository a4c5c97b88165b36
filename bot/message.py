"""Message: what a chat is told of an entry. Knows no network and no markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from feeds.document import Site
from feeds.entry import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The words of one push, before any network's markup. All but `link` is plain text.

    `language` is the article's (BCP 47), for the direction of its script. `note` is the newest
    declared correction, without its date; a `notice` stands where a withdrawn article stood
    and carries no summary and no link.
    """

    kind: Literal["article", "notice"]
    title: str
    summary: str
    link: str
    language: str
    note: str | None = None
    breaking: bool = False


def compose(entry: Entry, site: Site) -> Message:
    """Put an entry in words for a chat: equal entries give equal messages."""
    article = entry.article
    language = article.language or site.language
    if entry.state != "published":
        return Message(kind="notice", title=article.title, summary="", link="", language=language)
    return Message(
        kind="article",
        title=article.title,
        summary=article.summary.text,
        link=site.link(entry),
        language=language,
        note=entry.corrections[-1].text if entry.corrections else None,
        breaking=article.urgency == "breaking",
    )
