"""An officer's own account: the second factor, and the browsers they are signed in with."""

import asyncio

import segno
from aiohttp import web
from markupsafe import Markup

from bot.web import console_door as door
from bot.web.console_door import FACTOR, PASSWORD, SIGN_IN, Fields
from bot.web.console_fields import go
from bot.web.console_places import DESK
from bot.web.keys import SERVICES
from handlers.desk import access, oversight, second_factor, totp
from handlers.desk.access import Browser, Newcomer, Signed
from handlers.desk.refusals import DeskRefusal, SignedOut

ACCOUNT = f"{DESK}/account"


def add_routes(app: web.Application) -> None:
    """Serve the account, and the one page that is open to who must set up a second factor."""
    app.router.add_get(ACCOUNT, door.page(show))
    app.router.add_post(f"{ACCOUNT}/revoke", door.form(revoke))
    app.router.add_post(f"{ACCOUNT}/factor", door.form(take_away))
    app.router.add_get(FACTOR, factor_page)
    app.router.add_post(FACTOR, set_up)


async def show(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/account`."""
    return await _page(request, signed)


async def revoke(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/revoke`: sign another browser of one's own out."""
    await asyncio.to_thread(
        oversight.revoke,
        request.app[SERVICES],
        signed,
        handle=fields.get("handle", ""),
        at=door.now(),
    )
    return go(f"{ACCOUNT}?done=revoked")


async def take_away(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/factor`: remove the second factor."""
    try:
        await asyncio.to_thread(
            second_factor.take_away,
            request.app[SERVICES],
            signed,
            code=fields.get("code", ""),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _page(request, signed, refusal)
    return go(f"{ACCOUNT}?done=factor_removed")


async def factor_page(request: web.Request) -> web.Response:
    """Answer `GET /desk/second-factor`."""
    browser = await door.find(request)
    if browser is None:
        raise web.HTTPSeeOther(SIGN_IN)
    if isinstance(browser, Newcomer):
        raise web.HTTPSeeOther(PASSWORD)
    if await asyncio.to_thread(second_factor.is_set, request.app[SERVICES], browser):
        raise web.HTTPSeeOther(ACCOUNT)
    return _factor_form(request, browser, totp.new_secret())


async def set_up(request: web.Request) -> web.Response:
    """Answer `POST /desk/second-factor`."""
    fields = await door.read(request)
    browser = await door.find(request)
    if browser is None:
        return door.refused(request, None, SignedOut())
    if isinstance(browser, Newcomer):
        raise web.HTTPSeeOther(PASSWORD)
    secret = fields.get("secret", "")
    try:
        access.check_form(browser, fields.get("form_token", ""))
        await asyncio.to_thread(
            second_factor.set_up,
            request.app[SERVICES],
            browser,
            secret=secret,
            code=fields.get("code", ""),
            at=door.now(),
        )
    except DeskRefusal as refusal:
        shown = secret if totp.is_secret(secret) else totp.new_secret()
        return _factor_form(request, browser, shown, refusal)
    return go(f"{ACCOUNT}?done=factor_set")


async def _page(
    request: web.Request, signed: Signed, refusal: DeskRefusal | None = None
) -> web.Response:
    services = request.app[SERVICES]
    found = await asyncio.to_thread(oversight.own_sessions, services, signed, at=door.now())
    has_factor = await asyncio.to_thread(second_factor.is_set, services, signed)
    return door.draw(
        request, "account.html", signed, refusal, sessions=found, has_factor=has_factor
    )


def _factor_form(
    request: web.Request, browser: Browser, secret: str, refusal: DeskRefusal | None = None
) -> web.Response:
    service = request.app[SERVICES].wording.say("desk.page.name")
    address = totp.address(secret, login=browser.login, service=service)
    square = segno.make(address, error="m").svg_inline(scale=4, border=3, svgclass="square")
    response = door.draw(
        request,
        "second_factor.html",
        browser,
        refusal,
        secret=secret,
        square=Markup(square),  # noqa: S704  # drawn by the library from our own text
    )
    response.headers["Cache-Control"] = "no-store"
    return response
