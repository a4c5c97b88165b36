"""Atoms: the checkable pieces of a text: its numbers, names and quotations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from seeds.words import is_cjk, words

_NUMBER = re.compile(r"\d(?:[\d.,'’\u00a0\u202f ]*\d)?")
_UNIT = re.compile(r"\s*([^\W\d_]+)")
_GROUPED = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_QUOTED = re.compile(
    r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|»([^«»]+)«|「([^「」]+)」|『([^『』]+)』|"
    r"‘([^‘’]{12,})’|\"([^\"]+)\""
)


class _Row(msgspec.Struct, frozen=True, kw_only=True):
    numbers: dict[str, str] = {}
    magnitudes: dict[str, str] = {}
    attribution: tuple[str, ...] = ()
    negation: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """The words of one language that a check of facts looks for."""

    numbers: dict[str, str]
    magnitudes: dict[str, str]
    attribution: re.Pattern[str]
    negation: re.Pattern[str]
    orders: re.Pattern[str]


@cache
def lexicon(language: str | None) -> Lexicon:
    """Give the words of a BCP 47 language; English ones where there are none of its own."""
    primary = (language or "en").partition("-")[0].lower()
    row = _table().get(primary) or _table()["en"]
    return Lexicon(
        numbers={plain(word): value for word, value in row.numbers.items()},
        magnitudes={plain(word): name for word, name in row.magnitudes.items()},
        attribution=_pattern(row.attribution),
        negation=_pattern(row.negation),
        orders=_pattern(row.orders),
    )


@cache
def _table() -> dict[str, _Row]:
    raw = Path(__file__).with_name("atoms.toml").read_bytes()
    return msgspec.toml.decode(raw, type=dict[str, _Row])


def _pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    """Match whole words or phrases; the start of a word before `*`; anything in Chinese."""
    parts = []
    for cue in map(plain, cues):
        bare = re.escape(cue.removesuffix("*"))
        before = "" if cue[0] == "'" or is_cjk(cue) or cue.startswith("n'") else r"\b"
        after = "" if cue.endswith(("*", "'")) or is_cjk(cue) else r"\b"
        parts.append(before + bare + after)
    return re.compile("|".join(parts) or "(?!)")


def plain(text: str) -> str:
    """Fold case, accents and apostrophes away, so that spellings of one name compare equal."""
    parted = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in parted if not unicodedata.combining(sign))


def numbers(text: str, table: Lexicon) -> set[str]:
    """Find the numbers of a text, digits and words, each with a magnitude right behind it.

    "1,500" and "1.500" are both 1500 and 1.5, for they mean either, by the language: the set
    holds each reading. "2.5 million" is `2.5 million`, never a bare 2.5.
    """
    text = "".join(_western(sign) for sign in text)
    found: set[str] = set()
    for match in _NUMBER.finditer(text):
        unit = _UNIT.match(text, match.end())
        size = table.magnitudes.get(plain(unit[1])) if unit else None
        suffix = f" {size}" if size else ""
        found.update(value + suffix for value in _readings(match.group()))
    found.update(table.numbers[word] for word in words(plain(text)) if word in table.numbers)
    return found


def _western(sign: str) -> str:
    return str(unicodedata.digit(sign, sign)) if sign.isdigit() else sign


def _readings(number: str) -> Iterator[str]:
    compact = re.sub(r"[ '’\u00a0\u202f]", "", number)
    if _GROUPED.fullmatch(number):
        yield re.sub(r"\D", "", number)
    whole, mark, part = re.sub(r"[.,](?=.*[.,])", "", compact).replace(",", ".").partition(".")
    part = part.rstrip("0")
    yield (whole.lstrip("0") or "0") + (mark + part if part else "")


def names(sentence: str, common: set[str]) -> list[str]:
    """Find the names in a sentence: words with a capital that only a name would have there.

    `common` holds words, folded, that are no names at a sentence's start: those that the text at
    hand writes small. Scripts without capitals give none.
    """
    found = []
    for place, match in enumerate(_WORD.finditer(sentence)):
        word = match.group().removesuffix("'s").removesuffix("’s")
        if not word[0].isupper() and not any(sign.isupper() for sign in word):
            continue
        if len(word) > 1 and (place or plain(word) not in common):
            found.append(word)
    return found


def small_words(text: str) -> set[str]:
    """Collect the words that a text writes with a small first letter."""
    return {plain(word) for word in _WORD.findall(text) if word[0].islower()}


def quotations(text: str) -> list[str]:
    """Find what stands between quotation marks, of any language."""
    return [next(part for part in match.groups() if part) for match in _QUOTED.finditer(text)]
