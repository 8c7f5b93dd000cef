"""Show an officer what was said between a person and us, oldest first, and how we took it.

All of the person's messages and ours, whatever they were about; numbers that name somebody
are hidden unless the officer asked to see them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import masking
from handlers.services import Services
from handlers.turn import Kind, Reply, Role
from storage import answers, outbox, turns
from storage.database import Session
from storage.tables import Answer, Message, TurnRecord

SHOWN = 60
# How far back the labels of pressed buttons are looked for.
LABELS_FROM = 200
PERSON = "person"


@dataclass(frozen=True)
class Taken:
    """How the bot took a message: the verdict, the entry it thought of, how sure it was."""

    verdict: str
    entry: str
    confidence: int


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
    taken: Taken | None = None


def lately(
    services: Services,
    session: Session,
    *,
    person_id: int,
    at: datetime,
    is_whole: bool = False,
    limit: int = SHOWN,
) -> tuple[Line, ...]:
    """Return the newest `limit` messages of both sides in the order they were said."""
    messages = outbox.latest(session, person_id=person_id, limit=max(LABELS_FROM, limit))
    replies = [(row, Reply.model_validate(outbox.body_of(session, row))) for row in messages]
    records = turns.latest(session, person_id=person_id, limit=limit)
    took = _took(services, session, records)
    placed: list[tuple[tuple[datetime, int, int, int], Line]] = []
    for turn in records:
        line = _said(session, turn, replies, took)
        placed.append(((turn.at, turn.id or 0, 0, 0), line))
    for row, reply in replies:
        if _is_visible(row, at):
            line = Line(row.author, row.created_at, reply.text, options=_options(reply))
            placed.append(((row.created_at, row.turn_id or 0, 1, row.id or 0), line))
    lines = [line for _, line in sorted(placed, key=lambda pair: pair[0])[-limit:]]
    return tuple(lines if is_whole else map(_masked, lines))


def _masked(line: Line) -> Line:
    hidden = masking.numbers(line.text)
    if hidden == line.text:
        return line
    return Line(line.author, line.at, hidden, line.is_button, line.options, line.taken)


def _said(
    session: Session,
    turn: TurnRecord,
    replies: Iterable[tuple[Message, Reply]],
    took: dict[int, Taken],
) -> Line:
    text = turns.text_of(session, turn)
    if turn.action:
        text = _label(replies, turn.action, before=turn.at)
    return Line(PERSON, turn.at, text, is_button=bool(turn.action), taken=took.get(turn.id or 0))


def _took(services: Services, session: Session, records: Iterable[TurnRecord]) -> dict[int, Taken]:
    """Return how each turn was taken, as far as it was a question."""
    rows = answers.of_turns(session, turn_ids=[record.id or 0 for record in records])
    return {row.turn_id: _taken(services, row) for row in rows}


def _taken(services: Services, row: Answer) -> Taken:
    entry = services.knowledge.entries.get(row.entry_id)
    return Taken(row.verdict, entry.title if entry else "", round(row.confidence * 100))


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
