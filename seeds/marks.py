"""Marks: what a line says of itself - a caption, a date, a button, a list of other articles."""

from __future__ import annotations

from collections.abc import Sequence

from seeds.article import Caption
from seeds.bylines import is_desk_line
from seeds.captions import read_caption
from seeds.dates import is_dateline, is_reading_time
from seeds.furniture import (
    count_pitches,
    is_boilerplate,
    is_button,
    is_comments_head,
    is_note,
    is_pitch,
    is_tag_list,
)
from seeds.parts import Part
from seeds.related import split_related
from seeds.words import fold

_HEADLINE_WEIGHT = 200
_REPEATED_WEIGHT = 40
_TELLING_WEIGHT = 12
_OFFER_WEIGHT = 200
_OPEN_ENDS = ("?", "!", "？", "！", "؟", "…")


def mark_lines(parts: Sequence[Part]) -> None:
    """Give a role to each line that tells by itself what it is, wherever it stands."""
    seen: set[str] = set()
    offered = False
    told = ran = False  # whether a line above may be the headline, and whether text has begun
    for place, part in enumerate(parts):
        said = fold(part.text)
        part.sure = not is_note(part.text)
        if is_boilerplate(part.text, opening=not place):
            part.role = "boilerplate"
        elif place and is_desk_line(part.text):
            part.role = "byline"
        elif _take_caption(part, opening=not place):
            above = parts[place - 1]
            if told and part.caption and not part.caption.text and above.is_free:
                _take_line_above(above, part, ran)
        elif is_dateline(part.text):
            part.role = "dateline"
        elif said in seen and part.weight >= _REPEATED_WEIGHT and part.closed:
            part.role = "boilerplate"  # a share button's or a pull quote's copy of what is above
        elif place and (_is_furniture(part.text) or (offered and _is_offers(part))):
            part.role = "boilerplate"
        offered = part.role == "boilerplate" and count_pitches(part.text) > 0
        seen.add(said)
        before = parts[place - 1] if place else None
        told = told or (before is not None and before.is_free and before.weight >= _TELLING_WEIGHT)
        ran = ran or (before is not None and before.is_free and before.running)


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
            if part.weight > _HEADLINE_WEIGHT or (stops and (items > 0 or part.running)):
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


def _is_offers(part: Part) -> bool:
    """Say if a line goes on with the offer above it: one word of that kind is enough there."""
    return part.weight <= _OFFER_WEIGHT and count_pitches(part.text) > 0


def _take_caption(part: Part, *, opening: bool) -> bool:
    caption = read_caption(part.text)
    if caption is None or (opening and caption.credit is None):
        return False  # a headline may well begin with "Pictured:"
    part.role, part.caption = "caption", caption
    return True


def _take_line_above(above: Part, credit: Part, ran: bool) -> None:
    """Make the line above a bare credit its caption, if they touch or no text came yet."""
    if credit.caption is None or (credit.line.after_gap and ran):
        return
    above.role = "caption"
    above.caption = Caption(text=above.text, credit=credit.caption.credit)
    credit.caption = None
