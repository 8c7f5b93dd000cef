"""The page of canned replies: read, add, rewrite, remove."""

import asyncio

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import Fields
from bot.web.console_fields import ID, id_in
from bot.web.console_places import DESK
from bot.web.keys import SERVICES
from handlers.desk import canned_replies
from handlers.desk.access import Signed
from handlers.desk.refusals import DeskRefusal

REPLIES = f"{DESK}/replies"
_ONE = f"{REPLIES}/{ID}"


def add_routes(app: web.Application) -> None:
    """Serve the page below `/desk/replies`."""
    app.router.add_get(REPLIES, door.page(show))
    app.router.add_post(REPLIES, door.form(add))
    app.router.add_post(f"{_ONE}/change", door.form(change))
    app.router.add_post(f"{_ONE}/remove", door.form(remove))


async def show(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/replies`."""
    return await _page(request, signed)


async def _page(
    request: web.Request,
    signed: Signed,
    refusal: DeskRefusal | None = None,
    typed: Fields | None = None,
) -> web.Response:
    found = await asyncio.to_thread(canned_replies.listing, request.app[SERVICES], signed)
    return door.draw(
        request,
        "replies.html",
        signed,
        refusal,
        replies=found,
        organ=signed.organ,
        most_title=canned_replies.LONGEST_TITLE,
        most=canned_replies.LONGEST_TEXT,
        typed=typed or {},
    )


async def add(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/replies`."""
    try:
        await asyncio.to_thread(
            canned_replies.add,
            request.app[SERVICES],
            signed,
            title=fields.get("title", ""),
            text=fields.get("text", ""),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _page(request, signed, refusal, fields)
    return _back("canned_added")


async def change(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/change`."""
    try:
        await asyncio.to_thread(
            canned_replies.change,
            request.app[SERVICES],
            signed,
            reply_id=id_in(request),
            text=fields.get("text", ""),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _page(request, signed, refusal, fields)
    return _back("canned_changed")


async def remove(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/remove`."""
    await asyncio.to_thread(
        canned_replies.remove,
        request.app[SERVICES],
        signed,
        reply_id=id_in(request),
        at=door.now(),
    )
    return _back("canned_removed")


def _back(done: str) -> web.Response:
    return web.Response(status=303, headers={"Location": f"{REPLIES}?done={done}"})
