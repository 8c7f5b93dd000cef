"""Once per person, rule and period; in office hours; overdue is sent if useful and dropped if not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers import timers
from handlers.prompting import corrections, plan
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge.prompt_calendar import Facts
from storage import answers, guidance, outbox, people, subscriptions, turns
from storage.database import Database
from storage.identity import id_of
from storage.lifecycle import SubscriptionStatus
from tests.handlers.subscribers import EXPIRY, hotpot, said_to, subscribe
from tests.house import shipped_knowledge, shipped_wording

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
# 120 and 60 days before the licence ends on 2027-03-31, at 9 in Luoyang; the second, a
# Saturday, is told the day before.
FIRST = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
SECOND = datetime(2027, 1, 29, 1, 0, tzinfo=UTC)


@pytest.fixture
def services(database: Database) -> Services:
    """On both databases: two processes on one subscriber is what differs."""
    return Services(shipped_knowledge(), shipped_wording(), database)


def licence_only() -> Facts:
    """A subscriber who is told of the licence and of nothing else."""
    book = shipped_knowledge().prompts.prompts
    off = frozenset(one.id for one in book.values() if getattr(one.when, "of", "") != EXPIRY[1])
    return Facts((), "个体工商户", "", ("食品经营许可证",), hotpot().dates, off)


def told(services: Services, facts: Facts, *, hour: int = 9) -> int:
    with services.database.transaction() as session:
        return subscribe(services, session, facts, at=NOW, address="a", hour=hour)


def run(services: Services, at: datetime) -> None:
    while timers.run_next(services, at=at):
        pass


def moments(services: Services, person_id: int) -> list[datetime]:
    with services.database.reading() as session:
        return [at for _, at in said_to(session, [person_id]).get(person_id, [])]


def test_two_processes_at_the_same_moment_say_it_once(services: Services) -> None:
    person_id = told(services, licence_only())

    with ThreadPoolExecutor(4) as processes:
        list(processes.map(lambda _: run(services, FIRST), range(4)))

    assert moments(services, person_id) == [FIRST]
    with services.database.reading() as session:
        assert len(outbox.latest(session, person_id=person_id, limit=9)) == 1


def test_nothing_is_said_before_its_moment_nor_at_night(services: Services) -> None:
    person_id = told(services, licence_only())

    run(services, FIRST - timedelta(seconds=1))
    assert moments(services, person_id) == []

    run(services, FIRST + timedelta(hours=10))  # 19:00: the process was down all day
    assert moments(services, person_id) == []

    run(services, FIRST + timedelta(days=1))
    assert moments(services, person_id) == [FIRST + timedelta(days=1)]


def test_after_an_outage_only_the_latest_of_one_matter_is_said(services: Services) -> None:
    person_id = told(services, licence_only())

    run(services, datetime(2027, 3, 2, 1, 0, tzinfo=UTC))  # three days have passed

    with services.database.reading() as session:
        [(key, _)] = said_to(session, [person_id])[person_id]
    assert key.endswith(":2027-03-31:40")


def test_what_is_no_use_any_more_is_dropped(services: Services) -> None:
    person_id = told(services, licence_only())

    run(services, datetime(2027, 4, 1, 1, 0, tzinfo=UTC))

    assert moments(services, person_id) == []


def test_clock_put_back_says_nothing_twice_and_goes_on(services: Services) -> None:
    person_id = told(services, licence_only())
    run(services, FIRST)

    for at in (FIRST - timedelta(days=1), FIRST, FIRST + timedelta(hours=1)):
        run(services, at)
    run(services, SECOND)

    assert moments(services, person_id) == [FIRST, SECOND]


def test_no_day_brings_more_than_a_few(services: Services) -> None:
    person_id = told(services, Facts(("餐饮", "住宿", "食品零售"), "企业", "涧西区"))
    at = NOW
    while at < datetime(2027, 2, 1, tzinfo=UTC):
        at = at.replace(minute=0) + timedelta(hours=1)
        run(services, at)

    days = [one.astimezone(LOCAL).date() for one in moments(services, person_id)]
    assert days
    assert max(days.count(day) for day in days) <= plan.MOST_A_DAY
    assert all(shipped_knowledge().calendar.is_working(day) for day in days)


def test_changed_date_brings_prompts_for_the_new_one_only(services: Services) -> None:
    person_id = told(services, licence_only())
    facts = licence_only()
    later = Facts(**{**vars(facts), "dates": {EXPIRY: date(2027, 12, 31)}})
    with services.database.transaction() as session:
        subscribe(services, session, later, at=NOW + timedelta(days=1), address="a")

    run(services, FIRST)
    assert moments(services, person_id) == []

    run(services, datetime(2027, 9, 2, 1, 0, tzinfo=UTC))
    assert len(moments(services, person_id)) == 1


def test_message_names_what_becomes_of_it(services: Services) -> None:
    person_id = told(services, licence_only())
    run(services, FIRST)

    with services.database.reading() as session:
        [message] = outbox.latest(session, person_id=person_id, limit=9)
        [(act, same)] = guidance.latest(session, limit=9)
        assert same is not None
        assert same.id == message.id
        assert (act.mode, act.organ, act.version != "") == ("prompting", "市场监管", True)
        assert act.basis.startswith("《")
        assert message.expires_at == datetime(2027, 3, 31, 16, 0, tzinfo=UTC)


def answer(services: Services, address: str, entry_id: str, at: datetime) -> int:
    with services.database.transaction() as session:
        person_id = id_of(people.meet(session, channel="web", address=address, at=at))
        turn = turns.record(
            session, channel="web", message_id=f"{address}:{at}", person_id=person_id,
            text="", action="", at=at,
        )  # fmt: skip
        assert turn is not None
        answers.log(
            session, turn_id=id_of(turn), person_id=person_id, entry_id=entry_id,
            verdict="answer", confidence=1.0, at=at,
        )  # fmt: skip
        return person_id


def test_correction_reaches_everybody_told_lately_once_but_who_wants_nothing(
    services: Services,
) -> None:
    entry_id = next(iter(shipped_knowledge().entries))
    recent = answer(services, "recent", entry_id, NOW - timedelta(days=30))
    answer(services, "recent", entry_id, NOW - timedelta(days=20))
    answer(services, "long-ago", entry_id, NOW - timedelta(days=600))
    answer(services, "after", entry_id, NOW + timedelta(days=1))
    silent = answer(services, "silent", entry_id, NOW - timedelta(days=30))
    with services.database.transaction() as session:
        subscriptions.move(
            session, person_id=silent, to=SubscriptionStatus.ENDED, why="person", at=NOW
        )
        count = corrections.start(
            session, entry_id=entry_id, title="旧题目", changed_at=NOW, by="officer:1", at=NOW
        )

    for _ in range(2):
        run(services, NOW)

    assert count == 2
    with services.database.reading() as session:
        sent = [
            row.person_id
            for name in ("recent", "long-ago", "after", "silent")
            if (who := people.find(session, channel="web", address=name)) is not None
            for row in outbox.latest(session, person_id=id_of(who), limit=9)
        ]
        assert sent == [recent]
        [(act, _)] = guidance.latest(session, limit=9)
        assert (act.subject, act.by) == (entry_id, "officer:1")
