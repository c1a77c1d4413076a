"""The review of applications: submissions, what was submitted, what happened."""

import sqlalchemy as sa
from alembic import op

from storage.types import SafeText, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("draft_id", sa.String(36), nullable=False, unique=True),
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("form_id", sa.String(100), nullable=False),
        sa.Column("subject", sa.String(20), nullable=False),
        sa.Column("name", SafeText(), nullable=False),
        sa.Column("city", sa.String(32), nullable=False),
        sa.Column("county", sa.String(32), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("back_to", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_submissions_owner", "submissions", ["owner"])
    op.create_index("ix_submissions_city_county", "submissions", ["city", "county"])
    op.create_table(
        "submission_snapshots",
        sa.Column("id", sa.Integer(), primary_key=True),
        _submission_id(),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("form_version", sa.String(100), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.JSON()),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("submission_id", "round", name="uq_submission_snapshots_round"),
    )
    op.create_table(
        "submission_events",
        sa.Column("id", sa.Integer(), primary_key=True),
        _submission_id(),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("who", SafeText(), nullable=False),
        sa.Column("move", sa.String(20), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("target", sa.String(20), nullable=False),
        sa.Column("comment", SafeText(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.UniqueConstraint("submission_id", "version", name="uq_submission_events_version"),
    )
    for table in ("submission_snapshots", "submission_events"):
        _forbid_rewriting(table)


def _submission_id() -> sa.Column[int]:
    submission = sa.ForeignKey("submissions.id", ondelete="CASCADE")
    return sa.Column("submission_id", sa.Integer(), submission, nullable=False)


def _forbid_rewriting(table: str) -> None:
    """Rows leave only together with their submission."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(  # the function is that of the first migration
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_update()"
    )
