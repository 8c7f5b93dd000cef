"""Whatever is sent gets a proper status and a curated sentence; nothing leaks."""

import json
import uuid
from typing import Any

import pytest
import structlog
from aiohttp.web import Request, Response

from bot.web.limits import Buckets, Limits, Rate
from handlers.services import Services
from tests.fakes.web_house import WebHouse, web_house

ID = "0108b87c-0508-400b-a35d-938273504005"
WIDE = Buckets(Rate(1000, 1000))


async def _refusal(house: WebHouse, body: bytes, kind: str = "application/json") -> tuple[int, str]:
    visitor = await house.visitor()
    headers = visitor.headers | {"Content-Type": kind}
    response = await house.client.post("/api/messages", data=body, headers=headers)
    problem = await response.json()
    assert problem["message"], "a refusal has words"
    assert "Traceback" not in problem["message"]
    return response.status, problem["error"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b"\xff\xfe{}", "bad_json"),
        (b"[" * 30_000, "bad_json"),
        (b'{"message_id": ' + b"9" * 5000 + b"}", "bad_json"),
        (b"[]", "bad_fields"),
        (b"null", "bad_fields"),
        (b"NaN", "bad_fields"),
        (b"{}", "bad_fields"),
        (json.dumps({"message_id": ID}).encode(), "bad_fields"),
        (json.dumps({"message_id": ID, "text": "a", "action": "b"}).encode(), "bad_fields"),
        (json.dumps({"message_id": ID, "text": None, "action": "home"}).encode(), "bad_fields"),
        (json.dumps({"message_id": ID, "text": 5}).encode(), "bad_fields"),
        (json.dumps({"message_id": 5, "text": "a"}).encode(), "bad_fields"),
        (json.dumps({"message_id": ID + "\n", "text": "a"}).encode(), "bad_fields"),
        (json.dumps({"message_id": ID, "text": "a", "person": 1}).encode(), "bad_fields"),
        (json.dumps({"message_id": ID, "action": ""}).encode(), "bad_fields"),
        (json.dumps({"message_id": ID, "action": "a" * 65}).encode(), "bad_fields"),
        (json.dumps({"message_id": ID, "text": "\ud800"}).encode(), "bad_text"),
        (json.dumps({"message_id": ID, "text": "x\udfff"}).encode(), "bad_text"),
        (json.dumps({"message_id": ID, "text": "x" * 10_001}).encode(), "text_too_long"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}-bytes",
)
async def test_malformed_message_is_refused_in_plain_words(
    services: Services, body: bytes, error: str
) -> None:
    async with web_house(services) as house:
        assert await _refusal(house, body) == (400, error)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "image/png"])
async def test_body_that_is_not_called_json_is_refused(services: Services, kind: str) -> None:
    async with web_house(services) as house:
        body = json.dumps({"message_id": ID, "text": "a"}).encode()

        assert await _refusal(house, body, kind) == (415, "not_json")


async def test_oversized_body_is_refused(services: Services) -> None:
    async with web_house(services) as house:
        body = json.dumps({"message_id": ID, "text": "a" * 70_000}).encode()

        assert await _refusal(house, body) == (413, "too_large")


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "😀" * 50,
        "\u200b\u200d",
        "\u202e反过来",
        "'; DROP TABLE turns; --",
        "<script>alert(1)</script>",
        "**粗** [x](y)",
        "\x00",
        "{message}",
    ],
    ids=ascii,
)
async def test_odd_text_gets_a_reply_and_is_kept_as_it_was(services: Services, text: str) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()

        replies = await visitor.say(text)

        assert replies
        assert (await visitor.entries())[0]["text"] == text


@pytest.mark.parametrize(
    "action", ["nonsense", "rate:999999:5", "entry:00000000", "law:0:0:0", "é", "a b", "::::"]
)
async def test_unknown_button_gets_a_friendly_reply(services: Services, action: str) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()

        assert await visitor.press(action)


async def test_visitor_reads_nothing_of_another_ones_conversation(services: Services) -> None:
    async with web_house(services) as house:
        owner, other = await house.visitor(), await house.visitor()
        message_id = str(uuid.uuid4())
        await owner.say("过期食品没卖出去也罚吗", message_id)

        [reply] = await other.press("help", message_id)

        assert reply["reply"]["kind"] == "menu"
        texts = [entry.get("text") for entry in await other.entries()]
        assert "过期食品没卖出去也罚吗" not in texts


