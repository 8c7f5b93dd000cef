"""When a prompt is due for somebody: pure, from the rule and what the person told.

A prompt lies on a working day: one that counts down to a date is moved to the working
day before, any other to the one after unless that is past its end. It is useful until
a day of its own; after it, it is not sent any more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from knowledge.deadlines import Calendar
from knowledge.prompt_schema import BeforeDate, LawTakesEffect, Prompt, Yearly

# How long news of a law is still news after the law took effect.
NEWS_DAYS = 30
# No holiday moves a prompt further than this.
MOVED = timedelta(days=20)

DateKey = tuple[str, str]


@dataclass(frozen=True)
class Facts:
    """What somebody told about what they run and hold; no more than rules need.

    `dates` maps (name, licence or nothing) to the day. `off` are rules not wanted,
    `done` the rounds of rules that were reported as settled.
    """

    industries: tuple[str, ...] = ()
    audience: str = ""
    district: str = ""
    licences: tuple[str, ...] = ()
    dates: Mapping[DateKey, date] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    done: frozenset[str] = frozenset()


@dataclass(frozen=True, order=True)
class Occurrence:
    """One prompt on one day. `round` is what it is about; `period` is unique within the rule."""

    day: date
    rule_id: str
    period: str
    round: str
    target: date
    useful_until: date

    @property
    def key(self) -> str:
        """What makes it unique for a person."""
        return f"{self.rule_id}@{self.period}"


def applies(rule: Prompt, facts: Facts) -> bool:
    """Whether a rule is for somebody."""
    who = rule.who
    return (
        rule.id not in facts.off
        and (not who.industries or bool(set(who.industries) & set(facts.industries)))
        and who.audience in ("any", facts.audience)
        and (not who.licences or bool(set(who.licences) & set(facts.licences)))
        and (not who.districts or facts.district in who.districts)
    )


def occurrences(
    rule: Prompt, facts: Facts, start: date, end: date, calendar: Calendar
) -> list[Occurrence]:
    """Return the prompts of a rule that lie from `start` to `end`, both included, in order."""
    if not applies(rule, facts):
        return []
    # Of two that fall on one day, the one nearer to its date is said.
    found = {
        (one.round, one.day): one
        for one in _all(rule, facts, start, end, calendar)
        if start <= one.day <= end and f"{rule.id}@{one.round}" not in facts.done
    }
    return sorted(found.values())


def _all(
    rule: Prompt, facts: Facts, start: date, end: date, calendar: Calendar
) -> Iterator[Occurrence]:
    match rule.when:
        case Yearly() as when:
            first = start.year - (when.until < when.start or start.month == 1)
            for year in range(first, end.year + 1 + (end.month == 12)):
                yield from _of_year(rule, when, year, (start - MOVED, end + MOVED), calendar)
        case BeforeDate() as when:
            for (name, of), target in facts.dates.items():
                if name == when.date and when.of in ("", of):
                    yield from _counting_down(rule, when.days, target, target, of, calendar)
        case LawTakesEffect() as when:
            until = when.day + timedelta(days=NEWS_DAYS)
            yield from _counting_down(rule, when.days, when.day, until, "", calendar)


def _of_year(
    rule: Prompt, when: Yearly, year: int, within: tuple[date, date], calendar: Calendar
) -> Iterator[Occurrence]:
    begins = day_of(when.start, year)
    ends = day_of(when.until, year + (when.until < when.start))
    for at in when.at:
        nominal = day_of(at, year + (at < when.start))
        if not within[0] <= nominal <= within[1]:
            continue
        day = after(nominal, calendar)
        if day > ends:
            day = before(nominal, calendar)
        if begins <= nominal <= ends:
            yield Occurrence(day, rule.id, f"{year}:{at}", str(year), ends, ends)


def _counting_down(
    rule: Prompt,
    days: tuple[int, ...],
    target: date,
    useful_until: date,
    of: str,
    calendar: Calendar,
) -> Iterator[Occurrence]:
    round_ = f"{of}:{target.isoformat()}" if of else target.isoformat()
    for count in days:
        day = before(target - timedelta(days=count), calendar)
        yield Occurrence(day, rule.id, f"{round_}:{count}", round_, target, useful_until)


def day_of(text: str, year: int) -> date:
    """Return the day MM-DD of a year; 02-29 is the 28th where there is none."""
    month, day = int(text[:2]), int(text[3:])
    if (month, day) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400)):
        day = 28
    return date(year, month, day)


def before(day: date, calendar: Calendar) -> date:
    """Return the day, or the last working day before it."""
    while not calendar.is_working(day):
        day -= timedelta(days=1)
    return day


def after(day: date, calendar: Calendar) -> date:
    """Return the day, or the next working day after it."""
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return day
