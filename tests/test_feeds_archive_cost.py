"""The archive: what its statements cost, however large the record."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from feeds.database import Database
from feeds.schema import change, entry, revision
from tests.fakes.desk import HOUR, NOON, Desk, open_desk
from tests.fakes.entries import make_article


@pytest.fixture
async def desk(database: Database) -> Desk:
    return await open_desk(database)


async def fill(database: Database, count: int) -> None:
    """Put that many articles into the record, at the speed of the database alone."""
    numbers = range(1_000_000, 1_000_000 + count)
    article = json.dumps(
        {
            "path": "x.txt",
            "title": "x",
            "title_source": "line",
            "summary": {"text": "", "origin": "extractive"},
            "blocks": [],
        }
    ).encode()
    rows: dict[Any, list[dict[str, Any]]] = {
        entry: [
            {
                "key": n,
                "id": f"urn:example:{n}",
                "slug": f"story-{n}",
                "revision": 1,
                "state": "published",
                "published_ms": n,
                "updated_ms": n,
                "release_ms": None,
                "digest": f"{n:064x}",
                "path": f"{n // 100}/{n}.txt",
                "corrections": b"[]",
            }
            for n in numbers
        ],
        revision: [
            {"entry_key": n, "revision": 1, "at_ms": n, "article": article} for n in numbers
        ],
        change: [{"entry_key": n, "revision": 1, "kind": "published", "at_ms": n} for n in numbers],
    }
    async with database.write() as connection:
        for table, values in rows.items():
            await connection.execute(insert(table), values)
    if not database.is_sqlite:
        async with database.write() as connection:
            await connection.execute(text("ANALYZE"))


async def test_no_statement_reads_a_whole_table_however_large_the_record(
    desk: Desk, database: Database
) -> None:
    await fill(database, 20_000)
    statements: dict[str, Any] = {}
    engines = {database._writer.sync_engine, database._reader.sync_engine}

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements[statement] = parameters

    for engine in engines:
        event.listen(engine, "before_cursor_execute", listen)
    await desk.save("bridge.txt", "One.", id="urn:example:bridge")
    await desk.save("bridge.txt", "Two.", id="urn:example:bridge", correction="It was one.")
    await desk.save("story-1000000.txt", "Three.", embargo=NOON + HOUR)
    desk.move("bridge.txt", "river.txt")
    await desk.scan("river.txt")
    await desk.archive.release(NOON + HOUR)
    await desk.archive.newest()
    await desk.entry("bridge")
    await desk.archive.by_key(1)
    await desk.archive.knows(make_article("Other", id="urn:example:other"))
    await desk.archive.only_revised_since(1, 1)
    await desk.archive.changes_after(19_990)
    await desk.archive.last_seq()
    await desk.archive.feed_updated()
    await desk.archive.last_modified()
    for engine in engines:
        event.remove(engine, "before_cursor_execute", listen)

    plans = await explain(database, statements)

    assert len(plans) > 15
    assert {sql: plan for sql, plan in plans.items() if reads_all(sql, plan)} == {}


async def explain(database: Database, statements: dict[str, Any]) -> dict[str, str]:
    prefix = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    plans = {}
    for statement, parameters in statements.items():
        if statement.startswith(("SELECT ", "UPDATE ")):
            async with database.write() as connection:
                rows = await connection.exec_driver_sql(prefix + statement, parameters)
                plans[statement] = "\n".join(str(row[-1]) for row in rows.all())
    return plans


def reads_all(statement: str, plan: str) -> bool:
    """Tell whether a plan reads every row of a table that grows."""
    if "ORDER BY change.seq DESC\n LIMIT" in statement and "TEMP B-TREE" not in plan:
        return False  # SQLite says SCAN of a walk along the key that ends at the first row
    scans = [line for line in plan.splitlines() if line.startswith("SCAN") or "Seq Scan" in line]
    return any(table in line for line in scans for table in ("entry", "revision", "change"))


async def test_publishing_costs_the_same_in_a_large_record_as_in_a_small_one(
    desk: Desk, database: Database
) -> None:
    """Counted in statements, which no busy machine can slow; the plans are tested above."""
    await desk.save("warm.txt", "Warm.")
    small = await statements_of(desk, database, "small.txt")
    await fill(database, 20_000)

    large = await statements_of(desk, database, "large.txt")

    assert large == small


async def statements_of(desk: Desk, database: Database, path: str) -> int:
    count = 0

    def listen(*_: Any) -> None:
        nonlocal count
        count += 1

    event.listen(database._writer.sync_engine, "before_cursor_execute", listen)
    await desk.save(path, f"News of {path}.")
    event.remove(database._writer.sync_engine, "before_cursor_execute", listen)
    return count
