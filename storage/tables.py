"""Every table, and nothing else. Statuses are short strings checked in `lifecycle`.

A column named `sealed_*` holds text encrypted by `sealing`. Times are aware UTC.
Only the module named after a table writes it.
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# A row is never validated, so what would validate it is not built.
SQLModel.model_config["defer_build"] = True


class Person(SQLModel, table=True):
    """Someone who writes to us on one channel; not a civil identity."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(max_length=16)
    address: str = Field(max_length=128)
    first_seen_at: datetime
    last_seen_at: datetime
    consented_at: datetime | None = None


class Dialogue(SQLModel, table=True):
    """Where the conversation with one person stands; locked for the length of a turn."""

    __tablename__ = "dialogues"

    person_id: int = Field(primary_key=True, foreign_key="people.id")
    sealed_state: str
    updated_at: datetime


class TurnRecord(SQLModel, table=True):
    """A message we received, once."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("channel", "message_id"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str = Field(max_length=16)
    message_id: str = Field(max_length=128)
    person_id: int = Field(foreign_key="people.id", index=True)
    sealed_text: str
    action: str = Field(default="", max_length=64)
    step: str = Field(default="", max_length=32)
    at: datetime


class Message(SQLModel, table=True):
    """A reply or notice that leaves through the outbox, and the history a person sees."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_due", "channel", "sent_at", "due_at"),
        Index(
            "ix_outbox_pending", "channel", "rank", "due_at", "id",
            sqlite_where=text("sent_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=text("sent_at IS NULL AND given_up_at IS NULL"),
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    turn_id: int | None = Field(default=None, foreign_key="turns.id", index=True)
    channel: str = Field(max_length=16)
    key: str = Field(max_length=128)
    author: str = Field(max_length=16)
    sealed_body: str
    created_at: datetime
    due_at: datetime
    rank: int = 0
    attempts: int = 0
    expires_at: datetime | None = None
    sent_at: datetime | None = None
    given_up_at: datetime | None = None


class Answer(SQLModel, table=True):
    """What we answered, for ratings and for the annual report (Art. 20, 21)."""

    __tablename__ = "answers"

    id: int | None = Field(default=None, primary_key=True)
    turn_id: int = Field(foreign_key="turns.id", index=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    entry_id: str = Field(default="", max_length=96, index=True)
    entry_version: str = Field(default="", max_length=16)
    verdict: str = Field(max_length=16)
    confidence: float = 0.0
    at: datetime


class Rating(SQLModel, table=True):
    """What a person thought of one answer, handed-over question or case (Art. 20).

    Each side of a case has its own. `at` is when it was last changed.
    """

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("subject", "subject_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=16)
    subject_id: int
    person_id: int = Field(foreign_key="people.id", index=True)
    score: int
    reason: str = Field(default="", max_length=32)
    sealed_comment: str = ""
    is_named: bool = False
    first_at: datetime
    at: datetime


class Officer(SQLModel, table=True):
    """Someone who may sign in to the desk. Roles and districts are comma-separated."""

    __tablename__ = "officers"
    __table_args__ = (UniqueConstraint("login"),)

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(max_length=64)
    password_hash: str = Field(max_length=256)
    must_change: bool = True
    is_active: bool = True
    created_at: datetime
    name: str = Field(default="", max_length=64)
    organ: str = Field(default="", max_length=32, index=True)
    districts: str = Field(default="", max_length=128)
    roles: str = Field(default="", max_length=128)
    group_id: int | None = Field(default=None, foreign_key="officer_groups.id")
    sealed_totp: str = ""
    totp_step: int = 0


class OfficerSession(SQLModel, table=True):
    """A signed-in browser; deleting the row signs it out."""

    __tablename__ = "officer_sessions"

    token_hash: str = Field(primary_key=True, max_length=64)
    officer_id: int = Field(foreign_key="officers.id", index=True)
    form_token: str = Field(max_length=64)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class SignInAttempt(SQLModel, table=True):
    """A failed sign-in, kept only to slow the next one down."""

    __tablename__ = "sign_in_attempts"

    id: int | None = Field(default=None, primary_key=True)
    who: str = Field(max_length=64, index=True)
    at: datetime


class Job(SQLModel, table=True):
    """Work that is due at a time; the row stays, so that its key is used once."""

    __tablename__ = "jobs"
    __table_args__ = (UniqueConstraint("key"), Index("ix_jobs_due", "ended_at", "due_at"))

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=32)
    key: str = Field(max_length=160)
    sealed_payload: str
    due_at: datetime
    attempts: int = 0
    ended_at: datetime | None = None
    outcome: str = Field(default="", max_length=16)
