"""Buttons and short offers that several handlers make: an officer, a rating, the menu."""

from datetime import date, datetime

from handlers.actions import write
from handlers.talk import LOCAL, Talk
from handlers.turn import Button, Kind, Part, Reply, Role, Style
from storage import escalations
from storage.escalation_tables import Escalation


def human(talk: Talk) -> Button:
    """The button that asks for an officer."""
    return Button(label=talk.say("answer.human"), action=write("human"), role=Role.HUMAN)


def rated(talk: Talk, answer_id: int) -> Button:
    """The button below a bad rating: an officer reads what was rated, and what was asked."""
    action = write("human", "rated", answer_id)
    return Button(label=talk.say("answer.human"), action=action, role=Role.HUMAN)


def ratings(talk: Talk, answer_id: int) -> tuple[Button, ...]:
    """Useful or not, for one answer."""
    return (
        Button(label=talk.say("answer.useful"), action=write("rate", answer_id, 5), role=Role.RATE),
        Button(
            label=talk.say("answer.useless"), action=write("rate", answer_id, 1), role=Role.RATE
        ),
    )


def menu(talk: Talk) -> tuple[Button, ...]:
    """What somebody can tap who doesn't know what to type."""
    return (
        Button(label=talk.say("home.by_topic"), action=write("topics")),
        Button(label=talk.say("home.by_industry"), action=write("industries")),
        Button(label=talk.say("home.mediate"), action=write("mediate")),
        Button(label=talk.say("home.progress"), action=write("status")),
        human(talk),
    )


def say(
    talk: Talk, key: str, *, kind: Kind, buttons: tuple[Button, ...] = (), **values: object
) -> Reply:
    """One curated sentence as a reply."""
    part = Part(style=Style.TEXT, text=talk.say(key, **values))
    return Reply(kind=kind, parts=(part,), buttons=buttons)


def officer(talk: Talk, key: str, *, kind: Kind = Kind.HANDOVER) -> Reply:
    """Say honestly that we don't know, and offer an officer and the menu."""
    return say(talk, key, kind=kind, buttons=(human(talk), *menu(talk)[:2]))


def local_time(talk: Talk, escalation: Escalation) -> str:
    """When an officer will have answered, e.g. 11月24日（星期二）17:00."""
    return moment(talk, escalation.due_at.astimezone(LOCAL))


def moment(talk: Talk, when: date) -> str:
    """A day with its weekday, and the time when there is one; words from the wording."""
    weekday = talk.say(f"time.weekdays.{when.isoweekday()}")
    day = talk.say("time.day", month=when.month, day=when.day, weekday=weekday)
    return f"{day}{when:%H:%M}" if isinstance(when, datetime) else day


def waiting(talk: Talk) -> Escalation | None:
    """The person's question that waits for an officer, if there is one."""
    return escalations.waiting_of(talk.session, person_id=talk.person_id)
