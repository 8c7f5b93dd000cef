"""Receive one turn: record it, try the steps in order, write the replies to the outbox.

This is the whole service as one list. One turn is one transaction: everything a
message causes is committed together, or the message was never received.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from handlers import (
    articles,
    browsing,
    counselling,
    offers,
    officer_talk,
    privacy,
    progress,
    selfcheck,
    smalltalk,
    switched,
    tidy,
    uploads,
    urgent,
)
from handlers.actions import read
from handlers.cases import conversation as cases
from handlers.cases import settling
from handlers.escalation import conversation as escalation
from handlers.escalation import handing_over, owned
from handlers.escalation.handing_over import Matter
from handlers.filing import conversation as mediation
from handlers.prompting import conversation as prompting
from handlers.satisfaction import rating, surveys
from handlers.services import Services
from handlers.talk import Talk
from handlers.turn import Reply, Turn
from storage import dialogues, outbox, people, turns
from storage.database import Session
from storage.identity import id_of
from storage.tables import TurnRecord

Step = Callable[[Talk], list[Reply] | None]

STEPS: tuple[tuple[str, Step], ...] = (
    ("officer", officer_talk.answer),
    ("uploads", uploads.answer),
    ("tidy", tidy.answer),
    ("urgent", urgent.answer),
    ("rating", rating.answer),
    ("case", cases.answer),
    ("settlement", settling.answer),
    ("escalation", escalation.answer),
    ("correction", privacy.hear_correction),
    ("mediation", mediation.answer),
    ("survey", surveys.answer),
    ("privacy", privacy.answer),
    ("progress", progress.answer),
    ("selfcheck", selfcheck.answer),
    ("prompting", prompting.answer),
    ("switched", switched.answer),
    ("articles", articles.answer),
    ("browsing", browsing.answer),
    ("hear_back", owned.hear_back),
    ("smalltalk", smalltalk.answer),
    ("carry_on", owned.carry_on),
    ("help_out", owned.help_out),
    ("counselling", counselling.answer),
)

# How long the channel that received a message may take to draw its replies
# before the worker takes over.
DRAWING = timedelta(seconds=60)


@dataclass(frozen=True)
class Receipt:
    """What became of a turn: the replies with their outbox ids.

    `is_repeat` marks a second copy of a message; its replies are the first copy's,
    and whatever of them is unsent leaves through the worker. `step` names who answered.
    """

    person_id: int
    replies: tuple[tuple[int, Reply], ...]
    is_repeat: bool = False
    step: str = ""


def receive(turn: Turn, services: Services) -> Receipt:
    """Take one message through the service and commit all it causes."""
    services.live.catch_up(services.database, at=turn.at)
    with services.database.transaction() as session:
        person = people.meet(session, channel=turn.channel, address=turn.address, at=turn.at)
        person_id = id_of(person)
        state = dialogues.lock(session, person_id=person_id, at=turn.at)
        record = _record(session, turn, person_id)
        if record is None:
            return _repeat(session, turn, person_id)
        talk = Talk(turn, read(turn.action), services, session, person_id, id_of(record), state)
        record.step, replies = _first_answer(talk)
        dialogues.keep(session, person_id=person_id, state=talk.state, at=turn.at)
        return Receipt(person_id, _queue(talk, replies), step=record.step)


def _record(session: Session, turn: Turn, person_id: int) -> TurnRecord | None:
    return turns.record(
        session,
        channel=turn.channel,
        message_id=turn.message_id,
        person_id=person_id,
        text=turn.text or (turn.file.name if turn.file else ""),
        action=turn.action,
        at=turn.at,
    )


def _first_answer(talk: Talk) -> tuple[str, list[Reply]]:
    for name, step in STEPS:
        replies = step(talk)
        if replies is not None:
            return name, [*replies, *talk.afterwards]
    return "lost", [offers.officer(talk, "lost.unknown"), *talk.afterwards]


def _queue(talk: Talk, replies: list[Reply]) -> tuple[tuple[int, Reply], ...]:
    queued = []
    for n, reply in enumerate(replies):
        message = outbox.put(
            talk.session,
            person_id=talk.person_id,
            channel=talk.turn.channel,
            key=f"turn:{talk.turn_id}:{n}",
            body=reply.model_dump(mode="json"),
            at=talk.turn.at,
            turn_id=talk.turn_id,
            due_at=talk.turn.at + DRAWING,
        )
        if message is not None:  # the key is new, as the turn is
            queued.append((id_of(message), reply))
    return tuple(queued)


def _repeat(session: Session, turn: Turn, person_id: int) -> Receipt:
    record = turns.find(session, channel=turn.channel, message_id=turn.message_id)
    if record is None or record.person_id != person_id:
        return Receipt(person_id, (), is_repeat=True)
    rows = outbox.of_turn(session, turn_id=id_of(record))
    replies = tuple(
        (id_of(row), Reply.model_validate(outbox.body_of(session, row))) for row in rows
    )
    return Receipt(person_id, replies, is_repeat=True)


def apologise(turn: Turn, services: Services) -> Receipt:
    """Answer a turn that met a bug: record it, apologise, and hand it to an officer.

    Called by bot/ after `receive` raised and was rolled back.
    """
    with services.database.transaction() as session:
        person = people.meet(session, channel=turn.channel, address=turn.address, at=turn.at)
        person_id = id_of(person)
        record = _record(session, turn, person_id)
        if record is None:
            return _repeat(session, turn, person_id)
        record.step = "bug"
        talk = Talk(turn, None, services, session, person_id, id_of(record))
        matter = Matter(turn.text or turn.action, "bug")
        replies = [handing_over.hand_over(talk, matter)]
        return Receipt(person_id, _queue(talk, replies), step=record.step)
