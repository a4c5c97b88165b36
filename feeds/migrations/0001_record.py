"""The record: publication, entry, revision, change, source."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "publication",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "entry",
        sa.Column("key", _KEY, sa.Identity(), primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("slug", sa.Text, nullable=False, unique=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("published_ms", sa.BigInteger, nullable=False),
        sa.Column("updated_ms", sa.BigInteger, nullable=False),
        sa.Column("release_ms", sa.BigInteger),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("corrections", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_entry_digest", "entry", ["digest"])
    op.create_index("ix_entry_path", "entry", ["path"])
    op.create_index("ix_entry_updated_ms", "entry", ["updated_ms"])
    op.create_index("entry_newest", "entry", ["state", "published_ms", "key"])
    op.create_table(
        "revision",
        sa.Column("entry_key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("article", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "change",
        sa.Column("seq", _KEY, sa.Identity(), primary_key=True),
        sa.Column("entry_key", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_entry_key", "change", ["entry_key"])
    op.create_index("change_kind", "change", ["kind", "seq"])
    op.create_table(
        "source",
        sa.Column("path", sa.Text, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("inode", sa.BigInteger, nullable=False),
        sa.Column("reader", sa.Integer, nullable=False),
        sa.Column("line", sa.Integer),
        sa.Column("reason", sa.Text),
        sa.Column("remedy", sa.Text),
        sa.Column("behind", sa.Text),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("source", "change", "revision", "entry", "publication"):
        op.drop_table(table)
