"""The desk's working time: split shifts, summer and winter hours, holidays, make-up days.

Clocks of the desk run only in working time. The document that says when that is comes
from `rules/duty.yaml` or, changed by an administrator, from the database; this module
reads it and counts. Statutory periods are counted in `deadlines`, in whole days.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from knowledge.deadlines import LOCAL, Calendar
from knowledge.files import RULES, read_yaml

TERMS = (
    "claim", "first_response", "resolution", "callback", "rectify", "review", "legal_review",
)  # fmt: skip
# Nobody's holidays last longer; beyond, the document is wrong.
LONGEST_REST = 60
_HOURS = re.compile(r"([0-2]\d:[0-5]\d)-([0-2]\d:[0-5]\d)")
_SHORTEST_TERM, _LONGEST_TERM = 5, 60 * 8 * 250


class BadDuty(Exception):
    """A document that can't be counted with; the message names the part that is wrong."""


@dataclass(frozen=True)
class Span:
    """A stretch of working time within one day."""

    starts: time
    ends: time


@dataclass(frozen=True)
class Season:
    """The hours of a working day from a day of the year on."""

    starts: tuple[int, int]
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Duty:
    """When the desk works, and how long things may take there."""

    calendar: Calendar
    seasons: tuple[Season, ...]
    terms: Mapping[str, timedelta]

    def spans_on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return when the desk works on a day, as aware times; nothing on a day off."""
        if not self.calendar.is_working(day):
            return ()
        return tuple(
            (datetime.combine(day, span.starts, LOCAL), datetime.combine(day, span.ends, LOCAL))
            for span in self._season(day).spans
        )

    def is_on(self, at: datetime) -> bool:
        """Whether the desk works at this moment; at closing time it does no more."""
        return any(start <= at < end for start, end in self.spans_on(at.astimezone(LOCAL).date()))

    def next_on(self, at: datetime) -> datetime:
        """Return the moment itself when the desk works, or when it opens next."""
        start, _ = next(self._spans_from(at))
        return max(start, at)

    def due_after(self, start: datetime, working: timedelta) -> datetime:
        """Return the first moment by which so much working time has passed since `start`."""
        left = working
        for opens, closes in self._spans_from(start):
            begin = max(opens, start)
            if left <= closes - begin:
                return begin + left
            left -= closes - begin
        raise AssertionError  # there is always a next span

    def worked_between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much working time lies between two moments; none when they are reversed."""
        worked = timedelta(0)
        day, last = start.astimezone(LOCAL).date(), end.astimezone(LOCAL).date()
        while day <= last:
            for opens, closes in self.spans_on(day):
                worked += max(min(closes, end) - max(opens, start), timedelta(0))
            day += timedelta(days=1)
        return worked

    def _season(self, day: date) -> Season:
        begun = [one for one in self.seasons if one.starts <= (day.month, day.day)]
        return (begun or self.seasons)[-1]

    def _spans_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the spans that end after a moment, for ever."""
        day, rest = at.astimezone(LOCAL).date(), 0
        while rest < LONGEST_REST:
            found = [span for span in self.spans_on(day) if span[1] > at]
            yield from found
            rest = 0 if found else rest + 1
            day += timedelta(days=1)
        raise BadDuty("holidays")


def shipped() -> dict[str, Any]:
    """Return the document the service comes with."""
    found: dict[str, Any] = read_yaml(RULES / "duty.yaml")
    return found


def read(document: Mapping[str, Any], calendar: Calendar) -> Duty:
    """Return the working time a document describes, on top of the calendar.

    Raises:
        BadDuty: a part of it can't be understood, or leaves the desk no working time.
    """
    off, on = _days(document, "holidays"), _days(document, "make_up_days")
    if off & on:
        raise BadDuty("make_up_days")
    merged = replace(
        calendar,
        holidays=(calendar.holidays - on) | off,
        make_up_days=(calendar.make_up_days - off) | on,
    )
    return Duty(merged, _seasons(document.get("seasons")), _terms(document.get("terms")))


def _days(document: Mapping[str, Any], part: str) -> frozenset[date]:
    try:
        return frozenset(date.fromisoformat(str(day)) for day in document.get(part, []))
    except (ValueError, TypeError) as error:
        raise BadDuty(part) from error


def _seasons(found: object) -> tuple[Season, ...]:
    if not isinstance(found, list) or not found:
        raise BadDuty("seasons")
    seasons = sorted((_season(one) for one in found), key=lambda one: one.starts)
    if len({one.starts for one in seasons}) < len(seasons):
        raise BadDuty("seasons")
    return tuple(seasons)


def _season(found: Mapping[str, Any]) -> Season:
    try:
        first = date.fromisoformat(f"2024-{found['starts']}")
        spans = tuple(_span(str(text)) for text in found["hours"])
    except (KeyError, TypeError, ValueError) as error:
        raise BadDuty("seasons") from error
    follow = all(one.ends <= after.starts for one, after in pairwise(spans))
    if not spans or not follow:
        raise BadDuty("hours")
    return Season((first.month, first.day), spans)


def _span(text: str) -> Span:
    found = _HOURS.fullmatch(text.strip())
    if found is None:
        raise BadDuty("hours")
    span = Span(time.fromisoformat(found[1]), time.fromisoformat(found[2]))
    if span.starts >= span.ends:
        raise BadDuty("hours")
    return span


def _terms(found: object) -> Mapping[str, timedelta]:
    if not isinstance(found, Mapping) or not set(found) <= set(TERMS):
        raise BadDuty("terms")
    given = shipped()["terms"] | dict(found)  # a term that is new since the document was kept
    try:
        minutes = {name: int(given[name]) for name in TERMS}
    except (TypeError, ValueError) as error:
        raise BadDuty("terms") from error
    if not all(_SHORTEST_TERM <= count <= _LONGEST_TERM for count in minutes.values()):
        raise BadDuty("terms")
    return {name: timedelta(minutes=count) for name, count in minutes.items()}
