"""Work that outlives a message: due at a time, once per key, done in one transaction.

A job is scheduled in the transaction that causes it. It is taken, run and ended in one
transaction too, so a crash in the middle leaves it due. Ended rows stay: a key that was
used, or cancelled, is never run again.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from storage.once import add_once
from storage.sealing import sealer
from storage.tables import Job

DONE = "done"
CANCELLED = "cancelled"
GIVEN_UP = "given_up"


def schedule(
    session: Session, *, kind: str, key: str, payload: Mapping[str, Any], due_at: datetime
) -> bool:
    """Add work due at a time; False when the key was used before, whatever became of it."""
    sealed = sealer(session).seal(json.dumps(dict(payload), ensure_ascii=False))
    return add_once(session, Job(kind=kind, key=key, sealed_payload=sealed, due_at=due_at))


def move(session: Session, *, key: str, due_at: datetime) -> bool:
    """Give open work another time; False when there is none with this key."""
    job = _open_with(session, key)
    if job is not None:
        job.due_at = due_at
        session.flush()
    return job is not None


def cancel(session: Session, *, key: str, at: datetime) -> bool:
    """End open work undone; False when there is none with this key."""
    job = _open_with(session, key)
    if job is not None:
        _end(session, job, CANCELLED, at)
    return job is not None


def take_due(session: Session, *, at: datetime) -> Job | None:
    """Return the work longest due, locked until the transaction ends; others skip it."""
    query = (
        select(Job)
        .where(col(Job.ended_at).is_(None), Job.due_at <= at)
        .order_by(col(Job.due_at), col(Job.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.exec(query).first()


def done(session: Session, job: Job, *, at: datetime) -> None:
    """Note that the work was done."""
    _end(session, job, DONE, at)


def failed(session: Session, *, job_id: int, retry_at: datetime | None, at: datetime) -> None:
    """Try again later, or give up when `retry_at` is None; nothing when it ended meanwhile."""
    job = session.exec(select(Job).where(Job.id == job_id).with_for_update()).one()
    if job.ended_at is not None:
        return
    job.attempts += 1
    if retry_at is None:
        _end(session, job, GIVEN_UP, at)
    else:
        job.due_at = retry_at
        session.flush()


def payload_of(session: Session, job: Job) -> dict[str, Any]:
    """Return what the work is about."""
    payload = json.loads(sealer(session).open(job.sealed_payload))
    assert isinstance(payload, dict)  # noqa: S101  # only `schedule` writes it
    return payload


def _open_with(session: Session, key: str) -> Job | None:
    query = select(Job).where(Job.key == key, col(Job.ended_at).is_(None)).with_for_update()
    return session.exec(query).first()


def _end(session: Session, job: Job, outcome: str, at: datetime) -> None:
    job.ended_at = at
    job.outcome = outcome
    session.flush()
