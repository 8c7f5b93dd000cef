"""Mediation cases (Art. 11–14): filed, numbered, moved; parties and facts sealed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage.errors import IllegalMove, NotFound
from storage.identity import id_of
from storage.lifecycle import CASE_MOVES, CaseStatus, may_move
from storage.once import add_once
from storage.sealing import sealer
from storage.tables import Case, CaseCounter, CaseEvent

Application = Mapping[str, str]


def file(
    session: Session,
    *,
    person_id: int,
    category: str,
    district: str,
    application: Application,
    decide_by: date,
    local_year: int,
    at: datetime,
) -> Case:
    """File a request and give it the next number of the year, e.g. LY-TJ-2026-000123."""
    box = sealer(session)
    case = Case(
        number=_next_number(session, local_year),
        person_id=person_id,
        category=category,
        district=district,
        status=CaseStatus.FILED,
        sealed_application=box.seal(json.dumps(dict(application), ensure_ascii=False)),
        filed_at=at,
        decide_by=decide_by,
    )
    session.add(case)
    session.flush()
    _note(session, case, start="", to=CaseStatus.FILED, by="applicant", at=at)
    return case


def _next_number(session: Session, year: int) -> str:
    add_once(session, CaseCounter(year=year, last=0))
    counter = session.get_one(CaseCounter, year, with_for_update=True, populate_existing=True)
    counter.last += 1
    session.flush()
    return f"LY-TJ-{year}-{counter.last:06d}"


def move(session: Session, *, case_id: int, to: CaseStatus, by: str, at: datetime) -> Case:
    """Move a case along its lifecycle and record who moved it.

    Nothing else in the project writes `Case.status`, so the event rows are the whole
    history that the annual report may count.

    Raises:
        NotFound: no case has this id.
        IllegalMove: the lifecycle has no such arrow; nothing was changed.
    """
    case = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise NotFound(f"mediation case {case_id}")
    start = CaseStatus(case.status)
    if not may_move(CASE_MOVES, start, to):
        raise IllegalMove(f"mediation case {case_id}: {start} -> {to}")
    case.status = to
    _note(session, case, start=start, to=to, by=by, at=at)
    return case


def of_person(session: Session, *, person_id: int) -> Sequence[Case]:
    """Return a person's own cases, the newest first."""
    query = select(Case).where(Case.person_id == person_id)
    return session.exec(query.order_by(col(Case.id).desc())).all()


def by_number(session: Session, *, number: str, person_id: int) -> Case | None:
    """Return the person's own case with this number; somebody else's is not found."""
    query = select(Case).where(Case.number == number, Case.person_id == person_id)
    return session.exec(query).first()


def get(session: Session, *, case_id: int) -> Case:
    """Return one case, for the desk.

    Raises:
        NotFound: no case has this id.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound(f"mediation case {case_id}")
    return case


def open_ones(session: Session, *, limit: int = 200) -> Sequence[Case]:
    """Return the cases that still need someone, the first due first."""
    open_statuses = [status for status, to in CASE_MOVES.items() if to]
    query = select(Case).where(col(Case.status).in_(open_statuses))
    return session.exec(query.order_by(col(Case.decide_by), col(Case.id)).limit(limit)).all()


def application_of(session: Session, case: Case) -> dict[str, str]:
    """Return what the applicant wrote, by field."""
    application = json.loads(sealer(session).open(case.sealed_application))
    assert isinstance(application, dict)  # noqa: S101  # only `file` writes it
    return application


def events_of(session: Session, *, case_id: int) -> Sequence[CaseEvent]:
    """Return the history of one case, oldest first."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id)
    return session.exec(query.order_by(col(CaseEvent.id))).all()


def _note(
    session: Session, case: Case, *, start: str, to: CaseStatus, by: str, at: datetime
) -> None:
    session.add(CaseEvent(case_id=id_of(case), start=start, to=to, by=by, at=at))
    session.flush()
