"""What can go wrong with an article file.

SeedError
└── UnreadableArticle   this file can't be used; the others can
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
