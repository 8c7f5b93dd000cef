"""Periods of a mediation: by category, day by day, and able to explain themselves."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.deadlines import load_calendar
from knowledge.periods import DAYS, WORKING, Pause, load_periods, reckon

CALENDAR = load_calendar()
PERIODS = load_periods()
DATES = st.dates(date(2026, 1, 1), date(2026, 9, 30))


def works(day: date) -> bool:
    """The official calendar, asked without our code."""
    return day.year > 2026 or bool(chinese_calendar.is_workday(day))


def counted_by_hand(start: date, count: int, unit: str, pauses: tuple[Pause, ...]) -> date:
    """Write every day of the period on a list, as one would on paper."""
    paused = {
        first + timedelta(days=n)
        for first, until in pauses
        if until
        for n in range((until - first).days)
    }
    days = [start + timedelta(days=n) for n in range(1, 400)]
    counted = [d for d in days if d not in paused and (unit == DAYS or works(d))][:count]
    return next(d for d in days if d >= counted[-1] and works(d))


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Pause, ...]:
    first = draw(DATES)
    return ((first, first + timedelta(days=draw(st.integers(0, 25)))),)


@given(start=DATES, count=st.integers(1, 40), unit=st.sampled_from([DAYS, WORKING]), gaps=pauses())
@settings(max_examples=300, deadline=None)
def test_last_day_is_the_one_counted_by_hand(
    start: date, count: int, unit: str, gaps: tuple[Pause, ...]
) -> None:
    found = reckon(CALENDAR, start=start, count=count, unit=unit, pauses=gaps)

    assert found.last_day == counted_by_hand(start, count, unit, gaps)


def test_account_names_the_holiday_the_weekend_and_the_make_up_day() -> None:
    found = reckon(CALENDAR, start=date(2026, 9, 30), count=7, unit=WORKING)

    assert found.last_day == date(2026, 10, 15)
    assert dict(found.free) == {"National Day": 7, "": 1}
    assert found.made_up == (date(2026, 10, 10),)
    assert PERIODS.holiday("National Day") == "国庆"


def test_natural_days_move_off_a_holiday_only_at_their_end() -> None:
    found = reckon(CALENDAR, start=date(2026, 9, 1), count=30, unit=DAYS)
    into_holiday = reckon(CALENDAR, start=date(2026, 9, 3), count=30, unit=DAYS)

    assert (found.last_day, found.rolled) == (date(2026, 10, 8), 7)
    assert (into_holiday.last_day, into_holiday.rolled) == (date(2026, 10, 8), 5)


def test_year_without_the_state_councils_notice_is_marked() -> None:
    assert reckon(CALENDAR, start=date(2026, 12, 25), count=10, unit=WORKING).is_provisional


@pytest.mark.parametrize(
    ("category", "subject", "kind", "count", "unit", "is_law"),
    [
        ("学生伤害事故", "", "mediate", 30, DAYS, True),
        ("治安管理", "", "again", 7, WORKING, True),
        ("交通事故损害赔偿", "", "mediate", 10, DAYS, True),
        ("土地权属", "", "mediate", 30, WORKING, False),
        ("林地权属", "", "mediate", 30, WORKING, False),
        ("劳动争议", "", "mediate", 15, DAYS, True),
        ("消费者权益投诉", "", "mediate", 60, DAYS, True),
        ("消费者权益投诉", "", "decide", 7, WORKING, True),
        ("其他", "医疗纠纷", "mediate", 30, WORKING, True),
        ("其他", "医疗纠纷", "decide", 5, WORKING, True),
        ("其他", "", "decide", 5, WORKING, False),
    ],
)
def test_period_of_a_category_is_the_laws_or_marked_as_our_own(
    category: str, subject: str, kind: str, count: int, unit: str, is_law: bool
) -> None:
    rule = PERIODS.rule(kind, category=category, subject=subject)

    assert rule is not None
    assert (rule.count, rule.unit, bool(rule.basis)) == (count, unit, is_law)
