"""Body: what the lines are that stand between an article's first paragraph and its last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from seeds.datelines import dateline_end
from seeds.parts import Part
from seeds.words import is_listed

_SUBHEAD_WEIGHT = 110
_QUESTION_WEIGHT = 60
_STRAY_WEIGHT = 80
_LITTER = 4
_LITTER_ROLES = {"boilerplate", "related", "related-head"}
_RUN = 4
_CLOSING = 3


def is_littered(parts: Sequence[Part]) -> bool:
    """Say if a text still has its page around it: then what is not plainly text is not trusted."""
    roles = Counter(part.role for part in parts)
    # Editors set "Read more" between paragraphs too: alone it makes no page.
    return roles["boilerplate"] > 0 and roles["boilerplate"] + 2 * roles["related-head"] >= _LITTER


def mark_surroundings(parts: Sequence[Part], first: int, end: int, *, littered: bool) -> None:
    """Mark what has no role yet above and below the text as the page's own.

    A few lines below the last paragraph of a clean text may still be the author's, and what a
    colon announces is.
    """
    below = [part for part in parts[end:] if part.is_free]
    kept = bool(below) and (len(below) <= _CLOSING or below[0].text.endswith((":", "：")))
    if kept and not littered and not any(part.running for part in below):
        below = []
    top = 0 if littered else _text_starts(parts[:first])
    for part in (*parts[: top or first], *below):
        if part.is_free:
            part.role = "boilerplate"
    if top:
        for part in parts[top:first]:
            part.sure = False


def _text_starts(above: Sequence[Part]) -> int:
    """Find what follows the headline, where a text is so clean that all above the lead is its own.

    0: a page set something there, so what else stands there is likely the page's as well.
    """
    if not above or above[0].role != "headline":
        return 0
    return int(all(part.is_free or part.role == "standfirst" for part in above[1:]))


def mark_strays(parts: Sequence[Part]) -> None:
    """Mark the lines between two paragraphs that are a page's: teasers, rows of names, islands."""
    start = 0
    for place in range(len(parts) + 1):
        if place == len(parts) or (parts[place].is_free and parts[place].running):
            _mark_gap(parts[start:place])
            start = place + 1


def mark_body(parts: Sequence[Part]) -> None:
    """Part the subheads from the paragraphs in what is left, and doubt what is neither."""
    spaced = any(part.running and part.line.after_gap for part in parts[1:])
    for place, part in enumerate(parts):
        if not part.is_free:
            continue
        below = parts[place + 1] if place + 1 < len(parts) else None
        heads = below is not None and below.is_free and below.closed
        apart = part.line.after_gap or not spaced
        part.role = "subhead" if heads and apart and _is_subhead(part) else "body"
        if part.role == "body":
            looks_sure = part.closed or part.running or is_listed(part.text)
            part.sure = part.sure and looks_sure


def _mark_gap(gap: Sequence[Part]) -> None:
    marked = [place for place, part in enumerate(gap) if part.role in _LITTER_ROLES]
    strays = [part for part in gap if part.is_free and not part.closed and not is_listed(part.text)]
    if len(marked) > 1:
        strays += [part for part in gap[marked[0] : marked[-1]] if part.is_free]
    many = len(strays) >= _RUN
    crowded = many or (len(strays) > 1 and len(marked) > 0)
    for part in strays:
        # A subhead stands alone, right above the next paragraph.
        heads = part is gap[-1] and part.line.after_gap and not (marked and many)
        glued = not part.line.after_gap and part.weight <= _STRAY_WEIGHT
        if glued or (crowded and not heads):
            part.role = "boilerplate"


def _is_subhead(part: Part) -> bool:
    text = part.text
    if part.weight > _SUBHEAD_WEIGHT:
        return False
    if is_listed(text) or dateline_end(text) or text.endswith((":", "：", ",", "،", "、", ";")):
        return False
    asks = text.endswith(("?", "？", "؟")) and part.weight < _QUESTION_WEIGHT
    return not part.closed or asks
