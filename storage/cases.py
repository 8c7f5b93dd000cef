"""Mediation cases (Art. 11–14): filed, numbered, moved; parties, facts and reasons sealed."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, or_, select

from storage import jobs
from storage.case_lifecycle import OPEN, CaseAct, Hand, target
from storage.case_tables import Case, CaseCounter, CaseEvent
from storage.errors import NotFound, Stale
from storage.identity import id_of
from storage.lifecycle import CaseStatus
from storage.once import add_once
from storage.sealing import sealer

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
    organ: str = "",
) -> Case:
    """File a request and give it the next number of the year, e.g. LY-TJ-2026-000123.

    What follows from filing (its periods) is left to the job `case_filed`.
    """
    case = Case(
        number=_next_number(session, local_year),
        person_id=person_id,
        category=category,
        district=district,
        status=CaseStatus.FILED,
        sealed_application=_sealed(session, application),
        filed_at=at,
        decide_by=decide_by,
        organ=organ,
    )
    session.add(case)
    session.flush()
    _record(session, case, act=CaseAct.FILE, start="", hand=Hand.APPLICANT, by="applicant", at=at)
    key = f"case:{id_of(case)}:filed"
    jobs.schedule(session, kind="case_filed", key=key, payload={"case": id_of(case)}, due_at=at)
    return case


def _next_number(session: Session, year: int) -> str:
    add_once(session, CaseCounter(year=year, last=0))
    counter = session.get_one(CaseCounter, year, with_for_update=True, populate_existing=True)
    counter.last += 1
    session.flush()
    return f"LY-TJ-{year}-{counter.last:06d}"


def move(
    session: Session,
    *,
    case_id: int,
    act: CaseAct,
    hand: Hand,
    by: str,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
) -> Case:
    """Do something to a case and record who did it and why, in one flush.

    Nothing else in the project writes `Case.status`, so the event rows are the whole
    history that the annual report may count. `seen` is the version a page was drawn from.

    Raises:
        NotFound: no case has this id.
        Stale: something happened to it since the page was drawn; nothing was changed.
        IllegalMove: the table has no such arrow for this hand; nothing was changed.
    """
    case = lock(session, case_id=case_id)
    if seen is not None and seen != case.version:
        raise Stale(f"mediation case {case_id}: version {case.version}, seen {seen}")
    start = CaseStatus(case.status)
    case.status = target(act, start, hand)
    case.version += 1
    _record(session, case, act=act, start=start, hand=hand, by=by, at=at, reason=reason)
    return case


def lock(session: Session, *, case_id: int) -> Case:
    """Return one case and hold its row until the transaction ends.

    Raises:
        NotFound: no case has this id.
    """
    case = session.get(Case, case_id, with_for_update=True, populate_existing=True)
    if case is None:
        raise NotFound(f"mediation case {case_id}")
    return case


def _record(
    session: Session,
    case: Case,
    *,
    act: CaseAct,
    start: str,
    hand: Hand,
    by: str,
    at: datetime,
    reason: str = "",
) -> None:
    sealed = sealer(session).seal(reason) if reason else ""
    session.add(
        CaseEvent(
            case_id=id_of(case),
            act=act,
            start=start,
            to=case.status,
            hand=hand,
            by=by,
            sealed_reason=sealed,
            at=at,
        )
    )
    session.flush()


def assign(session: Session, case: Case, *, mediator_id: int | None) -> None:
    """Give the case to a mediator, or to nobody; the act is recorded by `move`."""
    case.mediator_id = mediator_id
    session.flush()


def hand_to(session: Session, case: Case, *, organ: str) -> None:
    """Give the case to another organ, whose mediators start without one."""
    case.organ, case.mediator_id = organ, None
    session.flush()


def bind_respondent(session: Session, case: Case, *, person_id: int) -> None:
    """Remember who the other side is on our channels."""
    case.respondent_id = person_id
    session.flush()


def due(session: Session, case: Case, *, decide_by: date) -> None:
    """Move the day by which acceptance is decided."""
    case.decide_by = decide_by
    session.flush()


def amend(session: Session, case: Case, *, changes: Application) -> None:
    """Replace fields of the application: what the applicant supplemented."""
    case.sealed_application = _sealed(session, {**application_of(session, case), **changes})
    session.flush()


def of_person(session: Session, *, person_id: int) -> Sequence[Case]:
    """Return the cases a person is a side of, the newest first."""
    query = select(Case).where(or_(Case.person_id == person_id, Case.respondent_id == person_id))
    return session.exec(query.order_by(col(Case.id).desc())).all()


def by_number(session: Session, *, number: str, person_id: int) -> Case | None:
    """Return the case with this number if the person is a side of it; others' is not found."""
    query = select(Case).where(
        Case.number == number, or_(Case.person_id == person_id, Case.respondent_id == person_id)
    )
    return session.exec(query).first()


def get(session: Session, *, case_id: int) -> Case:
    """Return one case.

    Raises:
        NotFound: no case has this id.
    """
    case = session.get(Case, case_id)
    if case is None:
        raise NotFound(f"mediation case {case_id}")
    return case


def listing(
    session: Session, *, organ: str = "", is_open: bool = True, limit: int = 200
) -> Sequence[Case]:
    """Return an organ's cases (every organ's when it is empty), the first due first."""
    statuses = col(Case.status).in_(list(OPEN))
    query = select(Case).where(statuses if is_open else ~statuses)
    if organ:
        query = query.where(Case.organ == organ)
    order = (col(Case.decide_by), col(Case.id)) if is_open else (col(Case.id).desc(),)
    return session.exec(query.order_by(*order).limit(limit)).all()


def of_mediator(session: Session, *, officer_id: int) -> Sequence[Case]:
    """Return the open cases an officer mediates."""
    query = select(Case).where(Case.mediator_id == officer_id, col(Case.status).in_(list(OPEN)))
    return session.exec(query.order_by(col(Case.id))).all()


def load(session: Session, *, officer_ids: Sequence[int]) -> dict[int, int]:
    """Return how many open cases each of these mediators has."""
    query = (
        select(Case.mediator_id, func.count())
        .where(col(Case.mediator_id).in_(officer_ids), col(Case.status).in_(list(OPEN)))
        .group_by(col(Case.mediator_id))
    )
    found = {number: count for number, count in session.exec(query).all() if number is not None}
    return {number: found.get(number, 0) for number in officer_ids}


def application_of(session: Session, case: Case) -> dict[str, str]:
    """Return what the applicant wrote, by field."""
    application = json.loads(sealer(session).open(case.sealed_application))
    assert isinstance(application, dict)  # noqa: S101  # only this module writes it
    return application


def events_of(session: Session, *, case_id: int) -> Sequence[CaseEvent]:
    """Return the history of one case, oldest first."""
    query = select(CaseEvent).where(CaseEvent.case_id == case_id)
    return session.exec(query.order_by(col(CaseEvent.id))).all()


def reason_of(session: Session, event: CaseEvent) -> str:
    """Return why something was done, as its doer wrote it."""
    return sealer(session).open(event.sealed_reason) if event.sealed_reason else ""


def _sealed(session: Session, application: Application) -> str:
    return sealer(session).seal(json.dumps(dict(application), ensure_ascii=False))
