"""Settle a dispute about a discretionary act with the organ (Art. 15): the citizen's side of it.

What an officer proposes passes a legal review and an approval by others before the citizen
is asked; the 60 days for reconsideration run on meanwhile, and every letter says so.
"""

from collections.abc import Mapping
from datetime import datetime

from handlers import offers
from handlers.actions import write
from handlers.cases import settlement_paper, telling
from handlers.cases.settlement_paper import PROPOSED, TOLD
from handlers.desk import letters, times
from handlers.services import Services
from handlers.talk import LOCAL, Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import audit, settlements
from storage.case_tables import Settlement
from storage.database import Session
from storage.errors import IllegalMove, NotFound
from storage.identity import id_of
from storage.settlement_lifecycle import OPEN, SettlementAct, SettlementHand, SettlementStatus

# The service's own default until the first answer, not a statutory period.
DAYS_TO_ANSWER = 5
_DEEDS = {
    "confirm": SettlementAct.CONFIRM,
    "decline": SettlementAct.DECLINE,
    "withdraw": SettlementAct.WITHDRAW,
}


def file(
    services: Services,
    session: Session,
    *,
    person_id: int,
    organ: str,
    fields: Mapping[str, str],
    at: datetime,
) -> Settlement:
    """File a request to settle; the organ has to answer by the service's own period."""
    local = at.astimezone(LOCAL)
    decide_by = services.knowledge.calendar.after_working_days(local.date(), DAYS_TO_ANSWER)
    found = settlements.file(
        session,
        person_id=person_id,
        organ=organ,
        fields=fields,
        decide_by=decide_by,
        local_year=local.year,
        at=at,
    )
    note(session, found, SettlementAct.FILE, f"person:{person_id}", at)
    return found


def answer(talk: Talk) -> list[Reply] | None:
    """Show a settlement or take the citizen's yes, no or withdrawal; let all else through."""
    if talk.action is None:
        return None
    match talk.action.verb, talk.action.args:
        case "settle", (number,) if _is_number(number):
            return [_own(talk, int(number), "")]
        case "settle_do", (number, what) if _is_number(number):
            return [_own(talk, int(number), what)]
    return None


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 16


def _own(talk: Talk, settlement_id: int, what: str) -> Reply:
    try:
        found = settlements.get(talk.session, settlement_id=settlement_id)
        if found.person_id != talk.person_id:
            raise NotFound(f"settlement {settlement_id}")
        if what not in _DEEDS:
            return show(talk, found)
        with talk.session.begin_nested():
            _do(talk, settlement_id, _DEEDS[what])
    except NotFound:
        return offers.say(talk, "case.not_yours", kind=Kind.NOTICE, buttons=offers.menu(talk))
    except IllegalMove:
        return _with(talk, found, "case.too_late")
    return _with(talk, found, f"settlement.done.{what}")


def _do(talk: Talk, settlement_id: int, act: SettlementAct) -> None:
    by = f"person:{talk.person_id}"
    found = settlements.move(
        talk.session,
        settlement_id=settlement_id,
        act=act,
        hand=SettlementHand.APPLICANT,
        by=by,
        at=talk.turn.at,
    )
    note(talk.session, found, act, by, talk.turn.at)
    if act is SettlementAct.CONFIRM:
        settlement_paper.keep_paper(talk.services, talk.session, found, at=talk.turn.at)


def _with(talk: Talk, found: Settlement, key: str) -> Reply:
    talk.session.refresh(found)
    shown = show(talk, found)
    note = Part(style=Style.TEXT, text=talk.say(key))
    return shown.model_copy(update={"parts": (note, *shown.parts)})


def line(talk: Talk, found: Settlement) -> str:
    """Return where a settlement stands, in one line."""
    status = talk.say(f"settlement.status.{found.status}")
    return talk.say("settlement.line", number=found.number, status=status)


def show(talk: Talk, found: Settlement) -> Reply:
    """Return the whole file of a settlement as its applicant may see it."""
    say, fields = talk.say, settlements.fields_of(talk.session, found)
    keys = list(TOLD)
    if found.status in (
        SettlementStatus.APPROVED,
        SettlementStatus.SIGNED,
        SettlementStatus.CLOSED,
    ):
        keys += [key for key in PROPOSED if key not in ("interest", "third_party")]
    parts = [
        Part(style=Style.LEAD, text=line(talk, found)),
        Part(style=Style.TEXT, text=say(f"settlement.next.{found.status}")),
    ]
    if found.status == SettlementStatus.FILED:
        day = times.moment(talk.services.wording, found.decide_by)
        parts.append(Part(style=Style.NOTE, text=say("settlement.until", day=day)))
    parts += [
        Part(
            style=Style.QUOTE,
            text=say("case.view.field", name=say(f"settlement.field.{key}"), text=fields[key]),
        )
        for key in keys
        if fields.get(key)
    ]
    remedies = talk.services.knowledge.remedies
    parts += [Part(style=Style.NOTE, text=text) for text in remedies.against_organ()]
    if found.status == SettlementStatus.APPROVED:
        parts += [Part(style=Style.NOTE, text=text) for text in remedies.of_withdrawing()]
    return Reply(
        kind=Kind.NOTICE,
        parts=tuple(parts),
        buttons=_buttons(talk, found),
        files=settlement_paper.refs(talk.session, found),
        facts={"settlement": found.number, "status": found.status},
    )


def _buttons(talk: Talk, found: Settlement) -> tuple[Button, ...]:
    open_ = []
    if found.status == SettlementStatus.APPROVED:
        open_ += ["confirm", "decline"]
    if found.status in OPEN and found.status != SettlementStatus.SIGNED:
        open_.append("withdraw")
    made = [
        Button(
            label=talk.say(f"settlement.button.{what}"),
            action=write("settle_do", id_of(found), what),
        )
        for what in open_
    ]
    return (*made, offers.human(talk))


def tell(
    services: Services,
    session: Session,
    found: Settlement,
    key: str,
    *,
    at: datetime,
    said: str = "",
) -> None:
    """Write to the applicant what became of the request; the same event writes once."""
    say = services.wording.say
    parts = [Part(style=Style.LEAD, text=say(f"settlement.tell.{key}", number=found.number))]
    if said:
        parts.append(Part(style=Style.TEXT, text=say("case.tell.reason")))
        parts += letters.paragraphs(said)
    notes = services.knowledge.remedies.against_organ()
    parts += [Part(style=Style.NOTE, text=text) for text in notes]
    look = Button(label=say("settlement.open"), action=write("settle", id_of(found)))
    facts = {"settlement": found.number, "about": key}
    reply = Reply(kind=Kind.NOTICE, parts=tuple(parts), buttons=(look,), facts=facts)
    once = f"settlement:{found.id}:{found.version}:{key}"
    telling.send(session, found.person_id, once, reply, at=at)


def note(session: Session, found: Settlement, act: SettlementAct, by: str, at: datetime) -> None:
    """Write what was done into the audit chain, without a word of anybody's."""
    audit.record(
        session,
        actor=by,
        action=f"settlement.{act}",
        subject=f"settlement:{id_of(found)}",
        at=at,
        detail={"to": found.status},
    )
