"""The officers' console: the queue and its questions, mediation cases. Draws, decides nothing."""

import asyncio
import re

from aiohttp import web

from bot.web import console_door as door
from bot.web import console_entry
from bot.web.console_door import COST, DESK, Fields
from bot.web.keys import SERVICES, WORKER
from handlers.desk import cases, queue, replying
from handlers.desk.access import Signed
from handlers.desk.passwords import USUAL, Cost
from handlers.desk.refusals import DeskRefusal
from storage.errors import IllegalMove
from storage.lifecycle import CaseStatus

# Fifteen digits fit every database's integer.
_ID = "{id:[0-9]{1,15}}"
_NUMBER = re.compile("[0-9]{1,15}")
QUESTION = f"{DESK}/questions/{_ID}"
CASE = f"{DESK}/cases/{_ID}"


def add_routes(app: web.Application, *, cost: Cost = USUAL) -> None:
    """Serve the desk below `/desk`; `cost` is what hashing a password takes."""
    app[COST] = cost
    console_entry.add_routes(app)
    app.router.add_get(DESK, door.page(show_queue))
    app.router.add_get(f"{DESK}/", door.page(to_queue))
    app.router.add_get(f"{DESK}/count", door.page(show_count))
    app.router.add_get(QUESTION, door.page(show_question))
    app.router.add_post(f"{QUESTION}/take", door.form(take))
    app.router.add_post(f"{QUESTION}/release", door.form(release))
    app.router.add_post(f"{QUESTION}/answer", door.form(answer))
    app.router.add_post(f"{QUESTION}/close", door.form(close))
    app.router.add_get(f"{DESK}/cases", door.page(show_cases))
    app.router.add_get(CASE, door.page(show_case))
    app.router.add_post(f"{CASE}/move", door.form(move_case))


async def to_queue(_request: web.Request, _signed: Signed) -> web.Response:
    """Answer `GET /desk/`, as some people type it."""
    return _go(DESK)


async def show_queue(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk`."""
    found = await asyncio.to_thread(queue.overview, request.app[SERVICES], signed, at=door.now())
    return door.draw(
        request,
        "queue.html",
        signed,
        queue=found,
        most=queue.MOST_SHOWN,
        reasons=_reasons(request),
    )


async def show_count(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/count`, which an open page asks now and then."""
    total, overdue = await asyncio.to_thread(
        queue.count, request.app[SERVICES], signed, at=door.now()
    )
    return web.json_response({"open": total, "overdue": overdue})


async def show_question(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/questions/{id}`."""
    return await _question_page(request, signed)


async def _question_page(
    request: web.Request,
    signed: Signed,
    refusal: DeskRefusal | None = None,
    *,
    typed: str = "",
) -> web.Response:
    found = await asyncio.to_thread(
        queue.detail, request.app[SERVICES], signed, escalation_id=_id(request), at=door.now()
    )
    return door.draw(
        request,
        "question.html",
        signed,
        refusal,
        detail=found,
        most=replying.LONGEST_ANSWER,
        reasons=_reasons(request),
        typed=typed,
    )


async def take(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/take`."""
    await asyncio.to_thread(
        replying.take, request.app[SERVICES], signed, escalation_id=_id(request), at=door.now()
    )
    return _back(request, done="taken")


async def release(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/release`."""
    await asyncio.to_thread(
        replying.release, request.app[SERVICES], signed, escalation_id=_id(request), at=door.now()
    )
    return _back(request, done="released")


async def answer(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/answer`: send it, or show the question as it stands with the text kept."""
    text, seen = fields.get("text", ""), fields.get("seen", "")
    try:
        await asyncio.to_thread(
            replying.answer,
            request.app[SERVICES],
            signed,
            escalation_id=_id(request),
            text=text,
            seen=int(seen) if _NUMBER.fullmatch(seen) else 0,
            at=door.now(),
        )
    except DeskRefusal as refusal:
        return await _question_page(request, signed, refusal, typed=text)
    request.app[WORKER].wake()
    return _back(request, done="answered")


async def close(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/close`."""
    await asyncio.to_thread(
        replying.close, request.app[SERVICES], signed, escalation_id=_id(request), at=door.now()
    )
    request.app[WORKER].wake()
    return _go(f"{DESK}?done=closed")


async def show_cases(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/cases`."""
    found = await asyncio.to_thread(cases.overview, request.app[SERVICES], signed, at=door.now())
    return door.draw(request, "cases.html", signed, cases=found, most=cases.MOST_SHOWN)


async def show_case(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/cases/{id}`."""
    return await _case_page(request, signed)


async def _case_page(
    request: web.Request,
    signed: Signed,
    refusal: Exception | None = None,
    *,
    typed: str = "",
    chosen: str = "",
) -> web.Response:
    found = await asyncio.to_thread(
        cases.detail, request.app[SERVICES], signed, case_id=_id(request), at=door.now()
    )
    return door.draw(
        request,
        "case.html",
        signed,
        refusal,
        detail=found,
        most=cases.LONGEST_REASON,
        typed=typed,
        chosen=chosen,
    )


async def move_case(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/move`: tell the applicant, or show the case as it stands."""
    text, to = fields.get("text", ""), fields.get("to", "")
    try:
        await asyncio.to_thread(
            cases.move,
            request.app[SERVICES],
            signed,
            case_id=_id(request),
            to=_status(to),
            reason=text,
            at=door.now(),
        )
    except (DeskRefusal, IllegalMove) as refusal:
        return await _case_page(request, signed, refusal, typed=text, chosen=to)
    request.app[WORKER].wake()
    return _back(request, done="moved")


def _status(text: str) -> CaseStatus:
    try:
        return CaseStatus(text)
    except ValueError:
        raise IllegalMove("no such status") from None


def _reasons(request: web.Request) -> dict[str, str]:
    """Return why questions are handed over; one without words must not close the queue."""
    return request.app[SERVICES].wording.below("desk.reason.")


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


def _back(request: web.Request, *, done: str) -> web.Response:
    """Return to the page the form was on."""
    return _go(f"{request.path.rpartition('/')[0]}?done={done}")


def _go(to: str) -> web.Response:
    return web.Response(status=303, headers={"Location": to})
