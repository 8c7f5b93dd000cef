"""The pages that keep officers: who there is, what each may do, one-time passwords, leaving."""

import asyncio
import secrets
from collections.abc import Mapping

from aiohttp import web

from bot.web import console_account, console_admin_desk, console_oversight
from bot.web import console_door as door
from bot.web.console_door import COST, Fields
from bot.web.console_fields import ID, go, id_in, whole
from bot.web.console_places import DESK
from bot.web.keys import SERVICES
from handlers.desk import admin, admin_organs
from handlers.desk.access import Signed
from handlers.desk.refusals import DeskRefusal
from storage.lifecycle import Role
from storage.officers import NO_POST, Post

ADMIN = f"{DESK}/admin"
OFFICER = f"{ADMIN}/officers/{ID}"
# Checkboxes of roles are called after them.
_ROLE = "role_"


def add_routes(app: web.Application) -> None:
    """Serve everything an administrator does, and everybody's own account."""
    app.router.add_get(ADMIN, door.page(show_officers))
    app.router.add_post(f"{ADMIN}/officers", door.form(create))
    app.router.add_get(OFFICER, door.page(show_officer))
    app.router.add_post(f"{OFFICER}/place", door.form(place))
    app.router.add_post(f"{OFFICER}/password", door.form(reset))
    app.router.add_post(f"{OFFICER}/end", door.form(end))
    console_admin_desk.add_routes(app)
    console_oversight.add_routes(app)
    console_account.add_routes(app)


async def show_officers(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/admin`."""
    return await _officers_page(request, signed)


async def create(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/admin/officers`: show the one-time password, this once."""
    password, login = secrets.token_urlsafe(12), fields.get("login", "").strip().lower()
    try:
        await asyncio.to_thread(
            admin.create,
            request.app[SERVICES],
            signed,
            login=login,
            password=password,
            post=post_in(fields),
            at=door.now(),
            cost=request.app[COST],
        )
    except DeskRefusal as refusal:
        return await _officers_page(request, signed, refusal, fields)
    return _password_page(request, signed, login, password)


async def show_officer(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/admin/officers/{id}`."""
    return await _officer_page(request, signed)


async def place(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/place`."""
    try:
        await asyncio.to_thread(
            admin.place,
            request.app[SERVICES],
            signed,
            officer_id=id_in(request),
            post=post_in(fields),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _officer_page(request, signed, refusal)
    return go(f"{ADMIN}/officers/{id_in(request)}?done=placed")


async def reset(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/password`: show the one-time password, this once."""
    services, password = request.app[SERVICES], secrets.token_urlsafe(12)
    found = await asyncio.to_thread(admin.one, services, signed, officer_id=id_in(request))
    await asyncio.to_thread(
        admin.reset_password,
        services,
        signed,
        officer_id=found.id,
        password=password,
        at=door.now(),
        cost=request.app[COST],
    )
    return _password_page(request, signed, found.login, password)


async def end(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/end`."""
    try:
        await asyncio.to_thread(
            admin.end, request.app[SERVICES], signed, officer_id=id_in(request), at=door.now()
        )
    except DeskRefusal as refusal:
        return await _officer_page(request, signed, refusal)
    return go(f"{ADMIN}?done=ended")


def post_in(fields: Mapping[str, str]) -> Post:
    """Return the post a form describes."""
    group = fields.get("group", "")
    return Post(
        name=fields.get("name", "").strip(),
        organ=fields.get("organ", ""),
        districts=frozenset(fields.get("districts", "").replace(",", " ").split()),
        roles=frozenset(role for role in Role if f"{_ROLE}{role}" in fields),
        group_id=whole(group),
    )


async def _officers_page(
    request: web.Request,
    signed: Signed,
    refusal: DeskRefusal | None = None,
    typed: Fields | None = None,
) -> web.Response:
    services = request.app[SERVICES]
    found = await asyncio.to_thread(admin.listing, services, signed)
    desks = await asyncio.to_thread(admin_organs.listing, services, signed)
    return door.draw(
        request,
        "admin_officers.html",
        signed,
        refusal,
        officers=found,
        desks=desks,
        roles=tuple(Role),
        post=post_in(typed) if typed else NO_POST,
        login=typed.get("login", "") if typed else "",
    )


async def _officer_page(
    request: web.Request, signed: Signed, refusal: DeskRefusal | None = None
) -> web.Response:
    services = request.app[SERVICES]
    found = await asyncio.to_thread(admin.one, services, signed, officer_id=id_in(request))
    desks = await asyncio.to_thread(admin_organs.listing, services, signed)
    return door.draw(
        request,
        "admin_officer.html",
        signed,
        refusal,
        found=found,
        desks=desks,
        roles=tuple(Role),
        post=found.post,
    )


def _password_page(request: web.Request, signed: Signed, login: str, password: str) -> web.Response:
    response = door.draw(request, "admin_password.html", signed, login=login, password=password)
    response.headers["Cache-Control"] = "no-store"
    return response
