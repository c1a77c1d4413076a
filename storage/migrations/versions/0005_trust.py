"""Trust: the audit, append-only, and the decisions on the notice on personal data."""

import sqlalchemy as sa
from alembic import op

from storage.types import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("object", sa.String(120), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("request_id", sa.String(40), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("keep_until", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_audit_entries_at", "audit_entries", ["at"])
    op.create_index("ix_audit_entries_keep_until", "audit_entries", ["keep_until"])
    op.create_table(
        "consents",
        sa.Column("person", sa.String(128), primary_key=True),
        sa.Column("version", sa.String(20), primary_key=True),
        sa.Column("decision", sa.String(10), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite()
    else:
        _guard_on_postgresql()


def _guard_on_sqlite() -> None:
    """Moments are kept as text in UTC, which sorts by time."""
    op.execute(
        "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
        "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
        "WHEN OLD.keep_until > strftime('%Y-%m-%d %H:%M:%f', 'now') "
        "BEGIN SELECT RAISE(ABORT, 'audit_entries is append-only'); END"
    )


def _guard_on_postgresql() -> None:
    """`refuse_update` came with the first tables; emptying the table at once is refused too."""
    op.execute(
        "CREATE FUNCTION refuse_early_delete() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF OLD.keep_until > now() THEN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_update()"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION refuse_early_delete()"
    )
    op.execute(
        "CREATE TRIGGER audit_entries_no_truncate BEFORE TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_update()"
    )
