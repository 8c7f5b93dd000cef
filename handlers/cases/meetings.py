"""Meetings: proposed in working hours, confirmed by both sides, remembered, kept in minutes."""

from datetime import datetime, timedelta

from handlers.actions import write
from handlers.cases import telling
from handlers.cases.doing import Doing, do
from handlers.cases.refusals import BadTime
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


def propose(doing: Doing, *, starts_at: datetime, place: str) -> CaseSession:
    """Propose a time and a place to both sides.

    Raises:
        BadTime: it is over, or outside working hours.
        NotFound, Stale, IllegalMove: as `do` says.
    """
    calendar, local = doing.services.knowledge.calendar, starts_at.astimezone(LOCAL)
    is_in_hours = calendar.opens <= local.time() < calendar.closes
    if starts_at <= doing.at or not calendar.is_working(local.date()) or not is_in_hours:
        raise BadTime(opens=f"{calendar.opens:%H:%M}", closes=f"{calendar.closes:%H:%M}")
    case = do(doing, CaseAct.SCHEDULE)
    meeting = case_sessions.propose(
        doing.session, case_id=doing.case_id, starts_at=starts_at, place=place, at=doing.at
    )
    when = times.moment(doing.services.wording, starts_at)
    telling.both(
        doing.services,
        doing.session,
        case,
        "meeting",
        at=doing.at,
        buttons=_buttons(doing.services, case, meeting),
        when=when,
        place=place,
    )
    return meeting


def answer(doing: Doing, *, session_id: int, says: str) -> CaseSession:
    """Take a side's yes or no to a time; tell both what follows from it.

    Raises:
        NotFound: the case has no such meeting.
        IllegalMove: it was held or dropped, or the case is elsewhere.
    """
    meeting = case_sessions.get(doing.session, session_id=session_id, case_id=doing.case_id)
    case = do(doing, CaseAct.ANSWER_TIME)
    case_sessions.answer(
        doing.session, meeting, side=doing.doer.hand, says=YES if says == YES else NO
    )
    when = times.moment(doing.services.wording, meeting.starts_at)
    place = case_sessions.place_of(doing.session, meeting)
    if meeting.status == SessionStatus.CONFIRMED:
        telling.both(
            doing.services,
            doing.session,
            case,
            "meeting_confirmed",
            at=doing.at,
            when=when,
            place=place,
        )
        remind_at = max(doing.at, meeting.starts_at - REMIND_BEFORE)
        payload = {"case": doing.case_id, "meeting": session_id}
        key = f"case_meet:{session_id}"
        jobs.schedule(doing.session, kind="case_meet", key=key, payload=payload, due_at=remind_at)
    elif meeting.status == SessionStatus.DROPPED:
        telling.both(doing.services, doing.session, case, "meeting_dropped", at=doing.at, when=when)
    return meeting


def hold(doing: Doing, *, session_id: int, minutes: str) -> Case:
    """Keep the minutes of a meeting; both sides may read them."""
    case = do(doing, CaseAct.HOLD)
    meeting = case_sessions.get(doing.session, session_id=session_id, case_id=doing.case_id)
    case_sessions.hold(doing.session, meeting, minutes=minutes)
    telling.both(doing.services, doing.session, case, "minutes", at=doing.at, said=minutes)
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
