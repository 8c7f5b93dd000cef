"""What becomes of an officer's questions when they leave: everything returns to its queue."""

from datetime import datetime

from handlers.desk import clocks, notices
from handlers.services import Services
from storage import escalations, officer_channels
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import EscalationStatus as Status


def leave(services: Services, session: Session, *, officer_id: int, by: str, at: datetime) -> int:
    """Return all of an officer's open questions and unbind them; say how many there were.

    What is answered stays answered, for anybody to close. Call it in the transaction that
    ends the account, after that: the officer is told nothing of what they leave behind.
    """
    officer_channels.unbind(session, officer_id=officer_id)
    owned = escalations.owned_by(session, officer_id=officer_id)
    for one in owned:
        found = escalations.lock(session, escalation_id=id_of(one))
        found.officer_id = None
        if found.status == Status.ANSWERED:
            escalations.change(session, found, kind="left", by=by, at=at)
            continue
        clocks.resume(services, session, found, at=at)
        escalations.change(session, found, kind="left", by=by, at=at, to=Status.WAITING)
        clocks.claim_again(services, session, found, at=at)
        clocks.watch(services, session, found)
        notices.tell_desk(services, session, found, occasion="returned", at=at)
    return len(owned)
