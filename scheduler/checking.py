"""Checking: what an editor is told of article files, and of a whole folder, before readers are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from scheduler.reading import read_closely
from seeds.article import Remark
from seeds.batch import Batch
from seeds.errors import UnreadableArticle
from seeds.folder import Folder, Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A line to tell of a file. `refused`: the file can't be used; else it may want mending.

    `code` names its kind for programs; it is "refused" for a file that can't be used.
    """

    path: str
    line: int | None
    text: str
    refused: bool = False
    code: str = "refused"

    def facts(self) -> dict[str, Any]:
        """Tell it for `--json`."""
        return {name: getattr(self, name) for name in ("path", "line", "text", "refused", "code")}

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.text}"


def check(
    paths: Iterable[Path], progress: Callable[[int, int], None], timezone: tzinfo = UTC
) -> Iterator[Finding]:
    """Read files, and all the articles of folders; yield what there is to say of each.

    What shows only when they are read side by side (a headline twice, house text, a topic spelt
    in two ways) comes last. One file alone is compared with no other: reading its whole folder
    for it would cost a minute where the folder is large.
    """
    files: dict[Path, tuple[Path, str]] = {}
    for path in paths:
        if not path.is_dir():
            files[path.absolute()] = (path.parent, path.name)
            continue
        survey = Folder(path, settle=timedelta()).survey(datetime.now(UTC))
        yield from (_refused(refusal, path) for refusal in survey.refusals)
        for name in (*_names(survey.settled), *survey.pending):
            files[(path / name).absolute()] = (path, name)
    batch = Batch()
    for done, (folder, name) in enumerate(files.values(), 1):
        shown = str(folder / name)
        try:
            reading = read_closely(folder, name, timezone)
        except UnreadableArticle as refusal:
            yield _refused(refusal, folder)
        else:
            batch.add(reading.article, shown)
            yield from (_found(shown, remark) for remark in reading.remarks)
        progress(done, len(files))
    yield from (_found(shown, remark) for shown, remark in batch.remarks())


class Tally:
    """What a check has come to, and how long it took since this was made."""

    def __init__(self, progress: Callable[[int, int], None]) -> None:
        self._progress = progress
        self._start = time.monotonic()
        self._files = 0
        self.refused = 0
        self.remarks = 0

    def count(self, done: int, total: int) -> None:
        """Take note of a file that was read, and tell of it."""
        self._files = total
        self._progress(done, total)

    def add(self, finding: Finding) -> None:
        """Take note of a finding."""
        self.refused += finding.refused
        self.remarks += not finding.refused

    def __str__(self) -> str:
        seconds = time.monotonic() - self._start
        said = [f"{self.remarks:,} to look at"] if self.remarks else []
        said += [f"{self.refused:,} refused"] if self.refused else []
        files = "1 file" if self._files == 1 else f"{self._files:,} files"
        return f"{files} read in {seconds:.1f} s: {', '.join(said) or 'nothing to mend'}"


def _found(path: str, remark: Remark) -> Finding:
    return Finding(path=path, line=remark.line, text=remark.text, code=remark.code)


def _names(sightings: Iterable[Sighting]) -> Iterator[str]:
    return (sighting.path for sighting in sightings)


def _refused(refusal: UnreadableArticle, folder: Path) -> Finding:
    return Finding(
        path=str(folder / refusal.path),
        line=refusal.line,
        text=f"{refusal.reason}. {refusal.remedy}",
        refused=True,
    )
