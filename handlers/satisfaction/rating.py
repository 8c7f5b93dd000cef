"""Take ratings of answers, handed-over questions and cases (Art. 20); a bad one gets an ear.

A bad rating of a matter is followed by `rectifying`. Why, a few words and whether they may
be called back are asked afterwards and may all be left out.
"""

from handlers import offers
from handlers.actions import write
from handlers.satisfaction import rectifying
from handlers.talk import Talk
from handlers.turn import Button, Kind, Reply
from storage import answers, case_rating, escalations, ratings
from storage.errors import TooLate
from storage.identity import id_of
from storage.tables import Rating

LOWEST_CONTENT = 3
LONGEST_COMMENT = 500
COMMENTING = "commenting"
ANSWER, QUESTION, CASE = "answer", "escalation", "case"


def answer(talk: Talk) -> list[Reply] | None:
    """Record a rating and what is said about it; all of it is always somebody's own."""
    action = talk.action
    if action is None:
        return _commented(talk)
    match action.verb, action.args:
        case "rate", (answer_id, score) if answer_id.isdigit() and score in ("1", "5"):
            return [_rate(talk, ANSWER, int(answer_id), int(score))]
        case "grade", (escalation_id, score) if escalation_id.isdigit() and score in "12345":
            return [_rate(talk, QUESTION, int(escalation_id), int(score))]
        case "grade_case", (case_id, score) if case_id.isdigit() and score in "12345":
            return [_rate(talk, CASE, int(case_id), int(score))]
        case (("reason" | "rate_say" | "rate_sign"), (rating_id, *rest)) if rating_id.isdigit():
            return [_about(talk, action.verb, int(rating_id), *rest)]
        case "recheck", (rectification_id,) if rectification_id.isdigit():
            return [rectifying.disagree(talk, int(rectification_id))]
        case "rate" | "grade" | "grade_case" | "reason" | "rate_say" | "rate_sign" | "recheck", _:
            return [_gone(talk)]
    return None


def _gone(talk: Talk) -> Reply:
    return offers.say(talk, "rating.gone", kind=Kind.NOTICE)


def _is_own(talk: Talk, subject: str, subject_id: int) -> bool:
    """Whether the matter is the person's and ready to be rated: never while it is open."""
    match subject:
        case "answer":
            found = answers.find(talk.session, answer_id=subject_id, person_id=talk.person_id)
            return found is not None
        case "escalation":
            mine = escalations.of_person(
                talk.session, escalation_id=subject_id, person_id=talk.person_id
            )
            return mine is not None and mine.status not in escalations.UNANSWERED
    return case_rating.may_rate(talk.session, case_id=subject_id, person_id=talk.person_id)


def _rate(talk: Talk, subject: str, subject_id: int, score: int) -> Reply:
    if not _is_own(talk, subject, subject_id):
        return _gone(talk)
    try:
        rating = ratings.rate(
            talk.session,
            subject=subject,
            subject_id=subject_id,
            person_id=talk.person_id,
            score=score,
            at=talk.turn.at,
        )
    except TooLate:
        return offers.say(talk, "rating.too_late", kind=Kind.NOTICE)
    if score >= LOWEST_CONTENT:
        key = "thanks" if subject == ANSWER else "thanks_changeable"
        return offers.say(talk, f"rating.{key}", kind=Kind.NOTICE)
    return _sorry(talk, rating)


def _sorry(talk: Talk, rating: Rating) -> Reply:
    if rating.subject == ANSWER:
        ask = _reasons(talk, rating, "reasons")
        return offers.say(
            talk,
            "rating.sorry",
            kind=Kind.NOTICE,
            buttons=(*ask, offers.rated(talk, rating.subject_id)),
        )
    due = offers.moment(talk, rectifying.follow(talk, rating))
    ask = _reasons(talk, rating, "matter_reasons")
    return offers.say(talk, "rating.sorry_matter", kind=Kind.NOTICE, buttons=ask, due=due)


def _reasons(talk: Talk, rating: Rating, which: str) -> tuple[Button, ...]:
    reasons = talk.services.wording.below(f"rating.{which}.")
    return tuple(
        Button(label=label, action=write("reason", id_of(rating), code))
        for code, label in reasons.items()
    )


def _about(talk: Talk, verb: str, rating_id: int, *rest: str) -> Reply:
    rating = ratings.own(talk.session, rating_id=rating_id, person_id=talk.person_id)
    if rating is None:
        return _gone(talk)
    match verb, rest:
        case "reason", (code,):
            return _reason(talk, rating, code)
        case "rate_say", ():
            talk.state[COMMENTING] = rating_id
            enough = Button(
                label=talk.say("rating.no_comment"), action=write("rate_say", rating_id, "no")
            )
            return offers.say(talk, "rating.say_on", kind=Kind.NOTICE, buttons=(enough,))
        case "rate_say", ("no",):
            talk.state.pop(COMMENTING, None)
            return offers.say(talk, "rating.noted", kind=Kind.NOTICE)
        case "rate_sign", ("1" | "0" as named,):
            ratings.sign(talk.session, rating, is_named=named == "1")
            key = "named" if named == "1" else "anonymous"
            return offers.say(talk, f"rating.{key}", kind=Kind.NOTICE)
    return _gone(talk)


def _reason(talk: Talk, rating: Rating, code: str) -> Reply:
    is_answer = rating.subject == ANSWER
    known = talk.services.wording.below(
        "rating.reasons." if is_answer else "rating.matter_reasons."
    )
    if code not in known:
        return _gone(talk)
    ratings.explain(talk.session, rating, reason=code)
    if is_answer:
        heard = offers.rated(talk, rating.subject_id)
        return offers.say(talk, "rating.noted_answer", kind=Kind.NOTICE, buttons=(heard,))
    return offers.say(talk, "rating.more", kind=Kind.NOTICE, buttons=_more(talk, rating))


def _more(talk: Talk, rating: Rating) -> tuple[Button, ...]:
    number = id_of(rating)
    return (
        Button(label=talk.say("rating.write"), action=write("rate_say", number)),
        Button(label=talk.say("rating.sign"), action=write("rate_sign", number, 1)),
        Button(label=talk.say("rating.stay_anonymous"), action=write("rate_sign", number, 0)),
    )


def _commented(talk: Talk) -> list[Reply] | None:
    """Take the words somebody was asked for after a bad rating, and nothing else."""
    rating_id = talk.state.pop(COMMENTING, None)
    if not isinstance(rating_id, int) or not talk.turn.text.strip():
        return None
    rating = ratings.own(talk.session, rating_id=rating_id, person_id=talk.person_id)
    if rating is None or talk.services.knowledge.scope.command(talk.turn.text) is not None:
        return None
    ratings.comment(talk.session, rating, text=talk.turn.text.strip()[:LONGEST_COMMENT])
    return [offers.say(talk, "rating.commented", kind=Kind.NOTICE, buttons=_more(talk, rating)[1:])]
