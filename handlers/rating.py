"""Take ratings of answers and handed-over questions (Art. 20); a bad one gets an ear."""

from handlers import offers
from handlers.actions import write
from handlers.talk import Talk
from handlers.turn import Button, Kind, Reply
from storage import answers, escalations, ratings
from storage.identity import id_of

LOWEST_CONTENT = 3


def answer(talk: Talk) -> list[Reply] | None:
    """Record a rating, or the reason of a bad one; both are always somebody's own."""
    action = talk.action
    if action is None:
        return None
    match action.verb, action.args:
        case "rate", (answer_id, score) if answer_id.isdigit() and score in ("1", "5"):
            return [_rate_answer(talk, int(answer_id), int(score))]
        case "grade", (escalation_id, score) if escalation_id.isdigit() and score in "12345":
            return [_rate_escalation(talk, int(escalation_id), int(score))]
        case "reason", (rating_id, code) if rating_id.isdigit():
            return [_reason(talk, int(rating_id), code)]
        case "rate" | "grade" | "reason", _:
            return [_gone(talk)]
    return None


def _gone(talk: Talk) -> Reply:
    return offers.say(talk, "rating.gone", kind=Kind.NOTICE)


def _rate_answer(talk: Talk, answer_id: int, score: int) -> Reply:
    found = answers.find(talk.session, answer_id=answer_id, person_id=talk.person_id)
    if found is None:
        return _gone(talk)
    return _record(talk, "answer", answer_id, score)


def _rate_escalation(talk: Talk, escalation_id: int, score: int) -> Reply:
    mine = escalations.of_person(
        talk.session, escalation_id=escalation_id, person_id=talk.person_id
    )
    return _record(talk, "escalation", escalation_id, score) if mine else _gone(talk)


def _record(talk: Talk, subject: str, subject_id: int, score: int) -> Reply:
    rating = ratings.rate(
        talk.session,
        subject=subject,
        subject_id=subject_id,
        person_id=talk.person_id,
        score=score,
        at=talk.turn.at,
    )
    if score >= LOWEST_CONTENT:
        return offers.say(talk, "rating.thanks", kind=Kind.NOTICE)
    reasons = talk.services.wording.below("rating.reasons.")
    buttons = tuple(
        Button(label=label, action=write("reason", id_of(rating), code))
        for code, label in reasons.items()
    )
    return offers.say(
        talk, "rating.sorry", kind=Kind.NOTICE, buttons=(*buttons, offers.human(talk))
    )


def _reason(talk: Talk, rating_id: int, code: str) -> Reply:
    if code not in talk.services.wording.below("rating.reasons."):
        return _gone(talk)
    ratings.explain(talk.session, rating_id=rating_id, person_id=talk.person_id, reason=code)
    return offers.say(talk, "rating.noted", kind=Kind.NOTICE, buttons=(offers.human(talk),))
