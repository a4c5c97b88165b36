"""Prelude: what stands between a headline and the lead - standfirst, byline, dates, pictures."""

from __future__ import annotations

from collections.abc import Sequence

from seeds.bylines import dateline_end, read_byline
from seeds.headline import says
from seeds.parts import Part
from seeds.stated import Stated
from seeds.words import is_listed, words

_STANDFIRST_WEIGHTS = (40.0, 330.0)
_LEAST_WORDS = 6
_STEM = 6
_SHARED = 3
_HEAD = 8
_RUN = 2


def find_lead(parts: Sequence[Part], first: int, end: int) -> int:
    """Find where the lead is: `first`, or further down if what starts there is still above it.

    A paragraph that names place and agency opens the news. Byline and date part a standfirst or
    a caption from it, as long as the article goes on in running text below them.
    """
    lead = first
    running = 0
    for place in range(first, min(first + _HEAD, end)):
        part = parts[place]
        if part.is_free and running and running <= _RUN and dateline_end(part.text):
            return place
        if part.role in ("byline", "dateline") and 0 < running <= _RUN:
            below = parts[place + 1 : end]
            if sum(each.is_free and each.running for each in below) > running + 1:
                lead = next(
                    at for at in range(place + 1, end) if parts[at].is_free and parts[at].running
                )
                running = 0
        elif part.is_free and part.running:
            running += 1
    return lead


def mark_bylines(parts: Sequence[Part]) -> None:
    """Mark the lines that name authors, above the text or anywhere else."""
    for part in parts:
        if part.is_free:
            part.name = read_byline(part.text)
            if part.name is not None:
                part.role = "byline"


def mark_standfirst(parts: Sequence[Part], first: int, stated: Stated) -> str | None:
    """Mark the standfirst, and return it if it was guessed. The lead starts at `first`."""
    start = next((place + 1 for place, part in enumerate(parts) if part.role == "headline"), 0)
    if stated.standfirst:
        said = (part for part in parts[start : first + 1] if part.is_free)
        same = next((part for part in said if says(part.text, stated.standfirst)), None)
        if same is not None:
            same.role = "standfirst"
        return None
    if not start and not stated.title:
        return None
    lead = parts[first] if first < len(parts) else None
    for part in parts[start:first]:
        if part.is_free and lead is not None and _is_standfirst(part, lead):
            part.role = "standfirst"
            return part.text
    return None


def _is_standfirst(part: Part, lead: Part) -> bool:
    """Guess if a line above the lead sums up the article."""
    text = part.text
    shortest, longest = _STANDFIRST_WEIGHTS
    if not shortest <= part.weight <= longest or text.endswith((":", "：")):
        return False
    if part.weight / 5 < _LEAST_WORDS or is_listed(text) or dateline_end(text):
        return False
    return True
