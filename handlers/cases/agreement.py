"""The agreement: drafted from fields the law asks for, confirmed by both, numbered, issued.

Each side confirms in its own channel, and only the draft it was shown: a new draft asks
both again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.actions import write
from handlers.cases import papers, performance, telling
from handlers.cases.doing import Doing, do
from handlers.cases.refusals import BadFields
from handlers.cases.sides import other
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


def draft(doing: Doing, *, fields: Mapping[str, str], duties: Sequence[Duty]) -> Agreement:
    """Put a draft on the table and ask both sides; an earlier draft is off it.

    Raises:
        BadFields: something the law asks for is missing, or a date is past.
        NotFound, Stale, IllegalMove: as `do` says.
    """
    case = cases.lock(doing.session, case_id=doing.case_id)
    kept = _checked(doing.services, case, fields, duties, doing.at)
    case = do(doing, CaseAct.DRAFT)
    made = agreements.draft(
        doing.session,
        case_id=doing.case_id,
        fields=kept,
        duties=duties,
        officer_id=doing.doer.officer_id or 0,
        at=doing.at,
    )
    telling.both(
        doing.services,
        doing.session,
        case,
        "draft",
        at=doing.at,
        said="\n".join(lines(doing.services, doing.session, made)),
        notes=worth(doing.services, case),
        buttons=buttons(doing.services, made),
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


def confirm(doing: Doing, *, agreement_id: int) -> Agreement:
    """Take a side's yes; with the second one the agreement gets its number.

    Raises:
        IllegalMove: that draft is off the table, or this side has said yes to it.
    """
    found = _on_table(doing.session, doing.case_id, agreement_id)
    said = found.applicant_ok_at if doing.doer.hand is Hand.APPLICANT else found.respondent_ok_at
    if said is not None:
        raise IllegalMove(f"{doing.doer.hand} has confirmed agreement {agreement_id}")
    case = do(doing, CaseAct.CONFIRM)
    if not agreements.confirm(doing.session, found, side=doing.doer.hand, at=doing.at):
        telling.tell(
            doing.services,
            doing.session,
            case,
            other(doing.doer.hand),
            "one_confirmed",
            at=doing.at,
        )
        return found
    case = do(doing.as_service, CaseAct.AGREE)
    number = agreements.number(doing.session, found, year=doing.at.astimezone(LOCAL).year)
    papers.keep_agreement(doing.services, doing.session, case, found, at=doing.at)
    notes = worth(doing.services, case)
    telling.both(
        doing.services, doing.session, case, "agreed", at=doing.at, notes=notes, agreement=number
    )
    return found


def object_to(doing: Doing, *, agreement_id: int, reason: str) -> Case:
    """Take a side's no: the draft is off the table; why stays with the mediator."""
    found = _on_table(doing.session, doing.case_id, agreement_id)
    case = do(doing, CaseAct.OBJECT, reason=reason)
    agreements.drop(doing.session, found, at=doing.at)
    telling.both(doing.services, doing.session, case, "draft_off", at=doing.at)
    return case


def issue(doing: Doing) -> Case:
    """Hand out the stamped agreement; from now on what was promised is watched."""
    case = do(doing, CaseAct.ISSUE)
    found = agreements.current(doing.session, case_id=doing.case_id)
    assert found is not None  # noqa: S101  # the case is agreed
    performance.watch(doing.services, doing.session, id_of(found))
    telling.both(doing.services, doing.session, case, "issued", at=doing.at, agreement=found.number)
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
