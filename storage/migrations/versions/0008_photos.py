"""Photographs that go with a form."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    of_draft = sa.ForeignKey("drafts.id", ondelete="CASCADE")
    op.create_table(
        "draft_photos",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("draft_id", sa.String(36), of_draft, nullable=False),
        sa.Column("caption", sa.String(60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_draft_photos_draft_id", "draft_photos", ["draft_id"])
