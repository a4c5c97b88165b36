"""Which names in a folder are articles, by the name alone: a watcher asks before it looks."""

from __future__ import annotations

from pathlib import PurePosixPath

from seeds.formats import PARSERS

# Editors and uploaders write beside the file first; what they will rename is not yet an article.
_UNFINISHED = ("~", ".swp", ".tmp", ".part", ".crdownload")


def is_article_name(path: str) -> bool:
    """Say if a path, relative to the seeds folder, may be an article; hidden folders hold none."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or not pure.parts or ".." in pure.parts:
        return False
    if any(part.startswith(".") for part in pure.parts):
        return False
    return not path.endswith(_UNFINISHED) and pure.suffix.lower() in PARSERS
