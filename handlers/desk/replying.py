"""Take a handed-over question, give it back, answer it, close it.

Every move holds the question's row, and an answer names the history it was written
against (`seen`): of two officers the second is told, and a form sent twice sends once.
"""

from datetime import datetime

from handlers.actions import write
from handlers.desk import history, letters
from handlers.desk.access import Signed
from handlers.desk.refusals import ChangedMeanwhile, NotAnswered, TakenByOther
from handlers.services import Services
from handlers.turn import Button, Kind, Part, Reply, Role, Style
from storage import escalations, officers
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import EscalationStatus
from storage.tables import Escalation

LONGEST_ANSWER = 2000
# How much of the question an answer quotes.
QUOTED = 40
LEVELS = (5, 4, 3, 2, 1)


def take(services: Services, signed: Signed, *, escalation_id: int, at: datetime) -> None:
    """Make a waiting question the officer's own; theirs already is fine.

    Raises:
        NotFound: there is none with this id.
        TakenByOther: another officer was first.
        IllegalMove: it is answered or closed.
    """
    with services.database.transaction() as session:
        found = escalations.lock(session, escalation_id=escalation_id)
        if found.status == EscalationStatus.TAKEN:
            _refuse_if_others(session, found, signed)
            return
        _move(session, found, EscalationStatus.TAKEN, signed, at)
        escalations.assign(session, escalation=found, officer_id=signed.officer_id)


def release(services: Services, signed: Signed, *, escalation_id: int, at: datetime) -> None:
    """Put a taken question back, so that others may take it; one that waits is fine.

    An overdue question may be put back by anybody, or a colleague's day off would hold it.

    Raises:
        NotFound: there is none with this id.
        TakenByOther: it is another officer's and not overdue.
        IllegalMove: it is answered or closed.
    """
    with services.database.transaction() as session:
        found = escalations.lock(session, escalation_id=escalation_id)
        if found.status == EscalationStatus.WAITING:
            return
        if found.status == EscalationStatus.TAKEN and found.due_at > at:
            _refuse_if_others(session, found, signed)
        _move(session, found, EscalationStatus.WAITING, signed, at)
        escalations.assign(session, escalation=found, officer_id=None)


def answer(
    services: Services,
    signed: Signed,
    *,
    escalation_id: int,
    text: str,
    seen: int,
    at: datetime,
) -> None:
    """Send the person an answer; the same form sent twice sends it once.

    Raises:
        NotFound: there is none with this id.
        BadLength: the text is empty or longer than `LONGEST_ANSWER`.
        TakenByOther: another officer works on it.
        ChangedMeanwhile: something happened since the page was opened.
        IllegalMove: it is closed.
    """
    said = letters.checked(text, most=LONGEST_ANSWER)
    with services.database.transaction() as session:
        found = escalations.lock(session, escalation_id=escalation_id)
        key = f"answer:{escalation_id}:{seen}"
        reply = _answer_reply(services, escalations.question_of(session, found), said)
        if letters.is_sent(session, key=key, reply=reply):
            return
        if found.status == EscalationStatus.TAKEN:
            _refuse_if_others(session, found, signed)
        events = escalations.events_of(session, escalation_id=escalation_id)
        if seen != max((event.id or 0 for event in events), default=0):
            raise ChangedMeanwhile
        _move(session, found, EscalationStatus.ANSWERED, signed, at)
        escalations.assign(session, escalation=found, officer_id=signed.officer_id)
        letters.send(session, person_id=found.person_id, key=key, reply=reply, at=at)


def close(services: Services, signed: Signed, *, escalation_id: int, at: datetime) -> None:
    """End an answered question and ask the person how satisfied they are (Art. 20).

    Raises:
        NotFound: there is none with this id.
        NotAnswered: nobody has answered yet.
    """
    with services.database.transaction() as session:
        found = escalations.lock(session, escalation_id=escalation_id)
        if found.status == EscalationStatus.CLOSED:
            return
        if found.status != EscalationStatus.ANSWERED:
            raise NotAnswered
        _move(session, found, EscalationStatus.CLOSED, signed, at)
        reply = _closing_reply(services, escalation_id)
        key = f"closed:{escalation_id}"
        letters.send(session, person_id=found.person_id, key=key, reply=reply, at=at)


def _refuse_if_others(session: Session, found: Escalation, signed: Signed) -> None:
    if found.officer_id != signed.officer_id:
        number = found.officer_id or 0
        logins = officers.logins(session, officer_ids={number})
        raise TakenByOther(officer=logins.get(number, ""))


def _move(
    session: Session, found: Escalation, to: EscalationStatus, signed: Signed, at: datetime
) -> None:
    escalations.move(session, escalation_id=id_of(found), to=to, by=history.mark(signed), at=at)


def _answer_reply(services: Services, question: str, said: str) -> Reply:
    wording = services.wording
    start = " ".join(question.split())[:QUOTED]
    if not start:
        heading = wording.say("desk.letter.answer")
    elif len(start) < len(question.strip()):
        heading = wording.say("desk.letter.answer_to_longer", question=start)
    else:
        heading = wording.say("desk.letter.answer_to", question=start)
    parts = (Part(style=Style.NOTE, text=heading), *letters.paragraphs(said))
    return Reply(kind=Kind.NOTICE, parts=parts)


def _closing_reply(services: Services, escalation_id: int) -> Reply:
    wording = services.wording
    said = (wording.say("human.closed"), wording.say("human.rate"))
    buttons = tuple(
        Button(
            label=wording.say(f"human.levels.{level}"),
            action=write("grade", escalation_id, level),
            role=Role.RATE,
        )
        for level in LEVELS
    )
    parts = tuple(Part(style=Style.TEXT, text=text) for text in said)
    return Reply(kind=Kind.NOTICE, parts=parts, buttons=buttons)
