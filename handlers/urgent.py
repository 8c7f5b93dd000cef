"""Danger first: the hotline, what to do this minute, and nothing else."""

from handlers.actions import write
from handlers.cases import conversation
from handlers.escalation import handing_over
from handlers.escalation.handing_over import Matter
from handlers.filing import form as filing_form
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style


def answer(talk: Talk) -> list[Reply] | None:
    """Reply with the right hotline when somebody reports danger going on now.

    It comes before any flow: what the person was filling in is kept for later. Who is
    telling the story of a dispute was asked what happened, so mere mention is not enough.
    """
    if talk.action and talk.action.verb == "safe":
        return _after(talk)
    if not talk.turn.text:
        return None
    telling = filing_form.is_open(talk) or conversation.is_awaiting(talk)
    danger = talk.services.knowledge.scope.danger(talk.turn.text, telling=telling)
    if danger is None:
        return None
    talk.state["danger"] = talk.turn.text
    said = Part(style=Style.LEAD, text=talk.say(f"urgent.{danger.facts['say']}"))
    safe = Button(label=talk.say("urgent.continue"), action=write("safe"))
    return [Reply(kind=Kind.URGENT, parts=(said,), buttons=(safe,), confidence=1.0)]


def _after(talk: Talk) -> list[Reply]:
    """Hand what was told over, now that the person is safe; nobody has to tell it again."""
    said = Part(style=Style.TEXT, text=talk.say("urgent.after"))
    told = str(talk.state.pop("danger", ""))
    if not told:
        return [Reply(kind=Kind.NOTICE, parts=(said,))]
    reply = handing_over.hand_over(talk, Matter(told, "urgent"))
    return [reply.model_copy(update={"parts": (said, *reply.parts)})]
