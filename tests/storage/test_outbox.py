"""What leaves: queued once, held by one worker at a time, never forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from storage import claims, outbox, people
from storage.database import Database
from storage.identity import id_of

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)


def queue(database: Database, *keys: str) -> list[int]:
    with database.transaction() as session:
        person = people.meet(session, channel="web", address="a", at=NOON)
        rows = [
            outbox.put(
                session, person_id=id_of(person), channel="web", key=key, body={"n": key}, at=NOON
            )
            for key in keys
        ]
        return [id_of(row) for row in rows if row is not None]


def claim(database: Database, at: datetime, limit: int = 10) -> list[int]:
    with database.transaction() as session:
        rows = claims.claim(session, channel="web", at=at, limit=limit, lease=LEASE)
        return [id_of(row) for row in rows]


def test_message_with_a_known_key_is_not_queued_twice(database: Database) -> None:
    assert len(queue(database, "k1")) == 1
    assert queue(database, "k1") == []


def test_claimed_message_is_nobody_elses_until_the_lease_ends(database: Database) -> None:
    [message] = queue(database, "k1")

    assert claim(database, NOON) == [message]
    assert claim(database, NOON + LEASE / 2) == []
    assert claim(database, NOON + LEASE) == [message]


def test_sent_message_never_comes_back(database: Database) -> None:
    [message] = queue(database, "k1")
    with database.transaction() as session:
        outbox.sent(session, message_id=message, at=NOON)

    assert claim(database, NOON + timedelta(days=1)) == []


def test_failed_message_waits_and_a_hopeless_one_is_given_up(database: Database) -> None:
    later, never = queue(database, "k1", "k2")
    with database.transaction() as session:
        outbox.failed(session, message_id=later, retry_at=NOON + LEASE, at=NOON)
        outbox.failed(session, message_id=never, retry_at=None, at=NOON)

    assert claim(database, NOON) == []
    assert claim(database, NOON + LEASE) == [later]


def test_two_workers_never_hold_one_message(database: Database) -> None:
    queued = queue(database, *(f"k{n}" for n in range(40)))

    with ThreadPoolExecutor(4) as pool:
        batches = list(pool.map(lambda _: claim(database, NOON, limit=10), range(8)))

    taken = [message for batch in batches for message in batch]
    assert sorted(taken) == sorted(queued)


def test_body_comes_back_as_it_was_put(database: Database) -> None:
    queue(database, "k1")

    with database.transaction() as session:
        [row] = claims.claim(session, channel="web", at=NOON, limit=1, lease=LEASE)
        assert outbox.body_of(session, row) == {"n": "k1"}
