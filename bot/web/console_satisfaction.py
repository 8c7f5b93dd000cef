"""Pages of what follows ratings, and of the city's surveys (Art. 20). Draws, decides nothing."""

import asyncio

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import Fields
from bot.web.console_fields import ID, id_in, seen
from bot.web.console_places import DESK
from bot.web.keys import SERVICES, WORKER
from handlers.desk import rectification, rectification_pages, surveys
from handlers.desk.access import Signed
from handlers.services import Services
from storage.survey_people import AUDIENCES

RATINGS = f"{DESK}/ratings"
SURVEYS = f"{DESK}/surveys"


def add_routes(app: web.Application) -> None:
    """Serve rectification and surveys."""
    app.router.add_get(RATINGS, door.page(show_ratings))
    app.router.add_get(f"{RATINGS}/{ID}", door.page(show_rating))
    app.router.add_post(f"{RATINGS}/{ID}/{{act:[a-z-]{{4,12}}}}", door.form(act_on_rating))
    app.router.add_get(SURVEYS, door.page(show_surveys))
    app.router.add_post(f"{SURVEYS}/write", door.form(write_survey))
    app.router.add_get(f"{SURVEYS}/{ID}", door.page(show_survey))
    app.router.add_post(f"{SURVEYS}/{ID}/open", door.form(open_survey))
    app.router.add_post(f"{SURVEYS}/{ID}/close", door.form(close_survey))
    app.router.add_post(f"{SURVEYS}/{ID}/export", door.form(export_survey))


async def show_ratings(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/ratings`, open ones or with `?ended` those that ended."""
    is_open = "ended" not in request.query
    rows = await asyncio.to_thread(
        rectification_pages.listing,
        request.app[SERVICES],
        signed,
        is_open=is_open,
        at=door.now(),
    )
    return door.draw(
        request,
        "ratings.html",
        signed,
        rows=rows,
        is_open=is_open,
        most=rectification_pages.MOST_SHOWN,
    )


async def show_rating(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/ratings/{id}`."""
    view = await asyncio.to_thread(
        rectification_pages.show, request.app[SERVICES], signed, id_in(request), at=door.now()
    )
    return door.draw(request, "rating.html", signed, view=view, most=rectification.LONGEST_NOTE)


async def act_on_rating(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/ratings/{id}/{act}`: one move of the rectification."""
    act = request.match_info["act"]
    if act not in _ACTS:
        raise web.HTTPNotFound
    await asyncio.to_thread(_ACTS[act], request.app[SERVICES], signed, id_in(request), fields)
    request.app[WORKER].wake()
    raise web.HTTPSeeOther(f"{RATINGS}/{id_in(request)}?done=moved_rating")


def _take(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    rectification.take(services, signed, number, seen=seen(fields), at=door.now())


def _release(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    rectification.release(services, signed, number, seen=seen(fields), at=door.now())


def _call(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    note = fields.get("text", "")
    rectification.call_back(services, signed, number, note=note, seen=seen(fields), at=door.now())


def _resolve(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    said = fields.get("text", "")
    rectification.resolve(services, signed, number, outcome=said, seen=seen(fields), at=door.now())


def _unfounded(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    said = fields.get("text", "")
    rectification.propose_unfounded(
        services, signed, number, reason=said, seen=seen(fields), at=door.now()
    )


def _review(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    rectification.review(
        services,
        signed,
        number,
        agrees=fields.get("agrees") == "1",
        reason=fields.get("text", ""),
        seen=seen(fields),
        at=door.now(),
    )


_ACTS = {
    "take": _take,
    "release": _release,
    "call-back": _call,
    "resolve": _resolve,
    "unfounded": _unfounded,
    "review": _review,
}


async def show_surveys(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/surveys`."""
    found = await asyncio.to_thread(surveys.listing, request.app[SERVICES], signed)
    return door.draw(request, "surveys.html", signed, surveys=found, audiences=AUDIENCES)


async def write_survey(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/surveys/write`: keep a draft."""
    number = await asyncio.to_thread(
        surveys.write,
        request.app[SERVICES],
        signed,
        title=fields.get("title", ""),
        intro=fields.get("intro", ""),
        questions=fields.get("text", ""),
        audience=fields.get("audience", ""),
        at=door.now(),
    )
    raise web.HTTPSeeOther(f"{SURVEYS}/{number}?done=survey_written")


async def show_survey(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/surveys/{id}`."""
    view = await asyncio.to_thread(surveys.show, request.app[SERVICES], signed, id_in(request))
    return door.draw(request, "survey.html", signed, view=view, fewest=surveys.FEWEST)


async def open_survey(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST /desk/surveys/{id}/open`."""
    await asyncio.to_thread(
        surveys.open_it, request.app[SERVICES], signed, id_in(request), at=door.now()
    )
    raise web.HTTPSeeOther(f"{SURVEYS}/{id_in(request)}?done=survey_open")


async def close_survey(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST /desk/surveys/{id}/close`."""
    await asyncio.to_thread(
        surveys.close, request.app[SERVICES], signed, id_in(request), at=door.now()
    )
    raise web.HTTPSeeOther(f"{SURVEYS}/{id_in(request)}?done=survey_closed")


async def export_survey(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST /desk/surveys/{id}/export` with a CSV file."""
    text = await asyncio.to_thread(
        surveys.export, request.app[SERVICES], signed, id_in(request), at=door.now()
    )
    return web.Response(
        body=text.encode("utf-8-sig"),  # with the mark that makes spreadsheets read UTF-8
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="survey-{id_in(request)}.csv"'},
    )
