"""The interface keeps to its own description, whatever is thrown at it (schemathesis)."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection

from bot.web import openapi, visitors
from bot.web.limits import Buckets, Limits, Rate
from handlers.services import Services
from tests.fakes.web_house import live_house

EXAMPLES = 12


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    """The web chat served without limits in the way."""
    wide = Limits(visitor=Buckets(Rate(1e6, 1e6)), network=Buckets(Rate(1e6, 1e6)))
    with live_house(services, limits=wide) as house:
        yield house.address


def _interface(address: str) -> Any:
    """The description, without the stream, which never ends, and what takes no input."""
    document = openapi.describe()
    del document["paths"]["/api/stream"], document["paths"]["/readyz"]
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=address)
    return schema


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_interface_answers_as_described(address: str, mode: GenerationMode) -> None:
    headers = {"Authorization": f"Bearer {visitors.new_token()}"}

    for operation in _interface(address).get_all_operations():
        one = operation.ok()

        def answered_as_described(case: Any) -> None:
            # A query field we don't know is ignored, as everywhere on the web.
            ignored = [negative_data_rejection] if case.method == "GET" else []
            case.call_and_validate(headers=headers, base_url=address, excluded_checks=ignored)

        _run(one.as_strategy(generation_mode=mode), answered_as_described)


def _run(cases: Any, test: Any) -> None:
    quiet = settings(
        max_examples=EXAMPLES,
        derandomize=True,  # a find belongs into a test of its own, not into somebody's release
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    quiet(given(case=cases)(lambda case: test(case)))()
