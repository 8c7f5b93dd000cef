"""Say what is due: a job wakes up at every moment somebody has something due.

A batch of subscribers is one transaction: what is said to them, the record that it was
said, and when they are due next. The record's key keeps it to once per person, rule and
period, however many processes run. Leaving it to the outbox is all that is done here:
rate, retries and giving up are the worker's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from handlers.prompting import drawing, plan
from handlers.prompting.facts import facts_of
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge import citing
from knowledge.prompt_calendar import Occurrence
from knowledge.prompt_schema import Prompt
from storage import guidance, jobs, outbox, people, subscriptions
from storage.database import Session
from storage.guidance import Act, Mode
from storage.guidance_tables import Guidance, Subscription
from storage.identity import id_of
from storage.lifecycle import SubscriptionStatus
from storage.subscriptions import Wanted

log = structlog.get_logger()

KIND = "prompts"
AGAIN = "prompt_again"
BATCH = 200
REMEMBERED = timedelta(days=430)
WHEN_BROKEN = timedelta(hours=1)

is_quiet = plan.is_quiet


@dataclass(frozen=True)
class _Saying:
    row: Subscription
    rule: Prompt
    occurrence: Occurrence
    act: Act


def wake(session: Session, *, due_at: datetime, at: datetime) -> None:
    """Make sure that somebody looks when a subscriber is due.

    A moment that was looked at already and is still to come means that the clock was put
    back: it is looked at again.
    """
    key = f"{KIND}:{due_at.astimezone(LOCAL):%Y-%m-%dT%H:%M}"
    is_there = jobs.schedule(session, kind=KIND, key=key, payload={}, due_at=due_at)
    if not is_there and not jobs.move(session, key=key, due_at=due_at):
        again = f"{key}:{at:%Y%m%d%H%M%S}"
        jobs.schedule(session, kind=KIND, key=again, payload={}, due_at=due_at)


def run(services: Services, session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    """Take one batch of subscribers whose time has come; more of them, and it goes on."""
    rows = subscriptions.take_due(session, at=at, limit=BATCH)
    if len(rows) == BATCH:
        part = int(payload.get("part", 0)) + 1
        key = f"{KIND}:more:{at:%Y%m%d%H%M%S%f}:{part}"
        jobs.schedule(session, kind=KIND, key=key, payload={"part": part}, due_at=at)
    if plan.is_open(at, services.knowledge.calendar):
        _say_all(services, session, rows, at)
    else:
        for row in rows:
            _next(session, row, plan.next_opening(at, row.hour, services.knowledge.calendar))
    for due_at in sorted({row.next_due_at for row in rows if row.next_due_at}):
        wake(session, due_at=due_at, at=at)


def _say_all(
    services: Services, session: Session, rows: Sequence[Subscription], at: datetime
) -> None:
    wanted = subscriptions.wanted_by(session, rows)
    said = guidance.prompted(
        session, person_ids=[row.person_id for row in rows], since=at - REMEMBERED
    )
    sayings: list[_Saying] = []
    for row in rows:
        try:
            sayings += [*_of(services, row, wanted[id_of(row)], said.get(row.person_id, []), at)]
        except Exception:
            log.exception("prompt_planning_failed", subscription=row.id)
            _next(session, row, at + WHEN_BROKEN)
    records = {
        record.key: record
        for record in guidance.record_all(session, [one.act for one in sayings], at=at)
    }
    _put_all(
        services,
        session,
        [(one, records[one.act.key]) for one in sayings if one.act.key in records],
        at,
    )


def _of(
    services: Services,
    row: Subscription,
    wanted: Wanted,
    said: Sequence[tuple[str, datetime]],
    at: datetime,
) -> Iterator[_Saying]:
    """Yield what one subscriber is told now, and put down when they are due next."""
    book, calendar = services.knowledge.prompts, services.knowledge.calendar
    today, start = at.astimezone(LOCAL).date(), f"prompt:{row.person_id}:"
    known = {key.removeprefix(start) for key, _ in said}
    said_today = sum(when.astimezone(LOCAL).date() == today for _, when in said)
    now: list[Occurrence] = []
    for ahead in (plan.SOON_DAYS, plan.AHEAD_DAYS):
        found = plan.wanted(
            book.prompts.values(),
            facts_of(wanted),
            since=row.changed_at.astimezone(LOCAL).date(),
            today=today,
            known=known,
            calendar=calendar,
            ahead=ahead,
        )
        now = plan.due_on(found, today, said_today=said_today)
        later = [one for one in found if one not in now]
        row.next_due_at = plan.next_moment(later, at, row.hour, calendar)
        if later:
            break
    for one in now:
        rule = book.prompts[one.rule_id]
        yield _Saying(row, rule, one, act_of(rule, f"{start}{one.key}", row.person_id))


def act_of(rule: Prompt, key: str, person_id: int) -> Act:
    """Return the record of telling somebody a rule."""
    return Act(
        key=key,
        mode=Mode.PROMPTING,
        person_id=person_id,
        subject=rule.id,
        organ=rule.organ,
        basis=citing.listing(rule.cites),
        version=rule.reviewed.isoformat(),
    )


def _put_all(
    services: Services,
    session: Session,
    said: Sequence[tuple[_Saying, Guidance]],
    at: datetime,
) -> None:
    channels = people.channels(session, person_ids=[one.row.person_id for one, _ in said])
    today = at.astimezone(LOCAL).date()
    outbox.put_all(
        session,
        [
            outbox.Outgoing(
                person_id=one.row.person_id,
                channel=channels[one.row.person_id],
                key=guidance.message_key(id_of(record)),
                body=drawing.notice(
                    services, one.rule, one.occurrence, id_of(record), today
                ).model_dump(mode="json"),
                expires_at=_end_of(one.occurrence.useful_until),
            )
            for one, record in said
        ],
        at=at,
    )


def _end_of(day: date) -> datetime:
    return plan.moment(day + timedelta(days=1), 0)


def _next(session: Session, row: Subscription, due_at: datetime) -> None:
    row.next_due_at = due_at
    session.flush()


def run_again(
    _services: Services, session: Session, payload: Mapping[str, Any], at: datetime
) -> None:
    """Say a prompt again that its reader put off, unless it was settled or ended meanwhile."""
    record = guidance.find(session, guidance_id=int(payload["guidance"]))
    told = record and outbox.find(session, key=guidance.message_key(id_of(record)))
    if not record or not told or record.settled_at is not None:
        return
    if subscriptions.wants_nothing(session, person_id=told.person_id):
        return
    again = outbox.Outgoing(
        person_id=told.person_id,
        channel=told.channel,
        key=f"{told.key}:{at.astimezone(LOCAL):%Y-%m-%d}",
        body=outbox.body_of(session, told),
        expires_at=told.expires_at,
    )
    outbox.put_all(session, [again], at=at)


def person_is_gone(session: Session, *, person_id: int, at: datetime) -> None:
    """End the prompts of somebody whose chat is blocked or deleted."""
    if subscriptions.of_person(session, person_id=person_id) is not None:
        subscriptions.move(
            session, person_id=person_id, to=SubscriptionStatus.ENDED, why="gone", at=at
        )
