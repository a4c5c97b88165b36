"""Cues: the words by which newspapers mark what is not the article, in seventeen languages.

The words themselves are in `cues.toml`; all languages are tried, for a text seldom says its own.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from seeds.words import ends_sentence, is_cjk, is_paragraph, weight

_BOILERPLATE_WEIGHT = 240
_SHORT_WEIGHT = 110
_LABEL_WEIGHT = 200
_AROUND = " \t*_•·–—-›»>→▶►|[]()（）【】:：…"
_RIGHTS = re.compile(r"(?:©|ⓒ|\(c\)|c\)|copyright)\s*(?:©\s*)?\d{4}\b")
_COLON = re.compile(r"\s*[:：]\s*")


@dataclass(frozen=True, slots=True)
class _Cues:
    related: frozenset[str]
    furniture: frozenset[str]
    boilerplate: tuple[str, ...]
    short_boilerplate: tuple[str, ...]
    title: frozenset[str]
    byline: tuple[str, ...]
    credit: tuple[str, ...]
    archive: tuple[str, ...]


def is_boilerplate(line: str, *, opening: bool = False) -> bool:
    """Say if a line is the house's, not the article's: a button, an appeal, a notice.

    `opening` asks it of a text's first line, where "Machine translation fails in court" and
    "Sign up for the marathon" are news: there a phrase must be all, or open a whole sentence.
    """
    bare = _bare(line)
    if bare in cues().furniture or _RIGHTS.match(bare):
        return True
    heavy = weight(line)
    if heavy <= _BOILERPLATE_WEIGHT and bare.startswith(cues().boilerplate):
        return not opening or ends_sentence(line) or _is_little_more(bare, cues().boilerplate)
    if heavy > _SHORT_WEIGHT or is_paragraph(line) or not bare.startswith(cues().short_boilerplate):
        return False
    return not opening or _is_little_more(bare, cues().short_boilerplate)


def _is_little_more(bare: str, phrases: tuple[str, ...]) -> bool:
    return any(bare.startswith(phrase) and len(bare) <= len(phrase) + 8 for phrase in phrases)


def split_related(line: str) -> tuple[str, str] | None:
    """Part a line that opens a list of other articles into its head and the first of them, or "".

    None: the line opens no such list.
    """
    if weight(line) > _LABEL_WEIGHT:
        return None
    if _bare(line) in cues().related:
        return line, ""
    colon = _COLON.search(line)
    if colon is None or _bare(line[: colon.start()]) not in cues().related:
        # "Read more on Venezuela:" names its subject, and ends with the colon.
        opens = colon is not None and colon.end() == len(line) and len(line.split()) <= 7
        return (line, "") if opens and _opens_related(line) else None
    rest = line[colon.end() :]
    return None if ends_sentence(rest) else (line[: colon.end()].rstrip(), rest)


def split_title(line: str) -> str | None:
    """Take the headline out of a labelled line ("Title: Bridge reopens"); None without a label."""
    colon = _COLON.search(line[:40])
    if colon is None or _bare(line[: colon.start()]) not in cues().title:
        return None
    return line[colon.end() :].strip() or None


@cache
def cues() -> _Cues:
    """Load the table, once."""
    text = Path(__file__).with_name("cues.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, Any]] = tomllib.loads(text)

    def everywhere(name: str) -> list[str]:
        return [fold(cue) for row in table.values() for cue in row.get(name, ())]

    phrases = [phrase.lstrip(_AROUND) for phrase in everywhere("boilerplate")]
    return _Cues(
        related=frozenset(map(_bare, everywhere("related"))),
        furniture=frozenset(map(_bare, everywhere("furniture"))) - {""},
        boilerplate=tuple(phrase for phrase in phrases if _is_telling(phrase)),
        short_boilerplate=tuple(phrase for phrase in phrases if not _is_telling(phrase)),
        title=frozenset(everywhere("title")),
        byline=_longest_first(everywhere("byline")),
        credit=_longest_first(everywhere("credit")),
        archive=_longest_first(everywhere("archive")),
    )


def _is_telling(phrase: str) -> bool:
    """Say if a phrase is long enough that no article's own sentence begins so."""
    return len(phrase.split()) >= 3 or (is_cjk(phrase) and len(phrase) >= 6)


def _longest_first(found: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(found), key=lambda cue: (-len(cue), cue)))


def _bare(text: str) -> str:
    return fold(text).strip(_AROUND)


def fold(text: str) -> str:
    """Make texts comparable: no capitals, one kind of apostrophe."""
    return text.casefold().replace("’", "'").replace("ʼ", "'")


def _opens_related(line: str) -> bool:
    bare = _bare(line)
    return any(bare.startswith(head + " ") for head in cues().related)
