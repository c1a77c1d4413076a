"""The WeChat channel: messages with their answers, followers, links to the page, nonces."""

import sqlalchemy as sa
from alembic import op

from storage.types import SafeText, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wechat_messages",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("sender", sa.String(128), nullable=False),
        sa.Column("message_id", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", SafeText(), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("route", sa.String(8)),
        sa.Column("answer", sa.JSON()),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("lease_until", UtcDateTime()),
        sa.Column("lease_owner", sa.String(32)),
        sa.Column("error", sa.String(40)),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("delivered_at", UtcDateTime()),
    )
    op.create_index("ix_wechat_messages_sender", "wechat_messages", ["sender"])
    op.create_index("ix_wechat_messages_state_due_at", "wechat_messages", ["state", "due_at"])
    op.create_index("ix_wechat_messages_received_at", "wechat_messages", ["received_at"])
    op.create_table(
        "wechat_people",
        sa.Column("sender", sa.String(128), primary_key=True),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("quota_until", UtcDateTime(), nullable=False),
        sa.Column("options", sa.JSON()),
        sa.Column("options_turn", sa.Integer(), nullable=False),
        sa.Column("noticed_at", UtcDateTime()),
        sa.Column("last_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "wechat_links",
        sa.Column("id", sa.String(43), primary_key=True),
        sa.Column("sender", sa.String(128), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_wechat_links_sender", "wechat_links", ["sender"])
    op.create_index("ix_wechat_links_expires_at", "wechat_links", ["expires_at"])
    op.create_table(
        "wechat_nonces",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_wechat_nonces_seen_at", "wechat_nonces", ["seen_at"])
