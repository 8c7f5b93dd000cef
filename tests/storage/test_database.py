"""Transactions keep all or nothing, writers take turns, readers change nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlmodel import func, select

from storage import dialogues, people
from storage.database import Database
from storage.identity import id_of
from storage.tables import Person

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


class Stop(Exception):
    """Raised by a test in the middle of a transaction."""


def fail_halfway(database: Database) -> None:
    with database.transaction() as session:
        people.meet(session, channel="web", address="a", at=NOON)
        raise Stop


def test_error_undoes_the_whole_transaction(database: Database) -> None:
    with pytest.raises(Stop):
        fail_halfway(database)

    assert people_count(database) == 0


def people_count(database: Database) -> int:
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Person)).one()


def test_what_a_reader_writes_is_not_kept(database: Database) -> None:
    with database.reading() as session:
        people.meet(session, channel="web", address="a", at=NOON)

    assert people_count(database) == 0


def test_turns_of_one_person_never_lose_each_others_state(database: Database) -> None:
    with database.transaction() as session:
        person_id = id_of(people.meet(session, channel="web", address="a", at=NOON))
        dialogues.lock(session, person_id=person_id, at=NOON)

    def count_up(_: int) -> None:
        with database.transaction() as session:
            state = dialogues.lock(session, person_id=person_id, at=NOON)
            state["n"] = state.get("n", 0) + 1
            dialogues.keep(session, person_id=person_id, state=state, at=NOON)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count_up, range(20)))

    with database.transaction() as session:
        assert dialogues.lock(session, person_id=person_id, at=NOON) == {"n": 20}


def test_two_first_messages_of_one_person_make_one_person(database: Database) -> None:
    def meet(_: int) -> int:
        with database.transaction() as session:
            return id_of(people.meet(session, channel="web", address="new", at=NOON))

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(meet, range(8)))

    assert len(found) == 1
