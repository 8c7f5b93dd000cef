"""Meetings: proposed in working hours, confirmed by both sides, remembered, kept in minutes."""

from datetime import datetime, timedelta

from handlers.actions import write
from handlers.cases import telling
from handlers.cases.doing import do
from handlers.cases.refusals import BadTime
from handlers.cases.sides import Doer
from handlers.desk import times
from handlers.services import Services
from handlers.talk import LOCAL
from handlers.turn import Button
from storage import case_sessions, cases, jobs
from storage.case_lifecycle import CaseAct
from storage.case_sessions import NO, YES, SessionStatus
from storage.case_tables import Case, CaseSession
from storage.database import Session
from storage.errors import NotFound
from storage.identity import id_of

REMIND_BEFORE = timedelta(hours=24)


def propose(
    services: Services,
    session: Session,
    *,
    case_id: int,
    starts_at: datetime,
    place: str,
    doer: Doer,
    at: datetime,
    seen: int | None = None,
) -> CaseSession:
    """Propose a time and a place to both sides.

    Raises:
        BadTime: it is over, or outside working hours.
        NotFound, Stale, IllegalMove: as `do` says.
    """
    calendar, local = services.knowledge.calendar, starts_at.astimezone(LOCAL)
    is_in_hours = calendar.opens <= local.time() < calendar.closes
    if starts_at <= at or not calendar.is_working(local.date()) or not is_in_hours:
        raise BadTime(opens=f"{calendar.opens:%H:%M}", closes=f"{calendar.closes:%H:%M}")
    case = do(services, session, case_id=case_id, act=CaseAct.SCHEDULE, doer=doer, at=at, seen=seen)
    meeting = case_sessions.propose(
        session, case_id=case_id, starts_at=starts_at, place=place, at=at
    )
    when = times.moment(services.wording, starts_at)
    telling.both(
        services,
        session,
        case,
        "meeting",
        at=at,
        buttons=_buttons(services, case, meeting),
        when=when,
        place=place,
    )
    return meeting


def answer(
    services: Services,
    session: Session,
    *,
    case_id: int,
    session_id: int,
    says: str,
    doer: Doer,
    at: datetime,
) -> CaseSession:
    """Take a side's yes or no to a time; tell both what follows from it.

    Raises:
        NotFound: the case has no such meeting.
        IllegalMove: it was held or dropped, or the case is elsewhere.
    """
    meeting = case_sessions.get(session, session_id=session_id, case_id=case_id)
    case = do(services, session, case_id=case_id, act=CaseAct.ANSWER_TIME, doer=doer, at=at)
    case_sessions.answer(session, meeting, side=doer.hand, says=YES if says == YES else NO)
    when = times.moment(services.wording, meeting.starts_at)
    place = case_sessions.place_of(session, meeting)
    if meeting.status == SessionStatus.CONFIRMED:
        telling.both(services, session, case, "meeting_confirmed", at=at, when=when, place=place)
        remind_at = max(at, meeting.starts_at - REMIND_BEFORE)
        payload = {"case": case_id, "meeting": session_id}
        key = f"case_meet:{session_id}"
        jobs.schedule(session, kind="case_meet", key=key, payload=payload, due_at=remind_at)
    elif meeting.status == SessionStatus.DROPPED:
        telling.both(services, session, case, "meeting_dropped", at=at, when=when)
    return meeting


def hold(
    services: Services,
    session: Session,
    *,
    case_id: int,
    session_id: int,
    minutes: str,
    doer: Doer,
    at: datetime,
    seen: int | None = None,
) -> Case:
    """Keep the minutes of a meeting; both sides may read them."""
    case = do(services, session, case_id=case_id, act=CaseAct.HOLD, doer=doer, at=at, seen=seen)
    meeting = case_sessions.get(session, session_id=session_id, case_id=case_id)
    case_sessions.hold(session, meeting, minutes=minutes)
    telling.both(services, session, case, "minutes", at=at, said=minutes)
    return case


def remind(
    services: Services, session: Session, *, case_id: int, session_id: int, at: datetime
) -> None:
    """Remind both sides of a confirmed meeting that still lies ahead."""
    try:
        meeting = case_sessions.get(session, session_id=session_id, case_id=case_id)
    except NotFound:
        return
    if meeting.status != SessionStatus.CONFIRMED or meeting.starts_at <= at:
        return
    case = cases.get(session, case_id=case_id)
    when = times.moment(services.wording, meeting.starts_at)
    place = case_sessions.place_of(session, meeting)
    once = f"meeting{session_id}"
    telling.both(services, session, case, "meeting_soon", at=at, once=once, when=when, place=place)


def _buttons(services: Services, case: Case, meeting: CaseSession) -> tuple[Button, ...]:
    return tuple(
        Button(
            label=services.wording.say(f"case.button.time_{says}"),
            action=write("case_do", id_of(case), f"time_{says}", id_of(meeting)),
        )
        for says in (YES, NO)
    )
