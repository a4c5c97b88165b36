"""The record's tables. Moments are unix milliseconds; articles are JSON, one row a revision."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    select,
)

from feeds.entry import Correction, Entry
from feeds.moment import from_ms
from seeds.article import Article

metadata = MetaData()

Key = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows only in a column that is spelled INTEGER."""

publication = Table(
    "publication",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

entry = Table(
    "entry",
    metadata,
    Column("key", Key, Identity(), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("revision", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("published_ms", BigInteger, nullable=False),
    Column("updated_ms", BigInteger, nullable=False, index=True),
    Column("release_ms", BigInteger),
    Column("digest", Text, nullable=False, index=True),
    Column("path", Text, nullable=False, index=True),
    Column("corrections", LargeBinary, nullable=False),
    Column("same_as", Text, index=True),
    Index("entry_newest", "state", "published_ms", "key"),
    sqlite_autoincrement=True,
)

revision = Table(
    "revision",
    metadata,
    Column("entry_key", BigInteger, primary_key=True, autoincrement=False),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("article", LargeBinary, nullable=False),
)

change = Table(
    "change",
    metadata,
    Column("seq", Key, Identity(), primary_key=True),
    Column("entry_key", BigInteger, nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("change_kind", "kind", "seq"),
    sqlite_autoincrement=True,
)

source = Table(
    "source",
    metadata,
    Column("path", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("mtime_ns", BigInteger, nullable=False),
    Column("inode", BigInteger, nullable=False),
    Column("reader", Integer, nullable=False),
    Column("line", Integer),
    Column("reason", Text),
    Column("remedy", Text),
    Column("behind", Text),
    Column("remark", Text),
)

sketch = Table(
    "sketch",
    metadata,
    Column("entry_key", BigInteger, primary_key=True, autoincrement=False),
    Column("hashes", LargeBinary, nullable=False),
)

shingle = Table(
    "shingle",
    metadata,
    Column("hash", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_key", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

ENTRY = select(entry, revision.c.article).join_from(
    entry,
    revision,
    (revision.c.entry_key == entry.c.key) & (revision.c.revision == entry.c.revision),
)
"""Entries at their newest revision: rows for `to_entry`."""


def to_entry(row: Row[Any]) -> Entry:
    """Read a row of `ENTRY`."""
    return Entry(
        key=row.key,
        id=row.id,
        slug=row.slug,
        revision=row.revision,
        state=row.state,
        published=from_ms(row.published_ms),
        updated=from_ms(row.updated_ms),
        corrections=msgspec.json.decode(row.corrections, type=tuple[Correction, ...]),
        same_as=row.same_as,
        article=msgspec.json.decode(row.article, type=Article),
    )
