"""What the city counts (Art. 4, 20, 21): each measure one line of a literal table.

A measure says what it counts: events (every answer), matters (every question or case) or
people (each once). Its rows can be listed, without anything that names a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, SQLModel, and_, col, func, select

from storage.case_tables import Case
from storage.escalation_tables import Escalation, EscalationEvent
from storage.guidance_tables import Guidance
from storage.tables import Answer, Person, Rating


class Counts(StrEnum):
    """What one more in a figure is."""

    EVENTS = "events"
    MATTERS = "matters"
    PEOPLE = "people"


@dataclass(frozen=True)
class Period:
    """From a moment up to and without another."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Measure:
    """A table of ours counted by one of its columns.

    `organ` is the column that says whose it is; without one the city alone may count.
    """

    table: type[SQLModel]
    when: str
    by: str
    counts: Counts
    organ: str = ""
    only: tuple[str, str] | None = None

    def column(self, name: str) -> Any:
        """Return a column of the table."""
        return col(getattr(self.table, name))


MEASURES: Mapping[str, Measure] = {
    "answers": Measure(Answer, "at", "verdict", Counts.EVENTS),
    "topics": Measure(Answer, "at", "entry_id", Counts.EVENTS),
    "guidance": Measure(Guidance, "at", "mode", Counts.EVENTS, organ="organ"),
    "guidance_organs": Measure(Guidance, "at", "organ", Counts.EVENTS, organ="organ"),
    "questions": Measure(Escalation, "opened_at", "status", Counts.MATTERS, organ="organ"),
    "question_reasons": Measure(Escalation, "opened_at", "reason", Counts.MATTERS, organ="organ"),
    "question_organs": Measure(Escalation, "opened_at", "organ", Counts.MATTERS, organ="organ"),
    "question_districts": Measure(
        Escalation, "opened_at", "district", Counts.MATTERS, organ="organ"
    ),
    "cases": Measure(Case, "filed_at", "status", Counts.MATTERS, organ="organ"),
    "case_categories": Measure(Case, "filed_at", "category", Counts.MATTERS, organ="organ"),
    "case_districts": Measure(Case, "filed_at", "district", Counts.MATTERS, organ="organ"),
    "case_organs": Measure(Case, "filed_at", "organ", Counts.MATTERS, organ="organ"),
    "answer_ratings": Measure(Rating, "at", "score", Counts.EVENTS, only=("subject", "answer")),
    "question_ratings": Measure(
        Rating, "at", "score", Counts.MATTERS, only=("subject", "escalation")
    ),
    "case_ratings": Measure(Rating, "at", "score", Counts.MATTERS, only=("subject", "case")),
}


@dataclass(frozen=True)
class Row:
    """A row behind a figure."""

    id: int
    at: datetime
    value: str
    organ: str


def counted(session: Session, measure: Measure, period: Period, *, organ: str) -> dict[str, int]:
    """Return how many fall on each value, the most first; `organ` empty means all."""
    by = measure.column(measure.by)
    number = func.count()
    query = select(by, number).where(within(measure, period, organ)).group_by(by)
    return {str(value): count for value, count in session.exec(query.order_by(number.desc(), by))}


def rows(
    session: Session,
    measure: Measure,
    period: Period,
    *,
    organ: str,
    values: Sequence[str],
    limit: int,
) -> Sequence[Row]:
    """Return the newest rows behind a figure that have one of these values."""
    by, when = measure.column(measure.by), measure.column(measure.when)
    wanted: list[Any] = [int(value) for value in values] if measure.by == "score" else list(values)
    whose = measure.column(measure.organ) if measure.organ else by
    query = select(measure.column("id"), when, by, whose).where(
        within(measure, period, organ), by.in_(wanted)
    )
    found = session.exec(query.order_by(when.desc()).limit(limit))
    return [
        Row(number, at, str(value), str(owner) if measure.organ else "")
        for number, at, value, owner in found
    ]


def total(session: Session, measure: Measure, period: Period, *, organ: str) -> int:
    """Return how many there are."""
    query = select(func.count()).select_from(measure.table)
    return session.exec(query.where(within(measure, period, organ))).one()


def people_by_channel(session: Session, period: Period) -> dict[str, int]:
    """Return how many different people were answered, handed over or filed, by channel."""
    served = [
        select(Answer.person_id).where(col(Answer.at) >= period.start, Answer.at < period.end),
        select(Escalation.person_id).where(
            col(Escalation.opened_at) >= period.start, Escalation.opened_at < period.end
        ),
        select(Case.person_id).where(
            col(Case.filed_at) >= period.start, Case.filed_at < period.end
        ),
    ]
    ids = served[0].union(*served[1:]).subquery()
    query = (
        select(Person.channel, func.count())
        .where(col(Person.id).in_(select(ids.c[0])))
        .group_by(Person.channel)
    )
    return dict(session.exec(query.order_by(Person.channel)).all())


def first_answers(
    session: Session, period: Period, *, organ: str
) -> Sequence[tuple[datetime, datetime]]:
    """Return when each question opened in the period and when it was first answered."""
    answered = func.min(EscalationEvent.at)
    query = (
        select(Escalation.opened_at, answered)
        .join(EscalationEvent, col(EscalationEvent.escalation_id) == col(Escalation.id))
        .where(within(MEASURES["questions"], period, organ), EscalationEvent.kind == "answered")
        .group_by(col(Escalation.id), col(Escalation.opened_at))
    )
    return [(opened, first) for opened, first in session.exec(query)]


def within(measure: Measure, period: Period, organ: str) -> ColumnElement[bool]:
    """Return what says that a row falls into the period and is the organ's."""
    when = measure.column(measure.when)
    parts = [when >= period.start, when < period.end]
    if organ:
        parts.append(measure.column(measure.organ) == organ)
    if measure.only:
        name, value = measure.only
        parts.append(measure.column(name) == value)
    return and_(*parts)
