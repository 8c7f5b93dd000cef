"""Prompts, subscriptions, self-checks; messages that may wait behind others, and send rates."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

String = sqlmodel.sql.sqltypes.AutoString
Moment = sqlmodel.sql.sqltypes.UTCDateTime
PENDING = "sent_at IS NULL AND given_up_at IS NULL"


def upgrade() -> None:
    """Add what is new."""
    with op.batch_alter_table("outbox") as batch:
        batch.add_column(sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("expires_at", Moment(), nullable=True))
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["channel", "rank", "due_at", "id"],
        sqlite_where=sa.text(PENDING),
        postgresql_where=sa.text(PENDING),
    )
    _add_subscriptions()
    _add_guidance()
    _add_selfchecks()
    op.create_table(
        "lanes",
        sa.Column("name", String(length=16), nullable=False),
        sa.Column("free_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lanes"),
    )


def _add_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("status", String(length=16), nullable=False),
        sa.Column("district", String(length=16), nullable=False),
        sa.Column("audience", String(length=16), nullable=False),
        sa.Column("sealed_facts", String(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("next_due_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("ended_why", String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_subscriptions_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint("person_id", name="uq_subscriptions_person_id"),
    )
    op.create_index("ix_subscriptions_due", "subscriptions", ["status", "next_due_at"])
    op.create_index("ix_subscriptions_district", "subscriptions", ["district"])
    op.create_table(
        "subscription_trades",
        sa.Column("subscription_id", sa.Integer(), nullable=False),
        sa.Column("industry", String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscriptions.id"], name="fk_subscription_trades_subscription_id"
        ),
        sa.PrimaryKeyConstraint("subscription_id", "industry", name="pk_subscription_trades"),
    )
    op.create_index("ix_subscription_trades_industry", "subscription_trades", ["industry"])


def _add_guidance() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("status", String(length=16), nullable=False),
        sa.Column("organ", String(length=32), nullable=False),
        sa.Column("industry", String(length=16), nullable=False),
        sa.Column("district", String(length=16), nullable=False),
        sa.Column("title", String(length=60), nullable=False),
        sa.Column("text", String(length=600), nullable=False),
        sa.Column("basis", String(length=500), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("previewed", sa.Integer(), nullable=False),
        sa.Column("last_person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["officers.id"], name="fk_broadcasts_author_id"),
        sa.ForeignKeyConstraint(["approver_id"], ["officers.id"], name="fk_broadcasts_approver_id"),
        sa.PrimaryKeyConstraint("id", name="pk_broadcasts"),
    )
    op.create_index("ix_broadcasts_status", "broadcasts", ["status"])
    op.create_table(
        "guidance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", String(length=200), nullable=False),
        sa.Column("mode", String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organ", String(length=32), nullable=False),
        sa.Column("subject", String(length=96), nullable=False),
        sa.Column("basis", String(length=500), nullable=False),
        sa.Column("version", String(length=32), nullable=False),
        sa.Column("by", String(length=64), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("broadcast_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_guidance_person_id"),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_guidance_answer_id"),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name="fk_guidance_broadcast_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_guidance"),
        sa.UniqueConstraint("key", name="uq_guidance_key"),
    )
    op.create_index("ix_guidance_mode", "guidance", ["mode"])
    op.create_index("ix_guidance_person", "guidance", ["person_id", "at"])
    op.create_index("ix_guidance_answer_id", "guidance", ["answer_id"])
    op.create_index("ix_guidance_broadcast_id", "guidance", ["broadcast_id"])


def _add_selfchecks() -> None:
    op.create_table(
        "selfcheck_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("check_id", String(length=40), nullable=False),
        sa.Column("version", String(length=32), nullable=False),
        sa.Column("sealed_answers", String(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_selfcheck_runs_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_selfcheck_runs"),
    )
    op.create_index("ix_selfcheck_runs_person_id", "selfcheck_runs", ["person_id"])
    op.create_table(
        "selfcheck_tallies",
        sa.Column("month", String(length=7), nullable=False),
        sa.Column("check_id", String(length=40), nullable=False),
        sa.Column("question_id", String(length=40), nullable=False),
        sa.Column("answer", String(length=8), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "check_id", "question_id", "answer", name="pk_selfcheck_tallies"
        ),
    )


def downgrade() -> None:
    """Take it away again."""
    for table in (
        "selfcheck_tallies",
        "selfcheck_runs",
        "guidance",
        "broadcasts",
        "subscription_trades",
        "subscriptions",
        "lanes",
    ):
        op.drop_table(table)
    op.drop_index("ix_outbox_pending", "outbox")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("expires_at")
        batch.drop_column("rank")
