"""Organs, groups and roles, sessions that idle out, duty, and the audit chain."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

String = sqlmodel.sql.sqltypes.AutoString
Moment = sqlmodel.sql.sqltypes.UTCDateTime

ALL_ROLES = "admin,editor,lead,legal_reviewer,mediator,officer,supervisor"


def upgrade() -> None:
    """Add what is new; officers keep what they could do, the first one gets every role."""
    _add_tables()
    with op.batch_alter_table("officers") as batch:
        for name, length in (("name", 64), ("organ", 32), ("districts", 128), ("roles", 128)):
            batch.add_column(sa.Column(name, String(length=length), nullable=False, server_default=""))
        batch.add_column(sa.Column("group_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("sealed_totp", String(), nullable=False, server_default=""))
        batch.add_column(sa.Column("totp_step", sa.Integer(), nullable=False, server_default="0"))
        batch.create_index("ix_officers_organ", ["organ"])
        batch.create_foreign_key(
            "fk_officers_group_id", "officer_groups", ["group_id"], ["id"]
        )
    op.execute("update officers set roles = 'mediator,officer'")
    op.execute(
        f"update officers set roles = '{ALL_ROLES}' where id = (select min(id) from officers)"
    )
    op.execute("delete from officer_sessions")
    with op.batch_alter_table("officer_sessions") as batch:
        batch.add_column(sa.Column("created_at", Moment(), nullable=False))
        batch.add_column(sa.Column("seen_at", Moment(), nullable=False))


def _add_tables() -> None:
    op.create_table(
        "organs",
        sa.Column("name", String(length=32), nullable=False),
        sa.Column("title", String(length=64), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_organs"),
    )
    op.create_table(
        "officer_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organ", String(length=32), nullable=False),
        sa.Column("name", String(length=64), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_officer_groups"),
        sa.UniqueConstraint("organ", "name", name="uq_officer_groups_organ_name"),
    )
    op.create_table(
        "desk_settings",
        sa.Column("name", String(length=32), nullable=False),
        sa.Column("value", String(length=512), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_desk_settings"),
    )
    op.create_table(
        "duty_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("body", String(), nullable=False),
        sa.Column("reason", String(length=200), nullable=False),
        sa.Column("by", String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duty_versions"),
    )
    op.create_table(
        "due_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", String(length=64), nullable=False),
        sa.Column("was", Moment(), nullable=False),
        sa.Column("now", Moment(), nullable=False),
        sa.Column("why", String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_due_changes"),
    )
    op.create_index("ix_due_changes_subject", "due_changes", ["subject"])
    op.create_table(
        "duty_shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", String(length=5), nullable=False),
        sa.Column("ends", String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_duty_shifts_officer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_shifts"),
        sa.UniqueConstraint(
            "officer_id", "day", "starts", name="uq_duty_shifts_officer_id_day_starts"
        ),
    )
    op.create_index("ix_duty_shifts_officer_id", "duty_shifts", ["officer_id"])
    op.create_index("ix_duty_shifts_day", "duty_shifts", ["day"])
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", String(length=64), nullable=False),
        sa.Column("action", String(length=48), nullable=False),
        sa.Column("subject", String(length=64), nullable=False),
        sa.Column("detail", String(), nullable=False),
        sa.Column("mac", String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_events"),
        sa.UniqueConstraint("seq", name="uq_audit_events_seq"),
    )
    op.create_index("ix_audit_events_actor", "audit_events", ["actor"])
    op.create_index("ix_audit_events_subject", "audit_events", ["subject"])
    op.create_table(
        "audit_heads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("mac", String(length=64), nullable=False),
        sa.Column("signature", String(length=64), nullable=False),
        sa.Column("sealed_key", String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_heads"),
    )


def downgrade() -> None:
    """Take it away again."""
    with op.batch_alter_table("officer_sessions") as batch:
        batch.drop_column("seen_at")
        batch.drop_column("created_at")
    with op.batch_alter_table("officers") as batch:
        batch.drop_constraint("fk_officers_group_id", type_="foreignkey")
        batch.drop_index("ix_officers_organ")
        for name in ("totp_step", "sealed_totp", "group_id", "roles", "districts", "organ", "name"):
            batch.drop_column(name)
    for name in (
        "audit_heads", "audit_events", "duty_shifts", "due_changes", "duty_versions",
        "desk_settings", "officer_groups", "organs",
    ):
        op.drop_table(name)
