"""Bylines, and lines of place and time: who wrote it, where and when."""

from __future__ import annotations

import re
from functools import cache

from seeds.cues import bare, cues
from seeds.datelines import is_agency
from seeds.dates import without_dates
from seeds.words import ends_sentence, fold, weight

_BYLINE_WEIGHT = 160
_SIGNED_WEIGHT = 90
_DESK_WEIGHT = 300
_FEW_WORDS = 8
_MANY_WORDS = 16
_OFFICE_WORDS = 8
_NAME_WORDS = (2, 4)
_LABEL_ENDS = (":", "：", "＝", "=", "/", "／")
# Words that join names; all others in a byline start with a capital, where a script has any.
_JOINERS = re.compile(
    "and|und|et|y|e|i|en|и|та|і|ve|و|और|og|och|di|de|del|della|da|do|dos|du|van|von|der|den|le|la|"
    "al|el|bin|for|für|pour|para|per|in|aus|à|special|to|the"
)
_ADDRESS = re.compile(r"\s*(?:[\w.+-]+@[\w-]+\.[\w.-]+|@\w{2,30})\s*")
_AFTER_NAME = re.compile(r"\s*[|•·–—]\s*|\s-\s")


def read_byline(line: str) -> str | None:
    """Take the author's name out of a byline ("By Ada Byron"); None if the line is none."""
    if weight(line) > _BYLINE_WEIGHT or (ends_sentence(line) and not line.endswith(("Jr.", "Sr."))):
        return None
    signed = _signed(line)
    if signed is not None:
        return signed
    found = _byline().match(fold(line))
    if found is None:
        return None
    name = line[found.end() :].strip(" :：")
    labelled = line[found.start() : found.end()].rstrip().endswith(_LABEL_ENDS)
    name = _bare_name(name)
    if not name or len(name.split()) > _MANY_WORDS:
        return None
    return name if labelled or is_name(name) else None


def is_byline_label(line: str) -> bool:
    """Say if a line only announces an author ("By", "Author:")."""
    found = _byline().match(fold(line))
    return found is not None and found.end() == len(line.rstrip()) and len(line) <= 30


def is_desk_line(line: str) -> bool:
    """Say if a line names who reported, wrote and edited, or only the agency it is from ("AP")."""
    label = bare(line)
    if is_agency(line.strip(" ()[]/.")):
        return True
    return weight(line) <= _DESK_WEIGHT and label.startswith(cues().desk)


def is_name(text: str) -> bool:
    """Say if a text may be one or more people's names: capitals, where its script has them."""
    parts = re.split(r"[\s,/&|]+", text)
    return all(
        _JOINERS.fullmatch(part.lower()) or not part[:1].islower() for part in parts if part
    ) and not any(part[:1].isdigit() for part in parts)


def is_full_name(line: str) -> bool:
    """Say if a line is nothing but a name of two to four words in capitals ("Ada Byron")."""
    found = line.split()
    least, most = _NAME_WORDS
    return (
        least <= len(found) <= most
        and all(word[:1].isupper() or _JOINERS.fullmatch(word) for word in found)
        and found[0][:1].isupper()
        and found[-1][:1].isupper()
        and all(character.isalpha() or character in " .'’-" for character in line)
    )


def _signed(line: str) -> str | None:
    """Read a name that an address follows ("Ada Byron @ada", "Ada Byron ada@example.org")."""
    if weight(line) > _SIGNED_WEIGHT:
        return None
    found = _ADDRESS.search(line)
    if found is None or not found.start():
        return None
    name = (line[: found.start()] + " " + line[found.end() :]).strip(" ,:()|-–—")
    return name if 0 < len(name.split()) <= _FEW_WORDS and is_name(name) else None


def _bare_name(name: str) -> str:
    """Take dates, the house and the office off a name ("Ada Byron, transport correspondent")."""
    name = without_dates(_AFTER_NAME.split(name, maxsplit=1)[0]).strip(" ,:：|")
    parts = name.split(", ")
    while len(parts) > 1 and _is_office(parts[-1]):
        parts.pop()
    return ", ".join(parts)


def _is_office(part: str) -> bool:
    """Say if what follows a comma is an office or a place, not one more author."""
    return len(part.split()) <= _OFFICE_WORDS and (part[:1].islower() or not is_name(part))


@cache
def _byline() -> re.Pattern[str]:
    labels = "|".join(re.escape(cue) for cue in cues().byline)
    return re.compile(rf"(?:{labels})(?:(?<=[:：/／=＝])|\s*[:：]|\s+|$)\s*", re.IGNORECASE)
