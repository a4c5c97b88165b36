"""Marks: what a line says of itself - a caption, a date, a button, a list of other articles."""

from __future__ import annotations

from collections.abc import Sequence

from seeds.article import Caption
from seeds.captions import read_caption
from seeds.cues import fold
from seeds.dates import is_dateline, is_reading_time
from seeds.furniture import is_boilerplate, is_button, is_comments_head, is_pitch, is_tag_list
from seeds.parts import Part
from seeds.related import split_related

_HEADLINE_WEIGHT = 200
_REPEATED_WEIGHT = 40
_TELLING_WEIGHT = 12
_OPEN_ENDS = ("?", "!", "？", "！", "؟", "…")


def mark_lines(parts: Sequence[Part]) -> None:
    """Give a role to each line that tells by itself what it is, wherever it stands."""
    seen: set[str] = set()
    for place, part in enumerate(parts):
        said = fold(part.text)
        if is_boilerplate(part.text, opening=not place):
            part.role = "boilerplate"
        elif _take_caption(parts, place):
            pass
        elif is_dateline(part.text):
            part.role = "dateline"
        elif said in seen and part.weight >= _REPEATED_WEIGHT and part.closed:
            part.role = "boilerplate"  # a share button's or a pull quote's copy of what stands above
        elif place and _is_furniture(part.text):
            part.role = "boilerplate"
        seen.add(said)


def mark_related(parts: Sequence[Part]) -> None:
    """Mark the heads of lists of other articles, and the headlines that follow each."""
    listing = False
    items = 0
    for place, part in enumerate(parts):
        if place and part.role in (None, "boilerplate") and split_related(part.text) is not None:
            part.role, listing, items = "related-head", True, 0
        elif part.role is not None:
            continue
        elif listing:
            # Headlines end without a full stop; a sentence that does means the article goes on.
            stops = part.closed and not part.text.rstrip("\"'”’»").endswith(_OPEN_ENDS)
            if part.weight > _HEADLINE_WEIGHT or (stops and (items or part.running)):
                listing = False
            else:
                part.role, items = "related", items + 1


def _is_furniture(text: str) -> bool:
    return (
        is_button(text)
        or is_pitch(text)
        or is_reading_time(text)
        or is_tag_list(text)
        or is_comments_head(text)
    )


def _take_caption(parts: Sequence[Part], place: int) -> bool:
    """Mark a line as a caption, or as the credit of the caption right above it."""
    part = parts[place]
    caption = read_caption(part.text)
    if caption is None or (not place and caption.credit is None):
        return False  # a headline may well begin with "Pictured:"
    part.role, part.caption = "caption", caption
    if not caption.text and place > 1:
        above = parts[place - 1]
        if above.role is None and _is_captions(above, part, parts[: place - 1]):
            above.role = "caption"
            above.caption = Caption(text=above.text, credit=caption.credit)
            part.caption = None
    return True


def _is_captions(above: Part, credit: Part, before: Sequence[Part]) -> bool:
    """Say if a line is the caption of the credit below it: they touch, or no text came yet."""
    if not any(each.is_free and each.weight >= _TELLING_WEIGHT for each in before):
        return False  # the first line that says something is the headline
    return not credit.line.after_gap or not any(each.running for each in before)
