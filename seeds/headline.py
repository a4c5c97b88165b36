"""Headline: which of the lines above an article's text is its title, or what serves for one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from seeds.article import Remark
from seeds.body import is_littered
from seeds.bylines import read_byline
from seeds.cues import split_title
from seeds.datelines import dateline_end
from seeds.furniture import is_trail
from seeds.parts import Part
from seeds.sentences import sentences
from seeds.stated import Stated
from seeds.words import topics, weight, words

_HEADLINE_WEIGHT = 200
_CLOSED_HEADLINE_WEIGHT = 90
_DERIVED_LENGTH = 110
_OPEN_ENDS = ("?", "!", "？", "！", "؟", "…")
_SAID = 1000
_FEW = 5
_FULL = 40.0
_LONG = 140.0
_GOOD_ENOUGH = 0.7
_LEAST_GOOD = 0.3
_TITLE_WEIGHT = 30.0
_ABOUT = 8

TitleSource = Literal["stated", "line", "derived"]


def find_headline(parts: Sequence[Part], first: int, stated: Stated) -> tuple[str, TitleSource]:
    """Find the headline above the text, which starts at `first`, and mark its line.

    "" and "derived": there is none, and the first sentence will have to serve.
    """
    above = [part for part in parts[:first] if part.is_free]
    if not above:
        above = [part for part in parts if part.is_free][:1]
    for part in above:
        labelled = split_title(part.text)
        if labelled and not stated.title:
            part.role = "headline"
            part.line = replace(part.line, text=labelled)
            return labelled, "stated"
        if stated.title and (labelled or says(part.text, stated.title)):
            part.role = "headline"
            return stated.title, "stated"
    if stated.title:
        return stated.title, "stated"
    possible = [part for part in above if _is_headline(part)]
    if not possible:
        return "", "derived"
    about: set[str] = set()
    for part in parts[first : first + _ABOUT]:
        about |= topics(part.text[:_SAID])
    copies = Counter(part.text for part in possible)
    scores = [_likeness(part, copies[part.text], about) for part in possible]
    best = max(scores)
    # On the first line of a clean text stands the headline; a page's section names are shorter.
    top = possible[0] is parts[0] and parts[0].weight >= _TITLE_WEIGHT and not is_littered(parts)
    enough = min(best, best * (_LEAST_GOOD if top else _GOOD_ENOUGH))
    # What stands below a headline is as much about the article: the first good line is it.
    chosen = next(part for part, score in zip(possible, scores, strict=True) if score >= enough)
    chosen.role = "headline"
    return chosen.text, "line"


def says(text: str, title: str) -> bool:
    """Say if a line is the stated headline again, perhaps a little longer or shorter."""
    here, there = set(words(text)), set(words(title))
    return weight(text) <= _HEADLINE_WEIGHT and len(here & there) * 10 >= 6 * max(
        len(here), len(there)
    )


def derive_title(parts: Sequence[Part]) -> tuple[str, list[Remark]]:
    """Make a title of the first sentence of the body, and say so."""
    first = next((part for part in parts if part.role == "body"), None)
    if first is None:
        return "", []
    text = first.text[dateline_end(first.text) :]
    spans = sentences(text[:2000])
    sentence = text[spans[0].start : spans[0].end] if spans else text
    remark = Remark(
        line=first.line.number,
        text="no headline found, so the first sentence serves; put one on the first line",
        code="headline-guessed",
    )
    return clip(sentence.rstrip(".。। "), _DERIVED_LENGTH), [remark]


def clip(text: str, length: int) -> str:
    """Shorten a text at a blank, with an ellipsis to say so."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    blank = cut.rfind(" ")
    return (cut[:blank] if blank > length // 2 else cut).rstrip(" ,;:–—-") + "…"


def _is_headline(part: Part) -> bool:
    text = part.text
    if dateline_end(text) or read_byline(text) is not None:
        return False
    closed = part.closed and not text.endswith(_OPEN_ENDS)
    return part.weight <= (_CLOSED_HEADLINE_WEIGHT if closed else _HEADLINE_WEIGHT)


def _likeness(part: Part, copies: int, about: set[str]) -> float:
    """Rate a line as a headline: long enough, early, and about what the text is about.

    Section names and menus are shorter; what stands below a headline is later, or a sentence.
    """
    said = topics(part.text)
    score = 1.5 * min(part.weight, _FULL) / _FULL + 2.0 * len(said & about) / max(_FEW, len(said))
    if part.weight > _LONG:
        score -= 1.0
    if copies > 1:
        score += 0.5  # in the way to the page, or for who shares it
    if part.closed and not part.text.endswith(_OPEN_ENDS):
        score -= 0.7
    if part.text.endswith((":", "：")) or is_trail(part.text):
        score -= 1.5
    return score
