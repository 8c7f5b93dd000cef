"""Read the versions of entries written at the desk; `entry_drafts` writes them."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlmodel import Session, col, func, select

from storage.errors import NotFound
from storage.identity import id_of
from storage.knowledge_tables import EntryEvent, EntryVersion
from storage.lifecycle import EntryStatus

OPEN = (EntryStatus.DRAFT, EntryStatus.IN_REVIEW, EntryStatus.LEGAL_REVIEW)
REVIEWED = OPEN[1:]
# The newest of these is what the bot goes by.
LIVE = (EntryStatus.PUBLISHED, EntryStatus.RETIRED)


def get(session: Session, *, version_id: int) -> EntryVersion:
    """Return a version.

    Raises:
        NotFound: there is none with this id.
    """
    found = session.get(EntryVersion, version_id)
    if found is None:
        raise NotFound(f"entry version {version_id}")
    return found


def live(session: Session) -> Sequence[EntryVersion]:
    """Return for each entry of the desk the version the bot goes by, by entry."""
    newest = (
        select(func.max(EntryVersion.number))
        .where(col(EntryVersion.status).in_(LIVE))
        .group_by(EntryVersion.entry_id)
        .add_columns(col(EntryVersion.entry_id))
        .subquery()
    )
    query = select(EntryVersion).join(
        newest,
        (newest.c[1] == col(EntryVersion.entry_id)) & (newest.c[0] == col(EntryVersion.number)),
    )
    return session.exec(query.order_by(EntryVersion.entry_id)).all()


def listing(
    session: Session, *, organ: str, statuses: Collection[EntryStatus], limit: int
) -> Sequence[EntryVersion]:
    """Return an organ's versions (all when empty), first due first, then the newest."""
    query = select(EntryVersion).where(col(EntryVersion.status).in_(statuses))
    if organ:
        query = query.where(EntryVersion.organ == organ)
    query = query.order_by(
        col(EntryVersion.due_at).is_(None), col(EntryVersion.due_at), col(EntryVersion.id).desc()
    )
    return session.exec(query.limit(limit)).all()


def of_entry(session: Session, *, entry_id: str) -> Sequence[EntryVersion]:
    """Return all versions of an entry, the newest first."""
    query = select(EntryVersion).where(EntryVersion.entry_id == entry_id)
    return session.exec(query.order_by(col(EntryVersion.number).desc())).all()


def of_source(session: Session, *, source: str) -> EntryVersion | None:
    """Return the newest version that was drafted from something."""
    query = select(EntryVersion).where(EntryVersion.source == source)
    return session.exec(query.order_by(col(EntryVersion.id).desc())).first()


def events_of(session: Session, *, version_id: int) -> Sequence[EntryEvent]:
    """Return a version's history, oldest first."""
    query = select(EntryEvent).where(EntryEvent.version_id == version_id)
    return session.exec(query.order_by(col(EntryEvent.id))).all()


def hands(session: Session, found: EntryVersion) -> frozenset[str]:
    """Return the marks of all who wrote in a version: none of them may approve it."""
    events = events_of(session, version_id=id_of(found))
    return frozenset(event.by for event in events if event.to == EntryStatus.DRAFT)


def body_of(found: EntryVersion) -> dict[str, Any]:
    """Return what a version says."""
    body = json.loads(found.body)
    assert isinstance(body, dict)  # noqa: S101  # only this module writes it
    return body
