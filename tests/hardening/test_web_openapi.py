"""The interface keeps to its own description, whatever is thrown at it (schemathesis)."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from aiohttp import web
from hypothesis import HealthCheck, Phase, settings
from schemathesis.generation import GenerationMode

from bot.dispatch import Dispatch
from bot.web import openapi, visitors
from bot.web.app import build_app
from bot.web.hub import WebChannel
from bot.web.limits import Buckets, Limits, Rate
from bot.worker import Worker
from handlers.services import Services
from tests.fakes.web_house import settings_in

EXAMPLES = 12


@pytest.fixture
def address(services: Services, tmp_path: Any) -> Iterator[str]:
    """The web application served from a thread of its own, without limits in the way."""
    loop = asyncio.new_event_loop()
    wide = Limits(visitor=Buckets(Rate(1e6, 1e6)), network=Buckets(Rate(1e6, 1e6)))
    started: list[int] = []

    async def start() -> web.AppRunner:
        worker = Worker(services, {"web": WebChannel()})
        app = build_app(services, Dispatch(services), settings_in(tmp_path), worker, limits=wide)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        started.append(runner.addresses[0][1])
        return runner

    runner = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield f"http://127.0.0.1:{started[0]}"
    asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(30)
    loop.close()


def _interface(address: str) -> Any:
    """The description, without the stream: it never ends."""
    document = openapi.describe()
    del document["paths"]["/api/stream"]
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=address)
    return schema


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_interface_answers_as_described(address: str, mode: GenerationMode) -> None:
    headers = {"Authorization": f"Bearer {visitors.new_token()}"}

    for operation in _interface(address).get_all_operations():
        one = operation.ok()

        def answered_as_described(case: Any) -> None:
            case.call_and_validate(headers=headers, base_url=address)

        _run(one.as_strategy(generation_mode=mode), answered_as_described)


def _run(cases: Any, test: Any) -> None:
    from hypothesis import given

    quiet = settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    quiet(given(case=cases)(lambda case: test(case)))()
