"""Extent: where an article's running text starts and ends among what a page sets around it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from seeds.datelines import dateline_end
from seeds.furniture import is_ad, is_comments_head, is_row_of_names
from seeds.parts import Part
from seeds.words import is_listed

_MOST = 350.0
_LONG_OPEN = 1.5
_SHORT = 0.25
_CUT_SHORT = -0.3
_CUT_SHORT_WEIGHT = 130.0
_STRAY = -0.5
_LONG_STRAY = -0.1
_FULL = 80.0
_TRUSTED = -0.1
_FEW = -0.3
_COSTS = {
    "boilerplate": -1.0,
    "dateline": -1.0,
    "byline": -1.0,
    "related-head": -0.5,
    "related": -0.3,
    "caption": -0.3,
}
_AD = -0.3
_GAP = 4.0
_ASKING = ("?", "!", "？", "！", "؟")
_QUESTION_WEIGHT = 130.0
_LEAST = 2.0
_ENOUGH = 5.0
_COMMENTS = 60


def find_extent(parts: Sequence[Part], *, littered: bool) -> tuple[int, int]:
    """Find the stretch of parts that holds the article's text: the first, and the one past it.

    Running text speaks for a stretch and furniture against it; the stretch with most in its favour
    is the article. That needs no word of any language, and one pass. (0, 0): there is none.
    In a text that is not `littered` with furniture a stray line is likely to be the author's.
    """
    best = total = level = 0.0
    found = (0, 0)
    start = 0
    for place, part in enumerate(parts):
        worth = _worth(part)
        if not littered:
            worth = max(worth, _TRUSTED if part.is_free else _FEW)
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
    return found


def find_comments(parts: Sequence[Part]) -> int:
    """Find where readers' comments start; they read like an article, and may be longer than it.

    A button of that name may stand above an article too: what is below it must be the smaller
    part, or be cut up by names, dates and buttons as comments are.
    """
    heads = [place for place, part in enumerate(parts) if is_comments_head(part.text)]
    if not heads:
        return len(parts)
    above = list(accumulate(max(0.0, _worth(part)) for part in parts))
    for place in heads:
        few = parts[place : place + _COMMENTS]
        cut_up = sum(each.running for each in few) * 2 <= len(few)
        rest = above[-1] - above[place]
        if above[place] >= max(_LEAST, rest) or (above[place] >= _ENOUGH and cut_up):
            return place
    return len(parts)


def _worth(part: Part) -> float:
    """Weigh what a part says for the text that it stands in, or against it."""
    if part.role is not None:
        ad = part.role == "boilerplate" and is_ad(part.text)
        return _AD if ad else _COSTS.get(part.role, 0.0)
    if part.is_cut_short and part.weight < _MOST:
        return _CUT_SHORT if part.weight < _CUT_SHORT_WEIGHT else _SHORT
    if part.running:
        return _worth_of_paragraph(part)
    if part.closed or dateline_end(part.text) or is_listed(part.text):
        return _SHORT
    # Buttons and names are shorter than what an author leaves without a full stop.
    return _STRAY if part.weight < _FULL else _LONG_STRAY


def _worth_of_paragraph(part: Part) -> float:
    if not part.closed:
        return _STRAY if is_row_of_names(part.text) else _LONG_OPEN
    asks = part.weight < _QUESTION_WEIGHT and part.text.endswith(_ASKING)
    return _SHORT if asks else min(part.weight, _MOST) / 100
