"""A complaint about how a case is handled: to the supervision, never to the organ itself.

The supervision of administrative enforcement is the justice administration's; its desk
answers like any handed-over question, and the organ that has the case doesn't see it.
"""

from datetime import datetime

from handlers.services import Services
from storage import audit, escalations
from storage.case_tables import Case
from storage.database import Session
from storage.identity import id_of

REASON = "conduct"


def complain(
    services: Services,
    session: Session,
    *,
    case: Case,
    person_id: int,
    text: str,
    at: datetime,
) -> None:
    """Hand a complaint to the supervision; a second one joins the first while it is open."""
    subject = f"conduct:{id_of(case)}"
    question = services.wording.say("case.conduct", number=case.number, text=text)
    known = escalations.open_on(session, person_id=person_id, subject=subject)
    if known is not None:
        escalations.add_to(session, escalation=known, text=text, at=at)
        return
    escalations.open_one(
        session,
        person_id=person_id,
        question=question,
        reason=REASON,
        organ=services.knowledge.vocabulary.supervision,
        entry_id="",
        due_at=services.knowledge.calendar.answer_due(at),
        subject=subject,
        at=at,
    )
    audit.record(
        session,
        actor=f"person:{person_id}",
        action="case.conduct",
        subject=f"case:{id_of(case)}",
        at=at,
    )
