"""The audit chain: who read or changed what, so that nobody can alter it unseen.

Each event carries a code over itself and the one before; a signed head row knows the
last. The key of the codes is random and lies sealed in the head: a copy of the database
can't forge an event, and rotating the secret key leaves the chain as it is.

`record` only adds a row. `chain` gives it its place when the transaction ends, with the
head locked last and for a moment: writers never wait for each other's work, and none
can hold what another needs.
"""

import hmac
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import Session, col, func, select

from storage.desk_tables import AuditEvent, AuditHead
from storage.errors import CannotOpen
from storage.once import add_once
from storage.sealing import sealer

HEAD = 1
SYSTEM = "system"
_WAITING = "audit waits"
_BATCH = 1000


@dataclass(frozen=True)
class Verdict:
    """What verifying found. `problems` is empty when the chain is whole."""

    events: int
    last: str
    problems: tuple[str, ...]


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    at: datetime,
    detail: Mapping[str, object] | None = None,
) -> None:
    """Note that `actor` did `action` to `subject`, in this transaction or not at all.

    `actor` is `officer:3`, `person:7` or `system`. `detail` is kept readable: ids, codes
    and counts, never words of a person.
    """
    text = json.dumps(dict(detail), ensure_ascii=False, sort_keys=True) if detail else ""
    session.add(AuditEvent(at=at, actor=actor, action=action, subject=subject, detail=text))
    session.flush()
    session.info[_WAITING] = True


def chain(session: Session) -> None:
    """Give this transaction's events their place in the chain; called when it ends.

    Rows without a place are this transaction's own: others' are invisible or have one.
    """
    if not session.info.pop(_WAITING, False):
        return
    query = select(AuditEvent).where(col(AuditEvent.seq).is_(None)).order_by(col(AuditEvent.id))
    waiting = session.exec(query).all()
    if not waiting:
        return  # undone by a savepoint
    head = _locked_head(session)
    key = sealer(session).open(head.sealed_key)
    for event in waiting:
        event.seq = head.seq + 1
        event.mac = _code(key, head.mac, event)
        head.seq, head.mac = event.seq, event.mac
    head.signature = _signature(key, head.seq, head.mac)
    session.flush()


def verify(session: Session) -> Verdict:
    """Walk the whole chain and tell every row that was edited, removed or slipped in."""
    head = session.get(AuditHead, HEAD)
    if head is None:
        count = session.exec(select(func.count()).select_from(AuditEvent)).one()
        return Verdict(count, "", ("head: missing",) if count else ())
    try:
        key = sealer(session).open(head.sealed_key)
    except CannotOpen:
        return Verdict(head.seq, head.mac, ("head: sealed with another key",))
    problems = list(_broken_links(session, head, key))
    if not hmac.compare_digest(head.signature, _signature(key, head.seq, head.mac)):
        problems.insert(0, "head: edited")
    return Verdict(head.seq, head.mac, tuple(problems))


def latest(
    session: Session,
    *,
    limit: int,
    before: int | None = None,
    actor: str = "",
    subject: str = "",
) -> Sequence[AuditEvent]:
    """Return events, the newest first, only those before a place, by or about somebody."""
    query = select(AuditEvent).order_by(col(AuditEvent.seq).desc()).limit(limit)
    if before is not None:
        query = query.where(col(AuditEvent.seq) < before)
    if actor:
        query = query.where(AuditEvent.actor == actor)
    if subject:
        query = query.where(AuditEvent.subject == subject)
    return session.exec(query).all()


def _broken_links(session: Session, head: AuditHead, key: str) -> Iterator[str]:
    last, mac = 0, ""
    for event in _in_order(session):
        if event.seq is None:
            yield f"row {event.id}: slipped in"
            continue
        if event.seq != last + 1:
            yield f"event {last + 1}: removed"
        elif not hmac.compare_digest(event.mac, _code(key, mac, event)):
            yield f"event {event.seq}: edited"
        elif event.seq == head.seq and event.mac != head.mac:
            yield f"event {event.seq}: not what the head says"
        last, mac = event.seq, event.mac  # those past the head were written meanwhile
    if last < head.seq:
        yield f"event {last + 1}: removed"


def _in_order(session: Session) -> Iterator[AuditEvent]:
    odd = select(AuditEvent).where(col(AuditEvent.seq).is_(None))
    yield from session.exec(odd).all()
    last = -1
    while True:
        query = select(AuditEvent).where(col(AuditEvent.seq) > last)
        batch = session.exec(query.order_by(col(AuditEvent.seq)).limit(_BATCH)).all()
        if not batch:
            return
        yield from batch
        last = batch[-1].seq or 0
        session.expunge_all()


def _locked_head(session: Session) -> AuditHead:
    head = session.get(AuditHead, HEAD, with_for_update=True, populate_existing=True)
    if head is None:
        add_once(session, _new_head(session))
        head = session.get_one(AuditHead, HEAD, with_for_update=True, populate_existing=True)
    return head


def _new_head(session: Session) -> AuditHead:
    """Return the first head, or one in place of a removed head: `verify` then tells of it."""
    key = secrets.token_urlsafe(32)
    last = session.exec(select(func.max(AuditEvent.seq))).one() or 0
    sealed = sealer(session).seal(key)
    signature = _signature(key, last, "")
    return AuditHead(id=HEAD, seq=last, mac="", signature=signature, sealed_key=sealed)


def _code(key: str, previous: str, event: AuditEvent) -> str:
    at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [previous, event.seq, at, event.actor, event.action, event.subject, event.detail]
    return _mac(key, fields)


def _signature(key: str, seq: int, mac: str) -> str:
    return _mac(key, ["head", seq, mac])


def _mac(key: str, fields: Sequence[object]) -> str:
    text = json.dumps(fields, ensure_ascii=False)
    return hmac.digest(key.encode(), text.encode("utf-8", "replace"), "sha256").hex()
