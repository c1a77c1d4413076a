"""What was read from uploaded files and waits to be chosen from."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "prefill_offers",
        sa.Column("id", sa.String(43), primary_key=True),
        sa.Column("sender", sa.String(128), nullable=False),
        sa.Column("form_id", sa.String(100), nullable=False),
        sa.Column("draft_id", sa.String(36)),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_prefill_offers_sender", "prefill_offers", ["sender"])
    op.create_index("ix_prefill_offers_expires_at", "prefill_offers", ["expires_at"])
