"""Signs of a violation met in a mediation (Art. 12): a matter of its own, with its own end."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from storage.case_tables import Referral
from storage.errors import IllegalMove, NotFound
from storage.papers import Series, next_number
from storage.sealing import sealer


def open_one(
    session: Session,
    *,
    case_id: int,
    organ: str,
    signs: str,
    officer_id: int,
    year: int,
    at: datetime,
) -> Referral:
    """Open a referral; whatever becomes of the mediation, only `close` ends it."""
    referral = Referral(
        number=next_number(session, series=Series.REFERRAL, year=year),
        case_id=case_id,
        organ=organ,
        sealed_signs=sealer(session).seal(signs),
        officer_id=officer_id,
        opened_at=at,
    )
    session.add(referral)
    session.flush()
    return referral


def close(
    session: Session, *, referral_id: int, outcome: str, officer_id: int, at: datetime
) -> Referral:
    """End a referral with what was decided in the matter itself.

    Raises:
        NotFound: there is none with this id.
        IllegalMove: it has ended already.
    """
    referral = session.get(Referral, referral_id, with_for_update=True, populate_existing=True)
    if referral is None:
        raise NotFound(f"referral {referral_id}")
    if referral.closed_at is not None:
        raise IllegalMove(f"referral {referral_id} is closed")
    referral.sealed_outcome = sealer(session).seal(outcome)
    referral.closed_by, referral.closed_at = officer_id, at
    session.flush()
    return referral


def get(session: Session, *, referral_id: int) -> Referral:
    """Return one referral.

    Raises:
        NotFound: there is none with this id.
    """
    referral = session.get(Referral, referral_id)
    if referral is None:
        raise NotFound(f"referral {referral_id}")
    return referral


def of_case(session: Session, *, case_id: int) -> Sequence[Referral]:
    """Return a case's referrals, oldest first."""
    query = select(Referral).where(Referral.case_id == case_id)
    return session.exec(query.order_by(col(Referral.id))).all()


def listing(session: Session, *, organ: str = "", limit: int = 200) -> Sequence[Referral]:
    """Return an organ's referrals (every organ's when it is empty), open ones first."""
    query = select(Referral)
    if organ:
        query = query.where(Referral.organ == organ)
    order = (col(Referral.closed_at).is_not(None), col(Referral.id).desc())
    return session.exec(query.order_by(*order).limit(limit)).all()


def signs_of(session: Session, referral: Referral) -> str:
    """Return what was seen."""
    return sealer(session).open(referral.sealed_signs)


def outcome_of(session: Session, referral: Referral) -> str:
    """Return what became of it, empty while it is open."""
    return sealer(session).open(referral.sealed_outcome) if referral.sealed_outcome else ""
