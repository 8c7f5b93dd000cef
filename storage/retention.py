"""Delete what is past its time (PIPL Art. 19, 47), by rules that are one literal table.

The periods are the service's own, but for case files, which follow the archive rules.
`docs/operations/admin-handbook.md` says the same in words, and a test compares. Rows that
statistics count stay, without words and without whose they were.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Select, String, delete, literal, update
from sqlalchemy import cast as sql_cast
from sqlmodel import Session, SQLModel, col, or_, select

from storage.case_lifecycle import OPEN
from storage.case_tables import Case, CaseEvent, Link
from storage.escalation_tables import Escalation, EscalationEvent
from storage.file_tables import FilingDraft, StoredFile
from storage.guidance_tables import SelfCheckRun, Subscription, SubscriptionTrade
from storage.lifecycle import SubscriptionStatus
from storage.sealing import sealer
from storage.tables import Dialogue, Job, Message, Person, Rating, TurnRecord

GONE = "gone:"
DRAFT, CASE, COPY = "draft:", "case:", "person:"
YEAR = 365

Apply = Callable[[Session, datetime, int], int]


@dataclass(frozen=True)
class Rule:
    """What is deleted so many days after it was last needed; `apply` returns how much was."""

    name: str
    days: int
    apply: Apply


def run(session: Session, *, at: datetime, limit: int) -> dict[str, int]:
    """Apply every rule to at most `limit` rows and return how many each deleted."""
    done = {rule.name: rule.apply(session, at - timedelta(days=rule.days), limit) for rule in RULES}
    session.expire_all()
    return done


def _blanking(table: Any, columns: Sequence[str], *, since: Any, only: Any = None) -> Apply:
    """Return what empties columns of rows, leaving the rows to be counted."""

    def apply(session: Session, before: datetime, limit: int) -> int:
        words = getattr(table, columns[0])
        old = select(table.id).where(since < before, words != "")
        if only is not None:
            old = old.where(only)
        change = update(table).where(table.id.in_(old.limit(limit)))
        return _count(session, change.values(dict.fromkeys(columns, "")))

    return apply


def _deleting(table: Any, *, since: Any, only: Any = None, key: str = "id") -> Apply:
    def apply(session: Session, before: datetime, limit: int) -> int:
        name = getattr(table, key)
        old = select(name).where(since < before)
        if only is not None:
            old = old.where(only)
        return _count(session, delete(table).where(name.in_(old.limit(limit))))

    return apply


def _drafts(session: Session, before: datetime, limit: int) -> int:
    old = select(FilingDraft.id).where(FilingDraft.updated_at < before).limit(limit)
    numbers = session.exec(old).all()
    for number in numbers:
        delete_files(session, owner=f"{DRAFT}{number}")
    return _count(session, delete(FilingDraft).where(col(FilingDraft.id).in_(numbers)))


def _subscriptions(session: Session, before: datetime, limit: int) -> int:
    """Empty what was ended: that somebody wants nothing unasked stays, what they hold goes."""
    old = select(Subscription.id).where(
        Subscription.status == SubscriptionStatus.ENDED,
        col(Subscription.changed_at) < before,
        or_(Subscription.audience != "", Subscription.district != ""),
    )
    return empty_subscriptions(session, session.exec(old.limit(limit)).all())


def empty_subscriptions(session: Session, numbers: Sequence[int | None]) -> int:
    """Forget what subscribers told us, keeping their rows."""
    trades = col(SubscriptionTrade.subscription_id).in_(numbers)
    session.execute(delete(SubscriptionTrade).where(trades))
    change = update(Subscription).where(col(Subscription.id).in_(numbers))
    facts = sealer(session).seal("{}")
    return _count(session, change.values(sealed_facts=facts, audience="", district=""))


def _cases(session: Session, before: datetime, limit: int) -> int:
    """Delete whole case files whose last event is so old, with everything that belongs to them."""
    alive = select(CaseEvent.case_id).where(CaseEvent.at >= before)
    old = select(Case.id).where(
        col(Case.status).not_in(list(OPEN)),
        col(Case.filed_at) < before,
        col(Case.id).not_in(alive),
    )
    numbers = [number for number in session.exec(old.limit(limit)).all() if number is not None]
    for number in numbers:
        delete_files(session, owner=f"{CASE}{number}")
    for table in reversed(SQLModel.metadata.sorted_tables):
        if "case_id" in table.columns:
            session.execute(delete(table).where(table.columns.case_id.in_(numbers)))
    return _count(session, delete(Case).where(col(Case.id).in_(numbers)))


def _people(session: Session, before: datetime, limit: int) -> int:
    """Forget the addresses of people who have not written for long and have nothing open."""
    asking = select(Escalation.person_id).where(col(Escalation.closed_at).is_(None))
    # A case file keeps its parties while it is kept.
    applying, answering = select(Case.person_id), select(Case.respondent_id)
    answering = answering.where(col(Case.respondent_id).is_not(None))
    old: Select[Any] = select(Person.id).where(
        col(Person.last_seen_at) < before,
        ~col(Person.address).startswith(GONE),
        col(Person.id).not_in(asking),
        col(Person.id).not_in(applying),
        col(Person.id).not_in(answering),
    )
    return forget(session, col(Person.id).in_(old.limit(limit)))


def forget(session: Session, whom: ColumnElement[bool]) -> int:
    """Replace people's addresses by numbers: what they did is counted, who they were is gone."""
    address = literal(GONE) + sql_cast(col(Person.id), String)
    change = update(Person).where(whom).values(address=address, consented_at=None)
    return _count(session, change)


