"""What was promised: a reminder before the day, a return visit after it (Art. 8(8))."""

from datetime import datetime, timedelta

from handlers.actions import write
from handlers.cases import telling
from handlers.cases.doing import Doing, do
from handlers.cases.sides import other
from handlers.desk import times
from handlers.services import Services
from handlers.talk import LOCAL
from handlers.turn import Button
from storage import agreements, cases, jobs
from storage.agreements import DONE, MISSED
from storage.case_lifecycle import CaseAct, Hand
from storage.case_tables import Case, Performance
from storage.database import Session
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import CaseStatus


def watch(services: Services, session: Session, agreement_id: int) -> None:
    """Put a reminder before and a visit after each promised day on the clock."""
    calendar = services.knowledge.calendar
    for duty in agreements.duties(session, agreement_id=agreement_id):
        before = duty.due_on - timedelta(days=1)
        after = calendar.after_working_days(duty.due_on, 1)
        for kind, day in (("case_duty", before), ("case_visit", after)):
            due_at = datetime.combine(day, calendar.opens, LOCAL)
            payload = {"duty": id_of(duty)}
            key = f"{kind}:{id_of(duty)}"
            jobs.schedule(session, kind=kind, key=key, payload=payload, due_at=due_at)


def remind(services: Services, session: Session, *, duty_id: int, at: datetime) -> None:
    """Remind who promised, the day before."""
    duty, case = _open(session, duty_id)
    if duty is None or case is None:
        return
    telling.tell(
        services,
        session,
        case,
        Hand(duty.side),
        "duty_soon",
        at=at,
        once=f"duty{duty_id}",
        day=times.moment(services.wording, duty.due_on),
        what=agreements.what_of(session, duty),
    )


def visit(services: Services, session: Session, *, duty_id: int, at: datetime) -> None:
    """Ask the other side whether it was done."""
    duty, case = _open(session, duty_id)
    if duty is None or case is None:
        return
    buttons = tuple(
        Button(
            label=services.wording.say(f"case.button.duty_{outcome}"),
            action=write("case_do", duty.case_id, f"duty_{outcome}", duty_id),
        )
        for outcome in (DONE, MISSED)
    )
    side = other(Hand(duty.side))
    telling.tell(
        services,
        session,
        case,
        side,
        "visit",
        at=at,
        buttons=buttons,
        once=f"duty{duty_id}",
        day=times.moment(services.wording, duty.due_on),
        what=agreements.what_of(session, duty),
    )


def tell(doing: Doing, *, duty_id: int, outcome: str) -> Case:
    """Note what a side, or the mediator after asking, says of a promise.

    Raises:
        NotFound: the case has no such promise, or a side speaks for itself.
        Stale, IllegalMove: as `do` says.
    """
    duty = agreements.duty(doing.session, duty_id=duty_id)
    if duty.case_id != doing.case_id or doing.doer.hand == duty.side:
        raise NotFound(f"promise {duty_id} for {doing.doer.hand} in case {doing.case_id}")
    case = do(doing, CaseAct.VISIT)
    agreements.tell(doing.session, duty, outcome=DONE if outcome == DONE else MISSED, at=doing.at)
    return case


def finish(doing: Doing) -> Case:
    """Note that everything promised was done, and thank both."""
    case = do(doing, CaseAct.PERFORM)
    telling.both(doing.services, doing.session, case, "performed", at=doing.at)
    return case


def _open(session: Session, duty_id: int) -> tuple[Performance | None, Case | None]:
    try:
        duty = agreements.duty(session, duty_id=duty_id)
    except NotFound:
        return None, None
    case = cases.get(session, case_id=duty.case_id)
    is_open = case.status == CaseStatus.PERFORMING and not duty.outcome
    return (duty, case) if is_open else (None, None)
