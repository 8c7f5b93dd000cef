"""Entries written at the desk: every wording a version, moved with a trace, none ever lost.

A version may be rewritten until it is submitted; what was reviewed stays as it was. Nothing
else writes a status: `move` is the one way, and leaves an event.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, func, select

from storage import knowledge_revision
from storage.entry_versions import LIVE, OPEN, hands
from storage.errors import IllegalMove, NotFound, Stale
from storage.identity import id_of
from storage.knowledge_tables import EntryEvent, EntryVersion
from storage.lifecycle import ENTRY_MOVES, EntryStatus, may_move
from storage.once import add_once

Body = Mapping[str, Any]


def begin(
    session: Session,
    *,
    entry_id: str,
    body: Body,
    organ: str,
    source: str,
    author_id: int,
    at: datetime,
) -> EntryVersion | None:
    """Start the next version of an entry, or return None when one is open."""
    draft = EntryVersion(
        entry_id=entry_id,
        number=_next(session, entry_id),
        body=_written(body),
        status=EntryStatus.DRAFT,
        organ=organ,
        source=source,
        author_id=author_id,
        created_at=at,
    )
    if not add_once(session, draft):
        return None
    _note(session, draft, start="", by=f"officer:{author_id}", reason="", at=at)
    return draft


def fresh_number(session: Session) -> int:
    """Return a number no entry of the desk has in its id."""
    return (session.exec(select(func.max(EntryVersion.id))).one() or 0) + 1


def lock(session: Session, *, version_id: int, seen: int) -> EntryVersion:
    """Return a version as it was seen, its row held.

    Raises:
        NotFound: there is none with this id.
        Stale: it changed since.
    """
    found = session.get(EntryVersion, version_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(f"entry version {version_id}")
    if found.version != seen:
        raise Stale(f"entry version {version_id}")
    return found


def rewrite(
    session: Session,
    found: EntryVersion,
    *,
    entry_id: str,
    body: Body,
    organ: str,
    by: str,
    at: datetime,
) -> None:
    """Put other words into a draft, and note whose hand it was.

    Raises:
        IllegalMove: it is no draft any more.
    """
    if found.status != EntryStatus.DRAFT:
        raise IllegalMove(f"entry version {found.id} is {found.status}")
    found.entry_id, found.body, found.organ = entry_id, _written(body), organ
    found.version += 1
    if by not in hands(session, found):
        _note(session, found, start=found.status, by=by, reason="", at=at)
    session.flush()


def move(
    session: Session,
    found: EntryVersion,
    *,
    to: EntryStatus,
    by: str,
    at: datetime,
    reason: str = "",
) -> None:
    """Change the status; publishing takes the place of what was published before.

    Raises:
        IllegalMove: the lifecycle has no such arrow.
    """
    start = EntryStatus(found.status)
    if not may_move(ENTRY_MOVES, start, to):
        raise IllegalMove(f"entry version {found.id}: {start} to {to}")
    if to is EntryStatus.PUBLISHED:
        for old in _published(session, found.entry_id):
            move(session, old, to=EntryStatus.SUPERSEDED, by=by, at=at)
    found.status = to
    found.version += 1
    if to not in OPEN:
        found.due_at = None
        found.decided_at = found.decided_at or at
    _note(session, found, start=start, by=by, reason=reason, at=at)
    if to in LIVE:
        knowledge_revision.count(session)


def take_away(
    session: Session,
    *,
    entry_id: str,
    body: Body,
    organ: str,
    officer_id: int,
    reason: str,
    at: datetime,
) -> EntryVersion:
    """Retire an entry; of a shipped one the version that is taken away is written down first."""
    by = f"officer:{officer_id}"
    found = next(iter(_published(session, entry_id)), None)
    if found is not None:
        move(session, found, to=EntryStatus.RETIRED, by=by, at=at, reason=reason)
        return found
    gone = EntryVersion(
        entry_id=entry_id,
        number=_next(session, entry_id),
        body=_written(body),
        status=EntryStatus.RETIRED,
        organ=organ,
        author_id=officer_id,
        created_at=at,
        decided_at=at,
    )
    session.add(gone)
    session.flush()
    _note(session, gone, start="", by=by, reason=reason, at=at)
    knowledge_revision.count(session)
    return gone


def _written(body: Body) -> str:
    return json.dumps(dict(body), ensure_ascii=False)


def _next(session: Session, entry_id: str) -> int:
    query = select(func.max(EntryVersion.number)).where(EntryVersion.entry_id == entry_id)
    return (session.exec(query).one() or 0) + 1


def _published(session: Session, entry_id: str) -> Sequence[EntryVersion]:
    query = select(EntryVersion).where(
        EntryVersion.entry_id == entry_id, EntryVersion.status == EntryStatus.PUBLISHED
    )
    return session.exec(query.with_for_update()).all()


def _note(
    session: Session, found: EntryVersion, *, start: str, by: str, reason: str, at: datetime
) -> None:
    event = EntryEvent(
        version_id=id_of(found), start=start, to=found.status, by=by, reason=reason, at=at
    )
    session.add(event)
    session.flush()
