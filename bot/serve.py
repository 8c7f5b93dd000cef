"""Run the service until it is told to stop: web pages, outbox worker, Telegram if set.

Stopping is orderly: nothing new is taken, the turn and the message in hand are finished,
what is left stays with Telegram or in the outbox. What keeps us from starting is said
in one line.
"""

import asyncio
import errno
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import structlog
from aiohttp import web

from bot import logs, wiring
from bot.channel import Channel
from bot.clock import Clock
from bot.dispatch import Dispatch
from bot.settings import BadSettings, Settings
from bot.telegram_channel import PACE
from bot.telegram_service import TelegramService, open_channel
from bot.telegram_updates import CHANNEL
from bot.web.app import build_app
from bot.web.hub import WebChannel
from bot.worker import Worker
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge.base import KnowledgeBase
from knowledge.files import BrokenFile
from knowledge.statutes import LawDataMissing
from storage.database import Database, is_outage

log = structlog.get_logger()

# How long what is in hand may take when we are told to stop.
CLOSING_SECONDS = 20.0

Ready = Callable[[str, Services], None]
Task = asyncio.Task[None]


class CannotStart(Exception):
    """Something keeps the service from running; the message is one line that says what to do."""


def run(settings: Settings, on_ready: Ready | None = None) -> int:
    """Serve until SIGINT or SIGTERM; return the process's exit status.

    `on_ready` is given the address and the services once the web pages can be opened.
    """
    logs.configure(settings.log_level)
    try:
        services = build_services(settings)
        try:
            asyncio.run(_until_signalled(settings, services, on_ready))
        finally:
            services.database.close()
    except (BadSettings, CannotStart) as reason:
        print(f"luowen: {reason}", file=sys.stderr)  # noqa: T201  # for the operator, no log line
        return 1
    return 0


def build_services(settings: Settings) -> Services:
    """Return the services, with what an operator can mend told in one line.

    Raises:
        CannotStart: the database, the data folder or a curated file can't be used.
        BadSettings: the kept secret key is damaged.
    """
    with _told_in_one_line(settings):
        return wiring.build(settings)


def open_database(settings: Settings) -> Database:
    """Return the database alone, for commands that need no knowledge.

    Raises:
        CannotStart: the database or the data folder can't be used.
        BadSettings: the kept secret key is damaged.
    """
    with _told_in_one_line(settings):
        return wiring.open_database(settings)


@contextmanager
def _told_in_one_line(settings: Settings) -> Iterator[None]:
    try:
        yield
    except (BrokenFile, LawDataMissing) as error:
        raise CannotStart(str(error)) from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CannotStart(f"LUOWEN_DATA_DIR: can't use {settings.data_dir}: {why}") from error
    except Exception as error:
        if not is_outage(error):
            raise
        name = "LUOWEN_DATABASE_URL" if settings.database_url else "LUOWEN_DATA_DIR"
        raise CannotStart(f"{name}: can't open the database: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    """Return the driver's own first line, which never holds a password."""
    return str(error.__cause__ or error).strip().split("\n", 1)[0]


async def _until_signalled(settings: Settings, services: Services, on_ready: Ready | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop_once() -> None:
        # A second Ctrl-C then ends the process at once, as people expect.
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
        log.info("stopping")
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop_once)
    await serve(settings, services, stop, on_ready)
    log.info("stopped")


async def serve(
    settings: Settings, services: Services, stop: asyncio.Event, on_ready: Ready | None = None
) -> None:
    """Serve every channel the settings name until `stop` is set.

    Raises:
        CannotStart: the web pages can't listen on the address and port set.
        BadSettings: the Bot API server refuses the token or the webhook.

    """
    dispatch = Dispatch(services)
    telegram_channel = open_channel(settings, services)
    channels: dict[str, Channel] = {"web": WebChannel()}
    if telegram_channel is not None:
        channels[telegram_channel.name] = telegram_channel
    worker = Worker(services, channels, paces={CHANNEL: PACE})
    app = build_app(services, dispatch, settings, worker)
    telegram = None
    if telegram_channel is not None:
        telegram = TelegramService(settings, telegram_channel, dispatch=dispatch, worker=worker)
        telegram.add_routes(app)
    site = _Site(app, settings)
    address = await site.open()
    log.info("serving", address=address)
    if on_ready:
        on_ready(address, services)
    warming = asyncio.create_task(asyncio.to_thread(warm_up, services.knowledge))
    try:
        await _run_until(stop, site, worker, telegram, Clock(services, on_done=worker.wake))
    finally:
        await warming


def warm_up(knowledge: KnowledgeBase) -> None:
    """Build or open the indexes now, so that the first person to ask doesn't wait for them."""
    today = datetime.now(LOCAL).date()
    knowledge.find("LuoWen", today)
    knowledge.search.opened(today)


class _Site:
    """The web pages, listening or not."""

    def __init__(self, app: web.Application, settings: Settings) -> None:
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSING_SECONDS)
        self._settings = settings

    async def open(self) -> str:
        """Listen, and return the address to open in a browser."""
        host, port = self._settings.host, self._settings.port
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise CannotStart(_why_not(error, host, port)) from error
        return self._settings.public_url or f"http://{_shown(host)}:{port}"

    async def close(self) -> None:
        """Stop listening and finish the requests in hand."""
        await self._runner.cleanup()


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"LUOWEN_PORT: {host}:{port} is in use: stop the other program or set another port"
    if error.errno == errno.EACCES:
        return f"LUOWEN_PORT: may not listen on port {port}: set one above 1023"
    return f"LUOWEN_HOST: can't listen on {host}: it is not an address of this machine"


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104  # compared with, not bound to
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


async def _run_until(
    stop: asyncio.Event,
    site: _Site,
    worker: Worker,
    telegram: TelegramService | None,
    clock: Clock,
) -> None:
    delivering = asyncio.create_task(worker.run())
    receiving = asyncio.create_task(telegram.run()) if telegram else None
    ticking = asyncio.create_task(clock.run())
    try:
        await _watch(stop, [task for task in (delivering, receiving, ticking) if task])
    finally:
        # Receiving ends before delivering, so that the last turns are answered too.
        if telegram and receiving:
            telegram.stop()
            await _end(receiving)
        clock.stop()
        await _end(ticking)
        await site.close()
        worker.stop()
        await _end(delivering)
        if telegram:
            await telegram.close()


async def _watch(stop: asyncio.Event, tasks: Sequence[Task]) -> None:
    """Wait until told to stop, or until a task that should run for ever failed."""
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({stopping, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
    finally:
        stopping.cancel()


async def _end(task: Task) -> None:
    """Give a task time to finish what it has in hand; what it failed with was told before."""
    done, _ = await asyncio.wait({task}, timeout=CLOSING_SECONDS)
    if not done:
        log.warning("stopped_in_the_middle")
        task.cancel()
        await asyncio.wait({task})
