"""Plain text, as an editor pastes it: each line gets the role it plays for a reader."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from seeds.article import Block, Caption, Remark, Role
from seeds.bylines import is_dateline, read_byline
from seeds.captions import read_caption
from seeds.cues import is_boilerplate, split_related, split_title
from seeds.datelines import dateline_end
from seeds.lines import Line, read_lines
from seeds.manuscript import Manuscript
from seeds.sentences import sentences
from seeds.stated import Stated
from seeds.words import ends_sentence, is_paragraph, weight, words

_HEADLINE_WEIGHT = 200
_CLOSED_HEADLINE_WEIGHT = 90
_STANDFIRST_WEIGHTS = (40, 330)
_SUBHEAD_WEIGHT = 110
_DERIVED_LENGTH = 110
_OPEN_ENDS = ("?", "!", "？", "！", "؟", "…")

TitleSource = Literal["stated", "line", "derived"]


@dataclass(slots=True)
class _Part:
    """A line on its way to a block; `role` is None until something claims it."""

    line: Line
    role: Role | None = None
    caption: Caption | None = None
    name: str | None = None

    @property
    def text(self) -> str:
        return self.line.text


def parse_plain(
    text: str, stated: Stated, first_line: int = 1, encoding: str = "utf-8"
) -> Manuscript:
    """Read a cleaned text below its front matter. `first_line` is where it starts in the file.

    What can't be told for sure stays in the body, for losing an author's sentence is worse than
    keeping a stray line; what enters a summary is chosen more strictly, later.
    """
    parts = [_Part(line) for line in _opened(read_lines(text, first_line))]
    _mark_furniture(parts)
    _mark_related(parts)
    title, source = _mark_headline(parts, stated)
    standfirst = _mark_prelude(parts, stated)
    _mark_body(parts)
    remarks: list[Remark] = []
    if source == "derived":
        title, remarks = _derive_title(parts)
    blocks = [
        Block(role=part.role or "body", text=part.text, line=part.line.number) for part in parts
    ]
    if source == "stated" and not any(block.role == "headline" for block in blocks):
        blocks.insert(0, Block(role="headline", text=title, line=stated.lines.get("title", 1)))
    return Manuscript(
        stated=stated,
        title=title,
        title_source=source,
        standfirst=stated.standfirst or standfirst,
        standfirst_source="stated" if stated.standfirst else "guessed" if standfirst else None,
        author=", ".join(part.name for part in parts if part.name) or None,
        blocks=tuple(blocks),
        captions=tuple(part.caption for part in parts if part.caption),
        remarks=tuple(remarks),
        format="text",
        encoding=encoding,
    )


def _opened(lines: list[Line]) -> list[Line]:
    """Put what follows a related head on its own line ("Read more: Why the bridge was closed")."""
    opened: list[Line] = []
    for line in lines:
        split = split_related(line.text)
        if split is None or not split[1]:
            opened.append(line)
            continue
        opened.append(replace(line, text=split[0]))
        opened.append(replace(line, text=split[1], after_gap=False))
    return opened


def _mark_furniture(parts: list[_Part]) -> None:
    for place, part in enumerate(parts):
        part.caption = read_caption(part.text)
        if part.caption and not place and part.caption.credit is None:
            part.caption = None  # a headline may well begin with "Pictured:"
        if is_boilerplate(part.text, opening=not place):
            part.role, part.caption = "boilerplate", None
        elif part.caption is not None:
            part.role = "caption"
            above = parts[place - 1] if place and not part.line.after_gap else None
            if not part.caption.text and above and _is_uncredited(above, parts):
                above.role = "caption"
                above.caption = Caption(text=above.text, credit=part.caption.credit)
                part.caption = None


def _is_uncredited(part: _Part, parts: list[_Part]) -> bool:
    """Say if a line may be the caption of the credit right below it; a headline may not."""
    first = next((each for each in parts if each.role is None), None)
    return part.role is None and part is not first


def _mark_related(parts: list[_Part]) -> None:
    listing = False
    items = 0
    for place, part in enumerate(parts):
        if part.role is not None:
            continue
        if place and split_related(part.text) is not None:
            part.role, listing, items = "related-head", True, 0
        elif listing:
            # Headlines end without a full stop; a sentence that does means the article goes on.
            stops = ends_sentence(part.text) and not part.text.rstrip("\"'”’»").endswith(_OPEN_ENDS)
            if weight(part.text) > _HEADLINE_WEIGHT or (
                stops and (items or is_paragraph(part.text))
            ):
                listing = False
            else:
                part.role, items = "related", items + 1


def _mark_headline(parts: list[_Part], stated: Stated) -> tuple[str, TitleSource]:
    free = [part for part in parts if part.role is None]
    while len(free) > 1 and is_dateline(free[0].text):
        free.pop(0).role = "dateline"
    if not free:
        return stated.title or "", "stated" if stated.title else "derived"
    first = free[0]
    labelled = split_title(first.text)
    if stated.title:
        if labelled or _says(first.text, stated.title):
            first.role = "headline"
        return stated.title, "stated"
    if labelled:
        first.role = "headline"
        first.line = replace(first.line, text=labelled)
        return labelled, "stated"
    if _is_headline(first.text):
        first.role = "headline"
        return first.text, "line"
    return "", "derived"


def _says(text: str, title: str) -> bool:
    """Say if a line is the stated headline again, perhaps a little longer or shorter."""
    here, there = set(words(text)), set(words(title))
    return weight(text) <= _HEADLINE_WEIGHT and len(here & there) * 10 >= 6 * max(
        len(here), len(there)
    )


def _is_headline(text: str) -> bool:
    if dateline_end(text):
        return False
    closed = ends_sentence(text) and not text.endswith(_OPEN_ENDS)
    return weight(text) <= (_CLOSED_HEADLINE_WEIGHT if closed else _HEADLINE_WEIGHT)


def _mark_prelude(parts: list[_Part], stated: Stated) -> str | None:
    """Mark what stands between headline and lead; return a guessed standfirst."""
    start = next((place + 1 for place, part in enumerate(parts) if part.role == "headline"), 0)
    for part in parts[start:]:
        if part.role is not None:
            continue
        if is_paragraph(part.text):
            break
        part.name = read_byline(part.text)
        if part.name is not None:
            part.role = "byline"
        elif is_dateline(part.text):
            part.role = "dateline"
    free = [part for part in parts[start:] if part.role is None]
    if stated.standfirst:
        if free and _says(free[0].text, stated.standfirst):
            free[0].role = "standfirst"
    elif (start or stated.title) and _is_standfirst(free, parts):
        free[0].role = "standfirst"
        return free[0].text
    return None


def _is_standfirst(free: list[_Part], parts: list[_Part]) -> bool:
    """Guess if the first free line sums up the article; the lead itself must never be taken."""
    if len(free) < 2 or not any(ends_sentence(part.text) for part in free[1:]):
        return False
    text = free[0].text
    shortest, longest = _STANDFIRST_WEIGHTS
    if not shortest <= weight(text) <= longest or text.endswith((":", "：")) or dateline_end(text):
        return False
    if weight(text) / 5 < 6 or _is_listed(text):
        return False
    if not ends_sentence(text):
        return True
    # A full sentence is the lead, unless picture or byline part it from the body, and the body
    # goes on in running text about the same thing.
    below = parts[parts.index(free[0]) + 1]
    shared = {word[:6] for word in words(text)} & {word[:6] for word in words(free[1].text)}
    return below is not free[1] and is_paragraph(free[1].text) and len(shared) >= 3


def _mark_body(parts: list[_Part]) -> None:
    for place, part in enumerate(parts):
        if part.role is not None:
            continue
        below = parts[place + 1] if place + 1 < len(parts) else None
        heads = below is not None and below.role is None and ends_sentence(below.text)
        part.role = "subhead" if heads and _is_subhead(part) else "body"


def _is_subhead(part: _Part) -> bool:
    text = part.text
    if (
        not part.line.after_gap
        or weight(text) > _SUBHEAD_WEIGHT
        or _is_listed(text)
        or dateline_end(text)
    ):
        return False
    return not text.endswith((":", "：", ",", "،", "、", ";")) and (
        not ends_sentence(text) or (text.endswith(("?", "？", "؟")) and weight(text) < 60)
    )


def _is_listed(text: str) -> bool:
    return re.match(r"(?:[-–—•*·▪]|\d{1,3}[.)])\s", text) is not None


def _derive_title(parts: list[_Part]) -> tuple[str, list[Remark]]:
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
