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

from seeds.words import fold, is_cjk, words

_AROUND = " \t\u3000*_•·–—-›»>→▶►◆■●|[]()（）【】＜＞:：…"
COLON = re.compile(r"\s*[:：]\s*")


@dataclass(frozen=True, slots=True)
class Cues:
    """The table, ready to be compared with: folded, and in the order in which to try."""

    related: frozenset[str]
    furniture: frozenset[str]
    buttons: frozenset[str]
    boilerplate: tuple[str, ...]
    short_boilerplate: tuple[str, ...]
    title: frozenset[str]
    byline: tuple[str, ...]
    credit: tuple[str, ...]
    archive: tuple[str, ...]
    dated: frozenset[str]
    ago: tuple[str, ...]
    reading: tuple[str, ...]
    comments: frozenset[str]
    tags: frozenset[str]
    pitch: tuple[str, ...]
    ascii_pitch: tuple[str, ...]
    ads: frozenset[str]
    notes: tuple[str, ...]
    desk: tuple[str, ...]


def split_title(line: str) -> str | None:
    """Take the headline out of a labelled line ("Title: Bridge reopens"); None without a label."""
    colon = COLON.search(line[:40])
    if colon is None or bare(line[: colon.start()]) not in cues().title:
        return None
    return line[colon.end() :].strip() or None


@cache
def cues() -> Cues:
    """Load the table, once."""
    text = Path(__file__).with_name("cues.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, Any]] = tomllib.loads(text)

    def everywhere(name: str) -> list[str]:
        return [fold(cue) for row in table.values() for cue in row.get(name, ())]

    phrases = [phrase.lstrip(_AROUND) for phrase in everywhere("boilerplate")]
    furniture = everywhere("furniture")
    pitch = _longest_first(everywhere("pitch"))
    return Cues(
        related=frozenset(map(bare, everywhere("related"))),
        furniture=frozenset(map(bare, furniture)) - {""},
        buttons=frozenset(word for cue in furniture for word in words(cue)),
        boilerplate=tuple(phrase for phrase in phrases if _is_telling(phrase)),
        short_boilerplate=tuple(phrase for phrase in phrases if not _is_telling(phrase)),
        title=frozenset(everywhere("title")),
        byline=_longest_first(everywhere("byline")),
        credit=_longest_first(everywhere("credit")),
        archive=_longest_first(everywhere("archive")),
        dated=frozenset(everywhere("dated")),
        ago=_longest_first(everywhere("ago")),
        reading=_longest_first(everywhere("reading")),
        comments=frozenset(map(bare, everywhere("comments"))),
        tags=frozenset(map(bare, everywhere("tags"))),
        pitch=pitch,
        ascii_pitch=tuple(stem for stem in pitch if stem.isascii()),
        ads=frozenset(map(bare, everywhere("ads"))),
        notes=_longest_first(everywhere("notes")),
        desk=_longest_first(everywhere("desk")),
    )


def bare(text: str) -> str:
    """Fold a text and take off what is set around labels: arrows, bullets, brackets, colons."""
    return fold(text).strip(_AROUND)


def _is_telling(phrase: str) -> bool:
    """Say if a phrase is long enough that no article's own sentence begins so."""
    return len(phrase.split()) >= 3 or (is_cjk(phrase) and len(phrase) >= 6)


def _longest_first(found: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(found), key=lambda cue: (-len(cue), cue)))
