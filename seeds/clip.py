"""Clip: a sentence that is too long to push, cut where it hurts least."""

from __future__ import annotations

import re

from seeds.article import Span
from seeds.words import Vocabulary, weight

_LEAST = 0.62
_TAIL = 110
# A comma in a number is none of a sentence's.
_CLAUSES = (
    re.compile(r"\s+[—–-]{1,2}\s|[;:](?=\s)|—|[；：]"),
    re.compile(r",(?=\s)|[،、，]"),
    re.compile(r"\s"),
)
_TAIL_STARTS = re.compile(r"\s+[—–-]{1,2}\s|,(?=\s)|[،，]")
_TRAILING = " ,;:–—-，、；：،"


def clip_sentence(text: str, budget: float, small: Vocabulary) -> tuple[Span, ...]:
    """Cut a sentence at a clause within a weight of `budget`; give what stays, as its own spans.

    Who said it stays: where a long claim ends in ", the police said.", that end is the second
    span, and the cut is before it. An ellipsis is due after the first span.
    """
    tail = _attribution(text, small)
    room = budget - 1 - weight(text[tail:])
    if room < budget / 3:
        tail, room = len(text), budget - 1
    end = _cut(text[:tail], room)
    head = Span(start=0, end=end)
    return (head,) if tail == len(text) else (head, Span(start=tail, end=len(text)))


def _attribution(text: str, small: Vocabulary) -> int:
    """Find where ", police said." starts at a sentence's end; its length if it has no such end."""
    start = max(0, len(text) - _TAIL)
    for found in reversed(list(_TAIL_STARTS.finditer(text, start))):
        if small.tells(text[found.start() :]):
            return found.start()
    told = small.told_at_the_end(text)
    return len(text) if told is None else told


def _cut(text: str, room: float) -> int:
    part = text[: max(1, int(room * len(text) / max(weight(text), 1)))]
    if len(part) < len(text):
        least = int(len(part) * _LEAST)
        for marks in _CLAUSES:
            ends = [found.start() for found in marks.finditer(part)]
            if ends and (ends[-1] >= least or marks is _CLAUSES[-1]):
                part = part[: ends[-1]]
                break
    return len(part.rstrip(_TRAILING)) or len(part)
