"""Body: what the lines are that stand between an article's first paragraph and its last."""

from __future__ import annotations

from collections.abc import Sequence

from seeds.bylines import dateline_end
from seeds.parts import Part
from seeds.words import is_listed

_SUBHEAD_WEIGHT = 110
_QUESTION_WEIGHT = 60


def mark_surroundings(parts: Sequence[Part], first: int, end: int) -> None:
    """Mark what has no role yet above and below the text as the page's own."""
    for place, part in enumerate(parts):
        if part.is_free and not first <= place < end:
            part.role = "boilerplate"


def mark_body(parts: Sequence[Part]) -> None:
    """Part the subheads from the paragraphs in what is left."""
    for place, part in enumerate(parts):
        if not part.is_free:
            continue
        below = parts[place + 1] if place + 1 < len(parts) else None
        heads = below is not None and below.is_free and below.closed
        part.role = "subhead" if heads and _is_subhead(part) else "body"


def mark_islands(parts: Sequence[Part]) -> None:
    """Mark the short lines among furniture between two paragraphs as furniture too."""
    start = 0
    for place in range(len(parts) + 1):
        if place == len(parts) or (parts[place].is_free and parts[place].running):
            _mark_island(parts[start:place])
            start = place + 1


def _mark_island(gap: Sequence[Part]) -> None:
    marked = [place for place, part in enumerate(gap) if part.role in ("boilerplate", "related-head")]
    if len(marked) < 2:
        return
    for part in gap[marked[0] : marked[-1]]:
        if part.is_free:
            part.role = "boilerplate"


def _is_subhead(part: Part) -> bool:
    text = part.text
    if not part.line.after_gap or part.weight > _SUBHEAD_WEIGHT:
        return False
    if is_listed(text) or dateline_end(text) or text.endswith((":", "：", ",", "،", "、", ";")):
        return False
    asks = text.endswith(("?", "？", "؟")) and part.weight < _QUESTION_WEIGHT
    return not part.closed or asks
