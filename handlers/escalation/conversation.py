"""Take wishes for an officer: to be handed over, to take that back, to be heard again.

What becomes of a message on a subject that an officer already has is for `owned`.
"""

from handlers import offers
from handlers.desk import clocks, notices
from handlers.escalation import handing_over
from handlers.escalation.handing_over import Matter
from handlers.talk import Talk
from handlers.turn import Kind, Reply
from storage import answers, escalations, turns
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import EscalationStatus as Status


def answer(talk: Talk) -> list[Reply] | None:
    """Hand over when somebody asks for an officer, by button or in words."""
    if talk.action is not None:
        return _tapped(talk) if talk.action.verb == "human" else None
    if not talk.turn.text:
        return None
    reason = _wish(talk)
    was_asked_what = talk.state.pop("wants_officer", False)
    if reason:
        return [handing_over.hand_over(talk, handing_over.of_talk(talk, reason=reason))]
    if was_asked_what and talk.services.knowledge.scope.command(talk.turn.text) is None:
        return [handing_over.hand_over(talk, Matter(talk.turn.text, "asked"))]
    return None


def _wish(talk: Talk) -> str | None:
    if talk.services.knowledge.scope.command(talk.turn.text) == "human":
        return "asked"
    return talk.services.handing_over.wish(talk.turn.text)


def _tapped(talk: Talk) -> list[Reply] | None:
    assert talk.action is not None  # noqa: S101  # the caller looked
    match talk.action.args:
        case ():
            return [handing_over.hand_over(talk, handing_over.of_talk(talk, reason="asked"))]
        case ("rated", answer_id) if answer_id.isdigit():
            return [handing_over.hand_over(talk, _rated(talk, int(answer_id)))]
        case ("other",):
            return [_other(talk)]
        case ("off", number) if number.isdigit():
            return [_withdraw(talk, int(number))]
        case ("again", number) if number.isdigit():
            return [_again(talk, int(number))]
    return None


def _rated(talk: Talk, answer_id: int) -> Matter:
    """Return the matter of an answer somebody found bad: their question, and what we said."""
    found = answers.find(talk.session, answer_id=answer_id, person_id=talk.person_id)
    if found is None:
        return handing_over.of_talk(talk, reason="rated")
    entry = talk.services.knowledge.entries.get(found.entry_id)
    said = "".join(
        turns.text_of(talk.session, one) for one in turns.of_ids(talk.session, ids={found.turn_id})
    )
    return Matter(said or (entry.title if entry else ""), "rated", entry)


def _other(talk: Talk) -> Reply:
    """Make what was passed on last a question of its own."""
    said = str(talk.state.pop("added", ""))
    if not said:
        return offers.say(talk, "human.nothing_said", kind=Kind.HANDOVER)
    return handing_over.hand_over(talk, Matter(said, "asked"))


def _withdraw(talk: Talk, number: int) -> Reply:
    found = _own(talk, number)
    if found is None or found.status in (Status.CLOSED, Status.ANSWERED):
        return offers.say(talk, "human.gone", kind=Kind.NOTICE)
    clocks.stop(talk.services, talk.session, found, at=talk.turn.at)
    found.outcome = "withdrawn"
    _change(talk, found, kind="withdrawn", to=Status.CLOSED)
    talk.state.pop("subject", None)
    return offers.say(talk, "human.withdrawn", kind=Kind.NOTICE, buttons=offers.menu(talk)[:2])


def _again(talk: Talk, number: int) -> Reply:
    """Open a closed question again: the person is not content with how it ended."""
    found = _own(talk, number)
    if found is None:
        return offers.say(talk, "human.gone", kind=Kind.NOTICE)
    session, at = talk.session, talk.turn.at
    other = escalations.open_on(session, person_id=talk.person_id, subject=found.subject)
    if other is not None:
        return handing_over.standing(talk, other, "human.already")
    found.officer_id, found.outcome, found.level = None, "", 0
    clocks.restart(talk.services, session, found, at=at)
    _change(talk, found, kind="reopened", to=Status.WAITING)
    clocks.watch(talk.services, session, found)
    notices.tell_desk(talk.services, session, found, occasion="reopened", at=at)
    talk.state["subject"] = found.subject
    return handing_over.told(talk, found, "human.done")


def _own(talk: Talk, number: int) -> Escalation | None:
    mine = escalations.of_person(talk.session, escalation_id=number, person_id=talk.person_id)
    return escalations.lock(talk.session, escalation_id=id_of(mine)) if mine else None


def _change(talk: Talk, found: Escalation, *, kind: str, to: Status) -> None:
    escalations.change(
        talk.session, found, kind=kind, by=escalations.PERSON, at=talk.turn.at, to=to
    )
