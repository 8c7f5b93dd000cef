"""The clocks of a handed-over question: claimed by when, answered by when.

They run in working time only and stand while the person was asked something. Each moment
that matters is a job with the moment in its key: when a clock moves, the old job finds
that it is not meant any more.
"""

from datetime import UTC, datetime, timedelta

from handlers.desk import duty
from handlers.services import Services
from storage import duty as duty_records
from storage import escalation_queue, jobs
from storage.database import Session
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import EscalationStatus as Status

JOB = "question_clock"
CLAIM, WARN, DUE = "claim", "warn", "due"
# The owner is warned when so much of the working time is left.
WARN_BEFORE = timedelta(hours=1)


def terms(services: Services, session: Session, *, at: datetime) -> tuple[datetime, datetime, int]:
    """Return when a question asked now must be claimed and answered, and the clock's seconds."""
    found = duty.current(services, session)
    answer = found.terms["first_response"]
    claim_by = found.due_after(at, found.terms["claim"])
    return claim_by, found.due_after(at, answer), int(answer.total_seconds())


def claim_again(services: Services, session: Session, found: Escalation, *, at: datetime) -> None:
    """Give the next desk its time to claim a question."""
    current = duty.current(services, session)
    found.claim_by = current.due_after(at, current.terms["claim"])


def restart(services: Services, session: Session, found: Escalation, *, at: datetime) -> None:
    """Start the clock anew: an answered or closed question is open again."""
    found.claim_by, found.due_at, found.clock_seconds = terms(services, session, at=at)
    found.clock_from = at


def pause(services: Services, session: Session, found: Escalation, *, at: datetime) -> None:
    """Let the clock stand with the working time that is left; a standing one goes on standing."""
    if found.clock_from is None:
        return
    left = duty.current(services, session).worked_between(at, found.due_at)
    found.clock_from, found.clock_seconds = None, int(left.total_seconds())


def stop(services: Services, session: Session, found: Escalation, *, at: datetime) -> None:
    """End the clock: it was answered or closed. When it was due stays to be read."""
    pause(services, session, found, at=at)


def resume(services: Services, session: Session, found: Escalation, *, at: datetime) -> None:
    """Let a standing clock run on for the time that was left."""
    if found.clock_from is not None:
        return
    left = timedelta(seconds=found.clock_seconds)
    found.clock_from, found.due_at = at, duty.current(services, session).due_after(at, left)


def watch(services: Services, session: Session, found: Escalation) -> None:
    """Schedule what is due for a question as its clocks stand now; once per moment."""
    if found.status == Status.WAITING:
        _schedule(session, found, CLAIM, meant=found.claim_by, due_at=found.claim_by)
    if found.status in (Status.WAITING, Status.TAKEN):
        warn_at = _before(services, session, found)
        _schedule(session, found, WARN, meant=found.due_at, due_at=warn_at)
        _schedule(session, found, DUE, meant=found.due_at, due_at=found.due_at)


def recount(services: Services, session: Session, *, why: str, at: datetime) -> int:
    """Time every running question anew after the calendar changed; return how many moved."""
    current, moved = duty.current(services, session), 0
    for found in escalation_queue.running(session):
        start = found.clock_from or at
        due_at = current.due_after(start, timedelta(seconds=found.clock_seconds))
        if due_at == found.due_at:
            continue
        duty_records.note_moved(
            session,
            subject=f"question:{id_of(found)}",
            was=found.due_at,
            now=due_at,
            why=why,
            at=at,
        )
        found.due_at, moved = due_at, moved + 1
        watch(services, session, found)
    return moved


def _before(services: Services, session: Session, found: Escalation) -> datetime:
    """Return when `WARN_BEFORE` of working time is left, or the clock's start when it had less."""
    start = found.clock_from or found.opened_at
    whole = timedelta(seconds=found.clock_seconds)
    return duty.current(services, session).due_after(start, max(whole - WARN_BEFORE, timedelta(0)))


def _schedule(
    session: Session, found: Escalation, what: str, *, meant: datetime, due_at: datetime
) -> None:
    number, moment = id_of(found), meant.astimezone(UTC).isoformat()
    jobs.schedule(
        session,
        kind=JOB,
        key=f"{JOB}:{number}:{what}:{moment}",
        payload={"question": number, "what": what, "meant": moment},
        due_at=due_at,
    )


def rest(services: Services, session: Session, *, at: datetime) -> datetime | None:
    """Return when the desk opens again, or None while it works."""
    current = duty.current(services, session)
    return None if current.is_on(at) else current.next_on(at)
