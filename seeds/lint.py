"""Lint: what an editor would want to know of an article before readers do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from seeds.article import Article, Remark
from seeds.words import weight, words

_TITLE_WEIGHT = 200
_LONG_PARAGRAPH_WEIGHT = 3000
_DAWDLE = timedelta(minutes=10)


def lint(article: Article, *, now: datetime | None = None) -> tuple[Remark, ...]:
    """Remark on an article, in the order of its lines; remarks on the whole file come first.

    Nothing here stops an article. Without `now`, an aware moment, dates are not judged.
    """
    remarks = [
        *article.remarks,
        *_on_head(article),
        *_on_blocks(article),
        *_on_summary(article),
        *(_on_dates(article, now) if now else ()),
    ]
    return tuple(sorted(remarks, key=lambda remark: remark.line or 0))


def _on_head(article: Article) -> Iterator[Remark]:
    title = _line_of(article, "headline")
    if weight(article.title) > _TITLE_WEIGHT:
        yield Remark(
            line=title, text=f"the headline is long ({len(article.title)} signs): aim at 100"
        )
    if article.title.endswith(".") and not article.title.endswith(("..", ". .")):
        yield Remark(line=title, text="the headline ends with a full stop")
    if article.standfirst_source == "guessed":
        line = _line_of(article, "standfirst")
        yield Remark(line=line, text="taken for the standfirst, by its place; state it to be sure")


def _on_blocks(article: Article) -> Iterator[Remark]:
    captions = iter(article.captions)
    seen: dict[str, int] = {}
    for block in article.blocks:
        if block.role == "caption":
            caption = next(captions, None)
            if caption is not None and caption.credit is None:
                text = "the picture has no credit: end its caption with (Photo: name / agency)"
                yield Remark(line=block.line, text=text)
        if block.role not in ("body", "boilerplate"):
            continue
        said = " ".join(words(block.text))
        if weight(said) > 40 and said in seen:
            yield Remark(
                line=block.line, text=f"this paragraph stands on line {seen[said]} already"
            )
        seen.setdefault(said, block.line)
        if block.role != "body":
            continue
        if weight(block.text) > _LONG_PARAGRAPH_WEIGHT:
            yield Remark(line=block.line, text="a very long paragraph: is a blank line missing?")
        if "\ufffd" in block.text:
            text = "a character was lost before this file was saved: look for \ufffd"
            yield Remark(line=block.line, text=text)


def _on_summary(article: Article) -> Iterator[Remark]:
    summary = article.summary
    body = any(block.role == "body" for block in article.blocks)
    if summary.origin == "extractive" and summary.text.endswith("…") and body:
        text = "the first sentence is too long for a summary and was cut: state a `summary`"
        yield Remark(line=_line_of(article, "body"), text=text)
    if summary.origin == "publisher" and weight(summary.text) > 450:
        yield Remark(line=None, text="the stated summary is long: messages show about 300 signs")


def _on_dates(article: Article, now: datetime) -> Iterator[Remark]:
    if article.published is not None and article.published > now + _DAWDLE:
        text = f"it is dated in the future ({article.published:%Y-%m-%d %H:%M} UTC)"
        yield Remark(line=None, text=text)
    if article.embargo is not None and article.embargo > now:
        text = f"it is under embargo until {article.embargo:%Y-%m-%d %H:%M} UTC"
        yield Remark(line=None, text=text)


def _line_of(article: Article, role: str) -> int | None:
    return next((block.line for block in article.blocks if block.role == role), None)
