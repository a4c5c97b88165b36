"""The bot's tables: lanes, subscribers, broadcasts, receipts, and attempts for the exceptions.

Nothing is written ahead for a delivery: a broadcast moves a cursor over the subscribers, a
receipt says that a chat holds a message, and only what did not go well has an attempt.
Moments are unix milliseconds, but a receipt's are seconds: there are millions of them.
"""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    Insert,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

metadata = MetaData()

_KEY = BigInteger().with_variant(Integer, "sqlite")


class SubscriberState(IntEnum):
    """Whether a chat is sent what is new. GONE wished for it but can't be reached, MET never
    subscribed but was sent an article that it asked for.
    """

    STOPPED = 0
    ACTIVE = 1
    GONE = 2
    MET = 3


class BroadcastKind(IntEnum):
    """A SEND tells those who have no copy, an EDIT those whose copy is behind."""

    SEND = 1
    EDIT = 2


class BroadcastState(IntEnum):
    """Where a broadcast stands. A cancelled one leaves its unsent messages unsent; one that was
    SKIPPED was never to send any, and `reason` says why.
    """

    RUNNING = 1
    DONE = 2
    CANCELLED = 3
    SKIPPED = 4


class AttemptState(IntEnum):
    """What became of a delivery that is not simply done. UNKNOWN may have arrived."""

    RETRY = 1
    UNKNOWN = 2
    DEAD = 3


lane = Table(
    "bot_lane",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("epoch", BigInteger, nullable=False),
    Column("owner", Text),
    Column("tat_ms", BigInteger, nullable=False),
    Column("change_seq", BigInteger, nullable=False),
)

subscriber = Table(
    "subscriber",
    metadata,
    Column("id", _KEY, Identity(), primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("since_ms", BigInteger, nullable=False),
    Column("language", Text),
    UniqueConstraint("bot_id", "chat_id"),
    sqlite_autoincrement=True,
)

broadcast = Table(
    "broadcast",
    metadata,
    Column("id", _KEY, Identity(), primary_key=True),
    Column("bot_id", BigInteger, nullable=False),
    Column("entry_key", BigInteger, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("priority", SmallInteger, nullable=False),
    Column("state", SmallInteger, nullable=False),
    Column("cursor", BigInteger, nullable=False),
    Column("last_subscriber", BigInteger, nullable=False),
    Column("sent", BigInteger, nullable=False),
    Column("made_ms", BigInteger, nullable=False),
    Column("reason", Text),
    UniqueConstraint("entry_key", "revision", "kind", "bot_id"),
    Index("broadcast_state", "bot_id", "state"),
    sqlite_autoincrement=True,
)

receipt = Table(
    "receipt",
    metadata,
    Column("entry_key", BigInteger, primary_key=True, autoincrement=False),
    Column("subscriber_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("at_s", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

attempt = Table(
    "attempt",
    metadata,
    Column("broadcast_id", BigInteger, primary_key=True, autoincrement=False),
    Column("subscriber_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", SmallInteger, nullable=False),
    Column("tries", SmallInteger, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Column("error", Text),
    sqlite_with_rowid=False,
)
Index(
    "attempt_due",
    attempt.c.broadcast_id,
    attempt.c.due_ms,
    sqlite_where=attempt.c.state != AttemptState.DEAD.value,
    postgresql_where=attempt.c.state != AttemptState.DEAD.value,
)


def insert_new(table: Table, *, sqlite: bool) -> Insert:
    """Insert a row unless one of its keys is taken, also when two writers do so at once."""
    if sqlite:
        return sqlite_insert(table).on_conflict_do_nothing()
    return postgresql_insert(table).on_conflict_do_nothing()
