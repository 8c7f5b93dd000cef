"""The webhook takes updates from Telegram only, and says 200 only for what is committed."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy.exc import OperationalError

from bot.dispatch import Dispatch
from bot.telegram_channel import TelegramChannel, make_bot
from bot.telegram_files import TelegramFiles
from bot.telegram_inbox import MOST_TRIES, Inbox
from bot.telegram_webhook import HEADER, PATH, Webhook, public_address
from bot.worker import Worker
from handlers import router
from handlers.services import Services
from storage import turns
from tests.fakes.bot_api import BotApi
from tests.fakes.chatter import Chatter
from tests.fakes.telegram_house import SECRET

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as service:
        yield service


@pytest.fixture
async def client(api: BotApi, services: Services) -> AsyncIterator[Client]:
    channel = TelegramChannel(
        make_bot(api.token, api.url), services.wording, TelegramFiles(services)
    )
    worker = Worker(services, {channel.name: channel})
    app = web.Application()
    Webhook(Inbox(channel, Dispatch(services), worker), SECRET).add_routes(app)
    async with TestClient(TestServer(app)) as found:
        yield found
    await channel.bot.disconnect()


def update(api: BotApi, text: str = "你好", number: int = 31) -> dict[str, Any]:
    return {"update_id": number, "message": Chatter(api).message(text=text)}


async def post(client: Client, body: object, secret: str = SECRET) -> int:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await client.post(PATH, data=data, headers={HEADER: secret} if secret else {})
    return answer.status


async def test_update_is_answered_and_acknowledged(api: BotApi, client: Client) -> None:
    assert await post(client, update(api)) == 200

    assert len(api.to(7001)) == 1


@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], SECRET + "x", "密钥"])
async def test_wrong_secret_is_refused_and_leaves_no_trace(
    api: BotApi, client: Client, services: Services, secret: str
) -> None:
    shown = secret.encode().decode("latin-1")

    assert await post(client, update(api), shown) == 403

    assert api.sent == []
    with services.database.reading() as session:
        assert turns.find(session, channel="telegram", message_id="u31") is None


@pytest.mark.parametrize(
    "body", ["", "{", "\xff", "null", "[]", '"x"', "{}", '{"update_id": "31"}', "[" * 9000]
)
async def test_what_is_no_update_is_a_bad_request(client: Client, body: str) -> None:
    assert await post(client, body.encode("latin-1")) == 400


async def test_only_posting_is_allowed(client: Client) -> None:
    assert (await client.get(PATH)).status == 405


async def test_update_sent_twice_is_answered_once(api: BotApi, client: Client) -> None:
    again = update(api)

    assert [await post(client, again) for _ in range(3)] == [200] * 3

    assert len(api.sent) == 1


async def test_largest_message_that_quotes_another_is_taken(api: BotApi, client: Client) -> None:
    content = update(api, "🍜" * 2048)
    content["message"]["reply_to_message"] = Chatter(api).message(text="🍜" * 2048)
    body = json.dumps(content).encode() + b" " * 70_000

    assert await post(client, body) == 200


async def test_update_comes_again_when_the_database_was_away(
    api: BotApi, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = OperationalError("select 1", {}, Exception("gone"))
    with monkeypatch.context() as patch:
        patch.setattr(router, "receive", _raising(away))
        refused = [await post(client, update(api)) for _ in range(MOST_TRIES + 2)]

    assert refused == [503] * (MOST_TRIES + 2)
    assert await post(client, update(api)) == 200
    assert len(api.sent) == 1


async def test_update_that_cannot_even_be_apologised_for_is_given_up(
    api: BotApi, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(router, "receive", _raising(ValueError("bug")))
    monkeypatch.setattr(router, "apologise", _raising(ValueError("bug")))

    tries = [await post(client, update(api)) for _ in range(MOST_TRIES)]

    assert tries == [503] * (MOST_TRIES - 1) + [200]
    assert len(api.sent) == 1, "the person is told"


async def test_unreadable_update_is_let_go(api: BotApi, client: Client) -> None:
    assert await post(client, {"update_id": 31, "message": {"text": 7}}) == 200

    assert api.sent == []


@pytest.mark.parametrize(
    ("url", "registered"),
    [
        ("https://ask.example.cn", "https://ask.example.cn" + PATH),
        ("https://ask.example.cn/", "https://ask.example.cn" + PATH),
        ("https://ask.example.cn/proxied/here", "https://ask.example.cn/proxied/here"),
    ],
)
def test_address_is_completed_with_our_path(url: str, registered: str) -> None:
    assert public_address(url) == registered


def _raising(error: Exception) -> Any:
    def receive(*_: object) -> None:
        raise error

    return receive
