"""Mediation and settlement cases, one-time links."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What the first form of a case called its statuses.
RENAMED = {"rejected": "not_accepted", "settled": "agreed", "ended": "terminated"}


def upgrade() -> None:
    """Add what is new."""
    op.create_table(
        "paper_counters",
        sa.Column("series", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_paper_counters"))
    )
    op.create_table(
        "links",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("purpose", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("used_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_links_person_id")),
        sa.ForeignKeyConstraint(["used_by"], ["people.id"], name=op.f("fk_links_used_by")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_links"))
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_links_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_subject"), ["subject"], unique=False)
    op.create_table(
        "settlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organ", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("sealed_fields", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("filed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["officers.id"], name=op.f("fk_settlements_approved_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_settlements_person_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["officers.id"], name=op.f("fk_settlements_proposed_by")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["officers.id"], name=op.f("fk_settlements_reviewed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
        sa.UniqueConstraint("number", name=op.f("uq_settlements_number"))
    )
    with op.batch_alter_table("settlements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlements_organ"), ["organ"], unique=False)
        batch_op.create_index(batch_op.f("ix_settlements_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_settlements_status"), ["status"], unique=False)
    op.create_table(
        "agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=True),
        sa.Column("sealed_fields", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("applicant_ok_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("respondent_ok_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("dropped_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_agreements_case_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_agreements_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
        sa.UniqueConstraint("number", name=op.f("uq_agreements_number"))
    )
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreements_case_id"), ["case_id"], unique=False)
    op.create_table(
        "case_deadlines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("rule", sqlmodel.sql.sqltypes.AutoString(length=48), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("pauses", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("met_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("escalated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_deadlines_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_deadlines")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_case_deadlines_case_id_kind"))
    )
    with op.batch_alter_table("case_deadlines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_deadlines_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_deadlines_due_on"), ["due_on"], unique=False)
    op.create_table(
        "case_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("side", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("sealed_text", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("passed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_notes_case_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_case_notes_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_notes"))
    )
    with op.batch_alter_table("case_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_notes_case_id"), ["case_id"], unique=False)
    op.create_table(
        "case_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("sealed_place", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("applicant_says", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("respondent_says", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("sealed_minutes", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_sessions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_sessions"))
    )
    with op.batch_alter_table("case_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_sessions_case_id"), ["case_id"], unique=False)
    op.create_table(
        "referrals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sqlmodel.sql.sqltypes.AutoString(length=24), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("organ", sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
        sa.Column("sealed_signs", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("sealed_outcome", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_referrals_case_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["officers.id"], name=op.f("fk_referrals_closed_by")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_referrals_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("number", name=op.f("uq_referrals_number"))
    )
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referrals_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_referrals_organ"), ["organ"], unique=False)
    op.create_table(
        "settlement_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("act", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("start", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("to", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("hand", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("by", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("sealed_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlements.id"], name=op.f("fk_settlement_events_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_events"))
    )
    with op.batch_alter_table("settlement_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlement_events_settlement_id"), ["settlement_id"], unique=False)
    op.create_table(
        "performances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("side", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sealed_what", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("outcome", sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
        sa.Column("told_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_performances_agreement_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_performances_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_performances"))
    )
    with op.batch_alter_table("performances", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_performances_agreement_id"), ["agreement_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_performances_case_id"), ["case_id"], unique=False)
    # Not in batch: that would drop tables other rows already point to.
    for name in ("act", "hand"):
        op.add_column("case_events", _text(name, length=16))
    op.add_column("case_events", _text("sealed_reason"))
    op.add_column("cases", _text("organ", length=32))
    version = sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    op.add_column("cases", version)
    for name, table in (("mediator_id", "officers"), ("respondent_id", "people")):
        op.execute(
            f"ALTER TABLE cases ADD COLUMN {name} INTEGER"
            f" CONSTRAINT fk_cases_{name} REFERENCES {table} (id)"
        )
    for name in ("mediator_id", "organ", "respondent_id"):
        op.create_index(f"ix_cases_{name}", "cases", [name])
    _rename(RENAMED)
    _add_filing()


def downgrade() -> None:
    """Take it away again."""
    for name in ("consents", "filing_drafts", "files"):
        op.drop_table(name)
    _rename({new: old for old, new in RENAMED.items()})
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_cases_respondent_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_cases_mediator_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_cases_respondent_id"))
        batch_op.drop_index(batch_op.f("ix_cases_organ"))
        batch_op.drop_index(batch_op.f("ix_cases_mediator_id"))
        batch_op.drop_column("version")
        batch_op.drop_column("respondent_id")
        batch_op.drop_column("mediator_id")
        batch_op.drop_column("organ")
    with op.batch_alter_table("case_events", schema=None) as batch_op:
        batch_op.drop_column("sealed_reason")
        batch_op.drop_column("hand")
        batch_op.drop_column("act")
    with op.batch_alter_table("performances", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_performances_case_id"))
        batch_op.drop_index(batch_op.f("ix_performances_agreement_id"))
    op.drop_table("performances")
    with op.batch_alter_table("settlement_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_settlement_events_settlement_id"))
    op.drop_table("settlement_events")
    with op.batch_alter_table("referrals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referrals_organ"))
        batch_op.drop_index(batch_op.f("ix_referrals_case_id"))
    op.drop_table("referrals")
    with op.batch_alter_table("case_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_sessions_case_id"))
    op.drop_table("case_sessions")
    with op.batch_alter_table("case_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_notes_case_id"))
    op.drop_table("case_notes")
    with op.batch_alter_table("case_deadlines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_deadlines_due_on"))
        batch_op.drop_index(batch_op.f("ix_case_deadlines_case_id"))
    op.drop_table("case_deadlines")
    with op.batch_alter_table("agreements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreements_case_id"))
    op.drop_table("agreements")
    with op.batch_alter_table("settlements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_settlements_status"))
        batch_op.drop_index(batch_op.f("ix_settlements_person_id"))
        batch_op.drop_index(batch_op.f("ix_settlements_organ"))
    op.drop_table("settlements")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_links_subject"))
        batch_op.drop_index(batch_op.f("ix_links_person_id"))
    op.drop_table("links")
    op.drop_table("paper_counters")


def _text(name: str, length: int | None = None) -> sa.Column[str]:
    kind = sqlmodel.sql.sqltypes.AutoString(length=length)
    return sa.Column(name, kind, nullable=False, server_default="")


def _rename(names: dict[str, str]) -> None:
    cases = sa.table("cases", sa.column("status", sa.String()))
    events = sa.table("case_events", sa.column("start", sa.String()), sa.column("to", sa.String()))
    for old, new in names.items():
        op.execute(cases.update().where(cases.c.status == old).values(status=new))
        op.execute(events.update().where(events.c.start == old).values(start=new))
        op.execute(events.update().where(events.c.to == old).values(to=new))


def _add_filing() -> None:
    """Files, drafts of requests, and what people agreed to."""
    string, moment = sqlmodel.sql.sqltypes.AutoString, sqlmodel.sql.sqltypes.UTCDateTime
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", string(length=48), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("sealed_name", string(), nullable=False),
        sa.Column("media_type", string(length=96), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", string(length=64), nullable=False),
        sa.Column("sealed_content", sa.LargeBinary(), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_files_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("owner", "number", name=op.f("uq_files_owner_number")),
    )
    op.create_index(op.f("ix_files_person_id"), "files", ["person_id"])
    op.create_table(
        "filing_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("linked_person_id", sa.Integer(), nullable=True),
        sa.Column("sealed_state", string(), nullable=False),
        sa.Column("updated_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["linked_person_id"], ["people.id"], name=op.f("fk_filing_drafts_linked_person_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_filing_drafts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_drafts")),
    )
    for name in ("linked_person_id", "person_id"):
        op.create_index(op.f(f"ix_filing_drafts_{name}"), "filing_drafts", [name])
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", string(length=16), nullable=False),
        sa.Column("version", string(length=16), nullable=False),
        sa.Column("subject", string(length=48), nullable=False),
        sa.Column("at", moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    for name in ("person_id", "subject"):
        op.create_index(op.f(f"ix_consents_{name}"), "consents", [name])
