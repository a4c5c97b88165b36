"""Entries as Atom. The only door to feedgen: its defects are worked round here, by subclass."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any  # feedgen carries no types: nothing of it leaves this file

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator

from feeds.category import categories
from feeds.content import legible, render_content
from feeds.document import Document, Site
from feeds.entry import Entry
from feeds.words import language_of

ATOM_PATH = "/feed.atom"
ATOM_TYPE = "application/atom+xml"

NAMESPACE = "urn:uuid:6f1c5a52-3f0b-4c55-9d0e-5d6a3c0b7e14"
"""What Atom has no words for is said in this namespace, the same for ever and on every host."""

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIX = "teleprinter"
_LINK_ATTRIBUTES = ("rel", "type", "hreflang", "title", "length")
_log = logging.getLogger(__name__)


def warn_refused(entry: Entry, reason: str) -> None:
    """Tell the operator which article is missing from a feed, and what mends it."""
    _log.warning(
        "%s (%s) is left out of the feed: %s. Mend the file and save it again; "
        "the other articles are served.",
        entry.slug,
        entry.article.path,
        reason,
    )


def render_atom(
    site: Site,
    entries: Sequence[Entry],
    *,
    feed_id: str,
    updated: datetime,
    modified: datetime | None = None,
    refused: Callable[[Entry, str], None] = warn_refused,
) -> Document:
    """Render entries, in the order given, as an Atom 1.0 feed (RFC 4287).

    Equal arguments give equal bytes: no clock is read, `updated` is the record's last
    significant moment (§4.2.15), so validators survive a restart (RFC 9110 §8.8.3). `modified`
    is when any byte last moved, a silent fix included; without it, `updated`. An entry that
    can't be rendered is handed to `refused` with the reason, and the others are served.

    Raises:
        ValueError: two entries share an id; readers may show either (RFC 4287 §4.1.1).
    """
    _require_distinct_ids(entries)
    feed = _feed(site, feed_id, updated)
    for entry in entries:
        try:
            built = _entry(entry, site)
            built.atom_entry()
        except ValueError as error:
            refused(entry, str(error))
        else:
            # The default is to prepend, which would turn the paper upside down.
            feed.add_entry(built, order="append")
    body: bytes = feed.atom_str(pretty=True)
    return Document(body=body, media_type=ATOM_TYPE, last_modified=modified or updated)


def _require_distinct_ids(entries: Sequence[Entry]) -> None:
    slugs: dict[str, str] = {}
    for entry in entries:
        if entry.id in slugs:
            raise ValueError(f"{slugs[entry.id]} and {entry.slug} share the id {entry.id}")
        slugs[entry.id] = entry.slug


def _feed(site: Site, feed_id: str, updated: datetime) -> Any:
    feed = FeedGenerator()
    feed.register_extension(_PREFIX, _Namespace, BaseEntryExtension)
    feed.id(feed_id)
    feed.title(legible(site.title))
    if site.subtitle:
        feed.subtitle(legible(site.subtitle))
    feed.updated(updated)  # left alone it is the clock's: other bytes at every build
    feed.language(site.language)
    # RFC 4287 §4.1.1: who has no name of their own in an entry is this author.
    feed.author({"name": legible(site.title)})
    feed.link(href=site.address(ATOM_PATH), rel="self", type=ATOM_TYPE)
    feed.link(href=site.address("/"), rel="alternate", type="text/html")
    feed.icon(site.address("/favicon.svg"))
    feed.generator("Teleprinter", version=_version())
    return feed


@cache
def _version() -> str | None:
    try:
        return version("teleprinter")
    except PackageNotFoundError:  # run from its folder, not installed
        return None


def _entry(entry: Entry, site: Site) -> _AtomEntry:
    article = entry.article
    if not article.title.strip():
        raise ValueError("it has no title")
    built = _AtomEntry(language_of(entry, site), site.language)
    built.id(entry.id)
    built.title(legible(article.title))
    built.published(entry.published)
    built.updated(entry.updated)
    if article.author:
        built.author({"name": legible(article.author)})
    built.link(href=legible(site.link(entry)), rel="alternate", type="text/html")
    for category in categories(entry, site):
        said = {"term": category.term, "scheme": category.scheme, "label": category.label}
        built.category({name: legible(value) for name, value in said.items() if value})
    if article.summary.text:
        built.summary(legible(article.summary.text), type="text")
        built.summary_origin = article.summary.origin
    # type="CDATA" would be written out as a media type; html is escaped and sound.
    built.content(render_content(entry, site), type="html")
    return built


class _Namespace(BaseExtension):  # type: ignore[misc]  # feedgen carries no types
    """Declares our namespace once, at the top, instead of in each entry."""

    def extend_ns(self) -> dict[str, str]:
        return {_PREFIX: NAMESPACE}


class _AtomEntry(FeedEntry):  # type: ignore[misc]  # feedgen carries no types
    """feedgen's entry with what it drops or can't say: whole links, `xml:lang`, our own words.

    `summary_origin` says who made the summary: "publisher", "extractive" or "llm".
    """

    summary_origin: str | None = None

    def __init__(self, language: str, feed_language: str) -> None:
        super().__init__()
        self._language = language if language != feed_language else None
        self._built: Any = None

    def atom_entry(self, extensions: bool = True) -> Any:
        """Build the element, once: the trial before the feed is the one that is served."""
        if self._built is None:
            self._built = self._mended(super().atom_entry(extensions))
        return self._built

    def _mended(self, element: Any) -> Any:
        for node, link in zip(element.findall("link"), self.link() or [], strict=True):
            for name in _LINK_ATTRIBUTES:
                if link.get(name):
                    node.set(name, str(link[name]))
        if self._language is not None:
            element.set(_XML_LANG, self._language)
        if self.summary_origin is not None:
            tag = f"{{{NAMESPACE}}}summary-origin"
            origin = element.makeelement(tag, nsmap={_PREFIX: NAMESPACE})
            origin.text = self.summary_origin
            element.append(origin)
        return element
