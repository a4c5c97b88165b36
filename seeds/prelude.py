"""Prelude: what stands between a headline and the lead - standfirst, byline, dates, pictures."""

from __future__ import annotations

from collections.abc import Sequence

from seeds.body import is_littered
from seeds.bylines import is_byline_label, is_full_name, read_byline
from seeds.datelines import dateline_end
from seeds.furniture import count_pitches, is_ad
from seeds.headline import says
from seeds.parts import Part
from seeds.stated import Stated
from seeds.words import is_listed, topics

_STANDFIRST_WEIGHTS = (40.0, 330.0)
_ABOUT = 8
_SHARE = 5
_HEAD = 8
_RUN = 2
_MOST = 500.0
_INSET = 7
_LONGEST_DECK = 280.0
_SHORTEST_CLEAN = 25.0


def find_lead(parts: Sequence[Part], first: int, end: int) -> int:
    """Find where the lead is: `first`, or further down where the signs say so.

    A paragraph that names place and agency opens the news. Byline and date part a standfirst or
    a caption from the lead, as long as the article goes on in running text below them.
    """
    lead = first
    running = 0
    above = 0.0
    for place in range(lead, min(lead + _HEAD, end)):
        part = parts[place]
        if part.is_free and running and running <= _RUN and dateline_end(part.text):
            return place
        if part.role in ("byline", "dateline") and 0 < running <= _RUN and above <= _MOST:
            below = [at for at in range(place + 1, end) if parts[at].is_free and parts[at].running]
            if len(below) > running + 1:
                lead, running, above = below[0], 0, 0.0
        elif part.is_free and part.running:
            running, above = running + 1, above + part.weight
    return lead


def lead_above(parts: Sequence[Part], first: int) -> int:
    """Find the lead above pictures and advertisements, below headline, byline and date; or `first`.

    One paragraph there is the lead if only such things follow it; two are no standfirst any more.
    """
    top = first
    while top and parts[top - 1].role not in ("headline", "byline", "dateline"):
        top -= 1
    if not top or (first < len(parts) and dateline_end(parts[first].text)):
        return first
    texts = [place for place in range(top, first) if _is_paragraph(parts[place])]
    if not texts:
        return first
    lead = texts[0]
    pair = len(texts) > 1 and texts[1] == lead + 1
    between = parts[lead + 1 : first]
    inset = sum(_is_inset(part) for part in between) * 10 >= len(between) * _INSET
    return lead if pair or inset else first


def lead_below(parts: Sequence[Part], first: int, end: int) -> int:
    """Find the lead below a standfirst of whole sentences that a picture or buttons part from it.

    A lead is followed by the next paragraph: what a page sets between the first two paragraphs,
    it sets below a standfirst. Below a byline or a date is the text itself.
    """
    top = parts[first : first + 1]
    signed = first > 0 and parts[first - 1].role in ("byline", "dateline")
    if not top or signed or not _is_paragraph(top[0]) or top[0].weight > _LONGEST_DECK:
        return first
    if dateline_end(top[0].text):
        return first
    for place in range(first + 1, end):
        part = parts[place]
        if part.is_free:
            parted = place > first + 1 and part.running
            return place if parted and any(map(_parts_off, parts[first + 1 : place])) else first
    return first


def _parts_off(part: Part) -> bool:
    return part.role in ("caption", "boilerplate") and not is_ad(part.text)


def _is_inset(part: Part) -> bool:
    """Say if a part may stand in the middle of an article: a picture, an offer, another article."""
    if part.role in ("caption", "related-head", "related"):
        return True
    return part.role == "boilerplate" and (is_ad(part.text) or count_pitches(part.text) > 0)


def _is_paragraph(part: Part) -> bool:
    return part.is_free and part.running and part.closed and not part.is_cut_short


def mark_bylines(parts: Sequence[Part]) -> None:
    """Mark the lines that name authors, above the text or anywhere else."""
    announced = False
    for place, part in enumerate(parts):
        if place and part.role in (None, "boilerplate") and is_byline_label(part.text):
            part.role, announced = "byline", True
            continue
        if part.is_free:
            part.name = _name(parts, place, announced=announced)
            if part.name is not None:
                part.role = "byline"
            announced = False


def _name(parts: Sequence[Part], place: int, *, announced: bool) -> str | None:
    """Read the authors' names in a line; a bare name is one below a label, or beside a date."""
    text = parts[place].text
    name = read_byline(text)
    if name is not None or not is_full_name(text) or not place:
        return name
    around = (parts[place - 1], *parts[place + 1 : place + 2])
    return text if announced or any(each.role == "dateline" for each in around) else None


def mark_standfirst(parts: Sequence[Part], first: int, title: str, stated: Stated) -> str | None:
    """Mark the standfirst, and return it if it was guessed. The lead starts at `first`."""
    start = next((place + 1 for place, part in enumerate(parts) if part.role == "headline"), 0)
    if stated.standfirst:
        said = (part for part in parts[start : first + 1] if part.is_free)
        same = next((part for part in said if says(part.text, stated.standfirst)), None)
        if same is not None:
            same.role = "standfirst"
        return None
    if not title:
        return None
    about = topics(title)
    for part in parts[first : first + _ABOUT]:
        about |= topics(part.text)
    littered = is_littered(parts)
    for part in parts[start:first]:
        if not part.is_free or says(part.text, title):
            continue
        # Between a page's headline and its text is much else; an editor leaves nothing there.
        if _is_standfirst(part, littered=littered) and (not littered or _is_about(part, about)):
            part.role = "standfirst"
            return part.text
    return None


def _is_standfirst(part: Part, *, littered: bool) -> bool:
    """Say if a line above the lead is long enough to sum up the article, and not too long."""
    shortest, longest = _STANDFIRST_WEIGHTS
    shortest = shortest if littered else _SHORTEST_CLEAN
    if part.text.endswith((":", "：")) or is_listed(part.text):
        return False
    return shortest <= part.weight <= longest


def _is_about(part: Part, about: set[str]) -> bool:
    said = topics(part.text)
    return len(said & about) * _SHARE >= len(said)
