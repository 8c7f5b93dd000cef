"""The officers' console: the queue of questions and one question. Draws, decides nothing."""

import asyncio
import re
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from aiohttp import web

from bot.web import (
    console_admin,
    console_canned,
    console_cases,
    console_entry,
    console_figures,
    console_guidance,
    console_knowledge,
    console_live,
    console_moves,
    console_phone,
    console_satisfaction,
    console_settlements,
    console_switches,
    console_versions,
)
from bot.web import console_door as door
from bot.web.console_door import COST, DESK, Fields, Form
from bot.web.console_fields import ID, go, id_in
from bot.web.console_moves import LEAVES, MOVES, Asked
from bot.web.console_places import visible
from bot.web.keys import SERVICES, WORKER
from handlers.desk import closing, moves, passing_on, question, queue, suggestions
from handlers.desk.access import Signed
from handlers.desk.passwords import USUAL, Cost
from handlers.desk.queue import Wanted
from handlers.desk.refusals import DeskRefusal
from storage.errors import IllegalMove
from storage.escalation_queue import Filters, View

QUESTION = f"{DESK}/questions/{ID}"


def add_routes(app: web.Application, *, cost: Cost = USUAL) -> None:
    """Serve the desk below `/desk`; `cost` is what hashing a password takes."""
    app[COST] = cost
    console_entry.add_routes(app)
    console_admin.add_routes(app)
    console_live.add_routes(app)
    console_canned.add_routes(app)
    console_cases.add_routes(app)
    console_settlements.add_routes(app)
    console_phone.add_routes(app)
    console_satisfaction.add_routes(app)
    console_guidance.add_routes(app)
    console_figures.add_routes(app)
    console_knowledge.add_routes(app)
    console_versions.add_routes(app)
    console_switches.add_routes(app)
    app.router.add_get(DESK, door.page(show_queue))
    app.router.add_get(f"{DESK}/", door.page(to_queue))
    app.router.add_get(QUESTION, door.page(show_question))
    app.router.add_get(f"{QUESTION}/suggestions", door.page(show_suggestions))
    app.router.add_post(f"{QUESTION}/reveal", door.form(reveal))
    for name in MOVES:
        app.router.add_post(f"{QUESTION}/{name}", door.form(_move(name)))


async def to_queue(_request: web.Request, _signed: Signed) -> web.Response:
    """Answer `GET /desk/`, as some people type it."""
    return go(DESK)


async def show_queue(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk`; who has nothing to do with questions goes to their own pages."""
    places = visible(signed.roles)
    if signed.roles.isdisjoint(queue.SEES) and places:
        return go(places[0].path)
    wanted = _wanted(request.query)
    services = request.app[SERVICES]
    found = await asyncio.to_thread(queue.overview, services, signed, at=door.now(), wanted=wanted)
    return door.draw(
        request,
        "queue.html",
        signed,
        queue=found,
        wanted=wanted,
        views=tuple(View),
        searched=queue.SEARCHED,
        reasons=_reasons(request),
        channels=services.wording.below("queue.channel."),
        districts=tuple(services.knowledge.disputes.districts),
        link=partial(_link, request.query),
    )


def _wanted(query: Mapping[str, str]) -> Wanted:
    view, page = query.get("view", ""), query.get("page", "")
    chosen = {key: query.get(key, "")[:32] for key in ("organ", "reason", "channel", "district")}
    return Wanted(
        view=View(view) if view in set(View) else View.ALL,
        text=query.get("q", "")[: queue.LONGEST_SEARCH],
        page=int(page) if re.fullmatch("[0-9]{1,6}", page) else 1,
        filters=Filters(
            organ=chosen["organ"],
            reason=chosen["reason"],
            channel=chosen["channel"],
            district=chosen["district"],
        ),
    )


def _link(query: Mapping[str, str], **changes: object) -> str:
    """Return the address of the queue as it is shown, but for these changes."""
    kept = {key: text for key, text in query.items() if key not in ("done", "page", door.REFRESH)}
    values = {key: str(text) for key, text in {**kept, **changes}.items() if text}
    return f"{DESK}?{urlencode(values)}" if values else DESK


async def show_question(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/questions/{id}`."""
    return await _question_page(request, signed)


async def reveal(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/reveal`: the question with the numbers in it, which is written down."""
    return await _question_page(request, signed, is_whole=True)


async def _question_page(
    request: web.Request,
    signed: Signed,
    refusal: Exception | None = None,
    *,
    typed: Fields | None = None,
    is_whole: bool = False,
) -> web.Response:
    services = request.app[SERVICES]
    found = await asyncio.to_thread(
        question.detail,
        services,
        signed,
        escalation_id=id_in(request),
        at=door.now(),
        is_whole=is_whole,
    )
    return door.draw(
        request,
        "question.html",
        signed,
        refusal,
        detail=found,
        most=moves.LONGEST_ANSWER,
        most_note=moves.LONGEST_NOTE,
        most_reason=passing_on.LONGEST_REASON,
        outcomes=closing.UNANSWERED_OUTCOMES,
        reasons=_reasons(request),
        verdicts=services.wording.below("queue.verdict."),
        kinds=services.wording.below("queue.event."),
        case_statuses=services.wording.below("desk.status."),
        typed=typed or {},
    )


async def show_suggestions(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET …/suggestions`: what an answer may start from; the page asks when it is open."""
    found = await asyncio.to_thread(
        suggestions.for_question,
        request.app[SERVICES],
        signed,
        escalation_id=id_in(request),
        at=door.now(),
    )
    return door.draw(request, "suggestions.html", signed, suggestions=found, id=id_in(request))


def _move(name: str) -> Form:
    """Return the handler of a move's form."""

    async def moved(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
        return await move(name, request, signed, fields)

    return moved


async def move(name: str, request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer the form of a move: do it, or show the question as it stands, the text kept."""
    asked, at = Asked(id_in(request), fields), door.now()
    try:
        await asyncio.to_thread(console_moves.do, name, request.app[SERVICES], signed, asked, at)
    except (DeskRefusal, IllegalMove) as refusal:
        return await _question_page(request, signed, refusal, typed=fields)
    request.app[WORKER].wake()
    console_live.tell(request)
    back = DESK if name in LEAVES else request.path.rpartition("/")[0]
    return go(f"{back}?done={name}")


def _reasons(request: web.Request) -> dict[str, str]:
    """Return why questions are handed over; one without words must not close the queue."""
    return request.app[SERVICES].wording.below("desk.reason.")
