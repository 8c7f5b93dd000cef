"""List and count handed-over questions as the desk looks at them. Reads only.

What an officer may see is a `Sight`: everything for the city's own desk, an organ's
questions for its officers.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import Session, case, col, func, select

from storage.case_tables import Case
from storage.escalation_tables import Escalation, EscalationEvent
from storage.escalations import OPEN, UNANSWERED
from storage.lifecycle import EscalationStatus
from storage.tables import Person


class View(StrEnum):
    """A way to look at the queue."""

    MINE = "mine"
    GROUP = "group"
    UNCLAIMED = "unclaimed"
    OVERDUE = "overdue"
    ASKED = "asked"
    ANSWERED = "answered"
    ALL = "all"
    CLOSED = "closed"


@dataclass(frozen=True)
class Sight:
    """Who looks: the organ and districts whose questions they see (none: all), their group."""

    officer_id: int
    organ: str = ""
    group_id: int | None = None
    districts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Filters:
    """What else the questions must be; an empty filter lets everything pass."""

    organ: str = ""
    reason: str = ""
    channel: str = ""
    district: str = ""
    ids: tuple[int, ...] | None = None


def counts(session: Session, sight: Sight, *, at: datetime) -> Mapping[View, int]:
    """Return how many questions each view has, closed ones left out."""
    sums = [
        func.coalesce(func.sum(case((_in_view(view, sight, at), 1), else_=0)), 0)
        for view in View
        if view is not View.CLOSED
    ]
    query = select(*sums).where(_seen_by(sight), col(Escalation.closed_at).is_(None))
    views = [view for view in View if view is not View.CLOSED]
    return dict(zip(views, session.exec(query).one(), strict=True))


def listing(
    session: Session,
    sight: Sight,
    view: View,
    filters: Filters,
    *,
    at: datetime,
    limit: int,
    offset: int = 0,
) -> Sequence[Escalation]:
    """Return a page of a view: the first due first, of closed ones the last closed first."""
    query = select(Escalation).where(_seen_by(sight), _in_view(view, sight, at), *_passes(filters))
    if view is View.CLOSED:
        query = query.order_by(col(Escalation.closed_at).desc(), col(Escalation.id).desc())
    else:
        query = query.order_by(col(Escalation.due_at), col(Escalation.id))
    return session.exec(query.limit(limit).offset(offset)).all()


def count(session: Session, sight: Sight, view: View, filters: Filters, *, at: datetime) -> int:
    """Return how many questions a filtered view has."""
    query = select(func.count()).select_from(Escalation)
    query = query.where(_seen_by(sight), _in_view(view, sight, at), *_passes(filters))
    return session.exec(query).one()


def window(session: Session, sight: Sight, *, size: int) -> Sequence[Escalation]:
    """Return the newest questions an officer may see, open or closed, to be searched."""
    query = select(Escalation).where(_seen_by(sight)).order_by(col(Escalation.id).desc())
    return session.exec(query.limit(size)).all()


def answered_lately(session: Session, sight: Sight, *, size: int) -> Sequence[EscalationEvent]:
    """Return the newest answers of officers, each with its text sealed in the event."""
    query = (
        select(EscalationEvent)
        .join(Escalation, col(Escalation.id) == col(EscalationEvent.escalation_id))
        .where(_seen_by(sight), EscalationEvent.kind == "answered")
    )
    return session.exec(query.order_by(col(EscalationEvent.id).desc()).limit(size)).all()


def all_of(session: Session, sight: Sight, *, person_id: int) -> Sequence[Escalation]:
    """Return what a person ever handed over, as far as the officer may see, newest first."""
    query = select(Escalation).where(_seen_by(sight), Escalation.person_id == person_id)
    return session.exec(query.order_by(col(Escalation.id).desc())).all()


def people_of(session: Session, ids: Collection[int]) -> Sequence[Person]:
    """Return these people."""
    return session.exec(select(Person).where(col(Person.id).in_(ids))).all()


def cases_of(session: Session, ids: Collection[int]) -> Sequence[Case]:
    """Return the mediation cases these people applied for, the oldest first."""
    query = select(Case).where(col(Case.person_id).in_(ids))
    return session.exec(query.order_by(col(Case.id))).all()


def last_event(session: Session) -> int:
    """Return the number of the newest event of any question: when it grows, something changed."""
    return session.exec(select(func.max(EscalationEvent.id))).one() or 0


def changed_since(session: Session, sight: Sight, *, event_id: int) -> Sequence[int]:
    """Return the questions an officer may see to which something happened after an event."""
    query = (
        select(EscalationEvent.escalation_id)
        .join(Escalation, col(Escalation.id) == col(EscalationEvent.escalation_id))
        .where(_seen_by(sight), col(EscalationEvent.id) > event_id)
        .distinct()
    )
    return session.exec(query).all()


def running(session: Session) -> Sequence[Escalation]:
    """Return the questions whose clock runs, to be timed anew when the calendar changes."""
    query = select(Escalation).where(
        col(Escalation.closed_at).is_(None), col(Escalation.clock_from).is_not(None)
    )
    return session.exec(query.order_by(col(Escalation.id))).all()


def _seen_by(sight: Sight) -> ColumnElement[bool]:
    of_organ = col(Escalation.organ) == sight.organ if sight.organ else true()
    if not sight.districts:
        return of_organ
    return and_(of_organ, col(Escalation.district).in_({*sight.districts, ""}))


def _in_view(view: View, sight: Sight, at: datetime) -> ColumnElement[bool]:
    status, officer = col(Escalation.status), col(Escalation.officer_id)
    is_unclosed = col(Escalation.closed_at).is_(None)
    match view:
        case View.MINE:
            return and_(officer == sight.officer_id, status.in_(UNANSWERED))
        case View.GROUP:
            return and_(_of_group(sight), status.in_(UNANSWERED))
        case View.UNCLAIMED:
            return status == EscalationStatus.WAITING
        case View.OVERDUE:
            return and_(status.in_(OPEN), col(Escalation.due_at) <= at)
        case View.ASKED:
            return status == EscalationStatus.ASKED
        case View.ANSWERED:
            return status == EscalationStatus.ANSWERED
        case View.ALL:
            return is_unclosed
    return status == EscalationStatus.CLOSED


def _of_group(sight: Sight) -> ColumnElement[bool]:
    """The questions of an officer's group; who has none looks after those without a group."""
    organ, group = col(Escalation.organ), col(Escalation.group_id)
    if sight.group_id is None:
        return and_(organ == sight.organ, group.is_(None))
    return and_(organ == sight.organ, or_(group == sight.group_id, group.is_(None)))


def _passes(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.organ:
        found.append(col(Escalation.organ) == filters.organ)
    if filters.reason:
        found.append(col(Escalation.reason) == filters.reason)
    if filters.district:
        found.append(col(Escalation.district) == filters.district)
    if filters.channel:
        people = select(Person.id).where(Person.channel == filters.channel)
        found.append(col(Escalation.person_id).in_(people))
    if filters.ids is not None:
        found.append(col(Escalation.id).in_(filters.ids))
    return found
