"""Bylines, and lines of place and time: who wrote it, where and when."""

from __future__ import annotations

import re
from functools import cache

from seeds.cues import cues, fold
from seeds.words import ends_sentence, weight

_BYLINE_WEIGHT = 120
_DATE_WEIGHT = 90
# Words that join names; all others in a byline start with a capital, where a script has any.
_JOINERS = re.compile(
    "and|und|et|y|e|i|en|и|та|і|ve|و|और|di|de|del|della|da|do|dos|du|van|von|der|den|le|la|al|el|"
    "bin|for|für|pour|para|per|in|aus|à"
)
_DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2})\b"
    r"|(?:19|20)\d\d\s*[年년]\s*\d{1,2}\s*[月월]"
    r"|\b\d{1,2}(?:st|nd|rd|th|er|º|°)?\.?\s+(?:de\s+|d['’])?[^\W\d_]{3,12}\.?,?\s+(?:de\s+)?(?:19|20)\d\d\b"
    r"|\b[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d\b",
    re.IGNORECASE,
)


def read_byline(line: str) -> str | None:
    """Take the author's name out of a byline ("By Ada Byron"); None if the line is none."""
    if weight(line) > _BYLINE_WEIGHT or (ends_sentence(line) and not line.endswith(("Jr.", "Sr."))):
        return None
    found = _byline().match(fold(line))
    if found is None:
        return None
    name = line[found.end() :].strip(" :：")
    labelled = (
        line[found.start() : found.end()].rstrip().endswith((":", "：", "＝", "=", "/", "／"))
    )
    if not name or len(name.split()) > (12 if labelled else 8):
        return None
    return name if labelled or _is_name(name) else None


def is_dateline(line: str) -> bool:
    """Say if a line tells only place and time ("Norwick, 14 September 2026, 8:30")."""
    if weight(line) > _DATE_WEIGHT or len(line.split()) > 10:
        return False
    if ends_sentence(line) and not line[:-1].rstrip().endswith(("m", "г", "р", "h")):
        return False
    return _DATE.search(line) is not None


@cache
def _byline() -> re.Pattern[str]:
    labels = "|".join(re.escape(cue) for cue in cues().byline)
    return re.compile(rf"(?:{labels})(?:(?<=[:：/／=＝])|\s*[:：]|\s+|$)\s*", re.IGNORECASE)


def _is_name(name: str) -> bool:
    parts = re.split(r"[\s,/&|]+", name)
    return all(
        _JOINERS.fullmatch(part.lower()) or not part[:1].islower() for part in parts if part
    ) and not any(part[:1].isdigit() for part in parts)
