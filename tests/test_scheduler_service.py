"""The composition root: settings reach the parts they are for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler.config import load_settings
from scheduler.service import Service


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
