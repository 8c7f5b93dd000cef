"""Settlements at the desk (Art. 15): proposed by one officer, reviewed and approved by others.

An act without discretion is refused with that reason; what a proposal does to the public
interest and to third parties is a part of it that can't be left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handlers.cases import settling
from handlers.cases.refusals import BadFields
from handlers.cases.settlement_paper import OPINIONS, PROPOSED
from handlers.desk import access, history, letters, masking
from handlers.desk.access import Signed
from handlers.desk.case_sheet import Happened
from handlers.desk.refusals import ChangedMeanwhile, SameOfficer
from handlers.services import Services
from handlers.talk import LOCAL
from storage import audit, organs, settlements
from storage.case_tables import Settlement
from storage.database import Session
from storage.errors import IllegalMove, Stale
from storage.identity import id_of
from storage.lifecycle import Role
from storage.settlement_lifecycle import ACTS, SettlementAct, SettlementHand

READERS = (Role.MEDIATOR, Role.LEAD, Role.LEGAL_REVIEWER, Role.SUPERVISOR)
MOST_SHOWN = 200
LONGEST = 1000
_HANDS = {
    Role.MEDIATOR: SettlementHand.CLERK,
    Role.LEGAL_REVIEWER: SettlementHand.REVIEWER,
    Role.LEAD: SettlementHand.LEAD,
}
# Which letter the applicant gets after which act; a step inside the house sends none.
_LETTERS = {
    SettlementAct.REFUSE: "refused",
    SettlementAct.APPROVE: "approved",
    SettlementAct.END: "ended",
    SettlementAct.CLOSE: "closed",
}
_OPINION_OF = {SettlementAct.REVIEW: "opinion", SettlementAct.APPROVE: "approval"}


@dataclass(frozen=True)
class Shown:
    """A settlement as the desk lists it."""

    id: int
    number: str
    organ: str
    act: str
    status: str
    filed_at: datetime
    decide_by: date
    days_left: int | None
    is_escalated: bool = False


@dataclass(frozen=True)
class Detail:
    """One settlement: what was asked and proposed, and what this officer can do now."""

    settlement: Shown
    seen: int
    told: tuple[tuple[str, str], ...]
    proposed: Mapping[str, str]
    events: tuple[Happened, ...]
    may: frozenset[SettlementAct]


def overview(services: Services, signed: Signed, *, at: datetime) -> tuple[Shown, ...]:
    """Return the organ's open settlements, the first due first."""
    access.require(signed, *READERS)
    with services.database.reading() as session:
        rows = settlements.listing(session, organ=signed.organ, limit=MOST_SHOWN)
        return tuple(_shown(session, row, at) for row in rows)


def detail(services: Services, signed: Signed, *, settlement_id: int, at: datetime) -> Detail:
    """Return one settlement; that it was read is written into the audit chain.

    Raises:
        NotAllowed, NotFound: it is not this officer's to see.
    """
    with services.database.transaction() as session:
        found = settlements.get(session, settlement_id=settlement_id)
        _must_read(signed, found)
        actor, subject = history.mark(signed), f"settlement:{settlement_id}"
        audit.record(session, actor=actor, action="personal.read", subject=subject, at=at)
        fields = settlements.fields_of(session, found)
        own = (*PROPOSED, *OPINIONS)
        return Detail(
            settlement=_shown(session, found, at),
            seen=found.version,
            told=tuple(
                (key, masking.numbers(text)) for key, text in fields.items() if key not in own
            ),
            proposed={key: fields.get(key, "") for key in own},
            events=_events(session, settlement_id),
            may=_may(signed, found),
        )


