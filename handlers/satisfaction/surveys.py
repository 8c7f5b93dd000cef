"""Answer the city's survey in the conversation (Art. 20): voluntary, once a person, unnamed.

Answers are gathered in the dialogue and kept together at the end; who stops in the middle
has answered nothing. Any other message is let through and the survey waits.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handlers import offers
from handlers.actions import write
from handlers.services import Services
from handlers.talk import Talk
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import jobs, outbox, survey_people, surveys
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import SurveyStatus
from storage.satisfaction_tables import Survey

FLOW = "survey"
JOB = "survey_invite"
BATCH = 200
# Only who was here lately remembers what they are asked about.
LATELY = timedelta(days=180)
LONGEST_TEXT = 300
FIVE, CHOICE, TEXT = "five", "choice", "text"
SKIP = "skip"


def answer(talk: Talk) -> list[Reply] | None:
    """Start a survey, take the answer to its question, or let the message through."""
    action = talk.action
    if action is None:
        return _typed(talk)
    match action.verb, action.args:
        case "survey_go", (survey_id,) if survey_id.isdigit():
            return [_begin(talk, int(survey_id))]
        case "survey.not_now", (survey_id,) if survey_id.isdigit():
            talk.state.pop(FLOW, None)
            return [offers.say(talk, "survey.declined", kind=Kind.NOTICE)]
        case "survey_pick", (survey_id, place, choice) if survey_id.isdigit() and place.isdigit():
            return [_picked(talk, int(survey_id), int(place), choice)]
        case "survey_go" | "survey.not_now" | "survey_pick", _:
            return [offers.say(talk, "survey.gone", kind=Kind.NOTICE)]
    return None


def invite(services: Services, session: Session, payload: dict[str, Any], at: datetime) -> None:
    """Invite the next people of a survey's audience, and schedule those after them."""
    survey = surveys.lock(session, survey_id=int(payload["survey"]))
    if survey.status != SurveyStatus.OPEN:
        return
    people = survey_people.next_people(
        session,
        audience=survey.audience,
        after_id=int(payload["after"]),
        since=at - LATELY,
        limit=BATCH,
    )
    body = _invitation(services, survey).model_dump(mode="json")
    for person in people:
        outbox.put(
            session,
            person_id=id_of(person),
            channel=person.channel,
            key=f"survey:{survey.id}:{person.id}",
            body=body,
            at=at,
            rank=outbox.RANK_CAN_WAIT,
        )
    survey.invited += len(people)
    if len(people) == BATCH:
        schedule(session, survey, after=id_of(people[-1]), at=at)


def schedule(session: Session, survey: Survey, *, after: int, at: datetime) -> None:
    """Have the people after this id invited."""
    jobs.schedule(
        session,
        kind=JOB,
        key=f"{JOB}:{survey.id}:{after}",
        payload={"survey": survey.id, "after": after},
        due_at=at,
    )


def _invitation(services: Services, survey: Survey) -> Reply:
    say = services.wording.say
    number = id_of(survey)
    count = len(surveys.questions_of(survey))
    parts = [Part(style=Style.LEAD, text=say("survey.invitation", title=survey.title))]
    if survey.intro:
        parts.append(Part(style=Style.TEXT, text=survey.intro))
    parts.append(Part(style=Style.NOTE, text=say("survey.terms", count=count)))
    buttons = (
        Button(label=say("survey.go"), action=write("survey_go", number)),
        Button(label=say("survey.not_now"), action=write("survey_no", number)),
    )
    return Reply(kind=Kind.NOTICE, parts=tuple(parts), buttons=buttons)


def _open_to(talk: Talk, survey_id: int) -> Survey | None:
    """Return a survey this person may answer now."""
    survey = surveys.find(talk.session, survey_id=survey_id)
    if survey is None or survey.status != SurveyStatus.OPEN:
        return None
    done = surveys.has_answered(talk.session, survey, person_id=talk.person_id)
    return None if done else survey


def _begin(talk: Talk, survey_id: int) -> Reply:
    survey = _open_to(talk, survey_id)
    if survey is None:
        return offers.say(talk, "survey.gone", kind=Kind.NOTICE)
    talk.state[FLOW] = {"id": survey_id, "answers": {}}
    return _ask(talk, survey)


def _picked(talk: Talk, survey_id: int, place: int, choice: str) -> Reply:
    survey = _open_to(talk, survey_id)
    flow = talk.state.get(FLOW)
    if survey is None or not flow or flow["id"] != survey_id:
        return offers.say(talk, "survey.gone", kind=Kind.NOTICE)
    if place != len(flow["answers"]):
        return _ask(talk, survey)  # a button of an earlier question
    question = surveys.questions_of(survey)[place]
    said = "" if choice == SKIP else choices(talk.services, question).get(choice)
    return _ask(talk, survey) if said is None else _take(talk, survey, said)


def _typed(talk: Talk) -> list[Reply] | None:
    """Take a typed answer where one is asked for; a choice may be typed as it reads."""
    flow, text = talk.state.get(FLOW), talk.turn.text.strip()
    if not flow or not text or talk.services.knowledge.scope.command(text) is not None:
        return None
    survey = _open_to(talk, int(flow["id"]))
    if survey is None:
        talk.state.pop(FLOW)
        return None
    question = surveys.questions_of(survey)[len(flow["answers"])]
    if question["kind"] == TEXT:
        return [_take(talk, survey, text[:LONGEST_TEXT])]
    is_choice = text in choices(talk.services, question).values()
    return [_take(talk, survey, text)] if is_choice else None


def _take(talk: Talk, survey: Survey, said: str) -> Reply:
    answers = talk.state[FLOW]["answers"]
    answers[str(len(answers))] = said
    if len(answers) < len(surveys.questions_of(survey)):
        return _ask(talk, survey)
    talk.state.pop(FLOW)
    surveys.answer(
        talk.session,
        survey,
        person_id=talk.person_id,
        channel=talk.turn.channel,
        answers=answers,
        on=talk.today,
    )
    return offers.say(talk, "survey.thanks", kind=Kind.NOTICE)


def _ask(talk: Talk, survey: Survey) -> Reply:
    questions = surveys.questions_of(survey)
    place = len(talk.state[FLOW]["answers"])
    number, question = id_of(survey), questions[place]
    buttons = [
        Button(label=label, action=write("survey_pick", number, place, code))
        for code, label in choices(talk.services, question).items()
    ]
    skip = Button(label=talk.say("survey.skip"), action=write("survey_pick", number, place, SKIP))
    key = "survey.ask_text" if question["kind"] == TEXT else "survey.ask"
    return offers.say(
        talk,
        key,
        kind=Kind.NOTICE,
        buttons=(*buttons, skip),
        place=place + 1,
        count=len(questions),
        question=question["text"],
    )


def choices(services: Services, question: Mapping[str, Any]) -> dict[str, str]:
    """Return the codes of a question's choices and how they read."""
    match question["kind"]:
        case "five":
            return {level: services.wording.say(f"human.levels.{level}") for level in "54321"}
        case "choice":
            return {str(n): str(label) for n, label in enumerate(question["choices"])}
    return {}
