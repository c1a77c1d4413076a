"""Followers of the WeChat account who act for an account of staff; answers that are not kept."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    of_user = sa.ForeignKey("staff_users.id", ondelete="CASCADE")
    op.create_table(
        "staff_wechat_codes",
        sa.Column("user_id", sa.Integer(), of_user, primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "staff_wechat",
        sa.Column("sender", sa.String(128), primary_key=True),
        sa.Column(
            "user_id",
            sa.Integer(),
            sa.ForeignKey("staff_users.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("code_digest", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_staff_wechat_expires_at", "staff_wechat", ["expires_at"])
    op.add_column("wechat_messages", sa.Column("forget_at", UtcDateTime(), nullable=True))
    op.create_index("ix_wechat_messages_forget_at", "wechat_messages", ["forget_at"])
