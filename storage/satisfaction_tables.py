"""The tables of what follows a rating: rectification, and the city's surveys (Art. 20).

Only the module named after a table writes it, as in `tables`.
"""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage import tables  # noqa: F401  # names constraints, and has what the keys point to


class Rectification(SQLModel, table=True):
    """What must be put right after a bad rating, by somebody else than was rated.

    `version` counts what officers must have seen. `contacted_at` is the call-back.
    """

    __tablename__ = "rectifications"
    __table_args__ = (UniqueConstraint("rating_id"),)

    id: int | None = Field(default=None, primary_key=True)
    rating_id: int = Field(foreign_key="ratings.id")
    organ: str = Field(default="", max_length=32, index=True)
    rated_officer_id: int | None = Field(default=None, foreign_key="officers.id")
    officer_id: int | None = Field(default=None, foreign_key="officers.id", index=True)
    status: str = Field(max_length=16, index=True)
    opened_at: datetime
    contact_by: datetime
    resolve_by: datetime
    contacted_at: datetime | None = None
    resolved_at: datetime | None = None
    reopened: int = 0
    version: int = 1


class RectificationEvent(SQLModel, table=True):
    """Who moved a rectification, when, and with which words."""

    __tablename__ = "rectification_events"

    id: int | None = Field(default=None, primary_key=True)
    rectification_id: int = Field(foreign_key="rectifications.id", index=True)
    start: str = Field(default="", max_length=16)
    to: str = Field(max_length=16)
    by: str = Field(max_length=64)
    sealed_note: str = ""
    at: datetime


class Survey(SQLModel, table=True):
    """Questions the city asks the people it served; `questions` is a JSON list.

    `salt` makes the codes of who answered; it is wiped when the survey closes.
    """

    __tablename__ = "surveys"

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=60)
    intro: str = Field(default="", max_length=300)
    questions: str
    audience: str = Field(max_length=16)
    status: str = Field(max_length=16, index=True)
    by: str = Field(max_length=64)
    salt: str = Field(max_length=64)
    invited: int = 0
    created_at: datetime
    opened_at: datetime | None = None
    closed_at: datetime | None = None


class SurveyAnswer(SQLModel, table=True):
    """One person's answers to one survey; `respondent` is a code that names nobody."""

    __tablename__ = "survey_answers"
    __table_args__ = (UniqueConstraint("survey_id", "respondent"),)

    id: int | None = Field(default=None, primary_key=True)
    survey_id: int = Field(foreign_key="surveys.id", index=True)
    respondent: str = Field(max_length=64)
    channel: str = Field(max_length=16)
    sealed_answers: str
    on: date
