"""Officers at work on a channel of people: claim, read, answer, ask, pass on, close.

An officer is bound to an address by a one-time code from the console; whoever writes from
there is that officer for as long as they may work, asked anew every time. Answering is
replying to a notice: its code says which question is meant, and what the officer may do is
decided where the console asks too.
"""

import re

from handlers import offers
from handlers.actions import write
from handlers.desk import access, closing, masking, moves, notices, passing_on, times
from handlers.desk.access import Signed
from handlers.desk.moves import Act
from handlers.desk.refusals import DeskRefusal
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from knowledge.base import short_key
from storage import audit, escalations, officer_channels
from storage.errors import IllegalMove, NotFound
from storage.identity import id_of

VERB = "desk"
MOST_SHOWN = 1500
MOST_TARGETS = 12
_CODE = re.compile(r"WT-(\d{6,9})")


def answer(talk: Talk) -> list[Reply] | None:
    """Do what a bound officer asks; None for everybody else, and for an officer's own questions."""
    if not talk.turn.text and (talk.action is None or talk.action.verb != VERB):
        return None
    if said := _binding(talk):
        return [said]
    if not _is_work(talk):
        return None
    signed = _signed(talk)
    if signed is None:
        return None
    try:
        with talk.session.begin_nested():
            return [_work(talk, Act(talk.services, talk.session, signed, talk.turn.at))]
    except (DeskRefusal, NotFound, IllegalMove) as refusal:
        why = refusal_words(talk, refusal)
        return [_say(talk, "refused", why=why)]


def refusal_words(talk: Talk, refusal: Exception) -> str:
    """Return a refusal as an officer reads it."""
    if isinstance(refusal, DeskRefusal):
        return talk.say(f"desk.refusal.{refusal.key}", **refusal.values)
    key = "not_found" if isinstance(refusal, NotFound) else "illegal_move"
    return talk.say(f"desk.refusal.{key}")


def _binding(talk: Talk) -> Reply | None:
    """Bind by a code, or end the binding, when that is what was said."""
    said = " ".join(talk.turn.text.split())
    words = talk.say("officer.bind_words")
    if said == talk.say("officer.unbind_words") and (number := _number(talk)):
        officer_channels.unbind(talk.session, officer_id=number)
        _audit(talk, number, "binding.ended")
        return _say(talk, "unbound")
    if not said.startswith(words) or not re.fullmatch(r"[\w\- ]{8,12}", said[len(words) :].strip()):
        return None
    code = said[len(words) :].replace("-", "").strip()
    where = {"channel": talk.turn.channel, "address": talk.turn.address}
    officer = officer_channels.bind(talk.session, code=code, at=talk.turn.at, **where)
    if officer is None:
        return _say(talk, "not_bound")
    _audit(talk, id_of(officer), "binding.made")
    return _say(talk, "bound", login=officer.login)


def _is_work(talk: Talk) -> bool:
    is_button = talk.action is not None and talk.action.verb == VERB
    return is_button or "desk_pass" in talk.state or bool(_CODE.search(talk.turn.about))


def _number(talk: Talk) -> int | None:
    return officer_channels.who(talk.session, channel=talk.turn.channel, address=talk.turn.address)


def _signed(talk: Talk) -> Signed | None:
    number = _number(talk)
    return access.elsewhere(talk.session, officer_id=number) if number else None


def _work(talk: Talk, act: Act) -> Reply:
    pending = talk.state.pop("desk_pass", None)
    if talk.action is not None:
        return _pressed(talk, act)
    if found := _CODE.search(talk.turn.about):
        return _replied(talk, act, int(found[1]))
    if pending and talk.turn.text.strip() != talk.say("officer.never_mind"):
        return _passed(talk, act, pending)
    return _say(talk, "which")


def _pressed(talk: Talk, act: Act) -> Reply:
    assert talk.action is not None  # noqa: S101  # the caller looked
    match talk.action.args:
        case ("take", number) if number.isdigit():
            found = moves.take(act, int(number))
            due = times.moment(talk.services.wording, found.due_at)
            return _about(talk, int(number), "taken", "view", "release", "pass", due=due)
        case ("view", number) if number.isdigit():
            return _shown(talk, act, int(number))
        case ("release", number) if number.isdigit():
            moves.release(act, int(number))
            return _about(talk, int(number), "released", "take")
        case ("close", number) if number.isdigit():
            closing.close(act, int(number))
            return _about(talk, int(number), "closed")
        case ("pass", number) if number.isdigit():
            return _targets(talk, act, int(number))
        case ("to", number, key) if number.isdigit():
            talk.state["desk_pass"] = {"question": int(number), "to": key}
            return _say(talk, "pass_why", most=passing_on.LONGEST_REASON)
    raise NotFound("a button of another version")


def _shown(talk: Talk, act: Act, number: int) -> Reply:
    """Show what the person wrote, numbers hidden; that it was read is written down."""
    found = moves.locked(act, number)
    moves.record(act, found, "read")
    question = masking.numbers(escalations.question_of(act.session, found))[:MOST_SHOWN]
    reply = _about(talk, number, "shown", "take", "pass")
    said = Part(style=Style.QUOTE, text=question)
    return reply.model_copy(update={"parts": (*reply.parts, said)})


def _replied(talk: Talk, act: Act, number: int) -> Reply:
    """Answer, or ask back when the reply begins so."""
    text, mark = talk.turn.text.strip(), talk.say("officer.ask_mark")
    version = escalations.get(act.session, escalation_id=number).version
    for begin in (f"{mark}：", f"{mark}:"):
        if text.startswith(begin):
            moves.ask_back(act, number, text=text.removeprefix(begin), version=version)
            return _about(talk, number, "asked", "pass")
    moves.answer(act, number, text=text, version=version)
    return _about(talk, number, "answered", "close")


def _targets(talk: Talk, act: Act, number: int) -> Reply:
    moves.locked(act, number)
    found = passing_on.targets(act)
    buttons = tuple(
        Button(label=one.name, action=write(VERB, "to", number, short_key(one.code)))
        for one in found[:MOST_TARGETS]
    )
    return _say(talk, "pass_to" if buttons else "no_targets", *buttons)


def _passed(talk: Talk, act: Act, pending: dict[str, object]) -> Reply:
    number = int(str(pending["question"]))
    to = [one.code for one in passing_on.targets(act) if short_key(one.code) == pending["to"]]
    if not to:
        raise NotFound("a target that is gone")
    version = escalations.get(act.session, escalation_id=number).version
    passing_on.transfer(act, number, to=to[0], reason=talk.turn.text, version=version)
    return _about(talk, number, "passed")


def _about(talk: Talk, number: int, key: str, *may: str, **values: object) -> Reply:
    """Say something about a question, with its code, so that it can be replied to."""
    buttons = tuple(
        Button(label=talk.say(f"officer.button.{one}"), action=write(VERB, one, number))
        for one in may
    )
    return _say(talk, key, *buttons, code=notices.code(talk.services, number), **values)


def _say(talk: Talk, key: str, *buttons: Button, **values: object) -> Reply:
    return offers.say(talk, f"officer.{key}", kind=Kind.NOTICE, buttons=buttons, **values)


def _audit(talk: Talk, number: int, action: str) -> None:
    mark = f"officer:{number}"
    audit.record(talk.session, actor=mark, action=action, subject=mark, at=talk.turn.at)
