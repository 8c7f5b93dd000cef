"""A message is recorded once, whatever the channel repeats; its words are sealed."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from storage import people, turns
from storage.database import Database, Session
from storage.errors import CannotOpen
from storage.identity import id_of
from storage.sealing import Sealer
from storage.tables import TurnRecord

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def record(session: Session, message_id: str, said: str = "过期食品") -> TurnRecord | None:
    person = people.meet(session, channel="web", address="a", at=NOON)
    return turns.record(
        session,
        channel="web",
        message_id=message_id,
        person_id=id_of(person),
        text=said,
        action="",
        at=NOON,
    )


def test_second_copy_of_a_message_is_not_recorded(database: Database) -> None:
    with database.transaction() as session:
        first = record(session, "m1")
        second = record(session, "m1")
        other = record(session, "m2")

    assert first is not None
    assert second is None
    assert other is not None


def test_words_are_sealed_in_the_table_and_readable_through_the_key(database: Database) -> None:
    with database.transaction() as session:
        record(session, "m1", "我叫张三")

    with database.reading() as session:
        stored = session.connection().execute(text("select sealed_text from turns")).scalar_one()
        found = turns.find(session, channel="web", message_id="m1")
        assert found is not None
        assert "张三" not in stored
        assert turns.text_of(session, found) == "我叫张三"


def test_another_key_cannot_open_what_was_sealed() -> None:
    sealed = Sealer("one secret that is long enough").seal("我叫张三")

    with pytest.raises(CannotOpen):
        Sealer("another secret that is long enough").open(sealed)


def test_lone_surrogates_are_kept_out_of_the_database(database: Database) -> None:
    with database.transaction() as session:
        found = record(session, "m1", "坏\ud800字")
        assert found is not None
        assert turns.text_of(session, found) == "坏?字"


def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    with database.transaction() as session:
        record(session, "m1")

    with database.reading() as session:
        found = turns.find(session, channel="web", message_id="m1")
        assert found is not None
        assert found.at == NOON
        assert found.at.utcoffset() is not None


def test_newest_messages_come_oldest_first(database: Database) -> None:
    with database.transaction() as session:
        for n in range(5):
            record(session, f"m{n}")
        person = people.meet(session, channel="web", address="a", at=NOON)

        found = turns.latest(session, person_id=id_of(person), limit=3)

    assert [one.message_id for one in found] == ["m2", "m3", "m4"]
