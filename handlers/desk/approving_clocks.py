"""By when a draft must be reviewed, in working time; who is told that one waits, or is late.

A notice names the entry's title and when it is due, and leaves through the outbox once per
version, occasion and officer.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers.desk import duty, times
from handlers.services import Services
from handlers.turn import Kind, Part, Reply, Style
from storage import entry_versions, jobs, officer_channels, officers, outbox, people
from storage.database import Session
from storage.identity import id_of
from storage.knowledge_tables import EntryVersion
from storage.lifecycle import EntryStatus as Status
from storage.lifecycle import Role
from storage.tables import Officer

JOB = "entry_review"
WARN_BEFORE = timedelta(hours=4)
TERMS = {Status.IN_REVIEW: "review", Status.LEGAL_REVIEW: "legal_review"}
_ROLES = {Status.IN_REVIEW: Role.EDITOR, Status.LEGAL_REVIEW: Role.LEGAL_REVIEWER}


def start(services: Services, session: Session, found: EntryVersion, *, at: datetime) -> None:
    """Start the term of the review a version is now in, and tell who may do it."""
    current = duty.current(services, session)
    term = current.terms[TERMS[Status(found.status)]]
    found.due_at = current.due_after(at, term)
    session.flush()
    soon = current.due_after(at, max(term - WARN_BEFORE, timedelta(0)))
    for occasion, moment in (("soon", soon), ("late", found.due_at)):
        payload = {"version": id_of(found), "seen": found.version, "occasion": occasion}
        key = f"{JOB}:{found.id}:{found.version}:{occasion}"
        jobs.schedule(session, kind=JOB, key=key, payload=payload, due_at=moment)
    _tell(services, session, found, "waits", at=at)


def run(services: Services, session: Session, payload: Mapping[str, Any], at: datetime) -> None:
    """Warn that a review is due or late; nothing when it was decided meanwhile."""
    found = entry_versions.get(session, version_id=int(payload["version"]))
    if found.status in TERMS and found.version == payload["seen"]:
        _tell(services, session, found, str(payload["occasion"]), at=at)


def _tell(
    services: Services, session: Session, found: EntryVersion, occasion: str, *, at: datetime
) -> None:
    numbers = {id_of(one) for one in _reviewers(session, found)}
    title = str(entry_versions.body_of(found).get("title", ""))
    due = times.moment(services.wording, found.due_at) if found.due_at else ""
    said = services.wording.say(f"editing.notice.{occasion}", title=title, due=due)
    reply = Reply(kind=Kind.NOTICE, parts=(Part(style=Style.TEXT, text=said),))
    for place in officer_channels.reaching(session, officer_ids=numbers):
        person = people.find(session, channel=place.channel, address=place.address)
        if person is None:
            continue
        outbox.put(
            session,
            person_id=id_of(person),
            channel=place.channel,
            key=f"entry:{found.id}:{found.version}:{occasion}:{place.officer_id}",
            body=reply.model_dump(mode="json"),
            at=at,
        )


def _reviewers(session: Session, found: EntryVersion) -> list[Officer]:
    hands = entry_versions.hands(session, found)
    return [
        one
        for one in officers.active_in(session, role=_ROLES[Status(found.status)])
        if one.organ in ("", found.organ) and f"officer:{one.id}" not in hands
    ]
