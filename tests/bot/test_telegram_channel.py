"""Replies arrive as messages; what Telegram says about them is understood."""

from collections.abc import AsyncIterator

import pytest

from bot.channel import TryLater, Undeliverable
from bot.telegram_channel import TelegramChannel, make_bot
from bot.telegram_files import TelegramFiles
from handlers.services import Services
from handlers.turn import Button, Kind, Part, Reply, Role, Style
from tests.fakes.bot_api import BotApi
from tests.house import shipped_wording

HERE = "7001"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as service:
        service.know(int(HERE))
        yield service


@pytest.fixture
async def channel(api: BotApi, services: Services) -> AsyncIterator[TelegramChannel]:
    bot = make_bot(api.token, api.url)
    yield TelegramChannel(bot, shipped_wording(), TelegramFiles(services))
    await bot.disconnect()


def reply(text: str = "好的。") -> Reply:
    button = Button(label="转人工", action="human", role=Role.HUMAN)
    parts = (Part(style=Style.LEAD, text=text),)
    return Reply(kind=Kind.ANSWER, parts=parts, buttons=(button,))


async def test_reply_arrives_in_bold_with_its_buttons(
    api: BotApi, channel: TelegramChannel
) -> None:
    await channel.deliver(HERE, 1, reply())

    [sent] = api.sent
    assert (sent.text, sent.source, sent.labels) == ("好的。", "<b>好的。</b>", ["转人工"])


async def test_buttons_of_a_long_reply_hang_on_the_last_message(
    api: BotApi, channel: TelegramChannel
) -> None:
    await channel.deliver(HERE, 1, reply("一句话。" * 3000))

    assert [sent.labels for sent in api.sent] == [[], [], ["转人工"]]


async def test_busy_service_means_try_later(api: BotApi, channel: TelegramChannel) -> None:
    api.be_busy(1, retry_after=7)

    with pytest.raises(TryLater) as later:
        await channel.deliver(HERE, 1, reply())

    assert later.value.seconds == 7


async def test_second_try_of_a_long_reply_goes_on_where_it_stopped(
    api: BotApi, channel: TelegramChannel
) -> None:
    long = reply("一句话。" * 3000)
    api.be_busy_after(2)
    with pytest.raises(TryLater):
        await channel.deliver(HERE, 1, long)

    await channel.deliver(HERE, 1, long)

    assert "".join(sent.text for sent in api.sent) == "一句话。" * 3000


@pytest.mark.parametrize("address", [HERE, "999"], ids=["blocked", "unknown"])
async def test_unreachable_person_is_undeliverable(
    api: BotApi, channel: TelegramChannel, address: str
) -> None:
    api.block(int(HERE))

    with pytest.raises(Undeliverable):
        await channel.deliver(address, 1, reply())


async def test_service_out_of_reach_means_try_later(services: Services) -> None:
    bot = make_bot("1:x", "http://127.0.0.1:9")
    channel = TelegramChannel(bot, shipped_wording(), TelegramFiles(services))

    with pytest.raises(TryLater):
        await channel.deliver(HERE, 1, reply())
    await bot.disconnect()


async def test_refused_token_means_try_later(api: BotApi, services: Services) -> None:
    bot = make_bot("1:revoked", api.url)
    channel = TelegramChannel(bot, shipped_wording(), TelegramFiles(services))

    with pytest.raises(TryLater):
        await channel.deliver(HERE, 1, reply())
    await bot.disconnect()


async def test_answer_arrives_plain_when_its_drawing_is_refused(
    api: BotApi, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram_text.escape", lambda text, **_: text)

    await channel.deliver(HERE, 1, reply("a < b"))

    [sent] = api.sent
    assert (sent.text, sent.labels) == ("a < b", [])
    assert len(api.refused) == 1


async def test_note_that_cannot_be_said_is_let_go(api: BotApi, channel: TelegramChannel) -> None:
    api.block(int(HERE))

    await channel.tell(int(HERE), "telegram.needs_text")
    await channel.answer_query("unknown")

    assert api.sent == []


async def test_group_is_told_and_left(api: BotApi, channel: TelegramChannel) -> None:
    api.know(-100, "group")

    await channel.leave(-100)

    assert [sent.chat for sent in api.sent] == [-100]
    assert api.left == [-100]
