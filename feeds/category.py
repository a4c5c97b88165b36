"""Category: an entry's topics as every feed and page names them."""

from __future__ import annotations

from dataclasses import dataclass

from feeds.document import Site
from feeds.entry import Entry
from feeds.words import language_of

MEDIA_TOPICS = "http://cv.iptc.org/newscodes/mediatopic/"
"""The scheme of IPTC Media Topics, as IPTC writes it: a name, so it stays http."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A topic of an entry (RFC 4287 §4.2.2): `term` in `scheme` for programs, `label` for people.

    `label` is "" for a code that nobody has put in words. `slug` is the topic's in addresses of
    ours, whatever the scheme.
    """

    term: str
    scheme: str
    label: str
    slug: str


def categories(entry: Entry, site: Site, language: str | None = None) -> tuple[Category, ...]:
    """List an entry's topics in the author's order, each once, however often it was named.

    Labels are in `language`, or without it in the entry's; where there is none, in the site's,
    in any, and at last the author's own word for it. Equal arguments give equal categories.
    """
    wanted = (language or language_of(entry, site), site.language)
    found: dict[tuple[str, str], Category] = {}
    for name in entry.article.topics:
        topic = site.topics.resolve(name)
        term, scheme = topic.slug, site.address("/topics/")
        if topic.code:
            term, scheme = f"medtop:{topic.code}", MEDIA_TOPICS
        label = topic.label(*wanted) or ("" if topic.code else name)
        category = Category(term=term, scheme=scheme, label=label, slug=topic.slug)
        found.setdefault((scheme, term), category)
    return tuple(found.values())
