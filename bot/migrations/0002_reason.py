"""The reason why a broadcast was not made."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("broadcast", sa.Column("reason", sa.Text))


def downgrade() -> None:
    """Drop the column, and what could not have been written without it."""
    op.execute("DELETE FROM broadcast WHERE state = 4")
    op.drop_column("broadcast", "reason")
