"""What the list of knowledge shows, and one entry with all its versions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import access
from handlers.desk.access import Signed
from handlers.desk.approving import may_decide
from handlers.desk.editing import WRITES
from handlers.services import Services
from handlers.talk import LOCAL
from knowledge import drafting, entry_check
from knowledge.entry_check import Near
from storage import entry_versions, officers
from storage.database import Session
from storage.errors import NotFound
from storage.identity import id_of
from storage.knowledge_tables import EntryVersion
from storage.lifecycle import EntryStatus as Status
from storage.lifecycle import Role

SEES = (*WRITES, Role.LEGAL_REVIEWER, Role.SUPERVISOR)
MOST_SHOWN = 100
FOUND = 8


@dataclass(frozen=True)
class Row:
    """A version in the list."""

    id: int
    entry_id: str
    number: int
    title: str
    organ: str
    tier: str
    status: str
    author: str
    due_at: datetime | None
    is_late: bool
    may_decide: bool


@dataclass(frozen=True)
class EntryView:
    """An entry as it is said, and all its versions."""

    entry_id: str
    title: str
    organ: str
    is_known: bool
    is_held: bool
    fields: Mapping[str, str]
    versions: Sequence[Row]
    may: frozenset[str]


def listing(
    services: Services, signed: Signed, *, statuses: Collection[Status], at: datetime
) -> Sequence[Row]:
    """Return the versions this officer may see, first due first.

    Raises:
        NotAllowed: the officer's roles have nothing to do with knowledge.
    """
    access.require(signed, *SEES)
    with services.database.reading() as session:
        found = entry_versions.listing(
            session, organ=signed.organ, statuses=statuses, limit=MOST_SHOWN
        )
        return rows(session, signed, found, at)


def search(services: Services, signed: Signed, *, text: str, at: datetime) -> Sequence[Near]:
    """Return entries by a question or by what is in their title, best first.

    Raises:
        NotAllowed: the officer's roles have nothing to do with knowledge.
    """
    access.require(signed, *SEES)
    base = services.knowledge
    on = at.astimezone(LOCAL).date()
    titled = [Near(one.id, one.title, 100) for one in base.entries.values() if text in one.title]
    asked = entry_check.nearest(base, "", text, on=on) if text else ()
    both = {near.entry_id: near for near in (*titled[:FOUND], *asked)}
    return tuple(one for one in both.values() if _may_read(services, signed, one.entry_id))


def _may_read(services: Services, signed: Signed, entry_id: str) -> bool:
    return access.may_see(signed, services.knowledge.entries[entry_id].organ)


def entry(services: Services, signed: Signed, entry_id: str, *, at: datetime) -> EntryView:
    """Return an entry, shipped or the desk's own, with all its versions.

    Raises:
        NotAllowed: the officer's roles have nothing to do with knowledge.
        NotFound: there is none for them.
    """
    access.require(signed, *SEES)
    known = services.knowledge.entries.get(entry_id)
    with services.database.reading() as session:
        found = entry_versions.of_entry(session, entry_id=entry_id)
        if known is None and not found:
            raise NotFound(f"entry {entry_id}")
        organ = known.organ if known else found[0].organ
        access.must_see(signed, organ)
        versions = rows(session, signed, found, at)
        body = known.model_dump(mode="json") if known else entry_versions.body_of(found[0])
    fields = drafting.fields_of(entry_id, body, services.knowledge.statutes.register)
    edits = {"revise", "off"} | ({"retire"} if known else set())
    return EntryView(
        entry_id=entry_id,
        title=fields["title"],
        organ=organ,
        is_known=known is not None,
        is_held=known is not None and services.live.held.holds(known),
        fields=fields,
        versions=versions,
        may=frozenset(edits) if Role.EDITOR in signed.roles else frozenset(),
    )


def rows(
    session: Session, signed: Signed, found: Sequence[EntryVersion], at: datetime
) -> Sequence[Row]:
    """Return versions as rows, with what this officer may decide."""
    logins = officers.logins(session, officer_ids={one.author_id for one in found})
    return [
        Row(
            id=id_of(one),
            entry_id=one.entry_id,
            number=one.number,
            title=str(entry_versions.body_of(one).get("title", "")),
            organ=one.organ,
            tier=one.tier or str(entry_versions.body_of(one).get("risk") or ""),
            status=one.status,
            author=logins.get(one.author_id, ""),
            due_at=one.due_at,
            is_late=one.due_at is not None and at > one.due_at,
            may_decide=may_decide(signed, one, entry_versions.hands(session, one)),
        )
        for one in found
    ]
