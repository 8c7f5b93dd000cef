"""The job table: once per key, whole or not at all, never two runners on one job."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers import timers
from handlers.services import Services
from storage import jobs
from storage.database import Database, Session
from tests.house import shipped_knowledge, shipped_wording

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What the jobs of kind `note` and `fail` were run with, in order."""
    seen: list[int] = []

    def note(_services: Services, session: Session, payload: dict[str, Any], at: datetime) -> None:
        seen.append(payload["n"])
        jobs.schedule(
            session, kind="never", key=f"after:{payload['n']}", payload={}, due_at=at + YEAR
        )

    def fail(services: Services, session: Session, payload: dict[str, Any], at: datetime) -> None:
        note(services, session, payload, at)
        raise RuntimeError("the job failed")

    monkeypatch.setattr(timers, "RUNNERS", {"note": note, "fail": fail})
    return seen


YEAR = timedelta(days=365)


def _house(database: Database) -> Services:
    return Services(shipped_knowledge(), shipped_wording(), database)


def _add(database: Database, n: int, *, kind: str = "note", key: str = "") -> bool:
    with database.transaction() as session:
        due = NOW - timedelta(minutes=n)
        return jobs.schedule(
            session, kind=kind, key=key or f"job:{n}", payload={"n": n}, due_at=due
        )


def test_due_jobs_run_longest_due_first_and_once(database: Database, ran: list[int]) -> None:
    services = _house(database)
    for n in (1, 3, 2, -5):
        _add(database, n)

    while timers.run_next(services, at=NOW):
        pass

    assert ran == [3, 2, 1]


def test_a_key_that_was_used_or_cancelled_is_not_used_again(
    database: Database, ran: list[int]
) -> None:
    services = _house(database)
    _add(database, 1)
    with database.transaction() as session:
        assert jobs.cancel(session, key="job:1", at=NOW)
        assert not jobs.cancel(session, key="job:1", at=NOW)

    assert not _add(database, 1)
    assert not timers.run_next(services, at=NOW)
    assert ran == []


def test_a_job_that_fails_leaves_nothing_behind_and_is_tried_later(
    database: Database, ran: list[int]
) -> None:
    services = _house(database)
    _add(database, 1, kind="fail")

    assert timers.run_next(services, at=NOW)
    assert not timers.run_next(services, at=NOW)
    assert timers.run_next(services, at=NOW + timedelta(minutes=1))

    with database.transaction() as session:
        assert jobs.schedule(session, kind="never", key="after:1", payload={}, due_at=NOW + YEAR)
    assert ran == [1, 1]


def test_a_job_that_always_fails_is_given_up(database: Database, ran: list[int]) -> None:
    services = _house(database)
    _add(database, 1, kind="fail")
    at = NOW

    for _ in range(20):
        timers.run_next(services, at=at)
        at += timedelta(days=1)

    assert len(ran) == timers.MOST_ATTEMPTS


def test_a_moved_job_waits_for_its_new_time(database: Database, ran: list[int]) -> None:
    services = _house(database)
    _add(database, 1)
    with database.transaction() as session:
        assert jobs.move(session, key="job:1", due_at=NOW + timedelta(hours=1))

    assert not timers.run_next(services, at=NOW)
    assert timers.run_next(services, at=NOW + timedelta(hours=2))
    assert ran == [1]
