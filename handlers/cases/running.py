"""The organ's own steps: supplement, accept, pause, lengthen, and signs of a violation.

A mediation never stands in for a decision the law asks for (Art. 12): signs of a violation
open a referral, and whatever the sides agree, only its own outcome closes it.
"""

from datetime import datetime

from handlers.cases import assigning, due, telling
from handlers.cases.doing import Doing, do
from handlers.cases.refusals import BadFields, StatutoryPeriod
from handlers.cases.sides import Doer
from handlers.desk import times
from handlers.talk import LOCAL
from storage import audit, case_deadlines, referrals
from storage.case_lifecycle import CaseAct, Hand
from storage.case_tables import Case, Referral
from storage.database import Session
from storage.errors import NotFound
from storage.identity import id_of

MOST_EXTRA = 60


def ask_supplement(doing: Doing, *, text: str) -> Case:
    """Ask the applicant for what is missing, by a day."""
    case = do(doing, CaseAct.ASK_SUPPLEMENT, reason=text)
    period = case_deadlines.of_kind(doing.session, case_id=doing.case_id, kind="supplement")
    assert period is not None  # noqa: S101  # begun by the act
    day = times.moment(doing.services.wording, period.due_on)
    side = Hand.APPLICANT
    telling.tell(
        doing.services, doing.session, case, side, "ask_supplement", at=doing.at, said=text, day=day
    )
    return case


def accept(doing: Doing, *, text: str) -> Case:
    """Accept the case, tell the applicant, and give it to the least loaded mediator."""
    case = do(doing, CaseAct.ACCEPT, reason=text)
    telling.tell(
        doing.services, doing.session, case, Hand.APPLICANT, "accepted", at=doing.at, said=text
    )
    assigning.assign_lightest(doing)
    return case


def pause(doing: Doing, *, act: CaseAct, text: str) -> Case:
    """Suspend a mediation for an appraisal, or take it up again; both sides are told."""
    case = do(doing, act, reason=text)
    key = "suspended" if act is CaseAct.SUSPEND else "resumed"
    telling.both(doing.services, doing.session, case, key, at=doing.at, said=text)
    return case


def extend(doing: Doing, *, kind: str, days: int, text: str) -> Case:
    """Lengthen a period of the organ's own; who and why is the event.

    Raises:
        NotFound: the case has no such running period.
        StatutoryPeriod: the law fixed it, and lets nobody lengthen it.
        BadFields: not a number of days anybody may add.
    """
    row = case_deadlines.of_kind(doing.session, case_id=doing.case_id, kind=kind)
    if row is None or row.met_at is not None:
        raise NotFound(f"running period {kind[:16]} of case {doing.case_id}")
    rule = doing.services.knowledge.periods.named(row.rule)
    if rule is None or rule.cite is not None:
        raise StatutoryPeriod
    if not 1 <= days <= MOST_EXTRA:
        raise BadFields(field=doing.services.wording.say("casework.form.days"), most=MOST_EXTRA)
    case = do(doing, CaseAct.EXTEND, reason=text)
    due.extend(doing.services, doing.session, row, by=days)
    name = doing.services.wording.say(f"case.due.kind.{kind}")
    why = due.explain(doing.services, row)
    telling.both(
        doing.services, doing.session, case, "extended", at=doing.at, said=text, name=name, why=why
    )
    return case


def refer(doing: Doing, *, organ: str, text: str) -> Referral:
    """Open a referral for signs of a violation; the sides are not told of it here.

    Raises:
        BadFields: there is no such organ.
    """
    if organ not in doing.services.knowledge.vocabulary.organs:
        raise BadFields(field=doing.services.wording.say("casework.form.organ"), most=32)
    do(doing, CaseAct.REFER, reason=text)
    return referrals.open_one(
        doing.session,
        case_id=doing.case_id,
        organ=organ,
        signs=text,
        officer_id=doing.doer.officer_id or 0,
        year=doing.at.astimezone(LOCAL).year,
        at=doing.at,
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
