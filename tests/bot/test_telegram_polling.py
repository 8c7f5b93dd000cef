"""Polling acknowledges a batch only when all of it is committed, and never gets stuck."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot import telegram_polling
from bot.dispatch import Dispatch
from bot.telegram_channel import TelegramChannel, make_bot
from bot.telegram_files import TelegramFiles
from bot.telegram_inbox import Inbox
from bot.telegram_polling import Polling
from bot.worker import Worker
from handlers import router
from handlers.router import Receipt
from handlers.services import Services
from handlers.turn import Turn
from tests.fakes.bot_api import BotApi
from tests.fakes.chatter import Chatter


@pytest.fixture
async def api(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BotApi]:
    monkeypatch.setattr(telegram_polling, "SHORTEST_PAUSE", 0.01)
    async with BotApi() as service:
        yield service


@asynccontextmanager
async def polling(api: BotApi, services: Services) -> AsyncIterator[Polling]:
    channel = TelegramChannel(
        make_bot(api.token, api.url), services.wording, TelegramFiles(services)
    )
    worker = Worker(services, {channel.name: channel})
    poll = Polling(channel.bot, Inbox(channel, Dispatch(services), worker))
    task = asyncio.create_task(poll.run())
    try:
        yield poll
    finally:
        poll.stop()
        await task
        await channel.bot.disconnect()


async def test_messages_of_one_chat_are_answered_in_order(api: BotApi, services: Services) -> None:
    somebody = Chatter(api)
    for command in ("/help", "/privacy", "/start"):
        somebody.says(command)

    async with polling(api, services):
        answers = await somebody.hears(3)

    say = services.wording.say
    openings = [say("home.help_text"), say("privacy.notice"), say("home.welcome")]
    assert [
        answer.text.startswith(opening) for answer, opening in zip(answers, openings, strict=True)
    ] == [True] * 3


async def test_updates_wait_for_the_database(
    api: BotApi, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, tries = router.receive, []

    def away_at_first(turn: Turn, given: Services) -> Receipt:
        tries.append(turn.message_id)
        if len(tries) <= 5:
            raise OperationalError("begin", {}, Exception("gone"))
        return receive(turn, given)

    monkeypatch.setattr(router, "receive", away_at_first)
    somebody = Chatter(api)
    somebody.says("你好")

    async with polling(api, services):
        assert len(await somebody.hears()) == 1
        await api.until(lambda: not api.updates.pending)

    assert len(set(tries)) == 1


async def test_batch_is_not_acknowledged_while_one_of_it_is_open(
    api: BotApi, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, opened = router.receive, list[bool]()

    def away_for_one(turn: Turn, given: Services) -> Receipt:
        if turn.address == "7002" and not opened:
            raise OperationalError("begin", {}, Exception("gone"))
        return receive(turn, given)

    monkeypatch.setattr(router, "receive", away_for_one)
    lucky, unlucky = Chatter(api, 7001), Chatter(api, 7002)
    lucky.says("你好")
    unlucky.says("你好")

    async with polling(api, services):
        await lucky.hears()
        assert len(api.updates.pending) == 2
        opened.append(True)
        await unlucky.hears()
        await api.until(lambda: not api.updates.pending)

    assert len(api.to(7001)) == 1, "what was committed is not answered again"


async def test_poison_update_does_not_block_the_others(
    api: BotApi, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, apologise = router.receive, router.apologise

    def poisoned(step: Any) -> Any:
        def run(turn: Turn, given: Services) -> Receipt:
            if turn.text == "poison":
                raise ValueError("bug")
            found: Receipt = step(turn, given)
            return found

        return run

    monkeypatch.setattr(router, "receive", poisoned(receive))
    monkeypatch.setattr(router, "apologise", poisoned(apologise))
    victim, other = Chatter(api, 7001), Chatter(api, 7002)
    victim.says("poison")
    victim.says("你好")
    other.says("你好")

    async with polling(api, services):
        assert len(await other.hears()) == 1
        told, answer = await victim.hears(2)
        await api.until(lambda: not api.updates.pending)

    assert told.text == services.wording.say("telegram.broken")
    assert answer.text != told.text


async def test_last_batch_is_acknowledged_when_stopping(api: BotApi, services: Services) -> None:
    somebody = Chatter(api)

    async with polling(api, services):
        somebody.says("你好")
        await somebody.hears()

    assert api.updates.pending == {}


async def test_waiting_poll_is_given_up_at_once_when_stopping(
    api: BotApi, services: Services
) -> None:
    async with polling(api, services):
        await api.until(lambda: api.calls)
        start = asyncio.get_running_loop().time()

    assert asyncio.get_running_loop().time() - start < 2


async def test_second_poller_is_survived(api: BotApi, services: Services) -> None:
    somebody = Chatter(api)

    async with polling(api, services):
        await api.until(lambda: api.calls)
        await api.updates.pull(0, 1, 0)
        somebody.says("你好")
        assert len(await somebody.hears()) == 1
