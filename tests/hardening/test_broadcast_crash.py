"""Kill the process in the middle of a broadcast: nobody is missed, nobody hears it twice.

But for what was being delivered when it was killed: that is at most `at_once` a kill.
"""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlmodel import col, func, select

from bot.pace import UNLIMITED
from handlers.prompting import broadcast
from storage import broadcasts, guidance, officers
from storage.database import Database
from storage.guidance_tables import Subscription, SubscriptionTrade
from storage.identity import id_of
from storage.lifecycle import BroadcastStatus, SubscriptionStatus
from storage.sealing import sealer
from storage.tables import Message, Person
from tests.fakes.broadcasting import NOON

ROOT = Path(__file__).parents[2]
RECIPIENTS, KILLS = 10_000, 3


def subscribe_all(database: Database) -> int:
    """Subscribe everybody, approve a broadcast to them, and return its id."""
    with database.transaction() as session:
        everybody = [
            Person(channel="web", address=f"p{n:05}", first_seen_at=NOON, last_seen_at=NOON)
            for n in range(RECIPIENTS)
        ]
        session.add_all(everybody)
        session.flush()
        facts = sealer(session).seal("{}")
        rows = [
            Subscription(
                person_id=id_of(one), status=SubscriptionStatus.ACTIVE, district="涧西区",
                sealed_facts=facts, hour=9, created_at=NOON, changed_at=NOON,
            )
            for one in everybody
        ]  # fmt: skip
        session.add_all(rows)
        session.flush()
        session.add_all(SubscriptionTrade(subscription_id=id_of(r), industry="餐饮") for r in rows)
        hands = [
            id_of(found)
            for login in ("author", "lead")
            if (found := officers.add(session, login=login, password_hash="-", at=NOON)) is not None
        ]
        row = broadcasts.draft(
            session, organ="", industry="餐饮", district="涧西区", title="雪天防滑", text="请及时清雪。",
            basis="《洛阳市城市市容管理条例》", author_id=hands[0], previewed=RECIPIENTS, at=NOON,
        )  # fmt: skip
        broadcasts.move(session, row, to=BroadcastStatus.APPROVED, by=hands[1], at=NOON)
        broadcast.schedule(session, row, due_at=NOON)
        return id_of(row)


def start(database: Database, deliveries: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fakes.broadcasting", database.url, str(deliveries)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def heard(deliveries: Path) -> Counter[str]:
    return Counter(deliveries.read_text().split()) if deliveries.exists() else Counter()


def wait_for(deliveries: Path, count: int) -> None:
    """Return when so many people heard it; the test's own timeout is the limit."""
    while len(heard(deliveries)) < count:
        time.sleep(0.05)  # watches another process


def unmarked(database: Database) -> set[str]:
    """Return who was being delivered to when the process was killed."""
    with database.reading() as session:
        query = (
            select(Person.address)
            .join(Message, col(Message.person_id) == col(Person.id))
            .where(Message.attempts > 0, col(Message.sent_at).is_(None))
        )
        return set(session.exec(query).all())


def wait_until_noted(database: Database) -> None:
    while True:
        with database.reading() as session:
            left = session.exec(
                select(func.count()).select_from(Message).where(col(Message.sent_at).is_(None))
            ).one()
        if not left:
            return
        time.sleep(0.1)  # watches another process


def test_killed_broadcast_misses_nobody_and_repeats_only_what_was_in_flight(
    sqlite_database: Database, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(7)  # noqa: S311
    number = subscribe_all(sqlite_database)
    deliveries = tmp_path / "deliveries"
    in_flight: set[str] = set()

    for kill in range(KILLS):
        process = start(sqlite_database, deliveries)
        wait_for(deliveries, (kill + 1) * RECIPIENTS // (KILLS + 1) + chance.randint(0, 500))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        in_flight |= unmarked(sqlite_database)
    process = start(sqlite_database, deliveries)
    wait_for(deliveries, RECIPIENTS)
    wait_until_noted(sqlite_database)
    process.kill()
    process.communicate()

    told = heard(deliveries)
    twice = {address for address, count in told.items() if count > 1}
    record_property("told_twice", len(twice))
    assert len(told) == RECIPIENTS
    assert twice <= in_flight
    assert len(twice) <= KILLS * UNLIMITED.at_once
    assert max(told.values()) <= 1 + KILLS
    with sqlite_database.reading() as session:
        counts = guidance.counts(session, broadcast_ids=[number])[number]
        assert (counts.queued, counts.delivered, counts.failed) == (RECIPIENTS, RECIPIENTS, 0)
        assert broadcasts.latest(session, limit=1)[0].status == BroadcastStatus.SENT
