"""What people thought of what they got (Art. 20). One rating a subject; a later one replaces it."""

from datetime import datetime

from sqlmodel import Session, select

from storage.once import add_once
from storage.tables import Rating

USEFUL, USELESS = 5, 1


def rate(
    session: Session, *, subject: str, subject_id: int, person_id: int, score: int, at: datetime
) -> Rating:
    """Record a score from 1 to 5 for an answer, escalation or case."""
    query = select(Rating).where(Rating.subject == subject, Rating.subject_id == subject_id)
    rating = session.exec(query).first()
    if rating is None:
        new = Rating(
            subject=subject, subject_id=subject_id, person_id=person_id, score=score, at=at
        )
        rating = new if add_once(session, new) else session.exec(query).one()
    rating.score, rating.at = score, at
    session.flush()
    return rating


def explain(session: Session, *, rating_id: int, person_id: int, reason: str) -> None:
    """Add the reason of a bad rating; somebody else's rating is left alone."""
    rating = session.get(Rating, rating_id)
    if rating is not None and rating.person_id == person_id:
        rating.reason = reason
        session.flush()
