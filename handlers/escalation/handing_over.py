"""Put a person's matter into the queue of the right desk, and tell them what to expect.

One subject has one open question: a second wish joins it. Whoever hands over, by a
button, in words or because we could not help, comes here.
"""

from dataclasses import dataclass

from handlers import offers
from handlers.actions import write
from handlers.desk import clocks, notices
from handlers.escalation import routing
from handlers.escalation.routing import Route
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Role, Style
from knowledge.base import short_key
from knowledge.schema import Entry
from knowledge.text import normalise
from storage import escalations
from storage.escalation_tables import Escalation
from storage.identity import id_of


@dataclass(frozen=True)
class Matter:
    """What is handed over: the words, the entry they were about, and why."""

    question: str
    reason: str
    entry: Entry | None = None

    @property
    def subject(self) -> str:
        """What it is about, as far as two questions can be told apart."""
        if self.entry is not None:
            return f"entry:{self.entry.id}"
        return f"words:{short_key(normalise(self.question))}"


def of_talk(talk: Talk, *, reason: str) -> Matter:
    """Return what the conversation is about, with the words the person asked it in."""
    asked = str(talk.state.get("danger") or talk.state.get("asked", ""))
    if talk.state.get("misses") or talk.state.get("choices"):
        return Matter(asked, reason)  # the last entry answered something else
    entry = talk.services.knowledge.entries.get(str(talk.state.get("entry", "")))
    return Matter(asked or (entry.title if entry else ""), reason, entry)


def hand_over(talk: Talk, matter: Matter) -> Reply:
    """Open a question for the matter, or say where the open one on its subject stands.

    Without any words there is nothing an officer could answer: the person is asked for
    some, and the next message is handed over.
    """
    if not matter.question.strip():
        talk.state["wants_officer"] = True
        return _say(talk, "human.nothing_said")
    talk.state.pop("wants_officer", None)
    known = escalations.open_on(talk.session, person_id=talk.person_id, subject=matter.subject)
    if known is not None:
        talk.state["subject"] = known.subject
        return standing(talk, known, "human.already")
    opened = open_question(talk, matter)
    return told(talk, opened, "human.bug" if matter.reason == "bug" else "human.done")


def open_question(talk: Talk, matter: Matter) -> Escalation:
    """Put a matter into the queue of its desk, start its clocks and tell the officers."""
    services, session, at = talk.services, talk.session, talk.turn.at
    route = _route(talk, matter)
    claim_by, due_at, seconds = clocks.terms(services, session, at=at)
    opened = escalations.open_one(
        session,
        person_id=talk.person_id,
        question=matter.question,
        reason=matter.reason,
        organ=route.organ,
        entry_id=matter.entry.id if matter.entry else "",
        due_at=due_at,
        at=at,
        subject=matter.subject,
        about_organ=route.about_organ,
        group_id=route.group_id,
        district=route.district,
        claim_by=claim_by,
        clock_seconds=seconds,
    )
    clocks.watch(services, session, opened)
    notices.tell_desk(services, session, opened, occasion="new", at=at)
    talk.state |= {"misses": 0, "subject": opened.subject}
    return opened


def _route(talk: Talk, matter: Matter) -> Route:
    """Return the desk of a matter; after a bug the city's, without asking what may be broken."""
    if matter.reason == "bug":
        return Route()
    return routing.choose(
        talk.services, talk.session, question=matter.question, entry=matter.entry, on=talk.today
    )


def told(talk: Talk, opened: Escalation, key: str) -> Reply:
    """Say who answers, how many are before, by when, and that nobody need wait here."""
    unit = notices.unit(talk.services, talk.session, opened)
    ahead = escalations.ahead_of(talk.session, escalation=opened)
    due = offers.local_time(talk, opened)
    said = [talk.say(key, unit=unit, ahead=ahead, due=due)]
    if (rest := clocks.rest(talk.services, talk.session, at=talk.turn.at)) is not None:
        said.insert(1, talk.say("human.off_duty", opens=offers.moment(talk, rest)))
    parts = tuple(Part(style=Style.TEXT, text=text) for text in said)
    return Reply(kind=Kind.HANDOVER, parts=parts, buttons=(withdraw(talk, opened),))


def standing(talk: Talk, found: Escalation, key: str, *buttons: Button) -> Reply:
    """Say how an open question stands."""
    unit = notices.unit(talk.services, talk.session, found)
    text = talk.say(key, unit=unit, due=offers.local_time(talk, found))
    part = Part(style=Style.TEXT, text=text)
    return Reply(kind=Kind.HANDOVER, parts=(part,), buttons=(*buttons, withdraw(talk, found)))


def withdraw(talk: Talk, found: Escalation) -> Button:
    """The button that takes a question back."""
    action = write("human", "off", id_of(found))
    return Button(label=talk.say("human.withdraw"), action=action)


def other_matter(talk: Talk) -> Button:
    """The button that makes what was just passed on a question of its own."""
    return Button(
        label=talk.say("human.other_matter"), action=write("human", "other"), role=Role.CHOICE
    )


def _say(talk: Talk, key: str) -> Reply:
    return offers.say(talk, key, kind=Kind.HANDOVER)
