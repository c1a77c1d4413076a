"""The help desk: cases handed to a person, staff's answers with their history, feedback."""

import sqlalchemy as sa
from alembic import op

from storage.types import SafeText, UtcDateTime

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "help_cases",
        sa.Column("id", sa.Integer(), primary_key=True),
        _sender(),
        sa.Column("open_for", sa.String(128), unique=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("headline", SafeText(), nullable=False),
        sa.Column("opened_seq", sa.Integer(), nullable=False),
        sa.Column("said_seq", sa.Integer(), nullable=False),
        sa.Column("read_seq", sa.Integer(), nullable=False),
        sa.Column("staff", sa.String(64)),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("taken_at", UtcDateTime()),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime()),
        sa.Column("closed_by", sa.String(10)),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_help_cases_state_opened_at", "help_cases", ["state", "opened_at"])
    op.create_index("ix_help_cases_sender", "help_cases", ["sender"])
    op.create_table(
        "help_answers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("text", SafeText(), nullable=False),
        sa.Column("citation", sa.JSON()),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("approved_on", UtcDateTime()),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_help_answers_state", "help_answers", ["state"])
    op.create_table(
        "help_answer_changes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "answer_id",
            sa.Integer(),
            sa.ForeignKey("help_answers.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(12), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("text", SafeText(), nullable=False),
        sa.Column("citation", sa.JSON()),
        sa.Column("staff", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("answer_id", "revision", name="uq_help_answer_changes_answer_revision"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), primary_key=True),
        _sender(),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("comment", SafeText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("sender", "seq", "part", name="uq_feedback_sender_seq_part"),
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])
    _forbid_rewriting_history()


def _sender() -> sa.Column[str]:
    return sa.Column(
        "sender",
        sa.String(128),
        sa.ForeignKey("conversations.sender", ondelete="CASCADE"),
        nullable=False,
    )


def _forbid_rewriting_history() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER help_answer_changes_append_only BEFORE UPDATE ON help_answer_changes "
            "BEGIN SELECT RAISE(ABORT, 'help_answer_changes is append-only'); END"
        )
        return
    op.execute(
        "CREATE TRIGGER help_answer_changes_append_only BEFORE UPDATE ON help_answer_changes "
        "FOR EACH ROW EXECUTE FUNCTION refuse_update()"
    )
