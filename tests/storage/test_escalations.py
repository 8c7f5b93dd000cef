"""A handed-over question is in one queue, moves along its arrows, and keeps its history."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import escalations, people
from storage.database import Database, Session
from storage.errors import IllegalMove, NotFound
from storage.identity import id_of
from storage.lifecycle import EscalationStatus
from storage.tables import Escalation

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def open_one(session: Session, *, who: str = "a", hours: int = 5) -> Escalation:
    person = people.meet(session, channel="web", address=who, at=NOON)
    return escalations.open_one(
        session,
        person_id=id_of(person),
        question="排烟费是真的吗",
        reason="asked",
        organ="",
        entry_id="",
        due_at=NOON + timedelta(hours=hours),
        at=NOON,
    )


def move(session: Session, escalation: Escalation, to: EscalationStatus) -> Escalation:
    return escalations.move(session, escalation_id=id_of(escalation), to=to, by="lee", at=NOON)


def test_queue_shows_the_most_urgent_first_and_no_closed_ones(database: Database) -> None:
    with database.transaction() as session:
        late, early, done = (open_one(session, who=str(h), hours=h) for h in (8, 2, 5))
        move(session, done, EscalationStatus.ANSWERED)
        move(session, done, EscalationStatus.CLOSED)

        found = [one.id for one in escalations.queue(session)]

    assert found == [early.id, late.id]


def test_every_move_leaves_an_event(database: Database) -> None:
    with database.transaction() as session:
        opened = open_one(session)
        move(session, opened, EscalationStatus.TAKEN)
        move(session, opened, EscalationStatus.ANSWERED)

        events = escalations.events_of(session, escalation_id=id_of(opened))

    assert [(one.start, one.to) for one in events] == [
        ("", "waiting"),
        ("waiting", "taken"),
        ("taken", "answered"),
    ]


def test_move_without_an_arrow_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        opened = open_one(session)
        move(session, opened, EscalationStatus.CLOSED)

        with pytest.raises(IllegalMove):
            move(session, opened, EscalationStatus.TAKEN)

        assert opened.status == EscalationStatus.CLOSED
        assert len(escalations.events_of(session, escalation_id=id_of(opened))) == 2


def test_unknown_question_is_not_found(database: Database) -> None:
    with database.transaction() as session, pytest.raises(NotFound):
        escalations.get(session, escalation_id=404)


def test_what_the_person_adds_stands_below_the_question(database: Database) -> None:
    with database.transaction() as session:
        opened = open_one(session)
        escalations.add_to(session, escalation=opened, text="我在涧西区")

        assert escalations.question_of(session, opened) == "排烟费是真的吗\n我在涧西区"


def test_somebody_elses_question_is_not_found(database: Database) -> None:
    with database.transaction() as session:
        mine = open_one(session, who="me")
        stranger = people.meet(session, channel="web", address="stranger", at=NOON)

        found = escalations.of_person(session, escalation_id=id_of(mine), person_id=id_of(stranger))

    assert found is None