def delete_files(session: Session, *, owner: str) -> int:
    """Delete the files of an owner and of what belongs to it."""
    is_theirs = or_(col(StoredFile.owner) == owner, col(StoredFile.owner).startswith(f"{owner}:"))
    return _count(session, delete(StoredFile).where(is_theirs))


def _count(session: Session, statement: Any) -> int:
    return cast(CursorResult[Any], session.execute(statement)).rowcount


RULES: tuple[Rule, ...] = (
    Rule("turns", 180, _blanking(TurnRecord, ("sealed_text", "action"), since=TurnRecord.at)),
    Rule(
        "outbox",
        180,
        _deleting(
            Message,
            since=Message.created_at,
            only=or_(col(Message.sent_at).is_not(None), col(Message.given_up_at).is_not(None)),
        ),
    ),
    Rule("dialogues", 180, _deleting(Dialogue, since=Dialogue.updated_at, key="person_id")),
    Rule("filing_drafts", 30, _drafts),
    Rule(
        "copies",
        7,
        _deleting(StoredFile, since=StoredFile.at, only=col(StoredFile.owner).startswith(COPY)),
    ),
    Rule("links", 30, _deleting(Link, since=Link.expires_at, key="token_hash")),
    Rule("selfcheck_runs", 180, _deleting(SelfCheckRun, since=SelfCheckRun.started_at)),
    Rule("subscriptions", 180, _subscriptions),
    Rule("jobs", 90, _blanking(Job, ("sealed_payload",), since=Job.ended_at)),
    Rule(
        "escalations",
        YEAR,
        _blanking(Escalation, ("sealed_question",), since=Escalation.closed_at),
    ),
    Rule(
        "escalation_events",
        YEAR,
        _blanking(
            EscalationEvent,
            ("sealed_note",),
            since=EscalationEvent.at,
            only=col(EscalationEvent.escalation_id).in_(
                select(Escalation.id).where(col(Escalation.closed_at).is_not(None))
            ),
        ),
    ),
    Rule("ratings", YEAR, _blanking(Rating, ("sealed_comment",), since=Rating.at)),
    Rule("cases", 10 * YEAR, _cases),
    Rule("people", 2 * YEAR, _people),
)