@pytest.mark.parametrize(
    "token", ["", "x", "é" * 43, "a" * 44, "../" * 14 + "x", "a" * 42 + "\t"], ids=ascii
)
async def test_token_of_no_shape_of_ours_is_nobody(services: Services, token: str) -> None:
    async with web_house(services) as house:
        headers = {"Authorization": f"Bearer {token}"}

        response = await house.client.get("/api/history", headers=headers)

        assert response.status == 401


async def test_hasty_visitor_is_slowed_down_and_loses_nothing(services: Services) -> None:
    limits = Limits(visitor=Buckets(Rate(2, 0.05)), network=WIDE)
    async with web_house(services, limits=limits) as house:
        visitor = await house.visitor()
        for _ in range(2):
            await visitor.press("help")

        response = await visitor.send(action="help")

        assert response.status == 429
        assert 1 <= int(response.headers["Retry-After"]) <= 20
        assert (await response.json())["error"] == "too_fast"
        assert len(await visitor.entries()) == 4


async def test_network_address_is_limited_whatever_tokens_it_shows(services: Services) -> None:
    limits = Limits(visitor=WIDE, network=Buckets(Rate(2, 0.05)))
    async with web_house(services, limits=limits) as house:
        for _ in range(2):
            await house.visitor()

        response = await house.client.post("/api/visitors", json={})

        assert response.status == 429


async def test_address_noted_by_a_proxy_counts_only_behind_a_proxy(services: Services) -> None:
    def limits() -> Limits:
        return Limits(visitor=WIDE, network=Buckets(Rate(1, 0.05)))

    async def statuses(**settings: str) -> list[int]:
        async with web_house(services, limits=limits(), **settings) as house:
            return [
                (
                    await house.client.get("/api/openapi.json", headers={"X-Forwarded-For": ip})
                ).status
                for ip in ("198.51.100.1, 203.0.113.1", "198.51.100.1, 203.0.113.2")
            ]

    assert await statuses() == [200, 429]
    assert await statuses(LUOWEN_PUBLIC_URL="https://ask.example.cn") == [200, 200]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/static/../app.py", "/static/%2e%2e/app.py", "/static/"]
)
async def test_unknown_path_is_a_plain_404(services: Services, path: str) -> None:
    async with web_house(services) as house:
        response = await house.client.get(path)

        assert response.status in (403, 404)
        assert response.content_type == "text/plain"


async def test_wrong_method_is_told_which_ones_there_are(services: Services) -> None:
    async with web_house(services) as house:
        response = await house.client.delete("/api/messages")

        assert response.status == 405
        assert response.headers["Allow"] == "POST"
        assert (await response.json())["error"] == "method_refused"


async def test_bug_is_an_apology_and_its_words_stay_inside(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(_request: Request) -> Response:
        raise RuntimeError("a secret word")

    monkeypatch.setattr("bot.web.chat.read_history", broken)
    async with web_house(services) as house:
        with structlog.testing.capture_logs() as logs:
            response = await house.client.get("/api/history")

        assert response.status == 500
        assert (await response.json())["error"] == "bug"
        assert "secret" not in await response.text()
        assert [line["event"] for line in logs] == ["request_failed"]


async def test_message_that_meets_a_database_out_of_reach_may_be_sent_again(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with web_house(services) as house:
        visitor = await house.visitor()
        message_id = str(uuid.uuid4())
        with monkeypatch.context() as patched:
            patched.setattr(services.database, "_session", _unreachable)
            refused = await visitor.send(message_id, action="help")

        replies = await visitor.press("help", message_id)

        assert refused.status == 503
        assert len(replies) == 1


def _unreachable(*_: Any) -> Any:
    from storage.database import OUTAGES

    raise OUTAGES[0]("select 1", None, Exception("gone"))


async def test_logs_hold_neither_token_nor_words(services: Services) -> None:
    async with web_house(services) as house:
        with structlog.testing.capture_logs() as logs:
            visitor = await house.visitor()
            await visitor.say("张三欠我八千元")
            await house.client.get("/nowhere", headers=visitor.headers)

        assert visitor.token not in str(logs)
        assert "张三" not in str(logs)
