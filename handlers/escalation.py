"""Hand a person over to an officer, with a due time on the work calendar."""

from handlers import offers
from handlers.talk import Talk
from handlers.turn import Kind, Part, Reply, Style
from storage import escalations


def answer(talk: Talk) -> list[Reply] | None:
    """Hand over when somebody asks for an officer, by button or in words."""
    asked = talk.action.verb == "human" if talk.action else _asked(talk)
    return [hand_over(talk, reason="asked")] if asked else None


def _asked(talk: Talk) -> bool:
    return talk.services.knowledge.scope.command(talk.turn.text) == "human"


def offer(talk: Talk, key: str) -> Reply:
    """Say that we don't know, with an officer at hand."""
    return offers.officer(talk, key)


def hand_over(talk: Talk, *, reason: str) -> Reply:
    """Put the person into the queue, once: a second wish joins the first question.

    With `reason` "bug" the message itself is the question and an apology goes first.
    """
    waiting = offers.waiting(talk)
    if waiting is not None and reason != "bug":
        return _notice(talk, "human.already", due=offers.local_time(talk, waiting))
    question = _question(talk, reason)
    if not question:
        return _notice(talk, "human.nothing_said")
    entry = talk.services.knowledge.entries.get(str(talk.state.get("entry", "")))
    opened = escalations.open_one(
        talk.session,
        person_id=talk.person_id,
        question=question,
        reason=reason,
        organ=entry.organ if entry else "",
        entry_id=entry.id if entry else "",
        due_at=talk.services.knowledge.calendar.answer_due(talk.turn.at),
        at=talk.turn.at,
    )
    talk.state["misses"] = 0
    due = offers.local_time(talk, opened)
    if reason == "bug":
        return _notice(talk, "human.bug", due=due)
    ahead = escalations.ahead_of(talk.session, escalation=opened)
    organ = talk.say("human.of", organ=entry.organ) if entry else ""
    return _notice(talk, "human.done", due=due, ahead=ahead, organ=organ)


def _question(talk: Talk, reason: str) -> str:
    if reason == "bug" or (talk.turn.text and not _asked(talk)):
        return talk.turn.text or talk.turn.action
    return str(talk.state.get("asked", ""))


def _notice(talk: Talk, key: str, **values: object) -> Reply:
    part = Part(style=Style.TEXT, text=talk.say(key, **values))
    return Reply(kind=Kind.HANDOVER, parts=(part,))
