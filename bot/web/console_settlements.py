"""The console's pages of settlements and referrals. Draws, decides nothing."""

import asyncio

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import DESK, Fields
from bot.web.console_fields import ID, go, id_in
from bot.web.keys import SERVICES, WORKER
from handlers.cases.settlement_paper import PROPOSED
from handlers.desk import referrals, settlements
from handlers.desk.access import Signed
from handlers.desk.refusals import DeskRefusal
from storage.errors import IllegalMove

SETTLEMENTS = f"{DESK}/settlements"
SETTLEMENT = f"{SETTLEMENTS}/{ID}"
REFERRALS = f"{DESK}/referrals"


def add_routes(app: web.Application) -> None:
    """Serve `/desk/settlements` and `/desk/referrals`."""
    app.router.add_get(SETTLEMENTS, door.page(show_settlements))
    app.router.add_get(SETTLEMENT, door.page(show_settlement))
    app.router.add_post(f"{SETTLEMENT}/act", door.form(act))
    app.router.add_get(REFERRALS, door.page(show_referrals))
    app.router.add_post(f"{REFERRALS}/{ID}/close", door.form(close))


async def show_settlements(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/settlements`."""
    found = await asyncio.to_thread(
        settlements.overview, request.app[SERVICES], signed, at=door.now()
    )
    return door.draw(request, "settlements.html", signed, settlements=found)


async def show_settlement(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/settlements/{id}`."""
    return await _page(request, signed)


async def _page(
    request: web.Request,
    signed: Signed,
    refusal: Exception | None = None,
    *,
    typed: Fields | None = None,
) -> web.Response:
    services = request.app[SERVICES]
    found = await asyncio.to_thread(
        settlements.detail,
        services,
        signed,
        settlement_id=id_in(request),
        at=door.now(),
    )
    return door.draw(
        request,
        "settlement.html",
        signed,
        refusal,
        detail=found,
        parts=PROPOSED,
        most=settlements.LONGEST,
        labels=services.wording.below("filing.label_"),
        typed=typed or {},
    )


async def act(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/act`: do it, or show the settlement as it stands with what was typed."""
    seen = fields.get("seen", "")
    try:
        await asyncio.to_thread(
            settlements.move,
            request.app[SERVICES],
            signed,
            settlement_id=id_in(request),
            act=fields.get("act", ""),
            fields=fields,
            seen=int(seen) if seen.isdecimal() and len(seen) < 16 else 0,
            at=door.now(),
        )
    except (DeskRefusal, IllegalMove) as refusal:
        return await _page(request, signed, refusal, typed=fields)
    request.app[WORKER].wake()
    return go(f"{request.path.rpartition('/')[0]}?done=moved")


async def show_referrals(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/referrals`."""
    found = await asyncio.to_thread(referrals.overview, request.app[SERVICES], signed)
    return door.draw(request, "referrals.html", signed, referrals=found, most=referrals.LONGEST)


async def close(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/referrals/{id}/close`."""
    await asyncio.to_thread(
        referrals.close,
        request.app[SERVICES],
        signed,
        referral_id=id_in(request),
        text=fields.get("text", ""),
        at=door.now(),
    )
    return go(f"{REFERRALS}?done=moved")
