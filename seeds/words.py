"""Words: how much a line says, whether it ends a sentence, and what it is about."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
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
# Vowel signs are marks to Unicode, not letters: those of India's scripts stand at the same places
# of each block, then Thai, Burmese, Khmer; with Latin's and Arabic's, and what joins letters.
_SIGNS = "".join(
    f"{chr(block + first)}-{chr(block + last)}"
    for block in range(0x900, 0xE00, 0x80)
    for first, last in ((0x00, 0x03), (0x3A, 0x4F), (0x62, 0x63))
)
_SIGNS += "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u102b-\u103e\u1056-\u1059\u17b4-\u17d3"
_SIGNS += "\u200c\u200d\u0300-\u036f\u064b-\u0652\u0670"
_WORD = re.compile(rf"[^\W_]+(?:[{_SIGNS}]+[^\W_]*)*")
_STEM_LENGTH = 6
_SPEAKER_WORDS = 5
_KIN = {
    "nb": "no", "nn": "no", "sr": "hr", "bs": "hr", "be": "ru", "gl": "pt", "lb": "de", "af": "nl",
}  # fmt: skip
_LISTED = re.compile(r"(?:[-–—•*·▪]|\d{1,3}[.)])\s")
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
    if len(text) >= LONG_WEIGHT:
        return True
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
    """The small words of one language; `joined` if it is written without blanks.

    `last`: it tells who said it at a sentence's end ("... と述べた。"), no comma before.
    """

    language: str
    stop: frozenset[str]
    dangling: frozenset[str]
    article: frozenset[str]
    said: frozenset[str]
    last: tuple[str, ...]
    note: tuple[str, ...]
    stamp: tuple[str, ...]
    joined: bool = False

    def dangles(self, sentence: str) -> bool:
        """Say if a sentence opens by pointing at what was said before it ("But he ...")."""
        opening = _opening(sentence)
        if self.joined:
            return opening.startswith(tuple(self.dangling))
        first = opening.replace(",", " ").replace("،", " ").split(maxsplit=4)[:4]
        # "It's" is "it", "c'est" is itself.
        bare = first[0].partition("'")[0] if first else ""
        return bare in self.dangling or any(
            " ".join(first[:count]) in self.dangling for count in range(1, len(first) + 1)
        )

    def points(self, sentence: str) -> bool:
        """Say if a sentence opens with a thing that the reader must know ("The country's ...")."""
        opening = _opening(sentence)
        first = opening.split(maxsplit=1)[0].partition("'")[0] if opening.split() else ""
        return first in self.article

    def tells(self, clause: str) -> bool:
        """Say if a clause holds a word of saying ("the police said")."""
        return any(word in self.said for word in words(clause))

    def tells_of_somebody(self, sentence: str) -> bool:
        """Say if a sentence ends by naming nobody as its speaker ("..., he added.")."""
        clause = words(re.split(r"[,،，]|\s[—–-]+\s|[\"”»“]", sentence.rstrip(' ."”»'))[-1])
        return 0 < len(clause) <= _SPEAKER_WORDS and (
            any(word in self.said for word in clause)
            and all(word in self.said or word in self.stop for word in clause)
        )

    def told_at_the_end(self, sentence: str) -> int | None:
        """Find where "... と述べた。" starts, in languages that tell it at the very end."""
        bare = sentence.rstrip(".。।۔ ")
        ends = [ending for ending in self.last if bare.endswith(ending)]
        return len(bare) - len(max(ends, key=len)) if ends else None

    def notes(self, paragraph: str) -> bool:
        """Say if a paragraph opens as a note about the article does ("Editor's note: ...")."""
        return _opening(paragraph).startswith(self.note)

    def stamps(self, sentence: str) -> bool:
        """Say if a sentence opens as one that only dates the article ("Updated: 3 May")."""
        return weight(sentence) <= PARAGRAPH_WEIGHT and _opening(sentence).startswith(self.stamp)


def _opening(text: str) -> str:
    return text[:80].lower().replace("’", "'").lstrip("\"'“”„«»‘「『(¿¡*_[ ")


def kin(language: str) -> str:
    """Give the language whose words serve for one, by its BCP 47 tag: Norwegian for Bokmål."""
    bare = language.partition("-")[0].lower()
    return _KIN.get(bare, bare)


def vocabulary(language: str | None, sample: str) -> Vocabulary:
    """Give the small words of a language; of the likeliest one where none is stated or known."""
    known = _vocabularies()
    stated = kin(language or "")
    if stated in known:
        return known[stated]
    if is_cjk(sample[:2000]):
        return known["ja" if re.search("[\u3040-\u30ff]", sample) else "zh"]
    heard: Counter[str] = Counter()
    for word in words(sample[:2000]):
        heard.update(_speakers().get(word, ()))
    return known[max(known, key=lambda each: heard[each])]


@cache
def _speakers() -> dict[str, list[str]]:
    """Say of each small word which languages have it."""
    speakers: dict[str, list[str]] = {}
    for language, small in _vocabularies().items():
        for word in small.stop:
            speakers.setdefault(word, []).append(language)
    return speakers


@cache
def _vocabularies() -> dict[str, Vocabulary]:
    table = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return {
        language: Vocabulary(
            language=language,
            stop=frozenset(row["stop"].split()),
            dangling=frozenset(row["dangling"]),
            article=frozenset(row.get("article", "").split()),
            said=frozenset(row.get("said", "").split()),
            last=tuple(row.get("last", ())),
            note=tuple(row.get("note", ())),
            stamp=tuple(row.get("stamp", ())),
            joined=language in {"zh", "ja", "th"},
        )
        for language, row in table.items()
    }


def fold(text: str) -> str:
    """Make texts comparable: no capitals, one kind of apostrophe."""
    return text.casefold().replace("’", "'").replace("ʼ", "'")


def is_listed(text: str) -> bool:
    """Say if a line is an item of a list, by its bullet or number."""
    return _LISTED.match(text) is not None
