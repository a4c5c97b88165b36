"""Sentences: where each one of a paragraph starts and ends; the only door to sentencex."""

from __future__ import annotations

from seeds.article import Span


def sentences(paragraph: str, language: str | None = None) -> list[Span]:
    """Find the sentences of a paragraph, without the blanks around them.

    `language` is a BCP 47 tag; it decides which abbreviations hold. None: English ones.
    """
    import sentencex  # type: ignore[import-untyped]  # it ships no types; a compiled module, lazy

    found: list[Span] = []
    start = 0
    for piece in sentencex.segment((language or "en").partition("-")[0].lower(), paragraph):
        end = start + len(piece)
        bare_start = start + len(piece) - len(piece.lstrip())
        bare_end = start + len(piece.rstrip())
        start = end
        if bare_start >= bare_end:
            continue
        bare = paragraph[bare_start:bare_end]
        if found and not any(map(str.isalnum, bare)):
            found[-1] = Span(start=found[-1].start, end=bare_end)  # a lone quotation mark
        elif found and _is_abbreviation(paragraph[found[-1].start : found[-1].end]):
            found[-1] = Span(start=found[-1].start, end=bare_end)
        else:
            found.append(Span(start=bare_start, end=bare_end))
    return found


def _is_abbreviation(sentence: str) -> bool:
    """Say if a sentence is but a short word and a full stop: "Approx." and its like in any script.

    A real one-word sentence ("No.") is joined to the next by this: it could not stand alone.
    """
    return len(sentence) <= 8 and sentence.endswith(".") and " " not in sentence
