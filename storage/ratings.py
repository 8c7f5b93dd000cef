"""What people thought of what they got (Art. 20): one rating a matter and person.

A later one replaces the earlier within `CHANGEABLE`; then it stands.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from storage.errors import TooLate
from storage.once import add_once
from storage.sealing import sealer
from storage.tables import Rating

USEFUL, USELESS = 5, 1
CHANGEABLE = timedelta(days=7)


def rate(
    session: Session, *, subject: str, subject_id: int, person_id: int, score: int, at: datetime
) -> Rating:
    """Record a score from 1 to 5 for an answer, a handed-over question or a case.

    Raises:
        TooLate: the person rated it longer ago than `CHANGEABLE`.
    """
    new = Rating(
        subject=subject,
        subject_id=subject_id,
        person_id=person_id,
        score=score,
        first_at=at,
        at=at,
    )
    if add_once(session, new):
        return new
    query = select(Rating).where(
        Rating.subject == subject,
        Rating.subject_id == subject_id,
        Rating.person_id == person_id,
    )
    rating = session.exec(query.with_for_update()).one()
    if at - rating.first_at > CHANGEABLE:
        raise TooLate(f"rating {rating.id}")
    rating.score, rating.at = score, at
    session.flush()
    return rating


def own(session: Session, *, rating_id: int, person_id: int) -> Rating | None:
    """Return one of the person's own ratings; nobody else's."""
    query = select(Rating).where(Rating.id == rating_id, Rating.person_id == person_id)
    return session.exec(query).first()


def explain(session: Session, rating: Rating, *, reason: str) -> None:
    """Add the reason of a bad rating."""
    rating.reason = reason
    session.flush()


def comment(session: Session, rating: Rating, *, text: str) -> None:
    """Add what the person has to say; sealed."""
    rating.sealed_comment = sealer(session).seal(text)
    session.flush()


def sign(session: Session, rating: Rating, *, is_named: bool) -> None:
    """Note whether the person may be called back about it."""
    rating.is_named = is_named
    session.flush()


def comment_of(session: Session, rating: Rating) -> str:
    """Return what the person had to say; empty when nothing."""
    return sealer(session).open(rating.sealed_comment) if rating.sealed_comment else ""


def last_score(session: Session, *, person_id: int) -> int | None:
    """Return the person's newest score of anything; None when they never rated."""
    query = select(Rating.score).where(Rating.person_id == person_id)
    return session.exec(query.order_by(col(Rating.at).desc(), col(Rating.id).desc())).first()
