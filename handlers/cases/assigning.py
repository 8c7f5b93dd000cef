"""Who runs a case: the least loaded competent mediator, recusal, another organ."""

from datetime import datetime

from handlers.cases import telling
from handlers.cases.doing import Doing, do
from handlers.cases.sides import SERVICE, SIDES
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


def assign_lightest(doing: Doing) -> None:
    """Let the service give the case to the competent mediator with the fewest open cases.

    If there is none, the case waits for its lead.
    """
    case = cases.lock(doing.session, case_id=doing.case_id)
    candidates = [id_of(one) for one in competent(doing.session, case)]
    if not candidates:
        return
    loads = cases.load(doing.session, officer_ids=candidates)
    chosen = min(candidates, key=lambda number: (loads[number], number))
    assign(doing.as_service, mediator_id=chosen)


def assign(doing: Doing, *, mediator_id: int) -> Case:
    """Give the case to a mediator and tell both sides who it is, so that they can object.

    Raises:
        NotFound: that officer may not mediate this case.
        Stale, IllegalMove: as `do` says.
    """
    case = do(doing, CaseAct.ASSIGN)
    chosen = next((one for one in competent(doing.session, case) if one.id == mediator_id), None)
    if chosen is None:
        raise NotFound(f"mediator {mediator_id} for case {doing.case_id}")
    cases.assign(doing.session, case, mediator_id=mediator_id)
    telling.both(
        doing.services, doing.session, case, "assigned", at=doing.at, mediator=name_of(chosen)
    )
    return case


def name_of(officer: Officer) -> str:
    """Return how an officer is called to people."""
    return officer.name or officer.login


def ask_recusal(doing: Doing, *, reason: str) -> Case:
    """Note that a side wants another mediator, and why; the organ's lead decides."""
    case = do(doing, CaseAct.ASK_RECUSAL, reason=reason)
    case_notes.add(
        doing.session,
        case_id=doing.case_id,
        kind=NoteKind.RECUSAL,
        side=doing.doer.hand,
        text=reason,
        officer_id=case.mediator_id,
        at=doing.at,
    )
    return case


def recuse(doing: Doing, *, reason: str) -> Case:
    """Take the mediator off the case, for good, and give it to another.

    Raises:
        NotFound, Stale, IllegalMove: as `do` says.
    """
    case = do(doing, CaseAct.RECUSE, reason=reason)
    note = case_notes.add(
        doing.session,
        case_id=doing.case_id,
        kind=NoteKind.RECUSAL,
        side=doing.doer.hand,
        text=reason,
        officer_id=case.mediator_id,
        at=doing.at,
    )
    case_notes.pass_on(doing.session, note, at=doing.at)
    cases.assign(doing.session, case, mediator_id=None)
    telling.both(doing.services, doing.session, case, "recused", at=doing.at)
    assign_lightest(doing)
    return case


def keep(doing: Doing, *, reason: str) -> Case:
    """Leave the mediator in place and tell who asked why."""
    case = do(doing, CaseAct.KEEP_MEDIATOR, reason=reason)
    asked = {
        Hand(note.side)
        for note in case_notes.of_case(doing.session, case_id=doing.case_id)
        if note.kind == NoteKind.RECUSAL and note.passed_at is None
    }
    for side in asked & set(SIDES):
        telling.tell(
            doing.services, doing.session, case, side, "mediator_stays", at=doing.at, said=reason
        )
    return case


def transfer(doing: Doing, *, organ: str, reason: str) -> Case:
    """Hand the case to another organ; its periods run on, and the sides are told.

    Raises:
        NotFound, Stale, IllegalMove: as `do` says.
    """
    case = do(doing, CaseAct.TRANSFER, reason=reason)
    cases.hand_to(doing.session, case, organ=organ)
    called = doing.services.knowledge.vocabulary.organ_in_words(organ)
    telling.both(
        doing.services, doing.session, case, "transferred", at=doing.at, said=reason, organ=called
    )
    if case.status not in ("filed", "supplementing"):
        assign_lightest(doing)
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
            assign_lightest(Doing(services, session, id_of(case), SERVICE, at))
    return len(owned)
