"""Send an approved prompt of officers to its group, in batches, until it is stopped.

Every recipient is an act of guidance with a key of its own: a batch that a crash cut
short is begun again and says nothing twice. Runs in office hours only.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.actions import write
from handlers.prompting import plan
from handlers.services import Services
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import broadcasts, guidance, jobs, outbox, subscriptions
from storage.database import Session
from storage.guidance import Act, Mode
from storage.guidance_tables import Broadcast, Guidance
from storage.identity import id_of
from storage.lifecycle import BroadcastStatus

KIND = "broadcast"
BATCH = 200
# What officers send is news: who can't be reached within this time is not told any more.
USEFUL_FOR = timedelta(days=3)


def schedule(session: Session, row: Broadcast, *, due_at: datetime) -> None:
    """Have the next batch sent."""
    key = f"{KIND}:{row.id}:{row.last_person_id}:{due_at:%Y%m%d%H%M}"
    jobs.schedule(session, kind=KIND, key=key, payload={"broadcast": row.id}, due_at=due_at)


def run(services: Services, session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    """Make one batch ready to leave; a stopped broadcast ends here."""
    row = broadcasts.get(session, broadcast_id=int(payload["broadcast"]))
    if row.status != BroadcastStatus.APPROVED:
        return
    calendar = services.knowledge.calendar
    if not plan.is_open(at, calendar):
        schedule(session, row, due_at=plan.next_opening(at, plan.HOURS[0], calendar))
        return
    group = subscriptions.recipients(
        session, industry=row.industry, district=row.district,
        after=row.last_person_id, limit=BATCH,
    )  # fmt: skip
    _put(services, session, row, group, at)
    if len(group) == BATCH:
        schedule(session, row, due_at=at)
    else:
        broadcasts.move(session, row, to=BroadcastStatus.SENT, by=None, at=at)


def _put(
    services: Services, session: Session, row: Broadcast, group: list[tuple[int, str]], at: datetime
) -> None:
    acts = [_act(row, person_id) for person_id, _ in group]
    records = guidance.record_all(session, acts, at=at)
    channels = dict(group)
    outbox.put_all(
        session,
        [
            _message(services, row, record, channels[record.person_id or 0], at)
            for record in records
        ],
        at=at,
    )
    if group:
        broadcasts.reached(session, row, person_id=group[-1][0])


def _act(row: Broadcast, person_id: int) -> Act:
    return Act(
        key=f"broadcast:{row.id}:{person_id}",
        mode=Mode.PROMPTING,
        person_id=person_id,
        subject=f"broadcast:{row.id}",
        organ=row.organ,
        basis=row.basis,
        version=f"{row.approved_at:%Y-%m-%d}",
        by=f"officer:{row.author_id}",
        broadcast_id=row.id,
    )


def _message(
    services: Services, row: Broadcast, record: Guidance, channel: str, at: datetime
) -> outbox.Outgoing:
    return outbox.Outgoing(
        person_id=record.person_id or 0,
        channel=channel,
        key=guidance.message_key(id_of(record)),
        body=draw(services, row, id_of(record)).model_dump(mode="json"),
        expires_at=at + USEFUL_FOR,
        author="officer",
    )


def draw(services: Services, row: Broadcast, guidance_id: int) -> Reply:
    """Return the prompt as its recipients see it."""
    say = services.wording.say
    parts = [
        Part(style=Style.LEAD, text=say("prompting.lead", title=row.title)),
        Part(style=Style.TEXT, text=row.text),
    ]
    if row.basis:
        parts.append(Part(style=Style.BASIS, text=say("answer.basis", cites=row.basis)))
    called = services.knowledge.vocabulary.organ_in_words(row.organ) if row.organ else ""
    if called:
        parts.append(Part(style=Style.TEXT, text=say("prompting.from_organ", organ=called)))
    parts.append(Part(style=Style.NOTE, text=say("prompting.not_binding")))
    buttons = (
        Button(label=say("prompting.buttons.pr_read"), action=write("pr_read", guidance_id)),
        Button(label=say("prompting.buttons.pr_end"), action=write("pr_end", "all")),
    )
    return Reply(kind=Kind.NOTICE, parts=tuple(parts), buttons=buttons)
