"""Folder: the article files below one folder, and which of them have come to rest."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from seeds.disk import Stamp, check_folder, is_linked, open_file, stamp, stamp_of, unreadable, walk
from seeds.errors import StillGrowing, UnreadableArticle
from seeds.formats import limit_bytes
from seeds.leases import is_closed_by_writers
from seeds.names import is_article_name

__all__ = ["Folder", "Sighting", "Stamp", "StillGrowing", "Survey"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """An article file as it was seen. `path` is relative to the folder, with `/`."""

    path: str
    stamp: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What one look found, each part sorted by path.

    `settled` may be read; `pending` may still be written to, so look again; `missing` were asked
    for and are not there; `refusals` can't be read until someone acts.
    """

    settled: tuple[Sighting, ...] = ()
    pending: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    refusals: tuple[UnreadableArticle, ...] = ()


_LONGEST_PAUSE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Waiting:
    stamp: Stamp
    since: datetime


class Folder:
    """The seeds folder. It remembers only the files that have not yet come to rest.

    Moments are aware UTC datetimes. `settle` should be 0.5 s on a local disk, 2 s on a network's.
    """

    def __init__(self, root: Path, *, settle: timedelta = timedelta(seconds=0.5)) -> None:
        self._root = os.path.realpath(root)
        self._settle = settle
        self._settle_us = settle / timedelta(microseconds=1)
        self._waiting: dict[str, _Waiting] = {}

    @property
    def root(self) -> Path:
        """The folder itself, without symbolic links."""
        return Path(self._root)

    def survey(self, now: datetime, *, arrived: Collection[str] = ()) -> Survey:
        """Look at every article file below the folder.

        `arrived` names files that were seen renamed into place: they are complete at once,
        unless somebody still has them open for writing. `missing` is empty: nothing was asked for.

        Raises:
            MissingFolder: the folder is not there, or may not be listed.
        """
        seen = self._look(walk(self._root), now, frozenset(arrived))
        pending = frozenset(seen.pending)
        self._waiting = {path: wait for path, wait in self._waiting.items() if path in pending}
        # What was listed, and left while we looked, nobody has asked for.
        return Survey(settled=seen.settled, pending=seen.pending, refusals=seen.refusals)

    def glance(
        self, paths: Collection[str], now: datetime, *, arrived: Collection[str] = ()
    ) -> Survey:
        """Look at these files only, at a cost that does not grow with the folder.

        What can't be an article by its name, or lies in a linked folder, is passed over.

        Raises:
            MissingFolder: the folder is not there, or may not be listed.
        """
        # An unmounted folder is not a folder of missing articles.
        check_folder(self._root)
        names = {path for path in paths if is_article_name(path)}
        parents = {path.rpartition("/")[0] for path in names}
        linked = {parent for parent in parents if parent and is_linked(self._root, parent)}
        direct = (path for path in names if path.rpartition("/")[0] not in linked)
        return self._look(direct, now, frozenset(arrived))

    def read(self, sighting: Sighting) -> bytes:
        """Read a settled file, if it is still the one that was seen.

        Raises:
            StillGrowing: it changed or left since; a later survey will tell.
            UnreadableArticle: the system won't let us read it.
        """
        path = sighting.path
        try:
            with open(open_file(self._root, path), "rb") as file:  # noqa: PTH123 - a descriptor
                raw = file.read(limit_bytes(path) + 1)
                # Asked after reading: whatever was written since the survey shows in it.
                after = stamp(os.fstat(file.fileno()))
        except FileNotFoundError:
            raise StillGrowing(path) from None
        except OSError as error:
            raise unreadable(path, error) from None
        if after != sighting.stamp:
            raise StillGrowing(path)
        return raw

    def exists(self, path: str) -> bool:
        """Say if there is anything at `path`, whatever its state."""
        return os.path.lexists(f"{self._root}/{path}")

    def _look(self, paths: Iterable[str], now: datetime, arrived: frozenset[str]) -> Survey:
        settled: list[Sighting] = []
        pending: list[str] = []
        missing: list[str] = []
        refusals: list[UnreadableArticle] = []
        for path in paths:
            try:
                found = stamp_of(self._root, path)
            except FileNotFoundError:
                missing.append(path)
            except UnreadableArticle as refusal:
                refusals.append(refusal)
            else:
                if not self._is_due(path, found, now, arrived):
                    pending.append(path)
                    continue
                settled.append(Sighting(path=path, stamp=found))
            self._waiting.pop(path, None)
        return Survey(
            settled=tuple(sorted(settled, key=lambda sighting: sighting.path)),
            pending=tuple(sorted(pending)),
            missing=tuple(sorted(missing)),
            refusals=tuple(sorted(refusals, key=lambda refusal: refusal.path)),
        )

    def _is_due(self, path: str, found: Stamp, now: datetime, arrived: frozenset[str]) -> bool:
        if path in arrived and self._is_closed(path) is True and found.size:
            return True
        if not self._rests(path, found, now):
            return False
        # Someone may have paused in the middle of writing. Not for ever: a program that never
        # closes its file would keep the article from its readers.
        age_seconds = now.timestamp() - found.mtime_ns / 1e9
        return age_seconds > _LONGEST_PAUSE_SECONDS or self._is_closed(path) is not False

    def _rests(self, path: str, found: Stamp, now: datetime) -> bool:
        # Editors save in two steps, and an upload grows as we look: take a file only once it has
        # rested for `settle`, or half an article goes to every reader. A date in the future (a
        # wrong clock, a kept date) tells nothing, so there the time since first sight counts.
        if now.timestamp() * 1e6 - found.mtime_ns / 1000 >= self._settle_us:
            return True
        seen = self._waiting.get(path)
        if seen is None or seen.stamp != found:
            self._waiting[path] = seen = _Waiting(found, now)
        return now - seen.since >= self._settle

    def _is_closed(self, path: str) -> bool | None:
        """Say if nobody has a file open for writing; None where the system won't tell."""
        try:
            descriptor = open_file(self._root, path)
        except (OSError, UnreadableArticle):
            return None
        try:
            return is_closed_by_writers(descriptor)
        finally:
            os.close(descriptor)
