"""Whatever Telegram or somebody posing as it sends, nothing is lost and nothing breaks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from handlers.services import Services
from storage.tables import TurnRecord
from tests.fakes.bot_api import BotApi
from tests.fakes.chatter import Chatter
from tests.fakes.telegram_house import house

ODD_TEXTS = [
    "😀" * 500,
    "\u200b\u200d\ufeff",
    "\u202e\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "\ud800 lone",
    "<b>粗</b><script>alert(1)</script>&nbsp;&#0;",
    "'; drop table turns; --",
    "*_[x](y)`~|{}",
    "{{ 7*7 }} {name} %s",
    "字" * 4096,
    "\x00\x01\x1b[31m",
    "a\u0300\u0301" * 300,
    " \n\t ",
]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[tuple[BotApi, Services]]:
    async with house(tmp_path) as (api, services, _):
        yield api, services


def recorded(services: Services) -> list[str]:
    with services.database.reading() as session:
        rows = session.exec(select(TurnRecord).order_by("id")).all()
        return [row.message_id for row in rows]


@pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
async def test_odd_text_gets_one_proper_answer(place: tuple[BotApi, Services], text: str) -> None:
    api, services = place
    somebody = Chatter(api)

    somebody.says(text)
    [answer] = await somebody.hears(within=60)
    await api.until(lambda: not api.updates.pending)

    assert answer.text.strip()
    assert api.refused == []
    assert len(recorded(services)) == 1


@pytest.mark.parametrize(
    "data", ["nonsense!!", "rate:999:5", "rate:x:y", "law:::", "entry:ffffffff", "a:b:c:d:e:f:g",
             "choose:1", "\u0000", "x" * 64, "follow:00000000:9", "domain:99:99", "确认"]
)  # fmt: skip
async def test_unknown_button_gets_a_friendly_answer(
    place: tuple[BotApi, Services], data: str
) -> None:
    api, _ = place
    somebody = Chatter(api)

    somebody.presses(data)
    [answer] = await somebody.hears()

    assert answer.text
    assert len(api.answered_queries) == 1


async def test_replayed_update_is_answered_once(place: tuple[BotApi, Services]) -> None:
    api, services = place
    somebody = Chatter(api)
    number = somebody.says("/help")
    update = api.updates.pending[number]
    await somebody.hears()
    await api.until(lambda: not api.updates.pending)

    api.updates.add_raw(update)
    somebody.says("/privacy")
    await somebody.hears()

    assert [sent.text[:2] for sent in api.sent].count(api.sent[0].text[:2]) == 1
    assert len(recorded(services)) == 2


async def test_updates_out_of_order_are_all_answered(place: tuple[BotApi, Services]) -> None:
    api, services = place
    somebody = Chatter(api)
    for number in (5003, 5001, 5002):
        message = somebody.message(text="/help")
        api.updates.add_raw({"update_id": number, "message": message})

    await somebody.hears(3)

    assert sorted(recorded(services)) == ["u5001", "u5002", "u5003"]


MALFORMED: list[Any] = [
    None,
    [],
    "text",
    {"update_id": 4001},
    {"update_id": 4002, "message": None},
    {"update_id": 4003, "message": {"text": "x"}},
    {"update_id": 4004, "message": {"message_id": 1, "date": "soon", "chat": 7, "text": []}},
    {"update_id": 4005, "callback_query": {"id": 1}},
    {"update_id": 4006, "unheard_of": {"chat": {"id": 1}}},
    {"update_id": 4007, "edited_message": 3},
]


async def test_malformed_updates_never_block_a_good_one(place: tuple[BotApi, Services]) -> None:
    api, services = place
    somebody = Chatter(api)
    for raw in MALFORMED:
        api.updates.add_raw(raw)

    somebody.says("/help")
    await somebody.hears()
    await api.until(lambda: not api.updates.pending)

    assert len(recorded(services)) == 1


@asynccontextmanager
async def blocked(place: tuple[BotApi, Services]) -> AsyncIterator[BotApi]:
    api, _ = place
    api.block(7001)
    yield api


async def test_person_who_blocked_the_bot_costs_nobody_else(
    place: tuple[BotApi, Services],
) -> None:
    async with blocked(place) as api:
        Chatter(api, 7001).says("/help")
        other = Chatter(api, 7002)
        other.says("/help")

        assert len(await other.hears()) == 1
        await api.until(lambda: not api.updates.pending)

    assert api.to(7001) == []


async def test_answer_that_met_a_busy_service_arrives_later(
    place: tuple[BotApi, Services],
) -> None:
    api, _ = place
    api.be_busy(1, retry_after=1)
    somebody = Chatter(api)

    somebody.says("/help")

    assert len(await somebody.hears()) == 1
    assert [reason for _, reason in api.refused] == ["Too Many Requests: retry after 1"]
