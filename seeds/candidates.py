"""Candidates: the sentences of a body that may enter its summary, each where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from seeds.article import Span
from seeds.bylines import dateline_end
from seeds.cues import is_boilerplate
from seeds.quotes import is_only_quoted, is_open
from seeds.sentences import sentences
from seeds.words import Vocabulary, ends_sentence, is_paragraph, stems, weight

Lean = Literal["previous", "lead"]
"""What a sentence can't be understood without: the one before it, or some that names its subject.

"But he refused." leans on the previous; "The country's president ..." on it or on the lead.
"""

_PARAGRAPHS = 40
_SENTENCES = 150
_CHARACTERS = 5000
_DATELINED = 3
_NOTE_WEIGHT = 500
_NOTE = re.compile(r"[(\[（【][^()\[\]（）【】]{2,90}[)\]）】]$")
_NOTE_WORDS = re.compile(
    r"photo|foto|фото|bild|image|picture|siehe|see |voir|写真|图|사진", re.IGNORECASE
)
_BULLET = re.compile(r"(?:[•·▪■●◆►▶*–—-]|\d{1,2}[.)])\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence, or those that one quotation holds together, with what it is about."""

    text: str
    span: Span
    stems: tuple[str, ...]
    lean: Lean | None


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
    running = _running(paragraphs, certain, small)
    seen: dict[str, Candidate] = {}
    offset = used = 0
    for paragraph, is_running in zip(paragraphs, running, strict=True):
        if is_running and used < _PARAGRAPHS and len(seen) < _SENTENCES:
            start = dateline_end(paragraph) if used < _DATELINED else 0
            used += 1
            text = paragraph[start : start + _CHARACTERS]
            for span in _joined(text, sentences(text, language), longest):
                first, end = _trimmed(text, span)
                kept = text[first:end]
                if any(map(str.isalnum, kept)) and kept not in seen:
                    place = Span(start=offset + start + first, end=offset + start + end)
                    seen[kept] = _read(kept, place, small)
        offset += len(paragraph) + 2
    return list(seen.values())


def _running(
    paragraphs: Sequence[str], certain: Sequence[bool], small: Vocabulary
) -> Sequence[bool]:
    """Say of each paragraph if it is surely running text; of all, where none surely is."""
    sure = [is_paragraph(paragraph) for paragraph in paragraphs]
    if any(certain):
        sure = [one and other for one, other in zip(sure, certain, strict=True)]
    # An editor's note tells of the article, not of the news.
    news = [
        one and not _is_note(paragraph, small)
        for one, paragraph in zip(sure, paragraphs, strict=True)
    ]
    for choice in (news, sure, [ends_sentence(paragraph) for paragraph in paragraphs]):
        if any(choice):
            return choice
    return [True] * len(paragraphs)


def _is_note(paragraph: str, small: Vocabulary) -> bool:
    return weight(paragraph) <= _NOTE_WEIGHT and (
        small.notes(paragraph) or is_boilerplate(paragraph)
    )


def _joined(text: str, found: list[Span], longest: float) -> Iterator[Span]:
    """Join the sentences that one quotation holds together, up to a weight."""
    place = 0
    while place < len(found):
        first = last = place
        while is_open(text[found[first].start : found[last].end]):
            last += 1
            if last == len(found) or weight(text[found[first].start : found[last].end]) > longest:
                last = first  # it stays open: a piece of a quotation
                break
        yield Span(start=found[first].start, end=found[last].end)
        place = last + 1


def _trimmed(text: str, span: Span) -> tuple[int, int]:
    """Leave out a bullet before a sentence, and a bracketed picture note behind it."""
    kept = text[span.start : span.end]
    bullet = _BULLET.match(kept)
    note = _NOTE.search(kept)
    end = len(kept)
    if note and note.start() and _NOTE_WORDS.search(note.group()):
        end = len(kept[: note.start()].rstrip())
    return span.start + (bullet.end() if bullet and bullet.end() < end else 0), span.start + end


def _read(text: str, span: Span, small: Vocabulary) -> Candidate:
    lean: Lean | None = None
    # Words in quotation marks alone have lost who says them.
    if small.dangles(text) or is_open(text) or is_only_quoted(text):
        lean = "previous"
    elif small.points(text):
        lean = "lead"
    return Candidate(text=text, span=span, stems=tuple(stems(text, small)), lean=lean)
