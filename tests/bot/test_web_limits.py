"""Buckets empty, fill again, and are forgotten."""

import pytest

from bot.web import limits
from bot.web.limits import Buckets, Rate
from bot.web.refusals import Refused


@pytest.fixture
def clock() -> list[float]:
    """The seconds a test sets."""
    return [1000.0]


def test_bucket_gives_its_burst_and_says_when_to_come_back(clock: list[float]) -> None:
    buckets = Buckets(Rate(burst=2, per_second=0.1), clock=lambda: clock[0])
    buckets.take("a")
    buckets.take("a")

    with pytest.raises(Refused) as refusal:
        buckets.take("a")

    assert refusal.value.headers == {"Retry-After": "10"}


def test_bucket_fills_again_with_time(clock: list[float]) -> None:
    buckets = Buckets(Rate(burst=1, per_second=0.1), clock=lambda: clock[0])
    buckets.take("a")

    clock[0] += 10

    buckets.take("a")


def test_bucket_of_somebody_else_is_not_touched(clock: list[float]) -> None:
    buckets = Buckets(Rate(burst=1, per_second=0.1), clock=lambda: clock[0])
    buckets.take("a")

    buckets.take("b")


def test_full_buckets_are_forgotten_when_there_are_too_many(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 2)
    buckets = Buckets(Rate(burst=1, per_second=1), clock=lambda: clock[0])
    buckets.take("a")
    buckets.take("b")
    clock[0] += 5

    buckets.take("c")

    assert buckets.known() == {"c"}
