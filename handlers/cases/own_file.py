"""The file of a case as one of its sides sees it: where it stands, what is next, who has it.

Shows a side its own words and what was passed on to it, and of the application no more
than `invitation.visible` lets the respondent read.
"""

from datetime import datetime

from handlers.actions import write
from handlers.cases import agreement, assigning, due, invitation
from handlers.desk import times
from handlers.services import Services
from handlers.talk import LOCAL
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import agreements, case_deadlines, case_notes, case_sessions, cases, officers, organs
from storage.agreements import DONE, MISSED
from storage.case_lifecycle import CaseAct, Hand, may
from storage.case_notes import NoteKind
from storage.case_sessions import COMING, NO, YES
from storage.case_tables import Case, CaseDeadline
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import CaseStatus

# What each side may write or ask for by itself, in the order of the buttons.
WISHES = {
    "join": CaseAct.JOIN,
    "decline": CaseAct.DECLINE,
    "supplement": CaseAct.SUPPLEMENT,
    "add": CaseAct.ADD,
    "offer": CaseAct.OFFER,
    "recusal": CaseAct.ASK_RECUSAL,
    "withdraw": CaseAct.WITHDRAW,
    "leave": CaseAct.LEAVE,
}
_ALWAYS = ("papers", "conduct")


def show(services: Services, session: Session, case: Case, side: Hand, *, at: datetime) -> Reply:
    """Return everything a side may know of its case, and what it can do now."""
    parts = [
        *_heading(services, session, case, side),
        *_request(services, session, case, side),
        *_periods(services, session, case, at),
        *_exchange(services, session, case, side),
        *_meeting(services, session, case),
        *_agreement(services, session, case, side),
    ]
    buttons = (
        *_answers(services, session, case, side),
        *_wishes(services, case, side),
    )
    facts = {"case": case.number, "status": case.status, "side": side.value}
    return Reply(kind=Kind.NOTICE, parts=tuple(parts), buttons=buttons, facts=facts)


def _heading(services: Services, session: Session, case: Case, side: Hand) -> list[Part]:
    say = services.wording.say
    status = say(f"progress.status.{case.status}")
    lead = say("case.view.lead", number=case.number, category=case.category, status=status)
    next_ = say(f"case.next.{case.status}.{side}")
    organ = organs.title_of(session, organ=case.organ) if case.organ else ""
    holder = say("case.view.organ", organ=organ) if organ else say("case.view.no_organ")
    if case.mediator_id is not None:
        name = assigning.name_of(officers.get(session, officer_id=case.mediator_id))
        holder = say("case.view.mediator", holder=holder, name=name)
    return [
        Part(style=Style.LEAD, text=lead),
        Part(style=Style.TEXT, text=next_),
        Part(style=Style.NOTE, text=holder),
    ]


def _request(services: Services, session: Session, case: Case, side: Hand) -> list[Part]:
    if side is Hand.APPLICANT:
        written = cases.application_of(session, case)
        shown = {key: written[key] for key in ("facts", "claim") if written.get(key)}
    else:
        shown = invitation.visible(session, case)
    return [
        Part(
            style=Style.QUOTE,
            text=services.wording.say(
                "case.view.field", name=services.wording.say(f"filing.label_{key}"), text=text
            ),
        )
        for key, text in shown.items()
    ]


def _periods(services: Services, session: Session, case: Case, at: datetime) -> list[Part]:
    rows = case_deadlines.of_case(session, case_id=id_of(case))
    return [period_part(services, row, at) for row in rows if row.met_at is None]


def period_part(services: Services, row: CaseDeadline, at: datetime) -> Part:
    """Return one running period with how its last day was counted, and on what it rests."""
    say, period = services.wording.say, due.shown(services, row, at=at)
    basis = say("case.due.by_law", basis=period.basis) if period.basis else say("case.due.own")
    text = say("case.due.shown", name=say(f"case.due.kind.{row.kind}"), why=period.why, basis=basis)
    return Part(style=Style.BASIS, text=text)


