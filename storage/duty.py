"""The desk's working time as administrators changed it, the roster, and due times moved."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from storage.desk_tables import DueChange, DutyShift, DutyVersion
from storage.errors import NotFound, Stale
from storage.identity import id_of
from storage.once import add_once
from storage.tables import Officer


def in_force(session: Session) -> tuple[int, dict[str, Any] | None]:
    """Return the newest document with its version; 0 and None while nobody changed it."""
    found = session.exec(select(DutyVersion).order_by(col(DutyVersion.id).desc()).limit(1)).first()
    if found is None:
        return 0, None
    document = json.loads(found.body)
    assert isinstance(document, dict)  # noqa: S101  # only `change` writes it
    return id_of(found), document


def change(
    session: Session,
    *,
    document: Mapping[str, Any],
    seen: int,
    reason: str,
    by: str,
    at: datetime,
) -> int:
    """Put a new document in force and return its version; the old ones stay to be read.

    Raises:
        Stale: somebody changed it since version `seen`.
    """
    number, _ = in_force(session)
    if number != seen:
        raise Stale(f"duty version {seen}")
    body = json.dumps(dict(document), ensure_ascii=False, default=str)
    version = DutyVersion(id=number + 1, body=body, reason=reason, by=by, at=at)
    if not add_once(session, version):
        raise Stale(f"duty version {seen}")
    return number + 1


def versions(session: Session, *, limit: int) -> Sequence[DutyVersion]:
    """Return the documents that were in force, the newest first."""
    return session.exec(select(DutyVersion).order_by(col(DutyVersion.id).desc()).limit(limit)).all()


def note_moved(
    session: Session, *, subject: str, was: datetime, now: datetime, why: str, at: datetime
) -> None:
    """Write down that a due time was computed anew, and why."""
    session.add(DueChange(subject=subject, was=was, now=now, why=why, at=at))
    session.flush()


def moves_of(session: Session, *, subject: str) -> Sequence[DueChange]:
    """Return how a due time was moved, oldest first."""
    query = select(DueChange).where(DueChange.subject == subject).order_by(col(DueChange.id))
    return session.exec(query).all()


def add_shift(
    session: Session, *, officer_id: int, day: date, starts: str, ends: str
) -> DutyShift | None:
    """Put an officer on the roster; None when a shift of theirs starts then already."""
    shift = DutyShift(officer_id=officer_id, day=day, starts=starts, ends=ends)
    return shift if add_once(session, shift) else None


def remove_shift(session: Session, *, shift_id: int) -> DutyShift:
    """Take a shift off the roster and return what it was.

    Raises:
        NotFound: there is none with this id.
    """
    shift = session.get(DutyShift, shift_id)
    if shift is None:
        raise NotFound(f"duty shift {shift_id}")
    session.delete(shift)
    session.flush()
    return shift


def shift_of(session: Session, *, shift_id: int) -> DutyShift:
    """Return one shift.

    Raises:
        NotFound: there is none with this id.
    """
    shift = session.get(DutyShift, shift_id)
    if shift is None:
        raise NotFound(f"duty shift {shift_id}")
    return shift


def roster(session: Session, *, first: date, days: int) -> Sequence[tuple[DutyShift, Officer]]:
    """Return the shifts of some days with who has them, in order."""
    query = (
        select(DutyShift, Officer)
        .where(DutyShift.officer_id == Officer.id, col(Officer.is_active).is_(True))
        .where(col(DutyShift.day) >= first, col(DutyShift.day) < first + timedelta(days=days))
        .order_by(col(DutyShift.day), col(DutyShift.starts), col(Officer.login))
    )
    return session.exec(query).all()


def leave_roster(session: Session, *, officer_id: int, since: date) -> None:
    """Take an officer off the roster from a day on."""
    query = select(DutyShift).where(DutyShift.officer_id == officer_id, col(DutyShift.day) >= since)
    for shift in session.exec(query).all():
        session.delete(shift)
    session.flush()
