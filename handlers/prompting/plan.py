"""Which prompts somebody gets and when: working days, office hours, so many a day.

Pure: what was said before is passed in. What is overdue after an outage is sent on the
next working day as long as it is useful; of several about the same thing only the last.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

from handlers.talk import LOCAL
from knowledge.deadlines import Calendar
from knowledge.prompt_calendar import Facts, Occurrence, after, occurrences
from knowledge.prompt_schema import Prompt

# When prompts come; the service's own choice, within office hours.
HOURS = (9, 11, 14, 16)
MOST_A_DAY = 3
# The service's own default: nothing that can wait is delivered in these hours.
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
OVERDUE_DAYS = 31
AHEAD_DAYS = 400
# Looked at first: something nearly always comes within this time.
SOON_DAYS = 45


def is_quiet(at: datetime) -> bool:
    """Whether people are left in peace now."""
    local = at.astimezone(LOCAL).time()
    return local >= QUIET_FROM or local < QUIET_UNTIL


def is_open(at: datetime, calendar: Calendar) -> bool:
    """Whether prompts may be made ready now: office hours of a working day."""
    local = at.astimezone(LOCAL)
    return calendar.is_working(local.date()) and calendar.opens <= local.time() < calendar.closes


def moment(day: date, hour: int) -> datetime:
    """Return the instant of an hour on a local day."""
    return datetime.combine(day, time(hour), LOCAL)


def wanted(
    rules: Iterable[Prompt],
    facts: Facts,
    *,
    since: date,
    today: date,
    known: Collection[str],
    calendar: Calendar,
    ahead: int = AHEAD_DAYS,
) -> list[Occurrence]:
    """Return what is still to be said, overdue or coming, in order of its day."""
    start = max(since, today - timedelta(days=OVERDUE_DAYS))
    end = today + timedelta(days=ahead)
    found: list[Occurrence] = []
    for rule in rules:
        every = occurrences(rule, facts, start, end, calendar)
        found += _of_rule(every, today, known)
    return sorted(found)


def _of_rule(every: list[Occurrence], today: date, known: Collection[str]) -> Iterable[Occurrence]:
    last_said = {one.round: one.day for one in every if one.key in known}
    latest = {one.round: one.period for one in every if one.day <= today}
    for one in every:
        is_past = one.day <= today
        if one.key in known or max(one.day, today) > one.useful_until:
            continue
        if is_past and (
            one.period != latest[one.round] or one.day <= last_said.get(one.round, date.min)
        ):
            continue
        yield one


def due_on(found: Iterable[Occurrence], today: date, *, said_today: int) -> list[Occurrence]:
    """Return what is said today: what ends first comes first, up to `MOST_A_DAY`."""
    due = sorted(
        (one for one in found if one.day <= today), key=lambda one: (one.useful_until, one)
    )
    return due[: max(0, MOST_A_DAY - said_today)]


def next_moment(
    found: Iterable[Occurrence], at: datetime, hour: int, calendar: Calendar
) -> datetime | None:
    """Return when there is something to say next, given that nothing more is said now."""
    first = min((one.day for one in found), default=None)
    if first is None:
        return None
    today = at.astimezone(LOCAL).date()
    due = moment(after(max(first, today), calendar), hour)
    if due <= at:
        due = moment(after(today + timedelta(days=1), calendar), hour)
    return due


def next_opening(at: datetime, hour: int, calendar: Calendar) -> datetime:
    """Return the next time prompts may be made ready for somebody with this hour."""
    today = at.astimezone(LOCAL).date()
    due = moment(after(today, calendar), hour)
    return due if due > at else moment(after(today + timedelta(days=1), calendar), hour)
