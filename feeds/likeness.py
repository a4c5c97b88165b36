"""Likeness: whether an article is a copy, the same story again, or the next of a series. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Literal

from feeds.entry import Entry
from feeds.words import calendar
from seeds.article import Article
from seeds.sketch import sketch
from seeds.words import words

Kin = Literal["copy", "same", "possible"]
"""What an article is to an entry that has many of its words (docs/decisions/0014).

A `copy` is not taken in; the `same` story is published, but not sent to chats that hold it
already; a `possible` copy is published and sent, and editors are told.
"""

COPY, SAME, POSSIBLE = 0.95, 0.5, 0.3
"""From which share of common runs of four words on an article may be each of these."""

_SHORTEST = 27
"""Runs of four words in a text of thirty: a shorter one is like many others by chance."""

_RECENT = timedelta(days=6)
"""What appears again after that is told again: a weekly notice is not last week's."""

_FIGURES_KEPT = 0.7
"""Copies and rewritten stories keep .75 of their figures and more, a daily report .67 at most."""

_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_TOLD: frozenset[str] = frozenset({"body", "quote"})


def sketch_of(article: Article) -> tuple[int, ...]:
    """Draw the sketch of what an article tells; () where that is too short to be compared."""
    drawn = sketch(_text_of(article))
    return drawn if len(drawn) >= _SHORTEST else ()


def judge(article: Article, published: datetime, other: Entry, share: float) -> Kin | None:
    """Say what a new article, which appears at `published`, is to an entry like it.

    None where it has a right of its own: too little in common, or the next of a series.
    """
    if share < POSSIBLE or is_next_of_series(article, other.article):
        return None
    own = has_own_id(article)
    if share >= COPY and other.state != "withheld" and not own:
        return "copy"
    recent = abs(published - other.published) < _RECENT
    if share >= SAME and recent and is_held(other) and not must_be_sent(article):
        return "same"
    return "possible"


def is_held(entry: Entry) -> bool:
    """Say whether an entry was sent to chats, though a notice may have taken its place since."""
    return entry.state in {"published", "withdrawn"} and entry.same_as is None


def must_be_sent(article: Article) -> bool:
    """Say whether the author wants an article sent, whatever chats hold already."""
    return has_own_id(article) or article.urgency == "breaking"


def has_own_id(article: Article) -> bool:
    """Say whether an editor gave an article an id by hand. A wire gives one to every item."""
    return article.id is not None and article.format in {"text", "markdown"}


def is_next_of_series(article: Article, other: Article) -> bool:
    """Say whether two texts are alike as two weather reports are: same words, other figures.

    Days of the week and months count as figures do. A text without any is of no series.
    """
    # Texts of the same words are in one language, however sure its detection was of each.
    names = calendar(article.language or other.language or "en")
    one, two = _figures_of(article, names), _figures_of(other, names)
    fewest = min(one.total(), two.total())
    return fewest > 0 and (one & two).total() < _FIGURES_KEPT * fewest


def _figures_of(article: Article, names: Collection[str]) -> Counter[str]:
    text = f"{article.title}\n{_text_of(article)}"
    dates = (word[:4] for word in words(text) if word[:4] in names)
    return Counter(_FIGURE.findall(text)) + Counter(dates)


def _text_of(article: Article) -> str:
    return "\n\n".join(block.text for block in article.blocks if block.role in _TOLD and block.sure)
