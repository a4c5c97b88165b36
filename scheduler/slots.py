"""Slots: a run of a job belongs to whoever claims it first in the store, of all processes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ColumnElement, MetaData, Table, Text, delete
from sqlalchemy.dialects import postgresql, sqlite

from feeds.database import Database
from feeds.moment import to_ms

metadata = MetaData()

job_slot = Table(
    "job_slot",
    metadata,
    Column("job", Text, primary_key=True),
    Column("slot_ms", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)


class Slots:
    """The claims. A slot is the moment at which a run was due, the same in every process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, job: str, slot: datetime) -> bool:
        """Take the run of `job` that was due at `slot`. False: somebody else has it."""
        insert = sqlite.insert if self._database.is_sqlite else postgresql.insert
        row = insert(job_slot).values(job=job, slot_ms=to_ms(slot))
        statement = row.on_conflict_do_nothing().returning(job_slot.c.slot_ms)
        async with self._database.write() as connection:
            return (await connection.execute(statement)).first() is not None

    async def forget(self, job: str, after: datetime) -> None:
        """Give up the claims of `job` later than `after`: a clock that ran ahead made them."""
        await self._delete(job_slot.c.job == job, job_slot.c.slot_ms > to_ms(after))

    async def prune(self, before: datetime) -> int:
        """Drop claims older than `before`, which nobody will ask for again; tell how many."""
        return await self._delete(job_slot.c.slot_ms < to_ms(before))

    async def _delete(self, *which: ColumnElement[bool]) -> int:
        async with self._database.write() as connection:
            return (await connection.execute(delete(job_slot).where(*which))).rowcount
