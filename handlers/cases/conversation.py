"""A side's own hand in its case, in chat: look, write, answer, agree, withdraw, complain.

What takes words asks for them and takes the next message; a command or another button
lets go. Two taps on one button do it once: the second reads where the case stands now.
"""

import re

from handlers import offers
from handlers.actions import write
from handlers.cases import alerting, invitation, own_file, papers, sides
from handlers.cases.wishes import ALERTS, DEEDS, PROMPTS, WITHOUT_WORDS, Scene
from handlers.desk.refusals import DeskRefusal
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import cases
from storage.case_lifecycle import Hand, may
from storage.case_tables import Case
from storage.errors import IllegalMove, NotFound
from storage.identity import id_of
from storage.lifecycle import CaseStatus

STATE = "case"
LONGEST = 2000
NOW = "_now"
_TOKEN = re.compile(r"(?:^|[\s=#:/])([A-Za-z0-9_-]{32})$")


def answer(talk: Talk) -> list[Reply] | None:
    """Do what a side of a case asks for; everything else is let through."""
    if (token := _token(talk)) is not None:
        return _enter(talk, token)
    waiting = talk.state.pop(STATE, None)
    if talk.action is not None:
        return _tapped(talk)
    if not waiting or talk.services.knowledge.scope.command(talk.turn.text):
        return None
    number, text = int(waiting.get("number", 0)), talk.turn.text
    return _do(talk, int(waiting["case"]), str(waiting["want"]), number=number, text=text)


def is_awaiting(talk: Talk) -> bool:
    """Whether the next message is words somebody was asked to write into a case."""
    return bool(talk.state.get(STATE))


def _token(talk: Talk) -> str | None:
    if talk.action is not None:
        is_ours = talk.action.verb == "case_in" and len(talk.action.args) == 1
        return talk.action.args[0] if is_ours else None
    found = _TOKEN.search(talk.turn.text.strip())
    return found[1] if found else None


def _enter(talk: Talk, token: str) -> list[Reply]:
    case = invitation.enter(talk.session, token=token, person_id=talk.person_id, at=talk.turn.at)
    if case is None:
        return [offers.say(talk, "case.in.bad", kind=Kind.NOTICE, buttons=(offers.human(talk),))]
    say = talk.services.wording.say
    hello = Part(style=Style.TEXT, text=say("case.in.hello"))
    shown = _show(talk, case, Hand.RESPONDENT)
    return [shown.model_copy(update={"parts": (hello, *shown.parts)})]


def _tapped(talk: Talk) -> list[Reply] | None:
    assert talk.action is not None  # noqa: S101  # asked by the caller
    match talk.action.verb, talk.action.args:
        case "case", (number,) if _is_number(number):
            return _do(talk, int(number), "look")
        case "case_do", (number, what, *rest) if _is_number(number):
            about = int(rest[0]) if rest and _is_number(rest[0]) else 0
            return _do(talk, int(number), what, number=about)
    return None


def _is_number(text: str) -> bool:
    return text.isdecimal() and len(text) < 16


def _do(talk: Talk, case_id: int, what: str, *, number: int = 0, text: str = "") -> list[Reply]:
    try:
        case = cases.get(talk.session, case_id=case_id)
        side = sides.side_of(case, talk.person_id)
    except NotFound:
        return [offers.say(talk, "case.not_yours", kind=Kind.NOTICE, buttons=offers.menu(talk))]
    scene = Scene(talk, case, side, number, text.strip()[:LONGEST])
    if what.endswith(NOW) and what.removesuffix(NOW) in WITHOUT_WORDS:
        return [_deed(scene, what.removesuffix(NOW))]
    if what in PROMPTS and not scene.text:
        return [_ask(scene, what)]
    return [_deed(scene, what)]


def _deed(scene: Scene, what: str) -> Reply:
    """Do it in a step of its own: what is refused half-way leaves nothing behind."""
    deed = DEEDS.get(what)
    if deed is None:
        return _papers(scene) if what == "papers" else _shown(scene)
    try:
        with scene.talk.session.begin_nested():
            reply = deed(scene)
            _alert(scene, what)
    except (IllegalMove, NotFound, DeskRefusal):
        scene.talk.session.refresh(scene.case)
        return _noted(scene, "case.too_late")
    return reply or _noted(scene, f"case.done.{what}")


def _alert(scene: Scene, what: str) -> None:
    talk = scene.talk
    side = talk.say(f"case.side.{scene.side}")
    did = talk.say(f"case.button.{what}")
    if what == "recusal":
        alerting.lead(
            talk.services, talk.session, scene.case, "side", at=talk.turn.at, side=side, did=did
        )
    elif what in ALERTS:
        alerting.mediator(
            talk.services, talk.session, scene.case, "side", at=talk.turn.at, side=side, did=did
        )


def _ask(scene: Scene, what: str) -> Reply:
    act, hands = PROMPTS[what], frozenset({scene.side})
    if act is not None and not may(act, CaseStatus(scene.case.status), hands):
        return _noted(scene, "case.too_late")
    scene.talk.state[STATE] = {"case": scene.case_id, "want": what, "number": scene.number}
    buttons = [_button(scene, "look")]
    if what in WITHOUT_WORDS:
        buttons.insert(0, _button(scene, what + NOW))
    part = Part(style=Style.TEXT, text=scene.talk.say(f"case.ask.{what}"))
    return Reply(kind=Kind.FLOW, parts=(part,), buttons=tuple(buttons))


def _button(scene: Scene, what: str) -> Button:
    label = scene.talk.say(f"case.button.{what}")
    return Button(label=label, action=write("case_do", id_of(scene.case), what))


def _noted(scene: Scene, key: str) -> Reply:
    """Say what happened, above the file as it stands now."""
    shown = _show(scene.talk, scene.case, scene.side)
    note = Part(style=Style.TEXT, text=scene.talk.say(key))
    return shown.model_copy(update={"parts": (note, *shown.parts)})


def _papers(scene: Scene) -> Reply:
    talk = scene.talk
    return papers.offer(
        talk.services, talk.session, scene.case, scene.side, person_id=talk.person_id
    )


def _shown(scene: Scene) -> Reply:
    return _show(scene.talk, scene.case, scene.side)


def _show(talk: Talk, case: Case, side: Hand) -> Reply:
    return own_file.show(talk.services, talk.session, case, side, at=talk.turn.at)
