"""Killed while officers are being told: nobody is forgotten, nothing is raised twice."""

import asyncio
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from sqlmodel import col, select

from bot.worker import Worker
from handlers import timers
from handlers.desk import notices
from handlers.desk.access import Signed
from handlers.services import Services
from handlers.turn import Reply
from storage import escalations, officer_channels, outbox, people
from storage.identity import id_of
from storage.lifecycle import Role
from storage.tables import Message
from tests.fakes import desk_house as desk

ORGAN = "市场监管"


class Phone:
    """A channel that hangs on its first delivery, or takes everything."""

    name = "telegram"

    def __init__(self, *, hangs: bool) -> None:
        self.hangs = hangs
        self.trying = asyncio.Event()
        self.shown: list[str] = []

    async def deliver(self, address: str, message_id: int, reply: Reply) -> None:  # noqa: ARG002
        self.trying.set()
        if self.hangs:
            await asyncio.Event().wait()
        self.shown.append(reply.text)


def bind(services: Services, signed: Signed, address: str) -> None:
    """Bind an officer's phone."""
    now = datetime.now(UTC)
    with services.database.transaction() as session:
        people.meet(session, channel="telegram", address=address, at=now)
        officer_channels.offer(
            session,
            officer_id=signed.officer_id,
            code=f"CODE{address}",
            expires_at=now + timedelta(minutes=1),
        )
        bound = officer_channels.bind(
            session, code=f"CODE{address}", channel="telegram", address=address, at=now
        )
        assert bound is not None


def ask(services: Services, said: str = "市监局老王说的那个事到底行不行") -> None:
    """Hand a question over as a person does."""
    desk.write(services, said)
    desk.press(services, "human", at=desk.NOON + timedelta(seconds=1))


async def test_worker_killed_while_telling_an_officer_tells_them_when_its_lease_ends(
    services: Services,
) -> None:
    bind(services, desk.officer(services, "li", organ=ORGAN), "1")
    ask(services)
    broken = Phone(hangs=True)
    killed = asyncio.create_task(Worker(services, {"telegram": broken}).deliver_due("telegram"))
    await asyncio.wait_for(broken.trying.wait(), 30)
    killed.cancel()

    healthy = Phone(hangs=False)
    worker = Worker(services, {"telegram": healthy})
    assert await worker.deliver_due("telegram") == 0, "somebody may still be delivering it"
    with services.database.transaction() as session:  # the lease ends
        rows = session.exec(select(Message).where(col(Message.channel) == "telegram")).all()
        outbox.hold(
            session,
            message_ids=[id_of(row) for row in rows],
            until=datetime.now(UTC) - timedelta(seconds=1),
        )
    await worker.deliver_due("telegram")
    await worker.deliver_due("telegram")

    (news,) = healthy.shown
    assert services.wording.say("officer.occasion.new", code="WT-000001") in news


def test_clock_killed_while_raising_a_question_raises_it_once(services: Services) -> None:
    bind(services, desk.officer(services, "li", organ=ORGAN), "1")
    lead = desk.officer(services, "qian", organ=ORGAN, roles=(Role.LEAD,))
    bind(services, lead, "2")
    ask(services)
    with services.database.reading() as session:
        claim_by = escalations.get(session, escalation_id=1).claim_by

    killed = mock.patch.object(notices, "tell", side_effect=KeyboardInterrupt)
    with killed, pytest.raises(KeyboardInterrupt):
        timers.run_next(services, at=claim_by)
    assert told(services, "2", "unclaimed") == 0
    while timers.run_next(services, at=claim_by):
        pass

    assert told(services, "2", "unclaimed") == 1
    with services.database.reading() as session:
        kinds = [event.kind for event in escalations.events_of(session, escalation_id=1)]
        assert kinds == ["opened", "raised"]


def told(services: Services, address: str, occasion: str) -> int:
    """How many notices of an occasion wait for an officer."""
    with services.database.reading() as session:
        person = people.find(session, channel="telegram", address=address)
        assert person is not None
        rows = outbox.latest(session, person_id=id_of(person), limit=99)
        return sum(f":{occasion}:" in row.key for row in rows)
