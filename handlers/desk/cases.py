"""Mediation cases at the desk: the list, and one case with everything its mediator needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handlers.cases import assigning, due
from handlers.cases.due import Due
from handlers.desk import access, case_hands, case_sheet, history, masking
from handlers.desk.access import Signed
from handlers.services import Services
from handlers.talk import LOCAL
from storage import audit, case_deadlines, cases, officers, organs
from storage.case_lifecycle import CaseAct
from storage.case_tables import Case, CaseDeadline
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import CaseStatus

MOST_SHOWN = 200
_MASKS: Mapping[str, Callable[[str], str]] = {
    "phone": masking.phone,
    "id_number": masking.identity,
    "credit_code": masking.identity,
}
# Periods that end this soon are marked.
SOON_DAYS = 3


@dataclass(frozen=True)
class Shown:
    """A case as the desk lists it, with the running period that ends first."""

    id: int
    number: str
    category: str
    district: str
    organ: str
    claim: str
    status: CaseStatus
    mediator: str
    is_mine: bool
    filed_at: datetime
    period: str
    due_on: date | None
    days_left: int | None
    is_escalated: bool
    version: int

    @property
    def is_late(self) -> bool:
        """Whether a period has ended in vain."""
        return self.days_left is not None and self.days_left < 0

    @property
    def is_soon(self) -> bool:
        """Whether a period ends within `SOON_DAYS`."""
        return self.days_left is not None and 0 <= self.days_left <= SOON_DAYS


@dataclass(frozen=True)
class Detail:
    """One case. `may` names what this officer can do now; `seen` is the version shown."""

    case: Shown
    seen: int
    application: tuple[tuple[str, str], ...]
    has_respondent: bool
    dues: tuple[Due, ...]
    events: tuple[case_sheet.Happened, ...]
    notes: tuple[case_sheet.Noted, ...]
    meetings: tuple[case_sheet.Meeting, ...]
    deal: case_sheet.Deal | None
    referrals: tuple[case_sheet.Referred, ...]
    evidence: tuple[case_sheet.Filed, ...]
    papers: tuple[case_sheet.Filed, ...]
    mediators: tuple[tuple[int, str], ...]
    agreement_fields: tuple[str, ...]
    may: frozenset[CaseAct]


def overview(
    services: Services, signed: Signed, *, at: datetime, is_open: bool = True
) -> tuple[Shown, ...]:
    """Return the organ's open cases, the first due first, or the finished ones, newest first.

    Raises:
        NotAllowed: the officer's roles have nothing to do with cases.
    """
    access.require(signed, *case_hands.READERS)
    with services.database.reading() as session:
        rows = cases.listing(session, organ=signed.organ, is_open=is_open, limit=MOST_SHOWN)
        rows = [row for row in rows if access.may_see(signed, row.organ, row.district)]
        next_due = case_deadlines.next_due(session, case_ids=[id_of(row) for row in rows])
        names = officers.logins(session, officer_ids={row.mediator_id or 0 for row in rows})
        found = [_shown(session, row, signed, names, next_due.get(id_of(row)), at) for row in rows]
    if not is_open:
        return tuple(found)
    far = date.max
    return tuple(sorted(found, key=lambda one: (one.due_on or far, one.id)))


def detail(
    services: Services, signed: Signed, *, case_id: int, at: datetime, is_whole: bool = False
) -> Detail:
    """Return one case; that it was read is written into the audit chain.

    Numbers that name a person are hidden unless the officer asked for the whole.

    Raises:
        NotAllowed: the officer's roles have nothing to do with cases.
        NotFound: there is none with this id, or it is another organ's.
    """
    with services.database.transaction() as session:
        case = cases.get(session, case_id=case_id)
        case_hands.must_read(signed, case)
        audit.record(
            session,
            actor=history.mark(signed),
            action="personal.revealed" if is_whole else "personal.read",
            subject=f"case:{case_id}",
            at=at,
        )
        return _detail(services, session, signed, case, at, is_whole)


def _detail(
    services: Services,
    session: Session,
    signed: Signed,
    case: Case,
    at: datetime,
    is_whole: bool,
) -> Detail:
    case_id = id_of(case)
    dues = case_deadlines.of_case(session, case_id=case_id)
    running = next((row for row in dues if row.met_at is None), None)
    names = officers.logins(session, officer_ids={case.mediator_id or 0})
    may = case_hands.open_acts(signed, case)
    candidates = assigning.competent(session, case) if CaseAct.ASSIGN in may else []
    written = cases.application_of(session, case)
    return Detail(
        case=_shown(session, case, signed, names, running, at),
        seen=case.version,
        application=tuple(
            (key, text if is_whole else _masked(key, text)) for key, text in written.items() if text
        ),
        has_respondent=case.respondent_id is not None,
        dues=tuple(due.shown(services, row, at=at) for row in dues),
        events=case_sheet.events(session, cases.events_of(session, case_id=case_id)),
        notes=case_sheet.notes(session, case, CaseAct.RELEASE in may),
        meetings=case_sheet.meetings(session, case),
        deal=case_sheet.deal(session, case),
        referrals=case_sheet.referrals(session, case),
        evidence=case_sheet.files(session, case),
        papers=case_sheet.files(session, case, papers=True),
        mediators=tuple((id_of(one), assigning.name_of(one)) for one in candidates),
        agreement_fields=services.knowledge.remedies.agreement_fields(case.category),
        may=may,
    )


def _masked(key: str, text: str) -> str:
    return _MASKS.get(key, masking.numbers)(text)


def _shown(
    session: Session,
    case: Case,
    signed: Signed,
    names: Mapping[int, str],
    running: CaseDeadline | None,
    at: datetime,
) -> Shown:
    today = at.astimezone(LOCAL).date()
    due_on = running.due_on if running and not case_deadlines.is_paused(running) else None
    return Shown(
        id=id_of(case),
        number=case.number,
        category=case.category,
        district=case.district,
        organ=organs.title_of(session, organ=case.organ) if case.organ else "",
        claim=cases.application_of(session, case).get("claim", ""),
        status=CaseStatus(case.status),
        mediator=names.get(case.mediator_id or 0, ""),
        is_mine=case.mediator_id == signed.officer_id,
        filed_at=case.filed_at,
        period=running.kind if running else "",
        due_on=due_on,
        days_left=(due_on - today).days if due_on else None,
        is_escalated=running is not None and running.escalated_at is not None,
        version=case.version,
    )
