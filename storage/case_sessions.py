"""Meetings of both sides with the mediator: proposed, confirmed by each side, held or dropped."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from storage.case_lifecycle import Hand
from storage.case_tables import CaseSession
from storage.errors import IllegalMove, NotFound
from storage.sealing import sealer

YES, NO = "yes", "no"


class SessionStatus(StrEnum):
    """Where a meeting stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"
    HELD = "held"


COMING = frozenset({SessionStatus.PROPOSED, SessionStatus.CONFIRMED})


def propose(
    session: Session, *, case_id: int, starts_at: datetime, place: str, at: datetime
) -> CaseSession:
    """Propose a meeting; one proposed earlier and not held is dropped."""
    for earlier in of_case(session, case_id=case_id):
        if earlier.status in COMING:
            earlier.status = SessionStatus.DROPPED
    meeting = CaseSession(
        case_id=case_id,
        starts_at=starts_at,
        sealed_place=sealer(session).seal(place),
        status=SessionStatus.PROPOSED,
        made_at=at,
    )
    session.add(meeting)
    session.flush()
    return meeting


def get(session: Session, *, session_id: int, case_id: int) -> CaseSession:
    """Return a meeting of a case, locked.

    Raises:
        NotFound: the case has no such meeting.
    """
    found = session.get(CaseSession, session_id, with_for_update=True, populate_existing=True)
    if found is None or found.case_id != case_id:
        raise NotFound(f"meeting {session_id} of case {case_id}")
    return found


def answer(session: Session, meeting: CaseSession, *, side: Hand, says: str) -> None:
    """Take a side's yes or no: both yes confirm it, one no drops it.

    Raises:
        IllegalMove: it was held or dropped.
    """
    if meeting.status not in COMING:
        raise IllegalMove(f"meeting {meeting.id} is {meeting.status}")
    if side is Hand.APPLICANT:
        meeting.applicant_says = says
    else:
        meeting.respondent_says = says
    said = {meeting.applicant_says, meeting.respondent_says}
    if NO in said:
        meeting.status = SessionStatus.DROPPED
    elif said == {YES}:
        meeting.status = SessionStatus.CONFIRMED
    session.flush()


def drop(session: Session, *, case_id: int) -> None:
    """Drop what was still to come: the case is over."""
    for meeting in of_case(session, case_id=case_id):
        if meeting.status in COMING:
            meeting.status = SessionStatus.DROPPED
    session.flush()


def hold(session: Session, meeting: CaseSession, *, minutes: str) -> None:
    """Keep the minutes of a meeting that took place.

    Raises:
        IllegalMove: it was held or dropped already.
    """
    if meeting.status not in COMING:
        raise IllegalMove(f"meeting {meeting.id} is {meeting.status}")
    meeting.status = SessionStatus.HELD
    meeting.sealed_minutes = sealer(session).seal(minutes)
    session.flush()


def of_case(session: Session, *, case_id: int) -> Sequence[CaseSession]:
    """Return a case's meetings, oldest first."""
    query = select(CaseSession).where(CaseSession.case_id == case_id)
    return session.exec(query.order_by(col(CaseSession.id))).all()


def place_of(session: Session, meeting: CaseSession) -> str:
    """Return where a meeting is."""
    return sealer(session).open(meeting.sealed_place)


def minutes_of(session: Session, meeting: CaseSession) -> str:
    """Return the minutes, empty before the meeting."""
    return sealer(session).open(meeting.sealed_minutes) if meeting.sealed_minutes else ""
