"""The photographs of a submission as they were handed in.

What was handed in before keeps the photographs its draft has now: what they were is not known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLE = "submission_photos"


def upgrade() -> None:
    submission = sa.ForeignKey("submissions.id", ondelete="CASCADE")
    op.create_table(
        _TABLE,
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("submission_id", sa.Integer(), submission, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("caption", sa.String(60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_submission_photos_round", _TABLE, ["submission_id", "round"])
    op.execute(
        f"INSERT INTO {_TABLE} (submission_id, round, caption, content) "
        "SELECT s.id, s.round, p.caption, p.content FROM submissions s "
        "JOIN draft_photos p ON p.draft_id = s.draft_id ORDER BY p.id"
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {_TABLE}_append_only BEFORE UPDATE ON {_TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END"
        )
        return
    op.execute(  # the function is that of the first migration
        f"CREATE TRIGGER {_TABLE}_append_only BEFORE UPDATE ON {_TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_update()"
    )
