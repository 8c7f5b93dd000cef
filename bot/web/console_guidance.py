"""Pages of guidance (Art. 8): prompts to a group, and the record. Draws, decides nothing."""

import asyncio

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import Fields
from bot.web.console_fields import ID, id_in
from bot.web.console_places import DESK
from bot.web.keys import SERVICES
from handlers.desk import guidance, guidance_pages
from handlers.desk.access import Signed
from handlers.desk.refusals import DeskRefusal

GUIDANCE = f"{DESK}/guidance"
TYPED = ("title", "text", "basis", "industry", "district")


def add_routes(app: web.Application) -> None:
    """Serve the record of guidance and prompts to a group."""
    app.router.add_get(GUIDANCE, door.page(show))
    app.router.add_post(f"{GUIDANCE}/draft", door.form(draft))
    app.router.add_post(f"{GUIDANCE}/correct", door.form(correct))
    app.router.add_post(f"{GUIDANCE}/{ID}/approve", door.form(approve))
    app.router.add_post(f"{GUIDANCE}/{ID}/reject", door.form(reject))
    app.router.add_post(f"{GUIDANCE}/{ID}/stop", door.form(stop))


async def show(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/guidance`."""
    return await _page(request, signed)


async def _page(
    request: web.Request,
    signed: Signed,
    refusal: DeskRefusal | None = None,
    *,
    typed: Fields | None = None,
) -> web.Response:
    found = await asyncio.to_thread(
        guidance_pages.overview, request.app[SERVICES], signed, at=door.now()
    )
    return door.draw(
        request,
        "guidance.html",
        signed,
        refusal,
        view=found,
        typed={name: (typed or {}).get(name, "") for name in TYPED},
        most_title=guidance.LONGEST_TITLE,
        most_text=guidance.LONGEST_TEXT,
    )


async def draft(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/draft`: keep it for somebody else to approve, or show what is wrong."""
    try:
        await asyncio.to_thread(
            guidance.draft,
            request.app[SERVICES],
            signed,
            title=fields.get("title", ""),
            text=fields.get("text", ""),
            basis=fields.get("basis", ""),
            industry=fields.get("industry", ""),
            district=fields.get("district", ""),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _page(request, signed, refusal, typed=fields)
    raise web.HTTPSeeOther(f"{GUIDANCE}?done=guidance_drafted")


async def approve(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/approve`."""
    return await _decided(request, signed, approves=True)


async def reject(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/reject`."""
    return await _decided(request, signed, approves=False)


async def _decided(request: web.Request, signed: Signed, *, approves: bool) -> web.Response:
    await asyncio.to_thread(
        guidance.decide, request.app[SERVICES], signed, id_in(request), approves=approves,
        at=door.now(),
    )  # fmt: skip
    done = "guidance_approved" if approves else "guidance_rejected"
    raise web.HTTPSeeOther(f"{GUIDANCE}?done={done}")


async def stop(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/stop`."""
    await asyncio.to_thread(
        guidance.stop, request.app[SERVICES], signed, id_in(request), at=door.now()
    )
    raise web.HTTPSeeOther(f"{GUIDANCE}?done=guidance_stopped")


async def correct(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/correct`."""
    await asyncio.to_thread(
        guidance.correct,
        request.app[SERVICES],
        signed,
        entry_id=fields.get("entry", ""),
        at=door.now(),
    )
    raise web.HTTPSeeOther(f"{GUIDANCE}?done=guidance_corrected")
