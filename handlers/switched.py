"""Say honestly that something can't be answered at the moment, and offer an officer.

An entry or a domain is held where it would be said; a channel, or the whole bot, before
anything is looked up. Urgent danger, mediation and what lies with an officer go on.
"""

from handlers import offers
from handlers.actions import write
from handlers.escalation import owned
from handlers.talk import Talk
from handlers.turn import Button, Kind, Reply
from storage import answers


def answer(talk: Talk) -> list[Reply] | None:
    """Answer nothing on a channel that is switched off; pass on what belongs to an officer."""
    if not talk.services.live.held.silences(talk.turn.channel):
        return None
    return owned.hear_back(talk) or owned.carry_on(talk) or [sorry(talk)]


def sorry(talk: Talk, *, entry_id: str = "") -> Reply:
    """Return the refusal, and count the question as one we did not answer."""
    answers.log(
        talk.session,
        turn_id=talk.turn_id,
        person_id=talk.person_id,
        entry_id=entry_id,
        verdict=Kind.HANDOVER,
        confidence=0.0,
        at=talk.turn.at,
    )
    talk.state["asked"] = talk.turn.text or str(talk.state.get("asked", ""))
    mediate = Button(label=talk.say("home.mediate"), action=write("mediate"))
    buttons = (offers.human(talk), mediate)
    return offers.say(talk, "switched.sorry", kind=Kind.HANDOVER, buttons=buttons)
