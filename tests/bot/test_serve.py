"""The service starts, says plainly why it can't, and stops in good order."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot import serve
from bot.serve import CannotStart
from bot.settings import Settings
from handlers import router
from handlers.router import Receipt
from handlers.services import Services
from handlers.turn import Turn
from storage import turns
from tests.fakes.bot_api import BotApi
from tests.fakes.chatter import Chatter
from tests.fakes.telegram_house import free_port, running, settings_for

ROOT = Path(__file__).parents[2]


def settings_in(folder: Path, **more: Any) -> Settings:
    values: dict[str, Any] = {"LUOWEN_DATA_DIR": folder, "LUOWEN_PORT": free_port()}
    return Settings(_env_file=None, **values | more)


async def test_pages_are_served_without_telegram(tmp_path: Path, services: Services) -> None:
    settings = settings_in(tmp_path)

    async with running(settings, services), ClientSession() as browser:
        answer = await browser.get(f"http://127.0.0.1:{settings.port}/healthz")

    assert answer.status == 200


async def test_webhook_is_not_served_in_polling_mode(tmp_path: Path, services: Services) -> None:
    async with BotApi() as api, ClientSession() as browser:
        settings = settings_for(tmp_path, api)
        async with running(settings, services):
            answer = await browser.post(f"http://127.0.0.1:{settings.port}/telegram/webhook")

    assert answer.status == 404


async def test_taken_port_is_told_in_one_line(tmp_path: Path, services: Services) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotStart) as told:
            await serve.serve(settings_in(tmp_path, LUOWEN_PORT=port), services, asyncio.Event())

    line = f"LUOWEN_PORT: 127.0.0.1:{port} is in use: stop the other program or set another port"
    assert str(told.value) == line


async def test_foreign_address_is_told_in_one_line(tmp_path: Path, services: Services) -> None:
    with pytest.raises(CannotStart, match=r"^LUOWEN_HOST: "):
        await serve.serve(settings_in(tmp_path, LUOWEN_HOST="192.0.2.1"), services, asyncio.Event())


def test_unreachable_database_is_told_in_one_line(tmp_path: Path) -> None:
    url = f"postgresql://somebody:secret-word@127.0.0.1:{free_port()}/luowen"

    with pytest.raises(CannotStart) as told:
        serve.build_services(settings_in(tmp_path, LUOWEN_DATABASE_URL=url))

    assert str(told.value).startswith("LUOWEN_DATABASE_URL: can't open the database: ")
    assert "\n" not in str(told.value)
    assert "secret-word" not in str(told.value)


def test_data_folder_that_is_a_file_is_told_in_one_line(tmp_path: Path) -> None:
    blocked = tmp_path / "data"
    blocked.write_text("not a folder", encoding="utf-8")

    with pytest.raises(CannotStart, match=r"^LUOWEN_DATA_DIR: "):
        serve.build_services(settings_in(blocked))


async def test_turn_in_hand_is_finished_before_stopping(
    tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, loop = router.receive, asyncio.get_running_loop()
    begun, go_on = asyncio.Event(), asyncio.Event()

    def slow(turn: Turn, given: Services) -> Receipt:
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result()
        return receive(turn, given)

    monkeypatch.setattr(router, "receive", slow)
    async with BotApi() as api:
        somebody = Chatter(api)
        async with running(settings_for(tmp_path, api), services):
            number = somebody.says("/help")
            await begun.wait()
            loop.call_later(0.2, go_on.set)

        assert len(api.to(somebody.number)) == 1
        assert api.updates.pending == {}
    with services.database.reading() as session:
        assert turns.find(session, channel="telegram", message_id=f"u{number}") is not None


async def test_process_started_by_the_command_ends_in_order_on_sigterm(tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {"LUOWEN_DATA_DIR": str(tmp_path), "LUOWEN_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "serve", env=environment, cwd=ROOT,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert await process.stdout.readline()

    process.send_signal(signal.SIGTERM)
    _, log = await process.communicate()

    assert process.returncode == 0
    assert b'"stopped"' in log
    assert b"Traceback" not in log
