"""The audit chain: every event in its place, and nothing altered unseen."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from storage import audit
from storage.audit import Verdict
from storage.database import Database, Session
from tests.house import MONDAY


def note(database: Database, subject: str) -> None:
    with database.transaction() as session:
        audit.record(
            session,
            actor="officer:1",
            action="case.read",
            subject=subject,
            at=MONDAY,
            detail={"n": 1},
        )


def checked(database: Database) -> Verdict:
    with database.reading() as session:
        return audit.verify(session)


def tamper(database: Database, statement: str) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.fixture
def chained(database: Database) -> Database:
    """A database with five events in the chain."""
    for n in range(5):
        note(database, f"case:{n}")
    return database


def test_chain_of_honest_events_is_whole(chained: Database) -> None:
    verdict = checked(chained)

    assert (verdict.events, verdict.problems) == (5, ())


def test_empty_chain_is_whole(database: Database) -> None:
    assert checked(database).problems == ()


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("update audit_events set subject = 'case:9' where seq = 3", "event 3: edited"),
        ("update audit_events set detail = '' where seq = 1", "event 1: edited"),
        ("delete from audit_events where seq = 2", "event 2: removed"),
        ("delete from audit_events where seq = 5", "event 5: removed"),
        ("delete from audit_events where seq = 1", "event 1: removed"),
        ("delete from audit_events", "event 1: removed"),
        ("delete from audit_heads", "head: missing"),
        ("update audit_heads set seq = 4", "head: edited"),
        ("update audit_heads set sealed_key = 'gAAAA'", "head: sealed with another key"),
    ],
)
def test_somebody_who_edits_or_removes_rows_is_found_out(
    chained: Database, statement: str, problem: str
) -> None:
    tamper(chained, statement)

    assert problem in checked(chained).problems


def test_somebody_who_cuts_the_tail_and_moves_the_head_back_is_found_out(
    chained: Database,
) -> None:
    tamper(chained, "delete from audit_events where seq = 5")
    tamper(
        chained,
        "update audit_heads set seq = 4, mac = (select mac from audit_events where seq = 4)",
    )

    assert "head: edited" in checked(chained).problems


def test_somebody_who_slips_a_row_in_is_found_out(chained: Database) -> None:
    tamper(
        chained,
        "insert into audit_events (at, actor, action, subject, detail, mac) "
        "select at, actor, action, subject, detail, mac from audit_events where seq = 1",
    )

    assert any("slipped in" in problem for problem in checked(chained).problems)


def test_chain_goes_on_after_its_head_was_removed_and_still_tells_of_it(chained: Database) -> None:
    tamper(chained, "delete from audit_heads")

    note(chained, "case:6")

    assert "event 1: edited" in checked(chained).problems


def test_many_writers_at_once_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: note(database, f"case:{n}"), range(40)))

    verdict = checked(database)

    assert (verdict.events, verdict.problems) == (40, ())


def note_and_fail(session: Session) -> None:
    audit.record(session, actor="system", action="undone", subject="b", at=MONDAY)
    raise LookupError


def test_event_of_undone_work_is_undone_with_it(database: Database) -> None:
    with pytest.raises(LookupError), database.transaction() as session:
        note_and_fail(session)
    with database.transaction() as session:
        with pytest.raises(LookupError), session.begin_nested():
            note_and_fail(session)
        audit.record(session, actor="system", action="kept", subject="b", at=MONDAY)

    with database.reading() as session:
        assert [event.action for event in audit.latest(session, limit=9)] == ["kept"]
    assert checked(database).problems == ()


def test_reader_finds_the_newest_events_of_an_actor_first(chained: Database) -> None:
    with chained.reading() as session:
        found = audit.latest(session, limit=2, actor="officer:1", before=5)
        of_one = audit.latest(session, limit=9, subject="case:2")

        assert [event.seq for event in found] == [4, 3]
        assert [event.subject for event in of_one] == ["case:2"]
