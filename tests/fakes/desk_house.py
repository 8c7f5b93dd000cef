"""People who hand questions over and file cases, officers who sign in, and the console served."""

import re
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from bot.dispatch import Dispatch
from bot.settings import Settings
from bot.web.app import build_app
from bot.web.console_door import COST
from bot.worker import Worker
from handlers import router
from handlers.desk import access, accounts, entry, moves
from handlers.desk.access import Browser, Newcomer, Signed
from handlers.desk.moves import Act
from handlers.desk.passwords import Cost
from handlers.router import Receipt
from handlers.services import Services
from handlers.turn import Reply, Turn
from storage import cases, escalations, outbox, people
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import Role
from storage.tables import Message

CHEAP = Cost(rounds=1, memory_kib=8, lanes=1)
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday in Luoyang
FIRST = "one-time-password"
CHOSEN = "peony garden in april"
APPLICATION = {
    "category": "消费纠纷",
    "district": "涧西区",
    "facts": "11月1日在某健身房办卡，三天后关门。",
    "claim": "退还2000元会费",
    "other_party": "某健身公司",
    "applicant": "王小明",
    "phone": "13800000000",
}

P = ParamSpec("P")
Client = TestClient[Request, Application]


def write(services: Services, said: str, *, at: datetime = NOON, address: str = "a1") -> Receipt:
    """A person writes on the web chat; the id follows from when and what."""
    turn = Turn("web", address, f"{address}:{said}:{at.isoformat()}"[:128], at, text=said)
    return router.receive(turn, services)


def press(services: Services, action: str, *, at: datetime = NOON, address: str = "a1") -> Receipt:
    """A person presses a button."""
    turn = Turn("web", address, f"{address}:{action}:{at.isoformat()}"[:128], at, action=action)
    return router.receive(turn, services)


def work(
    services: Services,
    signed: Signed,
    at: datetime,
    move: Callable[Concatenate[Act, P], object],
    *args: P.args,
    **values: P.kwargs,
) -> None:
    """An officer makes one move, in a transaction of its own as the console opens it."""
    with moves.acting(services, signed, at) as act:
        move(act, *args, **values)


def hand_over(
    services: Services,
    question: str,
    *,
    at: datetime = NOON,
    address: str = "a1",
    reason: str = "asked",
    organ: str = "",
) -> int:
    """Put a question into the queue as the router does; return its id."""
    with services.database.transaction() as session:
        person = people.meet(session, channel="web", address=address, at=at)
        opened = escalations.open_one(
            session,
            person_id=id_of(person),
            question=question,
            reason=reason,
            organ=organ,
            entry_id="",
            due_at=services.knowledge.calendar.answer_due(at),
            at=at,
        )
        return id_of(opened)


def file_case(
    services: Services,
    *,
    at: datetime = NOON,
    address: str = "a1",
    application: Mapping[str, str] = APPLICATION,
) -> int:
    """File a mediation request; return its id."""
    with services.database.transaction() as session:
        person = people.meet(session, channel="web", address=address, at=at)
        case = cases.file(
            session,
            person_id=id_of(person),
            category=APPLICATION["category"],
            district=APPLICATION["district"],
            application=application,
            decide_by=services.knowledge.calendar.after_working_days(at.date(), 5),
            local_year=at.year,
            at=at,
        )
        return id_of(case)


def officer(
    services: Services,
    login: str = "li",
    *,
    at: datetime = NOON,
    roles: Collection[Role] = accounts.USUAL_ROLES,
    organ: str = "",
) -> Signed:
    """An officer who has chosen a password and signed in."""
    accounts.add_officer(
        services, login=login, password=FIRST, at=at, roles=roles, organ=organ, cost=CHEAP
    )
    newcomer = _who(services, _ticket(services, login, FIRST, at), at)
    assert isinstance(newcomer, Newcomer)
    ticket = entry.change_password(services, newcomer, old="", new=CHOSEN, at=at, cost=CHEAP)
    signed = _who(services, ticket.token, at)
    assert isinstance(signed, Signed)
    return signed


def _ticket(services: Services, login: str, password: str, at: datetime) -> str:
    return entry.sign_in(
        services, login=login, password=password, client="c", at=at, cost=CHEAP
    ).token


def _who(services: Services, token: str, at: datetime) -> Browser | None:
    return access.who(services, token=token, at=at)


def letters_to(services: Services, address: str = "a1") -> list[Reply]:
    """What officers wrote to a person, oldest first."""
    with services.database.reading() as session:
        return [
            Reply.model_validate(outbox.body_of(session, row))
            for row in _rows(session, address)
            if row.author == "officer"
        ]


def _rows(session: Session, address: str) -> list[Message]:
    person = people.find(session, channel="web", address=address)
    return outbox.latest(session, person_id=id_of(person), limit=100) if person else []


@asynccontextmanager
async def console(services: Services, **settings: Any) -> AsyncIterator[Client]:
    """The web application on a free port, with what hashing costs made cheap."""
    read = Settings(_env_file=None, **settings)
    app = build_app(services, Dispatch(services), read, Worker(services, {}))
    app[COST] = CHEAP
    async with TestClient(TestServer(app)) as client:
        yield client


async def enter(
    client: Client,
    services: Services,
    login: str = "li",
    *,
    roles: Collection[Role] = accounts.USUAL_ROLES,
    organ: str = "",
) -> None:
    """Sign a browser in whose officer has chosen a password."""
    officer(services, login, at=datetime.now(UTC), roles=roles, organ=organ)
    response = await post(client, "/desk/sign-in", login=login, password=CHOSEN)
    assert response.status == 200, await response.text()


async def post(client: Client, path: str, **fields: str) -> ClientResponse:
    """Send a form as a browser would from our own page."""
    return await client.post(path, data=fields)


async def form_on(client: Client, path: str) -> dict[str, str]:
    """Return the hidden fields of the page's forms."""
    page = await (await client.get(path)).text()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
