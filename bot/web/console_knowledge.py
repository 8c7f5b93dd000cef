"""Pages of knowledge written at the desk. Draws, decides nothing."""

import asyncio

from aiohttp import web

from bot.web import console_door as door
from bot.web.console_door import Fields
from bot.web.console_fields import ID, id_in
from bot.web.console_places import DESK
from bot.web.console_versions import to_version
from bot.web.keys import SERVICES
from handlers.desk import approving, entry_pages, entry_starts, missed
from handlers.desk.access import Signed
from storage import entry_versions
from storage.lifecycle import EntryStatus as Status

KNOWLEDGE = f"{DESK}/knowledge"
_ENTRY = f"{KNOWLEDGE}/entries/{{domain:[a-z0-9-]{{1,40}}}}/{{slug:[a-z0-9-]{{1,55}}}}"
# The tabs of the list, and what each holds.
TABS = {
    "open": entry_versions.OPEN,
    "back": (Status.SENT_BACK,),
    "live": entry_versions.LIVE,
    "past": (Status.SUPERSEDED, Status.DROPPED),
}


def add_routes(app: web.Application) -> None:
    """Serve the list, entries, and what was missed."""
    app.router.add_get(KNOWLEDGE, door.page(show_list))
    app.router.add_post(f"{KNOWLEDGE}/new", door.form(start_new))
    app.router.add_get(f"{KNOWLEDGE}/missed", door.page(show_missed))
    app.router.add_post(f"{KNOWLEDGE}/missed/{ID}", door.form(draft_missed))
    app.router.add_post(f"{KNOWLEDGE}/from-question/{ID}", door.form(draft_question))
    app.router.add_get(_ENTRY, door.page(show_entry))
    app.router.add_post(f"{_ENTRY}/revise", door.form(revise_entry))
    app.router.add_post(f"{_ENTRY}/retire", door.form(retire_entry))


async def show_list(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/knowledge`, a tab of versions, or entries that were searched for."""
    services = request.app[SERVICES]
    tab = request.query.get("tab", "")
    tab = tab if tab in TABS else "open"
    said = request.query.get("q", "").strip()[:80]
    found = await asyncio.to_thread(
        entry_pages.search, services, signed, text=said, at=door.now()
    ) if said else ()  # fmt: skip
    rows = await asyncio.to_thread(
        entry_pages.listing, services, signed, statuses=TABS[tab], at=door.now()
    )
    return door.draw(
        request,
        "knowledge.html",
        signed,
        rows=rows,
        tab=tab,
        tabs=tuple(TABS),
        said=said,
        found=found,
        most=entry_pages.MOST_SHOWN,
    )


async def start_new(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST /desk/knowledge/new`."""
    question = fields.get("text", "")[:120]
    number = await asyncio.to_thread(
        entry_starts.write_new, request.app[SERVICES], signed, question=question, at=door.now()
    )
    raise to_version(number, "entry_drafted")


async def show_missed(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/knowledge/missed`."""
    heaps = await asyncio.to_thread(missed.listing, request.app[SERVICES], signed, at=door.now())
    return door.draw(
        request,
        "knowledge_missed.html",
        signed,
        heaps=heaps,
        days=missed.LOOKED_BACK.days,
        whys=request.app[SERVICES].wording.below("editing.why."),
    )


async def draft_missed(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST /desk/knowledge/missed/{id}`."""
    number = await asyncio.to_thread(
        missed.draft, request.app[SERVICES], signed, id_in(request), at=door.now()
    )
    raise to_version(number, "entry_drafted")


async def draft_question(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST /desk/knowledge/from-question/{id}`: one press on an answered question."""
    number = await asyncio.to_thread(
        entry_starts.from_question, request.app[SERVICES], signed, id_in(request), at=door.now()
    )
    raise to_version(number, "entry_drafted")


async def show_entry(request: web.Request, signed: Signed) -> web.Response:
    """Answer `GET /desk/knowledge/entries/{domain}/{slug}`."""
    view = await asyncio.to_thread(
        entry_pages.entry, request.app[SERVICES], signed, _entry(request), at=door.now()
    )
    return door.draw(
        request, "knowledge_entry.html", signed, view=view, most_reason=approving.LONGEST_REASON
    )


async def revise_entry(request: web.Request, signed: Signed, _fields: Fields) -> web.Response:
    """Answer `POST …/revise`: the next version, to be written."""
    number = await asyncio.to_thread(
        entry_starts.revise, request.app[SERVICES], signed, _entry(request), at=door.now()
    )
    raise to_version(number, "entry_drafted")


async def retire_entry(request: web.Request, signed: Signed, fields: Fields) -> web.Response:
    """Answer `POST …/retire`: no one is answered with it any more."""
    number = await asyncio.to_thread(
        approving.retire,
        request.app[SERVICES],
        signed,
        _entry(request),
        reason=fields.get("text", ""),
        at=door.now(),
    )
    raise to_version(number, "entry_retired")


def _entry(request: web.Request) -> str:
    return f"{request.match_info['domain']}/{request.match_info['slug']}"
