"""The whole service in this process, on its own database, talking to a fake Bot API."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from bot import serve
from bot.settings import Settings
from handlers.services import Services
from tests.fakes.bot_api import TOKEN, BotApi
from tests.house import database_at, shipped_knowledge, shipped_wording

KEY = "a test secret of thirty-two characters or more"
SECRET = "webhook-secret_of-the-tests-0123456789"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for(folder: Path, api: BotApi, *, webhook: bool = False, **more: Any) -> Settings:
    """Settings that serve Telegram against a fake Bot API."""
    port = free_port()
    values: dict[str, Any] = {
        "LUOWEN_DATA_DIR": folder,
        "LUOWEN_PORT": port,
        "LUOWEN_SECRET_KEY": KEY,
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_BASE_URL": api.url,
    }
    if webhook:
        values["TELEGRAM_WEBHOOK_URL"] = f"http://127.0.0.1:{port}"
        values["TELEGRAM_WEBHOOK_SECRET"] = SECRET
    return Settings(_env_file=None, **values | more)


def services_in(folder: Path) -> Services:
    """Services with the shipped knowledge and an empty database in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    database = database_at(folder / "luowen.db", secret=KEY)
    return Services(shipped_knowledge(), shipped_wording(), database)


@asynccontextmanager
async def running(settings: Settings, services: Services) -> AsyncIterator[None]:
    """Serve as `luowen serve` does, until the block ends; then stop as SIGTERM does.

    Only the index is not built ahead: a test that asks nothing needn't wait for it.
    """
    unwarmed = mock.patch.object(serve, "warm_up")
    unwarmed.start()
    stop, ready = asyncio.Event(), asyncio.Event()
    serving = asyncio.create_task(
        serve.serve(settings, services, stop, lambda _address, _services: ready.set())
    )
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    try:
        if serving.done():
            serving.result()
        yield
    finally:
        stop.set()
        await serving
        unwarmed.stop()


@asynccontextmanager
async def house(
    folder: Path, *, webhook: bool = False
) -> AsyncIterator[tuple[BotApi, Services, Settings]]:
    """A fake Bot API and the service that speaks to it."""
    async with BotApi() as api:
        services = services_in(folder)
        settings = settings_for(folder, api, webhook=webhook)
        try:
            async with running(settings, services):
                yield api, services, settings
        finally:
            services.database.close()
