"""Tell a person where their cases and handed-over questions stand; only their own."""

import re

from handlers import offers
from handlers.actions import write
from handlers.cases import own_file, settling, sides
from handlers.talk import LOCAL, Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import cases, settlements
from storage.case_tables import Case
from storage.identity import id_of

_NUMBER = re.compile(r"LY-?(TJ|HJ)-?(\d{4})-?(\d{6})", re.IGNORECASE)
# Of many cases the newest are enough; a number finds the others.
MOST = 5


def answer(talk: Talk) -> list[Reply] | None:
    """Reply with the state of everything the person has under way, or of one case number."""
    if found := _NUMBER.search(talk.turn.text):
        return [_one(talk, f"LY-{found[1].upper()}-{found[2]}-{found[3]}")]
    asked = (
        talk.action.verb if talk.action else talk.services.knowledge.scope.command(talk.turn.text)
    )
    return [_everything(talk)] if asked == "status" else None


def _one(talk: Talk, number: str) -> Reply:
    case = cases.by_number(talk.session, number=number, person_id=talk.person_id)
    if case is not None:
        return _file(talk, case)
    for settlement in settlements.of_person(talk.session, person_id=talk.person_id):
        if settlement.number == number:
            return settling.show(talk, settlement)
    return offers.say(talk, "progress.not_found", kind=Kind.NOTICE, number=number)


def _file(talk: Talk, case: Case) -> Reply:
    side = sides.side_of(case, talk.person_id)
    return own_file.show(talk.services, talk.session, case, side, at=talk.turn.at)


def _everything(talk: Talk) -> Reply:
    mine = cases.of_person(talk.session, person_id=talk.person_id)[:MOST]
    settled = settlements.of_person(talk.session, person_id=talk.person_id)[:MOST]
    waiting = offers.waiting(talk)
    if waiting is None and len(mine) + len(settled) == 1:
        return _file(talk, mine[0]) if mine else settling.show(talk, settled[0])
    lines = [_case_line(talk, case) for case in mine]
    lines += [settling.line(talk, one) for one in settled]
    buttons = [Button(label=case.number, action=write("case", id_of(case))) for case in mine]
    buttons += [Button(label=one.number, action=write("settle", id_of(one))) for one in settled]
    if waiting is not None:
        status = talk.say(f"progress.status.{waiting.status}")
        due = offers.local_time(talk, waiting)
        lines.append(talk.say("progress.question", status=status, due=due))
    if not lines:
        return offers.say(talk, "progress.none", kind=Kind.NOTICE, buttons=offers.menu(talk))
    parts = tuple(Part(style=Style.TEXT, text=line) for line in lines)
    return Reply(kind=Kind.NOTICE, parts=parts, buttons=(*buttons, offers.human(talk)))


def _case_line(talk: Talk, case: Case) -> str:
    filed = offers.moment(talk, case.filed_at.astimezone(LOCAL).date())
    status = talk.say(f"progress.status.{case.status}")
    return talk.say(
        "progress.case", number=case.number, category=case.category, status=status, filed=filed
    )
