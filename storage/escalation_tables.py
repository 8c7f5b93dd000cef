"""The tables of handed-over questions: the question, its history, and what officers work with.

Only the module named after a table writes it, as in `tables`.
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage import desk_tables  # noqa: F401  # has what the keys point to


class Escalation(SQLModel, table=True):
    """A question handed to an officer; in exactly one queue until closed.

    `organ` is whose desk it lies on, empty for the city desk; `about_organ` is who is
    responsible by its topic. The clock runs from `clock_from` for `clock_seconds` of
    working time and stands while that is empty; `due_at` follows from both. A person has
    at most one open question on a `subject`. `version` counts what officers must have seen.
    """

    __tablename__ = "escalations"
    __table_args__ = (
        Index(
            "uq_escalations_open_subject",
            "person_id",
            "subject",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    subject: str = Field(max_length=96)
    sealed_question: str
    organ: str = Field(default="", max_length=32, index=True)
    group_id: int | None = Field(default=None, foreign_key="officer_groups.id")
    about_organ: str = Field(default="", max_length=32)
    district: str = Field(default="", max_length=16)
    entry_id: str = Field(default="", max_length=96)
    reason: str = Field(max_length=16)
    status: str = Field(max_length=16, index=True)
    officer_id: int | None = Field(default=None, foreign_key="officers.id", index=True)
    opened_at: datetime
    claim_by: datetime
    due_at: datetime
    clock_from: datetime | None = None
    clock_seconds: int = 0
    level: int = 0
    transfers: int = 0
    version: int = 1
    changed_at: datetime
    closed_at: datetime | None = None
    outcome: str = Field(default="", max_length=16)
    merged_into: int | None = Field(default=None, foreign_key="escalations.id")


class EscalationEvent(SQLModel, table=True):
    """What happened to a handed-over question: who, when, why; `kind` says what."""

    __tablename__ = "escalation_events"

    id: int | None = Field(default=None, primary_key=True)
    escalation_id: int = Field(foreign_key="escalations.id", index=True)
    kind: str = Field(max_length=16)
    start: str = Field(max_length=16)
    to: str = Field(max_length=16)
    by: str = Field(max_length=64)
    target: str = Field(default="", max_length=64)
    sealed_note: str = ""
    at: datetime


class CannedReply(SQLModel, table=True):
    """A text officers of an organ send often; empty `organ` means every organ's."""

    __tablename__ = "canned_replies"
    __table_args__ = (UniqueConstraint("organ", "title"),)

    id: int | None = Field(default=None, primary_key=True)
    organ: str = Field(default="", max_length=32)
    title: str = Field(max_length=40)
    text: str = Field(max_length=1000)
    by: str = Field(max_length=64)
    at: datetime


class OfficerChannel(SQLModel, table=True):
    """Where an officer works besides the console: one address of one channel."""

    __tablename__ = "officer_channels"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    officer_id: int = Field(primary_key=True, foreign_key="officers.id")
    channel: str = Field(max_length=16)
    address: str = Field(max_length=128)
    bound_at: datetime


class BindingCode(SQLModel, table=True):
    """A one-time code that binds whoever says it to an officer; kept as its hash."""

    __tablename__ = "binding_codes"

    code_hash: str = Field(primary_key=True, max_length=64)
    officer_id: int = Field(foreign_key="officers.id", index=True)
    expires_at: datetime
