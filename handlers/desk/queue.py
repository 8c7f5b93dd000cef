"""The queue of handed-over questions, and one of them with all an officer needs to answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.desk import conversation, history
from handlers.desk.access import Signed
from handlers.desk.conversation import Line
from handlers.desk.history import Step
from handlers.services import Services
from knowledge import citing
from storage import escalations, officers
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import EscalationStatus
from storage.tables import Escalation

MOST_SHOWN = 200


@dataclass(frozen=True)
class Question:
    """A handed-over question as the desk shows it; `left` is negative when it is overdue."""

    id: int
    text: str
    reason: str
    organ: str
    status: EscalationStatus
    opened_at: datetime
    due_at: datetime
    left: timedelta
    officer: str
    is_mine: bool

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been answered by now."""
        return self.left <= timedelta(0) and self.status in escalations.OPEN


@dataclass(frozen=True)
class Queue:
    """What is open, the first due first, and what is answered and waits to be closed."""

    open: tuple[Question, ...]
    answered: tuple[Question, ...]
    total: int
    overdue: int


@dataclass(frozen=True)
class Discussed:
    """The curated answer the person had last seen."""

    title: str
    short: str
    organ: str
    basis: str


@dataclass(frozen=True)
class Detail:
    """One question. `seen` is its last event, and `may` names the moves open to the officer."""

    question: Question
    lines: tuple[Line, ...]
    discussed: Discussed | None
    steps: tuple[Step, ...]
    seen: int
    may: frozenset[str]


def count(services: Services, _signed: Signed, *, at: datetime) -> tuple[int, int]:
    """Return how many questions are open, and how many of them are overdue."""
    with services.database.reading() as session:
        return escalations.count_open(session), escalations.count_open(session, due_by=at)


def overview(services: Services, signed: Signed, *, at: datetime) -> Queue:
    """Return the queue, at most `MOST_SHOWN` of each kind."""
    with services.database.reading() as session:
        waiting = escalations.queue(session, limit=MOST_SHOWN)
        answered = escalations.to_close(session, limit=MOST_SHOWN)
        numbers = {row.officer_id for row in (*waiting, *answered) if row.officer_id}
        logins = officers.logins(session, officer_ids=numbers)
        return Queue(
            open=tuple(_shown(session, row, signed, logins, at) for row in waiting),
            answered=tuple(_shown(session, row, signed, logins, at) for row in answered),
            total=escalations.count_open(session),
            overdue=escalations.count_open(session, due_by=at),
        )


def detail(services: Services, signed: Signed, *, escalation_id: int, at: datetime) -> Detail:
    """Return one question with the person's conversation and its history.

    Raises:
        NotFound: there is none with this id.
    """
    with services.database.reading() as session:
        found = escalations.get(session, escalation_id=escalation_id)
        events = escalations.events_of(session, escalation_id=escalation_id)
        logins = officers.logins(session, officer_ids={found.officer_id or 0})
        question = _shown(session, found, signed, logins, at)
        return Detail(
            question=question,
            lines=conversation.lately(session, person_id=found.person_id, at=at),
            discussed=_discussed(services, found.entry_id),
            steps=history.steps(session, events),
            seen=max((event.id or 0 for event in events), default=0),
            may=_may(question),
        )


def _shown(
    session: Session,
    row: Escalation,
    signed: Signed,
    logins: Mapping[int, str],
    at: datetime,
) -> Question:
    return Question(
        id=id_of(row),
        text=escalations.question_of(session, row),
        reason=row.reason,
        organ=row.organ,
        status=EscalationStatus(row.status),
        opened_at=row.opened_at,
        due_at=row.due_at,
        left=row.due_at - at,
        officer=logins.get(row.officer_id or 0, ""),
        is_mine=row.officer_id == signed.officer_id,
    )


def _discussed(services: Services, entry_id: str) -> Discussed | None:
    entry = services.knowledge.entries.get(entry_id)
    if entry is None:
        return None
    return Discussed(entry.title, entry.answer.short, entry.organ, citing.listing(entry.cites))


def _may(question: Question) -> frozenset[str]:
    """Return the moves that would be accepted now, as `replying` decides them."""
    match question.status:
        case EscalationStatus.WAITING:
            return frozenset({"take", "answer"})
        case EscalationStatus.TAKEN if question.is_mine:
            return frozenset({"release", "answer"})
        case EscalationStatus.TAKEN if question.is_overdue:
            return frozenset({"release"})
        case EscalationStatus.ANSWERED:
            return frozenset({"answer", "close"})
    return frozenset()
