"""What officers' moves say to the person: an answer, a question back, the end, a new desk."""

from datetime import datetime

from handlers.actions import write
from handlers.desk import letters, times
from handlers.satisfaction import grades
from handlers.services import Services
from handlers.turn import Button, Kind, Part, Reply, Role, Style

# How much of the question an answer quotes.
QUOTED = 40


def answer(services: Services, question: str, said: str) -> Reply:
    """Return an officer's answer below the beginning of the question."""
    wording = services.wording
    start = " ".join(question.split())[:QUOTED]
    if not start:
        heading = wording.say("desk.letter.answer")
    elif len(start) < len(question.strip()):
        heading = wording.say("desk.letter.answer_to_longer", question=start)
    else:
        heading = wording.say("desk.letter.answer_to", question=start)
    return _notice(Part(style=Style.NOTE, text=heading), *letters.paragraphs(said))


def question(services: Services, said: str) -> Reply:
    """Return what an officer asks back, and that the person may just write."""
    heading = Part(style=Style.NOTE, text=services.wording.say("desk.letter.asks"))
    how = Part(style=Style.NOTE, text=services.wording.say("desk.letter.asks_how"))
    return _notice(heading, *letters.paragraphs(said), how)


def closed(services: Services, escalation_id: int, outcome: str) -> Reply:
    """Return that a question has ended and why; an answered one may be graded."""
    wording = services.wording
    text = _text(wording.say(f"human.outcome.{outcome}"))
    if outcome != "answered":
        again = write("human", "again", escalation_id)
        button = Button(label=wording.say("human.again"), action=again, role=Role.HUMAN)
        return Reply(kind=Kind.NOTICE, parts=(text,), buttons=(button,))
    buttons = grades.buttons(wording, "grade", escalation_id)
    parts = (text, _text(wording.say("human.rate")))
    return Reply(kind=Kind.NOTICE, parts=parts, buttons=buttons)


def merged(services: Services) -> Reply:
    """Return that two questions are one now."""
    return _notice(_text(services.wording.say("human.outcome.merged")))


def moved(services: Services, unit: str, due_at: datetime) -> Reply:
    """Return that another desk answers now, and by when."""
    due = times.moment(services.wording, due_at)
    return _notice(_text(services.wording.say("human.moved", unit=unit, due=due)))


def _text(text: str) -> Part:
    return Part(style=Style.TEXT, text=text)


def _notice(*parts: Part) -> Reply:
    return Reply(kind=Kind.NOTICE, parts=parts)
