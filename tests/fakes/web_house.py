"""The web chat served on a free port, and visitors who speak to it as portals do."""

import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from bot.dispatch import Dispatch
from bot.settings import Settings
from bot.web import visitors
from bot.web.app import build_app
from bot.web.hub import WebChannel
from bot.web.limits import Limits
from bot.worker import Worker
from handlers.services import Services
from storage import outbox, people
from storage.identity import id_of

Client = TestClient[Request, Application]
Json = dict[str, Any]

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
        at = at or datetime.now(UTC)
        with self.services.database.transaction() as session:
            person = people.meet(session, channel="web", address=visitor.address, at=at)
            message = outbox.put(
                session,
                person_id=id_of(person),
                channel="web",
                key=uuid.uuid4().hex,
                body=LETTER,
                at=at,
                due_at=due_at,
                author="officer",
            )
            assert message is not None
            return id_of(message)


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
    return Settings(_env_file=None, **{"LUOWEN_DATA_DIR": folder, **more})


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
