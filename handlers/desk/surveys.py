"""Surveys of the city (Art. 20) at the desk: write, open, close, read, take away as CSV.

Figures are shown from `FEWEST` answers on, so that nobody can be picked out.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import access
from handlers.desk.access import Signed
from handlers.desk.refusals import BadSurvey
from handlers.satisfaction import surveys as asking
from handlers.services import Services
from storage import audit, surveys
from storage.database import Session
from storage.errors import NotFound
from storage.identity import id_of
from storage.lifecycle import Role, SurveyStatus
from storage.satisfaction_tables import Survey
from storage.survey_people import AUDIENCES

WORKS = (Role.SUPERVISOR, Role.ADMIN)
MOST_SHOWN = 100
MOST_QUESTIONS, MOST_CHOICES = 15, 8
LONGEST_TITLE, LONGEST_INTRO, LONGEST_QUESTION, LONGEST_CHOICE = 60, 300, 120, 20
# Fewer answers than this are not shown as figures.
FEWEST = 5
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Question:
    """A question as it is written, and how often each choice was taken, if enough answered."""

    kind: str
    text: str
    choices: Sequence[tuple[str, int]]
    base: int
    is_hidden: bool


@dataclass(frozen=True)
class Row:
    """A survey in the list."""

    id: int
    title: str
    audience: str
    status: str
    invited: int
    created_at: datetime


@dataclass(frozen=True)
class View:
    """A survey on its page."""

    id: int
    title: str
    intro: str
    audience: str
    status: str
    invited: int
    answered: int
    questions: Sequence[Question]


def read_questions(services: Services, text: str) -> list[dict[str, object]]:
    """Read one question a line: its kind, a colon, its words, and choices after bars.

    Raises:
        BadSurvey: a line that can't be read; says which.
    """
    kinds = {
        label: kind for kind, label in services.wording.below("supervising.surveys.kinds.").items()
    }
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not 1 <= len(lines) <= MOST_QUESTIONS:
        raise BadSurvey(line=min(len(lines), MOST_QUESTIONS + 1))
    return [_question(kinds, number, line) for number, line in enumerate(lines, 1)]


def _question(kinds: dict[str, str], number: int, line: str) -> dict[str, object]:
    label, colon, rest = line.replace(":", "\N{FULLWIDTH COLON}", 1).partition(
        "\N{FULLWIDTH COLON}"
    )
    kind = kinds.get(label.strip(), "")
    words, *choices = (part.strip() for part in rest.replace("\uff5c", "|").split("|"))
    is_sound = bool(colon and kind and words) and len(words) <= LONGEST_QUESTION
    if kind == asking.CHOICE:
        is_sound &= 2 <= len(choices) <= MOST_CHOICES and len(set(choices)) == len(choices)
        is_sound &= all(1 <= len(choice) <= LONGEST_CHOICE for choice in choices)
    else:
        is_sound &= not choices
    if not is_sound:
        raise BadSurvey(line=number)
    return {"kind": kind, "text": words, "choices": choices}


def listing(services: Services, signed: Signed) -> Sequence[Row]:
    """Return the newest surveys first."""
    access.require(signed, *WORKS)
    with services.database.reading() as session:
        return [
            Row(id_of(one), one.title, one.audience, one.status, one.invited, one.created_at)
            for one in surveys.listing(session, limit=MOST_SHOWN)
        ]


def write(
    services: Services,
    signed: Signed,
    *,
    title: str,
    intro: str,
    questions: str,
    audience: str,
    at: datetime,
) -> int:
    """Keep a draft and return its id.

    Raises:
        BadSurvey: the title, the audience or a question can't be used.
    """
    access.require(signed, *WORKS)
    title, intro = title.strip(), intro.strip()
    if not 1 <= len(title) <= LONGEST_TITLE or len(intro) > LONGEST_INTRO:
        raise BadSurvey(line=0)
    if audience not in AUDIENCES:
        raise BadSurvey(line=0)
    read = read_questions(services, questions)
    with services.database.transaction() as session:
        survey = surveys.write(
            session,
            title=title,
            intro=intro,
            questions=read,
            audience=audience,
            by=signed.login,
            at=at,
        )
        _note(session, signed, survey, "written", at)
        return id_of(survey)


def open_it(services: Services, signed: Signed, survey_id: int, *, at: datetime) -> None:
    """Open a draft and have its audience invited."""
    _move(services, signed, survey_id, SurveyStatus.OPEN, at)


def close(services: Services, signed: Signed, survey_id: int, *, at: datetime) -> None:
    """Take no more answers, and forget how to tell who answered."""
    _move(services, signed, survey_id, SurveyStatus.CLOSED, at)


def show(services: Services, signed: Signed, survey_id: int) -> View:
    """Return a survey with its figures.

    Raises:
        NotFound: there is none with this id.
    """
    access.require(signed, *WORKS)
    with services.database.reading() as session:
        survey = surveys.find(session, survey_id=survey_id)
        if survey is None:
            raise NotFound(f"survey {survey_id}")
        answers = [said for _, said in surveys.rows(session, survey_id=survey_id)]
        return View(
            id=survey_id,
            title=survey.title,
            intro=survey.intro,
            audience=survey.audience,
            status=survey.status,
            invited=survey.invited,
            answered=len(answers),
            questions=[
                _figures(services, one, [said.get(str(n), "") for said in answers])
                for n, one in enumerate(surveys.questions_of(survey))
            ],
        )


def export(services: Services, signed: Signed, survey_id: int, *, at: datetime) -> str:
    """Return every answer as a row of CSV that no spreadsheet takes for a formula.

    Raises:
        NotFound: there is none with this id, or too few have answered.
    """
    access.require(signed, *WORKS)
    with services.database.transaction() as session:
        survey = surveys.find(session, survey_id=survey_id)
        found = surveys.rows(session, survey_id=survey_id) if survey else []
        if survey is None or len(found) < FEWEST:
            raise NotFound(f"survey {survey_id}: {len(found)} answers")
        _note(session, signed, survey, "exported", at)
    asked = surveys.questions_of(survey)
    say = services.wording.say
    out = io.StringIO()
    rows = csv.writer(out)
    heads = [say("supervising.surveys.day"), say("supervising.surveys.channel")]
    rows.writerow([*heads, *(safe_cell(str(one["text"])) for one in asked)])
    for row, said in found:
        cells = (safe_cell(said.get(str(n), "")) for n in range(len(asked)))
        rows.writerow([row.on.isoformat(), row.channel, *cells])
    return out.getvalue()


def safe_cell(text: str) -> str:
    """Return a cell that a spreadsheet reads as text, whatever somebody typed."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _figures(services: Services, asked: dict[str, object], said: Sequence[str]) -> Question:
    counts = Counter(one for one in said if one)
    base = counts.total()
    labels = list(asking.choices(services, asked).values())
    is_hidden = 0 < base < FEWEST
    shown = [(label, 0 if is_hidden else counts[label]) for label in labels]
    return Question(str(asked["kind"]), str(asked["text"]), shown, base, is_hidden)


def _move(
    services: Services, signed: Signed, survey_id: int, to: SurveyStatus, at: datetime
) -> None:
    access.require(signed, *WORKS)
    with services.database.transaction() as session:
        survey = surveys.lock(session, survey_id=survey_id)
        surveys.move(session, survey, to=to, at=at)
        if to is SurveyStatus.OPEN:
            asking.schedule(session, survey, after=0, at=at)
        _note(session, signed, survey, to, at)


def _note(session: Session, signed: Signed, survey: Survey, what: str, at: datetime) -> None:
    audit.record(
        session,
        actor=f"officer:{signed.officer_id}",
        action=f"survey.{what}",
        subject=f"survey:{survey.id}",
        at=at,
    )
