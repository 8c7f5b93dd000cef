"""Ratings that may be explained, rectification, surveys."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

UTC = sqlmodel.sql.sqltypes.UTCDateTime
Text = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    """Add what is new."""
    with op.batch_alter_table("ratings") as ratings:
        ratings.add_column(sa.Column("sealed_comment", Text(), nullable=False, server_default=""))
        ratings.add_column(
            sa.Column("is_named", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        ratings.add_column(sa.Column("first_at", UTC(), nullable=True))
    op.execute("UPDATE ratings SET first_at = at")
    with op.batch_alter_table("ratings") as ratings:
        ratings.alter_column("first_at", existing_type=UTC(), nullable=False)
        ratings.drop_constraint("uq_ratings_subject_subject_id", type_="unique")
        ratings.create_unique_constraint(
            "uq_ratings_subject_subject_id_person_id", ["subject", "subject_id", "person_id"]
        )
    _create_rectifications()
    _create_surveys()


def _create_rectifications() -> None:
    op.create_table(
        "rectifications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rating_id", sa.Integer(), nullable=False),
        sa.Column("organ", Text(length=32), nullable=False),
        sa.Column("rated_officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("status", Text(length=16), nullable=False),
        sa.Column("opened_at", UTC(), nullable=False),
        sa.Column("contact_by", UTC(), nullable=False),
        sa.Column("resolve_by", UTC(), nullable=False),
        sa.Column("contacted_at", UTC(), nullable=True),
        sa.Column("resolved_at", UTC(), nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rating_id"], ["ratings.id"], name=op.f("fk_rectifications_rating_id")
        ),
        sa.ForeignKeyConstraint(
            ["rated_officer_id"],
            ["officers.id"],
            name=op.f("fk_rectifications_rated_officer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_rectifications_officer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectifications")),
        sa.UniqueConstraint("rating_id", name=op.f("uq_rectifications_rating_id")),
    )
    for column in ("organ", "officer_id", "status"):
        op.create_index(op.f(f"ix_rectifications_{column}"), "rectifications", [column])
    op.create_table(
        "rectification_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rectification_id", sa.Integer(), nullable=False),
        sa.Column("start", Text(length=16), nullable=False),
        sa.Column("to", Text(length=16), nullable=False),
        sa.Column("by", Text(length=64), nullable=False),
        sa.Column("sealed_note", Text(), nullable=False),
        sa.Column("at", UTC(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rectification_id"],
            ["rectifications.id"],
            name=op.f("fk_rectification_events_rectification_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_events")),
    )
    op.create_index(
        op.f("ix_rectification_events_rectification_id"),
        "rectification_events",
        ["rectification_id"],
    )


def _create_surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", Text(length=60), nullable=False),
        sa.Column("intro", Text(length=300), nullable=False),
        sa.Column("questions", Text(), nullable=False),
        sa.Column("audience", Text(length=16), nullable=False),
        sa.Column("status", Text(length=16), nullable=False),
        sa.Column("by", Text(length=64), nullable=False),
        sa.Column("salt", Text(length=64), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("created_at", UTC(), nullable=False),
        sa.Column("opened_at", UTC(), nullable=True),
        sa.Column("closed_at", UTC(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
    )
    op.create_index(op.f("ix_surveys_status"), "surveys", ["status"])
    op.create_table(
        "survey_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("respondent", Text(length=64), nullable=False),
        sa.Column("channel", Text(length=16), nullable=False),
        sa.Column("sealed_answers", Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys.id"], name=op.f("fk_survey_answers_survey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
        sa.UniqueConstraint(
            "survey_id", "respondent", name=op.f("uq_survey_answers_survey_id_respondent")
        ),
    )
    op.create_index(op.f("ix_survey_answers_survey_id"), "survey_answers", ["survey_id"])


def downgrade() -> None:
    """Take it away again."""
    for table in ("survey_answers", "surveys", "rectification_events", "rectifications"):
        op.drop_table(table)
    with op.batch_alter_table("ratings") as ratings:
        ratings.drop_constraint("uq_ratings_subject_subject_id_person_id", type_="unique")
        ratings.create_unique_constraint(
            "uq_ratings_subject_subject_id", ["subject", "subject_id"]
        )
        for column in ("first_at", "is_named", "sealed_comment"):
            ratings.drop_column(column)
