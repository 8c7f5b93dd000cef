"""Settlements of disputes about discretionary acts (Art. 15): filed, proposed, reviewed, signed.

Who proposes, who reviews and who approves are three different officers; `move` sees to it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage.case_tables import Settlement, SettlementEvent
from storage.errors import IllegalMove, NotFound, Stale
from storage.identity import id_of
from storage.papers import Series, next_number
from storage.sealing import sealer
from storage.settlement_lifecycle import ACTS, OPEN, SettlementAct, SettlementHand, SettlementStatus


def file(
    session: Session,
    *,
    person_id: int,
    organ: str,
    fields: Mapping[str, str],
    decide_by: date,
    local_year: int,
    at: datetime,
) -> Settlement:
    """File a request to settle and give it the next number, e.g. LY-HJ-2026-000003."""
    settlement = Settlement(
        number=next_number(session, series=Series.SETTLEMENT, year=local_year),
        person_id=person_id,
        organ=organ,
        status=SettlementStatus.FILED,
        sealed_fields=_sealed(session, fields),
        filed_at=at,
        decide_by=decide_by,
    )
    session.add(settlement)
    session.flush()
    _record(
        session, settlement, SettlementAct.FILE, "", SettlementHand.APPLICANT, "applicant", "", at
    )
    return settlement


def move(
    session: Session,
    *,
    settlement_id: int,
    act: SettlementAct,
    hand: SettlementHand,
    by: str,
    at: datetime,
    reason: str = "",
    seen: int | None = None,
    officer_id: int | None = None,
) -> Settlement:
    """Do something to a settlement and record it.

    Raises:
        NotFound: there is none with this id.
        Stale: something happened since the page was drawn; nothing was changed.
        IllegalMove: no such arrow for this hand, or the officer had a hand in it before.
    """
    found = get(session, settlement_id=settlement_id, is_locked=True)
    if seen is not None and seen != found.version:
        raise Stale(f"settlement {settlement_id}: version {found.version}, seen {seen}")
    starts, to, hands = ACTS[act]
    start = SettlementStatus(found.status)
    if start not in starts or hand not in hands:
        raise IllegalMove(f"{hand} may not {act} a settlement that is {start}")
    _sign(found, act, officer_id)
    found.status = to
    found.version += 1
    _record(session, found, act, start, hand, by, reason, at)
    return found


def _sign(found: Settlement, act: SettlementAct, officer_id: int | None) -> None:
    before = {
        SettlementAct.REVIEW: {found.proposed_by},
        SettlementAct.APPROVE: {found.proposed_by, found.reviewed_by},
    }.get(act, set())
    if officer_id in before:
        raise IllegalMove(f"officer {officer_id} had a hand in settlement {found.id} before")
    match act:
        case SettlementAct.PROPOSE:
            found.proposed_by, found.reviewed_by, found.approved_by = officer_id, None, None
        case SettlementAct.REVIEW:
            found.reviewed_by = officer_id
        case SettlementAct.APPROVE:
            found.approved_by = officer_id


def may(
    found: Settlement, act: SettlementAct, *, hands: frozenset[SettlementHand], officer_id: int
) -> bool:
    """Whether an officer with these hands may do this now."""
    starts, _, needed = ACTS[act]
    before = (
        {found.proposed_by}
        if act is SettlementAct.REVIEW
        else {found.proposed_by, found.reviewed_by}
    )
    if act in (SettlementAct.REVIEW, SettlementAct.APPROVE) and officer_id in before:
        return False
    return found.status in starts and bool(hands & needed)


def write(session: Session, settlement: Settlement, *, changes: Mapping[str, str]) -> None:
    """Replace fields: the proposal, the opinions, what became of the reconsideration."""
    settlement.sealed_fields = _sealed(session, {**fields_of(session, settlement), **changes})
    session.flush()


def get(session: Session, *, settlement_id: int, is_locked: bool = False) -> Settlement:
    """Return one settlement.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(
        Settlement, settlement_id, with_for_update=is_locked, populate_existing=is_locked
    )
    if found is None:
        raise NotFound(f"settlement {settlement_id}")
    return found


def of_person(session: Session, *, person_id: int) -> Sequence[Settlement]:
    """Return a person's settlements, the newest first."""
    query = select(Settlement).where(Settlement.person_id == person_id)
    return session.exec(query.order_by(col(Settlement.id).desc())).all()


def listing(session: Session, *, organ: str = "", limit: int = 200) -> Sequence[Settlement]:
    """Return an organ's open settlements (every organ's when empty), the first due first."""
    query = select(Settlement).where(col(Settlement.status).in_(list(OPEN)))
    if organ:
        query = query.where(Settlement.organ == organ)
    order = (col(Settlement.decide_by), col(Settlement.id))
    return session.exec(query.order_by(*order).limit(limit)).all()


def fields_of(session: Session, settlement: Settlement) -> dict[str, str]:
    """Return what is written in it, by field."""
    fields = json.loads(sealer(session).open(settlement.sealed_fields))
    assert isinstance(fields, dict)  # noqa: S101  # only this module writes it
    return fields


def events_of(session: Session, *, settlement_id: int) -> Sequence[SettlementEvent]:
    """Return the history, oldest first."""
    query = select(SettlementEvent).where(SettlementEvent.settlement_id == settlement_id)
    return session.exec(query.order_by(col(SettlementEvent.id))).all()


def reason_of(session: Session, event: SettlementEvent) -> str:
    """Return why something was done, as its doer wrote it."""
    return sealer(session).open(event.sealed_reason) if event.sealed_reason else ""


def _record(
    session: Session,
    found: Settlement,
    act: SettlementAct,
    start: str,
    hand: SettlementHand,
    by: str,
    reason: str,
    at: datetime,
) -> None:
    session.add(
        SettlementEvent(
            settlement_id=id_of(found),
            act=act,
            start=start,
            to=found.status,
            hand=hand,
            by=by,
            sealed_reason=sealer(session).seal(reason) if reason else "",
            at=at,
        )
    )
    session.flush()


def _sealed(session: Session, fields: Mapping[str, str]) -> str:
    return sealer(session).seal(json.dumps(dict(fields), ensure_ascii=False))
