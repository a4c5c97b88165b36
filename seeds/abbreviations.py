"""Abbreviations: the words of each language that a full stop ends without ending a sentence."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from seeds.words import kin

_CONSONANTS = re.compile(r"[^\W\d_aeiouyäöüåæøœàáâãèéêëìíîïòóôõùúûıаеёиоуыэюяіїєαεηιουωάέήίόύώ]+")
# In these a word may do without a vowel ("smrt", "trg").
_SYLLABIC = frozenset({"cs", "sk", "hr", "sl", "sr", "bs"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Abbreviations:
    """The abbreviations of a language, by what their full stop may still end."""

    before: frozenset[str]
    number: frozenset[str]
    either: frozenset[str]
    end: frozenset[str]
    year: frozenset[str]
    said: re.Pattern[str] | None
    syllabic: bool

    def kind(self, word: str) -> str | None:
        """Say what a word before a full stop is: `before`, `number`, `either`,
        `year`, `end`; or None.

        A capitalised word without a vowel is held to be an abbreviation that no list has.
        """
        lower = word.lower()
        for kind, listed in (
            ("year", self.year),
            ("end", self.end),
            ("before", self.before),
            ("either", self.either),
            ("number", self.number),
        ):
            if word in listed or (len(word) > 1 and lower in listed and lower.capitalize() == word):
                return kind
        if lower.endswith("str") and len(word) > 5:
            return "either"  # Hauptstr. 5
        if self.syllabic or len(word) > 5 or not word[:1].isupper() or word.isupper():
            return None
        return "either" if _CONSONANTS.fullmatch(lower) else None


@cache
def abbreviations(language: str) -> Abbreviations:
    """Give the abbreviations of a language (its tag's first part), and those that all know."""
    table = _table()
    everywhere, own = table["any"], table.get(kin(language), {})

    def listed(kind: str) -> frozenset[str]:
        return frozenset((*everywhere.get(kind, ()), *own.get(kind, ())))

    said = own.get("said")
    return Abbreviations(
        before=listed("before"),
        number=listed("number"),
        either=listed("either"),
        end=listed("end"),
        year=listed("year"),
        said=re.compile(rf"[^\W\d_][^.!?\n]{{0,48}}?\b(?:{said})\b") if said else None,
        syllabic=language in _SYLLABIC,
    )


@cache
def _table() -> dict[str, dict[str, list[str] | str]]:
    text = Path(__file__).with_name("abbreviations.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
