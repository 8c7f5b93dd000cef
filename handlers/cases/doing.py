"""Do something to a case: the move, its event, the audit, and the periods it touches."""

from dataclasses import dataclass, replace
from datetime import datetime

from handlers.cases import due, grading
from handlers.cases.sides import SERVICE, Doer
from handlers.services import Services
from storage import audit, case_deadlines, cases
from storage.case_lifecycle import CaseAct
from storage.case_tables import Case
from storage.database import Session
from storage.identity import id_of


@dataclass(frozen=True)
class Doing:
    """Whose hand does something to which case, when, and in which transaction.

    `seen` is the version of the case that the hand had before its eyes; None compares nothing.
    """

    services: Services
    session: Session
    case_id: int
    doer: Doer
    at: datetime
    seen: int | None = None

    @property
    def as_service(self) -> "Doing":
        """What the service itself does to the case on top of it, in the same moment."""
        return replace(self, doer=SERVICE, seen=None)


def do(doing: Doing, act: CaseAct, *, reason: str = "") -> Case:
    """Move a case; every hand comes through here.

    Raises:
        NotFound: no case has this id.
        Stale: something happened to it since the page was drawn.
        IllegalMove: the table has no such arrow for this hand.
    """
    services, session, doer, at = doing.services, doing.session, doing.doer, doing.at
    begin(services, session, case_id=doing.case_id)
    case = cases.move(
        session,
        case_id=doing.case_id,
        act=act,
        hand=doer.hand,
        by=doer.by,
        at=at,
        reason=reason,
        seen=doing.seen,
    )
    audit.record(
        session,
        actor=doer.by,
        action=f"case.{act}",
        subject=f"case:{doing.case_id}",
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
