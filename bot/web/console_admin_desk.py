"""The pages that keep organs and groups, working hours and holidays, and the roster."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import Fields
from bot.web.console_fields import go, id_in, seen, whole
from bot.web.console_places import DESK
from bot.web.keys import SERVICES
from handlers.desk import admin_duty, admin_organs
from handlers.desk.access import Signed
from handlers.desk.refusals import DeskRefusal
from handlers.talk import LOCAL
from knowledge.duty import TERMS

ORGANS = f"{DESK}/admin/organs"
GROUP = f"{DESK}/admin/groups/{{id:[0-9]{{1,9}}}}"
DUTY = f"{DESK}/admin/duty"
ROSTER = f"{DESK}/roster"


def add_routes(app: web.Application) -> None:
    """Serve the pages."""
    app.router.add_get(ORGANS, door.page(show_organs))
    app.router.add_post(ORGANS, door.form(describe))
    app.router.add_post(f"{DESK}/admin/groups", door.form(add_group))
    app.router.add_post(f"{GROUP}/close", door.form(close_group))
    app.router.add_get(DUTY, door.page(show_duty))
    app.router.add_post(DUTY, door.form(change_duty))
    app.router.add_get(ROSTER, door.page(show_roster))
    app.router.add_post(ROSTER, door.form(add_shift))
    app.router.add_post(f"{ROSTER}/{{id:[0-9]{{1,9}}}}/remove", door.form(remove_shift))


async def show_organs(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/admin/organs`."""
    return await _organs_page(request, signed)


async def describe(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/admin/organs`."""
    try:
        await asyncio.to_thread(
            admin_organs.describe,
            request.app[SERVICES],
            signed,
            organ=fields.get("organ", ""),
            title=fields.get("title", ""),
            is_open="open" in fields,
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _organs_page(request, signed, refusal)
    return go(f"{ORGANS}?done=saved")


async def add_group(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/admin/groups`."""
    try:
        await asyncio.to_thread(
            admin_organs.add_group,
            request.app[SERVICES],
            signed,
            organ=fields.get("organ", ""),
            name=fields.get("name", ""),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _organs_page(request, signed, refusal)
    return go(f"{ORGANS}?done=saved")


async def close_group(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/close`."""
    await asyncio.to_thread(
        admin_organs.close_group,
        request.app[SERVICES],
        signed,
        group_id=id_in(request),
        at=door.now(),
    )
    return go(f"{ORGANS}?done=saved")


async def show_duty(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/admin/duty`."""
    return await _duty_page(request, signed)


async def change_duty(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/admin/duty`."""
    try:
        await asyncio.to_thread(
            admin_duty.change,
            request.app[SERVICES],
            signed,
            document=document_in(fields),
            seen=seen(fields),
            reason=fields.get("reason", ""),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _duty_page(request, signed, refusal, fields)
    return go(f"{DUTY}?done=duty")


async def show_roster(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/roster`, this week's or the one asked for."""
    return await _roster_page(request, signed)


async def add_shift(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/roster`."""
    officer, day = fields.get("officer", ""), _day(fields.get("day", ""))
    try:
        await asyncio.to_thread(
            admin_duty.add_shift,
            request.app[SERVICES],
            signed,
            officer_id=whole(officer) or 0,
            day=day or date.min,
            starts=fields.get("starts", ""),
            ends=fields.get("ends", ""),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _roster_page(request, signed, refusal)
    return go(f"{ROSTER}?week={day}&done=saved")


async def remove_shift(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/remove`."""
    await asyncio.to_thread(
        admin_duty.remove_shift,
        request.app[SERVICES],
        signed,
        shift_id=id_in(request),
        at=door.now(),
    )
    week = _day(fields.get("week", ""))
    return go(f"{ROSTER}?week={week or ''}&done=saved")


def document_in(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the working hours a form describes: a line a season, a line a day."""
    seasons = [line.split() for line in fields.get("seasons", "").splitlines() if line.strip()]
    return {
        "seasons": [{"starts": start, "hours": hours} for start, *hours in seasons],
        "holidays": fields.get("holidays", "").split(),
        "make_up_days": fields.get("make_up_days", "").split(),
        "terms": {name: fields[name] for name in TERMS if name in fields},
    }


async def _organs_page(
    request: web.Request, signed: Signed, refusal: DeskRefusal | None = None
) -> web.Response:
    found = await asyncio.to_thread(admin_organs.listing, request.app[SERVICES], signed)
    return door.draw(request, "admin_organs.html", signed, refusal, desks=found)


async def _duty_page(
    request: web.Request,
    signed: Signed,
    refusal: DeskRefusal | None = None,
    typed: Fields | None = None,
) -> web.Response:
    found = await asyncio.to_thread(admin_duty.hours, request.app[SERVICES], signed)
    document = document_in(typed) if typed else found.document
    return door.draw(
        request,
        "admin_duty.html",
        signed,
        refusal,
        hours=found,
        document=document,
        reason=typed.get("reason", "") if typed else "",
        terms=TERMS,
        most=admin_duty.LONGEST_REASON,
    )


async def _roster_page(
    request: web.Request, signed: Signed, refusal: DeskRefusal | None = None
) -> web.Response:
    day = _day(request.query.get("week", "")) or door.now().astimezone(LOCAL).date()
    first = day - timedelta(days=day.weekday())
    found = await asyncio.to_thread(admin_duty.week, request.app[SERVICES], signed, first=first)
    return door.draw(
        request,
        "admin_roster.html",
        signed,
        refusal,
        week=found,
        first=first,
        before=first - timedelta(days=7),
        after=first + timedelta(days=7),
    )


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None
