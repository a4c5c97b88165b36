"""What can go wrong with an article file, or with the folder that holds them.

SeedError
├── UnreadableArticle   this file can't be used; the others can
├── StillGrowing        this file changed as it was read: look again later
└── MissingFolder       no article can be read at all until an operator acts
"""

from __future__ import annotations


class SeedError(Exception):
    """Base of this room's errors."""


class UnreadableArticle(SeedError):
    """A file can't be read as an article. Names the file, the line and the remedy for an editor.

    `line` starts at 1; None where no line is to blame (an empty file, a folder).
    """

    def __init__(self, path: str, line: int | None, reason: str, remedy: str) -> None:
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {reason}. {remedy}")
        self.path = path
        self.line = line
        self.reason = reason
        self.remedy = remedy


class StillGrowing(SeedError):
    """A file changed, or left, between being seen and being read: the next survey tells."""

    def __init__(self, path: str) -> None:
        super().__init__(f"{path}: changed as it was read")
        self.path = path


class MissingFolder(SeedError):
    """The seeds folder can't be listed. Nothing is known of its articles, least that they left."""

    def __init__(self, path: str, reason: str, remedy: str) -> None:
        super().__init__(f"{path}: {reason}. {remedy}")
        self.path = path
        self.reason = reason
        self.remedy = remedy
