"""Sign in, sign out, replace a password: the pages that are open to who is not yet an officer."""

import asyncio

from aiohttp import web

from bot.web import console_door as door
from bot.web import guards
from bot.web.console_door import COST, DESK, PASSWORD, SIGN_IN, Fields
from bot.web.keys import SERVICES
from handlers.desk import access, entry
from handlers.desk.access import Browser, Newcomer
from handlers.desk.passwords import SHORTEST
from handlers.desk.refusals import DeskRefusal, ForgedForm, PasswordsDiffer, SignedOut, TooManyTries


def add_routes(app: web.Application) -> None:
    """Serve the entry below `/desk/`."""
    app.router.add_get(SIGN_IN, sign_in_page)
    app.router.add_post(SIGN_IN, sign_in)
    app.router.add_post(f"{DESK}/sign-out", sign_out)
    app.router.add_get(PASSWORD, password_page)
    app.router.add_post(PASSWORD, change_password)


async def sign_in_page(request: web.Request) -> web.Response:
    """Answer `GET /desk/sign-in`; who is signed in already goes on."""
    if await door.find(request) is not None:
        raise web.HTTPSeeOther(DESK)
    return _sign_in_form(request, next=request.query.get("next", ""))


async def sign_in(request: web.Request) -> web.Response:
    """Answer `POST /desk/sign-in`. Who asks has no session: the guard checks the origin."""
    fields = await door.read(request)
    try:
        ticket = await asyncio.to_thread(
            entry.sign_in,
            request.app[SERVICES],
            login=fields.get("login", ""),
            password=fields.get("password", ""),
            code=fields.get("code", ""),
            client=guards.remote_of(request),
            at=door.now(),
            cost=request.app[COST],
        )
    except DeskRefusal as refusal:
        return _sign_in_form(
            request, refusal, next=fields.get("next", ""), login=fields.get("login", "")
        )
    to = PASSWORD if ticket.must_change else door.place(fields.get("next", ""))
    return door.let_in(request, ticket, to=to)


async def sign_out(request: web.Request) -> web.Response:
    """Answer `POST /desk/sign-out`."""
    fields = await door.read(request)
    browser = await door.find(request)
    if browser is not None:
        try:
            access.check_form(browser, fields.get("form_token", ""))
        except ForgedForm as refusal:
            return door.refused(request, browser, refusal)
        token = request.cookies[door.COOKIE]
        await asyncio.to_thread(entry.sign_out, request.app[SERVICES], token=token)
    response = web.Response(status=303, headers={"Location": SIGN_IN})
    response.del_cookie(door.COOKIE, path=DESK)
    return response


async def password_page(request: web.Request) -> web.Response:
    """Answer `GET /desk/password`."""
    browser = await door.find(request)
    if browser is None:
        raise web.HTTPSeeOther(SIGN_IN)
    return _password_form(request, browser)


async def change_password(request: web.Request) -> web.Response:
    """Answer `POST /desk/password`: a new password, and a new session for this browser only."""
    fields = await door.read(request)
    browser = await door.find(request)
    if browser is None:
        return door.refused(request, None, SignedOut())
    try:
        access.check_form(browser, fields.get("form_token", ""))
        ticket = await _changed(request, browser, fields)
    except DeskRefusal as refusal:
        return _password_form(request, browser, refusal)
    return door.let_in(request, ticket, to=f"{DESK}?done=password")


async def _changed(request: web.Request, browser: Browser, fields: Fields) -> entry.Ticket:
    new = fields.get("new", "")
    if new != fields.get("again", ""):
        raise PasswordsDiffer
    return await asyncio.to_thread(
        entry.change_password,
        request.app[SERVICES],
        browser,
        old=fields.get("old", ""),
        new=new,
        at=door.now(),
        cost=request.app[COST],
    )


def _sign_in_form(
    request: web.Request, refusal: DeskRefusal | None = None, *, next: str = "", login: str = ""
) -> web.Response:
    response = door.draw(
        request, "sign_in.html", None, refusal, next=door.place(next), login=login[:64]
    )
    if isinstance(refusal, TooManyTries):
        response.headers["Retry-After"] = str(int(refusal.wait.total_seconds()) + 1)
    return response


def _password_form(
    request: web.Request, browser: Browser, refusal: DeskRefusal | None = None
) -> web.Response:
    is_first = isinstance(browser, Newcomer)
    return door.draw(request, "password.html", browser, refusal, is_first=is_first, least=SHORTEST)
