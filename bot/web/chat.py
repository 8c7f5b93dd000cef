"""The chat page and its HTTP interface: send, read back, follow.

Translates between HTTP and turns, and decides nothing about what is answered.
"""

import asyncio
from datetime import UTC, datetime

import aiohttp_jinja2
from aiohttp import web
from pydantic import BaseModel

from bot.web import bodies, history, openapi, stream, visitors
from bot.web.history import CHANNEL, BadCursor
from bot.web.keys import DISPATCH, HUB, LIMITS, SERVICES
from bot.web.models import NewVisitor, SendMessage, Visitor
from bot.web.refusals import Refusal, Refused
from handlers.turn import Turn

MOST_ENTRIES = 200


def add_routes(app: web.Application) -> None:
    """Serve the page at `/` and the interface below `/api/`."""
    app.router.add_get("/", page)
    app.router.add_post("/api/visitors", new_visitor)
    app.router.add_post("/api/messages", send)
    app.router.add_get("/api/history", read_history)
    app.router.add_get("/api/stream", stream.stream, allow_head=False)
    for path in ("/api/openapi.json", "/openapi.json"):
        app.router.add_get(path, openapi.document)


async def page(request: web.Request) -> web.Response:
    """Answer `GET /`: the page, and a token for who has none."""
    services = request.app[SERVICES]
    shown = {
        "words": services.wording.below("web.page."),
        "megabytes": services.largest_file // (1024 * 1024),
    }
    response = aiohttp_jinja2.render_template("chat.html", request, shown)
    visitors.welcome(request, response)
    return response


async def new_visitor(request: web.Request) -> web.Response:
    """Answer `POST /api/visitors`: a token for a portal that keeps it itself."""
    await bodies.read(request, NewVisitor)
    return _json(Visitor(token=visitors.new_token()), status=201)


async def send(request: web.Request) -> web.Response:
    """Answer `POST /api/messages`: the replies, once all the message causes is committed."""
    address = visitors.require(request)
    request.app[LIMITS].visitor.take(address)
    message = await bodies.read(request, SendMessage)
    turn = Turn(
        channel=CHANNEL,
        address=address,
        message_id=history.storage_id(address, message.message_id),
        at=datetime.now(UTC),
        text=message.text,
        action=message.action,
    )
    return await answer(request, turn, message.message_id)


async def answer(request: web.Request, turn: Turn, message_id: str) -> web.Response:
    """Take a visitor's turn and return its replies; `message_id` is the visitor's own."""
    dispatch = request.app[DISPATCH]
    receipt = await dispatch.receive(turn)
    # From here on the replies are in the history, which is all the web can deliver.
    await dispatch.drawn([outbox_id for outbox_id, _ in receipt.replies])
    request.app[HUB].signal(turn.address)
    services = request.app[SERVICES]
    return _json(await asyncio.to_thread(history.replies_to, services, turn.address, message_id))


async def read_history(request: web.Request) -> web.Response:
    """Answer `GET /api/history`: the newest entries, or those after a cursor."""
    address = visitors.require(request)
    services, now = request.app[SERVICES], datetime.now(UTC)
    limit = _limit(request.query.get("limit", "100"))
    after = request.query.get("after")
    if after is None:
        found = await asyncio.to_thread(history.latest, services, address, limit=limit, at=now)
        return _json(found)
    try:
        cursor = history.read_cursor(after)
    except BadCursor:
        raise Refused(Refusal.BAD_FIELDS) from None
    found = await asyncio.to_thread(history.after, services, address, cursor, limit=limit, at=now)
    return _json(found)


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST_ENTRIES):
        raise Refused(Refusal.BAD_FIELDS)
    return int(text)


def _json(model: BaseModel, *, status: int = 200) -> web.Response:
    return web.json_response(text=model.model_dump_json(), status=status)
