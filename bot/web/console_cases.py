"""The console's pages of mediation cases. Draws, decides nothing."""

import asyncio
from urllib.parse import quote

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import DESK, Fields
from bot.web.console_fields import ID, id_in
from bot.web.keys import SERVICES, WORKER
from handlers.desk import case_files, case_moves, cases
from handlers.desk.access import Signed
from handlers.desk.refusals import DeskRefusal
from storage.errors import IllegalMove

CASES = f"{DESK}/cases"
# Fifteen digits fit every database's integer.
CASE = f"{CASES}/{ID}"


def add_routes(app: web.Application) -> None:
    """Serve the cases below `/desk/cases`."""
    app.router.add_get(CASES, door.page(show_cases))
    app.router.add_get(CASE, door.page(show_case))
    app.router.add_post(f"{CASE}/act", door.form(act))
    app.router.add_post(f"{CASE}/reveal", door.form(reveal))
    app.router.add_get(f"{CASE}/files/{{file:[0-9]{{1,15}}}}", door.page(hand_out))


async def show_cases(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/cases`; `?view=closed` shows those that ended."""
    is_open = request.query.get("view") != "closed"
    found = await asyncio.to_thread(
        cases.overview, request.app[SERVICES], signed, at=door.now(), is_open=is_open
    )
    return door.draw(
        request, "cases.html", signed, cases=found, is_open=is_open, most=cases.MOST_SHOWN
    )


async def show_case(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/cases/{id}`."""
    return await _page(request, signed)


async def reveal(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/reveal`: the case with the numbers in it, which is written down."""
    return await _page(request, signed, is_whole=True)


async def _page(
    request: web.Request,
    signed: Signed,
    refusal: Exception | None = None,
    *,
    typed: Fields | None = None,
    token: str = "",
    is_whole: bool = False,
) -> web.Response:
    services = request.app[SERVICES]
    found = await asyncio.to_thread(
        cases.detail,
        services,
        signed,
        case_id=id_in(request),
        at=door.now(),
        is_whole=is_whole,
    )
    return door.draw(
        request,
        "case.html",
        signed,
        refusal,
        detail=found,
        most=case_moves.LONGEST,
        labels=services.wording.below("filing.label_"),
        organs=sorted(services.knowledge.vocabulary.organs),
        typed=typed or {},
        invitation=f"{services.web_url}/invited/{token}" if token else "",
        is_whole=is_whole,
    )


async def act(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/act`: do it, or show the case as it stands with what was typed."""
    seen = fields.get("seen", "")
    try:
        token = await asyncio.to_thread(
            case_moves.move,
            request.app[SERVICES],
            signed,
            case_id=id_in(request),
            act=fields.get("act", ""),
            fields=fields,
            seen=int(seen) if seen.isdecimal() and len(seen) < 16 else 0,
            at=door.now(),
        )
    except (DeskRefusal, IllegalMove) as refusal:
        return await _page(request, signed, refusal, typed=fields)
    request.app[WORKER].wake()
    if token:  # shown once, and in no address
        return await _page(request, signed, token=token)
    return web.Response(status=303, headers={"Location": f"{CASES}/{id_in(request)}?done=moved"})


async def hand_out(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET …/files/{file}`: to be saved and never shown inline."""
    file = await asyncio.to_thread(
        case_files.fetch,
        request.app[SERVICES],
        signed,
        case_id=id_in(request),
        file_id=int(request.match_info["file"]),
        at=door.now(),
    )
    return web.Response(
        body=file.content,
        content_type=file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
