"""Delete what is past its time every night, and forget who erased everything a day later."""

from datetime import datetime, time, timedelta

import structlog

from handlers.services import Services
from handlers.talk import LOCAL
from storage import audit, belongings, jobs, retention
from storage.database import Session

log = structlog.get_logger()

JOB, FORGET = "retention", "forget_person"
AT_NIGHT = time(3, 0)
# So many rows of a kind go in one transaction; more are done at once afterwards.
BATCH = 500
GRACE = timedelta(days=1)


def plan(session: Session, *, at: datetime) -> None:
    """See to it that the next night's deletion is scheduled; once is enough."""
    night = datetime.combine(at.astimezone(LOCAL).date() + timedelta(days=1), AT_NIGHT, LOCAL)
    key = f"{JOB}:{night.date().isoformat()}"
    jobs.schedule(session, kind=JOB, key=key, payload={"part": 0}, due_at=night)


def run(_services: Services, session: Session, payload: dict[str, object], at: datetime) -> None:
    """Apply every rule to one batch; go on with the next if there may be more."""
    done = retention.run(session, at=at, limit=BATCH)
    part = int(str(payload.get("part", 0)))
    plan(session, at=at)
    if any(done.values()):
        detail = {name: count for name, count in done.items() if count}
        log.info("retention", **detail)
        audit.record(session, actor=audit.SYSTEM, action=JOB, subject=JOB, at=at, detail=detail)
    if max(done.values()) >= BATCH:
        key = f"{JOB}:{at.date().isoformat()}:{part + 1}"
        jobs.schedule(session, kind=JOB, key=key, payload={"part": part + 1}, due_at=at)


def forget_later(session: Session, *, person_id: int, at: datetime) -> None:
    """Forget a person a day from now, unless they write again or something of theirs is open."""
    jobs.schedule(
        session,
        kind=FORGET,
        key=f"{FORGET}:{person_id}:{at.isoformat()}",
        payload={"person": person_id, "asked": at.isoformat()},
        due_at=at + GRACE,
    )


def forget(_services: Services, session: Session, payload: dict[str, object], at: datetime) -> None:
    """Forget the address of who asked for it."""
    person_id, asked = int(str(payload["person"])), datetime.fromisoformat(str(payload["asked"]))
    if belongings.forget(session, person_id=person_id, unless_since=asked):
        subject = f"person:{person_id}"
        audit.record(session, actor=audit.SYSTEM, action="person.forgotten", subject=subject, at=at)
