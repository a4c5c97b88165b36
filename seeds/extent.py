"""Extent: where an article's running text starts and ends among what a page sets around it."""

from __future__ import annotations

from collections.abc import Sequence

from seeds.furniture import is_comments_head, is_row_of_names
from seeds.parts import Part
from seeds.words import topics

_MOST = 350
_OPEN = 1.5
_SHORT = 0.25
_ASKING = ("?", "!", "？", "！", "؟")
_QUESTION_WEIGHT = 130
_CUT_SHORT = 0.2
_STRAY = -0.5
_COSTS = {
    "boilerplate": -1.0,
    "dateline": -1.0,
    "byline": -1.0,
    "related-head": -0.5,
    "related": -0.3,
    "caption": -0.3,
}
_ENOUGH = 5.0
_GAP = 4.0
_ENOUGH_PARAGRAPHS = 4
_SAID = 1000
_SAME = 0.5
_APART = 0.3
_APART_WEIGHT = 120


def find_extent(parts: Sequence[Part]) -> tuple[int, int]:
    """Find the stretch of parts that holds the article's text: the first, and the one past the last.

    Running text speaks for a stretch and furniture against it; the stretch with most in its favour
    is the article. That needs no word of any language, and one pass. (0, 0): there is none.
    """
    last = _comments(parts)
    best = total = level = 0.0
    found = (0, 0)
    start = 0
    for place, part in enumerate(parts[:last]):
        worth = _worth(part)
        if worth > 0:
            total += worth
            level = total
        else:
            # However much is set in the middle of an article, it stays one article.
            total = max(total + worth, level - _GAP)
        if total <= 0:
            total, level, start = 0.0, 0.0, place + 1
        elif total > best:
            best, found = total, (start, place + 1)
    return _settled(parts, found, last)


def _settled(parts: Sequence[Part], found: tuple[int, int], last: int) -> tuple[int, int]:
    """Move the end to where the article's subject ends.

    A paragraph below much furniture that is about the same things goes on with the article; one
    that stands apart and is about others is somebody's life, an offer, or another article.
    """
    first, end = found
    running = [place for place in range(first, last) if parts[place].is_free and parts[place].running]
    inside = [place for place in running if place < end]
    if len(inside) < _ENOUGH_PARAGRAPHS:
        return found
    about: set[str] = set()
    shares: dict[int, float] = {}
    for place in running:
        said = topics(parts[place].text[:_SAID])
        shares[place] = len(said & about) / len(said) if said else 0.0
        if place < end:
            about |= said
    while len(inside) > _ENOUGH_PARAGRAPHS and inside[-1] > inside[-2] + 1:
        place = inside.pop()
        if parts[place].weight > _APART_WEIGHT or shares[place] >= _APART:
            break
        end = inside[-1] + 1
    for place in running:
        if place >= end and shares[place] >= _SAME and parts[place].closed:
            end = place + 1
    return first, end


def _worth(part: Part) -> float:
    if part.role is not None:
        return _COSTS.get(part.role, 0.0)
    if part.is_cut_short and part.weight < _MOST:
        return _CUT_SHORT
    if part.running:
        if part.closed:
            asks = part.weight < _QUESTION_WEIGHT and part.text.endswith(_ASKING)
            return _SHORT if asks else min(part.weight, _MOST) / 100
        return _STRAY if is_row_of_names(part.text) else _OPEN
    return _SHORT if part.closed else _STRAY


def _comments(parts: Sequence[Part]) -> int:
    """Find where readers' comments start; they read like an article, and may be longer than it."""
    above = 0.0
    for place, part in enumerate(parts):
        if above >= _ENOUGH and is_comments_head(part.text) and _reads_like_comments(parts[place:]):
            return place
        above += max(0.0, _worth(part))
    return len(parts)


def _reads_like_comments(parts: Sequence[Part]) -> bool:
    few = parts[:60]
    running = sum(part.running for part in few)
    return running * 3 <= len(few) * 2
