"""Likeness: the sketch of each entry's text, which story it repeats, what editors are told."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables; note which entries have no sketch yet (`Archive.catch_up` draws them)."""
    op.add_column("entry", sa.Column("same_as", sa.Text))
    op.create_index("ix_entry_same_as", "entry", ["same_as"])
    op.add_column("source", sa.Column("remark", sa.Text))
    op.create_table(
        "sketch",
        sa.Column("entry_key", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "shingle",
        sa.Column("hash", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("entry_key", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO publication (name, value) "
        "SELECT 'unsketched', CAST(newest AS TEXT) "
        "FROM (SELECT MAX(key) AS newest FROM entry) AS known WHERE newest IS NOT NULL"
    )


def downgrade() -> None:
    """Drop the tables."""
    op.execute("DELETE FROM publication WHERE name = 'unsketched'")
    op.drop_table("shingle")
    op.drop_table("sketch")
    op.drop_column("source", "remark")
    op.drop_index("ix_entry_same_as", "entry")
    op.drop_column("entry", "same_as")
