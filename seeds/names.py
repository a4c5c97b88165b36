"""Which names in a folder are articles, by the name alone: a watcher asks before it looks."""

from __future__ import annotations

import os

from seeds.formats import FORMATS

# Editors and uploaders write beside the file first; what they will rename is not yet an article.
_UNFINISHED = ("~", ".swp", ".tmp", ".part", ".crdownload")


def is_article_name(path: str) -> bool:
    """Say if a path, relative to the seeds folder, may be an article; hidden folders hold none."""
    if path.startswith("/") or path.endswith(_UNFINISHED):
        return False
    # A folder's name too may start with a dot; "", "." and ".." are no names at all.
    if any(not part or part.startswith(".") for part in path.split("/")):
        return False
    return os.path.splitext(path)[1].lower() in FORMATS  # noqa: PTH122 - asked of 60,000 names
