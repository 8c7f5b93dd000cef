"""Keep open pages of the desk true: say which questions changed, the moment they do.

An event says that something changed, with the numbers of the questions the officer may
see; the page then fetches itself anew. What other processes change is found by looking at
the newest event's number.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress

import structlog
from aiohttp import web

from bot.web import console_door as door
from bot.web.console_places import DESK
from bot.web.hub import Hub
from bot.web.keys import SERVICES
from handlers.desk import live
from handlers.desk.access import Signed
from handlers.services import Services

log = structlog.get_logger()

HEARTBEAT = 15.0
LOOK_EVERY = 1.0
DESK_HUB = web.AppKey("desk_hub", Hub)


def add_routes(app: web.Application) -> None:
    """Serve the stream, and watch for changes as long as the application runs."""
    app[DESK_HUB] = Hub()
    app.router.add_get(f"{DESK}/stream", door.page(stream))
    app.cleanup_ctx.append(_watching)
    app.on_shutdown.append(_end)


def tell(request: web.Request) -> None:
    """Wake the open pages of this process now: an officer has just changed something."""
    request.app[DESK_HUB].signal_all()


async def stream(request: web.Request, signed: Signed) -> web.StreamResponse:
    """Answer `GET /desk/stream`: an event for each change, until the page or session ends."""
    hub, services = request.app[DESK_HUB], request.app[SERVICES]
    last = await asyncio.to_thread(live.begin, services, signed)
    with hub.listen(str(signed.officer_id)) as news:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        await response.write(b"retry: 2000\n\n")
        with suppress(ConnectionResetError):
            await _push(request, services, signed, last, news, response)
    return response


async def _push(
    request: web.Request,
    services: Services,
    signed: Signed,
    last: int,
    news: asyncio.Event,
    response: web.StreamResponse,
) -> None:
    hub = request.app[DESK_HUB]
    while not hub.is_closing:
        news.clear()
        found = await asyncio.to_thread(live.since, services, signed, last)
        if found.last != last:
            last = found.last
            data = json.dumps({"questions": found.questions})
            await response.write(f"event: changed\ndata: {data}\n\n".encode())
        try:
            await asyncio.wait_for(news.wait(), HEARTBEAT)
        except TimeoutError:
            await response.write(b": still here\n\n")
            if not isinstance(await door.find(request), Signed):
                return


async def _watching(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(watch(app[SERVICES], app[DESK_HUB]))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def watch(services: Services, hub: Hub) -> None:
    """Wake the pages when any process has changed a question, until cancelled."""
    last = 0
    while True:
        await asyncio.sleep(LOOK_EVERY)
        if hub.is_idle():
            continue
        try:
            newest = await asyncio.to_thread(live.last, services)
        except Exception:
            log.exception("desk_watch_failed")
            continue
        if newest != last:
            last = newest
            hub.signal_all()


async def _end(app: web.Application) -> None:
    app[DESK_HUB].close()
