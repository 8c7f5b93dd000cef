"""Questions handed to an officer. Each is in exactly one queue, with a due time, until closed."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from storage.errors import IllegalMove, NotFound
from storage.identity import id_of
from storage.lifecycle import ESCALATION_MOVES, EscalationStatus, may_move
from storage.sealing import sealer
from storage.tables import Escalation, EscalationEvent

OPEN = (EscalationStatus.WAITING, EscalationStatus.TAKEN)


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
) -> Escalation:
    """Put a question into the queue and start its history."""
    escalation = Escalation(
        person_id=person_id,
        sealed_question=sealer(session).seal(question),
        organ=organ,
        entry_id=entry_id,
        reason=reason,
        status=EscalationStatus.WAITING,
        opened_at=at,
        due_at=due_at,
    )
    session.add(escalation)
    session.flush()
    _note(session, escalation, start="", to=EscalationStatus.WAITING, by="person", at=at)
    return escalation


def waiting_of(session: Session, *, person_id: int) -> Escalation | None:
    """Return the person's question that is still waiting for an officer, if any."""
    query = select(Escalation).where(
        Escalation.person_id == person_id, col(Escalation.status).in_(OPEN)
    )
    return session.exec(query.order_by(col(Escalation.id).desc()).limit(1)).first()


def add_to(session: Session, *, escalation: Escalation, text: str) -> None:
    """Append what the person adds while waiting, below the question."""
    box = sealer(session)
    escalation.sealed_question = box.seal(f"{box.open(escalation.sealed_question)}\n{text}")
    session.flush()


def queue(session: Session, *, limit: int = 200) -> Sequence[Escalation]:
    """Return what waits for an officer, the most urgent first."""
    query = select(Escalation).where(col(Escalation.status).in_(OPEN))
    return session.exec(query.order_by(col(Escalation.due_at)).limit(limit)).all()


def to_close(session: Session, *, limit: int = 200) -> Sequence[Escalation]:
    """Return what is answered and not closed yet, the oldest first."""
    query = select(Escalation).where(Escalation.status == EscalationStatus.ANSWERED)
    return session.exec(query.order_by(col(Escalation.id)).limit(limit)).all()


def count_open(session: Session, *, due_by: datetime | None = None) -> int:
    """Return how many wait for an officer, or only how many of them are due by a time."""
    query = select(func.count()).select_from(Escalation).where(col(Escalation.status).in_(OPEN))
    if due_by is not None:
        query = query.where(col(Escalation.due_at) <= due_by)
    return session.exec(query).one()


def ahead_of(session: Session, *, escalation: Escalation) -> int:
    """Return how many questions wait before this one."""
    query = (
        select(func.count())
        .select_from(Escalation)
        .where(col(Escalation.status).in_(OPEN), col(Escalation.id) < escalation.id)
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


def assign(session: Session, *, escalation: Escalation, officer_id: int | None) -> None:
    """Write down whose question it is; nobody's when None."""
    escalation.officer_id = officer_id
    session.flush()


def move(
    session: Session, *, escalation_id: int, to: EscalationStatus, by: str, at: datetime
) -> Escalation:
    """Move a question along its lifecycle and record who did it.

    Raises:
        NotFound: there is none with this id.
        IllegalMove: the lifecycle has no such arrow; nothing was changed.
    """
    found = lock(session, escalation_id=escalation_id)
    start = EscalationStatus(found.status)
    if not may_move(ESCALATION_MOVES, start, to):
        raise IllegalMove(f"escalation {escalation_id}: {start} -> {to}")
    found.status = to
    if to is EscalationStatus.CLOSED:
        found.closed_at = at
    _note(session, found, start=start, to=to, by=by, at=at)
    return found


def question_of(session: Session, escalation: Escalation) -> str:
    """Return what the person asked."""
    return sealer(session).open(escalation.sealed_question)


def events_of(session: Session, *, escalation_id: int) -> Sequence[EscalationEvent]:
    """Return the history of one question, oldest first."""
    query = select(EscalationEvent).where(EscalationEvent.escalation_id == escalation_id)
    return session.exec(query.order_by(col(EscalationEvent.id))).all()


def _note(
    session: Session,
    escalation: Escalation,
    *,
    start: str,
    to: EscalationStatus,
    by: str,
    at: datetime,
) -> None:
    session.add(EscalationEvent(escalation_id=id_of(escalation), start=start, to=to, by=by, at=at))
    session.flush()


def of_person(session: Session, *, escalation_id: int, person_id: int) -> Escalation | None:
    """Return the person's own handed-over question; somebody else's is not found."""
    query = select(Escalation).where(
        Escalation.id == escalation_id, Escalation.person_id == person_id
    )
    return session.exec(query).first()
