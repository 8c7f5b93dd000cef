"""Telegram is set up as the settings say, when it can be reached."""

from pathlib import Path

import pytest

from bot import telegram_service
from bot.settings import BadSettings
from bot.telegram_updates import COMMANDS, KINDS
from bot.telegram_webhook import PATH
from handlers.services import Services
from tests.fakes.bot_api import BotApi
from tests.fakes.chatter import Chatter
from tests.fakes.telegram_house import SECRET, running, settings_for


async def test_commands_are_described_and_an_old_webhook_is_removed(
    tmp_path: Path, services: Services
) -> None:
    async with BotApi() as api:
        api.updates.listen("http://127.0.0.1:9/", "old")
        async with running(settings_for(tmp_path, api), services):
            await api.until(lambda: ("deleteWebhook", {}) in api.calls)

    assert [command["command"] for command in api.commands] == list(COMMANDS)
    assert api.updates.webhook == ""


async def test_webhook_is_registered_with_its_secret(tmp_path: Path, services: Services) -> None:
    async with BotApi() as api:
        settings = settings_for(tmp_path, api, webhook=True)
        async with running(settings, services):
            await api.until(lambda: api.updates.webhook)
        params = dict(api.calls)["setWebhook"]

    assert params["url"] == f"http://127.0.0.1:{settings.port}{PATH}"
    assert params["secret_token"] == SECRET
    assert params["allowed_updates"] == list(KINDS)
    assert "drop_pending_updates" not in params


async def test_waiting_updates_are_kept_when_the_mode_changes(
    tmp_path: Path, services: Services
) -> None:
    async with BotApi() as api:
        somebody = Chatter(api)
        somebody.says("你好")
        async with running(settings_for(tmp_path, api, webhook=True), services):
            assert len(await somebody.hears()) == 1
        somebody.says("你好")
        async with running(settings_for(tmp_path, api), services):
            assert len(await somebody.hears()) == 1


async def test_refused_token_is_told_in_one_line_without_the_token(
    tmp_path: Path, services: Services
) -> None:
    async with BotApi(token="1:another") as api:
        with pytest.raises(BadSettings) as refused:
            async with running(settings_for(tmp_path, api), services):
                await api.until(lambda: api.refused)

    assert str(refused.value) == "TELEGRAM_TOKEN: the Bot API server refuses it"


async def test_telegram_is_waited_for_when_it_is_away(
    tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_service, "SHORTEST_PAUSE", 0.01)
    async with BotApi() as api:
        somebody = Chatter(api)
        somebody.says("你好")
        settings = settings_for(tmp_path, api)
        api.be_away(3)
        async with running(settings, services):
            assert len(await somebody.hears()) == 1
