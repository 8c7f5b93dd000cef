"""Who is prompted about what, and when next; one row a person.

A row in the status `ended` says that the person wants nothing unasked. What they hold is
sealed; trade, district and kind of business are columns, for officers address by them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, func, select

from storage import audit
from storage.guidance_tables import Subscription, SubscriptionTrade
from storage.lifecycle import SUBSCRIPTION_MOVES, SubscriptionStatus, may_move
from storage.once import add_once
from storage.sealing import sealer
from storage.tables import Person


@dataclass(frozen=True)
class Wanted:
    """What a person told. `held` is kept sealed and means nothing here."""

    industries: tuple[str, ...] = ()
    audience: str = ""
    district: str = ""
    held: Mapping[str, Any] = field(default_factory=dict)


def of_person(session: Session, *, person_id: int) -> Subscription | None:
    """Return the person's row, whatever its status."""
    query = select(Subscription).where(Subscription.person_id == person_id)
    return session.exec(query).first()


def wants_nothing(session: Session, *, person_id: int) -> bool:
    """Whether the person ended prompts: they are then told nothing unasked."""
    found = of_person(session, person_id=person_id)
    return found is not None and found.status == SubscriptionStatus.ENDED


def wanted_by(session: Session, rows: Sequence[Subscription]) -> dict[int, Wanted]:
    """Return what these subscribers told, by subscription."""
    ids = [row.id for row in rows]
    query = select(SubscriptionTrade).where(col(SubscriptionTrade.subscription_id).in_(ids))
    trades: dict[int, list[str]] = {}
    for trade in session.exec(query).all():
        trades.setdefault(trade.subscription_id, []).append(trade.industry)
    opener = sealer(session)
    return {
        row.id or 0: Wanted(
            industries=tuple(sorted(trades.get(row.id or 0, ()))),
            audience=row.audience,
            district=row.district,
            held=json.loads(opener.open(row.sealed_facts)),
        )
        for row in rows
    }


def keep(
    session: Session,
    *,
    person_id: int,
    wanted: Wanted,
    hour: int,
    next_due_at: datetime | None,
    at: datetime,
) -> Subscription:
    """Write what a person wants; starts a subscription or changes the one there is."""
    row = of_person(session, person_id=person_id)
    if row is None:
        sealed = sealer(session).seal("{}")
        row = Subscription(
            person_id=person_id, status=SubscriptionStatus.ACTIVE, sealed_facts=sealed,
            hour=hour, created_at=at, changed_at=at,
        )  # fmt: skip
        if not add_once(session, row):
            row = session.exec(
                select(Subscription).where(Subscription.person_id == person_id)
            ).one()
        _note(session, row, "started", at)
    elif row.status != SubscriptionStatus.ACTIVE:
        move(session, person_id=person_id, to=SubscriptionStatus.ACTIVE, why="person", at=at)
    row.audience, row.district, row.hour = wanted.audience, wanted.district, hour
    row.sealed_facts = sealer(session).seal(json.dumps(dict(wanted.held), ensure_ascii=False))
    row.next_due_at, row.changed_at = next_due_at, at
    _keep_trades(session, row, wanted.industries)
    return row


def rewrite(session: Session, row: Subscription, *, wanted: Wanted) -> None:
    """Write what a subscriber wants without touching when they are due."""
    row.sealed_facts = sealer(session).seal(json.dumps(dict(wanted.held), ensure_ascii=False))
    session.flush()


def _keep_trades(session: Session, row: Subscription, industries: Sequence[str]) -> None:
    session.exec(delete(SubscriptionTrade).where(col(SubscriptionTrade.subscription_id) == row.id))
    session.add_all(
        SubscriptionTrade(subscription_id=row.id or 0, industry=name) for name in set(industries)
    )
    session.flush()


def move(
    session: Session, *, person_id: int, to: SubscriptionStatus, why: str, at: datetime
) -> bool:
    """Pause, resume or end; False when there is no such arrow, and nothing is changed.

    Somebody who never subscribed may end prompts too: that is how they are left in peace.
    """
    row = of_person(session, person_id=person_id)
    if row is None:
        if to is not SubscriptionStatus.ENDED:
            return False
        row = keep(session, person_id=person_id, wanted=Wanted(), hour=0, next_due_at=None, at=at)
    if not may_move(SUBSCRIPTION_MOVES, SubscriptionStatus(row.status), to):
        return False
    row.status, row.changed_at = to, at
    row.ended_why = why if to is SubscriptionStatus.ENDED else ""
    session.flush()
    _note(session, row, to, at)
    return True


def _note(session: Session, row: Subscription, what: str, at: datetime) -> None:
    audit.record(
        session,
        actor=f"person:{row.person_id}",
        action=f"subscription.{what}",
        subject=f"person:{row.person_id}",
        at=at,
        detail={"why": row.ended_why} if row.ended_why else None,
    )


def take_due(session: Session, *, at: datetime, limit: int) -> list[Subscription]:
    """Return subscribers whose time has come, longest due first; others skip them."""
    query = (
        select(Subscription)
        .where(
            Subscription.status == SubscriptionStatus.ACTIVE,
            col(Subscription.next_due_at) <= at,
        )
        .order_by(col(Subscription.next_due_at), col(Subscription.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.exec(query).all())


def recipients(
    session: Session, *, industry: str, district: str, after: int, limit: int
) -> list[tuple[int, str]]:
    """Return the next people of a group, with their channel, by number."""
    query = select(Person.id, Person.channel).join(
        Subscription, col(Subscription.person_id) == col(Person.id)
    )
    query = query.where(col(Person.id) > after, *_in_group(industry, district))
    rows = session.exec(query.order_by(col(Person.id)).limit(limit)).all()
    return [(person_id or 0, channel) for person_id, channel in rows]


def count(session: Session, *, industry: str, district: str) -> int:
    """Return how many people a group has now."""
    query = select(func.count()).select_from(Subscription).where(*_in_group(industry, district))
    return session.exec(query).one()


def _in_group(industry: str, district: str) -> list[Any]:
    found: list[Any] = [Subscription.status == SubscriptionStatus.ACTIVE]
    if district:
        found.append(Subscription.district == district)
    if industry:
        trades = select(SubscriptionTrade.subscription_id).where(
            SubscriptionTrade.industry == industry
        )
        found.append(col(Subscription.id).in_(trades))
    return found


def erase(session: Session, *, person_id: int) -> None:
    """Forget what a person told (PIPL Art. 47)."""
    row = of_person(session, person_id=person_id)
    if row is not None:
        _keep_trades(session, row, ())
        session.delete(row)
        session.flush()
