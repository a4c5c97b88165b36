"""Site: who publishes. Document: finished bytes with all that HTTP needs to serve them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from feeds.entry import Entry
from feeds.topic import Topics


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The publication. `url`: its public root, no trailing slash; `language`: a BCP 47 tag.

    `topics` are those that the operator named in more words than their own.
    """

    url: str
    title: str
    language: str
    subtitle: str | None = None
    topics: Topics = field(default_factory=Topics)

    def address(self, path: str) -> str:
        """Name a path of this site (`/feed.atom`) as an absolute URL."""
        return self.url + path

    def link(self, entry: Entry) -> str:
        """Name the page where an entry is read: the author's own `url`, else ours.

        Only an absolute web address is taken at its word: `javascript:` or a bare path in the
        front matter must not become a link on other people's screens.
        """
        stated = entry.article.url
        if stated and stated.lower().startswith(("https://", "http://")):
            return stated
        return self.address(f"/articles/{entry.slug}")


@dataclass(frozen=True, kw_only=True)
class Document:
    """A representation that is served as it is. Equal bodies have equal validators.

    `media_type` is the whole Content-Type. `last_modified` is an aware UTC datetime, None
    where no honest date is known (RFC 9110 §8.8.2).
    """

    body: bytes
    media_type: str
    last_modified: datetime | None = None

    @cached_property
    def gzipped(self) -> bytes:
        """The body by gzip, the same bytes at every start: no time, no name (RFC 1952 §2.3)."""
        return gzip.compress(self.body, compresslevel=6, mtime=0)

    @cached_property
    def etag(self) -> str:
        """The strong validator of the plain body, in quotes (RFC 9110 §8.8.3)."""
        return f'"{self._digest}"'

    @cached_property
    def etag_gzip(self) -> str:
        """The validator of the gzip bytes: another representation, another tag (§8.8.3.3)."""
        return f'"{self._digest}-gzip"'

    @cached_property
    def _digest(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:32]
