"""Dates: lines that say when, and perhaps where, and nothing else; and how long it reads."""

from __future__ import annotations

import re
from functools import cache

from seeds.cues import cues
from seeds.words import ends_sentence, fold, weight, words

_DATE_WEIGHT = 110
_REST_WORDS = 3
_REST_WEIGHT = 32
_LABEL_WEIGHT = 4
_LABELLED_WORDS = 7
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"\b\d{{1,2}}\s?[./-]\s?\d{{1,2}}\s?[./-]\s?(?:{_YEAR}|\d\d)\b"
    rf"|\b{_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}}"
    rf"|{_YEAR}\s*[年년]\s*\d{{1,2}}\s*[月월](?:\s*\d{{1,2}}\s*[日일])?"
    r"|\b\d{1,2}\s*[月월]\s*\d{1,2}\s*[日일]"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|er|º|°)?\.?\s+(?:de\s+|d['’]|of\s+)?[^\W\d_]{{3,12}}\.?,?(?:\s+de)?\s+{_YEAR}"
    rf"|\b[^\W\d_]{{3,12}}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}"
    rf"|[०-९]{{1,2}}\s+[^\W\d_]{{2,12}}[^\d]{{0,12}}\s[०-९]{{4}}|[٠-٩۰-۹]{{1,4}}\s*[/\s]\s*[^\W_]{{1,12}}\s*[/\s]\s*[٠-٩۰-۹]{{2,4}}",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}\s?[:.h時时点시]\s?\d{2}(?:\s?[:分분]\s?\d{0,2})?\s?(?:[ap]\.?m\.?|uhr|h|hrs|น)?(?!\d)"
    r"|\b\d{1,2}\s?(?:[ap]\.?m\.?|uhr)\b",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"\b(?:m|г|р|h|[Mm]in)\.$|\b(?:19|20)\d\d\.$")
_DIGIT = re.compile(r"\d")
_ZONE = re.compile(
    r"\b(?:GMT|UTC|CES?T|MES?Z|E[SD]?T|P[SD]?T|BST|IST|MSK|JST|KST)\b(?:\s?[+-]\d{1,4})?"
)


def is_dateline(line: str) -> bool:
    """Say if a line tells only place and time ("Norwick, 14 September 2026, 8:30")."""
    if weight(line) > _DATE_WEIGHT:
        return False
    if not _DIGIT.search(line):
        return _is_ago(line)
    rest, dates = _DATE.subn(" ", line)
    rest, clocks = _CLOCK.subn(" ", rest)
    if not dates and not clocks:
        return _is_ago(line)
    known = cues().dated
    found = words(_ZONE.sub(" ", rest))
    left = [word for word in found if word not in known and not word.isdigit()]
    labelled = any(map(_is_label, (found[:1], _words_before_date(line))))
    if ends_sentence(line) and not labelled and not _ABBREVIATED.search(line):
        return False
    if labelled and dates:
        return len(left) <= _LABELLED_WORDS
    return len(left) <= _REST_WORDS and weight(" ".join(left)) <= _REST_WEIGHT


def _words_before_date(line: str) -> list[str]:
    date = _DATE.search(line)
    return words(line[: date.start()])[-1:] if date else []


def _is_label(found: list[str]) -> bool:
    return bool(found) and found[0] in cues().dated and weight(found[0]) >= _LABEL_WEIGHT


def without_dates(text: str) -> str:
    """Cut the dates and the times of day out of a text."""
    return _ZONE.sub(" ", _CLOCK.sub(" ", _DATE.sub(" ", text))) if _DIGIT.search(text) else text


def is_reading_time(line: str) -> bool:
    """Say if a line tells how long an article takes to read ("3 min read", "Lesezeit: 5 Min.")."""
    return (
        len(line) <= 40
        and any(map(str.isdigit, line))
        and _reading().search(fold(line)) is not None
    )


def _is_ago(line: str) -> bool:
    """Say if a line is an age ("2 hours ago", "vor 3 Stunden", "il y a 2 heures")."""
    return (
        len(line) <= 60
        and len(line.split()) <= 8
        and _ago().fullmatch(fold(line).strip()) is not None
    )


@cache
def _reading() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, cues().reading)))


@cache
def _ago() -> re.Pattern[str]:
    labels = "|".join(sorted(map(re.escape, cues().dated), key=len, reverse=True))
    forms = "|".join(
        re.escape(form).replace(
            r"\#", r"(?:\d{1,3}|an?|one|un|une|una|ein|einer?|einem)\s?[^\s\d]{1,16}"
        )
        for form in cues().ago
    )
    return re.compile(rf"(?:(?:{labels})[\s:]*){{0,3}}(?:{forms})")
