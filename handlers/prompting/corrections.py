"""Tell people when the law made wrong what they were answered (a correction).

An entry is changed or gone; whoever was answered with it in the last months, and still
wants to be told things, is told once. Called from the desk when the change is published.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.actions import write
from handlers.answering import entry_button
from handlers.prompting.drawing import day_in_words
from handlers.services import Services
from handlers.talk import LOCAL
from handlers.turn import Button, Kind, Part, Reply, Style
from knowledge import citing
from knowledge.schema import Entry
from storage import guidance, jobs, outbox, people, subscriptions
from storage.database import Session
from storage.guidance import Act, Mode
from storage.identity import id_of

KIND = "corrections"
# The service's own default: who was answered longer ago is not told.
MONTHS = 12
BATCH = 200


def start(
    session: Session,
    *,
    entry_id: str,
    title: str,
    changed_at: datetime,
    by: str,
    months: int = MONTHS,
    at: datetime,
) -> int:
    """Have everybody told who was answered before the change; return how many that are.

    `title` is how the answer was called then: the entry itself may be gone.
    """
    since = changed_at - timedelta(days=31 * months)
    told = guidance.told_by_entry(session, entry_id=entry_id, since=since, until=changed_at)
    payload = {
        "entry": entry_id,
        "title": title,
        "since": since.isoformat(),
        "changed_at": changed_at.isoformat(),
        "by": by,
        "after": 0,
    }
    key = f"{KIND}:{entry_id}:{changed_at:%Y%m%d%H%M%S}:0"
    jobs.schedule(session, kind=KIND, key=key, payload=payload, due_at=at)
    return len(told)


def run(services: Services, session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    """Tell one batch, and leave the rest to the next job."""
    entry_id, after = str(payload["entry"]), int(payload["after"])
    changed_at = datetime.fromisoformat(str(payload["changed_at"]))
    since = datetime.fromisoformat(str(payload["since"]))
    told = guidance.told_by_entry(session, entry_id=entry_id, since=since, until=changed_at)
    batch = [person_id for person_id in told if person_id > after][:BATCH]
    if len(batch) == BATCH:
        key = f"{KIND}:{entry_id}:{changed_at:%Y%m%d%H%M%S}:{batch[-1]}"
        following = {**payload, "after": batch[-1]}
        jobs.schedule(session, kind=KIND, key=key, payload=following, due_at=at)
    wanting = [one for one in batch if not subscriptions.wants_nothing(session, person_id=one)]
    entry = services.knowledge.entries.get(entry_id)
    acts = [_act(payload, entry, one, changed_at) for one in wanting]
    rows = guidance.record_all(session, acts, at=at)
    channels = people.channels(session, person_ids=wanting)
    reply = _correction(services, str(payload["title"]), entry, changed_at)
    outbox.put_all(
        session,
        [
            outbox.Outgoing(
                person_id=row.person_id or 0,
                channel=channels[row.person_id or 0],
                key=guidance.message_key(id_of(row)),
                body=reply.model_dump(mode="json"),
            )
            for row in rows
        ],
        at=at,
    )


def _act(
    payload: Mapping[str, Any], entry: Entry | None, person_id: int, changed_at: datetime
) -> Act:
    return Act(
        key=f"correction:{payload['entry']}:{changed_at:%Y%m%d}:{person_id}",
        mode=Mode.RETURN_VISIT,
        person_id=person_id,
        subject=str(payload["entry"]),
        organ=entry.organ if entry else "",
        basis=citing.listing(entry.cites) if entry else "",
        version=entry.reviewed.date.isoformat() if entry else "",
        by=str(payload["by"]),
    )


def _correction(services: Services, title: str, entry: Entry | None, changed_at: datetime) -> Reply:
    day = changed_at.astimezone(LOCAL).date()
    holds = entry is not None and entry.holds_on(day)
    say = services.wording.say
    shown = day_in_words(services.wording, day)
    key = "corrected" if holds else "corrected_gone"
    parts = [Part(style=Style.LEAD, text=say(f"prompting.{key}", day=shown, title=title))]
    buttons: list[Button] = []
    if entry is not None and holds:
        parts.append(Part(style=Style.TEXT, text=entry.answer.short))
        basis = say("answer.basis", cites=citing.listing(entry.cites))
        parts.append(Part(style=Style.BASIS, text=basis))
        buttons.append(entry_button(entry))
    parts.append(Part(style=Style.NOTE, text=say("prompting.not_binding")))
    label = say("prompting.buttons.pr_end")
    buttons.append(Button(label=label, action=write("pr_end", "all")))
    return Reply(kind=Kind.NOTICE, parts=tuple(parts), buttons=tuple(buttons))
