"""The tables of filing: kept files, drafts of requests, consents.

As in `tables`: a column named `sealed_*` is encrypted, times are aware UTC, and only the
module named after a table writes it.
"""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage import tables  # noqa: F401  # names constraints, and holds people


class StoredFile(SQLModel, table=True):
    """A file somebody gave or we made, numbered within what it belongs to.

    `owner` is what it belongs to, e.g. `draft:7` or `case:12`; papers we made for a case
    lie under `case:12:papers`. `sealed_name` is what it was called where it came from.
    """

    __tablename__ = "files"
    __table_args__ = (UniqueConstraint("owner", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    owner: str = Field(max_length=48)
    number: int
    person_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    sealed_name: str
    media_type: str = Field(max_length=96)
    size: int
    sha256: str = Field(max_length=64)
    sealed_content: bytes
    at: datetime


class FilingDraft(SQLModel, table=True):
    """A request being filled in; a person has one at a time, on every channel linked to it."""

    __tablename__ = "filing_drafts"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    linked_person_id: int | None = Field(default=None, foreign_key="people.id", index=True)
    sealed_state: str
    updated_at: datetime


class Consent(SQLModel, table=True):
    """What a person agreed to, in which version of the notice, and for what (PIPL 13, 29, 31)."""

    __tablename__ = "consents"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="people.id", index=True)
    kind: str = Field(max_length=16)
    version: str = Field(max_length=16)
    subject: str = Field(max_length=48, index=True)
    at: datetime
