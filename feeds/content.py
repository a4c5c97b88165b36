"""An article as clean HTML by construction: every word is escaped, nothing is passed through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from feeds.document import Site
from feeds.entry import Correction, Entry
from feeds.words import day, direction, language_of, words
from seeds.article import Article, Caption

_PARAGRAPHS = {"body": "p", "subhead": "h2"}

# All that XML 1.0 §2.2 forbids: no escape can carry these, and one of them costs the feed.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legible(text: str) -> str:
    """Replace what neither XML nor HTML can carry by U+FFFD, so that the rest arrives."""
    return _UNPRINTABLE.sub("\ufffd", text)


def render_content(entry: Entry, site: Site, *, standfirst: bool = True) -> str:
    """Render an article's text, without its headline, as an HTML fragment.

    Elements and attributes are ours alone, so it needs no sanitising; it holds no address at
    all, hence no relative one. Declared corrections stand dated at the top, where who read an
    earlier text looks first. `standfirst=False` leaves it to a page that sets it apart.
    """
    language = language_of(entry, site)
    parts = [
        *(_standfirst(entry.article) if standfirst else ()),
        *(_correction(correction, language) for correction in entry.corrections),
        *_blocks(entry.article),
        *_related(entry.article, words(language).related),
    ]
    html = legible("\n".join(parts))
    if direction(language) == "rtl" or language != site.language:
        # Few feed readers hand xml:lang on to what they show.
        return f'<div lang="{language}" dir="{direction(language)}">\n{html}\n</div>'
    return html


def _standfirst(article: Article) -> Iterator[str]:
    said = article.standfirst or next(
        (block.text for block in article.blocks if block.role == "standfirst"), None
    )
    if said:
        yield f'<p class="standfirst">{escape(said)}</p>'


def _correction(correction: Correction, language: str) -> str:
    date = escape(day(correction.at, language))
    label = escape(words(language).correction_of).format(
        date=f'<time datetime="{correction.at.isoformat()}">{date}</time>'
    )
    return (
        f'<aside class="correction"><p><strong>{label}</strong> '
        f"{escape(correction.text)}</p></aside>"
    )


def _blocks(article: Article) -> Iterator[str]:
    captions = list(_captions(article))
    in_place = sum(block.role == "caption" for block in article.blocks)
    # A caption that came with its picture has no place in the text: it stands before it.
    while len(captions) > in_place:
        yield _figure(captions.pop(0))
    for block in article.blocks:
        if block.role in _PARAGRAPHS:
            tag = _PARAGRAPHS[block.role]
            yield f"<{tag}>{escape(block.text)}</{tag}>"
        elif block.role == "quote":
            yield f"<blockquote><p>{escape(block.text)}</p></blockquote>"
        elif block.role == "caption" and captions:
            yield _figure(captions.pop(0))
        elif block.role == "dateline" or (block.role == "byline" and not article.author):
            yield f'<p class="{block.role}">{escape(block.text)}</p>'


def _captions(article: Article) -> Iterator[Caption]:
    said = {caption.text for caption in article.captions}
    for image in article.images:
        if image.caption and image.caption not in said:
            yield Caption(text=image.caption, credit=image.credit)
    yield from article.captions


def _figure(caption: Caption) -> str:
    credit = f" <small>{escape(caption.credit)}</small>" if caption.credit else ""
    return f"<figure><figcaption>{escape(caption.text)}{credit}</figcaption></figure>"


def _related(article: Article, heading: str) -> Iterator[str]:
    if article.related:
        own = next((block.text for block in article.blocks if block.role == "related-head"), "")
        items = "".join(f"<li>{escape(headline)}</li>" for headline in article.related)
        yield f"<h2>{escape(own.rstrip(':： ') or heading)}</h2>\n<ul>{items}</ul>"
