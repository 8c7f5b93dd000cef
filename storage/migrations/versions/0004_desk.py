"""What the officers' desk remembers: clocks, transfers, notes, canned replies, bindings."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

String = sqlmodel.sql.sqltypes.AutoString
Moment = sqlmodel.sql.sqltypes.UTCDateTime
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Add what is new; questions in the queue keep their due time and get a subject each."""
    with op.batch_alter_table("escalations") as batch:
        for name, length in (("subject", 96), ("about_organ", 32), ("district", 16), ("outcome", 16)):
            batch.add_column(sa.Column(name, String(length=length), nullable=False, server_default=""))
        for name in ("clock_seconds", "level", "transfers"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        for name in ("group_id", "merged_into"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
        for name in ("claim_by", "clock_from", "changed_at"):
            batch.add_column(sa.Column(name, Moment(), nullable=True))
    op.execute(
        "update escalations set subject = 'own:' || id, about_organ = organ,"
        " claim_by = due_at, changed_at = coalesce(closed_at, opened_at)"
    )
    with op.batch_alter_table("escalations") as batch:
        for name in ("claim_by", "changed_at"):
            batch.alter_column(name, existing_type=Moment(), nullable=False)
        batch.create_index("ix_escalations_organ", ["organ"])
        batch.create_index("ix_escalations_officer_id", ["officer_id"])
        batch.create_foreign_key(
            "fk_escalations_group_id", "officer_groups", ["group_id"], ["id"]
        )
        batch.create_foreign_key("fk_escalations_merged_into", "escalations", ["merged_into"], ["id"])
    op.create_index(
        "uq_escalations_open_subject",
        "escalations",
        ["person_id", "subject"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    with op.batch_alter_table("escalation_events") as batch:
        batch.add_column(sa.Column("kind", String(length=16), nullable=False, server_default=""))
        batch.add_column(sa.Column("target", String(length=64), nullable=False, server_default=""))
        batch.add_column(sa.Column("sealed_note", String(), nullable=False, server_default=""))
    op.execute('update escalation_events set kind = "to"')
    _add_tables()


def _add_tables() -> None:
    op.create_table(
        "canned_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organ", String(length=32), nullable=False),
        sa.Column("title", String(length=40), nullable=False),
        sa.Column("text", String(length=1000), nullable=False),
        sa.Column("by", String(length=64), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned_replies"),
        sa.UniqueConstraint("organ", "title", name="uq_canned_replies_organ_title"),
    )
    op.create_table(
        "officer_channels",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("channel", String(length=16), nullable=False),
        sa.Column("address", String(length=128), nullable=False),
        sa.Column("bound_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name="fk_officer_channels_officer_id"
        ),
        sa.PrimaryKeyConstraint("officer_id", name="pk_officer_channels"),
        sa.UniqueConstraint("channel", "address", name="uq_officer_channels_channel_address"),
    )
    op.create_table(
        "binding_codes",
        sa.Column("code_hash", String(length=64), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name="fk_binding_codes_officer_id"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_binding_codes"),
    )
    op.create_index("ix_binding_codes_officer_id", "binding_codes", ["officer_id"])


def downgrade() -> None:
    """Take it away again."""
    for name in ("binding_codes", "officer_channels", "canned_replies"):
        op.drop_table(name)
    with op.batch_alter_table("escalation_events") as batch:
        for name in ("sealed_note", "target", "kind"):
            batch.drop_column(name)
    op.drop_index("uq_escalations_open_subject", "escalations")
    with op.batch_alter_table("escalations") as batch:
        batch.drop_constraint("fk_escalations_merged_into", type_="foreignkey")
        batch.drop_constraint("fk_escalations_group_id", type_="foreignkey")
        batch.drop_index("ix_escalations_officer_id")
        batch.drop_index("ix_escalations_organ")
        for name in (
            "changed_at", "clock_from", "claim_by", "merged_into", "group_id", "version",
            "transfers", "level", "clock_seconds", "outcome", "district", "about_organ", "subject",
        ):
            batch.drop_column(name)
