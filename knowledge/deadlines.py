"""Count working days in Luoyang: holidays, make-up days, office hours.

Working days are Monday to Friday less public holidays plus make-up days. The library's
calendar ends with 2026; later years come from `rules/calendar.yaml`, which an officer
may edit, and are provisional until the State Council's notice is entered there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

from knowledge.files import RULES, read_yaml

LOCAL = ZoneInfo("Asia/Shanghai")
# A public holiday of a year the library doesn't know.
UNNAMED = "public holiday"


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, and when the office is open."""

    holidays: frozenset[date]
    make_up_days: frozenset[date]
    provisional_years: frozenset[int]
    opens: time
    closes: time

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        if day in self.make_up_days:
            return True
        if day in self.holidays:
            return False
        return _usually_worked(day)

    def occasion(self, day: date) -> str:
        """Return the library's name of the holiday a free day belongs to; empty for a weekend."""
        try:
            is_off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError:
            return UNNAMED if day in self.holidays else ""
        return str(name) if is_off and name else ""

    def is_provisional(self, day: date) -> bool:
        """Whether the holidays of the day's year are not announced yet."""
        return day.year in self.provisional_years

    def after_working_days(self, start: date, count: int) -> date:
        """Return the last day of a period of working days; the first day isn't counted."""
        day = start
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_working(day)
        return day

    def after_days(self, start: date, count: int) -> date:
        """Return the last day of a period of calendar days, moved off a holiday (民法典 203)."""
        day = start + timedelta(days=count)
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def answer_due(self, asked_at: datetime) -> datetime:
        """Return when an officer should have answered: by closing time, one working day on."""
        local = asked_at.astimezone(LOCAL)
        start = local.date()
        if self.is_working(start) and local.time() < self.opens:
            start -= timedelta(days=1)
        day = self.after_working_days(start, 1)
        return datetime.combine(day, self.closes, LOCAL)


@lru_cache(maxsize=4096)
def _usually_worked(day: date) -> bool:
    """Whether the library says so; it looks through all its years at every call."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:  # a year the library doesn't know yet
        return day.weekday() < 5


def load_calendar() -> Calendar:
    """Read the shipped table of later years and office hours."""
    table: Mapping[str, list[object]] = read_yaml(RULES / "calendar.yaml")
    hours = [time.fromisoformat(str(text)) for text in table["office_hours"]]
    return Calendar(
        holidays=frozenset(date.fromisoformat(str(day)) for day in table["holidays"]),
        make_up_days=frozenset(date.fromisoformat(str(day)) for day in table["make_up_days"]),
        provisional_years=frozenset(int(str(year)) for year in table["provisional_years"]),
        opens=hours[0],
        closes=hours[1],
    )