def _exchange(services: Services, session: Session, case: Case, side: Hand) -> list[Part]:
    say = services.wording.say
    parts = []
    for note in case_notes.for_side(session, case_id=id_of(case), side=side):
        is_own = note.side == side
        text = case_notes.text_of(session, note)
        who = say("case.side.you") if is_own else say(f"case.side.{note.side}")
        line = say(
            "case.view.note",
            day=times.moment(services.wording, note.at.astimezone(LOCAL).date()),
            who=who,
            kind=say(f"case.kind.{note.kind}"),
            text=text if is_own else invitation.hidden(text),
        )
        parts.append(Part(style=Style.QUOTE, text=line))
    return parts


def _meeting(services: Services, session: Session, case: Case) -> list[Part]:
    parts = []
    for meeting in case_sessions.of_case(session, case_id=id_of(case)):
        text = services.wording.say(
            f"case.view.meeting.{meeting.status}",
            when=times.moment(services.wording, meeting.starts_at),
            place=case_sessions.place_of(session, meeting),
        )
        parts.append(Part(style=Style.TEXT, text=text))
        if minutes := case_sessions.minutes_of(session, meeting):
            parts.append(Part(style=Style.QUOTE, text=minutes))
    return parts


def _agreement(services: Services, session: Session, case: Case, side: Hand) -> list[Part]:
    found = agreements.current(session, case_id=id_of(case))
    if found is None:
        return []
    say = services.wording.say
    number = found.number or say("case.view.draft")
    parts = [Part(style=Style.TEXT, text=say("case.view.agreement", number=number))]
    parts += [
        Part(style=Style.QUOTE, text=line) for line in agreement.lines(services, session, found)
    ]
    said = found.applicant_ok_at if side is Hand.APPLICANT else found.respondent_ok_at
    if said is not None and found.number is None:
        parts.append(Part(style=Style.NOTE, text=say("case.view.you_confirmed")))
    return parts


def _answers(services: Services, session: Session, case: Case, side: Hand) -> tuple[Button, ...]:
    """Return the buttons that answer what is on the table."""
    found: list[Button] = []
    if case.status == CaseStatus.IN_MEDIATION:
        found += _time_buttons(services, session, case, side)
        found += _deal_buttons(services, session, case, side)
        for note in case_notes.for_side(session, case_id=id_of(case), side=side):
            if note.kind == NoteKind.OFFER and note.side == side and note.passed_at is None:
                found.append(_button(services, case, "pass_on", id_of(note)))
    if case.status == CaseStatus.PERFORMING:
        current = agreements.current(session, case_id=id_of(case))
        for duty in agreements.duties(session, agreement_id=id_of(current)) if current else ():
            if duty.side != side and duty.outcome != DONE:
                found.append(_button(services, case, f"duty_{DONE}", id_of(duty)))
                found.append(_button(services, case, f"duty_{MISSED}", id_of(duty)))
    return tuple(found)


def _time_buttons(services: Services, session: Session, case: Case, side: Hand) -> list[Button]:
    found = []
    for meeting in case_sessions.of_case(session, case_id=id_of(case)):
        said = meeting.applicant_says if side is Hand.APPLICANT else meeting.respondent_says
        if meeting.status in COMING and not said:
            found += [_button(services, case, f"time_{word}", id_of(meeting)) for word in (YES, NO)]
    return found


def _deal_buttons(services: Services, session: Session, case: Case, side: Hand) -> list[Button]:
    current = agreements.current(session, case_id=id_of(case))
    if current is None:
        return []
    said = current.applicant_ok_at if side is Hand.APPLICANT else current.respondent_ok_at
    return [] if said else list(agreement.buttons(services, current))


def _wishes(services: Services, case: Case, side: Hand) -> tuple[Button, ...]:
    status, hands = CaseStatus(case.status), frozenset({side})
    open_ = [
        what
        for what, act in WISHES.items()
        if may(act, status, hands) and not (what == "recusal" and case.mediator_id is None)
    ]
    return tuple(_button(services, case, what) for what in (*open_, *_ALWAYS))


def _button(services: Services, case: Case, what: str, number: int | None = None) -> Button:
    args = (id_of(case), what) if number is None else (id_of(case), what, number)
    return Button(label=services.wording.say(f"case.button.{what}"), action=write("case_do", *args))
