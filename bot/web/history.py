"""Read a visitor's conversation from storage, and read on from where they were.

A cursor names the last turn and the last outbox message somebody has, and the moment it
was given: a notice queued early for a later day is new when it is delivered, whatever its
number. Everything here is synchronous and only reads.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.web.models import Entry, History, Replies, SentMessage, ShownReply
from handlers.services import Services
from handlers.turn import Reply
from storage import outbox, people, turns
from storage.database import Session
from storage.tables import Message, TurnRecord

CHANNEL = "web"
# How far back the labels of pressed buttons are looked for.
LABELS_FROM = 200
CURSOR = r"[0-9]{1,15}\.[0-9]{1,15}\.[0-9]{1,13}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class BadCursor(ValueError):
    """Not a cursor this module wrote."""


@dataclass(frozen=True)
class Cursor:
    """How much of a conversation somebody has."""

    turn: int = 0
    message: int = 0
    at: datetime = _EPOCH

    def __str__(self) -> str:
        """Return it as clients carry it."""
        return f"{self.turn}.{self.message}.{(self.at - _EPOCH) // _MILLISECOND}"


def read_cursor(text: str) -> Cursor:
    """Return the cursor a client brought back.

    Raises:
        BadCursor: we never wrote this.
    """
    if not re.fullmatch(CURSOR, text):
        raise BadCursor(text[:64])
    turn, message, milliseconds = map(int, text.split("."))
    return Cursor(turn, message, _EPOCH + milliseconds * _MILLISECOND)


def storage_id(address: str, message_id: str) -> str:
    """Return the id a visitor's message has in storage: no other visitor can use it up."""
    return f"{address[:16]}:{message_id}"


def latest(services: Services, address: str, *, limit: int, at: datetime) -> History:
    """Return the newest entries of a conversation; a stranger's is empty."""
    with services.database.reading() as session:
        person = people.find(session, channel=CHANNEL, address=address)
        if person is None or person.id is None:
            return History(entries=(), cursor=str(Cursor(at=at)), more=False)
        records = turns.latest(session, person_id=person.id, limit=limit + 1)
        messages = outbox.latest(session, person_id=person.id, limit=limit + 1)
        entries = _merge(session, person.id, records, messages, at=at)
        cursor = Cursor(
            max((record.id or 0 for record in records), default=0),
            max((message.id or 0 for message in messages), default=0),
            at,
        )
    more = len(entries) > limit
    return History(entries=tuple(entries[-limit:]), cursor=str(cursor), more=more)


def after(
    services: Services,
    address: str,
    cursor: Cursor,
    *,
    limit: int,
    at: datetime,
    known: Collection[int] = (),
) -> History:
    """Return what came after a cursor, leaving out the outbox messages in `known`."""
    with services.database.reading() as session:
        person = people.find(session, channel=CHANNEL, address=address)
        if person is None or person.id is None:
            return History(entries=(), cursor=str(cursor), more=False)
        records = turns.after(session, person_id=person.id, turn_id=cursor.turn, limit=limit + 1)
        messages = outbox.after(
            session, person_id=person.id, message_id=cursor.message, limit=limit + 1
        )
        more = len(records) > limit or len(messages) > limit
        records, messages = records[:limit], messages[:limit]
        late = outbox.sent_since(session, person_id=person.id, since=cursor.at)
        late = [row for row in late if (row.id or 0) <= cursor.message]
        fresh = [row for row in (*late, *messages) if row.id not in known]
        entries = _merge(session, person.id, records, fresh, at=at)
        position = Cursor(
            max((record.id or 0 for record in records), default=cursor.turn),
            max((message.id or 0 for message in messages), default=cursor.message),
            at,
        )
    return History(entries=tuple(entries), cursor=str(position), more=more)


def replies_to(services: Services, address: str, message_id: str) -> Replies:
    """Return the replies to one of the visitor's messages, as the history shows them."""
    with services.database.reading() as session:
        found = turns.find(session, channel=CHANNEL, message_id=storage_id(address, message_id))
        if found is None or found.id is None:
            return Replies(replies=())
        rows = outbox.of_turn(session, turn_id=found.id)
        return Replies(replies=tuple(_shown(session, row, found) for row in rows))


def _merge(
    session: Session,
    person_id: int,
    records: list[TurnRecord],
    messages: list[Message],
    *,
    at: datetime,
) -> list[Entry]:
    """Return both in the order they were said: a message before its replies."""
    visible = [row for row in messages if _is_visible(row, at)]
    known = {record.id: record for record in records}
    missing = {row.turn_id for row in visible if row.turn_id not in known} - {None}
    known |= {record.id: record for record in turns.of_ids(session, ids=missing)}
    labels = _labels(session, person_id) if any(record.action for record in records) else []
    placed: list[tuple[tuple[datetime, int, int, int], Entry]] = []
    for record in records:
        sent = _sent(session, record, labels)
        placed.append(((record.at, record.id or 0, 0, 0), sent))
    for row in visible:
        shown = _shown(session, row, known.get(row.turn_id))
        placed.append(((shown.at, row.turn_id or 0, 1, row.id or 0), shown))
    return [entry for _, entry in sorted(placed, key=lambda pair: pair[0])]


def _is_visible(row: Message, at: datetime) -> bool:
    """Whether a message is for now: a reply, or a notice whose time has come."""
    return (
        row.turn_id is not None or row.attempts > 0 or row.sent_at is not None or row.due_at <= at
    )


def _sent(
    session: Session, record: TurnRecord, labels: list[tuple[datetime, str, str]]
) -> SentMessage:
    text = turns.text_of(session, record)
    if record.action:
        text = _label(labels, record.action, before=record.at)
    return SentMessage(
        message_id=_own_id(record),
        at=record.at,
        text=text,
        action=record.action,
        aside=_is_aside(record),
    )


def _shown(session: Session, row: Message, turn: TurnRecord | None) -> ShownReply:
    is_notice = row.turn_id is None
    return ShownReply(
        id=row.id or 0,
        author=row.author,
        at=(row.sent_at or row.created_at) if is_notice else row.created_at,
        reply=Reply.model_validate(outbox.body_of(session, row)),
        answers=_own_id(turn) if turn else "",
        aside=turn is not None and _is_aside(turn),
    )


def _own_id(record: TurnRecord) -> str:
    return record.message_id.partition(":")[2]


def _is_aside(record: TurnRecord) -> bool:
    """Whether a turn only opened an article from a button."""
    return bool(record.action) and record.step == "articles"


def _labels(session: Session, person_id: int) -> list[tuple[datetime, str, str]]:
    """Return when, action and label of the buttons lately shown, newest first."""
    found: list[tuple[datetime, str, str]] = []
    for row in reversed(outbox.latest(session, person_id=person_id, limit=LABELS_FROM)):
        body: dict[str, Any] = outbox.body_of(session, row)
        found += [(row.created_at, b["action"], b["label"]) for b in body.get("buttons", ())]
    return found


def _label(labels: Iterable[tuple[datetime, str, str]], action: str, *, before: datetime) -> str:
    return next((label for at, known, label in labels if known == action and at < before), "")
