"""First tables: drafts and their history, conversations, unanswered questions, documents."""

import sqlalchemy as sa
from alembic import op

from storage.types import SafeText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("form_id", sa.String(100), nullable=False),
        sa.Column("form_version", sa.String(100), nullable=False),
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("resume_code", sa.String(16), nullable=False, unique=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_drafts_expires_at", "drafts", ["expires_at"])
    op.create_table(
        "draft_members",
        _draft_id(primary_key=True),
        sa.Column("owner", sa.String(128), primary_key=True),
        sa.Column("attached_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_draft_members_owner", "draft_members", ["owner"])
    op.create_table(
        "draft_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        _draft_id(),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(100), nullable=False),
        sa.Column("old", sa.JSON()),
        sa.Column("new", sa.JSON()),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("channel", sa.String(40), nullable=False),
    )
    op.create_index("ix_draft_changes_draft_id_revision", "draft_changes", ["draft_id", "revision"])
    op.create_table(
        "conversations",
        sa.Column("sender", sa.String(128), primary_key=True),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "sender",
            sa.String(128),
            sa.ForeignKey("conversations.sender", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(128)),
        sa.Column("text", SafeText(), nullable=False),
        sa.Column("response", sa.JSON()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime()),
        sa.UniqueConstraint("sender", "seq", name="uq_turns_sender_seq"),
        sa.UniqueConstraint("sender", "message_id", name="uq_turns_sender_message_id"),
    )
    op.create_index("ix_turns_created_at", "turns", ["created_at"])
    op.create_table(
        "unanswered",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("question", sa.String(300), nullable=False, unique=True),
        sa.Column("sample", SafeText(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.String(43), primary_key=True),
        _draft_id(),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint(
            "draft_id", "revision", "kind", name="uq_documents_draft_revision_kind"
        ),
    )
    op.create_index("ix_documents_expires_at", "documents", ["expires_at"])
    _forbid_rewriting_history()


def _draft_id(primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "draft_id",
        sa.String(36),
        sa.ForeignKey("drafts.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
    )


def _forbid_rewriting_history() -> None:
    """The change log is append-only; rows leave it only together with their draft."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER draft_changes_append_only BEFORE UPDATE ON draft_changes "
            "BEGIN SELECT RAISE(ABORT, 'draft_changes is append-only'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_update() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER draft_changes_append_only BEFORE UPDATE ON draft_changes "
        "FOR EACH ROW EXECUTE FUNCTION refuse_update()"
    )
