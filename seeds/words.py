"""Words: how much a line says, whether it ends a sentence, and what it is about."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PARAGRAPH_WEIGHT = 60
"""A line that ends a sentence is surely a paragraph from this weight on."""

LONG_WEIGHT = 200
"""A line without an end is still a paragraph from this weight on."""

# One sign of these says what two or three letters do: Chinese and Japanese, Korean, Thai.
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_END = re.compile(r"[.!?…。！？．｡।॥؟۔။។։።](?:\s?[\"'’”“»«)\]）」』】›》*_])*(?:\s*\[\d+\])?\s*$")
_WORD = re.compile(r"[^\W_]+(?:[\u200c\u200d\u0300-\u036f\u0900-\u0903\u093a-\u094f]+[^\W_]*)*")
_LISTED = re.compile(r"(?:[-–—•*·▪]|\d{1,3}[.)])\s")
_STEM_LENGTH = 6
_TELLING_WEIGHT = 5


def weight(text: str) -> float:
    """Measure a text in Latin letters' worth: a Chinese, Japanese, Korean or Thai one is 2.5."""
    if text.isascii():
        return len(text)
    return len(text) + 1.5 * len(_DENSE.findall(text))


def ends_sentence(text: str) -> bool:
    """Say if a line ends with a full stop, question mark or alike, quotation marks aside."""
    return _END.search(text[-40:]) is not None


def is_paragraph(text: str) -> bool:
    """Say if a line is surely running text: furniture is shorter, or does not end sentences."""
    heavy = weight(text)
    return heavy >= LONG_WEIGHT or (heavy >= PARAGRAPH_WEIGHT and ends_sentence(text))


def is_cjk(text: str) -> bool:
    """Say if a good part of a text is written without spaces, in Chinese or Japanese signs."""
    return len(_CJK.findall(text)) * 10 > len(text) * 3


def words(text: str) -> list[str]:
    """Cut a text into its words, in lower case."""
    return _WORD.findall(text.lower())


def stems(text: str, vocabulary: Vocabulary) -> list[str]:
    """Cut a text into what it is about: no small words, each word by its first six letters.

    Chinese and Japanese become pairs of signs, for lack of spaces.
    """
    if is_cjk(text):
        signs = "".join(words(text))
        return [signs[place : place + 2] for place in range(len(signs) - 1)]
    return [word[:_STEM_LENGTH] for word in words(text) if word not in vocabulary.stop]


def topics(text: str) -> set[str]:
    """Find what a text is about without knowing its language: the stems of its longer words."""
    found = words(text)
    if is_cjk(text):
        signs = "".join(found)
        return {signs[place : place + 2] for place in range(len(signs) - 1)}
    least = _TELLING_WEIGHT if _DENSE.search(text) is None else _TELLING_WEIGHT // 2
    return {word[:_STEM_LENGTH] for word in found if len(word) >= least}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The small words of one language."""

    stop: frozenset[str]
    dangling: frozenset[str]
    joined: bool = False

    def dangles(self, sentence: str) -> bool:
        """Say if a sentence opens by pointing at what was said before it ("But he ...")."""
        opening = sentence.lower().lstrip("\"'“”„«»‘’「『(¿¡ ")
        if self.joined:
            return opening.startswith(tuple(self.dangling))
        first = opening.replace(",", " ").replace("،", " ").split(maxsplit=4)[:4]
        return any(" ".join(first[:count]) in self.dangling for count in range(1, len(first) + 1))


def vocabulary(language: str | None, sample: str) -> Vocabulary:
    """Give the small words of a language; of the likeliest one where none is stated or known."""
    known = _vocabularies()
    stated = (language or "").partition("-")[0].lower()
    if stated in known:
        return known[stated]
    spoken = words(sample[:2000])
    if is_cjk(sample[:2000]):
        return known["ja" if re.search("[\u3040-\u30ff]", sample) else "zh"]
    return max(known.values(), key=lambda small: sum(word in small.stop for word in spoken))


@cache
def _vocabularies() -> dict[str, Vocabulary]:
    table = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return {
        language: Vocabulary(
            stop=frozenset(row["stop"].split()),
            dangling=frozenset(row["dangling"]),
            joined=language in {"zh", "ja"},
        )
        for language, row in table.items()
    }


def fold(text: str) -> str:
    """Make texts comparable: no capitals, one kind of apostrophe."""
    return text.casefold().replace("’", "'").replace("ʼ", "'")


def is_listed(text: str) -> bool:
    """Say if a line is an item of a list, by its bullet or number."""
    return _LISTED.match(text) is not None
