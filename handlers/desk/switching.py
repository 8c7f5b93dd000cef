"""Switch off what must not be answered for the time being, with a reason, and back on.

It holds at once in every process: the bot then says that this can't be answered now and
offers an officer. A domain, a channel or the whole bot is the city's own desk's to switch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import access, history, letters
from handlers.desk.access import Signed
from handlers.desk.refusals import AlreadyOff
from handlers.services import Services
from storage import audit, officers, switches
from storage.database import Session
from storage.errors import NotFound
from storage.identity import id_of
from storage.knowledge_tables import Switch
from storage.lifecycle import Role
from storage.switches import Kind

SWITCHES = (Role.EDITOR, Role.LEGAL_REVIEWER, Role.ADMIN)
LONGEST_REASON = 200
KEPT = 30


@dataclass(frozen=True)
class Row:
    """A switch as the page shows it; `name` is the target in words, empty for the bot."""

    id: int
    kind: str
    target: str
    name: str
    reason: str
    by: str
    at: datetime
    lifted_by: str
    lifted_reason: str
    lifted_at: datetime | None
    may_lift: bool


def turn_off(
    services: Services, signed: Signed, *, kind: str, target: str, reason: str, at: datetime
) -> None:
    """Switch an entry, a domain, a channel or the bot off.

    Raises:
        NotAllowed: the officer's roles don't include this.
        BadLength: no reason was given.
        NotFound: there is no such thing, or it is not this officer's.
        AlreadyOff: it is off.
    """
    access.require(signed, *SWITCHES)
    said = letters.checked(reason, most=LONGEST_REASON)
    what = _kind(kind)
    aim = "" if what is Kind.BOT else target
    _must_own(services, signed, what, aim)
    with services.database.transaction() as session:
        by = history.mark(signed)
        if switches.turn_off(session, kind=what, target=aim, reason=said, by=by, at=at) is None:
            raise AlreadyOff
        _record(session, signed, "switch.off", what, aim, at)
    services.live.catch_up(services.database, at=at, wait=True)


def lift(services: Services, signed: Signed, switch_id: int, *, reason: str, at: datetime) -> None:
    """Let it be answered again.

    Raises:
        NotAllowed: the officer's roles don't include this.
        BadLength: no reason was given.
        NotFound: there is no such switch for this officer.
    """
    access.require(signed, *SWITCHES)
    said = letters.checked(reason, most=LONGEST_REASON)
    with services.database.transaction() as session:
        found = switches.lift(
            session, switch_id=switch_id, reason=said, by=history.mark(signed), at=at
        )
        _must_own(services, signed, Kind(found.kind), found.target)
        _record(session, signed, "switch.lifted", Kind(found.kind), found.target, at)
    services.live.catch_up(services.database, at=at, wait=True)


def listing(services: Services, signed: Signed) -> tuple[Sequence[Row], Sequence[Row]]:
    """Return what is off, and what was.

    Raises:
        NotAllowed: the officer's roles don't include this.
    """
    access.require(signed, *SWITCHES)
    with services.database.reading() as session:
        off, was = switches.in_force(session), switches.lifted(session, limit=KEPT)
        return _rows(services, session, signed, off), _rows(services, session, signed, was)


def channels(services: Services) -> Mapping[str, str]:
    """Return the channels people write on, with their names."""
    return services.wording.below("queue.channel.")


def _kind(text: str) -> Kind:
    if text not in set(Kind):
        raise NotFound("no such kind of switch")
    return Kind(text)


def _must_own(services: Services, signed: Signed, kind: Kind, target: str) -> None:
    if kind is Kind.ENTRY:
        entry = services.knowledge.entries.get(target) or services.shipped.entries.get(target)
        if entry is None:
            raise NotFound(f"entry {target}")
        access.must_see(signed, entry.organ)
        return
    access.must_see(signed, "")  # the city's own desk alone
    known = {
        Kind.DOMAIN: services.knowledge.vocabulary.domains,
        Kind.CHANNEL: channels(services),
        Kind.BOT: {"": ""},
    }
    if target not in known[kind]:
        raise NotFound(f"{kind} {target}")


def _record(
    session: Session, signed: Signed, action: str, kind: Kind, target: str, at: datetime
) -> None:
    audit.record(
        session,
        actor=history.mark(signed),
        action=action,
        subject=f"switch:{kind}",
        at=at,
        detail={"target": target},
    )


def _rows(
    services: Services, session: Session, signed: Signed, found: Sequence[Switch]
) -> Sequence[Row]:
    marks = {mark for one in found for mark in (one.by, one.lifted_by) if mark}
    ids = {mark: int(mark.rpartition(":")[2]) for mark in marks}
    logins = officers.logins(session, officer_ids=set(ids.values()))
    names = {mark: logins.get(number, "") for mark, number in ids.items()} | {"": ""}
    return [
        Row(
            id=id_of(one),
            kind=one.kind,
            target=one.target,
            name=_name(services, Kind(one.kind), one.target),
            reason=one.reason,
            by=names[one.by],
            at=one.at,
            lifted_by=names[one.lifted_by],
            lifted_reason=one.lifted_reason,
            lifted_at=one.lifted_at,
            may_lift=not signed.organ or one.kind == Kind.ENTRY,
        )
        for one in found
    ]


def _name(services: Services, kind: Kind, target: str) -> str:
    match kind:
        case Kind.ENTRY:
            entry = services.knowledge.entries.get(target)
            return entry.title if entry else target
        case Kind.DOMAIN:
            return services.knowledge.vocabulary.domains.get(target, target)
        case Kind.CHANNEL:
            return channels(services).get(target, target)
    return ""
