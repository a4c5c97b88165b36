"""Slots: which run of which job has been taken."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "job_slot",
        sa.Column("job", sa.Text, primary_key=True),
        sa.Column("slot_ms", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the table: the next run of each job may be one too many."""
    op.drop_table("job_slot")
