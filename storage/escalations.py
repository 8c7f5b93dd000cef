"""Questions handed to an officer. Each is in exactly one queue, with a due time, until closed.

Nothing else writes a question's status: `change` is the one way, and leaves an event.
What the desk lists and counts is in `escalation_queue`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.errors import IllegalMove, NotFound
from storage.escalation_tables import Escalation, EscalationEvent
from storage.identity import id_of
from storage.lifecycle import ESCALATION_MOVES, EscalationStatus, may_move
from storage.once import add_once
from storage.sealing import sealer

OPEN = (EscalationStatus.WAITING, EscalationStatus.TAKEN)
UNANSWERED = (*OPEN, EscalationStatus.ASKED)
OWNED = (EscalationStatus.TAKEN, EscalationStatus.ASKED, EscalationStatus.ANSWERED)
SYSTEM = "system"
PERSON = "person"


def open_one(
    session: Session,
    *,
    person_id: int,
    question: str,
    reason: str,
    organ: str,
    entry_id: str,
    due_at: datetime,
    at: datetime,
    subject: str = "",
    about_organ: str = "",
    group_id: int | None = None,
    district: str = "",
    claim_by: datetime | None = None,
    clock_seconds: int = 0,
) -> Escalation:
    """Put a question into the queue and start its history and its clock.

    When the person has an open question on this subject, that one is returned unchanged.
    Without a `subject` the question is one of its own.
    """
    escalation = Escalation(
        person_id=person_id,
        subject=subject or f"at:{at.isoformat()}",
        sealed_question=sealer(session).seal(question),
        organ=organ,
        group_id=group_id,
        about_organ=about_organ or organ,
        district=district,
        entry_id=entry_id,
        reason=reason,
        status=EscalationStatus.WAITING,
        opened_at=at,
        claim_by=claim_by or due_at,
        due_at=due_at,
        clock_from=at if clock_seconds else None,
        clock_seconds=clock_seconds,
        changed_at=at,
    )
    if not add_once(session, escalation):
        known = open_on(session, person_id=person_id, subject=escalation.subject)
        if known is None:
            raise NotFound(f"open escalation on {escalation.subject}")  # closed this moment
        return known
    if not subject:
        escalation.subject = f"own:{id_of(escalation)}"
    _note(session, escalation, kind="opened", start="", by=PERSON, at=at)
    return escalation


def open_of(session: Session, *, person_id: int) -> Sequence[Escalation]:
    """Return everything of a person's that is not closed, the newest first."""
    query = select(Escalation).where(
        Escalation.person_id == person_id, col(Escalation.closed_at).is_(None)
    )
    return session.exec(query.order_by(col(Escalation.id).desc())).all()


def open_on(session: Session, *, person_id: int, subject: str) -> Escalation | None:
    """Return the person's open question on a subject, if there is one."""
    query = select(Escalation).where(
        Escalation.person_id == person_id,
        Escalation.subject == subject,
        col(Escalation.closed_at).is_(None),
    )
    return session.exec(query).first()


def waiting_of(session: Session, *, person_id: int) -> Escalation | None:
    """Return the person's newest question that has no answer yet, if any."""
    query = select(Escalation).where(
        Escalation.person_id == person_id, col(Escalation.status).in_(UNANSWERED)
    )
    return session.exec(query.order_by(col(Escalation.id).desc()).limit(1)).first()


def owned_by(session: Session, *, officer_id: int) -> Sequence[Escalation]:
    """Return the questions that are not closed and lie with an officer."""
    query = select(Escalation).where(
        Escalation.officer_id == officer_id, col(Escalation.closed_at).is_(None)
    )
    return session.exec(query.order_by(col(Escalation.id))).all()


def add_to(
    session: Session,
    *,
    escalation: Escalation,
    text: str,
    by: str = PERSON,
    at: datetime | None = None,
) -> None:
    """Append what the person adds below the question, and note when; the version stays."""
    box = sealer(session)
    escalation.sealed_question = box.seal(f"{box.open(escalation.sealed_question)}\n{text}")
    if at is not None:
        escalation.changed_at = at
        _note(session, escalation, kind="added", start=escalation.status, by=by, at=at)
    session.flush()


def ahead_of(session: Session, *, escalation: Escalation) -> int:
    """Return how many questions wait for an officer of the same desk before this one."""
    query = (
        select(func.count())
        .select_from(Escalation)
        .where(
            col(Escalation.status).in_(OPEN),
            Escalation.organ == escalation.organ,
            col(Escalation.id) < escalation.id,
        )
    )
    return session.exec(query).one()


def get(session: Session, *, escalation_id: int) -> Escalation:
    """Return one handed-over question.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(Escalation, escalation_id)
    if found is None:
        raise NotFound(f"escalation {escalation_id}")
    return found


def lock(session: Session, *, escalation_id: int) -> Escalation:
    """Return one handed-over question and hold its row until the transaction ends.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(Escalation, escalation_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(f"escalation {escalation_id}")
    return found


def change(
    session: Session,
    found: Escalation,
    *,
    kind: str,
    by: str,
    at: datetime,
    to: EscalationStatus | None = None,
    note: str = "",
    target: str = "",
) -> None:
    """Write down what happened to a locked question, moving it when `to` is given.

    Every change makes an older page of it stale. Whatever else changes with it, its owner
    say, is set by the caller before.

    Raises:
        IllegalMove: the lifecycle has no such arrow; nothing was written.
    """
    start = EscalationStatus(found.status)
    if to is not None and not may_move(ESCALATION_MOVES, start, to):
        raise IllegalMove(f"escalation {found.id}: {start} -> {to}")
    found.status = to or start
    found.closed_at = at if found.status == EscalationStatus.CLOSED else None
    found.version += 1
    found.changed_at = at
    _note(session, found, kind=kind, start=start, by=by, at=at, note=note, target=target)


def note(
    session: Session, found: Escalation, *, kind: str, by: str, at: datetime, text: str
) -> None:
    """Add to the history without changing the question: what officers tell each other, say."""
    found.changed_at = at
    _note(session, found, kind=kind, start=found.status, by=by, at=at, note=text)


def question_of(session: Session, escalation: Escalation) -> str:
    """Return what the person asked."""
    return sealer(session).open(escalation.sealed_question)


def events_of(session: Session, *, escalation_id: int) -> Sequence[EscalationEvent]:
    """Return the history of one question, oldest first."""
    query = select(EscalationEvent).where(EscalationEvent.escalation_id == escalation_id)
    return session.exec(query.order_by(col(EscalationEvent.id))).all()


def note_of(session: Session, event: EscalationEvent) -> str:
    """Return the words that belong to an event; none is empty."""
    return sealer(session).open(event.sealed_note) if event.sealed_note else ""


def of_person(session: Session, *, escalation_id: int, person_id: int) -> Escalation | None:
    """Return the person's own handed-over question; somebody else's is not found."""
    query = select(Escalation).where(
        Escalation.id == escalation_id, Escalation.person_id == person_id
    )
    return session.exec(query).first()


def _note(
    session: Session,
    found: Escalation,
    *,
    kind: str,
    start: str,
    by: str,
    at: datetime,
    note: str = "",
    target: str = "",
) -> None:
    sealed = sealer(session).seal(note) if note else ""
    event = EscalationEvent(
        escalation_id=id_of(found),
        kind=kind,
        start=start,
        to=found.status,
        by=by,
        target=target,
        sealed_note=sealed,
        at=at,
    )
    session.add(event)
    session.flush()
