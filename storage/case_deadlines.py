"""Periods of a case: begun, paused, extended, met. One of each kind; the newest replaces it."""

import json
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage.case_tables import CaseDeadline

Pause = tuple[date, date | None]


def begin(
    session: Session,
    *,
    case_id: int,
    kind: str,
    rule: str,
    starts_on: date,
    count: int,
    unit: str,
    due_on: date,
) -> CaseDeadline:
    """Begin a period; one of the same kind that ran before is replaced."""
    earlier = of_kind(session, case_id=case_id, kind=kind)
    if earlier is not None:
        session.delete(earlier)
        session.flush()
    row = CaseDeadline(
        case_id=case_id,
        kind=kind,
        rule=rule,
        starts_on=starts_on,
        count=count,
        unit=unit,
        due_on=due_on,
    )
    session.add(row)
    session.flush()
    return row


def of_case(session: Session, *, case_id: int) -> Sequence[CaseDeadline]:
    """Return every period of a case, the first due first."""
    query = select(CaseDeadline).where(CaseDeadline.case_id == case_id)
    return session.exec(query.order_by(col(CaseDeadline.due_on), col(CaseDeadline.id))).all()


def of_kind(session: Session, *, case_id: int, kind: str) -> CaseDeadline | None:
    """Return one period of a case."""
    query = select(CaseDeadline).where(CaseDeadline.case_id == case_id, CaseDeadline.kind == kind)
    return session.exec(query).first()


def get(session: Session, *, deadline_id: int) -> CaseDeadline | None:
    """Return one period, or None when another has replaced it."""
    return session.get(CaseDeadline, deadline_id)


def next_due(session: Session, *, case_ids: Sequence[int]) -> dict[int, CaseDeadline]:
    """Return the running period of each case that ends first."""
    query = (
        select(CaseDeadline)
        .where(col(CaseDeadline.case_id).in_(case_ids), col(CaseDeadline.met_at).is_(None))
        .order_by(col(CaseDeadline.due_on).desc(), col(CaseDeadline.id).desc())
    )
    return {row.case_id: row for row in session.exec(query).all()}


def pauses_of(row: CaseDeadline) -> tuple[Pause, ...]:
    """Return the times in which the period doesn't run."""
    return tuple(
        (date.fromisoformat(first), date.fromisoformat(until) if until else None)
        for first, until in json.loads(row.pauses)
    )


def pause(session: Session, row: CaseDeadline, *, first: date) -> None:
    """Stop a period on a day; it counts again from the day given to `go_on`."""
    _keep(row, (*pauses_of(row), (first, None)))
    session.flush()


def go_on(session: Session, row: CaseDeadline, *, until: date) -> None:
    """Let a paused period count again from a day on; `due` then moves its end."""
    _keep(row, tuple((first, end or until) for first, end in pauses_of(row)))
    session.flush()


def is_paused(row: CaseDeadline) -> bool:
    """Whether the period stands still."""
    return any(until is None for _, until in pauses_of(row))


def extend(session: Session, row: CaseDeadline, *, by: int) -> None:
    """Add days of the period's own unit; `due` then moves its end."""
    row.extra += by
    session.flush()


def due(session: Session, row: CaseDeadline, *, due_on: date) -> None:
    """Set the last day; a period that ends anew is escalated anew."""
    row.due_on, row.escalated_at = due_on, None
    session.flush()


def met(session: Session, row: CaseDeadline, *, at: datetime) -> None:
    """Note that what was awaited has happened."""
    row.met_at = at
    session.flush()


def escalated(session: Session, row: CaseDeadline, *, at: datetime) -> None:
    """Note that the organ's lead was told of the lateness."""
    row.escalated_at = at
    session.flush()


def _keep(row: CaseDeadline, pauses: tuple[Pause, ...]) -> None:
    row.pauses = json.dumps(
        [[first.isoformat(), until.isoformat() if until else None] for first, until in pauses]
    )
