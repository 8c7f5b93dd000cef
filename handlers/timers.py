"""Run the work that is due: one job, one transaction, every effect and its end together.

Every kind of job and what runs it is in `RUNNERS`: one literal table, like the router's.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from handlers import retention
from handlers.cases import clock, grading
from handlers.desk import approving_clocks, clocks, raising
from handlers.prompting import broadcast, corrections, delivery
from handlers.satisfaction import surveys
from handlers.services import Services
from storage import jobs
from storage.database import Session
from storage.identity import id_of

log = structlog.get_logger()

Payload = dict[str, Any]
Runner = Callable[[Services, Session, Payload, datetime], None]

RUNNERS: Mapping[str, Runner] = {
    clocks.JOB: raising.run,
    approving_clocks.JOB: approving_clocks.run,
    retention.JOB: retention.run,
    retention.FORGET: retention.forget,
    delivery.KIND: delivery.run,
    delivery.AGAIN: delivery.run_again,
    broadcast.KIND: broadcast.run,
    corrections.KIND: corrections.run,
    surveys.JOB: surveys.invite,
    grading.JOB: grading.run,
    **clock.RUNNERS,
}

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)


def stand_up(services: Services, *, at: datetime) -> None:
    """Schedule what recurs for ever; called when a process starts, and once is enough."""
    with services.database.transaction() as session:
        retention.plan(session, at=at)


def run_next(services: Services, *, at: datetime) -> bool:
    """Run the one job that is longest due; False when none is.

    A job that fails is undone, tried again later each time, and given up in the log
    after `MOST_ATTEMPTS`.
    """
    services.live.catch_up(services.database, at=at)
    with services.database.transaction() as session:
        job = jobs.take_due(session, at=at)
        if job is None:
            return False
        job_id, kind, attempts = id_of(job), job.kind, job.attempts
        try:
            with session.begin_nested():
                RUNNERS[kind](services, session, jobs.payload_of(session, job), at)
        except Exception:
            log.exception("job_failed", kind=kind, job=job_id, attempts=attempts + 1)
        else:
            jobs.done(session, job, at=at)
            return True
        jobs.failed(session, job_id=job_id, retry_at=_when_again(attempts, at), at=at)
    return True


def _when_again(attempts: int, at: datetime) -> datetime | None:
    if attempts + 1 >= MOST_ATTEMPTS:
        return None
    return at + FIRST_WAIT * int(2**attempts)
