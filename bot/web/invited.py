"""The page behind an invitation to mediation: looking at it spends nothing, the button does."""

import uuid
from datetime import UTC, datetime

import aiohttp_jinja2
from aiohttp import web

from bot.web import history, visitors
from bot.web.history import CHANNEL
from bot.web.keys import DISPATCH, LIMITS
from bot.web.limits import Buckets
from handlers.actions import write
from handlers.turn import Turn

WORDS = {
    "page": "case.in.page",
    "ready": "case.in.ready",
    "button": "case.in.button",
    "dead": "case.in.no_cookie",
}
PAGE = "/invited/{token:[A-Za-z0-9_-]{32}}"


def add_routes(app: web.Application) -> None:
    """Serve `/invited/{token}`."""
    app.router.add_get(PAGE, page)
    app.router.add_post(PAGE, enter)


async def page(request: web.Request) -> web.Response:
    """Answer `GET /invited/{token}`: a button, whatever the link is worth."""
    shown = {"words": WORDS, "is_dead": False}
    response = aiohttp_jinja2.render_template("link_page.html", request, shown)
    visitors.welcome(request, response)
    return response


async def enter(request: web.Request) -> web.StreamResponse:
    """Answer `POST /invited/{token}`: show the link to the service and open the chat."""
    network: Buckets = request.app[LIMITS].network
    network.take(request.remote or "")
    address = visitors.find(request)
    if address is None:  # the browser keeps no cookie: there is nobody to let in
        shown = {"words": WORDS, "is_dead": True}
        return aiohttp_jinja2.render_template("link_page.html", request, shown, status=410)
    turn = Turn(
        channel=CHANNEL,
        address=address,
        message_id=history.storage_id(address, str(uuid.uuid4())),
        at=datetime.now(UTC),
        action=write("case_in", request.match_info["token"]),
    )
    receipt = await request.app[DISPATCH].receive(turn)
    await request.app[DISPATCH].drawn([outbox_id for outbox_id, _ in receipt.replies])
    return web.Response(status=303, headers={"Location": "../"})
