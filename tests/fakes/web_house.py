"""The web chat served on a free port, and visitors who speak to it as portals do."""

import asyncio
import json
import threading
import uuid
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from sqlmodel import select

from bot.dispatch import Dispatch
from bot.settings import Settings
from bot.web import visitors
from bot.web.app import build_app
from bot.web.hub import WebChannel
from bot.web.limits import Limits
from bot.worker import Worker
from handlers.services import Services
from storage import outbox, people
from storage.database import Session
from storage.identity import id_of
from storage.tables import Person

Client = TestClient[Request, Application]
Json = dict[str, Any]
Result = TypeVar("Result")

LETTER = {"kind": "notice", "parts": [{"style": "text", "text": "您好，已经核实。"}], "buttons": []}


@dataclass
class WebHouse:
    """The application, its worker and its client."""

    services: Services
    client: Client
    worker: Worker
    dispatch: Dispatch

    async def visitor(self) -> "Visitor":
        """Somebody new."""
        response = await self.client.post("/api/visitors", json={})
        assert response.status == 201, await response.text()
        return Visitor(self.client, (await response.json())["token"])

    def write_letter(
        self, visitor: "Visitor", *, at: datetime | None = None, due_at: datetime | None = None
    ) -> int:
        """Queue an officer's letter, as the console does; return its number."""
        with self.services.database.transaction() as session:
            now = at or datetime.now(UTC)
            person = people.meet(session, channel="web", address=visitor.address, at=now)
            return _queue_letter(session, id_of(person), at=now, due_at=due_at)


@dataclass
class Visitor:
    """One visitor, known by a bearer token."""

    client: Client
    token: str

    @property
    def address(self) -> str:
        """The visitor's address in storage."""
        return visitors.address_of(self.token)

    @property
    def headers(self) -> dict[str, str]:
        """What says who is asking."""
        return {"Authorization": f"Bearer {self.token}"}

    async def send(self, message_id: str | None = None, **body: Any) -> ClientResponse:
        """Post a message; `text` or `action` say which."""
        body = {"message_id": message_id or str(uuid.uuid4()), **body}
        return await self.client.post("/api/messages", json=body, headers=self.headers)

    async def say(self, text: str, message_id: str | None = None) -> list[Json]:
        """Say something and return the replies."""
        return await _replies(await self.send(message_id, text=text))

    async def press(self, action: str, message_id: str | None = None) -> list[Json]:
        """Press a button and return the replies."""
        return await _replies(await self.send(message_id, action=action))

    async def history(self, **query: str) -> Json:
        """Read the conversation."""
        response = await self.client.get("/api/history", params=query, headers=self.headers)
        assert response.status == 200, await response.text()
        page: Json = await response.json()
        return page

    async def entries(self, **query: str) -> list[Json]:
        """Read the entries of the conversation."""
        entries: list[Json] = (await self.history(**query))["entries"]
        return entries

    @asynccontextmanager
    async def follow(self, cursor: str = "") -> AsyncIterator["Stream"]:
        """Follow the conversation from a cursor, or from now on."""
        headers = self.headers | ({"Last-Event-ID": cursor} if cursor else {})
        async with self.client.get("/api/stream", headers=headers) as response:
            yield Stream(response)


@dataclass
class Stream:
    """An open stream of server-sent events."""

    response: ClientResponse

    async def block(self) -> str:
        """Return the next block of lines, whatever it is; empty at the end."""
        lines = []
        async for line in self.response.content:
            if line == b"\n":
                break
            lines.append(line.decode())
        return "".join(lines)

    async def event(self) -> tuple[str, Json]:
        """Return the next entry with the cursor that came along."""
        while True:
            block = await self.block()
            assert block, "the stream has ended"
            fields = dict(line.split(": ", 1) for line in block.splitlines())
            if "data" in fields:
                return fields.get("id", ""), json.loads(fields["data"])


async def _replies(response: ClientResponse) -> list[Json]:
    assert response.status == 200, await response.text()
    replies: list[Json] = (await response.json())["replies"]
    return replies


def settings_in(folder: Path, **more: str) -> Settings:
    """Settings as shipped, with data in a folder."""
    values: dict[str, Any] = {"LUOWEN_DATA_DIR": folder, **more}
    return Settings(_env_file=None, **values)


@asynccontextmanager
async def web_house(
    services: Services, *, limits: Limits | None = None, **settings: str
) -> AsyncIterator[WebHouse]:
    """Serve the web chat; the worker delivers when the test asks it to."""
    dispatch = Dispatch(services)
    worker = Worker(services, {"web": WebChannel()})
    app = build_app(
        services, dispatch, settings_in(Path("unused"), **settings), worker, limits=limits
    )
    async with TestClient(TestServer(app)) as client:
        yield WebHouse(services, client, worker, dispatch)


@dataclass
class LiveHouse:
    """The web chat at an address of its own, in a thread of its own, worker included."""

    services: Services
    worker: Worker
    address: str
    _loop: asyncio.AbstractEventLoop

    def write_letters(self) -> None:
        """An officer writes to everybody who ever spoke here."""
        with self.services.database.transaction() as session:
            for person_id in session.exec(select(Person.id)).all():
                _queue_letter(session, person_id or 0, at=datetime.now(UTC))
        self._loop.call_soon_threadsafe(self.worker.wake)


@contextmanager
def live_house(
    services: Services, *, limits: Limits | None = None, **settings: str
) -> Iterator[LiveHouse]:
    """Serve for clients that are not of this event loop: a browser, a fuzzer."""
    worker = Worker(services, {"web": WebChannel()})
    app = build_app(
        services,
        Dispatch(services),
        settings_in(Path("unused"), **settings),
        worker,
        limits=limits,
    )
    # The first question builds the index, which takes longer than a browser test waits.
    services.knowledge.find("warm", datetime.now(UTC).date())
    runner = web.AppRunner(app, access_log=None)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        delivering = _in(loop, _start(runner, worker))
        yield LiveHouse(services, worker, f"http://127.0.0.1:{runner.addresses[0][1]}", loop)
        _in(loop, _stop(runner, delivering))
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()


def _in(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Result]) -> Result:
    return asyncio.run_coroutine_threadsafe(work, loop).result(60)


async def _start(runner: web.AppRunner, worker: Worker) -> asyncio.Task[None]:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return asyncio.create_task(worker.run())


async def _stop(runner: web.AppRunner, delivering: asyncio.Task[None]) -> None:
    await runner.cleanup()
    delivering.cancel()
    with suppress(asyncio.CancelledError):
        await delivering


def _queue_letter(
    session: Session, person_id: int, *, at: datetime, due_at: datetime | None = None
) -> int:
    message = outbox.put(
        session,
        person_id=person_id,
        channel="web",
        key=uuid.uuid4().hex,
        body=LETTER,
        at=at,
        due_at=due_at,
        author="officer",
    )
    assert message is not None
    return id_of(message)
