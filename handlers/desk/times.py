"""Say when and how long, in curated words: 11月24日（星期二）17:00, 2小时10分."""

from datetime import date, datetime, timedelta

from handlers.talk import LOCAL
from knowledge.wording import Wording

_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def moment(wording: Wording, when: date) -> str:
    """Return a day in Luoyang with its weekday, and the time when there is one."""
    local = when.astimezone(LOCAL) if isinstance(when, datetime) else when
    weekday = wording.say(f"time.weekdays.{local.isoweekday()}")
    day = wording.say("time.day", month=local.month, day=local.day, weekday=weekday)
    return f"{day}{local:%H:%M}" if isinstance(local, datetime) else day


def brief(wording: Wording, at: datetime, when: datetime) -> str:
    """Return a moment as a colleague would say it at `at`: today 14:30, else with its day."""
    local, today = when.astimezone(LOCAL), at.astimezone(LOCAL).date()
    name = _NEAR.get((local.date() - today).days)
    if name:
        return f"{wording.say(f'queue.day.{name}')}{local:%H:%M}"
    return f"{wording.say('queue.day.other', month=local.month, day=local.day)}{local:%H:%M}"


def span(wording: Wording, length: timedelta) -> str:
    """Return a length in its two largest units, whether it lies ahead or behind."""
    minutes = abs(int(length.total_seconds())) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return wording.say("desk.time.days", days=days, hours=hours)
    if hours:
        return wording.say("desk.time.hours", hours=hours, minutes=minutes % 60)
    return wording.say("desk.time.minutes", minutes=minutes)
