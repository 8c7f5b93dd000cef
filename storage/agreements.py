"""Agreements of a case: drafted, confirmed by each side, numbered once, performed by days."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage.case_lifecycle import Hand
from storage.case_tables import Agreement, Performance
from storage.errors import IllegalMove, NotFound
from storage.identity import id_of
from storage.papers import Series, next_number
from storage.sealing import sealer

Duty = tuple[Hand, date, str]
DONE, MISSED = "done", "missed"


def draft(
    session: Session,
    *,
    case_id: int,
    fields: Mapping[str, str],
    duties: Sequence[Duty],
    officer_id: int,
    at: datetime,
) -> Agreement:
    """Keep a draft for both sides to confirm; an earlier draft is dropped with its yeses."""
    earlier = current(session, case_id=case_id)
    if earlier is not None:
        drop(session, earlier, at=at)
    made = Agreement(
        case_id=case_id,
        sealed_fields=sealer(session).seal(json.dumps(dict(fields), ensure_ascii=False)),
        officer_id=officer_id,
        made_at=at,
    )
    session.add(made)
    session.flush()
    for side, due_on, what in duties:
        sealed = sealer(session).seal(what)
        row = Performance(
            agreement_id=id_of(made), case_id=case_id, side=side, due_on=due_on, sealed_what=sealed
        )
        session.add(row)
    session.flush()
    return made


def current(session: Session, *, case_id: int) -> Agreement | None:
    """Return the case's agreement or the draft on the table, if there is one."""
    query = select(Agreement).where(
        Agreement.case_id == case_id, col(Agreement.dropped_at).is_(None)
    )
    return session.exec(query.order_by(col(Agreement.id).desc())).first()


def get(session: Session, *, agreement_id: int) -> Agreement:
    """Return one agreement, locked.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(Agreement, agreement_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(f"agreement {agreement_id}")
    return found


def confirm(session: Session, agreement: Agreement, *, side: Hand, at: datetime) -> bool:
    """Take a side's yes; whether both have now said it. A second yes changes nothing.

    Raises:
        IllegalMove: another draft has taken its place.
    """
    if agreement.dropped_at is not None:
        raise IllegalMove(f"agreement {agreement.id} was dropped")
    if side is Hand.APPLICANT:
        agreement.applicant_ok_at = agreement.applicant_ok_at or at
    else:
        agreement.respondent_ok_at = agreement.respondent_ok_at or at
    session.flush()
    return agreement.applicant_ok_at is not None and agreement.respondent_ok_at is not None


def number(session: Session, agreement: Agreement, *, year: int) -> str:
    """Give an agreement both have confirmed its number; the one it has stays."""
    if agreement.number is None:
        agreement.number = next_number(session, series=Series.AGREEMENT, year=year)
        session.flush()
    return agreement.number


def drop(session: Session, agreement: Agreement, *, at: datetime) -> None:
    """Take a draft off the table.

    Raises:
        IllegalMove: it has a number; an agreement is not undone by one side.
    """
    if agreement.number is not None:
        raise IllegalMove(f"agreement {agreement.id} is concluded")
    agreement.dropped_at = at
    session.flush()


def fields_of(session: Session, agreement: Agreement) -> dict[str, str]:
    """Return what the agreement says, by field."""
    fields = json.loads(sealer(session).open(agreement.sealed_fields))
    assert isinstance(fields, dict)  # noqa: S101  # only `draft` writes it
    return fields


def duties(session: Session, *, agreement_id: int) -> Sequence[Performance]:
    """Return what was promised, the first due first."""
    query = select(Performance).where(Performance.agreement_id == agreement_id)
    return session.exec(query.order_by(col(Performance.due_on), col(Performance.id))).all()


def duty(session: Session, *, duty_id: int) -> Performance:
    """Return one promise, locked.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(Performance, duty_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(f"performance {duty_id}")
    return found


def tell(session: Session, performance: Performance, *, outcome: str, at: datetime) -> None:
    """Note what the one it was promised to says of it; the last word stands."""
    performance.outcome, performance.told_at = outcome, at
    session.flush()


def what_of(session: Session, performance: Performance) -> str:
    """Return what was promised."""
    return sealer(session).open(performance.sealed_what)
