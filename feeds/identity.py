"""Names that never change: ids of feed and entries, and the slugs of their addresses."""

from __future__ import annotations

import uuid
import zlib
from datetime import UTC, datetime

from slugify import slugify

_LONGEST_SLUG = 80


def mint_feed_id(authority: str, now: datetime) -> str:
    """Mint the feed's id: a tag: URI, once and for all (RFC 4151 §2.1)."""
    return f"tag:{authority},{now.astimezone(UTC):%Y-%m-%d}:feed"


def mint_id(authority: str, now: datetime) -> str:
    """Mint an entry's id. Nothing in it depends on title, path or address, so none can break it."""
    return f"tag:{authority},{now.astimezone(UTC):%Y-%m-%d}:{uuid.uuid4()}"


def mint_slug(stem: str, attempt: int = 1) -> str:
    """Make an address of a file's stem: lower case ASCII that needs no escaping in a URL.

    `attempt` counts from 1 and keeps apart files of one name in several folders.
    """
    slug = slugify(stem, max_length=_LONGEST_SLUG, regex_pattern=r"[^-a-z0-9_]+") or "article"
    return slug if attempt == 1 else f"{slug}-{attempt}"


def mint_topic_slug(name: str) -> str:
    """Make the address of a topic of its name: equal names, equal addresses, whatever the script.

    What no letter can be made of ("#!") is named by its checksum.
    """
    slug = slugify(name, max_length=_LONGEST_SLUG, regex_pattern=r"[^-a-z0-9_]+")
    return slug or f"topic-{zlib.crc32(name.encode('utf-8', 'surrogatepass')):08x}"
