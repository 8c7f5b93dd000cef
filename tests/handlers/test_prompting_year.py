"""One simulated year for 500 subscribers, every prompt checked against a calendar of its own.

The calendar here shares nothing with the code but the files of rules and holidays: it walks
the year day by day and asks of each day what is to be said on it.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import yaml
from sqlmodel import col, select

from handlers import timers
from handlers.services import Services
from knowledge.files import RULES
from knowledge.prompt_calendar import Facts
from knowledge.prompt_schema import BeforeDate, LawTakesEffect, Prompt, Yearly
from storage.tables import Job
from tests.handlers.subscribers import said_to, subscribe
from tests.house import shipped_knowledge

LOCAL = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
END = datetime(2027, 11, 23, 2, 0, tzinfo=UTC)
SUBSCRIBERS = 500
A_DAY = 3
HOURS = (9, 14)

_table = yaml.safe_load((RULES / "calendar.yaml").read_text(encoding="utf-8"))
OFF = {date.fromisoformat(str(day)) for day in _table["holidays"]}
OPEN_JOBS = select(Job.due_at).where(col(Job.ended_at).is_(None)).order_by(col(Job.due_at))


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in OFF


def nearest(day: date, step: int) -> date:
    while not works(day):
        day += timedelta(days=step)
    return day


def year_of(when: Yearly, year: int) -> Iterator[tuple[date, str, str, date]]:
    """Yield day, period, round and last useful day of a rule's prompts of one year."""

    def day(text: str, of_year: int) -> date:
        month, number = map(int, text.split("-"))
        return date(of_year, month, 28 if (month, number) == (2, 29) and of_year % 4 else number)

    end = day(when.until, year + 1 if when.until < when.start else year)
    for at in when.at:
        nominal = day(at, year + 1 if at < when.start else year)
        later = nearest(nominal, 1)
        yield (later if later <= end else nearest(nominal, -1)), f"{year}:{at}", str(year), end


def is_for(rule: Prompt, facts: Facts) -> bool:
    who = rule.who
    wanted = (
        (who.industries, facts.industries),
        (who.licences, facts.licences),
        (who.districts, (facts.district,)),
        (() if who.audience == "any" else (who.audience,), (facts.audience,)),
    )
    return all(not asked or set(asked) & set(held) for asked, held in wanted)


def prompts_of(rule: Prompt, facts: Facts) -> Iterator[tuple[date, str, str, date]]:
    if not is_for(rule, facts):
        return
    match rule.when:
        case Yearly() as when:
            for year in (2025, 2026, 2027, 2028):
                yield from year_of(when, year)
        case BeforeDate() as when:
            for (name, of), target in facts.dates.items():
                if name == when.date and when.of in ("", of):
                    start = f"{of}:{target}" if of else str(target)
                    yield from before(when.days, start, target, target)
        case LawTakesEffect() as when:
            yield from before(when.days, str(when.day), when.day, when.day + timedelta(days=30))


def before(
    counts: tuple[int, ...], start: str, target: date, last: date
) -> Iterator[tuple[date, str, str, date]]:
    for days in counts:
        yield nearest(target - timedelta(days=days), -1), f"{start}:{days}", start, last


def expected(facts: Facts, hour: int) -> list[tuple[str, datetime]]:
    """Walk the year for one subscriber: what is said, and at which moment."""
    pending: dict[str, tuple[date, str, date]] = {}
    by_day: dict[date, list[tuple[str, str, date]]] = defaultdict(list)
    for rule in shipped_knowledge().prompts.prompts.values():
        for day, period, round_, last in prompts_of(rule, facts):
            by_day[day].append((f"{rule.id}@{period}", f"{rule.id}@{round_}", last))
    said: list[tuple[str, datetime]] = []
    day = START.astimezone(LOCAL).date()
    while (moment := datetime.combine(day, time(hour), LOCAL)) < END:
        for key, round_, last in by_day[day]:
            for older in [k for k, (_, r, _) in pending.items() if r == round_]:
                pending.pop(older)
            pending[key] = (day, round_, last)
        if works(day) and moment > START:
            useful = sorted(
                (last, since, key) for key, (since, _, last) in pending.items() if last >= day
            )
            for _, _, key in useful[:A_DAY]:
                said.append((key, moment))
                pending.pop(key)
        day += timedelta(days=1)
    return said


def somebody(chance: random.Random) -> tuple[Facts, int]:
    base = shipped_knowledge()
    book = base.prompts
    licences = tuple(chance.sample(sorted(book.licences), chance.randint(0, 3)))
    dates = {
        ("licence_expiry", name): date(2026, 12, 1) + timedelta(days=chance.randint(0, 500))
        for name in licences
    }
    for name in chance.sample(sorted(set(book.dates) - {"licence_expiry"}), chance.randint(0, 2)):
        dates[(name, "")] = date(2026, 12, 1) + timedelta(days=chance.randint(0, 500))
    facts = Facts(
        industries=tuple(chance.sample(base.vocabulary.industries, chance.randint(0, 2))),
        audience=chance.choice(["企业", "个体工商户", "个人"]),
        district=chance.choice([*base.disputes.districts, ""]),
        licences=licences,
        dates=dates,
    )
    return facts, chance.choice(HOURS)


def run_the_year(services: Services) -> None:
    """Run every job at the moment it is due, and nothing in between."""
    at = START
    while at < END:
        while timers.run_next(services, at=at):
            pass
        with services.database.reading() as session:
            due = session.exec(OPEN_JOBS).first()
        at = max(due, at) if due is not None else END


def test_a_year_brings_everybody_what_an_independent_calendar_says(services: Services) -> None:
    chance = random.Random(20261123)  # noqa: S311
    told: Mapping[int, tuple[Facts, int]]
    with services.database.transaction() as session:
        everybody = [somebody(chance) for _ in range(SUBSCRIBERS)]
        told = {
            subscribe(services, session, facts, at=START, address=f"p{n}", hour=hour): (facts, hour)
            for n, (facts, hour) in enumerate(everybody)
        }

    run_the_year(services)

    with services.database.reading() as session:
        said = said_to(session, list(told))
    count = 0
    for person_id, (facts, hour) in told.items():
        wanted = sorted(expected(facts, hour), key=lambda pair: pair[::-1])
        assert said.get(person_id, []) == wanted
        count += len(wanted)
    assert count > 10 * SUBSCRIBERS
