"""A visitor's history is complete, in order, and can be read on from any point."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.web import history
from handlers.services import Services
from tests.fakes.web_house import Json, web_house

QUESTION = "过期食品没卖出去也罚吗"


def _numbers(entries: list[Json]) -> list[int]:
    return [entry["id"] for entry in entries if entry["type"] == "reply"]


async def test_history_of_somebody_new_is_empty(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()

        page = await visitor.history()

        assert page["entries"] == []
        assert page["more"] is False


async def test_history_puts_each_message_before_its_replies(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        await visitor.press("home")
        await visitor.say(QUESTION)
        house.write_letter(visitor)

        entries = await visitor.entries()

        order = [(entry["type"], entry.get("author", "")) for entry in entries]
        message, reply = ("message", ""), ("reply", "bot")
        assert order == [message, reply, message, reply, ("reply", "officer")]
        assert entries[3]["answers"] == entries[2]["message_id"]
        assert entries[4]["answers"] == ""


async def test_pressed_button_is_remembered_by_its_label(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        [welcome] = await visitor.press("home")
        button = welcome["reply"]["buttons"][0]

        await visitor.press(button["action"])

        pressed = [entry for entry in await visitor.entries() if entry["type"] == "message"]
        assert [entry["text"] for entry in pressed] == ["", button["label"]]


async def test_opened_article_stands_beside_the_conversation(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        [answer] = await visitor.say(QUESTION)
        article = next(b for b in answer["reply"]["buttons"] if b["role"] == "article")

        [opened] = await visitor.press(article["action"])

        assert opened["aside"]
        assert opened["reply"]["kind"] == "statute"
        asides = [entry["aside"] for entry in await visitor.entries()]
        assert asides == [False, False, True, True]


async def test_history_is_read_on_from_a_cursor_page_by_page(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        for _ in range(3):
            await visitor.press("help")
        whole = await visitor.entries()

        read: list[Json] = []
        page: Json = {"cursor": "0.0.0", "more": True}
        while page["more"]:
            page = await visitor.history(after=page["cursor"], limit="1")
            read += page["entries"]

        assert sorted(_numbers(read)) == _numbers(whole)
        assert (await visitor.history(after=page["cursor"]))["entries"] == []


async def test_newest_entries_come_first_to_hand_and_say_that_there_are_more(
    services: Services,
) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        for _ in range(3):
            await visitor.press("help")
        whole = await visitor.entries()

        page = await visitor.history(limit="2")

        assert page["entries"] == whole[-2:]
        assert page["more"] is True


async def test_notice_for_a_later_day_is_not_shown_before(services: Services) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        house.write_letter(visitor, due_at=datetime.now(UTC) + timedelta(days=3))

        entries = await visitor.entries()

        assert entries == []


async def test_notice_queued_before_the_cursor_is_new_when_it_is_delivered(
    services: Services,
) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        number = house.write_letter(visitor, due_at=datetime.now(UTC) + timedelta(days=3))
        await visitor.press("help")
        cursor = (await visitor.history())["cursor"]

        await house.dispatch.drawn([number])

        assert _numbers(await visitor.entries(after=cursor)) == [number]


@pytest.mark.parametrize(
    "cursor", ["", "1", "1.2", "1.2.x", "1.2.3.4", "-1.2.3", "٣.٣.٣", "9" * 99]
)
async def test_cursor_we_never_wrote_is_refused(cursor: str) -> None:
    with pytest.raises(history.BadCursor):
        history.read_cursor(cursor)


@pytest.mark.parametrize("limit", ["0", "201", "-1", "ten", "", "1e2"])
async def test_limit_out_of_range_is_refused(services: Services, limit: str) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()

        response = await house.client.get(
            "/api/history", params={"limit": limit}, headers=visitor.headers
        )

        assert response.status == 400
        assert (await response.json())["error"] == "bad_fields"
