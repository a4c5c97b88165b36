"""The ledger: bot_lane, subscriber, broadcast, receipt, attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_KEY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "bot_lane",
        sa.Column("bot_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("epoch", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("tat_ms", sa.BigInteger, nullable=False),
        sa.Column("change_seq", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "subscriber",
        sa.Column("id", _KEY, sa.Identity(), primary_key=True),
        sa.Column("bot_id", sa.BigInteger, nullable=False),
        sa.Column("chat_id", sa.BigInteger, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("since_ms", sa.BigInteger, nullable=False),
        sa.Column("language", sa.Text),
        sa.UniqueConstraint("bot_id", "chat_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "broadcast",
        sa.Column("id", _KEY, sa.Identity(), primary_key=True),
        sa.Column("bot_id", sa.BigInteger, nullable=False),
        sa.Column("entry_key", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("kind", sa.SmallInteger, nullable=False),
        sa.Column("priority", sa.SmallInteger, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("cursor", sa.BigInteger, nullable=False),
        sa.Column("last_subscriber", sa.BigInteger, nullable=False),
        sa.Column("sent", sa.BigInteger, nullable=False),
        sa.Column("made_ms", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("entry_key", "revision", "kind", "bot_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("broadcast_state", "broadcast", ["bot_id", "state"])
    op.create_table(
        "receipt",
        sa.Column("entry_key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subscriber_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("at_s", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attempt",
        sa.Column("broadcast_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("subscriber_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("tries", sa.SmallInteger, nullable=False),
        sa.Column("due_ms", sa.BigInteger, nullable=False),
        sa.Column("error", sa.Text),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "attempt_due",
        "attempt",
        ["broadcast_id", "due_ms"],
        sqlite_where=sa.text("state != 3"),
        postgresql_where=sa.text("state != 3"),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("attempt", "receipt", "broadcast", "subscriber", "bot_lane"):
        op.drop_table(table)
