"""Knowledge written at the desk."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UTC = sqlmodel.sql.sqltypes.UTCDateTime
Text = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Add what is new."""
    with op.batch_alter_table("answers") as answers:
        answers.add_column(
            sa.Column("entry_version", Text(length=16), nullable=False, server_default="")
        )
    _create_versions()
    _create_switches()
    op.create_table(
        "knowledge_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_revisions")),
    )
    op.execute("INSERT INTO knowledge_revisions (id, number) VALUES (1, 0)")


def _create_versions() -> None:
    op.create_table(
        "entry_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", Text(length=96), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", Text(), nullable=False),
        sa.Column("status", Text(length=16), nullable=False),
        sa.Column("tier", Text(length=8), nullable=False),
        sa.Column("organ", Text(length=32), nullable=False),
        sa.Column("source", Text(length=64), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("lawyer_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UTC(), nullable=False),
        sa.Column("due_at", UTC(), nullable=True),
        sa.Column("decided_at", UTC(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], ["officers.id"], name=op.f(f"fk_entry_versions_{column}")
            )
            for column in ("author_id", "reviewer_id", "lawyer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_versions")),
        sa.UniqueConstraint(
            "entry_id", "number", name=op.f("uq_entry_versions_entry_id_number")
        ),
    )
    for column in ("entry_id", "status", "organ", "source"):
        op.create_index(op.f(f"ix_entry_versions_{column}"), "entry_versions", [column])
    op.create_index(
        "uq_entry_versions_open",
        "entry_versions",
        ["entry_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.create_table(
        "entry_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("start", Text(length=16), nullable=False),
        sa.Column("to", Text(length=16), nullable=False),
        sa.Column("by", Text(length=64), nullable=False),
        sa.Column("reason", Text(length=500), nullable=False),
        sa.Column("at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["entry_versions.id"], name=op.f("fk_entry_events_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_events")),
    )
    op.create_index(op.f("ix_entry_events_version_id"), "entry_events", ["version_id"])


def _create_switches() -> None:
    op.create_table(
        "switches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", Text(length=16), nullable=False),
        sa.Column("target", Text(length=96), nullable=False),
        sa.Column("reason", Text(length=200), nullable=False),
        sa.Column("by", Text(length=64), nullable=False),
        sa.Column("at", UTC(), nullable=False),
        sa.Column("lifted_by", Text(length=64), nullable=False),
        sa.Column("lifted_reason", Text(length=200), nullable=False),
        sa.Column("lifted_at", UTC(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switches")),
    )
    op.create_index(
        "uq_switches_in_force",
        "switches",
        ["kind", "target"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def downgrade() -> None:
    """Take it away again."""
    for table in ("knowledge_revisions", "switches", "entry_events", "entry_versions"):
        op.drop_table(table)
    with op.batch_alter_table("answers") as answers:
        answers.drop_column("entry_version")
