"""Laws: what holds of every article, whatever file it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seeds.article import Article
from seeds.errors import UnreadableArticle
from seeds.summary import HARD_CAP
from seeds.text import clean
from seeds.words import weight

# A sentence cut out of a line may leave a direction isolate without its end: that ends with the
# paragraph (UAX #9 §3.3.2), so it harms nobody, and a cut text stays a piece of its source.
_ISOLATES = re.compile("[\u2066-\u2069]")
# XML 1.0 §2.2: what no document may hold.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def broken_laws(article: Article) -> list[str]:
    """List what is wrong with an article that no file should be able to bring about."""
    broken = []
    for text in texts(article):
        if _ILLEGAL.search(text):
            broken.append(f"illegal in XML: {text[:80]!r}")
        elif _ISOLATES.sub("", clean(text)) != _ISOLATES.sub("", text):
            broken.append(f"not cleaned: {text[:80]!r}")
    if not article.title.strip() or "\n" in article.title:
        broken.append(f"title: {article.title!r}")
    if any(not block.text.strip() for block in article.blocks):
        broken.append("an empty block")
    if not is_verbatim(article):
        broken.append(f"summary is not the article's words: {article.summary.text[:200]!r}")
    if article.summary.origin == "extractive" and weight(article.summary.text) > HARD_CAP + 5:
        broken.append(f"summary of {weight(article.summary.text):.0f}")
    return broken


def broken_refusal(refusal: UnreadableArticle, path: str) -> list[str]:
    """List what a refusal lacks: it names the file, and what its editor should do."""
    told = str(refusal)
    if not told.startswith(path) or not refusal.reason or not refusal.remedy.strip():
        return [f"a refusal that does not help: {told!r}"]
    return []


def texts(article: Article) -> Iterator[str]:
    """Give every text of an article that reaches a reader."""
    yield from (article.title, article.standfirst or "", article.summary.text, article.author or "")
    yield from (block.text for block in article.blocks)
    yield from article.related
    yield from article.topics
    for caption in article.captions:
        yield from (caption.text, caption.credit or "")
    for image in article.images:
        yield from (image.path, image.caption or "", image.credit or "", image.alt or "")


def squash(text: str) -> str:
    """Drop all blanks: texts that differ only in how their lines were broken become equal."""
    return "".join(text.split())


def is_verbatim(article: Article) -> bool:
    """Say if a summary is its spans, joined: where words were left out, an ellipsis says so."""
    if article.summary.origin != "extractive":
        return True
    within = {"body": article.body_text, "standfirst": article.standfirst or ""}
    pieces = [within[span.within][span.start : span.end] for span in article.summary.spans]
    rest = squash(article.summary.text)
    for piece in map(squash, pieces):
        if not rest.startswith(piece):
            rest = rest.removeprefix("…")
        if not piece or not rest.startswith(piece):
            return False
        rest = rest.removeprefix(piece)
    return rest in {"", "…"}
