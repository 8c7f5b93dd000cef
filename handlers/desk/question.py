"""One handed-over question with all an officer needs: the talk, its history, what may be done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import access, canned_replies, conversation, masking, passing_on, queue
from handlers.desk.access import Signed
from handlers.desk.canned_replies import Canned
from handlers.desk.conversation import Line
from handlers.desk.moves import WORKS, Act
from handlers.desk.passing_on import Target
from handlers.desk.queue import SEES, Question
from handlers.services import Services
from knowledge import citing
from storage import cases, escalation_queue, escalations, officers
from storage.database import Session
from storage.escalation_tables import Escalation, EscalationEvent
from storage.identity import id_of
from storage.lifecycle import EscalationStatus as Status
from storage.lifecycle import Role

NOTE = "note"


@dataclass(frozen=True)
class Discussed:
    """The curated answer the person had last seen."""

    title: str
    short: str
    organ: str
    basis: str


@dataclass(frozen=True)
class Step:
    """Something that happened. `by` is an officer's login; who else it was says `is_person`."""

    kind: str
    by: str
    is_person: bool
    at: datetime
    note: str
    target: str


@dataclass(frozen=True)
class CaseLine:
    """A mediation case of the person, as far as the officer may see it."""

    id: int
    number: str
    status: str


@dataclass(frozen=True)
class Detail:
    """One question. `version` is what the page showed; `may` names the moves open to the officer."""

    question: Question
    lines: tuple[Line, ...]
    discussed: Discussed | None
    steps: tuple[Step, ...]
    notes: tuple[Step, ...]
    earlier: tuple[Question, ...]
    joinable: tuple[Question, ...]
    cases: tuple[CaseLine, ...]
    targets: tuple[Target, ...]
    canned: tuple[Canned, ...]
    version: int
    may: frozenset[str]
    may_note: bool
    outcome: str
    is_whole: bool


def detail(
    services: Services,
    signed: Signed,
    *,
    escalation_id: int,
    at: datetime,
    is_whole: bool = False,
) -> Detail:
    """Return one question; that it was read is written down.

    With `is_whole` numbers that name somebody are shown, which is written down too.

    Raises:
        NotAllowed: the officer's roles have nothing to do with questions.
        NotFound: there is none with this id for them.
    """
    access.require(signed, *SEES)
    with services.database.reading() as session:
        found = escalations.get(session, escalation_id=escalation_id)
        access.must_see(signed, found.organ, found.district)
        shown = _detail(services, session, signed, found, at=at, is_whole=is_whole)
    subject = f"question:{escalation_id}"
    if is_whole:
        masking.saw(
            services, signed, subject=subject, action="personal.revealed", at=at, what="numbers"
        )
    else:
        masking.saw(services, signed, subject=subject, at=at)
    return shown


def _detail(
    services: Services,
    session: Session,
    signed: Signed,
    found: Escalation,
    *,
    at: datetime,
    is_whole: bool,
) -> Detail:
    events = escalations.events_of(session, escalation_id=id_of(found))
    steps = _steps(session, events)
    (question,) = queue.listed(services, session, signed, [found], at=at)
    others = escalation_queue.all_of(session, queue.sight(signed), person_id=found.person_id)
    earlier = queue.listed(
        services, session, signed, (row for row in others if row.id != found.id), at=at
    )
    return Detail(
        question=question,
        lines=conversation.lately(
            services, session, person_id=found.person_id, at=at, is_whole=is_whole
        ),
        discussed=_discussed(services, found.entry_id),
        steps=tuple(step for step in steps if step.kind != NOTE),
        notes=tuple(step for step in steps if step.kind == NOTE),
        earlier=earlier,
        joinable=tuple(row for row in earlier if row.status != Status.CLOSED),
        cases=_cases(session, signed, found.person_id),
        targets=passing_on.targets(Act(services, session, signed, at)),
        canned=canned_replies.usable(session, signed),
        version=found.version,
        may=may(signed, question),
        may_note=not signed.roles.isdisjoint(WORKS),
        outcome=found.outcome,
        is_whole=is_whole,
    )


def may(signed: Signed, question: Question) -> frozenset[str]:
    """Return the moves that would be accepted now, as `moves` decides them."""
    if signed.roles.isdisjoint(WORKS):
        return frozenset()
    is_lead, is_owner = Role.LEAD in signed.roles, question.is_mine or not question.officer
    match question.status:
        case Status.WAITING:
            return frozenset({"take", "answer", "ask", "transfer", "merge", "end"})
        case Status.TAKEN | Status.ASKED if is_owner:
            asks = {"ask"} if question.status is Status.TAKEN else set()
            return frozenset({"release", "answer", "transfer", "merge", "end", *asks})
        case Status.TAKEN | Status.ASKED if is_lead:
            return frozenset({"release", "transfer", "merge", "end"})
        case Status.TAKEN if question.is_overdue:
            return frozenset({"release"})
        case Status.ANSWERED:
            closes = {"close"} if is_owner or is_lead else set()
            return frozenset({"answer", "ask", "transfer", *closes})
        case Status.CLOSED:
            return frozenset({"reopen"})
    return frozenset()


def _discussed(services: Services, entry_id: str) -> Discussed | None:
    entry = services.knowledge.entries.get(entry_id)
    if entry is None:
        return None
    return Discussed(entry.title, entry.answer.short, entry.organ, citing.listing(entry.cites))


def _steps(session: Session, events: Sequence[EscalationEvent]) -> tuple[Step, ...]:
    numbers = {_officer_in(event.by) for event in events}
    numbers |= {_officer_in(event.target) for event in events}
    logins = officers.logins(session, officer_ids=numbers - {0})
    return tuple(_step(session, event, logins) for event in events)


def _step(session: Session, event: EscalationEvent, logins: dict[int, str]) -> Step:
    return Step(
        kind=event.kind,
        by=logins.get(_officer_in(event.by), ""),
        is_person=event.by == escalations.PERSON,
        at=event.at,
        note=masking.numbers(escalations.note_of(session, event)),
        target=logins.get(_officer_in(event.target), event.target.partition(":")[2]),
    )


def _officer_in(mark: str) -> int:
    kind, _, number = mark.partition(":")
    return int(number) if kind == "officer" and number.isdigit() else 0


def _cases(session: Session, signed: Signed, person_id: int) -> tuple[CaseLine, ...]:
    mine: Iterable[CaseLine] = (
        CaseLine(id_of(case), case.number, case.status)
        for case in cases.of_person(session, person_id=person_id)
        if access.may_see(signed, case.organ, case.district)
    )
    return tuple(mine)
