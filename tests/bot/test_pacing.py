"""What the worker does with what can wait: the rate, the quiet hours, who is gone."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.channel import TryLater, Undeliverable
from bot.pace import Pace
from bot.worker import Worker
from handlers.prompting import delivery
from handlers.services import Services
from handlers.turn import Kind, Part, Reply, Style
from storage import outbox, people, subscriptions
from storage.database import Database
from storage.identity import id_of
from storage.lifecycle import SubscriptionStatus
from storage.subscriptions import Wanted
from tests.house import shipped_knowledge, shipped_wording

CHANNEL = "slow"


class SlowChannel:
    """Notes who hears what when; may refuse some people."""

    name = CHANNEL

    def __init__(self, *, seconds: float = 0.0, gone: str = "", away: str = "") -> None:
        self.seconds, self.gone, self.away = seconds, gone, away
        self.heard: list[tuple[float, str]] = []
        self.all_heard = asyncio.Event()
        self.expected = 0
        self.at_once = self.most_at_once = 0

    async def deliver(self, address: str, message_id: int, reply: Reply) -> None:  # noqa: ARG002
        if address == self.gone:
            raise Undeliverable
        if address == self.away:
            raise TryLater(60)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        self.at_once -= 1
        self.heard.append((time.monotonic(), address))
        if len(self.heard) == self.expected:
            self.all_heard.set()


@pytest.fixture
def services(database: Database, monkeypatch: pytest.MonkeyPatch) -> Services:
    """Awake, whatever the hour the test is run at."""
    monkeypatch.setattr(delivery, "is_quiet", lambda _at: False)
    return Services(shipped_knowledge(), shipped_wording(), database)


def prompt(services: Services, *addresses: str) -> list[int]:
    """Queue one prompt each; return who they are for."""
    at = datetime.now(UTC) - timedelta(seconds=5)
    body = Reply(kind=Kind.NOTICE, parts=(Part(style=Style.TEXT, text="x"),)).model_dump(
        mode="json"
    )
    with services.database.transaction() as session:
        ids = [
            id_of(people.meet(session, channel=CHANNEL, address=one, at=at)) for one in addresses
        ]
        outbox.put_all(
            session,
            [outbox.Outgoing(one, CHANNEL, f"k{one}", body) for one in ids],
            at=at,
        )
        return ids


async def test_rate_is_kept_by_two_workers_together(services: Services) -> None:
    everybody = [f"{n:02}" for n in range(40)]
    prompt(services, *everybody)
    channel = SlowChannel()
    channel.expected = len(everybody)
    workers = [
        Worker(services, {CHANNEL: channel}, paces={CHANNEL: Pace(20.0, at_once=3)}, every=0.05)
        for _ in range(2)
    ]

    running = [asyncio.create_task(worker.run()) for worker in workers]
    await channel.all_heard.wait()
    for worker in workers:
        worker.stop()
    await asyncio.gather(*running)

    moments = [moment for moment, _ in channel.heard]
    assert sorted(address for _, address in channel.heard) == everybody
    assert moments[-1] - moments[0] >= (len(everybody) - 1) / 20 - 0.25
    assert max(sum(a <= b < a + 1 for b in moments) for a in moments) <= 20 + 5


async def test_no_more_people_than_the_pace_allows_are_being_sent_to(services: Services) -> None:
    prompt(services, *(f"{n:02}" for n in range(12)))
    channel = SlowChannel(seconds=0.02)
    worker = Worker(services, {CHANNEL: channel}, paces={CHANNEL: Pace(at_once=3)})

    await worker.deliver_due(CHANNEL)

    assert len(channel.heard) == 12
    assert channel.most_at_once == 3


async def test_blocked_chat_ends_the_subscription_and_no_others(services: Services) -> None:
    gone, here = prompt(services, "gone", "here")
    now = datetime.now(UTC)
    with services.database.transaction() as session:
        for one in (gone, here):
            subscriptions.keep(
                session, person_id=one, wanted=Wanted(), hour=9, next_due_at=None, at=now
            )

    await Worker(services, {CHANNEL: SlowChannel(gone="gone")}).deliver_due(CHANNEL)

    with services.database.reading() as session:
        ended = subscriptions.of_person(session, person_id=gone)
        going_on = subscriptions.of_person(session, person_id=here)
        assert ended is not None
        assert going_on is not None
        assert (ended.status, ended.ended_why) == (SubscriptionStatus.ENDED, "gone")
        assert going_on.status == SubscriptionStatus.ACTIVE
        message = outbox.find(session, key=f"k{gone}")
        assert message is not None
        assert message.given_up_at


async def test_channel_that_is_away_is_tried_again_and_the_others_go_on(services: Services) -> None:
    away, _ = prompt(services, "away", "here")
    channel = SlowChannel(away="away")

    await Worker(services, {CHANNEL: channel}).deliver_due(CHANNEL)

    assert [address for _, address in channel.heard] == ["here"]
    with services.database.reading() as session:
        message = outbox.find(session, key=f"k{away}")
        assert message is not None
        assert message.due_at > datetime.now(UTC) + timedelta(seconds=30)
        assert message.given_up_at is None


async def test_prompts_rest_in_quiet_hours(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "is_quiet", lambda _at: True)
    prompt(services, "asleep")
    channel = SlowChannel()

    await Worker(services, {CHANNEL: channel}).deliver_due(CHANNEL)

    assert channel.heard == []