def move(
    services: Services,
    signed: Signed,
    *,
    settlement_id: int,
    act: str,
    fields: Mapping[str, str],
    seen: int,
    at: datetime,
) -> None:
    """Do one thing to a settlement and tell the applicant what concerns them.

    Raises:
        NotAllowed, NotFound: it is not this officer's to see.
        BadLength, BadFields: a reason, or a part of the proposal, is missing.
        SameOfficer: whoever proposed or reviewed it can't take the next step.
        IllegalMove: that can't be done now, or not by this officer.
        ChangedMeanwhile: something happened since the page was drawn.
    """
    if act not in set(SettlementAct):
        raise IllegalMove(f"no such act: {act[:16]}")
    chosen = SettlementAct(act)
    proposal = _proposal(services, fields) if chosen is SettlementAct.PROPOSE else {}
    said = "" if proposal else letters.checked(fields.get("text", ""), most=LONGEST)
    with services.database.transaction() as session:
        found = settlements.get(session, settlement_id=settlement_id, is_locked=True)
        _must_read(signed, found)
        if found.version == seen and _is_same(found, chosen, signed):
            raise SameOfficer
        try:
            found = settlements.move(
                session,
                settlement_id=settlement_id,
                act=chosen,
                hand=_hand(signed, chosen),
                by=history.mark(signed),
                at=at,
                reason=said,
                seen=seen,
                officer_id=signed.officer_id,
            )
        except Stale:
            raise ChangedMeanwhile from None
        opinion = {_OPINION_OF[chosen]: said} if chosen in _OPINION_OF else {}
        if proposal or opinion:
            settlements.write(session, found, changes={**proposal, **opinion})
        settling.note(session, found, chosen, history.mark(signed), at)
        if chosen in _LETTERS:
            told = "" if chosen is SettlementAct.APPROVE else said
            settling.tell(services, session, found, _LETTERS[chosen], at=at, said=told)


def _proposal(services: Services, fields: Mapping[str, str]) -> dict[str, str]:
    kept = {}
    for key in PROPOSED:
        text = fields.get(key, "").replace("\r\n", "\n").strip()
        if not 1 <= len(text) <= LONGEST:
            raise BadFields(field=services.wording.say(f"settlement.field.{key}"), most=LONGEST)
        kept[key] = text
    return kept


def _is_same(found: Settlement, act: SettlementAct, signed: Signed) -> bool:
    before = {
        SettlementAct.REVIEW: {found.proposed_by},
        SettlementAct.APPROVE: {found.proposed_by, found.reviewed_by},
    }
    return signed.officer_id in before.get(act, set())


def _must_read(signed: Signed, found: Settlement) -> None:
    access.require(signed, *READERS)
    access.must_see(signed, found.organ)


def _hands(signed: Signed) -> frozenset[SettlementHand]:
    return frozenset(_HANDS[role] for role in signed.roles if role in _HANDS)


def _hand(signed: Signed, act: SettlementAct) -> SettlementHand:
    needed = ACTS[act][2] & _hands(signed)
    if not needed:
        raise IllegalMove(f"officer {signed.officer_id} may not {act}")
    return min(needed)


def _may(signed: Signed, found: Settlement) -> frozenset[SettlementAct]:
    hands, officer_id = _hands(signed), signed.officer_id
    return frozenset(
        act
        for act in SettlementAct
        if settlements.may(found, act, hands=hands, officer_id=officer_id)
    )


def _shown(session: Session, found: Settlement, at: datetime) -> Shown:
    is_awaited = found.status == "filed"
    today = at.astimezone(LOCAL).date()
    return Shown(
        id=id_of(found),
        number=found.number,
        organ=organs.title_of(session, organ=found.organ) if found.organ else "",
        act=settlements.fields_of(session, found).get("act", ""),
        status=found.status,
        filed_at=found.filed_at,
        decide_by=found.decide_by,
        days_left=(found.decide_by - today).days if is_awaited else None,
    )


def _events(session: Session, settlement_id: int) -> tuple[Happened, ...]:
    events = settlements.events_of(session, settlement_id=settlement_id)
    steps = history.steps(session, events)
    return tuple(
        Happened(
            event.act,
            event.to,
            event.hand,
            step.by,
            event.at,
            settlements.reason_of(session, event),
        )
        for event, step in zip(events, steps, strict=True)
    )
