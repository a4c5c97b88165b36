"""Sketch: a text's fingerprint in few numbers, so that copies are found without their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from zlib import crc32

from seeds.words import words

LENGTH = 128
"""Numbers in the sketch of a long text: a likeness is then right to within .09, two times of three
to .04."""

_SHINGLE_WORDS = 4
_SHINGLE_SIGNS = 6
# Thai to Lao, Burmese, Khmer, Chinese and Japanese: written without spaces, so each sign is a word.
_SIGN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)


def sketch(article_text: str) -> tuple[int, ...]:
    """Draw a text's sketch: the 128 smallest hashes of its runs of four words, in order.

    Case, punctuation, spacing and the width of letters change nothing. A short text has fewer
    numbers, one for each different run; one of three words has none, and is like nothing.
    """
    return tuple(sorted({crc32(run.encode()) for run in _shingles(article_text)})[:LENGTH])


def likeness(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Estimate which share of the runs of two texts stands in both: 0 none, 1 all (Jaccard).

    Of two texts of which one is the other with a quarter appended, this is .8.
    """
    both = sorted({*one, *other})[:LENGTH]
    return len(set(both).intersection(one).intersection(other)) / len(both) if both else 0.0


def _shingles(text: str) -> Iterator[str]:
    pieces: list[str] = []
    for word in words(unicodedata.normalize("NFKC", text).casefold()):
        if _SIGN.search(word):
            pieces += word
        else:
            pieces.append(word)
    for start in range(len(pieces) - _SHINGLE_WORDS + 1):
        # A sign says less than a word: four of them are often but a name.
        signs = len(pieces[start]) == 1 and _SIGN.match(pieces[start])
        yield " ".join(pieces[start : start + (_SHINGLE_SIGNS if signs else _SHINGLE_WORDS)])
