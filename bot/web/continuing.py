"""The page behind a one-time link: go on here with a request that was begun elsewhere.

Looking at the page spends nothing, so that a preview can't use up the link; the button
does.
"""

import asyncio
import uuid
from datetime import UTC, datetime

import aiohttp_jinja2
import structlog
from aiohttp import web

from bot.web import history, visitors
from bot.web.history import CHANNEL
from bot.web.keys import DISPATCH, LIMITS, SERVICES
from bot.web.limits import Buckets
from handlers.filing import continuing
from handlers.turn import Turn

log = structlog.get_logger()

WORDS = {
    "page": "filing.link_page",
    "ready": "filing.link_ready",
    "button": "filing.link_button",
    "dead": "filing.link_dead",
}
TOKEN = "{token:[A-Za-z0-9_-]{20,64}}"  # noqa: S105  # a pattern


def add_routes(app: web.Application) -> None:
    """Serve `/continue/{token}`."""
    app.router.add_get(f"/continue/{TOKEN}", page)
    app.router.add_post(f"/continue/{TOKEN}", go_on)


async def page(request: web.Request) -> web.Response:
    """Answer `GET /continue/{token}`: a button, whatever the link is worth."""
    shown = {"words": WORDS, "is_dead": False}
    response = aiohttp_jinja2.render_template("link_page.html", request, shown)
    visitors.welcome(request, response)
    return response


async def go_on(request: web.Request) -> web.StreamResponse:
    """Answer `POST /continue/{token}`: spend the link and open the chat at the awaited step."""
    network: Buckets = request.app[LIMITS].network
    network.take(request.remote or "")
    address = visitors.find(request)
    if address is None:  # the browser keeps no cookie: there is nobody to bind the request to
        return _dead(request)
    turn = Turn(
        channel=CHANNEL,
        address=address,
        message_id=history.storage_id(address, str(uuid.uuid4())),
        at=datetime.now(UTC),
    )
    services = request.app[SERVICES]
    token = request.match_info["token"]
    resumed = await asyncio.to_thread(continuing.take_up, services, turn, token)
    if resumed is None:
        log.info("link_refused")
        return _dead(request)
    receipt = await request.app[DISPATCH].receive(resumed)
    await request.app[DISPATCH].drawn([outbox_id for outbox_id, _ in receipt.replies])
    return web.Response(status=303, headers={"Location": "../"})


def _dead(request: web.Request) -> web.Response:
    shown = {"words": WORDS, "is_dead": True}
    return aiohttp_jinja2.render_template("link_page.html", request, shown, status=410)
