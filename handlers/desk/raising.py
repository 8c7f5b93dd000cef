"""What happens when a clock of a question runs out: the lead, then the city's own desk.

Runs as jobs. A job that is not meant any more, because the clock has moved or somebody
has acted, does nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.desk import clocks, notices
from handlers.escalation import routing
from handlers.services import Services
from storage import audit, escalations
from storage.database import Session
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import EscalationStatus as Status

LEAD, CITY = 1, 2


def run(services: Services, session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    """Do what a clock's end asks for; see `clocks.watch` for the payload."""
    found = escalations.lock(session, escalation_id=int(payload["question"]))
    meant = datetime.fromisoformat(str(payload["meant"]))
    match payload["what"]:
        case clocks.CLAIM if found.status == Status.WAITING and found.claim_by == meant:
            _raise(services, session, found, at)
        case clocks.WARN if _is_running(found, meant):
            notices.tell_owner(services, session, found, occasion="warn", at=at)
        case clocks.DUE if _is_running(found, meant):
            _note(session, found, kind="overdue", at=at)
            notices.tell_owner(services, session, found, occasion="overdue", at=at)
            leads = notices.leads(session, found)
            notices.tell(services, session, found, leads, occasion="overdue", at=at)


def _is_running(found: Escalation, meant: datetime) -> bool:
    return found.status in escalations.OPEN and found.due_at == meant


def _raise(services: Services, session: Session, found: Escalation, at: datetime) -> None:
    leads = notices.leads(session, found)
    if found.level < LEAD and leads:
        found.level = LEAD
        clocks.claim_again(services, session, found, at=at)
        _note(session, found, kind="raised", at=at, target="lead")
        notices.tell(services, session, found, leads, occasion="unclaimed", at=at)
        clocks.watch(services, session, found)
    elif found.level < CITY:
        to_city(services, session, found, kind="raised", by=escalations.SYSTEM, at=at)


def to_city(
    services: Services, session: Session, found: Escalation, *, kind: str, by: str, at: datetime
) -> None:
    """Lay a locked question on the city's own desk, whose officers see every organ's."""
    found.level, found.organ, found.group_id = CITY, routing.CITY, None
    escalations.change(session, found, kind=kind, by=by, at=at, target="organ:")
    audit.record(
        session,
        actor=by,
        action=f"question.{kind}",
        subject=f"question:{id_of(found)}",
        at=at,
        detail={"to": "city"},
    )
    notices.tell_desk(services, session, found, occasion="unclaimed", at=at)


def _note(
    session: Session, found: Escalation, *, kind: str, at: datetime, target: str = ""
) -> None:
    escalations.change(session, found, kind=kind, by=escalations.SYSTEM, at=at, target=target)
