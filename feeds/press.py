"""The press: prints the record anew when it moved, and holds the finished sheets."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from feeds.archive import Archive
from feeds.conditional import Headers, Sheet, set_in_type
from feeds.content import legible
from feeds.document import Site
from feeds.entry import Entry
from feeds.pages import Invitation, Pages
from feeds.xmlfeed import render_atom, warn_refused

WINDOW = 50
"""How many of the newest entries the feed and the front page hold."""

_POLICY = (
    b"default-src 'none'; style-src 'self'; img-src 'self' data:; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

SAFETY: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
    (b"content-security-policy", _POLICY),
]
"""What every answer to a browser says: no script, no foreign resource, no frame around us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All that is served while the record rests. It is replaced whole, never altered.

    `articles` fills up as pages are asked for, and goes with its edition: a page that was
    rendered while the next edition was being printed can't outlive its own.
    """

    seq: int
    invitation: Invitation | None
    modified: datetime
    feed: Sheet
    home: Sheet
    articles: OrderedDict[str, Sheet] = field(default_factory=OrderedDict)


class Press:
    """Turns the archive into sheets. Readers are served from `current`, without a query.

    An edition remembers `pages_kept` articles' pages; others are rendered again when asked for.
    `cache` is how long clients and proxies may keep what they got. Set `invitation` when the
    bot's address becomes known, then `refresh`.
    """

    def __init__(
        self,
        archive: Archive,
        site: Site,
        *,
        invitation: Invitation | None = None,
        cache: timedelta = timedelta(minutes=1),
        pages_kept: int = 256,
    ) -> None:
        self.current: Edition | None = None
        self.invitation = invitation
        self._archive = archive
        self._site = site
        self._pages = Pages(site)
        self._pages_kept = pages_kept
        self._printing = asyncio.Lock()
        self._told: set[tuple[str, int]] = set()
        pace = (b"cache-control", b"max-age=%d" % cache.total_seconds())
        self._page_headers: Headers = [pace, *SAFETY]
        self._feed_headers: Headers = [
            pace,
            (b"x-content-type-options", b"nosniff"),
            (b"access-control-allow-origin", b"*"),
        ]
        self.missing = set_in_type(
            self._pages.missing(), [(b"cache-control", b"no-cache"), *SAFETY], status=404
        )

    async def refresh(self) -> bool:
        """Print a new edition if the record or the invitation moved; say whether it did.

        Readers get the old edition until the new one is whole. While nothing moved this is
        one short query.
        """
        before = self.current
        return await self._newest_edition() is not before

    async def edition(self) -> Edition:
        """Give what is to be served now; the first caller waits for the first edition."""
        return self.current or await self._newest_edition()

    async def article(self, slug: str) -> Sheet:
        """Give the page at `/articles/{slug}`: 200, 410 where withdrawn, else 404.

        What is embargoed or withheld answers as if it did not exist.
        """
        edition = await self.edition()
        kept = edition.articles.get(slug)
        if kept is not None:
            edition.articles.move_to_end(slug)
            return kept
        # A database may refuse what no slug can hold, NUL for one.
        entry = await self._archive.by_slug(slug) if legible(slug) == slug else None
        if entry is None or entry.state in {"embargoed", "withheld"}:
            return self.missing
        sheet = await asyncio.to_thread(self._article, entry, edition.modified)
        edition.articles[slug] = sheet
        if len(edition.articles) > self._pages_kept:
            edition.articles.popitem(last=False)
        return sheet

    async def _newest_edition(self) -> Edition:
        async with self._printing:
            # The number is read before what it numbers: a change that lands in between is
            # printed now and once more, never missed.
            seq = await self._archive.last_seq()
            held = self.current
            if held is None or (held.seq, held.invitation) != (seq, self.invitation):
                self.current = held = await self._print(seq, self.invitation)
            return held

    async def _print(self, seq: int, invitation: Invitation | None) -> Edition:
        entries = await self._archive.newest(WINDOW)
        feed_id = await self._archive.feed_id()
        updated = await self._archive.feed_updated()
        modified = await self._archive.last_modified()
        # Rendering and gzip take tens of milliseconds: not on the loop that sends messages.
        feed, home = await asyncio.gather(
            asyncio.to_thread(self._feed, entries, feed_id, updated, modified),
            asyncio.to_thread(self._home, entries, invitation, modified),
        )
        return Edition(seq=seq, invitation=invitation, modified=modified, feed=feed, home=home)

    def _feed(
        self, entries: Sequence[Entry], feed_id: str, updated: datetime, modified: datetime
    ) -> Sheet:
        document = render_atom(
            self._site,
            entries,
            feed_id=feed_id,
            updated=updated,
            modified=modified,
            refused=self._refuse,
        )
        return set_in_type(document, self._feed_headers)

    def _home(
        self, entries: Sequence[Entry], invitation: Invitation | None, modified: datetime
    ) -> Sheet:
        document = self._pages.home(entries, invitation, modified)
        return set_in_type(document, self._page_headers)

    def _article(self, entry: Entry, modified: datetime) -> Sheet:
        if entry.state == "withdrawn":
            return set_in_type(self._pages.withdrawn(entry), self._page_headers, status=410)
        return set_in_type(self._pages.article(entry, modified), self._page_headers)

    def _refuse(self, entry: Entry, reason: str) -> None:
        if (entry.id, entry.revision) not in self._told:
            self._told.add((entry.id, entry.revision))
            warn_refused(entry, reason)
