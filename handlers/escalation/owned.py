"""Keep the bot out of what an officer has taken over, and hand over who we can't help.

Three steps: `hear_back` passes a person's reply on to the officer who asked; `carry_on`
passes on what belongs to an open question; `help_out` hands over after two misses, or on
a topic a person should not be left alone with.
"""

from handlers.desk import clocks, notices
from handlers.escalation import handing_over
from handlers.escalation.handing_over import Matter
from handlers.talk import Talk
from handlers.turn import Reply
from knowledge.base import Finding
from knowledge.policy import Verdict
from storage import answers, escalations
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import EscalationStatus as Status

FOUND = (Verdict.SURE, Verdict.TORN)


def hear_back(talk: Talk) -> list[Reply] | None:
    """Pass a person's words on to the officer who asked them something; the clock runs again."""
    if not talk.turn.text:
        return None
    mine = escalations.open_of(talk.session, person_id=talk.person_id)
    asked = [one for one in mine if one.status == Status.ASKED]
    if not asked:
        return None
    return [_pass_on(talk, max(asked, key=lambda one: one.changed_at))]


def carry_on(talk: Talk) -> list[Reply] | None:
    """Pass a message on when its subject is an officer's, or nobody but an officer knows.

    The bot answers what it is sure of on any other subject, and outside duty hours on this
    one too.
    """
    if not talk.turn.text:
        return None
    mine = escalations.open_of(talk.session, person_id=talk.person_id)
    if not mine:
        return None
    current = next((one for one in mine if one.subject == talk.state.get("subject")), None)
    if talk.services.knowledge.followups.kind_of(talk.turn.text) is not None:
        return [_pass_on(talk, current)] if current and _is_theirs(talk, current) else None
    found = talk.services.knowledge.find(talk.turn.text, talk.today)
    if found.verdict in FOUND:
        same = next((one for one in mine if one.entry_id == found.entry_ids[0]), None)
        if found.verdict is Verdict.TORN and same is None:
            same = current  # who is not sure does not talk into what an officer has
        return [_pass_on(talk, same)] if same and _is_theirs(talk, same) else None
    unanswered = [one for one in mine if one.status in escalations.UNANSWERED]
    belongs = current or next(iter(unanswered), None)
    if belongs is None:
        return None
    _log(talk, found)
    return [_pass_on(talk, belongs)]


def help_out(talk: Talk) -> list[Reply] | None:
    """Hand over who was missed twice in a row, and who needs a person rather than a guess."""
    missed = int(talk.state.get("misses", 0)) >= 1
    if talk.action is not None:
        asked = str(talk.state.get("asked", ""))
        if talk.action.verb != "none" or not missed or not asked:
            return None
        return [handing_over.hand_over(talk, Matter(asked, "missed"))]
    said = talk.turn.text
    risky = talk.services.handing_over.risk(said) is not None
    if not (missed or risky) or talk.services.knowledge.followups.kind_of(said) is not None:
        return None
    found = talk.services.knowledge.find(said, talk.today)
    if found.verdict in FOUND:
        return None
    _log(talk, found)
    before = str(talk.state.get("asked", "")) if missed else ""
    talk.state["asked"] = said
    talk.state.pop("choices", None)
    question = "\n".join(dict.fromkeys(filter(None, (before, said))))
    return [handing_over.hand_over(talk, Matter(question, "risk" if risky else "missed"))]


def _is_theirs(talk: Talk, found: Escalation) -> bool:
    """Whether the bot keeps silent on a question: an officer has it, and is there."""
    is_off = clocks.rest(talk.services, talk.session, at=talk.turn.at) is not None
    return found.status in escalations.OWNED and not is_off


def _pass_on(talk: Talk, known: Escalation) -> Reply:
    """Add the person's words to a question; its owner is told, and has the turn again."""
    services, session, at = talk.services, talk.session, talk.turn.at
    found = escalations.lock(session, escalation_id=id_of(known))
    escalations.add_to(session, escalation=found, text=talk.turn.text, at=at)
    was = Status(found.status)
    if was is Status.ASKED:
        clocks.resume(services, session, found, at=at)
    elif was is Status.ANSWERED:
        clocks.restart(services, session, found, at=at)
    if was in (Status.ASKED, Status.ANSWERED):
        to = Status.TAKEN if found.officer_id else Status.WAITING
        escalations.change(session, found, kind="resumed", by=escalations.PERSON, at=at, to=to)
        clocks.watch(services, session, found)
    if was is not Status.WAITING:
        notices.tell_owner(services, session, found, occasion="replied", at=at)
    talk.state |= {"subject": found.subject, "added": talk.turn.text, "misses": 0}
    key = "human.added" if was is Status.WAITING else "human.with_officer"
    return handing_over.standing(talk, found, key, handing_over.other_matter(talk))


def _log(talk: Talk, found: Finding) -> None:
    answers.log(
        talk.session,
        turn_id=talk.turn_id,
        person_id=talk.person_id,
        entry_id="",
        verdict=found.verdict,
        confidence=found.confidence,
        at=talk.turn.at,
    )
