"""Publish: from the seeds folder into the archive, each file by itself, many in one go."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from seeds.folder import Folder, Sighting, StillGrowing, Survey
from seeds.formats import read_article

from feeds.archive import Archive
from feeds.recording import Recorded
from feeds.sources import Source, Sources
from seeds.article import Article
from seeds.errors import UnreadableArticle

_log = logging.getLogger(__name__)

_BATCH = 50
"""Articles a transaction: a lone one is out at once, ten thousand cost two hundred commits."""

_FEW = 5
"""So many files may go at once before we suspect that the folder is not what it was."""


@dataclass(slots=True)
class Report:
    """What one pass did. `refused` lists every file that can't be used, old and new ones."""

    recorded: list[Recorded] = field(default_factory=list)
    refused: list[UnreadableArticle] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    missing: int = 0
    alarm: str | None = None

    @property
    def counts(self) -> Counter[str]:
        """Count the articles that are new, changed, moved, copies of others, or unchanged."""
        return Counter(recorded.outcome for recorded in self.recorded)

    @property
    def changed(self) -> bool:
        """Whether any reader has something new to see."""
        return any(recorded.change for recorded in self.recorded)


class Publisher:
    """Keeps the archive true to the folder. The scan is the truth; events only say when to look."""

    def __init__(self, folder: Folder, archive: Archive, sources: Sources) -> None:
        self._folder = folder
        self._archive = archive
        self._sources = sources

    async def publish(
        self,
        now: datetime,
        *,
        paths: Collection[str] | None = None,
        arrived: Collection[str] = (),
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Report:
        """Bring the archive up to the folder: all of it, or only the `paths` that moved.

        `arrived` names files that were renamed into place: they are whole at once. A file that
        can't be used is in the report and in the log, and stops nobody. `progress` is told
        after each batch how many files are done, of how many.

        Raises:
            SeedError: the folder itself is not there.
        """
        survey = (
            self._folder.survey(now, arrived=arrived)
            if paths is None
            else self._folder.glance(paths, now, arrived=arrived)
        )
        report = Report(pending=list(survey.pending))
        for refusal in survey.refusals:
            await self._refuse(refusal, None)
        due = [sighting for sighting in survey.settled if self._sources.is_news(sighting)]
        done = 0
        for batch in _batches(due):
            await self._take(batch, now, report)
            done += len(batch)
            progress(done, len(due))
        if paths is None:
            self._count_missing(survey, report)
        await self._forget(survey, whole=paths is None)
        report.refused = self._sources.refusals()
        return report

    async def _take(self, batch: Sequence[Sighting], now: datetime, report: Report) -> None:
        taken: list[tuple[Sighting, Article]] = []
        for sighting in batch:
            try:
                taken.append((sighting, read_article(self._folder.read(sighting), sighting.path)))
            except StillGrowing:
                report.pending.append(sighting.path)
            except UnreadableArticle as refusal:
                await self._refuse(refusal, sighting)
        recorded = await self._archive.record(
            [article for _, article in taken], now, exists=self._folder.exists
        )
        await self._sources.keep(
            [Source.of(sighting) for sighting, _ in taken],
            gone=[one.moved_from for one in recorded if one.moved_from],
        )
        for one in recorded:
            if one.outcome == "copy":
                _log.warning(
                    "%s: the same text as article %s: not published twice. "
                    "Delete one of the two files.",
                    one.path,
                    one.slug,
                )
            elif one.outcome != "unchanged":
                _log.info("%s: %s %s", one.path, one.change or one.outcome, one.slug)
        report.recorded.extend(recorded)

    async def _refuse(self, refusal: UnreadableArticle, sighting: Sighting | None) -> None:
        if await self._sources.refuse(refusal, sighting):
            _log.warning("refused %s", refusal)

    async def _forget(self, survey: Survey, *, whole: bool) -> None:
        gone = self._sources.refused_elsewhere(_here(survey))
        await self._sources.keep([], gone=gone if whole else gone & set(survey.missing))

    def _count_missing(self, survey: Survey, report: Report) -> None:
        here = _here(survey)
        missing = self._sources.missing(here)
        report.missing = len(missing)
        if len(missing) > max(_FEW, len(here)):
            report.alarm = (
                f"{len(missing)} of {len(missing) + len(here)} known files are gone at once: "
                "is the seeds folder mounted? Nothing was withdrawn."
            )


def _here(survey: Survey) -> set[str]:
    here = {sighting.path for sighting in survey.settled} | set(survey.pending)
    return here | {refusal.path for refusal in survey.refusals}


def _batches(sightings: Sequence[Sighting]) -> Iterator[list[Sighting]]:
    rest = iter(sightings)
    while batch := list(islice(rest, _BATCH)):
        yield batch
