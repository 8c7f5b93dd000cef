"""What must be put right after a bad rating (Art. 20): opened once a rating, moved with a trace.

Nothing else writes a status: `move` is the one way, and leaves an event.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from storage import guidance
from storage.errors import IllegalMove, NotFound, Stale
from storage.guidance import Act, Mode
from storage.identity import id_of
from storage.lifecycle import RECTIFICATION_MOVES, RectificationStatus, may_move
from storage.once import add_once
from storage.satisfaction_tables import Rectification, RectificationEvent
from storage.sealing import sealer
from storage.tables import Rating

PERSON = "person"
ENDED = (RectificationStatus.RESOLVED, RectificationStatus.UNFOUNDED)


def open_for(
    session: Session,
    rating: Rating,
    *,
    organ: str,
    rated_officer_id: int | None,
    contact_by: datetime,
    resolve_by: datetime,
    at: datetime,
) -> Rectification | None:
    """Open what follows a bad rating, or return None when it is open already."""
    rectification = Rectification(
        rating_id=id_of(rating),
        organ=organ,
        rated_officer_id=rated_officer_id,
        status=RectificationStatus.OPEN,
        opened_at=at,
        contact_by=contact_by,
        resolve_by=resolve_by,
    )
    if not add_once(session, rectification):
        return None
    _note(session, rectification, start="", by=PERSON, note="", at=at)
    return rectification


def lock(session: Session, *, rectification_id: int) -> Rectification:
    """Return a rectification, its row held.

    Raises:
        NotFound: there is none with this id.
    """
    query = select(Rectification).where(Rectification.id == rectification_id)
    found = session.exec(query.with_for_update()).first()
    if found is None:
        raise NotFound(f"rectification {rectification_id}")
    return found


def lock_of_person(
    session: Session, *, rectification_id: int, person_id: int
) -> Rectification | None:
    """Return what followed one of the person's own ratings, its row held."""
    query = (
        select(Rectification)
        .join(Rating, col(Rating.id) == col(Rectification.rating_id))
        .where(Rectification.id == rectification_id, Rating.person_id == person_id)
        .with_for_update(of=Rectification)
    )
    return session.exec(query).first()


def reopen(session: Session, found: Rectification, *, at: datetime) -> None:
    """Put it back into the queue at the person's wish, without whoever had it."""
    found.officer_id = None
    found.contacted_at = None
    move(session, found, to=RectificationStatus.OPEN, by=PERSON, at=at)


def of_rating(session: Session, *, rating_id: int) -> Rectification | None:
    """Return what followed a rating, its row held."""
    query = select(Rectification).where(Rectification.rating_id == rating_id)
    return session.exec(query.with_for_update()).first()


def move(
    session: Session,
    found: Rectification,
    *,
    to: RectificationStatus,
    by: str,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> None:
    """Change the status and note who, when and why.

    Raises:
        Stale: it is no longer the version that was `seen`.
        IllegalMove: the lifecycle has no such arrow.
    """
    if seen is not None and seen != found.version:
        raise Stale(f"rectification {found.id}")
    start = RectificationStatus(found.status)
    if not may_move(RECTIFICATION_MOVES, start, to):
        raise IllegalMove(f"rectification {found.id}: {start} to {to}")
    found.status = to
    found.version += 1
    found.resolved_at = at if to in ENDED else None
    _note(session, found, start=start, by=by, note=note, at=at)


def give_back(session: Session, *, officer_id: int, by: str, at: datetime) -> int:
    """Return what an officer who leaves was working on to everybody; say how much it was."""
    query = select(Rectification).where(
        Rectification.officer_id == officer_id,
        Rectification.status == RectificationStatus.WORKING,
    )
    found = session.exec(query.order_by(col(Rectification.id)).with_for_update()).all()
    for one in found:
        one.officer_id = None
        move(session, one, to=RectificationStatus.OPEN, by=by, at=at)
    return len(found)


def contacted(session: Session, found: Rectification, *, by: str, note: str, at: datetime) -> None:
    """Note the call-back and what was said."""
    found.contacted_at = at
    found.version += 1
    _note(session, found, start=found.status, by=by, note=note, at=at)
    visit = Act(
        key=f"visit:{found.id}:{found.version}",
        mode=Mode.RETURN_VISIT,
        person_id=session.get_one(Rating, found.rating_id).person_id,
        organ=found.organ,
        subject=f"rectification:{found.id}",
        by=by,
    )
    guidance.record(session, visit, at=at)


def listing(
    session: Session, *, organ: str | None, is_open: bool, limit: int
) -> Sequence[tuple[Rectification, Rating]]:
    """Return an organ's rectifications (all when None) with their ratings, first due first."""
    query = select(Rectification, Rating).join(
        Rating, col(Rating.id) == col(Rectification.rating_id)
    )
    ended = col(Rectification.status).in_(ENDED)
    query = query.where(~ended if is_open else ended)
    if organ is not None:
        query = query.where(Rectification.organ == organ)
    return session.exec(query.order_by(col(Rectification.resolve_by)).limit(limit)).all()


def rating_of(session: Session, found: Rectification) -> Rating:
    """Return the rating it follows."""
    return session.get_one(Rating, found.rating_id)


def events_of(session: Session, *, rectification_id: int) -> list[tuple[RectificationEvent, str]]:
    """Return its history with the words opened, oldest first."""
    query = select(RectificationEvent).where(
        RectificationEvent.rectification_id == rectification_id
    )
    rows = session.exec(query.order_by(col(RectificationEvent.id))).all()
    open_it = sealer(session).open
    return [(row, open_it(row.sealed_note) if row.sealed_note else "") for row in rows]


def _note(
    session: Session, found: Rectification, *, start: str, by: str, note: str, at: datetime
) -> None:
    event = RectificationEvent(
        rectification_id=id_of(found),
        start=start,
        to=found.status,
        by=by,
        sealed_note=sealer(session).seal(note) if note else "",
        at=at,
    )
    session.add(event)
    session.flush()
