"""What the annual report counts besides the page of figures (Art. 21); reads, never writes.

Cases are those filed in the period, with what became of them until now. Nothing here
names a person; self-checks and surveys are counted by their own modules.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func, or_, select

from storage import case_deadlines
from storage.case_tables import Case, CaseDeadline, CaseEvent, Referral, Settlement
from storage.escalation_tables import Escalation
from storage.figures import MEASURES, Counts, Measure, Period, within
from storage.guidance import Mode
from storage.guidance_tables import Broadcast, Guidance
from storage.knowledge_tables import EntryEvent, EntryVersion
from storage.satisfaction_tables import Rectification, Survey
from storage.tables import Rating

REPORTED: Mapping[str, Measure] = {
    "broadcasts": Measure(Broadcast, "created_at", "status", Counts.MATTERS, organ="organ"),
    "settlements": Measure(Settlement, "filed_at", "status", Counts.MATTERS, organ="organ"),
    "rectifications": Measure(Rectification, "opened_at", "status", Counts.MATTERS, organ="organ"),
}
# Whose matter a rating is about.
RATED: Mapping[str, type[Escalation] | type[Case]] = {
    "question_ratings": Escalation,
    "case_ratings": Case,
}
CALL_BACK, CORRECTION = "call_back", "correction"
OPEN, CLOSED = "open", "closed"
_FILED = MEASURES["cases"]
_RATING_FOLLOWED = "rectification:"


@dataclass(frozen=True)
class CasePeriod:
    """A period of a case: its last day, and when what was awaited happened."""

    category: str
    due_on: date
    met_at: datetime | None
    is_paused: bool


def case_acts(
    session: Session, period: Period, *, organ: str, acts: Collection[str]
) -> dict[str, dict[str, int]]:
    """Return by category to how many of the filed cases each of these acts was done."""
    number = func.count(func.distinct(col(CaseEvent.case_id)))
    query = (
        select(Case.category, CaseEvent.act, number)
        .join(CaseEvent, col(CaseEvent.case_id) == col(Case.id))
        .where(within(_FILED, period, organ), col(CaseEvent.act).in_(acts))
        .group_by(col(Case.category), col(CaseEvent.act))
    )
    found: dict[str, dict[str, int]] = {}
    for category, act, count in session.exec(query):
        found.setdefault(category, {})[act] = count
    return found


def case_periods(
    session: Session, period: Period, *, organ: str, kinds: Collection[str]
) -> Sequence[CasePeriod]:
    """Return the periods of these kinds of the filed cases."""
    query = (
        select(Case.category, CaseDeadline)
        .join(CaseDeadline, col(CaseDeadline.case_id) == col(Case.id))
        .where(within(_FILED, period, organ), col(CaseDeadline.kind).in_(kinds))
    )
    return [
        CasePeriod(category, row.due_on, row.met_at, case_deadlines.is_paused(row))
        for category, row in session.exec(query)
    ]


def ratings(session: Session, period: Period, *, key: str, organ: str) -> dict[str, int]:
    """Return how often each score was given to an organ's matters, the most first."""
    number, of = func.count(), RATED[key]
    query = (
        select(Rating.score, number)
        .join(of, col(of.id) == col(Rating.subject_id))
        .where(within(MEASURES[key], period, ""), of.organ == organ)
        .group_by(col(Rating.score))
    )
    found = session.exec(query.order_by(number.desc(), col(Rating.score)))
    return {str(score): count for score, count in found}


def referrals(session: Session, period: Period, *, organ: str) -> dict[str, int]:
    """Return how many signs of a violation were referred, by whether that has ended."""
    query = select(func.count(), func.count(col(Referral.closed_at))).where(
        *_in(Referral.opened_at, period), *_of(Referral.organ, organ)
    )
    opened, closed = session.exec(query).one()
    return {key: count for key, count in ((OPEN, opened - closed), (CLOSED, closed)) if count}


def visits(session: Session, period: Period, *, organ: str) -> dict[str, int]:
    """Return the return visits on record: calls after a rating, corrections of an answer."""
    is_call = col(Guidance.subject).startswith(_RATING_FOLLOWED)
    kind: Any = case((is_call, CALL_BACK), else_=CORRECTION).label("kind")
    query = (
        select(kind, func.count())
        .where(Guidance.mode == Mode.RETURN_VISIT, *_in(Guidance.at, period))
        .where(*_of(Guidance.organ, organ))
        .group_by("kind")
    )
    return {str(name): count for name, count in session.exec(query)}


def entries(
    session: Session, period: Period, *, organ: str, moves: Collection[str]
) -> dict[str, int]:
    """Return how many versions of entries were moved to each of these statuses."""
    query = (
        select(EntryEvent.to, func.count())
        .join(EntryVersion, col(EntryVersion.id) == col(EntryEvent.version_id))
        .where(col(EntryEvent.to).in_(moves), *_in(EntryEvent.at, period))
        .where(*_of(EntryVersion.organ, organ))
        .group_by(col(EntryEvent.to))
    )
    return dict(session.exec(query).all())


def late_rectifications(session: Session, period: Period, *, organ: str, at: datetime) -> int:
    """Return how many rectifications were not ended by their term, or are past it now."""
    ended = col(Rectification.resolved_at)
    is_late = or_(
        ended > col(Rectification.resolve_by),
        ended.is_(None) & (col(Rectification.resolve_by) < at),
    )
    query = select(func.count()).select_from(Rectification)
    return session.exec(
        query.where(within(REPORTED["rectifications"], period, organ), is_late)
    ).one()


def surveys_opened(session: Session, period: Period) -> Sequence[int]:
    """Return the city's surveys that were opened in the period, oldest first."""
    query = select(Survey.id).where(*_in(Survey.opened_at, period))
    return [number for number in session.exec(query.order_by(col(Survey.id))) if number]


def _in(column: Any, period: Period) -> tuple[Any, Any]:
    return col(column) >= period.start, col(column) < period.end


def _of(column: Any, organ: str) -> tuple[Any, ...]:
    return (col(column) == organ,) if organ else ()
