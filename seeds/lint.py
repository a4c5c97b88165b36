"""Lint: what an editor would want to know of an article before readers do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from seeds.article import Article, Remark
from seeds.language import doubt_language
from seeds.pictures import remarks_on_pictures
from seeds.proofreading import is_shouted, placeholder
from seeds.running import remarks_on_blocks
from seeds.source import Source, remarks_on_source
from seeds.words import weight, words

_TITLE_WEIGHT = 200
_SUMMARY_WEIGHT = 450
_DAWDLE = timedelta(minutes=10)
_FAR_AHEAD = timedelta(hours=48)
_LONG_AGO = timedelta(days=5 * 365)


def lint(
    article: Article, *, now: datetime | None = None, source: Source | None = None
) -> tuple[Remark, ...]:
    """Remark on an article, in the order of its lines; remarks on the whole file come first.

    Nothing here stops an article. Without `now`, an aware moment, dates are not judged; without
    `source`, what reading has tidied away is not told, and front matter has no lines.
    """
    seen = source or Source()
    remarks = [
        *article.remarks,
        *(remarks_on_source(article, source) if source else ()),
        *_on_head(article, seen),
        *remarks_on_pictures(article, seen),
        *remarks_on_blocks(article),
        *_on_summary(article, seen),
        *_on_state(article, seen),
        *_on_language(article, seen),
        *(_on_dates(article, now, seen) if now else ()),
    ]
    return tuple(sorted(dict.fromkeys(remarks), key=lambda remark: remark.line or 0))


def _on_head(article: Article, source: Source) -> Iterator[Remark]:
    title = article.title
    line = source.line("title") or _line_of(article, "headline")
    if article.title_source != "derived":
        if weight(title) > _TITLE_WEIGHT:
            text = f"the headline is long ({len(title)} signs): aim at 100"
            yield Remark(line=line, text=text, code="headline-long")
        if title.endswith(".") and not title.endswith(("..", ". .")) and not _is_initials(title):
            text = "the headline ends with a full stop: leave it out"
            yield Remark(line=line, text=text, code="headline-full-stop")
        if is_shouted(title):
            text = "the headline is all in capitals: write it like a sentence"
            yield Remark(line=line, text=text, code="headline-capitals")
        if (said := placeholder(title)) is not None:
            text = f"{said!r} in the headline looks like a placeholder: fill it in"
            yield Remark(line=line, text=text, code="placeholder")
        first = next((block for block in article.blocks if block.role == "body"), None)
        if first is not None and words(first.text) == words(title):
            text = "the text begins with the headline again: delete this line"
            yield Remark(line=first.line, text=text, code="headline-repeated")
    if article.standfirst_source == "guessed":
        text = "taken for the standfirst, by its place; state it to be sure"
        line = _line_of(article, "standfirst")
        yield Remark(line=line, text=text, code="standfirst-guessed")


def _on_language(article: Article, source: Source) -> Iterator[Remark]:
    doubt = doubt_language(article)
    if doubt is not None:
        yield replace(doubt, line=source.line("language"))


def _is_initials(title: str) -> bool:
    """Say if a headline's full stop belongs to its last word ("… in the U.S.", "Jr.")."""
    last = title.rsplit(maxsplit=1)[-1]
    return last.count(".") > 1 or len(last) <= 3


def _on_summary(article: Article, source: Source) -> Iterator[Remark]:
    summary = article.summary
    text_blocks = [block for block in article.blocks if block.role in {"body", "quote"}]
    if not summary.text:
        if text_blocks and article.status == "usable":
            text = "there is no summary, for no line is surely running text: state a `summary`"
            yield Remark(line=text_blocks[0].line, text=text, code="summary-empty")
    elif summary.origin == "extractive" and _is_clipped(article):
        text = "the first sentence is too long for a summary and was cut: state a `summary`"
        line = _line_at(article, summary.spans[0].start)
        yield Remark(line=line, text=text, code="summary-clipped")
    elif summary.origin == "publisher" and weight(summary.text) > _SUMMARY_WEIGHT:
        text = "the stated summary is long: messages are read at 300 signs; shorten it"
        yield Remark(line=source.line("summary"), text=text, code="summary-long")


def _is_clipped(article: Article) -> bool:
    """Say if an ellipsis in a summary is ours, not the author's."""
    said = {"body": article.body_text, "standfirst": article.standfirst or ""}
    own = sum(said[span.within].count("…", span.start, span.end) for span in article.summary.spans)
    return article.summary.text.count("…") > own


def _on_state(article: Article, source: Source) -> Iterator[Remark]:
    line = source.line("status")
    if article.status == "withheld":
        text = "it is withheld, so nobody sees it: take `status` out to publish it"
        yield Remark(line=line, text=text, code="withheld")
    if article.status == "withdrawn":
        text = "it is withdrawn, and every copy follows: take `status` out to bring it back"
        yield Remark(line=line, text=text, code="withdrawn")


def _on_dates(article: Article, now: datetime, source: Source) -> Iterator[Remark]:
    if article.published is not None:
        line, ahead = source.line("published"), article.published - now
        date = f"{article.published:%Y-%m-%d %H:%M} UTC"
        if ahead > _FAR_AHEAD:
            text = (
                f"it is dated in the future, {ahead.days} days ahead ({date}): nobody sees it "
                "until then; is the date right, and this machine's clock?"
            )
            yield Remark(line=line, text=text, code="date-far-ahead")
        elif ahead > _DAWDLE:
            text = f"it is dated in the future ({date}): nobody sees it until then"
            yield Remark(line=line, text=text, code="date-future")
        elif -ahead > _LONG_AGO:
            text = f"it is dated {-ahead.days // 365} years ago ({date}): is the year right?"
            yield Remark(line=line, text=text, code="date-old")
    if article.embargo is not None and article.embargo > now:
        text = f"it is under embargo until {article.embargo:%Y-%m-%d %H:%M} UTC; nobody sees it yet"
        yield Remark(line=source.line("embargo"), text=text, code="embargo")


def _line_of(article: Article, role: str) -> int | None:
    return next((block.line for block in article.blocks if block.role == role), None)


def _line_at(article: Article, offset: int) -> int | None:
    """Find the line of the body's block that holds a place of `Article.body_text`."""
    end = 0
    for block in article.blocks:
        if block.role == "body":
            end += len(block.text) + 2
            if offset < end:
                return block.line
    return None
