"""The working-time clock agrees with somebody who counts minutes, in every corner of a year."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import duty
from knowledge.deadlines import LOCAL, load_calendar
from knowledge.duty import BadDuty, Duty

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
CALENDAR = load_calendar()


def made(**parts: Any) -> Duty:
    return duty.read(duty.shipped() | parts, CALENDAR)


USUAL = made()


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


hours = st.sampled_from(
    [
        ["09:00-12:00", "15:00-18:00"],
        ["08:30-11:45", "13:15-17:30"],
        ["00:00-23:59"],
        ["08:00-09:00", "09:00-10:00", "22:00-23:30"],
    ]
)
days_off = st.lists(st.dates(date(2026, 12, 20), date(2027, 1, 15)), max_size=6, unique=True)
# Around the end of a year, where the library's calendar ends and ours begins.
moments = st.integers(0, 60 * 24 * 15).map(
    lambda minute: datetime(2026, 12, 24, tzinfo=UTC) + minute * MINUTE
)


@st.composite
def duties(draw: st.DrawFn) -> Duty:
    off, summer, winter = draw(days_off), draw(hours), draw(hours)
    seasons = [{"starts": "12-28", "hours": summer}, {"starts": "01-03", "hours": winter}]
    return made(seasons=seasons, holidays=off, make_up_days=[])


def counted(clock: Duty, start: datetime, end: datetime) -> int:
    at, minutes = start, 0
    while at < end:
        minutes += clock.is_on(at)
        at += MINUTE
    return minutes


@settings(max_examples=40, deadline=None)
@given(clock=duties(), start=moments, length=st.integers(0, 60 * 24 * 3))
def test_worked_time_is_what_counting_minutes_gives(
    clock: Duty, start: datetime, length: int
) -> None:
    end = start + length * MINUTE

    assert clock.worked_between(start, end) == counted(clock, start, end) * MINUTE


@settings(max_examples=40, deadline=None)
@given(clock=duties(), start=moments, working=st.integers(1, 60 * 20))
def test_due_time_is_the_first_by_which_the_time_was_worked(
    clock: Duty, start: datetime, working: int
) -> None:
    due = clock.due_after(start, working * MINUTE)

    assert clock.worked_between(start, due) == working * MINUTE
    assert clock.worked_between(start, due - MINUTE) < working * MINUTE


@settings(max_examples=40, deadline=None)
@given(clock=duties(), start=moments, first=st.integers(0, 900), second=st.integers(1, 900))
def test_a_clock_that_is_paused_and_goes_on_loses_nothing(
    clock: Duty, start: datetime, first: int, second: int
) -> None:
    between = clock.due_after(start, first * MINUTE)

    assert clock.due_after(between, second * MINUTE) == clock.due_after(
        start, (first + second) * MINUTE
    )


@pytest.mark.parametrize(
    ("start", "working", "due"),
    [
        ("2026-11-23 10:00", HOUR, "2026-11-23 11:00"),
        ("2026-11-23 11:30", HOUR, "2026-11-23 13:30"),  # over lunch
        ("2026-11-23 12:00", HOUR, "2026-11-23 14:00"),  # asked at the stroke of lunch
        ("2026-11-23 16:30", HOUR, "2026-11-24 09:30"),  # over the night
        ("2026-11-20 16:30", HOUR, "2026-11-23 09:30"),  # over the weekend
        ("2026-11-21 23:59", HOUR, "2026-11-23 10:00"),  # around midnight, on a day off
        ("2026-12-31 16:30", HOUR, "2027-01-04 09:30"),  # over New Year, to the first Monday
        ("2026-09-30 17:30", HOUR, "2026-10-08 09:30"),  # from summer hours over a golden week
        ("2026-10-10 09:00", HOUR, "2026-10-10 10:00"),  # a Saturday made up for
        ("2026-11-23 16:00", HOUR, "2026-11-23 17:00"),  # closing time still counts
    ],
)
def test_term_ends_where_an_officer_expects_it(start: str, working: timedelta, due: str) -> None:
    assert USUAL.due_after(local(start), working) == local(due)


def test_summer_and_winter_have_their_own_afternoons() -> None:
    assert USUAL.is_on(local("2026-06-01 17:30"))
    assert not USUAL.is_on(local("2026-06-01 14:00"))
    assert USUAL.is_on(local("2026-12-01 14:00"))
    assert not USUAL.is_on(local("2026-12-01 17:30"))
    assert USUAL.is_on(local("2026-03-02 14:00"))  # winter's hours go on over the new year


def test_desk_opens_next_on_the_next_working_morning() -> None:
    assert USUAL.next_on(local("2026-11-20 18:00")) == local("2026-11-23 09:00")
    assert USUAL.next_on(local("2026-11-23 10:00")) == local("2026-11-23 10:00")


def test_day_off_an_administrator_adds_moves_the_due_time() -> None:
    changed = made(holidays=["2026-11-24"])

    assert changed.due_after(local("2026-11-23 16:30"), HOUR) == local("2026-11-25 09:30")


def test_make_up_day_an_administrator_adds_is_worked_though_the_calendar_rests() -> None:
    changed = made(make_up_days=["2026-11-28"])

    assert changed.is_on(local("2026-11-28 10:00"))
    assert not USUAL.is_on(local("2026-11-28 10:00"))


def test_moments_that_are_reversed_have_no_time_between() -> None:
    assert USUAL.worked_between(local("2026-11-24 10:00"), local("2026-11-23 10:00")) == 0 * MINUTE


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ({"seasons": []}, "seasons"),
        ({"seasons": None}, "seasons"),
        ({"seasons": [{"starts": "13-01", "hours": ["09:00-12:00"]}]}, "seasons"),
        ({"seasons": [{"hours": ["09:00-12:00"]}]}, "seasons"),
        ({"seasons": [{"starts": "01-01", "hours": ["09:00-12:00"]}] * 2}, "seasons"),
        ({"seasons": [{"starts": "01-01", "hours": []}]}, "hours"),
        ({"seasons": [{"starts": "01-01", "hours": ["12:00-09:00"]}]}, "hours"),
        ({"seasons": [{"starts": "01-01", "hours": ["9-12"]}]}, "hours"),
        ({"seasons": [{"starts": "01-01", "hours": ["09:00-12:00", "11:00-13:00"]}]}, "hours"),
        ({"holidays": ["tomorrow"]}, "holidays"),
        ({"holidays": ["2026-11-24"], "make_up_days": ["2026-11-24"]}, "make_up_days"),
        ({"terms": {"tea_break": 60}}, "terms"),
        ({"terms": {"claim": "an hour"}}, "terms"),
        ({"terms": {"claim": 0}}, "terms"),
        ({"terms": None}, "terms"),
    ],
)
def test_document_that_can_not_be_counted_with_is_refused(
    parts: dict[str, Any], wrong: str
) -> None:
    with pytest.raises(BadDuty, match=wrong):
        made(**parts)


def test_term_that_is_newer_than_the_document_has_its_shipped_length() -> None:
    assert made(terms={"claim": 30}).terms["first_response"] == USUAL.terms["first_response"]


def test_endless_holidays_are_found_out_instead_of_searched_for_ever() -> None:
    rest = [date(2026, 11, 24) + timedelta(days=n) for n in range(90)]

    with pytest.raises(BadDuty, match="holidays"):
        made(holidays=rest).due_after(local("2026-11-24 09:00"), HOUR)
