"""What we hold about one person: told, copied, erased at their wish (PIPL Art. 45–47)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, func, or_, select

from storage import cases, guidance, retention, selfchecks, turns
from storage import outbox as messages
from storage.case_tables import Link, Settlement
from storage.escalation_tables import Escalation, EscalationEvent
from storage.file_tables import Consent, FilingDraft
from storage.guidance_tables import SelfCheckRun, Subscription
from storage.identity import id_of
from storage.lifecycle import SubscriptionStatus
from storage.sealing import sealer
from storage.tables import Message, Person, Rating, TurnRecord


@dataclass(frozen=True)
class Holdings:
    """How much we hold, and what of it can't be erased now."""

    since: datetime
    messages: int
    questions_open: int
    questions_closed: int
    cases: tuple[str, ...]
    drafts: int
    reminders: int
    self_checks: int


@dataclass(frozen=True)
class Said:
    """One message of either side."""

    at: datetime
    author: str
    body: Any


@dataclass(frozen=True)
class Asked:
    """A question handed over."""

    at: datetime
    status: str
    text: str


@dataclass(frozen=True)
class Filed:
    """A case the person is a side of; what the applicant wrote is the applicant's own."""

    number: str
    status: str
    at: datetime
    application: dict[str, str]


def holdings(session: Session, *, person_id: int) -> Holdings:
    """Return how much we hold about a person."""
    person = session.get_one(Person, person_id)
    asked = select(Escalation.closed_at).where(Escalation.person_id == person_id)
    closings = session.exec(asked).all()
    return Holdings(
        since=person.first_seen_at,
        messages=_count(session, TurnRecord, col(TurnRecord.sealed_text) != "", person_id),
        questions_open=sum(at is None for at in closings),
        questions_closed=sum(at is not None for at in closings),
        cases=_case_numbers(session, person_id),
        drafts=len(_drafts(session, person_id)),
        reminders=_count(
            session, Subscription, col(Subscription.status) != SubscriptionStatus.ENDED, person_id
        ),
        self_checks=_count(session, SelfCheckRun, col(SelfCheckRun.id) > 0, person_id),
    )


def conversation(session: Session, *, person_id: int) -> list[Said]:
    """Return everything both sides said, oldest first."""
    theirs = select(TurnRecord).where(TurnRecord.person_id == person_id)
    ours = select(Message).where(Message.person_id == person_id)
    said = [
        *(Said(row.at, "person", turns.text_of(session, row)) for row in session.exec(theirs)),
        *(
            Said(row.created_at, row.author, messages.body_of(session, row))
            for row in session.exec(ours)
        ),
    ]
    return sorted(said, key=lambda one: one.at)


def questions(session: Session, *, person_id: int) -> list[Asked]:
    """Return the questions the person handed over, oldest first."""
    query = select(Escalation).where(Escalation.person_id == person_id)
    box = sealer(session)
    return [
        Asked(row.opened_at, row.status, box.open(row.sealed_question))
        for row in session.exec(query.order_by(col(Escalation.id))).all()
    ]


def filed(session: Session, *, person_id: int) -> list[Filed]:
    """Return the cases the person is a side of, the newest first."""
    found = []
    for case in cases.of_person(session, person_id=person_id):
        is_own = case.person_id == person_id
        written = cases.application_of(session, case) if is_own else {}
        found.append(Filed(case.number, case.status, case.filed_at, written))
    return found


def erase(session: Session, *, person_id: int) -> None:
    """Erase all that no law and no work in hand makes us keep.

    What stays is open questions, case files, and what is only counted. The dialogue's own
    row is locked by the turn that asks for this, which empties it.
    """
    _words(session, person_id)
    for draft in _drafts(session, person_id):
        retention.delete_files(session, owner=f"{retention.DRAFT}{id_of(draft)}")
        session.delete(draft)
    retention.delete_files(session, owner=f"{retention.COPY}{person_id}")
    _subscription(session, person_id)
    selfchecks.erase(session, person_id=person_id)
    guidance.forget(session, person_id=person_id)
    session.execute(delete(Link).where(col(Link.person_id) == person_id))
    session.execute(
        delete(Consent).where(
            col(Consent.person_id) == person_id, ~col(Consent.subject).startswith(retention.CASE)
        )
    )
    session.flush()


def is_needed(session: Session, *, person_id: int) -> bool:
    """Whether something of the person's is open or filed, so that we must still reach them."""
    is_open = col(Escalation.closed_at).is_(None)
    asks = select(Escalation.id).where(Escalation.person_id == person_id, is_open)
    if session.exec(asks.limit(1)).first() is not None:
        return True
    return bool(_case_numbers(session, person_id))


def forget(session: Session, *, person_id: int, unless_since: datetime) -> bool:
    """Forget the address of who erased everything; False when they wrote since or are needed."""
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None or person.last_seen_at > unless_since:
        return False
    if is_needed(session, person_id=person_id):
        return False
    _words(session, person_id)
    retention.forget(session, col(Person.id) == person_id)
    return True


def _words(session: Session, person_id: int) -> None:
    """Erase what was said on both sides, but for questions an officer still works on."""
    theirs = col(TurnRecord.person_id) == person_id
    session.execute(update(TurnRecord).where(theirs).values(sealed_text="", action=""))
    session.execute(delete(Message).where(col(Message.person_id) == person_id))
    closed = select(Escalation.id).where(
        Escalation.person_id == person_id, col(Escalation.closed_at).is_not(None)
    )
    session.execute(
        update(Escalation).where(col(Escalation.id).in_(closed)).values(sealed_question="")
    )
    session.execute(
        update(EscalationEvent)
        .where(col(EscalationEvent.escalation_id).in_(closed))
        .values(sealed_note="")
    )
    rated = col(Rating.person_id) == person_id
    session.execute(update(Rating).where(rated).values(sealed_comment=""))


def _subscription(session: Session, person_id: int) -> None:
    """Forget what the person told; that they want nothing unasked stays."""
    query = select(Subscription).where(Subscription.person_id == person_id)
    for row in session.exec(query).all():
        retention.empty_subscriptions(session, [row.id])
        if row.status != SubscriptionStatus.ENDED:
            session.delete(row)


def _drafts(session: Session, person_id: int) -> list[FilingDraft]:
    query = select(FilingDraft).where(
        or_(FilingDraft.person_id == person_id, FilingDraft.linked_person_id == person_id)
    )
    return list(session.exec(query).all())


def _case_numbers(session: Session, person_id: int) -> tuple[str, ...]:
    own = [case.number for case in cases.of_person(session, person_id=person_id)]
    settled = select(Settlement.number).where(Settlement.person_id == person_id)
    return (*own, *session.exec(settled).all())


def _count(session: Session, table: Any, only: Any, person_id: int) -> int:
    query = select(func.count()).select_from(table).where(table.person_id == person_id, only)
    return int(session.exec(query).one())
