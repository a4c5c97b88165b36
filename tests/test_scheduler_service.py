"""The composition root: settings reach the parts they are for."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import text

from scheduler.config import load_settings
from scheduler.service import Service
from tests.fakes.service import free_port


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator[Service]:
    (home / "articles").mkdir()
    overrides = {
        "seeds.folder": str(home / "articles"),
        "store.data": str(home / "data"),
        "http.port": free_port(),
    }
    service = await Service.open(load_settings(None, {}, overrides))
    try:
        yield service
    finally:
        await service.close()


async def until_known(service: Service, slug: str) -> None:
    async with asyncio.timeout(20):
        while await service._archive.by_slug(slug) is None:  # noqa: ASYNC110 - it rings no bell
            await asyncio.sleep(0.05)


async def test_a_moment_without_an_offset_is_one_of_the_schedule_s_time_zone(
    tmp_path: Path,
) -> None:
    seeds = tmp_path / "articles"
    seeds.mkdir()
    tokyo = ZoneInfo("Asia/Tokyo")
    soon = datetime.now(tokyo) + timedelta(hours=1)
    past = datetime.now(tokyo) - timedelta(hours=1)
    for name, moment in (("soon", soon), ("past", past)):
        (seeds / f"{name}.txt").write_text(
            f"---\nembargo: {moment:%Y-%m-%d %H:%M:%S}\n---\n{name}\n\nThe city said {name}.\n"
        )
    overrides = {"seeds.folder": str(seeds), "store.data": str(tmp_path / "data")}
    environ = {"TELEPRINTER_SCHEDULE__TIMEZONE": "Asia/Tokyo"}
    service = await Service.open(load_settings(None, environ, overrides))

    try:
        await service.publish()
        found = [entry.slug for entry in await service._archive.newest()]
        held = await service._archive.by_slug("soon")
    finally:
        await service.close()

    assert found == ["past"]
    assert held is not None
    assert held.article.embargo == soon.replace(microsecond=0).astimezone(UTC)


async def test_a_store_that_is_away_for_a_while_ends_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path) as service:
        stop = asyncio.Event()
        running = asyncio.create_task(service.run(stop))
        await asyncio.sleep(0.5)
        async with service._database.write() as connection:
            await connection.execute(
                text(
                    "CREATE TRIGGER full BEFORE INSERT ON entry "
                    "BEGIN SELECT RAISE(ABORT, 'full'); END"
                )
            )
        (tmp_path / "draft").write_text("Bridge reopens\n\nIt opens on Monday.\n")
        (tmp_path / "draft").rename(tmp_path / "articles" / "bridge.txt")
        await asyncio.sleep(4)
        assert not running.done()
        async with service._database.write() as connection:
            await connection.execute(text("DROP TRIGGER full"))

        await until_known(service, "bridge")
        stop.set()
        await running


async def test_an_import_under_way_does_not_keep_it_from_stopping(tmp_path: Path) -> None:
    async with opened(tmp_path) as service:
        words = "The bridge opens on Monday, the city said. " * 100
        for number in range(1500):
            (tmp_path / "articles" / f"news{number}.txt").write_text(f"News {number}\n\n{words}\n")
        await asyncio.sleep(0.6)  # they have come to rest
        stop = asyncio.Event()
        running = asyncio.create_task(service.run(stop))
        await until_known(service, "news0")
        await asyncio.sleep(2.5)  # by now, the folder is followed too

        stop.set()
        began = time.monotonic()
        await running
        assert time.monotonic() - began < 8
