"""The agreement: drafted from fields the law asks for, confirmed by both, numbered, issued.

Each side confirms in its own channel, and only the draft it was shown: a new draft asks
both again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.actions import write
from handlers.cases import papers, performance, telling
from handlers.cases.doing import do
from handlers.cases.refusals import BadFields
from handlers.cases.sides import SERVICE, Doer, other
from handlers.services import Services
from handlers.talk import LOCAL
from handlers.turn import Button
from storage import agreements, cases
from storage.agreements import Duty
from storage.case_lifecycle import CaseAct, Hand
from storage.case_tables import Agreement, Case
from storage.database import Session
from storage.errors import IllegalMove
from storage.identity import id_of

LONGEST_FIELD = 1000
MOST_DUTIES = 6


def draft(
    services: Services,
    session: Session,
    *,
    case_id: int,
    fields: Mapping[str, str],
    duties: Sequence[Duty],
    doer: Doer,
    at: datetime,
    seen: int | None = None,
) -> Agreement:
    """Put a draft on the table and ask both sides; an earlier draft is off it.

    Raises:
        BadFields: something the law asks for is missing, or a date is past.
        NotFound, Stale, IllegalMove: as `do` says.
    """
    case = cases.lock(session, case_id=case_id)
    kept = _checked(services, case, fields, duties, at)
    case = do(services, session, case_id=case_id, act=CaseAct.DRAFT, doer=doer, at=at, seen=seen)
    made = agreements.draft(
        session,
        case_id=case_id,
        fields=kept,
        duties=duties,
        officer_id=doer.officer_id or 0,
        at=at,
    )
    telling.both(
        services,
        session,
        case,
        "draft",
        at=at,
        said="\n".join(lines(services, session, made)),
        notes=worth(services, case),
        buttons=buttons(services, made),
    )
    return made


def _checked(
    services: Services,
    case: Case,
    fields: Mapping[str, str],
    duties: Sequence[Duty],
    at: datetime,
) -> dict[str, str]:
    kept = {}
    for key in services.knowledge.remedies.agreement_fields(case.category):
        text = fields.get(key, "").replace("\r\n", "\n").strip()
        if not 1 <= len(text) <= LONGEST_FIELD:
            field = services.wording.say(f"case.agreement.{key}")
            raise BadFields(field=field, most=LONGEST_FIELD)
        kept[key] = text
    today = at.astimezone(LOCAL).date()
    if any(due_on < today or not what.strip() for _, due_on, what in duties):
        raise BadFields(field=services.wording.say("case.agreement.duties"), most=LONGEST_FIELD)
    return kept


def confirm(
    services: Services,
    session: Session,
    *,
    case_id: int,
    agreement_id: int,
    doer: Doer,
    at: datetime,
) -> Agreement:
    """Take a side's yes; with the second one the agreement gets its number.

    Raises:
        IllegalMove: that draft is off the table, or this side has said yes to it.
    """
    found = _on_table(session, case_id, agreement_id)
    said = found.applicant_ok_at if doer.hand is Hand.APPLICANT else found.respondent_ok_at
    if said is not None:
        raise IllegalMove(f"{doer.hand} has confirmed agreement {agreement_id}")
    case = do(services, session, case_id=case_id, act=CaseAct.CONFIRM, doer=doer, at=at)
    if not agreements.confirm(session, found, side=doer.hand, at=at):
        telling.tell(services, session, case, other(doer.hand), "one_confirmed", at=at)
        return found
    case = do(services, session, case_id=case_id, act=CaseAct.AGREE, doer=SERVICE, at=at)
    number = agreements.number(session, found, year=at.astimezone(LOCAL).year)
    papers.keep_agreement(services, session, case, found, at=at)
    notes = worth(services, case)
    telling.both(services, session, case, "agreed", at=at, notes=notes, agreement=number)
    return found


def object_to(
    services: Services,
    session: Session,
    *,
    case_id: int,
    agreement_id: int,
    doer: Doer,
    reason: str,
    at: datetime,
) -> Case:
    """Take a side's no: the draft is off the table; why stays with the mediator."""
    found = _on_table(session, case_id, agreement_id)
    case = do(
        services,
        session,
        case_id=case_id,
        act=CaseAct.OBJECT,
        doer=doer,
        at=at,
        reason=reason,
    )
    agreements.drop(session, found, at=at)
    telling.both(services, session, case, "draft_off", at=at)
    return case


def issue(
    services: Services,
    session: Session,
    *,
    case_id: int,
    doer: Doer,
    at: datetime,
    seen: int | None = None,
) -> Case:
    """Hand out the stamped agreement; from now on what was promised is watched."""
    case = do(services, session, case_id=case_id, act=CaseAct.ISSUE, doer=doer, at=at, seen=seen)
    found = agreements.current(session, case_id=case_id)
    assert found is not None  # noqa: S101  # the case is agreed
    performance.watch(services, session, id_of(found))
    telling.both(services, session, case, "issued", at=at, agreement=found.number)
    return case


def lines(services: Services, session: Session, agreement: Agreement) -> list[str]:
    """Return the agreement's text, heading by heading, and what each side does by when."""
    say = services.wording.say
    fields = agreements.fields_of(session, agreement)
    found = [
        say("case.agreement.line", name=say(f"case.agreement.{key}"), text=text)
        for key, text in fields.items()
    ]
    return [*found, *papers.duty_lines(services, session, agreement)]


def worth(services: Services, case: Case) -> tuple[str, ...]:
    """Return what an agreement of this category is worth and is not, with the articles."""
    return services.knowledge.remedies.worth(category=case.category)


def buttons(services: Services, agreement: Agreement) -> tuple[Button, ...]:
    """Yes and no to this very draft."""
    return tuple(
        Button(
            label=services.wording.say(f"case.button.{what}"),
            action=write("case_do", agreement.case_id, what, id_of(agreement)),
        )
        for what in ("deal_yes", "deal_no")
    )


def _on_table(session: Session, case_id: int, agreement_id: int) -> Agreement:
    cases.lock(session, case_id=case_id)  # two yeses at once stand in line here
    found = agreements.get(session, agreement_id=agreement_id)
    if found.case_id != case_id or found.dropped_at is not None:
        raise IllegalMove(f"agreement {agreement_id} is not on the table of case {case_id}")
    return found
