"""What a person erases is gone on both databases, and nobody else's is."""

from datetime import timedelta

import pytest

from storage import (
    audit,
    belongings,
    escalations,
    files,
    filing_drafts,
    outbox,
    people,
    ratings,
    selfchecks,
    subscriptions,
    turns,
)
from storage.database import Database, Session
from storage.identity import id_of
from storage.lifecycle import EscalationStatus, SubscriptionStatus
from storage.subscriptions import Wanted
from storage.tables import Person
from tests.house import MONDAY

HOUR = timedelta(hours=1)


def somebody(session: Session, address: str) -> int:
    """Somebody who has used everything."""
    person = id_of(people.meet(session, channel="web", address=address, at=MONDAY))
    turn = turns.record(
        session,
        channel="web",
        message_id=address,
        person_id=person,
        text="我的话",
        action="",
        at=MONDAY,
    )
    assert turn is not None
    outbox.put(session, person_id=person, channel="web", key=address, body={}, at=MONDAY)
    asked = escalations.open_one(
        session,
        person_id=person,
        question="我的问题",
        reason="asked",
        organ="",
        entry_id="",
        due_at=MONDAY,
        at=MONDAY,
    )
    escalations.change(
        session, asked, kind="closed", by="system", at=MONDAY, to=EscalationStatus.CLOSED
    )
    draft = filing_drafts.begin(session, person_id=person, state={"x": "我的草稿"}, at=MONDAY)
    for owner in (f"draft:{id_of(draft)}", f"person:{person}"):
        files.keep(
            session,
            owner=owner,
            name="a",
            media_type="text/plain",
            content=b"x",
            at=MONDAY,
            person_id=person,
        )
    wanted = Wanted(industries=("餐饮",), audience="个体", district="涧西区", held={"证": 1})
    subscriptions.keep(
        session, person_id=person, wanted=wanted, hour=9, next_due_at=None, at=MONDAY
    )
    selfchecks.begin(session, person_id=person, check_id="c", version="1", at=MONDAY)
    return person


@pytest.fixture
def two(database: Database) -> tuple[Database, int, int]:
    """Two people who have used everything."""
    with database.transaction() as session:
        return database, somebody(session, "first"), somebody(session, "second")


def held(database: Database, person: int) -> belongings.Holdings:
    with database.reading() as session:
        return belongings.holdings(session, person_id=person)


def test_person_who_erases_leaves_nothing_and_another_keeps_all(
    two: tuple[Database, int, int],
) -> None:
    database, first, second = two
    before = held(database, second)

    with database.transaction() as session:
        belongings.erase(session, person_id=first)

    gone = held(database, first)
    assert (gone.messages, gone.drafts, gone.reminders, gone.self_checks) == (0, 0, 0, 0)
    assert held(database, second) == before
    assert before.drafts == before.reminders == before.self_checks == 1
    with database.reading() as session:
        assert [one.text for one in belongings.questions(session, person_id=first)] == [""]
        assert [one.text for one in belongings.questions(session, person_id=second)] == ["我的问题"]
        assert files.listing(session, owner=f"person:{first}") == []
        assert len(files.listing(session, owner=f"person:{second}")) == 1
        assert audit.verify(session).problems == ()


def test_person_who_wanted_nothing_unasked_is_still_left_in_peace(
    two: tuple[Database, int, int],
) -> None:
    database, first, _ = two
    with database.transaction() as session:
        subscriptions.move(
            session, person_id=first, to=SubscriptionStatus.ENDED, why="asked", at=MONDAY
        )

        belongings.erase(session, person_id=first)

        assert subscriptions.wants_nothing(session, person_id=first)
        row = subscriptions.of_person(session, person_id=first)
        assert row is not None
        session.refresh(row)
        assert subscriptions.wanted_by(session, [row])[row.id or 0] == Wanted()


def test_person_is_forgotten_only_when_silent_since(two: tuple[Database, int, int]) -> None:
    database, first, second = two
    with database.transaction() as session:
        assert not belongings.forget(session, person_id=first, unless_since=MONDAY - HOUR)
        assert belongings.forget(session, person_id=first, unless_since=MONDAY)

    with database.reading() as session:
        assert session.get_one(Person, first).address == f"gone:{first}"
        assert session.get_one(Person, second).address == "second"
        assert ratings.last_score(session, person_id=first) is None
