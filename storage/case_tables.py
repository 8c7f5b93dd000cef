"""The tables of mediation cases and settlements (Art. 11–15), and of one-time links.

As in `tables`: a column named `sealed_*` is encrypted, times are aware UTC, statuses are
short strings checked in `lifecycle`, and only the module named after a table writes it.
"""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage import tables  # noqa: F401  # names constraints, and holds people and officers


class Case(SQLModel, table=True):
    """A mediation request (Art. 11–14); parties, facts and claim are sealed.

    `version` counts what happened to it, so that an old page can't overwrite news.
    """

    __tablename__ = "cases"
    __table_args__ = (UniqueConstraint("number"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=24)
    person_id: int = Field(foreign_key="people.id", index=True)
    category: str = Field(max_length=16)
    district: str = Field(default="", max_length=16)
    status: str = Field(max_length=16, index=True)
    sealed_application: str
    filed_at: datetime
    decide_by: date
    organ: str = Field(default="", max_length=32, index=True)
    mediator_id: int | None = Field(default=None, foreign_key="officers.id", index=True)
    respondent_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    version: int = 1


class CaseEvent(SQLModel, table=True):
    """What was done to a case, by whom, when and why; the history the annual report counts."""

    __tablename__ = "case_events"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    act: str = Field(default="", max_length=16)
    start: str = Field(default="", max_length=16)
    to: str = Field(max_length=16)
    hand: str = Field(default="", max_length=16)
    by: str = Field(max_length=64)
    sealed_reason: str = ""
    at: datetime


class CaseCounter(SQLModel, table=True):
    """The last case number given in a year; locked while the next one is taken."""

    __tablename__ = "case_counters"

    year: int = Field(primary_key=True)
    last: int


class PaperCounter(SQLModel, table=True):
    """The last number of a series of papers (agreements, settlements, referrals) in a year."""

    __tablename__ = "paper_counters"

    series: str = Field(primary_key=True, max_length=8)
    year: int = Field(primary_key=True)
    last: int


class CaseDeadline(SQLModel, table=True):
    """A period of a case as data, so that its last day can be explained.

    `pauses` is a JSON list of [first day not counted, day counting goes on or null].
    """

    __tablename__ = "case_deadlines"
    __table_args__ = (UniqueConstraint("case_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    kind: str = Field(max_length=16)
    rule: str = Field(max_length=48)
    starts_on: date
    count: int
    unit: str = Field(max_length=8)
    extra: int = 0
    pauses: str = "[]"
    due_on: date = Field(index=True)
    met_at: datetime | None = None
    escalated_at: datetime | None = None


class CaseNote(SQLModel, table=True):
    """Something written into a case. The other side sees it only when `passed_at` is set."""

    __tablename__ = "case_notes"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    kind: str = Field(max_length=16)
    side: str = Field(max_length=16)
    officer_id: int | None = Field(default=None, foreign_key="officers.id")
    sealed_text: str
    at: datetime
    passed_at: datetime | None = None


class CaseSession(SQLModel, table=True):
    """A meeting of both sides with the mediator: proposed, confirmed by each, held or dropped."""

    __tablename__ = "case_sessions"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    starts_at: datetime
    sealed_place: str
    status: str = Field(max_length=16)
    applicant_says: str = Field(default="", max_length=8)
    respondent_says: str = Field(default="", max_length=8)
    sealed_minutes: str = ""
    made_at: datetime


class Agreement(SQLModel, table=True):
    """A draft of an agreement; it gets its number when both sides have confirmed it."""

    __tablename__ = "agreements"
    __table_args__ = (UniqueConstraint("number"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    number: str | None = Field(default=None, max_length=24)
    sealed_fields: str
    officer_id: int = Field(foreign_key="officers.id")
    made_at: datetime
    applicant_ok_at: datetime | None = None
    respondent_ok_at: datetime | None = None
    dropped_at: datetime | None = None


class Performance(SQLModel, table=True):
    """One thing a side promised to do by a day (Art. 8(8): the return visit asks for it)."""

    __tablename__ = "performances"

    id: int | None = Field(default=None, primary_key=True)
    agreement_id: int = Field(foreign_key="agreements.id", index=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    side: str = Field(max_length=16)
    due_on: date
    sealed_what: str
    outcome: str = Field(default="", max_length=8)
    told_at: datetime | None = None


class Referral(SQLModel, table=True):
    """Signs of a violation met in a case; goes its own way to its own end (Art. 12)."""

    __tablename__ = "referrals"
    __table_args__ = (UniqueConstraint("number"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=24)
    case_id: int = Field(foreign_key="cases.id", index=True)
    organ: str = Field(default="", max_length=32, index=True)
    sealed_signs: str
    officer_id: int = Field(foreign_key="officers.id")
    opened_at: datetime
    sealed_outcome: str = ""
    closed_by: int | None = Field(default=None, foreign_key="officers.id")
    closed_at: datetime | None = None


class Settlement(SQLModel, table=True):
    """A dispute about a discretionary act, settled with the organ (Art. 15)."""

    __tablename__ = "settlements"
    __table_args__ = (UniqueConstraint("number"),)

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=24)
    person_id: int = Field(foreign_key="people.id", index=True)
    organ: str = Field(default="", max_length=32, index=True)
    status: str = Field(max_length=16, index=True)
    sealed_fields: str
    proposed_by: int | None = Field(default=None, foreign_key="officers.id")
    reviewed_by: int | None = Field(default=None, foreign_key="officers.id")
    approved_by: int | None = Field(default=None, foreign_key="officers.id")
    filed_at: datetime
    decide_by: date
    version: int = 1


class SettlementEvent(SQLModel, table=True):
    """What was done to a settlement, by whom, when and why."""

    __tablename__ = "settlement_events"

    id: int | None = Field(default=None, primary_key=True)
    settlement_id: int = Field(foreign_key="settlements.id", index=True)
    act: str = Field(max_length=16)
    start: str = Field(default="", max_length=16)
    to: str = Field(max_length=16)
    hand: str = Field(max_length=16)
    by: str = Field(max_length=64)
    sealed_reason: str = ""
    at: datetime


class Link(SQLModel, table=True):
    """A secret that opens one thing once; only its hash is kept."""

    __tablename__ = "links"

    token_hash: str = Field(primary_key=True, max_length=64)
    purpose: str = Field(max_length=16)
    subject: str = Field(max_length=64, index=True)
    person_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    expires_at: datetime
    used_at: datetime | None = None
    used_by: int | None = Field(default=None, foreign_key="people.id")
