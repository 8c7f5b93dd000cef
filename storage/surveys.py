"""The city's surveys (Art. 20): written, opened, answered once a person, closed.

Who answered is kept as a code made with the survey's salt, only so that nobody answers
twice; closing wipes the salt.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage.errors import IllegalMove, NotFound
from storage.identity import id_of
from storage.lifecycle import SURVEY_MOVES, SurveyStatus, may_move
from storage.once import add_once
from storage.satisfaction_tables import Survey, SurveyAnswer
from storage.sealing import sealer

Question = Mapping[str, object]
Answers = Mapping[str, str]


def write(
    session: Session,
    *,
    title: str,
    intro: str,
    questions: Sequence[Question],
    audience: str,
    by: str,
    at: datetime,
) -> Survey:
    """Add a draft."""
    survey = Survey(
        title=title,
        intro=intro,
        questions=json.dumps(list(questions), ensure_ascii=False),
        audience=audience,
        status=SurveyStatus.DRAFT,
        by=by,
        salt=secrets.token_hex(32),
        created_at=at,
    )
    session.add(survey)
    session.flush()
    return survey


def lock(session: Session, *, survey_id: int) -> Survey:
    """Return a survey, its row held.

    Raises:
        NotFound: there is none with this id.
    """
    query = select(Survey).where(Survey.id == survey_id).with_for_update()
    found = session.exec(query).first()
    if found is None:
        raise NotFound(f"survey {survey_id}")
    return found


def find(session: Session, *, survey_id: int) -> Survey | None:
    """Return a survey."""
    return session.get(Survey, survey_id)


def listing(session: Session, *, limit: int) -> Sequence[Survey]:
    """Return the newest surveys first."""
    return session.exec(select(Survey).order_by(col(Survey.id).desc()).limit(limit)).all()


def questions_of(survey: Survey) -> list[dict[str, object]]:
    """Return what a survey asks, in order."""
    questions = json.loads(survey.questions)
    assert isinstance(questions, list)  # noqa: S101  # only `write` makes it
    return questions


def move(session: Session, survey: Survey, *, to: SurveyStatus, at: datetime) -> None:
    """Open or close a survey.

    Raises:
        IllegalMove: the lifecycle has no such arrow.
    """
    start = SurveyStatus(survey.status)
    if not may_move(SURVEY_MOVES, start, to):
        raise IllegalMove(f"survey {survey.id}: {start} to {to}")
    survey.status = to
    if to is SurveyStatus.OPEN:
        survey.opened_at = at
    else:
        survey.closed_at, survey.salt = at, ""
    session.flush()


def has_answered(session: Session, survey: Survey, *, person_id: int) -> bool:
    """Whether this person's answers to an open survey are in."""
    query = select(SurveyAnswer.id).where(
        SurveyAnswer.survey_id == survey.id,
        SurveyAnswer.respondent == _code(survey, person_id),
    )
    return session.exec(query).first() is not None


def answer(
    session: Session, survey: Survey, *, person_id: int, channel: str, answers: Answers, on: date
) -> bool:
    """Keep a person's answers; False when they answered before or it isn't open."""
    if survey.status != SurveyStatus.OPEN:
        return False
    row = SurveyAnswer(
        survey_id=id_of(survey),
        respondent=_code(survey, person_id),
        channel=channel,
        sealed_answers=sealer(session).seal(json.dumps(dict(answers), ensure_ascii=False)),
        on=on,
    )
    return add_once(session, row)


def rows(session: Session, *, survey_id: int) -> list[tuple[SurveyAnswer, dict[str, str]]]:
    """Return everything that was answered, in no order that tells who came first."""
    query = select(SurveyAnswer).where(SurveyAnswer.survey_id == survey_id)
    found = session.exec(query.order_by(col(SurveyAnswer.respondent))).all()
    open_it = sealer(session).open
    return [(row, json.loads(open_it(row.sealed_answers))) for row in found]


def _code(survey: Survey, person_id: int) -> str:
    return hashlib.sha256(f"{survey.salt}:{person_id}".encode()).hexdigest()
