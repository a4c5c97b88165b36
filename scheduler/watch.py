"""Watch: a change in a folder wakes us at once. The only door to watchfiles.

A wake-up, never the truth: inotify forgets events when its queue is full, and file servers send
none. The periodic scan finds what a watcher missed.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing, closing, suppress
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, awatch

# Not exported, though awatch raises it where the system gives no watcher.
from watchfiles._rust_notify import WatchfilesRustInternalError

from scheduler.renames import Renames

log = logging.getLogger(__name__)

POLL_MS = 2000
"""How often a folder on a file server is read through."""

# watchfiles looks at its list this often, idle or not: 10 ms costs 0.6 % of a core for ever and
# tells after 15 ms, 25 ms costs 0.25 % and tells after 37, 40 ms 0.16 % and some 60.
_STEP_MS = 40
_RETRY_SECONDS = 2.0
_LOOK_MS = 2000

_REMOTE = ("9p", "afs", "ceph", "cifs", "fuse.", "lustre", "nfs", "smb", "vboxsf", "virtiofs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """What a watcher saw. Paths are relative to the folder, with `/`; none: look at everything.

    `arrived`, a part of `changed`: renamed into place, so complete as they are.
    """

    changed: frozenset[str] = frozenset()
    arrived: frozenset[str] = frozenset()


async def watch(root: Path, stop: asyncio.Event) -> AsyncGenerator[Arrivals, None]:
    """Tell of changes below `root` some 40 ms after they happen, until `stop` is set.

    A folder that is missing, replaced or can't be watched is told of once in the log, and tried
    again. Whenever watching begins, an empty Arrivals asks for a look at everything.
    Cancelling the task that waits here sets `stop` too.
    """
    told = ""
    while not stop.is_set():
        try:
            async with aclosing(_watch(root, stop)) as seen:
                async for arrivals in seen:
                    told = ""
                    yield arrivals
        except (OSError, WatchfilesRustInternalError) as error:
            if told != (told := _remedy(root, error)):
                log.warning("%s", told)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _RETRY_SECONDS)


async def _watch(root: Path, stop: asyncio.Event) -> AsyncGenerator[Arrivals, None]:
    """Watch one folder as long as it is the same one."""
    same = _identity(root)
    batches = awatch(
        root,
        watch_filter=None,
        debounce=50,
        step=_STEP_MS,
        stop_event=stop,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        force_polling=is_remote(root),
        poll_delay_ms=POLL_MS,
    )
    first = True
    with closing(Renames(root)) as renames:
        async with aclosing(batches):
            async for batch in batches:
                arrived = renames.take()
                changed = arrived | _paths(root, batch)
                if first or _brings_a_folder(batch):
                    # What came before we watched, or inside a folder, raised no event.
                    yield Arrivals()
                    first = False
                if changed:
                    yield Arrivals(changed=changed, arrived=arrived)
                # A folder that was moved away, or mounted over, is watched where it went.
                if _identity(root) != same:
                    return


def is_remote(path: Path) -> bool:
    """Say if `path` is on a file server or a shared mount, whose changes raise no event here."""
    return file_system(path).startswith(_REMOTE)


def file_system(path: Path) -> str:
    """Name the type of the file system that holds `path` (`ext4`, `nfs4`), "" where unknown."""
    device = path.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    with suppress(OSError):
        for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
            mount, _, source = line.partition(" - ")
            if mount.split()[2] == number:
                return source.split()[0]
    return ""


def _paths(root: Path, batch: set[tuple[Change, str]]) -> frozenset[str]:
    inside = (os.path.relpath(path, root) for _, path in batch)
    return frozenset(path.replace(os.sep, "/") for path in inside if path != ".")


def _brings_a_folder(batch: set[tuple[Change, str]]) -> bool:
    return any(change == Change.added and Path(path).is_dir() for change, path in batch)


def _identity(root: Path) -> tuple[int, int]:
    found = root.stat()
    return found.st_dev, found.st_ino


def _remedy(root: Path, error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{root} is not there: make that folder, or name another as [seeds] folder"
    if re.search("limit reached|too many open", str(error), re.IGNORECASE):
        return (
            f"{root} can't be watched, the system's limit is reached: raise "
            "fs.inotify.max_user_instances and max_user_watches by sysctl. "
            "Until then the periodic scan finds what is new"
        )
    return f"{root} can't be watched ({error}): the periodic scan finds what is new"
