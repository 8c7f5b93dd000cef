"""The organ's own steps: supplement, accept, pause, lengthen, and signs of a violation.

A mediation never stands in for a decision the law asks for (Art. 12): signs of a violation
open a referral, and whatever the sides agree, only its own outcome closes it.
"""

from datetime import datetime

from handlers.cases import assigning, due, telling
from handlers.cases.doing import do
from handlers.cases.refusals import BadFields, StatutoryPeriod
from handlers.cases.sides import Doer
from handlers.desk import times
from handlers.services import Services
from handlers.talk import LOCAL
from storage import audit, case_deadlines, referrals
from storage.case_lifecycle import CaseAct, Hand
from storage.case_tables import Case, Referral
from storage.database import Session
from storage.errors import NotFound
from storage.identity import id_of

MOST_EXTRA = 60


def ask_supplement(
    services: Services,
    session: Session,
    *,
    case_id: int,
    doer: Doer,
    text: str,
    at: datetime,
    seen: int | None = None,
) -> Case:
    """Ask the applicant for what is missing, by a day."""
    case = do(
        services,
        session,
        case_id=case_id,
        act=CaseAct.ASK_SUPPLEMENT,
        doer=doer,
        at=at,
        reason=text,
        seen=seen,
    )
    period = case_deadlines.of_kind(session, case_id=case_id, kind="supplement")
    assert period is not None  # noqa: S101  # begun by the act
    day = times.moment(services.wording, period.due_on)
    side = Hand.APPLICANT
    telling.tell(services, session, case, side, "ask_supplement", at=at, said=text, day=day)
    return case


def accept(
    services: Services,
    session: Session,
    *,
    case_id: int,
    doer: Doer,
    text: str,
    at: datetime,
    seen: int | None = None,
) -> Case:
    """Accept the case, tell the applicant, and give it to the least loaded mediator."""
    case = do(
        services,
        session,
        case_id=case_id,
        act=CaseAct.ACCEPT,
        doer=doer,
        at=at,
        reason=text,
        seen=seen,
    )
    telling.tell(services, session, case, Hand.APPLICANT, "accepted", at=at, said=text)
    assigning.assign_lightest(services, session, case_id=case_id, at=at)
    return case


def pause(
    services: Services,
    session: Session,
    *,
    case_id: int,
    act: CaseAct,
    doer: Doer,
    text: str,
    at: datetime,
    seen: int | None = None,
) -> Case:
    """Suspend a mediation for an appraisal, or take it up again; both sides are told."""
    case = do(
        services,
        session,
        case_id=case_id,
        act=act,
        doer=doer,
        at=at,
        reason=text,
        seen=seen,
    )
    key = "suspended" if act is CaseAct.SUSPEND else "resumed"
    telling.both(services, session, case, key, at=at, said=text)
    return case


def extend(
    services: Services,
    session: Session,
    *,
    case_id: int,
    kind: str,
    days: int,
    doer: Doer,
    text: str,
    at: datetime,
    seen: int | None = None,
) -> Case:
    """Lengthen a period of the organ's own; who and why is the event.

    Raises:
        NotFound: the case has no such running period.
        StatutoryPeriod: the law fixed it, and lets nobody lengthen it.
        BadFields: not a number of days anybody may add.
    """
    row = case_deadlines.of_kind(session, case_id=case_id, kind=kind)
    if row is None or row.met_at is not None:
        raise NotFound(f"running period {kind[:16]} of case {case_id}")
    rule = services.knowledge.periods.named(row.rule)
    if rule is None or rule.cite is not None:
        raise StatutoryPeriod
    if not 1 <= days <= MOST_EXTRA:
        raise BadFields(field=services.wording.say("casework.form.days"), most=MOST_EXTRA)
    case = do(
        services,
        session,
        case_id=case_id,
        act=CaseAct.EXTEND,
        doer=doer,
        at=at,
        reason=text,
        seen=seen,
    )
    due.extend(services, session, row, by=days)
    name = services.wording.say(f"case.due.kind.{kind}")
    why = due.explain(services, row)
    telling.both(services, session, case, "extended", at=at, said=text, name=name, why=why)
    return case


def refer(
    services: Services,
    session: Session,
    *,
    case_id: int,
    organ: str,
    doer: Doer,
    text: str,
    at: datetime,
    seen: int | None = None,
) -> Referral:
    """Open a referral for signs of a violation; the sides are not told of it here.

    Raises:
        BadFields: there is no such organ.
    """
    if organ not in services.knowledge.vocabulary.organs:
        raise BadFields(field=services.wording.say("casework.form.organ"), most=32)
    do(
        services,
        session,
        case_id=case_id,
        act=CaseAct.REFER,
        doer=doer,
        at=at,
        reason=text,
        seen=seen,
    )
    return referrals.open_one(
        session,
        case_id=case_id,
        organ=organ,
        signs=text,
        officer_id=doer.officer_id or 0,
        year=at.astimezone(LOCAL).year,
        at=at,
    )


def close_referral(
    session: Session, *, referral_id: int, doer: Doer, text: str, at: datetime
) -> Referral:
    """End a referral with the outcome of the matter itself.

    Raises:
        NotFound: there is none with this id.
        IllegalMove: it has ended already.
    """
    found = referrals.close(
        session,
        referral_id=referral_id,
        outcome=text,
        officer_id=doer.officer_id or 0,
        at=at,
    )
    audit.record(
        session,
        actor=doer.by,
        action="referral.closed",
        subject=f"referral:{id_of(found)}",
        at=at,
    )
    return found
