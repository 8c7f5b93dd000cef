"""The tables of guidance (Art. 8): who is prompted, what was said, self-checks, send rates.

Written by `subscriptions`, `guidance`, `broadcasts`, `selfchecks` and `lanes`, each its own.
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Subscription(SQLModel, table=True):
    """What one person wants to be prompted about, or that they want nothing at all.

    The trade and district are columns because officers address groups by them; what the
    person holds, with its dates, is sealed.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        UniqueConstraint("person_id"),
        Index("ix_subscriptions_due", "status", "next_due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id")
    status: str = Field(max_length=16)
    district: str = Field(default="", max_length=16, index=True)
    audience: str = Field(default="", max_length=16)
    sealed_facts: str
    hour: int
    next_due_at: datetime | None = None
    created_at: datetime
    changed_at: datetime
    ended_why: str = Field(default="", max_length=16)


class SubscriptionTrade(SQLModel, table=True):
    """A trade of a subscriber."""

    __tablename__ = "subscription_trades"

    subscription_id: int = Field(primary_key=True, foreign_key="subscriptions.id")
    industry: str = Field(primary_key=True, max_length=16, index=True)


class Guidance(SQLModel, table=True):
    """One act of guidance to one person: mode, organ, basis and version; never binding.

    `key` is what makes it unique: a rule, its period and the person for a prompt. Whether
    it was delivered stands in the outbox row that names it.
    """

    __tablename__ = "guidance"
    __table_args__ = (UniqueConstraint("key"), Index("ix_guidance_person", "person_id", "at"))

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=200)
    mode: str = Field(max_length=16, index=True)
    person_id: int | None = Field(default=None, foreign_key="people.id")
    organ: str = Field(default="", max_length=32)
    subject: str = Field(max_length=96)
    basis: str = Field(default="", max_length=500)
    version: str = Field(default="", max_length=32)
    by: str = Field(max_length=64)
    answer_id: int | None = Field(default=None, foreign_key="answers.id", index=True)
    broadcast_id: int | None = Field(default=None, foreign_key="broadcasts.id", index=True)
    at: datetime
    read_at: datetime | None = None
    settled_at: datetime | None = None


class Broadcast(SQLModel, table=True):
    """A prompt officers send to a trade in a district."""

    __tablename__ = "broadcasts"

    id: int | None = Field(default=None, primary_key=True)
    status: str = Field(max_length=16, index=True)
    organ: str = Field(default="", max_length=32)
    industry: str = Field(default="", max_length=16)
    district: str = Field(default="", max_length=16)
    title: str = Field(max_length=60)
    text: str = Field(max_length=600)
    basis: str = Field(default="", max_length=500)
    author_id: int = Field(foreign_key="officers.id")
    approver_id: int | None = Field(default=None, foreign_key="officers.id")
    previewed: int = 0
    last_person_id: int = 0
    created_at: datetime
    approved_at: datetime | None = None
    ended_at: datetime | None = None


class SelfCheckRun(SQLModel, table=True):
    """One person's self-check; the answers are sealed and nobody else reads them."""

    __tablename__ = "selfcheck_runs"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    check_id: str = Field(max_length=40)
    version: str = Field(default="", max_length=32)
    sealed_answers: str
    started_at: datetime
    finished_at: datetime | None = None


class SelfCheckTally(SQLModel, table=True):
    """How often a question was answered in a month, by nobody in particular."""

    __tablename__ = "selfcheck_tallies"

    month: str = Field(primary_key=True, max_length=7)
    check_id: str = Field(primary_key=True, max_length=40)
    question_id: str = Field(primary_key=True, max_length=40)
    answer: str = Field(primary_key=True, max_length=8)
    count: int = 0


class Lane(SQLModel, table=True):
    """Until when a channel's permitted rate is used up, by all processes together."""

    __tablename__ = "lanes"

    name: str = Field(primary_key=True, max_length=16)
    free_at: datetime
