"""Keys change while texts stay readable, on both databases."""

from itertools import islice

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from storage import audit, dialogues, escalations, people, rotation
from storage.database import Database
from storage.errors import CannotOpen
from storage.identity import id_of
from storage.sealing import Sealer, _derived
from tests.conftest import SECRET
from tests.house import MONDAY

NEW = "another secret of the tests, just as long as it"


def fill(database: Database, count: int = 5) -> None:
    with database.transaction() as session:
        for n in range(count):
            person = id_of(people.meet(session, channel="web", address=f"a{n}", at=MONDAY))
            dialogues.lock(session, person_id=person, at=MONDAY)
            escalations.open_one(
                session,
                person_id=person,
                question=f"问题{n}",
                reason="asked",
                organ="",
                entry_id="",
                due_at=MONDAY,
                at=MONDAY,
            )
        audit.record(session, actor="system", action="filled", subject="test:1", at=MONDAY)


def reopened(database: Database, *secrets: str) -> Database:
    return Database(database.url, sealer=Sealer(secrets[0], former=secrets[1:]))


def questions(database: Database) -> list[str]:
    with database.reading() as session:
        found = [escalations.get(session, escalation_id=n) for n in range(1, 6)]
        return [escalations.question_of(session, one) for one in found]


def test_operator_rotates_the_key_and_the_old_one_is_needed_no_more(database: Database) -> None:
    fill(database)
    both = reopened(database, NEW, SECRET)
    assert rotation.left(both) == 11  # five questions, five dialogues, the chain's key

    done = list(rotation.reseal(both, batch=2))

    only_new = reopened(database, NEW)
    assert rotation.left(both) == 0
    assert sum(one.sealed for one in done) == 11
    assert questions(only_new) == [f"问题{n}" for n in range(5)]
    with only_new.reading() as session:
        assert audit.verify(session).problems == ()
    with pytest.raises(CannotOpen):
        questions(database)
    for one in (both, only_new):
        one.close()


def test_operator_who_was_interrupted_goes_on_where_it_stopped(database: Database) -> None:
    fill(database)
    both = reopened(database, NEW, SECRET)
    list(islice(rotation.reseal(both, batch=2), 4))  # killed after some columns
    before = rotation.left(both)

    list(rotation.reseal(both))

    assert 0 < before < 11
    assert rotation.left(both) == 0
    both.close()


def test_text_no_key_opens_is_counted_and_stops_nobody(database: Database) -> None:
    fill(database)
    with database.engine.begin() as connection:
        connection.execute(text("update escalations set sealed_question = 'x' where id = 2"))
    both = reopened(database, NEW, SECRET)

    done = {one.place: one for one in rotation.reseal(both, batch=2)}

    assert (done["escalations.sealed_question"].sealed, rotation.left(both)) == (4, 1)
    assert done["escalations.sealed_question"].broken == 1
    both.close()


def test_every_sealed_column_is_found(database: Database) -> None:
    found = {str(place) for place in rotation.places(database)}

    assert {"turns.sealed_text", "outbox.sealed_body", "officers.sealed_totp"} <= found


def test_text_from_before_keys_had_ids_is_still_read() -> None:
    _, key = _derived(SECRET)
    assert isinstance(key, Fernet)
    old = key.encrypt("旧文".encode()).decode()

    assert Sealer(NEW, former=[SECRET]).open(old) == "旧文"


def test_running_service_finds_a_key_that_was_added_meanwhile() -> None:
    kept = [SECRET]
    running = Sealer(SECRET, look_again=lambda: kept)
    kept.insert(0, NEW)
    sealed = Sealer(NEW).seal("新文")

    assert running.open(sealed) == "新文"
    assert running.seal("又一条").startswith(Sealer(NEW).key_id)


def test_content_of_files_is_sealed_like_text() -> None:
    box = Sealer(SECRET)

    assert box.open_bytes(box.seal_bytes(b"\x00\xff")) == b"\x00\xff"


@pytest.mark.parametrize("sealed", ["x", "deadbeef:", "deadbeef:gAAAA", "gAAAA", "：：", "a:b:c"])
def test_damaged_text_is_refused_and_never_guessed(sealed: str) -> None:
    with pytest.raises(CannotOpen):
        Sealer(SECRET).open(sealed)
