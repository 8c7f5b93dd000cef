"""Push a visitor's conversation as server-sent events, as it goes on.

Woken by the hub, or by `watch`, which looks for what other processes delivered. Every
event is an entry of the history, and its id the cursor to continue from; after a broken
connection an entry may come twice, and its number tells.
"""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import web

from bot.web import history, visitors
from bot.web.history import CHANNEL, BadCursor, Cursor
from bot.web.hub import Hub
from bot.web.keys import HUB, SERVICES
from bot.web.models import History, ShownReply
from bot.web.refusals import Refusal, Refused
from handlers.services import Services
from storage import outbox

log = structlog.get_logger()

BATCH = 100
HEARTBEAT = 15.0
LOOK_EVERY = 2.0
# Clocks of several machines differ, and a commit is seen a little after its time.
OVERLAP = timedelta(seconds=10)


async def stream(request: web.Request) -> web.StreamResponse:
    """Answer `GET /api/stream`: entries after the cursor, until somebody hangs up."""
    address = visitors.require(request)
    services, hub = request.app[SERVICES], request.app[HUB]
    cursor = await _start(request, address)
    with hub.listen(address) as news:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        await response.write(b"retry: 3000\n\n")
        try:
            await _push(services, hub, address, cursor, news, response)
        except ConnectionResetError:
            log.debug("stream_left")
    return response


async def _start(request: web.Request, address: str) -> Cursor:
    text = request.headers.get("Last-Event-ID") or request.query.get("after")
    if text is None:
        now = await asyncio.to_thread(
            history.latest, request.app[SERVICES], address, limit=1, at=datetime.now(UTC)
        )
        text = now.cursor
    try:
        return history.read_cursor(text)
    except BadCursor:
        raise Refused(Refusal.BAD_FIELDS) from None


async def _push(
    services: Services,
    hub: Hub,
    address: str,
    cursor: Cursor,
    news: asyncio.Event,
    response: web.StreamResponse,
) -> None:
    known: set[int] = set()
    while not hub.is_closing:
        news.clear()
        page = await asyncio.to_thread(
            history.after, services, address, cursor, limit=BATCH, at=datetime.now(UTC), known=known
        )
        for entry in page.entries:
            # Only the last one moves the cursor: a batch cut off in the middle comes again.
            is_last = entry is page.entries[-1]
            await response.write(_event(entry.model_dump_json(), page.cursor if is_last else ""))
        known |= {entry.id for entry in page.entries if isinstance(entry, ShownReply)}
        cursor = _with_overlap(page, cursor)
        if page.more:
            continue
        try:
            await asyncio.wait_for(news.wait(), HEARTBEAT)
        except TimeoutError:
            await response.write(b": still here\n\n")


def _with_overlap(page: History, before: Cursor) -> Cursor:
    """Return the cursor to read on from; what was just delivered is looked at again."""
    now = history.read_cursor(page.cursor)
    return Cursor(now.turn, now.message, max(before.at, now.at - OVERLAP))


def _event(data: str, cursor: str) -> bytes:
    number = f"id: {cursor}\n" if cursor else ""
    return f"{number}event: entry\ndata: {data}\n\n".encode()


async def watch(services: Services, hub: Hub) -> None:
    """Wake visitors whom another process delivered something to, until cancelled."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        if hub.is_idle():
            continue
        try:
            reached = await asyncio.to_thread(_reached, services, datetime.now(UTC) - OVERLAP)
        except Exception:
            log.exception("watch_failed")
            continue
        for address in reached:
            hub.signal(address)


def _reached(services: Services, since: datetime) -> list[str]:
    with services.database.reading() as session:
        return outbox.addresses_reached(session, channel=CHANNEL, since=since)
