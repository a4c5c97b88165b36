"""Scoring: how much a sentence says of its article, by place, centrality and headline."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from seeds.candidates import Candidate
from seeds.quotes import is_only_quoted
from seeds.words import Vocabulary, stems, weight

# Picked on one half of a thousand human summaries, held on the other; they sit on a plateau.
_PLACE = 0.7
_SHORT = 45
_QUOTES = tuple("\"'“„«‘「『—–")
_ADDRESS = re.compile(r"https?://|www\.|\S@\S|(?:^|\s)@\w")

_Vector = dict[str, float]


def score(
    ranked: Sequence[Candidate], found: Sequence[Candidate], title: str, small: Vocabulary
) -> list[float]:
    """Rate each of `ranked`, the first of `found`, against all of them; the best is about 2."""
    spread = Counter(stem for each in found for stem in set(each.stems))
    rarity = {stem: math.log(1 + len(found) / count) for stem, count in spread.items()}
    vectors = [
        _unit({stem: count * rarity[stem] for stem, count in Counter(each.stems).items()})
        for each in found
    ]
    total: Counter[str] = Counter()
    for vector in vectors:
        total.update(vector)
    centroid = _unit(total)
    headline = _unit(dict(Counter(stems(title, small))))
    return [
        _PLACE / (1 + place)
        + _cosine(vectors[place], centroid)
        + _cosine(vectors[place], headline)
        - _penalty(each)
        for place, each in enumerate(ranked)
    ]


def _unit(vector: _Vector | Counter[str]) -> _Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {stem: value / length for stem, value in vector.items()} if length else {}


def _cosine(one: _Vector, other: _Vector) -> float:
    return sum(value * other.get(stem, 0.0) for stem, value in one.items())


def _penalty(sentence: Candidate) -> float:
    """Charge a sentence for what reads badly alone: questions, openings of lists, appeals."""
    text = sentence.text
    penalty = 0.5 if weight(text) < _SHORT else 0.0
    if text.rstrip("\"'”’»)」 ").endswith(("?", "？", "؟")):
        penalty += 0.45
    if text.startswith(_QUOTES):
        penalty += 0.2
    if text.endswith((":", "：")):
        penalty += 0.5
    if _ADDRESS.search(text):
        penalty += 0.4
    if sentence.piece or is_only_quoted(text):
        penalty += 0.45  # nobody says it
    return penalty
