"""A handed-over question is in one queue, moves along its arrows, and keeps its history."""

from datetime import UTC, datetime, timedelta

import pytest

from storage import escalations, people
from storage.database import Database, Session
from storage.errors import IllegalMove, NotFound
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import EscalationStatus

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def open_one(session: Session, *, who: str = "a", hours: int = 5, subject: str = "") -> Escalation:
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
        subject=subject,
    )


def move(session: Session, escalation: Escalation, to: EscalationStatus) -> None:
    escalations.change(session, escalation, kind=str(to), by="lee", at=NOON, to=to)


def test_every_move_leaves_an_event_and_makes_older_pages_stale(database: Database) -> None:
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
    assert opened.version == 3


def test_move_without_an_arrow_changes_nothing(database: Database) -> None:
    with database.transaction() as session:
        opened = open_one(session)
        move(session, opened, EscalationStatus.CLOSED)

        with pytest.raises(IllegalMove):
            move(session, opened, EscalationStatus.ANSWERED)

        assert opened.status == EscalationStatus.CLOSED
        assert opened.closed_at == NOON
        assert len(escalations.events_of(session, escalation_id=id_of(opened))) == 2


def test_unknown_question_is_not_found(database: Database) -> None:
    with database.transaction() as session:
        for look in (escalations.get, escalations.lock):
            with pytest.raises(NotFound):
                look(session, escalation_id=404)


def test_what_the_person_adds_stands_below_the_question(database: Database) -> None:
    with database.transaction() as session:
        opened = open_one(session)
        escalations.add_to(session, escalation=opened, text="我在涧西区", at=NOON)

        assert escalations.question_of(session, opened) == "排烟费是真的吗\n我在涧西区"
        assert opened.version == 1


def test_somebody_elses_question_is_not_found(database: Database) -> None:
    with database.transaction() as session:
        mine = open_one(session, who="me")
        stranger = people.meet(session, channel="web", address="stranger", at=NOON)

        found = escalations.of_person(session, escalation_id=id_of(mine), person_id=id_of(stranger))

    assert found is None


def test_person_has_one_open_question_on_a_subject(database: Database) -> None:
    with database.transaction() as session:
        first = open_one(session, subject="entry:food/a")
        again = open_one(session, subject="entry:food/a")
        other = open_one(session, subject="entry:food/b")
        somebody = open_one(session, who="b", subject="entry:food/a")
        move(session, first, EscalationStatus.CLOSED)
        after = open_one(session, subject="entry:food/a")

    assert again.id == first.id
    assert len({first.id, other.id, somebody.id, after.id}) == 4


def test_reason_written_down_with_a_move_is_sealed(database: Database) -> None:
    with database.transaction() as session:
        opened = open_one(session)
        escalations.change(
            session, opened, kind="transferred", by="lee", at=NOON, note="王小明 13800000000"
        )

        event = escalations.events_of(session, escalation_id=id_of(opened))[-1]

        assert "王小明" not in event.sealed_note
        assert escalations.note_of(session, event) == "王小明 13800000000"
