"""Publish: from the seeds folder into the archive, each file by itself, many in one go."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from itertools import islice

from feeds.archive import Archive
from feeds.notes import note, note_refusal
from feeds.recorded import Recorded
from feeds.sources import NEVER_READ, READER, Source, Sources
from seeds.article import Article
from seeds.errors import StillGrowing, UnreadableArticle
from seeds.folder import Folder, Sighting, Survey
from seeds.formats import read_article

_log = logging.getLogger(__name__)

_BATCH = 50
"""Articles a transaction: a lone one is out at once, ten thousand cost two hundred commits."""

_FEW = 5
"""So many files may go at once before we suspect that the folder is not what it was."""


@dataclass(slots=True)
class Report:
    """What one pass did. `refused` lists every file that can't be used, old and new ones.

    `remarks` are (path, text): what editors are told of files that were used all the same.
    """

    recorded: list[Recorded] = field(default_factory=list)
    refused: list[UnreadableArticle] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    missing: int = 0
    alarm: str | None = None

    @property
    def counts(self) -> Counter[str]:
        """Count what became of the articles: `Recorded.outcome`."""
        return Counter(recorded.outcome for recorded in self.recorded)

    @property
    def changed(self) -> bool:
        """Whether any reader has something new to see."""
        return any(recorded.change for recorded in self.recorded)


class Publisher:
    """Keeps the archive true to the folder. The scan is the truth; events only say when to look.

    `timezone` is that of moments that an author states without an offset. `abridge` may give
    an article that says something new another summary before it is recorded.
    """

    def __init__(
        self,
        folder: Folder,
        archive: Archive,
        sources: Sources,
        *,
        timezone: tzinfo = UTC,
        abridge: Callable[[Article], Awaitable[Article]] | None = None,
    ) -> None:
        self._folder = folder
        self._archive = archive
        self._sources = sources
        self._timezone = timezone
        self._abridge = abridge

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
        # A slow disk and a long article keep a thread waiting, not those who read the feed.
        survey = await asyncio.to_thread(self._look, now, paths, arrived)
        report = Report(pending=list(survey.pending))
        await self._keep([note_refusal(refusal, NEVER_READ) for refusal in survey.refusals], ())
        due = [sighting for sighting in survey.settled if self._is_due(sighting)]
        renamed = self._renamed(due)
        done = 0
        for batch in _batches(due):
            await self._take(batch, now, report, renamed)
            done += len(batch)
            progress(done, len(due))
        await self._forget(survey, report, whole=paths is None)
        report.refused, report.remarks = self._sources.refusals(), self._sources.remarks()
        if paths is None:
            await self._archive.catch_up()
        return report

    def _look(
        self, now: datetime, paths: Collection[str] | None, arrived: Collection[str]
    ) -> Survey:
        if paths is None:
            return self._folder.survey(now, arrived=arrived)
        return self._folder.glance(paths, now, arrived=arrived)

    def _is_due(self, sighting: Sighting) -> bool:
        known = self._sources.get(sighting.path)
        if known is None or self._sources.is_news(sighting):
            return True
        return bool(known.behind) and not self._folder.exists(str(known.behind))

    def _renamed(self, due: Sequence[Sighting]) -> set[str]:
        """Name the paths whose file is at another one now, while another took its place.

        A rename leaves a file's stamp as it was. Batches can't tell: the two may be in different
        ones.
        """
        places = {sighting.stamp: sighting.path for sighting in due}
        known = (self._sources.get(sighting.path) for sighting in due)
        return {one.path for one in known if one and places.get(one.stamp, one.path) != one.path}

    async def _take(
        self, batch: Sequence[Sighting], now: datetime, report: Report, renamed: Collection[str]
    ) -> None:
        taken: dict[Sighting, Article] = {}
        notes: list[Source] = []
        for sighting in batch:
            try:
                read = await asyncio.to_thread(self._read, sighting)
            except StillGrowing:
                report.pending.append(sighting.path)
                continue
            if isinstance(read, Article):
                read = await self._still_behind(sighting, read) or read
            if isinstance(read, Article):
                taken[sighting] = read
            else:
                notes.append(read)
        await self._sum_up(taken)
        recorded: list[Recorded] = []
        if taken:
            recorded = await self._archive.record(
                list(taken.values()), now, exists=self._folder.exists, renamed=renamed
            )
        for sighting, one in zip(taken, recorded, strict=True):
            notes.append(note(sighting, one))
            if one.outcome == "superseded":
                _log.info("%s: article %s has this version or a later one", one.path, one.slug)
            elif one.outcome not in {"unchanged", "copy", "clash"}:
                _log.info("%s: %s %s", one.path, one.change or one.outcome, one.slug)
            for double in one.doubles:
                _log.warning(
                    "%s: article %s was withdrawn, and %s, the same story, is still out",
                    one.path,
                    one.slug,
                    double,
                )
        left = {one.moved_from for one in recorded if one.moved_from}
        await self._keep(notes, {path for path in left if not self._folder.exists(path)})
        report.recorded.extend(recorded)

    async def _sum_up(self, taken: dict[Sighting, Article]) -> None:
        """Have the articles that say something new abridged, side by side."""
        abridge = self._abridge
        if abridge is None:
            return
        new = [
            sighting
            for sighting, article in taken.items()
            if not await self._archive.knows(article)
        ]
        taken.update(
            zip(new, await asyncio.gather(*(abridge(taken[one]) for one in new)), strict=True)
        )

    def _read(self, sighting: Sighting) -> Article | Source:
        try:
            raw = self._folder.read(sighting)
        except UnreadableArticle as refusal:
            # Leave to read a file can be given without touching it.
            return note_refusal(refusal, NEVER_READ)
        try:
            return read_article(raw, sighting.path, timezone=self._timezone)
        except UnreadableArticle as refusal:
            return note_refusal(refusal, sighting.stamp)

    async def _still_behind(self, sighting: Sighting, article: Article) -> Source | None:
        """Keep an untouched copy refused, unless it can take an entry over.

        The words of a withdrawn article, left in a forgotten copy, must not come out anew.
        """
        known = self._sources.get(sighting.path)
        if known is None or known.behind is None or known.stamp != sighting.stamp:
            return None
        if await self._archive.knows(article):
            return None
        there = known.behind if self._folder.exists(known.behind) else ""
        return replace(known, reader=READER, behind=there)

    async def _keep(self, notes: Sequence[Source], gone: Collection[str]) -> None:
        """Remember what was read, and log each refusal and remark that was not told before."""
        for one in notes:
            if self._sources.is_told(one):
                continue
            if one.refusal:
                _log.warning("refused %s", one.refusal)
            if one.remark:
                _log.warning("%s: %s", one.path, one.remark)
        await self._sources.keep(notes, gone=gone)

    async def _forget(self, survey: Survey, report: Report, *, whole: bool) -> None:
        """Forget the files that are gone; but not when so many are that the folder may be."""
        here = _here(survey)
        refused = self._sources.refused_elsewhere(here)
        if not whole:
            await self._sources.keep([], gone=refused & set(survey.missing))
            return
        missing = self._sources.missing(here)
        report.missing = len(missing)
        if len(missing) > max(_FEW, len(here)):
            report.alarm = (
                f"{len(missing)} of {len(missing) + len(here)} known files are gone at once: "
                "is the seeds folder mounted? Nothing was withdrawn."
            )
        else:
            await self._sources.keep([], gone=refused | missing)


def _here(survey: Survey) -> set[str]:
    here = {sighting.path for sighting in survey.settled} | set(survey.pending)
    return here | {refusal.path for refusal in survey.refusals}


def _batches(sightings: Sequence[Sighting]) -> Iterator[list[Sighting]]:
    rest = iter(sightings)
    while batch := list(islice(rest, _BATCH)):
        yield batch
