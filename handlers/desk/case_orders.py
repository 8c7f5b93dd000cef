"""The forms of a case's page: each names an act and reads its fields."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

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
from handlers.cases.doing import Doing
from handlers.cases.refusals import BadFields
from handlers.desk import letters
from handlers.talk import LOCAL
from storage.agreements import Duty
from storage.case_lifecycle import CaseAct, Hand
from storage.case_notes import NoteKind

MOST_DUTIES = 3


@dataclass(frozen=True)
class Order:
    """One form as it came: whose hand in which case, what it does, and what was filled in."""

    doing: Doing
    act: CaseAct
    fields: Mapping[str, str]

    @property
    def text(self) -> str:
        """What was written, without space around it."""
        return self.fields.get("text", "").replace("\r\n", "\n").strip()

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
            raise self.bad("day", most=10) from None

    def bad(self, name: str, *, most: int) -> BadFields:
        """Return the refusal of a field, named as the form names it."""
        field = self.doing.services.wording.say(f"casework.form.{name}")
        return BadFields(field=field, most=most)


Move = Callable[[Order], str | None]


def _ask_supplement(order: Order) -> None:
    running.ask_supplement(order.doing, text=order.text)


def _accept(order: Order) -> None:
    running.accept(order.doing, text=order.text)


def _end(order: Order) -> None:
    ending.end(order.doing, act=order.act, reason=order.text)


def _assign(order: Order) -> None:
    mediator_id = order.number("mediator")
    assigning.assign(order.doing, mediator_id=mediator_id)


def _invite(order: Order) -> str:
    return invitation.invite(order.doing)


def _join(order: Order) -> None:
    invitation.join(order.doing)


def _decline(order: Order) -> None:
    invitation.decline(order.doing, reason=order.text)


def _schedule(order: Order) -> None:
    try:
        clock = time.fromisoformat(order.fields.get("time", ""))
    except ValueError:
        raise order.bad("time", most=5) from None
    starts_at = datetime.combine(order.day("day"), clock, LOCAL)
    place = letters.checked(order.fields.get("place", ""), most=120)
    meetings.propose(order.doing, starts_at=starts_at, place=place)


def _hold(order: Order) -> None:
    session_id = order.number("meeting")
    meetings.hold(order.doing, session_id=session_id, minutes=order.text)


def _note(order: Order) -> None:
    kind = NoteKind.OFFER if order.act is CaseAct.OFFER else NoteKind.PRIVATE
    exchange.write_down(order.doing, kind=kind, text=order.text)


def _release(order: Order) -> None:
    if file_id := order.number("file"):
        exchange.release_file(order.doing, file_id=file_id)
        return
    note_id = order.number("note")
    exchange.release(order.doing, note_id=note_id)


def _pause(order: Order) -> None:
    running.pause(order.doing, act=order.act, text=order.text)


def _extend(order: Order) -> None:
    running.extend(
        order.doing, kind=order.fields.get("kind", ""), days=order.number("days"), text=order.text
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
    agreement.draft(order.doing, fields=order.fields, duties=duties)


def _issue(order: Order) -> None:
    agreement.issue(order.doing)


def _visit(order: Order) -> None:
    performance.tell(
        order.doing, duty_id=order.number("duty"), outcome=order.fields.get("outcome", "")
    )


def _perform(order: Order) -> None:
    performance.finish(order.doing)


def _transfer(order: Order) -> None:
    organ = order.fields.get("organ", "")
    if organ not in order.doing.services.knowledge.vocabulary.organs:
        raise order.bad("organ", most=32)
    assigning.transfer(order.doing, organ=organ, reason=order.text)


def _recuse(order: Order) -> None:
    assigning.recuse(order.doing, reason=order.text)


def _keep_mediator(order: Order) -> None:
    assigning.keep(order.doing, reason=order.text)


def _refer(order: Order) -> None:
    organ = order.fields.get("organ", "")
    running.refer(order.doing, organ=organ, text=order.text)


def _archive(order: Order) -> None:
    ending.archive(order.doing, reason=order.text)


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
