"""The door of the officers' console: nobody passes unless `handlers.desk.access` knows them.

A page or form is a function that is given a `Signed`; only `page` and `form` make a
route of it, so a route that forgets to ask can't be written. Draws what is refused.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial, wraps
from urllib.parse import parse_qsl, quote

import aiohttp_jinja2
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.web import console_places
from bot.web.console_places import DESK as DESK
from bot.web.keys import SERVICES, SETTINGS
from bot.web.refusals import Refusal, Refused
from handlers.desk import access, times
from handlers.desk.access import Browser, Signed, Unarmed
from handlers.desk.entry import Ticket
from handlers.desk.passwords import Cost
from handlers.desk.refusals import (
    BadCalendar,
    BadPost,
    BadShift,
    CodeNeeded,
    DeskRefusal,
    ForgedForm,
    NotAllowed,
    SignedOut,
    TooManyTries,
    WrongCode,
    WrongPassword,
)
from storage.errors import IllegalMove, NotFound

COOKIE = "luowen_desk"
SIGN_IN = f"{DESK}/sign-in"
PASSWORD = f"{DESK}/password"
FACTOR = f"{DESK}/second-factor"
# What an open page asks by itself; it keeps no session awake.
BY_ITSELF = (f"{DESK}/stream",)
REFRESH = "live"
COST = web.AppKey("cost", Cost)
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 20
# Like the chat's, but no page of anybody's may frame the desk.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_PLACE = re.compile(r"/desk(?:/[a-z0-9-]{1,20}){0,3}")

Fields = Mapping[str, str]
Page = Callable[[web.Request, Signed], Awaitable[web.StreamResponse]]
Form = Callable[[web.Request, Signed, Fields], Awaitable[web.Response]]


def page(handler: Page) -> Handler:
    """Return a route that shows a page to officers and sends everybody else to sign in."""

    @wraps(handler)
    async def opened(request: web.Request) -> web.StreamResponse:
        browser = await find(request)
        if browser is None:
            raise web.HTTPSeeOther(f"{SIGN_IN}?next={quote(request.path)}")
        if not isinstance(browser, Signed):
            raise web.HTTPSeeOther(FACTOR if isinstance(browser, Unarmed) else PASSWORD)
        try:
            return await handler(request, browser)
        except (DeskRefusal, NotFound) as refusal:
            return refused(request, browser, refusal)

    return opened


def form(handler: Form) -> Handler:
    """Return a route that takes a form from an officer's own page, and from nobody else."""

    @wraps(handler)
    async def taken(request: web.Request) -> web.StreamResponse:
        fields = await read(request)
        browser = await find(request)
        if browser is None:
            return refused(request, None, SignedOut(), typed=fields.get("text", ""))
        if not isinstance(browser, Signed):
            raise web.HTTPSeeOther(FACTOR if isinstance(browser, Unarmed) else PASSWORD)
        try:
            access.check_form(browser, fields.get("form_token", ""))
            return await handler(request, browser, fields)
        except (DeskRefusal, NotFound, IllegalMove) as refusal:
            return refused(request, browser, refusal, typed=fields.get("text", ""))

    return taken


async def find(request: web.Request) -> Browser | None:
    """Return whose browser asks, if we know it."""
    token = request.cookies.get(COOKIE, "")
    is_used = request.path not in BY_ITSELF and REFRESH not in request.query
    return await asyncio.to_thread(
        access.who, request.app[SERVICES], token=token, at=now(), is_used=is_used
    )


async def read(request: web.Request) -> Fields:
    """Return the fields of a form.

    Raises:
        Refused: it is no form of ours.
    """
    if request.content_type != FORM:
        raise Refused(Refusal.REFUSED)
    text = (await request.read()).decode("ascii", "replace")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Refused(Refusal.BAD_FIELDS) from None


def now() -> datetime:
    """Return the time; below bot/ it is passed in."""
    return datetime.now(UTC)


def place(text: str) -> str:
    """Return where to go after signing in: a page of the desk and nothing else."""
    return text if _PLACE.fullmatch(text) and text not in (SIGN_IN, PASSWORD) else DESK


def let_in(request: web.Request, ticket: Ticket, *, to: str) -> web.Response:
    """Give the browser its token and send it on."""
    response = web.Response(status=303, headers={"Location": to})
    response.set_cookie(
        COOKIE,
        ticket.token,
        max_age=int(access.SESSION.total_seconds()),
        path=DESK,
        httponly=True,
        samesite="Strict",
        secure=request.app[SETTINGS].public_url.startswith("https://"),
    )
    return response


def draw(
    request: web.Request,
    template: str,
    browser: Browser | None = None,
    refusal: Exception | None = None,
    **values: object,
) -> web.Response:
    """Return a page of the desk, with the words and the status of a refusal if there is one."""
    wording = request.app[SERVICES].wording
    context = {
        "officer": browser,
        "may_work": isinstance(browser, Signed),
        "done": "" if refusal else _done(request),
        "problem": words_of(request, refusal) if refusal else "",
        "moment": partial(times.moment, wording),
        "brief": partial(times.brief, wording, now()),
        "span": partial(times.span, wording),
        "path": request.path,
        "switched_off": request.app[SERVICES].live.held.is_any,
        "places": console_places.visible(browser.roles) if isinstance(browser, Signed) else (),
    }
    response = aiohttp_jinja2.render_template(f"desk/{template}", request, context | values)
    response.set_status(status_of(refusal) if refusal else 200)
    response.headers["Content-Security-Policy"] = _POLICY
    return response


def _done(request: web.Request) -> str:
    known = request.app[SERVICES].wording.below("desk.done.")
    return known.get(request.query.get("done", ""), "")


def refused(
    request: web.Request, browser: Browser | None, refusal: Exception, *, typed: str = ""
) -> web.Response:
    """Say why something was not done, with what was typed to be copied."""
    back = SIGN_IN
    if browser is not None:
        back = DESK if request.method == "GET" else place(request.path.rpartition("/")[0])
    return draw(request, "problem.html", browser, refusal, typed=typed, back=back)


def words_of(request: web.Request, refusal: Exception) -> str:
    """Return a refusal as an officer reads it."""
    wording = request.app[SERVICES].wording
    if isinstance(refusal, DeskRefusal):
        return wording.say(f"desk.refusal.{refusal.key}", **refusal.values)
    return wording.say(
        f"desk.refusal.{'not_found' if isinstance(refusal, NotFound) else 'illegal_move'}"
    )


def status_of(refusal: Exception) -> int:
    """Return the HTTP status of a refusal."""
    match refusal:
        case NotFound():
            return 404
        case WrongPassword() | CodeNeeded() | WrongCode() | SignedOut():
            return 401
        case ForgedForm() | NotAllowed():
            return 403
        case TooManyTries():
            return 429
        case DeskRefusal(key="bad_length" | "weak_password" | "passwords_differ"):
            return 400
        case BadPost() | BadCalendar() | BadShift():
            return 400
    return 409
