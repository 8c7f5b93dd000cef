"""Streams push what is new, to whom it belongs, from where they stopped."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.dispatch import Dispatch
from bot.web import stream
from bot.web.hub import MOST_STREAMS
from bot.web.keys import HUB
from handlers.services import Services
from tests.fakes.web_house import web_house

QUESTION = "过期食品没卖出去也罚吗"


async def test_officers_letter_arrives_while_the_page_is_open(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        await visitor.press("home")
        async with visitor.follow() as pushed:
            number = house.write_letter(visitor)

            await house.worker.deliver_due("web")

            _, entry = await pushed.event()
            assert entry["id"] == number
            assert entry["author"] == "officer"


async def test_second_tab_sees_what_the_first_one_sends(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        async with visitor.follow() as pushed:
            [answer] = await visitor.say(QUESTION)

            _, said = await pushed.event()
            _, shown = await pushed.event()

            assert said["text"] == QUESTION
            assert shown == answer


async def test_stream_goes_on_from_the_last_event_after_a_break(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        cursor = (await visitor.history())["cursor"]
        async with visitor.follow(cursor) as pushed:
            await visitor.press("help")
            await pushed.event()
            cursor, _ = await pushed.event()
        [missed] = await visitor.press("privacy")

        async with visitor.follow(cursor) as pushed:
            _, said = await pushed.event()
            _, shown = await pushed.event()

        assert said["action"] == "privacy"
        assert shown["id"] == missed["id"]


async def test_stream_pushes_nothing_of_other_visitors(services: Services) -> None:
    async with web_house(services) as house:
        visitor, other = await house.visitor(), await house.visitor()
        async with visitor.follow() as pushed:
            await other.press("help")
            [mine] = await visitor.press("privacy")

            await pushed.event()
            _, shown = await pushed.event()

            assert shown["id"] == mine["id"]


async def test_message_delivered_by_another_process_is_noticed(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOK_EVERY", 0.01)
    async with web_house(services) as house:
        visitor = await house.visitor()
        await visitor.press("home")
        async with visitor.follow() as pushed:
            number = house.write_letter(visitor)

            await Dispatch(services).drawn([number])

            _, entry = await asyncio.wait_for(pushed.event(), 20)
            assert entry["id"] == number


async def test_notice_of_an_old_number_is_pushed_once_it_is_delivered(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOK_EVERY", 0.01)
    async with web_house(services) as house:
        visitor = await house.visitor()
        number = house.write_letter(visitor, due_at=datetime.now(UTC) + timedelta(days=3))
        await visitor.press("home")
        async with visitor.follow() as pushed:
            await house.dispatch.drawn([number])

            _, entry = await asyncio.wait_for(pushed.event(), 20)

            assert entry["id"] == number


async def test_silent_stream_gives_a_sign_of_life(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "HEARTBEAT", 0.01)
    async with web_house(services) as house:
        visitor = await house.visitor()
        async with visitor.follow() as pushed:
            assert await pushed.block() == "retry: 3000\n"
            assert (await pushed.block()).startswith(":")


async def test_streams_end_when_the_service_stops(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        async with visitor.follow() as pushed:
            await pushed.block()

            await house.client.server.app.shutdown()  # type: ignore[attr-defined]

            assert await pushed.block() == ""


async def test_stream_that_was_left_is_forgotten(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        hub = house.client.app[HUB]
        async with visitor.follow() as pushed:
            await pushed.block()
            assert not hub.is_idle()

        await visitor.press("help")
        while not hub.is_idle():
            hub.signal(visitor.address)
            await asyncio.sleep(0)

        assert hub.is_idle()


async def test_one_visitor_has_only_so_many_streams(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        hub = house.client.app[HUB]
        opened = [hub.listen(visitor.address) for _ in range(MOST_STREAMS)]
        for one in opened:
            one.__enter__()

        response = await house.client.get("/api/stream", headers=visitor.headers)

        assert response.status == 429
        assert (await response.json())["error"] == "too_fast"
