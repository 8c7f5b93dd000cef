"""The page of figures, and the rows behind each (Art. 4, 20, 21). Draws, counts nothing."""

import asyncio
from datetime import date, timedelta
from urllib.parse import quote

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import Fields
from bot.web.console_fields import whole
from bot.web.console_places import DESK
from bot.web.keys import SERVICES
from handlers import documents
from handlers.desk import figures, report
from handlers.desk.access import Signed
from handlers.desk.figure_words import read_as
from handlers.desk.figures import Figure
from handlers.services import Services
from handlers.talk import LOCAL

FIGURES = f"{DESK}/figures"
USUAL_DAYS = 30
_LONGEST = timedelta(days=366 * 3)


def add_routes(app: web.Application) -> None:
    """Serve the figures."""
    app.router.add_get(FIGURES, door.page(show_figures))
    app.router.add_get(f"{FIGURES}/{{key:[a-z_]{{4,24}}}}", door.page(show_rows))
    app.router.add_post(f"{FIGURES}/report", door.form(draft_report))


async def show_figures(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/figures?from=…&to=…`."""
    first, last = _days(request)
    page = await asyncio.to_thread(
        figures.overview, request.app[SERVICES], signed, first=first, last=last
    )
    services = request.app[SERVICES]
    return door.draw(
        request,
        "figures.html",
        signed,
        page=page,
        words=_words(services, [*page.figures, *([page.people] if page.people else [])]),
        fewest=figures.FEWEST,
        years=report.years(at=door.now()),
        organs=() if signed.organ else tuple(services.knowledge.vocabulary.organs),
    )


async def show_rows(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/figures/{figure}?value=…`: the rows behind a line."""
    first, last = _days(request)
    key, value = request.match_info["key"], request.query.get("value", "")
    rows = await asyncio.to_thread(
        figures.behind,
        request.app[SERVICES],
        signed,
        key=key,
        value=value,
        first=first,
        last=last,
    )
    known = read_as(request.app[SERVICES], key)
    return door.draw(
        request,
        "figure_rows.html",
        signed,
        key=key,
        label=known.get(value, value),
        rows=rows,
        first=first,
        last=last,
        most=figures.MOST_ROWS,
    )


async def draft_report(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/figures/report` with the draft of a year's report."""
    found = await asyncio.to_thread(
        report.draft,
        request.app[SERVICES],
        signed,
        year=whole(fields.get("year", "")) or 0,
        organ=fields.get("organ"),
        at=door.now(),
    )
    return web.Response(
        body=found.content,
        content_type=documents.MEDIA_TYPE,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}"},
    )


def _words(services: Services, shown: list[Figure]) -> dict[str, dict[str, str]]:
    """Return how each figure's values read."""
    return {figure.key: read_as(services, figure.key) for figure in shown}


def _days(request: web.Request) -> tuple[date, date]:
    """Return the period asked for; the usual one for what isn't one."""
    today = door.now().astimezone(LOCAL).date()
    last = _day(request.query.get("to", "")) or today
    first = _day(request.query.get("from", "")) or last - timedelta(days=USUAL_DAYS - 1)
    if not timedelta() <= last - first <= _LONGEST:
        return today - timedelta(days=USUAL_DAYS - 1), today
    return first, last


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None
