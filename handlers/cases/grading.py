"""Ask both sides how content they are, once a case has come to its end (Art. 20)."""

from datetime import datetime, timedelta
from typing import Any

from handlers.cases import sides, telling
from handlers.desk import duty
from handlers.satisfaction import grades
from handlers.services import Services
from handlers.turn import Kind, Part, Reply, Style
from storage import cases, jobs
from storage.case_lifecycle import ENDED
from storage.case_tables import Case
from storage.database import Session
from storage.identity import id_of

JOB = "case_grade"
# Not in the same breath as the end itself.
PAUSE = timedelta(hours=1)


def plan(services: Services, session: Session, case: Case, *, at: datetime) -> None:
    """Have a case that ended graded, in working hours; what is still open is left alone."""
    if case.status not in ENDED:
        return
    due_at = duty.current(services, session).next_on(at + PAUSE)
    key = f"{JOB}:{case.id}"
    jobs.schedule(session, kind=JOB, key=key, payload={"case": case.id}, due_at=due_at)


def run(services: Services, session: Session, payload: dict[str, Any], at: datetime) -> None:
    """Ask each side that can be reached."""
    case = cases.lock(session, case_id=int(payload["case"]))
    text = services.wording.say("rating.case_ask", number=case.number)
    reply = Reply(
        kind=Kind.NOTICE,
        parts=(Part(style=Style.TEXT, text=text),),
        buttons=grades.buttons(services.wording, "grade_case", id_of(case)),
    )
    for side, person_id in sides.known(case).items():
        telling.send(session, person_id, f"{JOB}:{case.id}:{side}", reply, at=at)
