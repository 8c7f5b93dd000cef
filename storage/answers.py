"""What we answered to which turn; the annual report counts these rows (Art. 21)."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, select

from storage.tables import Answer


def log(
    session: Session,
    *,
    turn_id: int,
    person_id: int,
    entry_id: str,
    verdict: str,
    confidence: float,
    at: datetime,
    version: str = "",
) -> Answer:
    """Record one outcome, answered or not; `version` is the entry's wording that was said."""
    answer = Answer(
        turn_id=turn_id,
        person_id=person_id,
        entry_id=entry_id,
        entry_version=version,
        verdict=verdict,
        confidence=confidence,
        at=at,
    )
    session.add(answer)
    session.flush()
    return answer


def find(session: Session, *, answer_id: int, person_id: int) -> Answer | None:
    """Return one of the person's own answers."""
    query = select(Answer).where(Answer.id == answer_id, Answer.person_id == person_id)
    return session.exec(query).first()


def last_of(session: Session, *, person_id: int) -> Answer | None:
    """Return the person's newest answer."""
    query = select(Answer).where(Answer.person_id == person_id)
    return session.exec(query.order_by(col(Answer.id).desc()).limit(1)).first()


def of_turns(session: Session, *, turn_ids: Collection[int]) -> list[Answer]:
    """Return what became of these turns, oldest first."""
    query = select(Answer).where(col(Answer.turn_id).in_(turn_ids))
    return list(session.exec(query.order_by(col(Answer.id))).all())
