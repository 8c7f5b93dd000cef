"""Show an officer what was said lately between a person and us, oldest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handlers.turn import Kind, Reply, Role
from storage import outbox, turns
from storage.database import Session
from storage.tables import Message

SHOWN = 20
# How far back the labels of pressed buttons are looked for.
LABELS_FROM = 100
PERSON = "person"


@dataclass(frozen=True)
class Line:
    """One message. `author` is person, bot or officer; a pressed button shows its label.

    `options` are what the person could choose from when we asked which topic was meant.
    """

    author: str
    at: datetime
    text: str
    is_button: bool = False
    options: tuple[str, ...] = ()


def lately(session: Session, *, person_id: int, at: datetime) -> tuple[Line, ...]:
    """Return the newest `SHOWN` messages of both sides in the order they were said."""
    messages = outbox.latest(session, person_id=person_id, limit=LABELS_FROM)
    replies = [(row, Reply.model_validate(outbox.body_of(session, row))) for row in messages]
    placed: list[tuple[tuple[datetime, int, int, int], Line]] = []
    for turn in turns.latest(session, person_id=person_id, limit=SHOWN):
        text = turns.text_of(session, turn)
        if turn.action:
            text = _label(replies, turn.action, before=turn.at)
        line = Line(PERSON, turn.at, text, is_button=bool(turn.action))
        placed.append(((turn.at, turn.id or 0, 0, 0), line))
    for row, reply in replies:
        if _is_visible(row, at):
            line = Line(row.author, row.created_at, reply.text, options=_options(reply))
            placed.append(((row.created_at, row.turn_id or 0, 1, row.id or 0), line))
    return tuple(line for _, line in sorted(placed, key=lambda pair: pair[0])[-SHOWN:])


def _options(reply: Reply) -> tuple[str, ...]:
    if reply.kind is not Kind.CLARIFY:
        return ()
    return tuple(button.label for button in reply.buttons if button.role is Role.CHOICE)


def _is_visible(row: Message, at: datetime) -> bool:
    """Whether a message is for now: a reply, or a notice whose time has come."""
    return row.turn_id is not None or row.attempts > 0 or bool(row.sent_at) or row.due_at <= at


def _label(replies: Iterable[tuple[Message, Reply]], action: str, *, before: datetime) -> str:
    found = ""
    for row, reply in replies:
        for button in reply.buttons:
            if button.action == action and row.created_at < before:
                found = button.label
    return found
