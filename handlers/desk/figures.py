"""Figures for supervisors (Art. 4, 20, 21): each says what it counts and opens its rows.

A supervisor of an organ sees that organ's; what belongs to no organ is the city's to see.
Ratings are shown from `FEWEST` on, so that nobody can be picked out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from statistics import median, quantiles

from handlers.desk import access, duty
from handlers.desk.access import Signed
from handlers.services import Services
from handlers.talk import LOCAL
from storage import figures
from storage.database import Session
from storage.errors import NotFound
from storage.figures import MEASURES, Counts, Period, Row
from storage.lifecycle import Role

WORKS = (Role.SUPERVISOR,)
FEWEST = 5
MOST_ROWS = 200
MONTHS = 12
RATINGS = ("answer_ratings", "question_ratings", "case_ratings")
TREND = ("answers", "questions", "cases")


@dataclass(frozen=True)
class Line:
    """One value of a figure; `value` is what its rows are asked for by."""

    value: str
    count: int
    share: float


@dataclass(frozen=True)
class Figure:
    """A figure with its base; `is_hidden` when too few people stand behind it."""

    key: str
    counts: str
    base: int
    lines: Sequence[Line]
    is_hidden: bool = False


@dataclass(frozen=True)
class Speed:
    """How long first answers took, in working time; None without any."""

    base: int
    half_within: timedelta | None
    most_within: timedelta | None
    in_time: float


@dataclass(frozen=True)
class Month:
    """One month of the trend."""

    first: date
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Page:
    """Everything on the page of figures."""

    first: date
    last: date
    organ: str
    people: Figure | None
    figures: Sequence[Figure]
    speed: Speed
    trend: Sequence[Month]


def overview(
    services: Services, signed: Signed, *, first: date, last: date, organ: str | None = None
) -> Page:
    """Count a period of days, both included, and the twelve months up to its end.

    Without an `organ` it is the officer's own, for the city all of them ("").

    Raises:
        NotFound: the organ's figures are not this officer's to see.
    """
    access.require(signed, *WORKS)
    organ = signed.organ if organ is None else organ
    access.must_see(signed, organ)
    period = period_of(first, last)
    with services.database.reading() as session:
        return Page(
            first=first,
            last=last,
            organ=organ,
            people=None if organ else _people(session, period),
            figures=[_figure(session, key, period, organ) for key in _keys(organ)],
            speed=_speed(services, session, period, organ),
            trend=_trend(session, last, organ),
        )


def behind(
    services: Services, signed: Signed, *, key: str, value: str, first: date, last: date
) -> Sequence[Row]:
    """Return the newest rows behind one line of a figure.

    Raises:
        NotFound: there is no such figure for this officer, or too few stand behind it.
    """
    access.require(signed, *WORKS)
    if key not in _keys(signed.organ):
        raise NotFound(f"figure {key}")
    period = period_of(first, last)
    with services.database.reading() as session:
        figure = _figure(session, key, period, signed.organ)
        if figure.is_hidden or value not in {line.value for line in figure.lines}:
            raise NotFound(f"figure {key}: {value}")
        values = [value]
        if key == "topics":
            found = figures.counted(session, MEASURES[key], period, organ=signed.organ)
            values = [entry for entry in found if _domain(entry) == value]
        return figures.rows(
            session,
            MEASURES[key],
            period,
            organ=signed.organ,
            values=values,
            limit=MOST_ROWS,
        )


def drawn(key: str, counts: str, found: Mapping[str, int], *, fewest: int = 0) -> Figure:
    """Return a figure of what was counted, hidden when fewer than `fewest` stand behind it."""
    base = sum(found.values())
    if 0 < base < fewest:
        return Figure(key, counts, base, (), is_hidden=True)
    lines = [Line(value, count, count / base) for value, count in found.items() if base]
    return Figure(key, counts, base, lines)


def _keys(organ: str) -> list[str]:
    return [key for key, measure in MEASURES.items() if measure.organ or not organ]


def _figure(session: Session, key: str, period: Period, organ: str) -> Figure:
    measure = MEASURES[key]
    found = figures.counted(session, measure, period, organ=organ)
    if key == "topics":
        found = _folded(found)
    return drawn(key, measure.counts, found, fewest=FEWEST if key in RATINGS else 0)


def _folded(entries: Mapping[str, int]) -> dict[str, int]:
    """Return entries counted by domain; what had no entry stays apart."""
    domains: dict[str, int] = {}
    for entry, count in entries.items():
        domains[_domain(entry)] = domains.get(_domain(entry), 0) + count
    return dict(sorted(domains.items(), key=lambda pair: (-pair[1], pair[0])))


def _domain(entry: str) -> str:
    return entry.partition("/")[0]


def _people(session: Session, period: Period) -> Figure:
    return drawn("people", Counts.PEOPLE, figures.people_by_channel(session, period))


def _speed(services: Services, session: Session, period: Period, organ: str) -> Speed:
    clock = duty.current(services, session)
    took = sorted(
        clock.worked_between(opened, answered)
        for opened, answered in figures.first_answers(session, period, organ=organ)
    )
    if not took:
        return Speed(0, None, None, 0.0)
    seconds = [one.total_seconds() for one in took]
    most = quantiles(seconds, n=10, method="inclusive")[-1] if len(seconds) > 1 else seconds[0]
    in_time = sum(one <= clock.terms["first_response"] for one in took) / len(took)
    return Speed(len(took), timedelta(seconds=median(seconds)), timedelta(seconds=most), in_time)


def _trend(session: Session, last: date, organ: str) -> Sequence[Month]:
    keys = [key for key in TREND if key in _keys(organ)]
    months = []
    for first, after in _months(last):
        period = Period(_midnight(first), _midnight(after))
        counts = {key: figures.total(session, MEASURES[key], period, organ=organ) for key in keys}
        months.append(Month(first, counts))
    return months


def _months(last: date) -> Sequence[tuple[date, date]]:
    """Return the first days of the twelve months up to a day, and of those after them."""
    number = last.year * 12 + last.month
    firsts = [
        date((one - 1) // 12, (one - 1) % 12 + 1, 1)
        for one in range(number - MONTHS + 1, number + 2)
    ]
    return list(pairwise(firsts))


def period_of(first: date, last: date) -> Period:
    """Return the moments of days of Luoyang, both included."""
    return Period(_midnight(first), _midnight(last + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
