"""The record of guidance (Art. 8): each act once, with mode, organ, basis and version.

A key is used once: that is what keeps two processes from saying the same thing twice.
The message of an act is the outbox row with `message_key`; an answer is related by id.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, String, cast, literal
from sqlmodel import Session, col, func, select, update

from storage.guidance_tables import Guidance
from storage.once import add_once
from storage.tables import Answer, Message


class Mode(StrEnum):
    """The modes of Art. 8 that the service carries out by itself or for an officer."""

    COUNSELLING = "counselling"
    PROMPTING = "prompting"
    RETURN_VISIT = "return_visit"


@dataclass(frozen=True)
class Act:
    """What is recorded of one act of guidance."""

    key: str
    mode: Mode
    person_id: int
    subject: str
    organ: str = ""
    basis: str = ""
    version: str = ""
    by: str = "system"
    answer_id: int | None = None
    broadcast_id: int | None = None


@dataclass(frozen=True)
class Counts:
    """What became of the messages of a broadcast."""

    queued: int = 0
    delivered: int = 0
    failed: int = 0
    read: int = 0


def message_key(guidance_id: int) -> str:
    """Return the outbox key of an act's message."""
    return f"guidance:{guidance_id}"


def record(session: Session, act: Act, *, at: datetime) -> Guidance | None:
    """Record one act, or return None when its key was used before."""
    row = _row(act, at)
    return row if add_once(session, row) else None


def record_all(session: Session, acts: Sequence[Act], *, at: datetime) -> list[Guidance]:
    """Record acts whose people this transaction has locked; known keys are left out."""
    known = known_keys(session, keys=[act.key for act in acts])
    rows = [_row(act, at) for act in acts if act.key not in known]
    session.add_all(rows)
    session.flush()
    return rows


def _row(act: Act, at: datetime) -> Guidance:
    return Guidance(**{**vars(act), "basis": act.basis[:500], "subject": act.subject[:96]}, at=at)


def known_keys(session: Session, *, keys: Collection[str]) -> set[str]:
    """Return those of the keys that were used."""
    return set(session.exec(select(Guidance.key).where(col(Guidance.key).in_(keys))).all())


def prompted(
    session: Session, *, person_ids: Collection[int], since: datetime
) -> dict[int, list[tuple[str, datetime]]]:
    """Return the keys and times of the prompts these people were given, by person."""
    query = select(Guidance.person_id, Guidance.key, Guidance.at).where(
        Guidance.mode == Mode.PROMPTING,
        col(Guidance.person_id).in_(person_ids),
        Guidance.at >= since,
    )
    found: dict[int, list[tuple[str, datetime]]] = {}
    for person_id, key, at in session.exec(query).all():
        found.setdefault(person_id or 0, []).append((key, at))
    return found


def find(session: Session, *, guidance_id: int) -> Guidance | None:
    """Return one act of guidance."""
    return session.get(Guidance, guidance_id)


def of_person(session: Session, *, guidance_id: int, person_id: int) -> Guidance | None:
    """Return one of the person's own acts of guidance."""
    query = select(Guidance).where(Guidance.id == guidance_id, Guidance.person_id == person_id)
    return session.exec(query).first()


def read(session: Session, row: Guidance, *, at: datetime) -> None:
    """Note that the person confirmed having seen it."""
    row.read_at = row.read_at or at
    session.flush()


def settle(session: Session, row: Guidance, *, at: datetime) -> None:
    """Note that the person has done what it was about."""
    row.read_at, row.settled_at = row.read_at or at, at
    session.flush()


def counts(session: Session, *, broadcast_ids: Collection[int]) -> Mapping[int, Counts]:
    """Return what became of the messages of broadcasts, by broadcast."""
    ids = col(Guidance.broadcast_id)
    sent = (
        select(
            ids,
            func.count(),
            func.count(col(Message.sent_at)),
            func.count(col(Message.given_up_at)),
        )
        .join(Message, col(Message.key) == _key_of(), isouter=True)
        .where(ids.in_(broadcast_ids))
        .group_by(ids)
    )
    seen = (
        select(ids, func.count())
        .where(ids.in_(broadcast_ids), col(Guidance.read_at).is_not(None))
        .group_by(ids)
    )
    read_by = dict(session.exec(seen).all())
    return {
        number or 0: Counts(queued, delivered, failed, read_by.get(number, 0))
        for number, queued, delivered, failed in session.exec(sent).all()
    }


def withdraw(session: Session, *, broadcast_id: int, at: datetime) -> int:
    """Give up the messages of a broadcast nobody has begun to send; return how many."""
    keys = select(_key_of()).where(Guidance.broadcast_id == broadcast_id)
    done = session.exec(
        update(Message)
        .where(
            col(Message.key).in_(keys),
            col(Message.attempts) == 0,
            col(Message.sent_at).is_(None),
            col(Message.given_up_at).is_(None),
        )
        .values(given_up_at=at)
    )
    return done.rowcount


def _key_of() -> ColumnElement[str]:
    return literal("guidance:") + cast(col(Guidance.id), String)


def latest(
    session: Session, *, limit: int, mode: str = "", organ: str = "", before: int | None = None
) -> list[tuple[Guidance, Message | None]]:
    """Return the newest acts with their message, if they have one of their own."""
    query = select(Guidance, Message).join(Message, col(Message.key) == _key_of(), isouter=True)
    if mode:
        query = query.where(Guidance.mode == mode)
    if organ:
        query = query.where(Guidance.organ == organ)
    if before is not None:
        query = query.where(col(Guidance.id) < before)
    return list(session.exec(query.order_by(col(Guidance.id).desc()).limit(limit)).all())


def told_by_entry(
    session: Session, *, entry_id: str, since: datetime, until: datetime
) -> list[int]:
    """Return who was answered with an entry in a time, each once."""
    query = (
        select(Answer.person_id)
        .where(Answer.entry_id == entry_id, Answer.at >= since, Answer.at < until)
        .where(Answer.verdict == "answer")
        .distinct()
    )
    return sorted(session.exec(query).all())


def forget(session: Session, *, person_id: int) -> None:
    """Keep that guidance was given, for the figures, and no longer to whom (PIPL Art. 47)."""
    session.exec(
        update(Guidance)
        .where(col(Guidance.person_id) == person_id)
        .values(person_id=None, key=literal("erased:") + cast(col(Guidance.id), String))
    )
