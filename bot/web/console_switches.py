"""The page of what is switched off: read, switch off, lift."""

import asyncio

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import Fields
from bot.web.console_fields import ID, id_in
from bot.web.console_places import DESK
from bot.web.keys import SERVICES
from handlers.desk import switching
from handlers.desk.access import Signed
from handlers.desk.refusals import DeskRefusal

SWITCHES = f"{DESK}/switches"
_KINDS = ("entry", "domain", "channel", "bot")


def add_routes(app: web.Application) -> None:
    """Serve the page below `/desk/switches`."""
    app.router.add_get(SWITCHES, door.page(show))
    app.router.add_post(SWITCHES, door.form(turn_off))
    app.router.add_post(f"{SWITCHES}/{ID}/lift", door.form(lift))


async def show(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/switches`; `?entry` fills an entry in."""
    return await _page(request, signed)


async def _page(
    request: web.Request,
    signed: Signed,
    refusal: DeskRefusal | None = None,
    typed: Fields | None = None,
) -> web.Response:
    services = request.app[SERVICES]
    off, was = await asyncio.to_thread(switching.listing, services, signed)
    return door.draw(
        request,
        "switches.html",
        signed,
        refusal,
        off=off,
        was=was,
        kinds=_KINDS[:1] if signed.organ else _KINDS,
        domains=services.knowledge.vocabulary.domains,
        channels=switching.channels(services),
        entry=request.query.get("entry", "")[:96],
        most=switching.LONGEST_REASON,
        typed=typed or {},
    )


async def turn_off(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/switches`."""
    kind = fields.get("kind", "")
    try:
        await asyncio.to_thread(
            switching.turn_off,
            request.app[SERVICES],
            signed,
            kind=kind,
            target=fields.get(kind, "").strip(),
            reason=fields.get("text", ""),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _page(request, signed, refusal, fields)
    raise web.HTTPSeeOther(f"{SWITCHES}?done=switched_off")


async def lift(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/switches/{id}/lift`."""
    try:
        await asyncio.to_thread(
            switching.lift,
            request.app[SERVICES],
            signed,
            id_in(request),
            reason=fields.get("text", ""),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _page(request, signed, refusal, fields)
    raise web.HTTPSeeOther(f"{SWITCHES}?done=switched_on")
