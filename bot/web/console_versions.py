"""The page of one version of an entry: write, submit, review, correct. Draws, decides nothing."""

import asyncio
from collections.abc import Callable
from functools import partial

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import Fields
from bot.web.console_fields import ID, id_in, seen, whole
from bot.web.console_places import DESK
from bot.web.keys import SERVICES, WORKER
from handlers.desk import approving, editing, editing_pages
from handlers.desk.access import Signed
from handlers.desk.refusals import DeskRefusal
from handlers.services import Services
from knowledge import drafting

VERSIONS = f"{DESK}/knowledge/versions"
_ONE = f"{VERSIONS}/{ID}"


def add_routes(app: web.Application) -> None:
    """Serve the versions of entries."""
    app.router.add_get(_ONE, door.page(show_version))
    app.router.add_get(f"{_ONE}/articles", door.page(show_articles))
    for name in _ACTS:
        app.router.add_post(f"{_ONE}/{name}", door.form(_act(name)))


async def show_version(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/knowledge/versions/{id}`."""
    return await _version_page(request, signed)


async def _version_page(
    request: web.Request,
    signed: Signed,
    refusal: DeskRefusal | None = None,
    typed: Fields | None = None,
) -> web.Response:
    services = request.app[SERVICES]
    view = await asyncio.to_thread(
        editing_pages.show, services, signed, id_in(request), at=door.now()
    )
    return door.draw(
        request,
        "knowledge_version.html",
        signed,
        refusal,
        view=view,
        typed=typed or {},
        domains=services.knowledge.vocabulary.domains,
        organs=tuple(services.knowledge.vocabulary.organs),
        modes=drafting.MODES,
        risks=drafting.RISKS,
        audiences=drafting.AUDIENCES,
        high=drafting.HIGH,
        hints=services.wording.below("editing.hint."),
        most_reason=approving.LONGEST_REASON,
        months=approving.MOST_MONTHS,
    )


async def show_articles(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET …/articles`: what a draft may rest on; the page asks when it is open."""
    found = await asyncio.to_thread(
        editing_pages.suggested, request.app[SERVICES], signed, id_in(request), at=door.now()
    )
    return door.draw(request, "knowledge_articles.html", signed, articles=found, id=id_in(request))


def _act(name: str) -> door.Form:
    """Return the handler of an act's form; what was typed is never lost."""

    async def acted(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
        work = partial(_ACTS[name], request.app[SERVICES], signed, id_in(request), fields)
        try:
            await asyncio.to_thread(work)
        except DeskRefusal as refusal:
            return await _version_page(request, signed, refusal, fields)
        request.app[WORKER].wake()
        raise to_version(id_in(request), f"entry_{name}")

    return acted


def _save(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    editing.save(services, signed, number, fields, seen=seen(fields), at=door.now())


def _submit(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    editing.submit(services, signed, number, fields, seen=seen(fields), at=door.now())


def _drop(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    editing.drop(services, signed, number, seen=seen(fields), at=door.now())


def _review(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    approving.review(
        services,
        signed,
        number,
        agrees=fields.get("agrees") == "1",
        reason=fields.get("text", ""),
        seen=seen(fields),
        at=door.now(),
    )


def _correct(services: Services, signed: Signed, number: int, fields: Fields) -> None:
    months = fields.get("months", "")
    approving.correct(
        services,
        signed,
        number,
        months=whole(months, most_digits=2) or 0,
        at=door.now(),
    )


_Act = Callable[[Services, Signed, int, Fields], None]
_ACTS: dict[str, _Act] = {
    "save": _save,
    "submit": _submit,
    "drop": _drop,
    "review": _review,
    "correct": _correct,
}


def to_version(number: int, done: str) -> web.HTTPSeeOther:
    """Return the way to a version's page, with what was done."""
    return web.HTTPSeeOther(f"{VERSIONS}/{number}?done={done}")
