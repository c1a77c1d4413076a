"""Groups of questions taken off the help desk's list, and who is writing an answer to one."""

import sqlalchemy as sa
from alembic import op

from storage.types import SafeText, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "help_removals",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("lead", SafeText(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("staff", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("restored_by", sa.String(64)),
        sa.Column("restored_at", UtcDateTime()),
    )
    op.create_index("ix_help_removals_at", "help_removals", ["at"])
    op.create_table(
        "help_openings",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("staff", sa.String(64), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
