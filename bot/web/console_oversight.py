"""The pages that watch over the desk: the audit chain, who is signed in, second factors."""

import asyncio

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import Fields
from bot.web.console_fields import go, whole
from bot.web.console_places import DESK
from bot.web.keys import SERVICES
from handlers.desk import oversight
from handlers.desk.access import Signed
from handlers.desk.refusals import DeskRefusal
from knowledge.wording import Wording
from storage.audit import Verdict
from storage.lifecycle import Role

AUDIT = f"{DESK}/audit"
SESSIONS = f"{DESK}/admin/sessions"
LONGEST = 64
# Where other areas of the desk keep the words for what is done there.
_ACTS = {
    "question": "queue.event.",
    "case": "casework.act.",
    "settlement": "casework.settle.act.",
}


def add_routes(app: web.Application) -> None:
    """Serve the pages."""
    app.router.add_get(AUDIT, door.page(show_audit))
    app.router.add_post(f"{AUDIT}/verify", door.form(verify))
    app.router.add_get(SESSIONS, door.page(show_sessions))
    app.router.add_post(f"{SESSIONS}/revoke", door.form(revoke))
    app.router.add_post(f"{SESSIONS}/factor", door.form(ask_factor))


async def show_audit(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/audit`, all events or those by or about somebody."""
    return await _audit_page(request, signed)


async def verify(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/verify`: walk the chain and say what was found."""
    verdict = await asyncio.to_thread(oversight.prove, request.app[SERVICES], signed, at=door.now())
    return await _audit_page(request, signed, verdict)


async def show_sessions(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/admin/sessions`."""
    services = request.app[SERVICES]
    found = await asyncio.to_thread(oversight.sessions, services, signed, at=door.now())
    asked = await asyncio.to_thread(oversight.factor_roles, services, signed)
    return door.draw(
        request,
        "admin_sessions.html",
        signed,
        sessions=found,
        asked=asked,
        roles=tuple(Role),
        is_city=not signed.organ,
    )


async def revoke(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/revoke`."""
    await asyncio.to_thread(
        oversight.revoke,
        request.app[SERVICES],
        signed,
        handle=fields.get("handle", ""),
        at=door.now(),
    )
    return go(f"{SESSIONS}?done=revoked")


async def ask_factor(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/factor`: which roles need a second factor."""
    await asyncio.to_thread(
        oversight.ask_factor,
        request.app[SERVICES],
        signed,
        roles=[role for role in Role if f"role_{role}" in fields],
        at=door.now(),
    )
    return go(f"{SESSIONS}?done=saved")


async def _audit_page(
    request: web.Request,
    signed: Signed,
    verdict: Verdict | None = None,
    refusal: DeskRefusal | None = None,
) -> web.Response:
    query = request.query
    actor, subject = (query.get(name, "").strip()[:LONGEST] for name in ("actor", "subject"))
    before = query.get("before", "")
    found = await asyncio.to_thread(
        oversight.events,
        request.app[SERVICES],
        signed,
        actor=actor,
        subject=subject,
        before=whole(before),
        at=door.now(),
    )
    return door.draw(
        request,
        "admin_audit.html",
        signed,
        refusal,
        events=found,
        verdict=verdict,
        actions=_words(request.app[SERVICES].wording),
        actor=actor,
        subject=subject,
        more=found[-1].seq if len(found) == oversight.SHOWN else 0,
    )


def _words(wording: Wording) -> dict[str, str]:
    """Return what actions are called; one without words is shown by its code."""
    found = wording.below("admin.action.")
    for about, source in _ACTS.items():
        name = wording.say(f"admin.about.{about}")
        found |= {f"{about}.{act}": name + text for act, text in wording.below(source).items()}
    return found
