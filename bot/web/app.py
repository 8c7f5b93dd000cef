"""Put the web application together: what it is given, what guards it, who adds routes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web

from bot.dispatch import Dispatch
from bot.scanner import Scanner
from bot.settings import Settings
from bot.web import chat, console, continuing, guards, health, invited, stream, uploads
from bot.web.hub import Hub, WebChannel
from bot.web.keys import DISPATCH, HUB, LIMITS, SCANNER, SERVICES, SETTINGS, WORKER
from bot.web.limits import Limits, usual_limits
from bot.worker import Worker
from handlers.services import Services

HERE = Path(__file__).parent


def build_app(
    services: Services,
    dispatch: Dispatch,
    settings: Settings,
    worker: Worker,
    *,
    limits: Limits | None = None,
) -> web.Application:
    """Return the application, ready to be served.

    The worker's web channel, if it has one, wakes this application's streams.
    """
    app = web.Application(client_max_size=guards.LARGEST_BODY)
    app[SERVICES] = services
    app[DISPATCH] = dispatch
    app[SETTINGS] = settings
    app[WORKER] = worker
    app[HUB] = _hub_of(worker)
    app[LIMITS] = limits or usual_limits()
    if settings.clamd:
        app[SCANNER] = Scanner(settings.clamd)
    guards.Guard(guards.rules_of(settings)).install(app)
    _set_up_templates(app, services)
    app.router.add_static("/static/", HERE / "static")
    chat.add_routes(app)
    uploads.add_routes(app)
    continuing.add_routes(app)
    invited.add_routes(app)
    health.add_routes(app)
    console.add_routes(app)
    app.cleanup_ctx.append(_watching)
    app.on_shutdown.append(_end_streams)
    return app


def _hub_of(worker: Worker) -> Hub:
    channel = worker.channels.get("web")
    return channel.hub if isinstance(channel, WebChannel) else Hub()


def _set_up_templates(app: web.Application, services: Services) -> None:
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = services.wording.say


async def _watching(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(stream.watch(app[SERVICES], app[HUB]))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _end_streams(app: web.Application) -> None:
    app[HUB].close()
