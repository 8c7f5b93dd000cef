"""Do something to a case: the move, its event, the audit, and the periods it touches."""

from datetime import datetime

from handlers.cases import due, grading
from handlers.cases.sides import Doer
from handlers.services import Services
from storage import audit, case_deadlines, cases
from storage.case_lifecycle import CaseAct
from storage.case_tables import Case
from storage.database import Session
from storage.identity import id_of


def do(
    services: Services,
    session: Session,
    *,
    case_id: int,
    act: CaseAct,
    doer: Doer,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
) -> Case:
    """Move a case; every hand comes through here.

    Raises:
        NotFound: no case has this id.
        Stale: something happened to it since the page was drawn.
        IllegalMove: the table has no such arrow for this hand.
    """
    begin(services, session, case_id=case_id)
    case = cases.move(
        session,
        case_id=case_id,
        act=act,
        hand=doer.hand,
        by=doer.by,
        at=at,
        reason=reason,
        seen=seen,
    )
    audit.record(
        session,
        actor=doer.by,
        action=f"case.{act}",
        subject=f"case:{case_id}",
        at=at,
        detail={"to": case.status, "version": case.version},
    )
    due.follow(services, session, case, act, at=at)
    grading.plan(services, session, case, at=at)
    return case


def begin(services: Services, session: Session, *, case_id: int) -> None:
    """Begin the periods that run from filing, if that has not been done."""
    case = cases.lock(session, case_id=case_id)
    if not case_deadlines.of_case(session, case_id=id_of(case)):
        due.follow(services, session, case, CaseAct.FILE, at=case.filed_at)
