"""Sentences: where each one of a paragraph starts and ends."""

from __future__ import annotations

from seeds.article import Span
from seeds.boundaries import boundaries


def sentences(paragraph: str, language: str | None = None) -> list[Span]:
    """Find the sentences of a paragraph, without the blanks around them.

    `language` is a BCP 47 tag; it decides which abbreviations hold. None: English ones.
    """
    known = (language or "en").partition("-")[0].lower()
    found: list[Span] = []
    start = 0
    for end, following in (*boundaries(paragraph, known), (len(paragraph), len(paragraph))):
        piece = paragraph[start:end]
        bare = piece.strip()
        first = start + len(piece) - len(piece.lstrip())
        if found and bare and not any(map(str.isalnum, bare)):
            # A quotation mark or a dash that lost its sentence.
            found[-1] = Span(start=found[-1].start, end=first + len(bare))
        elif bare:
            found.append(Span(start=first, end=first + len(bare)))
        start = following
    return found
