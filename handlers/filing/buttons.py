"""The buttons of a request, and its one-sentence replies."""

from handlers import offers
from handlers.actions import write
from handlers.talk import Talk
from handlers.turn import Button, Kind, Reply


def button(talk: Talk, what: str) -> Button:
    """One of the request's own buttons; its words and its verb share a name."""
    return Button(label=talk.say(f"filing.{what}"), action=write(f"med_{what}"))


def change(talk: Talk, key: str, *, label: str = "") -> Button:
    """The button that asks for one field again."""
    words = label or talk.say(f"filing.label_{key}")
    return Button(label=words, action=write("med_change", key))


def start(talk: Talk) -> tuple[Button, ...]:
    """Buttons for somebody who has not started."""
    return (Button(label=talk.say("filing.apply"), action=write("mediate")), offers.human(talk))


def resume(talk: Talk) -> Button:
    """The button that takes a request up again."""
    return Button(label=talk.say("filing.resume"), action=write("resume"))


def say(talk: Talk, key: str, buttons: tuple[Button, ...] = (), **values: object) -> Reply:
    """One sentence of the filing wording."""
    return offers.say(talk, f"filing.{key}", kind=Kind.FLOW, buttons=buttons, **values)
