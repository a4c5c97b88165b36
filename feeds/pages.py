"""The pages that people read: front page, article, and the notices where an article is not."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Literal
from urllib.parse import urlsplit

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feeds.category import categories
from feeds.content import legible, render_content
from feeds.document import Document, Site
from feeds.entry import Entry
from feeds.tape import HEIGHT, holes, punch
from feeds.words import day, direction, language_of, minute, words

PAGE_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Where readers can talk to the bot: `https://t.me/…`, or a path of ours to the sandbox."""

    network: Literal["telegram", "sandbox"]
    url: str


class Pages:
    """Renders the pages of one site. Equal arguments give equal bytes.

    What surrounds an article is in the site's language where we have its words, else English;
    each article carries its own language and direction.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._words = words(site.language)
        # "en-GB" has our English words and its own way of writing a date.
        spoken = site.language.partition("-")[0].lower() == self._words.language
        self._language = site.language if spoken else self._words.language
        self._templates = Environment(
            loader=PackageLoader("feeds"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        width, code, feed = holes(punch(site.title))
        self._templates.globals.update(
            site=site,
            # Links inside the site are paths: the page also works under another host's name.
            root=urlsplit(site.url).path,
            words=self._words,
            tongue=self._language,
            way=direction(self._language),
            style=hashlib.sha256(stylesheet()).hexdigest()[:8],
            tape={"width": width, "height": HEIGHT, "code": code, "feed": feed},
            day=lambda moment: day(moment, self._language),
            minute=lambda moment: minute(moment, self._language),
            direction=direction,
            language_of=lambda entry: language_of(entry, site),
        )

    def home(
        self,
        entries: Sequence[Entry],
        invitation: Invitation | None = None,
        modified: datetime | None = None,
    ) -> Document:
        """Render the front page: entries in the order given, and how to subscribe."""
        return self._page(
            "home.html",
            modified,
            entries=entries,
            updated=max((entry.updated for entry in entries), default=None),
            invitation=invitation,
            qr=_qr_code(invitation.url) if invitation else "",
        )

    def article(self, entry: Entry, modified: datetime | None = None) -> Document:
        """Render the page of a published entry."""
        article = entry.article
        stated = next((block.text for block in article.blocks if block.role == "standfirst"), None)
        return self._page(
            "article.html",
            modified,
            entry=entry,
            standfirst=article.standfirst or stated,
            topics=[
                one.label for one in categories(entry, self._site, self._language) if one.label
            ],
            author=Markup('<span class="p-author h-card">{}</span>').format(article.author),
            content=Markup(render_content(entry, self._site, standfirst=False)),  # noqa: S704
            own_address=self._site.link(entry) == article.url,
        )

    def missing(self) -> Document:
        """Render what stands at an address where nothing is public."""
        said = self._words
        return self._page(
            "notice.html", stamp="404", title=said.not_found, why=said.not_found_why, language=""
        )

    def withdrawn(self, entry: Entry) -> Document:
        """Render the notice of a withdrawal: its headline and its day, and none of its text."""
        when = day(entry.updated, self._language)
        return self._page(
            "notice.html",
            stamp=self._words.withdrawn,
            title=entry.article.title,
            why=self._words.withdrawn_why.format(date=when),
            language=language_of(entry, self._site),
        )

    def _page(self, name: str, modified: datetime | None = None, **values: object) -> Document:
        html = self._templates.get_template(name).render(**values)
        return Document(body=legible(html).encode(), media_type=PAGE_TYPE, last_modified=modified)


def stylesheet() -> bytes:
    """Read the one stylesheet of all pages."""
    return _resource("style.css")


def icon(name: Literal["favicon.svg", "favicon.ico"]) -> bytes:
    """Read the site's icon in one of its two forms."""
    return _resource(name)


def _resource(name: str) -> bytes:
    return files("feeds").joinpath("templates", name).read_bytes()


def _qr_code(url: str) -> Markup:
    """Draw an address as SVG; no style attribute in it, which our own policy would block."""
    drawn = segno.make(url, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return Markup(drawn)  # noqa: S704
