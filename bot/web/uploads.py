"""Files from and to the chat: evidence comes in, papers and own evidence go out.

A file is a turn like any message: it is received once per message id, and what became of
it is told in the conversation. Going out, a file exists only for the visitor it belongs to.
"""

import asyncio
import re
from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import web

from bot.scanner import Scanner
from bot.web import history, visitors
from bot.web.chat import answer
from bot.web.history import CHANNEL
from bot.web.keys import LIMITS, SCANNER, SERVICES
from bot.web.models import UUID
from bot.web.refusals import Refusal, Refused
from handlers import own_files
from handlers.services import Services
from handlers.turn import Attachment, Fault, Turn
from storage.errors import NotFound

LONGEST_NAME = 200
# What is too large is read on to its end and thrown away, so that the answer arrives;
# beyond so many times the limit nobody sends a photo.
READ_ON = 4


def add_routes(app: web.Application) -> None:
    """Serve `POST /api/files` and `GET /api/files/{id}`."""
    app.router.add_post("/api/files", receive)
    app.router.add_get(r"/api/files/{id:[0-9]{1,15}}", hand_out)


async def receive(request: web.Request) -> web.Response:
    """Answer `POST /api/files`: the body is the file, its name and message id in the query."""
    address = visitors.require(request)
    request.app[LIMITS].visitor.take(address)
    message_id = request.query.get("message_id", "").lower()
    name = request.query.get("name", "")
    if not re.fullmatch(UUID, message_id) or not 1 <= len(name) <= LONGEST_NAME:
        raise Refused(Refusal.BAD_FIELDS)
    services = request.app[SERVICES]
    file = await _read(request, services, name, request.app.get(SCANNER))
    turn = Turn(
        channel=CHANNEL,
        address=address,
        message_id=history.storage_id(address, message_id),
        at=datetime.now(UTC),
        file=file,
    )
    return await answer(request, turn, message_id)


async def _read(
    request: web.Request, services: Services, name: str, scanner: Scanner | None
) -> Attachment:
    limit = services.largest_file
    content = bytearray()
    size = 0
    async for chunk in request.content.iter_chunked(64 * 1024):
        size += len(chunk)
        if size <= limit:
            content += chunk
        elif size > limit * READ_ON:
            raise Refused(Refusal.TOO_LARGE)
    if size > limit:
        return Attachment(name, fault=Fault.TOO_LARGE)
    fault = await scanner.check(bytes(content)) if scanner is not None else None
    return Attachment(name, fault=fault) if fault else Attachment(name, bytes(content))


async def hand_out(request: web.Request) -> web.Response:
    """Answer `GET /api/files/{id}`: the visitor's own file, to be saved and never shown inline."""
    address = visitors.require(request)
    file_id = int(request.match_info["id"])
    try:
        file = await asyncio.to_thread(
            own_files.fetch,
            request.app[SERVICES],
            channel=CHANNEL,
            address=address,
            file_id=file_id,
        )
    except NotFound:
        raise Refused(Refusal.NOT_FOUND) from None
    return web.Response(
        body=file.content,
        content_type=file.media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
