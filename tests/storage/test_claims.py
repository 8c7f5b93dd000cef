"""What can wait waits: behind replies, in quiet hours, at the channel's pace, and not for ever."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from storage import claims, outbox, people
from storage.database import Database
from storage.identity import id_of

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)
GAP = timedelta(seconds=1) / 30


def put(database: Database, *keys: str, address: str = "", **values: object) -> None:
    """Queue messages that can wait, each to a person of its own unless told otherwise."""
    with database.transaction() as session:
        for key in keys:
            who = people.meet(session, channel="telegram", address=address or key, at=NOON)
            message = outbox.Outgoing(id_of(who), "telegram", key, {"n": key}, **values)  # type: ignore[arg-type]
            outbox.put_all(session, [message], at=NOON)


def reply(database: Database, key: str) -> None:
    with database.transaction() as session:
        who = people.meet(session, channel="telegram", address=key, at=NOON)
        outbox.put(
            session, person_id=id_of(who), channel="telegram", key=key, body={}, at=NOON,
            due_at=NOON + timedelta(milliseconds=1),
        )  # fmt: skip


def claim(
    database: Database,
    at: datetime,
    *,
    limit: int = 100,
    gap: timedelta | None = None,
    is_quiet: bool = False,
) -> list[tuple[str, datetime]]:
    """Claim, and return the keys with the slots."""
    with database.transaction() as session:
        rows = claims.claim(
            session, channel="telegram", at=at, limit=limit, lease=LEASE, gap=gap, is_quiet=is_quiet
        )
        return [(row.key, row.due_at - LEASE) for row in rows]


def later(milliseconds: float) -> datetime:
    return NOON + timedelta(milliseconds=milliseconds)


def test_replies_go_before_what_can_wait(database: Database) -> None:
    put(database, *(f"prompt{n}" for n in range(30)))
    reply(database, "answer")

    first = claim(database, later(10), limit=3)

    assert [key for key, _ in first] == ["answer", "prompt0", "prompt1"]


def test_quiet_hours_hold_back_prompts_and_no_replies(database: Database) -> None:
    put(database, "prompt")
    reply(database, "answer")

    assert [key for key, _ in claim(database, later(10), is_quiet=True)] == ["answer"]
    assert [key for key, _ in claim(database, later(20))] == ["prompt"]


def test_prompt_whose_time_has_passed_is_given_up(database: Database) -> None:
    put(database, "late", expires_at=later(5))
    put(database, "useful", expires_at=later(50))

    claimed = claim(database, later(10))

    assert [key for key, _ in claimed] == ["useful"]
    with database.reading() as session:
        found = outbox.find(session, key="late")
        assert found is not None
        assert found.given_up_at == later(10)


def test_slots_of_all_processes_lie_the_gap_apart_and_in_order(database: Database) -> None:
    put(database, *(f"p{n:03}" for n in range(90)))
    claimed: list[tuple[str, datetime]] = []

    for tick in range(0, 4000, 50):  # two processes that look in turn, every 50 ms
        claimed += claim(database, later(1000 + tick), gap=GAP)

    assert [key for key, _ in claimed] == [f"p{n:03}" for n in range(90)]
    slots = [slot for _, slot in claimed]
    assert all(b - a >= GAP for a, b in pairwise(slots))
    assert slots[-1] - slots[0] < GAP * 90 + timedelta(milliseconds=60)


def test_one_person_hears_once_a_second_whoever_delivers(database: Database) -> None:
    put(database, "a1", "a2", address="a")
    put(database, "b1")

    assert [key for key, _ in claim(database, later(100), gap=GAP)] == ["a1", "b1"]
    assert claim(database, later(900), gap=GAP) == []
    assert [key for key, _ in claim(database, later(1200), gap=GAP)] == ["a2"]


def test_reply_gets_the_next_slot_even_while_the_lane_is_full(database: Database) -> None:
    put(database, *(f"p{n}" for n in range(20)))
    reply(database, "answer")
    with database.transaction() as session:
        message = outbox.find(session, key="answer")
        assert message is not None
        number = id_of(message)
    # The reply itself is being delivered: the worker is given what can wait.
    with database.transaction() as session:
        row = claims.claim_fresh(session, message_id=number, at=later(10), lease=LEASE, gap=GAP)
        assert row is not None
        first = row.due_at - LEASE

    rest = claim(database, later(10), gap=GAP)

    assert all(slot > first for _, slot in rest)


def test_clock_put_back_does_not_stop_the_lane(database: Database) -> None:
    put(database, "future", "now")
    claim(database, later(0) + timedelta(days=1), limit=1, gap=GAP)

    assert [key for key, _ in claim(database, later(10), gap=GAP)] == ["now"]


def test_hundred_thousand_waiting_prompts_keep_a_claim_short(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as session:
        plan = session.connection().exec_driver_sql(
            "explain query plan select * from outbox where channel='telegram' and sent_at is null"
            " and given_up_at is null and rank=1 and due_at<='2027' order by due_at, id limit 20"
        )
        steps = " ".join(str(row) for row in plan)

    assert "ix_outbox_pending" in steps
    assert "TEMP B-TREE" not in steps
