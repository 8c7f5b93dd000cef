"""Tell an operator whether the service is alive, ready for work, and what it has done."""

import asyncio
from datetime import UTC, datetime

import structlog
from aiohttp import web

from bot.web import guards
from bot.web.keys import DISPATCH, SERVICES
from bot.web.models import Health
from bot.web.refusals import Refusal, Refused
from handlers.services import Services
from storage import outbox

log = structlog.get_logger()


def add_routes(app: web.Application) -> None:
    """Serve `/healthz`, `/readyz` and `/metrics`."""
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)


async def alive(_request: web.Request) -> web.Response:
    """Answer as long as the process does."""
    return web.Response(text="ok\n")


async def ready(request: web.Request) -> web.Response:
    """Answer 200 when a message would be answered, otherwise 503 and what is missing."""
    health = await asyncio.to_thread(check, request.app[SERVICES])
    return web.json_response(
        text=health.model_dump_json() + "\n", status=200 if health.ready else 503
    )


def check(services: Services) -> Health:
    """Look at the database, its schema and the knowledge."""
    entries = len(services.knowledge.entries)
    database = current = False
    try:
        services.database.ping()
        database = True
        current = services.database.is_current()
    except Exception as error:  # noqa: BLE001  # whatever the driver raises means: not ready
        log.warning("database_out_of_reach", error=type(error).__name__)
    return Health(
        ready=database and current and entries > 0,
        database=database,
        schema_current=current,
        entries=entries,
    )


async def metrics(request: web.Request) -> web.Response:
    """Answer in Prometheus' text format, and only to the operator's own network."""
    if "X-Forwarded-For" in request.headers or not guards.is_private(request.remote or ""):
        raise Refused(Refusal.NOT_FOUND)
    waiting = await asyncio.to_thread(_waiting, request.app[SERVICES])
    text = request.app[DISPATCH].metrics.exposition(waiting)
    return web.Response(body=text, content_type="text/plain", charset="utf-8")


def _waiting(services: Services) -> dict[str, int]:
    with services.database.reading() as session:
        return outbox.waiting(session, at=datetime.now(UTC))
