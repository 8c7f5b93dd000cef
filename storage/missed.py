"""What people asked and got no good answer to: questions nothing was found for, and bad ratings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from storage.identity import id_of
from storage.sealing import sealer
from storage.tables import Answer, Rating, TurnRecord

UNANSWERED = ("unsure", "lost", "handover")
# Who was asked what they meant, and was answered nothing since, was missed too.
ASKED_BACK, GIVEN = "clarify", "answer"
RATED = "answer"
BAD = 2


@dataclass(frozen=True)
class Missed:
    """One question; `why` is the verdict, or the reason of a bad rating."""

    answer_id: int
    text: str
    why: str
    at: datetime


def lately(session: Session, *, since: datetime, limit: int) -> Sequence[Missed]:
    """Return what was missed since a moment, the newest first, at most `limit`."""
    is_bad = (
        (col(Rating.subject_id) == col(Answer.id))
        & (col(Rating.subject) == RATED)
        & (col(Rating.score) <= BAD)
    )
    later = aliased(Answer)
    since_answered = exists().where(
        col(later.person_id) == col(Answer.person_id),
        col(later.id) > col(Answer.id),
        col(later.verdict) == GIVEN,
    )
    is_left = (col(Answer.verdict) == ASKED_BACK) & ~since_answered
    query = (
        select(Answer, TurnRecord, Rating)
        .join(TurnRecord, col(TurnRecord.id) == col(Answer.turn_id))
        .outerjoin(Rating, is_bad)
        .where(Answer.at >= since, TurnRecord.action == "", TurnRecord.sealed_text != "")
        .where(or_(col(Answer.verdict).in_(UNANSWERED), is_left, col(Rating.id).is_not(None)))
        .order_by(col(Answer.id).desc())
        .limit(limit)
    )
    open_it = sealer(session).open
    return [
        Missed(
            id_of(answer),
            open_it(turn.sealed_text),
            (rating.reason or "useless") if rating is not None else answer.verdict,
            answer.at,
        )
        for answer, turn, rating in session.exec(query).all()
    ]
