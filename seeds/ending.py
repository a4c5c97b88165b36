"""Ending: where an article's subject ends, and its author's life or another article begins."""

from __future__ import annotations

from collections.abc import Sequence

from seeds.furniture import count_pitches, is_ad
from seeds.parts import Part
from seeds.words import fold, topics

_LEAST = 4
_SAID = 1000
_SAME = 0.5
_APART = 0.3
_APART_WEIGHT = 120.0
_NEAR = 8
_WINDOW = 5
_RUN = 3
_LAST = 3
_LIFE_WEIGHT = 600.0


def find_end(parts: Sequence[Part], first: int, end: int, *, littered: bool) -> int:
    """Find the end of the article that starts at `first` and seems to end before `end`.

    A paragraph below furniture that is about the same things goes on with the article; one that
    stands apart and is about others is somebody's life, an offer, or another article's first words.
    """
    running = [place for place in range(first, len(parts)) if _runs(parts[place])]
    inside = [place for place in running if place < end]
    if len(inside) < _LEAST:
        return end
    shares = _shares(parts, running, end)
    names = _names(parts)
    for place in running:
        if place >= end and shares[place] >= _SAME and _goes_on(parts, end, place):
            end = place + 1
            inside.append(place)
    for _ in range(_LAST):
        place = inside.pop()
        part = parts[place]
        foreign = littered and shares[place] < _APART
        # An advertisement is set between the paragraphs of one article, and says nothing of them.
        apart = not all(is_ad(each.text) for each in parts[inside[-1] + 1 : place])
        offers = count_pitches(part.text) > (not apart)
        if not (
            _is_life(part, names)
            or (foreign and (offers or (apart and part.weight <= _APART_WEIGHT)))
        ):
            break
        end = inside[-1] + 1
        if len(inside) < _LEAST:
            break
    return end


def _runs(part: Part) -> bool:
    return part.is_free and part.running


def _shares(parts: Sequence[Part], running: Sequence[int], end: int) -> dict[int, float]:
    """Tell of each paragraph how much of what it is about the article above is about too."""
    about: set[str] = set()
    shares: dict[int, float] = {}
    for place in running:
        said = topics(parts[place].text[:_SAID])
        shares[place] = len(said & about) / len(said) if said else 0.0
        if place < end:
            about |= said
    return shares


def _goes_on(parts: Sequence[Part], end: int, place: int) -> bool:
    """Say if the article may go on at a paragraph: little is between, or a run of text follows."""
    between = parts[end:place]
    if not parts[place].closed:
        return False
    if sum(_runs(part) for part in parts[place : place + _WINDOW]) >= _RUN:
        return True
    return len(between) <= _NEAR and not any(part.role == "related-head" for part in between)


def _names(parts: Sequence[Part]) -> tuple[str, ...]:
    found = {name.strip() for part in parts if part.name for name in part.name.split(",")}
    return tuple(fold(name) for name in found if " " in name)


def _is_life(part: Part, names: tuple[str, ...]) -> bool:
    """Say if a paragraph tells who the author is: it begins with the name above the article."""
    return bool(names) and part.weight <= _LIFE_WEIGHT and fold(part.text).startswith(names)
