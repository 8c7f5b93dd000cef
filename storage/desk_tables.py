"""The tables of the desk itself: organs and groups, duty, and the audit chain.

Only the module named after a table writes it, as in `tables`.
"""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage import tables  # noqa: F401  # names constraints, and has what the keys point to


class Organ(SQLModel, table=True):
    """What the desk knows of an organ of `knowledge/rules/organs.yaml`."""

    __tablename__ = "organs"

    name: str = Field(primary_key=True, max_length=32)
    title: str = Field(default="", max_length=64)
    is_open: bool = True


class OfficerGroup(SQLModel, table=True):
    """Officers of one organ who share a queue; their lead is a member with that role."""

    __tablename__ = "officer_groups"
    __table_args__ = (UniqueConstraint("organ", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    organ: str = Field(default="", max_length=32)
    name: str = Field(max_length=64)
    is_open: bool = True


class DeskSetting(SQLModel, table=True):
    """One setting an administrator changes while the service runs."""

    __tablename__ = "desk_settings"

    name: str = Field(primary_key=True, max_length=32)
    value: str = Field(default="", max_length=512)


class DutyVersion(SQLModel, table=True):
    """Working hours, holidays and terms as one document; the newest row is in force."""

    __tablename__ = "duty_versions"

    id: int | None = Field(default=None, primary_key=True)
    body: str
    reason: str = Field(max_length=200)
    by: str = Field(max_length=64)
    at: datetime


class DueChange(SQLModel, table=True):
    """A due time that was computed anew, and why."""

    __tablename__ = "due_changes"

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=64, index=True)
    was: datetime
    now: datetime
    why: str = Field(max_length=64)
    at: datetime


class DutyShift(SQLModel, table=True):
    """An officer on the roster for a part of a day; times are Luoyang's, as HH:MM."""

    __tablename__ = "duty_shifts"
    __table_args__ = (UniqueConstraint("officer_id", "day", "starts"),)

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officers.id", index=True)
    day: date = Field(index=True)
    starts: str = Field(max_length=5)
    ends: str = Field(max_length=5)


class AuditEvent(SQLModel, table=True):
    """Who read or changed what. `seq` and `mac` are given when the transaction ends."""

    __tablename__ = "audit_events"
    __table_args__ = (UniqueConstraint("seq"),)

    id: int | None = Field(default=None, primary_key=True)
    seq: int | None = None
    at: datetime
    actor: str = Field(max_length=64, index=True)
    action: str = Field(max_length=48)
    subject: str = Field(max_length=64, index=True)
    detail: str = ""
    mac: str = Field(default="", max_length=64)


class AuditHead(SQLModel, table=True):
    """The end of the audit chain, signed: whoever removes the last events is found out."""

    __tablename__ = "audit_heads"

    id: int = Field(primary_key=True)
    seq: int
    mac: str = Field(max_length=64)
    signature: str = Field(max_length=64)
    sealed_key: str
