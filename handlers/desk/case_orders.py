"""The forms of a case's page: each names an act and reads its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TypedDict

from handlers.cases import (
    agreement,
    assigning,
    ending,
    exchange,
    invitation,
    meetings,
    performance,
    running,
)
from handlers.cases.refusals import BadFields
from handlers.cases.sides import Doer
from handlers.desk import letters
from handlers.services import Services
from handlers.talk import LOCAL
from storage.agreements import Duty
from storage.case_lifecycle import CaseAct, Hand
from storage.case_notes import NoteKind
from storage.case_tables import Case
from storage.database import Session
from storage.identity import id_of

MOST_DUTIES = 3


class Hands(TypedDict):
    """What every deed in a case is given."""

    case_id: int
    doer: Doer
    at: datetime
    seen: int | None


@dataclass(frozen=True)
class Order:
    """One form as it came: who does what to which case, seen in which version."""

    services: Services
    session: Session
    case: Case
    act: CaseAct
    doer: Doer
    fields: Mapping[str, str]
    at: datetime
    seen: int | None

    @property
    def text(self) -> str:
        """What was written, without space around it."""
        return self.fields.get("text", "").replace("\r\n", "\n").strip()

    @property
    def hand(self) -> Hands:
        """What every deed is given: which case, whose hand, when, seen in which version."""
        return {
            "case_id": id_of(self.case),
            "doer": self.doer,
            "at": self.at,
            "seen": self.seen,
        }

    def number(self, name: str) -> int:
        """Return a field as a number, zero when it is none."""
        said = self.fields.get(name, "")
        return int(said) if said.isdecimal() and len(said) < 16 else 0

    def day(self, name: str) -> date:
        """Return a field as a day.

        Raises:
            BadFields: it is none.
        """
        try:
            return date.fromisoformat(self.fields.get(name, ""))
        except ValueError:
            raise BadFields(field=self.services.wording.say("casework.form.day"), most=10) from None


Move = Callable[[Order], str | None]


def _ask_supplement(order: Order) -> None:
    running.ask_supplement(order.services, order.session, text=order.text, **order.hand)


def _accept(order: Order) -> None:
    running.accept(order.services, order.session, text=order.text, **order.hand)


def _end(order: Order) -> None:
    ending.end(order.services, order.session, act=order.act, reason=order.text, **order.hand)


def _assign(order: Order) -> None:
    mediator_id = order.number("mediator")
    assigning.assign(order.services, order.session, mediator_id=mediator_id, **order.hand)


def _invite(order: Order) -> str:
    return invitation.invite(order.services, order.session, **order.hand)


def _join(order: Order) -> None:
    invitation.join(order.services, order.session, **order.hand)


def _decline(order: Order) -> None:
    invitation.decline(order.services, order.session, reason=order.text, **order.hand)


def _schedule(order: Order) -> None:
    try:
        clock = time.fromisoformat(order.fields.get("time", ""))
    except ValueError:
        raise BadFields(field=order.services.wording.say("casework.form.time"), most=5) from None
    starts_at = datetime.combine(order.day("day"), clock, LOCAL)
    place = letters.checked(order.fields.get("place", ""), most=120)
    meetings.propose(order.services, order.session, starts_at=starts_at, place=place, **order.hand)


def _hold(order: Order) -> None:
    session_id = order.number("meeting")
    meetings.hold(
        order.services, order.session, session_id=session_id, minutes=order.text, **order.hand
    )


def _note(order: Order) -> None:
    kind = NoteKind.OFFER if order.act is CaseAct.OFFER else NoteKind.PRIVATE
    exchange.write_down(order.services, order.session, kind=kind, text=order.text, **order.hand)


def _release(order: Order) -> None:
    if file_id := order.number("file"):
        exchange.release_file(order.services, order.session, file_id=file_id, **order.hand)
        return
    note_id = order.number("note")
    exchange.release(order.services, order.session, note_id=note_id, **order.hand)


def _pause(order: Order) -> None:
    running.pause(order.services, order.session, act=order.act, text=order.text, **order.hand)


def _extend(order: Order) -> None:
    running.extend(
        order.services,
        order.session,
        kind=order.fields.get("kind", ""),
        days=order.number("days"),
        text=order.text,
        **order.hand,
    )


def _draft(order: Order) -> None:
    duties: list[Duty] = []
    for n in range(1, MOST_DUTIES + 1):
        what = order.fields.get(f"what{n}", "").strip()
        if what:
            side = (
                Hand.APPLICANT if order.fields.get(f"side{n}") == "applicant" else Hand.RESPONDENT
            )
            duties.append((side, order.day(f"due{n}"), what[:300]))
    agreement.draft(order.services, order.session, fields=order.fields, duties=duties, **order.hand)


def _issue(order: Order) -> None:
    agreement.issue(order.services, order.session, **order.hand)


def _visit(order: Order) -> None:
    performance.tell(
        order.services,
        order.session,
        duty_id=order.number("duty"),
        outcome=order.fields.get("outcome", ""),
        **order.hand,
    )


def _perform(order: Order) -> None:
    performance.finish(order.services, order.session, **order.hand)


def _transfer(order: Order) -> None:
    organ = order.fields.get("organ", "")
    if organ not in order.services.knowledge.vocabulary.organs:
        raise BadFields(field=order.services.wording.say("casework.form.organ"), most=32)
    assigning.transfer(order.services, order.session, organ=organ, reason=order.text, **order.hand)


def _recuse(order: Order) -> None:
    assigning.recuse(order.services, order.session, reason=order.text, **order.hand)


def _keep_mediator(order: Order) -> None:
    assigning.keep(order.services, order.session, reason=order.text, **order.hand)


def _refer(order: Order) -> None:
    organ = order.fields.get("organ", "")
    running.refer(order.services, order.session, organ=organ, text=order.text, **order.hand)


def _archive(order: Order) -> None:
    ending.archive(order.services, order.session, reason=order.text, **order.hand)


MOVES: Mapping[str, Move] = {
    CaseAct.ASK_SUPPLEMENT: _ask_supplement,
    CaseAct.ACCEPT: _accept,
    CaseAct.REFUSE: _end,
    CaseAct.ASSIGN: _assign,
    CaseAct.INVITE: _invite,
    CaseAct.JOIN: _join,
    CaseAct.DECLINE: _decline,
    CaseAct.SCHEDULE: _schedule,
    CaseAct.HOLD: _hold,
    CaseAct.NOTE: _note,
    CaseAct.OFFER: _note,
    CaseAct.RELEASE: _release,
    CaseAct.SUSPEND: _pause,
    CaseAct.RESUME: _pause,
    CaseAct.EXTEND: _extend,
    CaseAct.DRAFT: _draft,
    CaseAct.ISSUE: _issue,
    CaseAct.VISIT: _visit,
    CaseAct.PERFORM: _perform,
    CaseAct.FAIL: _end,
    CaseAct.TERMINATE: _end,
    CaseAct.TRANSFER: _transfer,
    CaseAct.RECUSE: _recuse,
    CaseAct.KEEP_MEDIATOR: _keep_mediator,
    CaseAct.REFER: _refer,
    CaseAct.ARCHIVE: _archive,
}
