"""Watching: what wakes us, what counts as arrived, and what a missing watcher means."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from scheduler.watch import Arrivals, file_system, watch

ROOT = Path(__file__).parent.parent


class Watched:
    """A folder under watch. `side` is a folder beside it, on the same file system."""

    def __init__(self, tmp_path: Path) -> None:
        self.root = tmp_path / "articles"
        self.side = tmp_path / "side"
        self.side.mkdir()
        self.stop = asyncio.Event()
        self.seen: list[Arrivals] = []

    @property
    def changed(self) -> set[str]:
        return {path for arrivals in self.seen for path in arrivals.changed}

    @property
    def arrived(self) -> set[str]:
        return {path for arrivals in self.seen for path in arrivals.arrived}

    async def follow(self) -> None:
        async for arrivals in watch(self.root, self.stop):
            self.seen.append(arrivals)

    async def until_changed(self, path: str) -> None:
        async with asyncio.timeout(15):
            while path not in self.changed:  # noqa: ASYNC110 - what we wait for tells nobody
                await asyncio.sleep(0.005)

    async def until_watching(self) -> None:
        async with asyncio.timeout(15):
            while not self.seen:
                (self.root / ".awake").write_text(str(time.monotonic()))
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        self.seen.clear()


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    watched = Watched(tmp_path)
    watched.root.mkdir()
    task = asyncio.create_task(watched.follow())
    await watched.until_watching()
    yield watched
    watched.stop.set()
    await task


async def test_a_file_renamed_into_place_has_arrived_within_a_moment(watched: Watched) -> None:
    (watched.side / "a.txt").write_text("Title\n")
    started = time.monotonic()
    (watched.side / "a.txt").rename(watched.root / "a.txt")

    await watched.until_changed("a.txt")

    assert watched.arrived == {"a.txt"}
    assert time.monotonic() - started < 0.15


async def test_a_file_renamed_inside_the_folder_has_arrived(watched: Watched) -> None:
    (watched.root / ".a.tmp").write_text("Title\n")
    (watched.root / ".a.tmp").rename(watched.root / "a.txt")

    await watched.until_changed("a.txt")

    assert watched.arrived == {"a.txt"}


async def test_a_file_written_in_place_has_changed_and_not_arrived(watched: Watched) -> None:
    (watched.root / "a.txt").write_text("Title\n")

    await watched.until_changed("a.txt")

    assert watched.arrived == set()


async def test_a_file_still_written_after_its_rename_has_not_arrived(watched: Watched) -> None:
    with (watched.side / "a.txt").open("w") as file:
        (watched.side / "a.txt").rename(watched.root / "a.txt")
        file.write("Title\n")
        file.flush()
        await watched.until_changed("a.txt")

    assert watched.arrived == set()


async def test_a_topic_folder_made_later_is_watched_too(watched: Watched) -> None:
    (watched.root / "sport").mkdir()
    await watched.until_changed("sport")
    (watched.side / "a.txt").write_text("Title\n")
    (watched.side / "a.txt").rename(watched.root / "sport" / "a.txt")

    await watched.until_changed("sport/a.txt")

    assert watched.arrived == {"sport/a.txt"}


async def test_a_folder_moved_into_place_asks_for_a_look_at_everything(watched: Watched) -> None:
    (watched.side / "sport").mkdir()
    (watched.side / "sport" / "a.txt").write_text("Title\n")
    (watched.side / "sport").rename(watched.root / "sport")

    await watched.until_changed("sport")

    assert Arrivals() in watched.seen


async def test_a_folder_replaced_by_another_is_watched_again(watched: Watched) -> None:
    watched.root.rename(watched.side / "old")
    watched.root.mkdir()
    watched.seen.clear()
    await watched.until_watching()

    (watched.root / "b.txt").write_text("Title\n")

    await watched.until_changed("b.txt")


async def test_a_missing_folder_is_told_once_and_watched_when_it_comes(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watched = Watched(tmp_path)
    task = asyncio.create_task(watched.follow())
    await asyncio.sleep(2.5)
    watched.root.mkdir()

    await watched.until_watching()

    watched.stop.set()
    await task
    assert [record.message for record in caplog.records] == [
        f"{watched.root} is not there: make that folder, or name another as [seeds] folder"
    ]


def test_a_watcher_that_the_system_refuses_leaves_the_finding_to_the_scan(tmp_path: Path) -> None:
    script = """
        import asyncio, logging, os, resource, sys
        from pathlib import Path
        from scheduler.watch import watch
        logging.basicConfig(stream=sys.stdout)

        async def main():
            stop = asyncio.Event()
            asyncio.get_running_loop().call_later(1, stop.set)
            await asyncio.to_thread(lambda: None)
            free = os.dup(0)
            os.close(free)
            resource.setrlimit(resource.RLIMIT_NOFILE, (free, free))
            print([arrivals async for arrivals in watch(Path(sys.argv[1]), stop)])

        asyncio.run(main())
    """

    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert "max_user_instances" in done.stdout
    assert done.stdout.endswith("[]\n")


async def test_stopping_ends_the_watch_at_once(watched: Watched) -> None:
    started = time.monotonic()
    watched.stop.set()

    async for _ in watch(watched.root, watched.stop):
        pass

    assert time.monotonic() - started < 0.5


def test_the_file_system_of_a_folder_is_known() -> None:
    assert file_system(Path("/proc")) == "proc"
