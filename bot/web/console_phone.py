"""The page on which an officer binds their phone, so that work can be done from there."""

import asyncio

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import Fields
from bot.web.console_places import DESK
from bot.web.keys import SERVICES, WORKER
from handlers.desk import phone
from handlers.desk.access import Signed
from handlers.desk.phone import Code

PHONE = f"{DESK}/phone"


def add_routes(app: web.Application) -> None:
    """Serve the page below `/desk/phone`."""
    app.router.add_get(PHONE, door.page(show))
    app.router.add_post(f"{PHONE}/code", door.form(offer))
    app.router.add_post(f"{PHONE}/unbind", door.form(unbind))


async def show(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/phone`."""
    return await _page(request, signed)


async def offer(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST /desk/phone/code`: a code, shown this once."""
    code = await asyncio.to_thread(phone.offer, request.app[SERVICES], signed, at=door.now())
    return await _page(request, signed, code)


async def unbind(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST /desk/phone/unbind`."""
    await asyncio.to_thread(phone.unbind, request.app[SERVICES], signed, at=door.now())
    return web.Response(status=303, headers={"Location": f"{PHONE}?done=unbound"})


async def _page(request: web.Request, signed: Signed, code: Code | None = None) -> web.Response:
    bound = await asyncio.to_thread(phone.bound, request.app[SERVICES], signed)
    channels = request.app[WORKER].channels
    return door.draw(
        request, "phone.html", signed, bound=bound, code=code, is_served="telegram" in channels
    )
