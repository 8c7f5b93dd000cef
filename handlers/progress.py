"""Tell a person where their cases and handed-over questions stand; only their own."""

import re

from handlers import offers
from handlers.talk import LOCAL, Talk
from handlers.turn import Kind, Part, Reply, Style
from storage import cases
from storage.tables import Case

_NUMBER = re.compile(r"LY-?TJ-?(\d{4})-?(\d{6})", re.IGNORECASE)


def answer(talk: Talk) -> list[Reply] | None:
    """Reply with the state of everything the person has under way, or of one case number."""
    if found := _NUMBER.search(talk.turn.text):
        return [_one(talk, f"LY-TJ-{found[1]}-{found[2]}")]
    asked = (
        talk.action.verb if talk.action else talk.services.knowledge.scope.command(talk.turn.text)
    )
    return [_everything(talk)] if asked == "status" else None


def _one(talk: Talk, number: str) -> Reply:
    case = cases.by_number(talk.session, number=number, person_id=talk.person_id)
    if case is None:
        return offers.say(talk, "progress.not_found", kind=Kind.NOTICE, number=number)
    return _lines(talk, [_case_line(talk, case)])


def _everything(talk: Talk) -> Reply:
    lines = [
        _case_line(talk, case) for case in cases.of_person(talk.session, person_id=talk.person_id)
    ]
    if (waiting := offers.waiting(talk)) is not None:
        status = talk.say(f"progress.status.{waiting.status}")
        due = offers.local_time(talk, waiting)
        lines.append(talk.say("progress.question", status=status, due=due))
    if not lines:
        return offers.say(talk, "progress.none", kind=Kind.NOTICE, buttons=offers.menu(talk))
    return _lines(talk, lines)


def _case_line(talk: Talk, case: Case) -> str:
    filed = offers.moment(talk, case.filed_at.astimezone(LOCAL).date())
    status = talk.say(f"progress.status.{case.status}")
    return talk.say(
        "progress.case", number=case.number, category=case.category, status=status, filed=filed
    )


def _lines(talk: Talk, lines: list[str]) -> Reply:
    parts = tuple(Part(style=Style.TEXT, text=line) for line in lines)
    return Reply(kind=Kind.NOTICE, parts=parts, buttons=(offers.human(talk),))
