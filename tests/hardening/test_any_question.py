"""Any text, of any length, is answered or declined, and costs no more than its length allows."""

import sys
from collections.abc import Callable
from datetime import date
from types import FrameType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.policy import Verdict
from knowledge.text import LONGEST
from tests.house import shipped_knowledge

TODAY = date(2026, 11, 23)
ANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
# Where matching has met trouble: empty, invisible, huge, half a surrogate, all one letter.
ODD = st.sampled_from(["", " ", "\x00", "\u200b" * 9, "\ud800", "。" * 99, "罚" * 5000, "é" * 999])
TEXTS = st.one_of(
    ODD, st.text(max_size=300), st.text("食品电梯罚款多少怎么办？，0123abc", max_size=600)
)


@ANY
@given(said=TEXTS)
def test_any_text_is_answered_or_declined(said: str) -> None:
    found = shipped_knowledge().find(said, TODAY)

    assert found.verdict in Verdict
    assert 0.0 <= found.confidence <= 1.0


@ANY
@given(said=TEXTS)
def test_any_text_may_be_searched_for_among_the_articles(said: str) -> None:
    found = shipped_knowledge().articles_about(said, TODAY)

    assert len(found) <= 10
    assert len({(one.law.title, one.number, one.suffix) for one in found}) == len(found)


def _steps(act: Callable[[], object]) -> int:
    """Return how many lines of our own code were run: work that no clock can blur."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        if "knowledge" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("asked", ["find", "articles_about"])
@pytest.mark.parametrize("unit", ["电梯坏了没人修怎么办，", "罚", "𠮷é\u0301", "a1 "])
def test_work_grows_no_faster_than_the_text(unit: str, asked: str) -> None:
    ask: Callable[[str, date], object] = getattr(shipped_knowledge(), asked)
    ask(unit * 10, TODAY)  # what is read once is read; texts themselves are remembered too

    some = _steps(lambda: ask(unit * 20, TODAY))
    more = _steps(lambda: ask(unit * 40, TODAY))

    assert more <= 2.5 * some


@pytest.mark.parametrize("asked", ["find", "articles_about"])
def test_text_beyond_the_longest_costs_nothing_more(asked: str) -> None:
    ask: Callable[[str, date], object] = getattr(shipped_knowledge(), asked)
    said = "电梯坏了没人修怎么办，食品过期能不能退，"
    long, longer = said * (LONGEST // 10), said * (LONGEST // 2)
    ask(said, TODAY)

    assert _steps(lambda: ask(longer, TODAY)) <= 1.1 * _steps(lambda: ask(long, TODAY))
