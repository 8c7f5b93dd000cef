"""Working days follow the Chinese calendar, and say when they are only provisional."""

from datetime import UTC, date, datetime

import pytest

from knowledge.deadlines import LOCAL, load_calendar

CALENDAR = load_calendar()


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 28), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # a Saturday made up for
        (date(2027, 1, 1), False),
        (date(2027, 1, 4), True),
        (date(2031, 3, 3), True),  # a year nobody announced: Monday to Friday
    ],
)
def test_days_are_working_days_or_not(day: date, is_working: bool) -> None:
    assert CALENDAR.is_working(day) is is_working


def test_period_of_working_days_jumps_over_the_holidays() -> None:
    assert CALENDAR.after_working_days(date(2026, 9, 29), 3) == date(2026, 10, 9)


def test_period_of_days_ending_on_a_holiday_ends_on_the_next_working_day() -> None:
    assert CALENDAR.after_days(date(2026, 9, 21), 10) == date(2026, 10, 8)


def test_year_that_is_not_announced_is_provisional() -> None:
    assert CALENDAR.is_provisional(date(2027, 2, 1))
    assert not CALENDAR.is_provisional(date(2026, 11, 23))


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-23T10:00", "2026-11-24T17:00"),
        ("2026-11-23T07:30", "2026-11-23T17:00"),  # before opening: today still counts
        ("2026-11-27T16:00", "2026-11-30T17:00"),  # Friday to Monday
        ("2026-11-28T12:00", "2026-11-30T17:00"),  # asked on a Saturday
    ],
)
def test_officer_has_until_closing_time_of_the_next_working_day(asked: str, due: str) -> None:
    at = datetime.fromisoformat(asked).replace(tzinfo=LOCAL).astimezone(UTC)

    assert CALENDAR.answer_due(at) == datetime.fromisoformat(due).replace(tzinfo=LOCAL)
