"""What a case has on the clock: a look before and after each period, meetings, promises.

A job that finds its period replaced, moved, met or paused does nothing.
"""

from datetime import date, datetime
from typing import Any

from handlers.cases import alerting, invitation, meetings, performance, telling
from handlers.cases.doing import begin
from handlers.desk import times
from handlers.services import Services
from storage import audit, case_deadlines, cases
from storage.case_lifecycle import Hand
from storage.case_tables import Case, CaseDeadline
from storage.database import Session
from storage.errors import NotFound

Payload = dict[str, Any]
# Who is reminded before a period ends; the organ sees every period on its desk.
APPLICANT_HEARS = frozenset({"decide", "supplement", "mediate"})
AWAITED = {"supplement": Hand.APPLICANT, "answer": Hand.RESPONDENT}


def run_filed(services: Services, session: Session, payload: Payload, _at: datetime) -> None:
    """Begin the periods that run from filing."""
    try:
        begin(services, session, case_id=int(payload["case"]))
    except NotFound:
        return


def run_warn(services: Services, session: Session, payload: Payload, at: datetime) -> None:
    """Remind who is awaited, a side or the mediator, that a period ends soon."""
    row = _running(session, payload)
    if row is None:
        return
    case = cases.get(session, case_id=row.case_id)
    day = times.moment(services.wording, row.due_on)
    if row.kind not in AWAITED:
        period = services.wording.say(f"case.due.kind.{row.kind}")
        alerting.mediator(services, session, case, "soon", at=at, period=period, day=day)
        return
    once = f"warn{row.id}.{row.due_on}"
    side = AWAITED[row.kind]
    telling.tell(services, session, case, side, f"soon_{row.kind}", at=at, once=once, day=day)


def run_late(services: Services, session: Session, payload: Payload, at: datetime) -> None:
    """Silence of the respondent counts as a no; everything else goes up to the organ's lead."""
    row = _running(session, payload)
    if row is None:
        return
    case = cases.lock(session, case_id=row.case_id)
    if row.kind == "answer":
        invitation.lapse(services, session, case_id=row.case_id, at=at)
        return
    case_deadlines.escalated(session, row, at=at)
    audit.record(
        session,
        actor=audit.SYSTEM,
        action="period.late",
        subject=f"case:{row.case_id}",
        at=at,
        detail={"period": row.kind, "due": row.due_on.isoformat()},
    )
    period = services.wording.say(f"case.due.kind.{row.kind}")
    alerting.lead(services, session, case, "late", at=at, period=period)
    _tell_late(services, session, case, row, at)


def _tell_late(
    services: Services, session: Session, case: Case, row: CaseDeadline, at: datetime
) -> None:
    once = f"late{row.id}.{row.due_on}"
    rule = services.knowledge.periods.named(row.rule)
    if rule is not None and rule.over:
        key = f"over_{rule.over}"
        telling.both(services, session, case, key, at=at, once=once, basis=rule.basis)
        return
    day = times.moment(services.wording, row.due_on)
    key = f"late_{row.kind}"
    if row.kind in APPLICANT_HEARS:
        telling.tell(services, session, case, Hand.APPLICANT, key, at=at, once=once, day=day)


def _running(session: Session, payload: Payload) -> CaseDeadline | None:
    row = case_deadlines.get(session, deadline_id=int(payload["deadline"]))
    if row is None or row.met_at is not None or case_deadlines.is_paused(row):
        return None
    return row if row.due_on == date.fromisoformat(payload["due"]) else None


def run_meet(services: Services, session: Session, payload: Payload, at: datetime) -> None:
    """Remind both sides of a meeting."""
    case_id, meeting = int(payload["case"]), int(payload["meeting"])
    meetings.remind(services, session, case_id=case_id, session_id=meeting, at=at)


def run_duty(services: Services, session: Session, payload: Payload, at: datetime) -> None:
    """Remind who promised."""
    performance.remind(services, session, duty_id=int(payload["duty"]), at=at)


def run_visit(services: Services, session: Session, payload: Payload, at: datetime) -> None:
    """Ask whether it was done."""
    performance.visit(services, session, duty_id=int(payload["duty"]), at=at)


RUNNERS = {
    "case_filed": run_filed,
    "case_warn": run_warn,
    "case_late": run_late,
    "case_meet": run_meet,
    "case_duty": run_duty,
    "case_visit": run_visit,
}
