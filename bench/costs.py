"""What importing, publishing and starting cost. CPU milliseconds where not said otherwise.

    .venv/bin/python -m bench.costs [ARCHIVE]

ARCHIVE is the size of the larger archive (100000). Prints the figures; ends by itself.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from feeds.archive import Archive
from feeds.database import open_database
from feeds.document import Site
from feeds.press import Press
from feeds.publish import Publisher
from feeds.sources import Sources
from scheduler.progress import progress
from seeds.article import Block
from seeds.folder import Folder
from seeds.formats import read_article
from seeds.sketch import likeness, sketch
from tests.fakes.reports import weather
from tests.fakes.service import ROOT, RunningService
from tests.fakes.stories import story

SAMPLES = sorted((ROOT / "seeds" / "articles").rglob("*.txt"))


def main() -> None:
    large = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    comparing()
    asyncio.run(importing(10_000))
    asyncio.run(growth(100, large))
    starting()


def cpu(work: Callable[[], object], rounds: int) -> float:
    """The median CPU milliseconds of `work`."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def comparing() -> None:
    texts = ["\n\n".join(story(number, 40)) for number in range(50)]
    cost = cpu(lambda: [sketch(text) for text in texts], 20) / len(texts)
    print(f"sketching a text of 520 words: {cost:.2f} ms")
    drawn = [sketch(text) for text in texts]
    cost = cpu(lambda: [likeness(drawn[0], other) for other in drawn], 20) / len(drawn)
    print(f"comparing two sketches: {cost * 1000:.0f} µs")


async def importing(number: int) -> None:
    """Import articles of which no two are alike, and watch what the process holds on the way."""
    resident: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as home, progress("importing") as bar:
        root = Path(home, "articles")
        root.mkdir()
        for index in range(number):
            text = "\n\n".join([f"Number {index}", *story(index, 30)])
            (root / f"{index}.txt").write_text(text, encoding="utf-8")
        archive, publisher = await open_publisher(home, root)

        def tell(done: int, total: int) -> None:
            bar(done, total)
            if done >= 1000 * (len(resident) * 9 + 1):
                resident[done] = resident_mb(os.getpid())

        began, cpu_began = time.monotonic(), time.process_time()
        now = datetime.now(UTC) + timedelta(minutes=1)
        report = await publisher.publish(now, progress=tell)
        took, cpu_took = time.monotonic() - began, time.process_time() - cpu_began
        if report.counts["new"] != number or report.remarks:
            raise AssertionError("not all are articles of their own: this figure means nothing")
        print(
            f"importing {len(report.recorded)} articles: {took:.1f} s, {cpu_took:.1f} s CPU "
            "(bar: 120 s)"
        )
        course = [f"{megabytes:.0f} MB after {done}" for done, megabytes in resident.items()]
        print(f"memory while importing: {', '.join(course)}")
        began = time.process_time()
        await publisher.publish(datetime.now(UTC) + timedelta(minutes=2))
        print(f"a scan of {number} unchanged files: {time.process_time() - began:.2f} s CPU")
        await archive.close()


async def growth(small: int, large: int) -> None:
    costs = []
    for size in (small, large):
        with tempfile.TemporaryDirectory() as home:
            costs.append(await one_more(home, size))
    print(
        f"publishing one article with {small} in the archive: {costs[0]:.1f} ms, "
        f"with {large}: {costs[1]:.1f} ms, ratio {costs[1] / costs[0]:.2f} (bar: 1.5)"
    )


async def one_more(home: str, size: int) -> float:
    """The cost of one article more; of the archive, a tenth are reports in the same words."""
    root = Path(home, "articles")
    root.mkdir()
    archive, publisher = await open_publisher(home, root)
    article = read_article(SAMPLES[0].read_bytes(), "a.txt")
    now = datetime.now(UTC)
    for start in range(0, size, 1000):
        batch = [
            replace(
                article,
                path=f"{index}.txt",
                title=f"Number {index}",
                published=None,
                blocks=tuple(
                    Block(role="body", text=text, line=1)
                    for text in (weather(index) if index % 10 == 0 else story(index, 20))
                ),
            )
            for index in range(start, min(start + 1000, size))
        ]
        recorded = await archive.record(batch, now, exists=lambda _: True)
        if {one.outcome for one in recorded} != {"new"}:
            raise AssertionError("not all are articles of their own: this figure means nothing")
    press = Press(archive, Site(url="http://127.0.0.1", title="Bench", language="en"))
    await press.refresh()
    times = []
    for round_ in range(20):
        name = f"new-{round_}.txt"
        told = weather(10**6 + round_) if round_ % 2 else story(10**6 + round_, 20)
        (root / name).write_text("\n\n".join([f"New {round_}", *told]))
        began = time.process_time()
        await publisher.publish(datetime.now(UTC) + timedelta(minutes=1), paths=[name])
        await press.refresh()
        times.append((time.process_time() - began) * 1000)
    if f"New {round_}" not in (await archive.newest(1))[0].article.title:
        raise AssertionError("the last article was not published: this figure means nothing")
    await archive.close()
    return statistics.median(times)


class _Archive(Archive):
    async def close(self) -> None:
        await self._database.close()


async def open_publisher(home: str, root: Path) -> tuple[_Archive, Publisher]:
    database = await open_database(f"sqlite:///{home}/store.db")
    archive = _Archive(database, authority="bench.example")
    await archive.open(datetime.now(UTC))
    sources = Sources(database)
    await sources.open()
    return archive, Publisher(Folder(root), archive, sources)


def starting() -> None:
    help_ms = []
    for _ in range(7):
        began = time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "scheduler", "--help"], cwd=ROOT, check=True, capture_output=True
        )
        help_ms.append((time.monotonic() - began) * 1000)
    print(
        f"--help: best {min(help_ms):.0f} ms, median {statistics.median(help_ms):.0f} ms (bar: 150)"
    )
    with tempfile.TemporaryDirectory() as home, RunningService(Path(home), "--sandbox") as warm:
        warm.stop()
    serve_ms = []
    with tempfile.TemporaryDirectory() as home:
        service = RunningService(Path(home), "--sandbox")
        for _ in range(5):
            began = time.monotonic()
            service.start()
            serve_ms.append((time.monotonic() - began) * 1000)
            service.stop()
        service.start()
        time.sleep(5)
        before = process_seconds(service.pid)
        time.sleep(20)
        idle = (process_seconds(service.pid) - before) / 20
        print(
            f"start to serving: best {min(serve_ms):.0f} ms, median "
            f"{statistics.median(serve_ms):.0f} ms (bar: 1000)"
        )
        print(
            f"idle: {resident_mb(service.pid):.0f} MB resident (bar: 110), {idle:.2%} of a core "
            "(bar: 0.5 %)"
        )
        service.stop()


def process_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def resident_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError("no VmRSS")


if __name__ == "__main__":
    main()
