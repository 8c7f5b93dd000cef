"""The parts of a case's page: what happened, was written, met, agreed, referred and filed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.cases import sides
from handlers.desk import history
from storage import agreements, case_notes, case_sessions, cases
from storage import files as stored_files
from storage import referrals as stored_referrals
from storage.case_notes import NoteKind
from storage.case_tables import Case, CaseEvent
from storage.database import Session
from storage.file_tables import StoredFile
from storage.identity import id_of

# What a mediator may pass on; an offer is its maker's, a private note nobody's.
_RELEASABLE = (NoteKind.ANSWER, NoteKind.ADDITION)


@dataclass(frozen=True)
class Happened:
    """One event. `by` is an officer's login, or empty for a side and for the service."""

    act: str
    to: str
    hand: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class Noted:
    """A note, with whether the other side has it and whether a mediator may release it."""

    id: int
    kind: str
    side: str
    text: str
    at: datetime
    is_passed: bool
    may_release: bool


@dataclass(frozen=True)
class Meeting:
    """A meeting and what each side said to its time."""

    id: int
    starts_at: datetime
    place: str
    status: str
    applicant: str
    respondent: str
    minutes: str


@dataclass(frozen=True)
class Deal:
    """The agreement or the draft on the table."""

    number: str
    fields: Mapping[str, str]
    has_applicant: bool
    has_respondent: bool
    duties: tuple["Duty", ...]


@dataclass(frozen=True)
class Duty:
    """Something promised."""

    id: int
    side: str
    due_on: date
    what: str
    outcome: str


@dataclass(frozen=True)
class Referred:
    """Signs of a violation, gone their own way."""

    id: int
    number: str
    organ: str
    signs: str
    outcome: str
    is_open: bool


@dataclass(frozen=True)
class Filed:
    """A file in the case's index."""

    id: int
    number: int
    name: str
    size: int
    at: datetime
    giver: str = ""


def events(session: Session, rows: Sequence[CaseEvent]) -> tuple[Happened, ...]:
    """Return what happened, oldest first."""
    steps = history.steps(session, rows)
    return tuple(
        Happened(
            event.act, event.to, event.hand, step.by, event.at, cases.reason_of(session, event)
        )
        for event, step in zip(rows, steps, strict=True)
    )


def notes(session: Session, case: Case, may_release: bool) -> tuple[Noted, ...]:
    """Return what was written, oldest first."""
    return tuple(
        Noted(
            id=id_of(note),
            kind=note.kind,
            side=note.side,
            text=case_notes.text_of(session, note),
            at=note.at,
            is_passed=note.passed_at is not None,
            may_release=may_release and note.passed_at is None and note.kind in _RELEASABLE,
        )
        for note in case_notes.of_case(session, case_id=id_of(case))
    )


def meetings(session: Session, case: Case) -> tuple[Meeting, ...]:
    """Return the meetings, oldest first."""
    return tuple(
        Meeting(
            id=id_of(one),
            starts_at=one.starts_at,
            place=case_sessions.place_of(session, one),
            status=one.status,
            applicant=one.applicant_says,
            respondent=one.respondent_says,
            minutes=case_sessions.minutes_of(session, one),
        )
        for one in case_sessions.of_case(session, case_id=id_of(case))
    )


def deal(session: Session, case: Case) -> Deal | None:
    """Return the agreement or the draft on the table, if there is one."""
    found = agreements.current(session, case_id=id_of(case))
    if found is None:
        return None
    promised = agreements.duties(session, agreement_id=id_of(found))
    return Deal(
        number=found.number or "",
        fields=agreements.fields_of(session, found),
        has_applicant=found.applicant_ok_at is not None,
        has_respondent=found.respondent_ok_at is not None,
        duties=tuple(
            Duty(id_of(one), one.side, one.due_on, agreements.what_of(session, one), one.outcome)
            for one in promised
        ),
    )


def referrals(session: Session, case: Case) -> tuple[Referred, ...]:
    """Return the signs of violations that went their own way."""
    return tuple(
        Referred(
            id=id_of(one),
            number=one.number,
            organ=one.organ,
            signs=stored_referrals.signs_of(session, one),
            outcome=stored_referrals.outcome_of(session, one),
            is_open=one.closed_at is None,
        )
        for one in stored_referrals.of_case(session, case_id=id_of(case))
    )


def files(session: Session, case: Case, *, papers: bool = False) -> tuple[Filed, ...]:
    """Return the index of a case's evidence with who gave it, or of its papers."""
    givers = {} if papers else {number: side for side, number in sides.known(case).items()}

    def shown(file: StoredFile) -> Filed:
        name = stored_files.name_of(session, file)
        giver = givers.get(file.person_id or 0, "")
        return Filed(id_of(file), file.number, name, file.size, file.at, giver)

    owner = f"case:{id_of(case)}:papers" if papers else f"case:{id_of(case)}"
    return tuple(shown(file) for file in stored_files.listing(session, owner=owner))
