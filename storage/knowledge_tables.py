"""The tables of knowledge written at the desk: entries in versions, and what is switched off.

Only the module named after a table writes it, as in `tables`.
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage import tables  # noqa: F401  # names constraints, and has what the keys point to


class EntryVersion(SQLModel, table=True):
    """One wording of an entry, kept for ever. `body` is JSON of the shape of a curated entry.

    An entry has at most one version nobody has decided on. `source` says what it was drafted
    from, `tier` is the risk it is approved by. `version` counts what officers must have seen.
    """

    __tablename__ = "entry_versions"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        Index(
            "uq_entry_versions_open",
            "entry_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: str = Field(max_length=96, index=True)
    number: int
    body: str
    status: str = Field(max_length=16, index=True)
    tier: str = Field(default="", max_length=8)
    organ: str = Field(default="", max_length=32, index=True)
    source: str = Field(default="", max_length=64, index=True)
    author_id: int = Field(foreign_key="officers.id")
    reviewer_id: int | None = Field(default=None, foreign_key="officers.id")
    lawyer_id: int | None = Field(default=None, foreign_key="officers.id")
    created_at: datetime
    due_at: datetime | None = None
    decided_at: datetime | None = None
    version: int = 1


class EntryEvent(SQLModel, table=True):
    """Who wrote or moved a version, when, and why."""

    __tablename__ = "entry_events"

    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="entry_versions.id", index=True)
    start: str = Field(default="", max_length=16)
    to: str = Field(max_length=16)
    by: str = Field(max_length=64)
    reason: str = Field(default="", max_length=500)
    at: datetime


class Switch(SQLModel, table=True):
    """Something the bot may not answer with, until it is lifted."""

    __tablename__ = "switches"
    __table_args__ = (
        Index(
            "uq_switches_in_force",
            "kind",
            "target",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=16)
    target: str = Field(default="", max_length=96)
    reason: str = Field(max_length=200)
    by: str = Field(max_length=64)
    at: datetime
    lifted_by: str = Field(default="", max_length=64)
    lifted_reason: str = Field(default="", max_length=200)
    lifted_at: datetime | None = None


class KnowledgeRevision(SQLModel, table=True):
    """One row that counts every change of what the bot may say; processes watch it."""

    __tablename__ = "knowledge_revisions"

    id: int = Field(primary_key=True)
    number: int
