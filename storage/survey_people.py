"""Whom a survey is for: people the service did something for, page by page."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from storage.case_tables import Case
from storage.escalation_tables import Escalation
from storage.tables import Answer, Person

AUDIENCES = ("all", "asked", "handed_over", "filed")


def next_people(
    session: Session, *, audience: str, after_id: int, since: datetime, limit: int
) -> Sequence[Person]:
    """Return the next people of an audience who were here since a time, by id."""
    query = select(Person).where(col(Person.id) > after_id, Person.last_seen_at >= since)
    match audience:
        case "asked":
            query = query.where(col(Person.id).in_(select(Answer.person_id)))
        case "handed_over":
            query = query.where(col(Person.id).in_(select(Escalation.person_id)))
        case "filed":
            query = query.where(col(Person.id).in_(select(Case.person_id)))
    return session.exec(query.order_by(col(Person.id)).limit(limit)).all()
