"""Proof page: a proof for a browser, in one file that asks for nothing else.

Roles are words and colours in the margin; remarks stand at their lines; beside them is what the
chat, a feed reader and the page would show.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from bot.message import compose
from bot.telegram.markup import render_message
from feeds.content import legible, render_content
from feeds.document import Site
from feeds.entry import Entry
from feeds.words import direction, language_of, minute
from scheduler.proof import Proof


def render_proof(proof: Proof, entry: Entry, site: Site) -> str:
    """Render a whole HTML document. Equal arguments give equal text.

    It runs no script and loads nothing, and its own policy (CSP Level 3, as a `meta`) holds it to
    that: its only style is allowed by its hash. Every word of the article is escaped.
    """
    return legible(_template("proof.html").render(style=_style(), **_values(proof, entry, site)))


def render_sheet(proof: Proof, entry: Entry, site: Site) -> str:
    """Render what stands in the document's `main`, for a page that has a frame of its own.

    It wants `proof_style`, in a stylesheet or allowed by its hash.
    """
    return legible(_template("proof_sheet.html").render(**_values(proof, entry, site)))


def proof_style() -> str:
    """Read the stylesheet that a sheet wants."""
    return files("scheduler").joinpath("templates", "proof.css").read_text(encoding="utf-8")


def _values(proof: Proof, entry: Entry, site: Site) -> dict[str, object]:
    language = language_of(entry, site)
    article = proof.article
    return {
        "proof": proof,
        "article": article,
        "entry": entry,
        "site": site,
        "language": language,
        # Without a tag of its own, a text's first strong letter says which way it runs.
        "way": direction(language) if article.language else "auto",
        "published": minute(entry.published, site.language),
        # Both are markup made by our own renderers, which escape every word they are given.
        "message": Markup(render_message(compose(entry, site))),  # noqa: S704
        "content": Markup(render_content(entry, site, standfirst=False)),  # noqa: S704
        "standfirst": _standfirst(proof),
    }


def _standfirst(proof: Proof) -> str | None:
    return proof.article.standfirst or next(
        (row.text for row in proof.rows if row.role == "standfirst"), None
    )


@cache
def _style() -> dict[str, Markup]:
    text = proof_style()
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"text": Markup(text), "hash": Markup(f"sha256-{digest}")}  # noqa: S704 - our own file


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("scheduler"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def _template(name: str) -> Template:
    return _templates().get_template(name)
