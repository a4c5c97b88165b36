"""Readings: articles of every shape, each beside what a careful reader makes of it.

A reading is a YAML file. Its `roles` list the blocks in order, each as `role: first words`;
`body|quote` allows either, `unsure` is a body block that no summary may use, `caption?` may be
missing (told apart from the text some other way, or dropped as a duplicate), and
`rest: boilerplate` says what all that follows may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

import seeds
from seeds.article import Article, Block
from seeds.errors import UnreadableArticle
from seeds.formats import read_article

SAMPLES = Path(str(seeds.__file__)).with_name("articles")
_BULLETS = "-–•* "
DATA = Path(__file__).parents[1] / "data"


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One article file, and what should be read in it. `path` is that of a file in `folder`."""

    folder: Path
    path: str
    expected: dict[str, Any]

    def __str__(self) -> str:
        return self.path

    @property
    def raw(self) -> bytes:
        return (self.folder / self.path).read_bytes()

    def read(self) -> Article:
        return read_article(self.raw, self.path)


def readings() -> list[Reading]:
    """Find every fixture with its reading, and every sample that has one."""
    found = []
    for folder, notes in ((DATA / "articles", DATA / "articles"), (SAMPLES, DATA / "samples")):
        for note in sorted(notes.glob("*.yaml")):
            (article,) = (path for path in folder.rglob(f"{note.stem}.*") if path.suffix != ".yaml")
            found.append(
                Reading(
                    folder=folder,
                    path=article.relative_to(folder).as_posix(),
                    expected=yaml.safe_load(note.read_text(encoding="utf-8")),
                )
            )
    return found


def known_suffixes() -> list[str]:
    """List the suffixes of article files, as the refusal of any other tells them."""
    try:
        read_article(b"", "article.unknown")
    except UnreadableArticle as refusal:
        return [word.strip(",") for word in refusal.remedy.split() if word.startswith(".")]
    raise AssertionError("a file of an unknown kind was read")


def misread(expected: Sequence[dict[str, str]], blocks: Sequence[Block]) -> str | None:
    """Compare blocks with the roles expected of them; say where they part, or None."""
    left = list(blocks)
    for row in expected:
        ((roles, words),) = row.items()
        if roles == "rest":
            strays = [block for block in left if not _plays(block, words)]
            return f"expected only {words} from here on, got {strays}" if strays else None
        optional = roles.endswith("?")
        if left and _plays(left[0], roles.rstrip("?")) and _opens(left[0], words):
            left.pop(0)
        elif not optional or (left and _opens(left[0], words)):
            got = f"{left[0].role}: {left[0].text[:160]}" if left else "nothing"
            return f"expected {roles}: {words!r}, got {got}"
    return f"expected no more, got {left[0].role}: {left[0].text[:160]}" if left else None


def _plays(block: Block, roles: str) -> bool:
    allowed = roles.split("|")
    return block.role in allowed or (not block.sure and "unsure" in allowed)


def _opens(block: Block, words: str) -> bool:
    return block.text.lstrip(_BULLETS).startswith(words.lstrip(_BULLETS))
