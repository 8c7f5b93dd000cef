"""Put right what a bad rating complains of (Art. 20): by somebody else than was rated.

The rated officer finds none of it. Who rated is hidden unless they left their name; then
they are called back before the matter is settled. Unfounded is what two officers say.
"""

from datetime import datetime

from handlers.desk import access, letters
from handlers.desk.access import Signed
from handlers.desk.refusals import ChangedMeanwhile, NotContacted, SameOfficer
from handlers.satisfaction import rectifying
from handlers.services import Services
from storage import audit, rectifications
from storage.database import Session
from storage.errors import NotFound, Stale
from storage.lifecycle import RectificationStatus as Status
from storage.lifecycle import Role
from storage.satisfaction_tables import Rectification

WORKS = (Role.LEAD, Role.SUPERVISOR)
LONGEST_NOTE = 1000


def take(
    services: Services, signed: Signed, rectification_id: int, *, seen: int, at: datetime
) -> None:
    """Make it the officer's own to look into."""
    _move(services, signed, rectification_id, Status.WORKING, seen=seen, at=at, only=Status.OPEN)


def release(
    services: Services, signed: Signed, rectification_id: int, *, seen: int, at: datetime
) -> None:
    """Give it back to the others."""
    _move(services, signed, rectification_id, Status.OPEN, seen=seen, at=at, only=Status.WORKING)


def call_back(
    services: Services, signed: Signed, rectification_id: int, *, note: str, seen: int, at: datetime
) -> None:
    """Note that the person was called back and what they said.

    Raises:
        ChangedMeanwhile: the page was old.
    """
    access.require(signed, *WORKS)
    said = letters.checked(note, most=LONGEST_NOTE)
    with services.database.transaction() as session:
        found = _own(session, signed, rectification_id)
        if found.version != seen:
            raise ChangedMeanwhile
        rectifications.contacted(session, found, by=_mark(signed), note=said, at=at)


def resolve(
    services: Services,
    signed: Signed,
    rectification_id: int,
    *,
    outcome: str,
    seen: int,
    at: datetime,
) -> None:
    """Settle it and tell the person the outcome.

    Raises:
        NotContacted: they left their name and were not called back.
    """
    said = letters.checked(outcome, most=LONGEST_NOTE)
    _move(services, signed, rectification_id, Status.RESOLVED, seen=seen, at=at, note=said)


def propose_unfounded(
    services: Services,
    signed: Signed,
    rectification_id: int,
    *,
    reason: str,
    seen: int,
    at: datetime,
) -> None:
    """Say why the rating finds nothing to put right; another officer decides."""
    said = letters.checked(reason, most=LONGEST_NOTE)
    _move(services, signed, rectification_id, Status.IN_REVIEW, seen=seen, at=at, note=said)


def review(
    services: Services,
    signed: Signed,
    rectification_id: int,
    *,
    agrees: bool,
    reason: str,
    seen: int,
    at: datetime,
) -> None:
    """Decide as the second officer: unfounded, or back to whoever works on it.

    Raises:
        SameOfficer: whoever proposed it can't decide it.
    """
    said = letters.checked(reason, most=LONGEST_NOTE)
    to = Status.UNFOUNDED if agrees else Status.WORKING
    _move(
        services,
        signed,
        rectification_id,
        to,
        seen=seen,
        at=at,
        note=said,
        only=Status.IN_REVIEW,
    )


def _move(
    services: Services,
    signed: Signed,
    rectification_id: int,
    to: Status,
    *,
    seen: int,
    at: datetime,
    note: str = "",
    only: Status | None = None,
) -> None:
    access.require(signed, *WORKS)
    with services.database.transaction() as session:
        found = must_find(session, signed, rectification_id)
        if found.version != seen or (only is not None and found.status != only):
            raise ChangedMeanwhile
        _check_hand(session, signed, found, to)
        if to in (Status.WORKING, Status.OPEN) and found.status != Status.IN_REVIEW:
            found.officer_id = signed.officer_id if to is Status.WORKING else None
        try:
            rectifications.move(session, found, to=to, by=_mark(signed), at=at, note=note)
        except Stale as stale:
            raise ChangedMeanwhile from stale
        audit.record(
            session,
            actor=_mark(signed),
            action=f"rectification.{to}",
            subject=f"rectification:{found.id}",
            at=at,
        )
        if to in rectifications.ENDED:
            rectifying.tell_outcome(services, session, found, said=note, at=at)


def _check_hand(session: Session, signed: Signed, found: Rectification, to: Status) -> None:
    """Refuse whoever may not make this move, and settling without the call-back owed."""
    is_owner = found.officer_id == signed.officer_id
    if found.status == Status.IN_REVIEW:
        if is_owner:
            raise SameOfficer
        return
    if found.status == Status.WORKING and not is_owner:
        raise ChangedMeanwhile
    if to is not Status.RESOLVED:
        return
    if rectifications.rating_of(session, found).is_named and found.contacted_at is None:
        raise NotContacted


def must_find(session: Session, signed: Signed, rectification_id: int) -> Rectification:
    """Return a rectification this officer may look into, its row held.

    Raises:
        NotFound: there is none for them; to whoever was rated there never is.
    """
    found = rectifications.lock(session, rectification_id=rectification_id)
    access.must_see(signed, found.organ)
    if found.rated_officer_id == signed.officer_id:
        raise NotFound(f"rectification {rectification_id}")
    return found


def _own(session: Session, signed: Signed, rectification_id: int) -> Rectification:
    found = must_find(session, signed, rectification_id)
    if found.officer_id != signed.officer_id or found.status != Status.WORKING:
        raise ChangedMeanwhile
    return found


def _mark(signed: Signed) -> str:
    return f"officer:{signed.officer_id}"
