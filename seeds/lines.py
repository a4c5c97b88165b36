"""Lines: a text's paragraphs, whether its author pressed return once, twice, or every 72 signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from seeds.captions import split_credit
from seeds.furniture import is_boilerplate
from seeds.related import split_related
from seeds.words import ends_sentence, is_cjk, weight

_NARROWEST, _WIDEST = 45, 110
_FULL = 0.75
_RULE = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that holds words, or several that were one before an editor wrapped them.

    `number` is where it starts in the file, from 1; `after_gap` says that a blank line, or the
    top of the text, is above it.
    """

    text: str
    number: int
    after_gap: bool


def read_lines(text: str, first: int = 1) -> list[Line]:
    """Cut a text into its lines, joining hard-wrapped ones; rules and blank lines drop out."""
    groups = list(_groups(text, first))
    width = _wrapped_at(groups)
    if width is None:
        return [line for group in groups for line in group]
    return [line for group in groups for line in _joined(group, width)]


def _groups(text: str, first: int) -> Iterator[list[Line]]:
    group: list[Line] = []
    for number, raw in enumerate(text.split("\n"), start=first):
        line = raw.strip()
        if _RULE.fullmatch(line) or not line:
            if group:
                yield group
            group = []
            continue
        # Tabs and runs of blanks come from tables and from justified text: one blank reads alike.
        line = re.sub(r"[ \t]{2,}|\t", " ", line)
        group.append(Line(text=line, number=number, after_gap=not group))
    if group:
        yield group


def _wrapped_at(groups: list[list[Line]]) -> float | None:
    """Find the width that a text was wrapped at; None if each of its lines is a paragraph."""
    inner = [weight(line.text) for group in groups for line in group[:-1]]
    width = max((weight(line.text) for group in groups for line in group), default=0.0)
    if len(inner) < 2 or not _NARROWEST <= width <= _WIDEST:
        return None
    # Wrapped lines are nearly full, and most break in the middle of a sentence.
    full = sum(1 for columns in inner if columns > width * _FULL)
    broken = sum(1 for group in groups for line in group[:-1] if not ends_sentence(line.text))
    return width if full * 10 >= len(inner) * 7 and broken * 10 >= len(inner) * 6 else None


def _joined(group: list[Line], width: float) -> Iterator[Line]:
    whole = group[0]
    last = group[0]
    for line in group[1:]:
        # A credit ends a caption, however short its line.
        if _continues(last, line, width) and split_credit(whole.text)[1] is None:
            gap = "" if is_cjk(last.text) else " "
            whole = Line(
                text=whole.text + gap + line.text, number=whole.number, after_gap=whole.after_gap
            )
        else:
            yield whole
            whole = line
        last = line
    yield whole


def _continues(last: Line, line: Line, width: float) -> bool:
    """Say if a line was wrapped onto the next: its first word would not have fitted above."""
    if is_boilerplate(line.text) or split_related(line.text) or split_related(last.text):
        return False
    word = line.text[:1] if is_cjk(line.text) else line.text.split(maxsplit=1)[0]
    if weight(last.text) + 1 + weight(word) > width:
        return True
    # Mail programs break here and there a little early: the sentence still goes on.
    return weight(last.text) > width * _FULL and word[:1].islower() and not ends_sentence(last.text)
