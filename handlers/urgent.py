"""Danger first: the hotline, what to do this minute, and nothing else."""

from handlers.actions import write
from handlers.filing import Draft
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style


def answer(talk: Talk) -> list[Reply] | None:
    """Reply with the right hotline when somebody reports danger going on now.

    It comes before any flow: what the person was filling in is kept for later. Who is
    telling the story of a dispute was asked what happened, so mere mention is not enough.
    """
    if talk.action and talk.action.verb == "safe":
        text = talk.say("urgent.after")
        return [Reply(kind=Kind.NOTICE, parts=(Part(style=Style.TEXT, text=text),))]
    if not talk.turn.text:
        return None
    draft = Draft.from_state(talk.state.get("mediation"))
    telling = draft is not None and not draft.is_saved
    danger = talk.services.knowledge.scope.danger(talk.turn.text, telling=telling)
    if danger is None:
        return None
    said = Part(style=Style.LEAD, text=talk.say(f"urgent.{danger.facts['say']}"))
    safe = Button(label=talk.say("urgent.continue"), action=write("safe"))
    return [Reply(kind=Kind.URGENT, parts=(said,), buttons=(safe,), confidence=1.0)]
