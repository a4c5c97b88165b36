"""Candidates: the sentences of a body that may enter its summary, each where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from seeds.article import Span
from seeds.datelines import dateline_end
from seeds.furniture import is_boilerplate
from seeds.quotes import has_quotes, is_only_quoted, is_open, opens_quoted
from seeds.sentences import sentences
from seeds.words import Vocabulary, ends_sentence, is_paragraph, stems, weight

Lean = Literal["previous", "lead", "speaker"]
"""What a sentence can't be understood without.

"But he refused." leans on the previous one; "The country's president ..." on it or on the lead; a
piece of a long quotation on whoever speaks, far away: without him it would be our own claim.
"""

_PARAGRAPHS = 40
_SENTENCES = 60
_CHARACTERS = 5000
_DATELINED = 3
_NOTE_WEIGHT = 500
_NOTE = re.compile(r"[(\[（【][^()\[\]（）【】]{2,90}[)\]）】]$")
_NOTE_WORDS = re.compile(
    r"photo|foto|фото|bild|image|picture|siehe|see |voir|写真|图|사진", re.IGNORECASE
)
_SHORT = 45
_HOUR = re.compile(r"\d[:.h]\d\d|\b(?:19|20)\d\d\b")
_HOUR_WORDS = 3
_LETTERS = re.compile(r"[^\W\d_]+")
_BULLET = re.compile(r"(?:[•·▪■●◆►▶*–—-]|\d{1,2}[.)])\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence, or those that one quotation holds together, with what it is about.

    `piece`: it is one of a quotation too long to be held together.
    """

    text: str
    span: Span
    stems: tuple[str, ...]
    piece: bool = False

    def lean(self, small: Vocabulary) -> Lean | None:
        """Say what the sentence can't be understood without; None: it stands alone."""
        if self.piece:
            return "speaker"
        # Words in quotation marks alone have lost who says them.
        if is_only_quoted(self.text) or small.dangles(self.text):
            return "previous"
        if small.tells_of_somebody(self.text):
            return "previous"
        return "lead" if small.points(self.text) else None


def find_candidates(
    paragraphs: Sequence[str],
    certain: Sequence[bool],
    language: str | None,
    small: Vocabulary,
    longest: float,
) -> list[Candidate]:
    """Find the sentences that may enter: those of surely running text, while there is any.

    `certain` says so of each paragraph, or is empty; a quotation of several sentences is one
    candidate up to a weight of `longest`. Sentences that stand twice are found once.
    """
    running = _running(paragraphs, certain)
    places = [place for place, is_running in enumerate(running) if is_running][:_PARAGRAPHS]
    # An editor's note tells of the article, not of the news.
    news = [place for place in places if not _is_note(paragraphs[place], small)]
    offsets = [0, *accumulate(len(paragraph) + 2 for paragraph in paragraphs)]
    seen: dict[str, Candidate] = {}
    for used, place in enumerate(news or places):
        if len(seen) >= _SENTENCES:
            break
        start = dateline_end(paragraphs[place]) if used < _DATELINED else 0
        text = paragraphs[place][start : start + _CHARACTERS]
        for span, piece in _joined(text, sentences(text, language), longest):
            first, end = _trimmed(text, span)
            kept = text[first:end]
            if kept not in seen and _says(kept, small):
                ahead = offsets[place] + start
                where = Span(start=ahead + first, end=ahead + end)
                seen[kept] = Candidate(
                    text=kept, span=where, stems=tuple(stems(kept, small)), piece=piece
                )
    return list(seen.values())


def _says(text: str, small: Vocabulary) -> bool:
    """Say if a sentence is one, not a dash or the hour of an update ("14:11 EST, 25 May 2026.")."""
    if _HOUR.search(text) and weight(text) <= _SHORT:
        return len(_LETTERS.findall(text)) > _HOUR_WORDS
    return any(map(str.isalnum, text)) and not small.stamps(text)


def _running(paragraphs: Sequence[str], certain: Sequence[bool]) -> Sequence[bool]:
    """Say of each paragraph if it is surely running text; of all, where none surely is."""
    sure = [is_paragraph(paragraph) for paragraph in paragraphs]
    if any(certain):
        sure = [one and other for one, other in zip(sure, certain, strict=True)]
    if any(sure):
        return sure
    ended = [ends_sentence(paragraph) for paragraph in paragraphs]
    return ended if any(ended) else [True] * len(paragraphs)


def _is_note(paragraph: str, small: Vocabulary) -> bool:
    return weight(paragraph) <= _NOTE_WEIGHT and (
        small.notes(paragraph) or is_boilerplate(paragraph)
    )


def _joined(text: str, found: list[Span], longest: float) -> Iterator[tuple[Span, bool]]:
    """Join the sentences that one quotation holds together, up to a weight; say of which it is not.

    What stands in a quotation that is too long comes piece by piece. One that never ends is a
    paragraph's that begins with it; elsewhere a mark is missing, and soon nothing is quoted.
    """
    if not has_quotes(text):
        yield from ((span, False) for span in found)
        return
    place = 0
    while place < len(found):
        last = _closing(text, found, place, 2 * longest)
        if last is None:
            ends = len(found) if opens_quoted(text) else place + 1
            while ends < len(found) and found[ends].end - found[place].start <= longest:
                ends += 1
        elif found[last].end - found[place].start <= longest or last == place:
            yield Span(start=found[place].start, end=found[last].end), False
            place = last + 1
            continue
        else:
            ends = last + 1
        yield from ((span, True) for span in found[place:ends])
        place = ends


def _closing(text: str, found: list[Span], place: int, farthest: float) -> int | None:
    """Find the sentence in which the quotation closes that one opens; None: not that near."""
    for last in range(place, len(found)):
        if not is_open(text[found[place].start : found[last].end]):
            return last
        if found[last].end - found[place].start > farthest:
            return None
    return None


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    """Leave out a bullet before a sentence, and a bracketed picture note behind it."""
    kept = text[span.start : span.end]
    bullet = _BULLET.match(kept)
    note = _NOTE.search(kept)
    end = len(kept)
    if note and note.start() and _NOTE_WORDS.search(note.group()):
        end = len(kept[: note.start()].rstrip())
    return span.start + (bullet.end() if bullet and bullet.end() < end else 0), span.start + end
