"""Who runs a case: the least loaded competent mediator, recusal, another organ."""

from datetime import datetime

from handlers.cases import telling
from handlers.cases.doing import do
from handlers.cases.sides import SERVICE, SIDES, Doer
from handlers.services import Services
from storage import case_notes, cases, officers
from storage.case_lifecycle import CaseAct, Hand, may
from storage.case_notes import NoteKind
from storage.case_tables import Case
from storage.database import Session
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import CaseStatus, Role
from storage.tables import Officer


def competent(session: Session, case: Case) -> list[Officer]:
    """Return who may mediate a case: mediators of its organ and district, not recused.

    An organ without any mediator leaves its cases to the city's own desk.
    """
    recused = {
        note.officer_id
        for note in case_notes.of_case(session, case_id=id_of(case))
        if note.kind == NoteKind.RECUSAL and note.passed_at is not None
    }
    found = officers.active_in(session, organ=case.organ, role=Role.MEDIATOR)
    found = found or officers.active_in(session, organ="", role=Role.MEDIATOR)
    return [one for one in found if id_of(one) not in recused and _covers(one, case.district)]


def _covers(officer: Officer, district: str) -> bool:
    districts = officers.post_of(officer).districts
    return not districts or not district or district in districts


def assign_lightest(services: Services, session: Session, *, case_id: int, at: datetime) -> None:
    """Give the case to the competent mediator with the fewest open cases, if there is any."""
    case = cases.lock(session, case_id=case_id)
    candidates = [id_of(one) for one in competent(session, case)]
    if not candidates:
        return
    loads = cases.load(session, officer_ids=candidates)
    chosen = min(candidates, key=lambda number: (loads[number], number))
    assign(services, session, case_id=case_id, mediator_id=chosen, doer=SERVICE, at=at)


def assign(
    services: Services,
    session: Session,
    *,
    case_id: int,
    mediator_id: int,
    doer: Doer,
    at: datetime,
    seen: int | None = None,
) -> Case:
    """Give the case to a mediator and tell both sides who it is, so that they can object.

    Raises:
        NotFound: that officer may not mediate this case.
        Stale, IllegalMove: as `do` says.
    """
    case = do(services, session, case_id=case_id, act=CaseAct.ASSIGN, doer=doer, at=at, seen=seen)
    chosen = next((one for one in competent(session, case) if one.id == mediator_id), None)
    if chosen is None:
        raise NotFound(f"mediator {mediator_id} for case {case_id}")
    cases.assign(session, case, mediator_id=mediator_id)
    telling.both(services, session, case, "assigned", at=at, mediator=name_of(chosen))
    return case


def name_of(officer: Officer) -> str:
    """Return how an officer is called to people."""
    return officer.name or officer.login


def ask_recusal(
    services: Services, session: Session, *, case_id: int, doer: Doer, reason: str, at: datetime
) -> Case:
    """Note that a side wants another mediator, and why; the organ's lead decides."""
    case = do(
        services,
        session,
        case_id=case_id,
        act=CaseAct.ASK_RECUSAL,
        doer=doer,
        at=at,
        reason=reason,
    )
    case_notes.add(
        session,
        case_id=case_id,
        kind=NoteKind.RECUSAL,
        side=doer.hand,
        text=reason,
        officer_id=case.mediator_id,
        at=at,
    )
    return case


def recuse(
    services: Services,
    session: Session,
    *,
    case_id: int,
    doer: Doer,
    reason: str,
    at: datetime,
    seen: int | None = None,
) -> Case:
    """Take the mediator off the case, for good, and give it to another.

    Raises:
        NotFound, Stale, IllegalMove: as `do` says.
    """
    case = do(
        services,
        session,
        case_id=case_id,
        act=CaseAct.RECUSE,
        doer=doer,
        at=at,
        reason=reason,
        seen=seen,
    )
    note = case_notes.add(
        session,
        case_id=case_id,
        kind=NoteKind.RECUSAL,
        side=doer.hand,
        text=reason,
        officer_id=case.mediator_id,
        at=at,
    )
    case_notes.pass_on(session, note, at=at)
    cases.assign(session, case, mediator_id=None)
    telling.both(services, session, case, "recused", at=at)
    assign_lightest(services, session, case_id=case_id, at=at)
    return case


def keep(
    services: Services,
    session: Session,
    *,
    case_id: int,
    doer: Doer,
    reason: str,
    at: datetime,
    seen: int | None = None,
) -> Case:
    """Leave the mediator in place and tell who asked why."""
    case = do(
        services,
        session,
        case_id=case_id,
        act=CaseAct.KEEP_MEDIATOR,
        doer=doer,
        at=at,
        reason=reason,
        seen=seen,
    )
    asked = {
        Hand(note.side)
        for note in case_notes.of_case(session, case_id=case_id)
        if note.kind == NoteKind.RECUSAL and note.passed_at is None
    }
    for side in asked & set(SIDES):
        telling.tell(services, session, case, side, "mediator_stays", at=at, said=reason)
    return case


def transfer(
    services: Services,
    session: Session,
    *,
    case_id: int,
    organ: str,
    doer: Doer,
    reason: str,
    at: datetime,
    seen: int | None = None,
) -> Case:
    """Hand the case to another organ; its periods run on, and the sides are told.

    Raises:
        NotFound, Stale, IllegalMove: as `do` says.
    """
    case = do(
        services,
        session,
        case_id=case_id,
        act=CaseAct.TRANSFER,
        doer=doer,
        at=at,
        reason=reason,
        seen=seen,
    )
    cases.hand_to(session, case, organ=organ)
    called = services.knowledge.vocabulary.organ_in_words(organ)
    telling.both(services, session, case, "transferred", at=at, said=reason, organ=called)
    if case.status not in ("filed", "supplementing"):
        assign_lightest(services, session, case_id=case_id, at=at)
    return case


def leave(services: Services, session: Session, *, officer_id: int, at: datetime) -> int:
    """Give each open case of a mediator who leaves to another; say how many there were.

    One without another competent mediator waits for its lead. Call it after the account
    ended or moved, or they would get their own cases back.
    """
    owned = cases.of_mediator(session, officer_id=officer_id)
    for case in owned:
        cases.assign(session, cases.lock(session, case_id=id_of(case)), mediator_id=None)
        if may(CaseAct.ASSIGN, CaseStatus(case.status), frozenset({Hand.SERVICE})):
            assign_lightest(services, session, case_id=id_of(case), at=at)
    return len(owned)
