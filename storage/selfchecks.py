"""Self-checks people made (Art. 9): the answers sealed, the counts nobody's.

What leaves is the tally: how often a question was answered how in a month. It holds no
person, and a figure below `FEWEST` is not told.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, delete, func, select

from storage.guidance_tables import SelfCheckRun, SelfCheckTally
from storage.once import add_once
from storage.sealing import sealer

FEWEST = 5
LAST_MONTH = "9999-12"


def begin(
    session: Session, *, person_id: int, check_id: str, version: str, at: datetime
) -> SelfCheckRun:
    """Start a self-check, or go on with the one of this trade that was not finished."""
    query = select(SelfCheckRun).where(
        SelfCheckRun.person_id == person_id,
        SelfCheckRun.check_id == check_id,
        SelfCheckRun.version == version,
        col(SelfCheckRun.finished_at).is_(None),
    )
    found = session.exec(query.order_by(col(SelfCheckRun.id).desc())).first()
    if found is not None:
        return found
    row = SelfCheckRun(
        person_id=person_id, check_id=check_id, version=version, started_at=at,
        sealed_answers=sealer(session).seal("{}"),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def of_person(session: Session, *, run_id: int, person_id: int) -> SelfCheckRun | None:
    """Return one of the person's own self-checks."""
    query = select(SelfCheckRun).where(
        SelfCheckRun.id == run_id, SelfCheckRun.person_id == person_id
    )
    return session.exec(query).first()


def unfinished(session: Session, *, person_id: int) -> SelfCheckRun | None:
    """Return the person's newest self-check that was begun and not finished."""
    query = select(SelfCheckRun).where(
        SelfCheckRun.person_id == person_id, col(SelfCheckRun.finished_at).is_(None)
    )
    return session.exec(query.order_by(col(SelfCheckRun.id).desc())).first()


def last_finished(session: Session, *, person_id: int) -> SelfCheckRun | None:
    """Return the person's newest self-check that was finished."""
    query = select(SelfCheckRun).where(
        SelfCheckRun.person_id == person_id, col(SelfCheckRun.finished_at).is_not(None)
    )
    return session.exec(query.order_by(col(SelfCheckRun.finished_at).desc())).first()


def answers_of(session: Session, row: SelfCheckRun) -> dict[str, str]:
    """Return what was answered, by question."""
    found: dict[str, str] = json.loads(sealer(session).open(row.sealed_answers))
    return found


def answer(session: Session, row: SelfCheckRun, *, answers: Mapping[str, str]) -> None:
    """Write the answers of an unfinished self-check."""
    row.sealed_answers = sealer(session).seal(json.dumps(dict(answers)))
    session.flush()


def finish(session: Session, row: SelfCheckRun, *, month: str, at: datetime) -> None:
    """End a self-check and count its answers, once."""
    if row.finished_at is not None:
        return
    row.finished_at = at
    for question_id, given in answers_of(session, row).items():
        _count(session, month, row.check_id, question_id, given)
    session.flush()


def _count(session: Session, month: str, check_id: str, question_id: str, given: str) -> None:
    place = {
        "month": month, "check_id": check_id, "question_id": question_id, "answer": given,
    }  # fmt: skip
    row = session.get(SelfCheckTally, place, with_for_update=True)
    if row is None:
        add_once(session, SelfCheckTally(**place, count=0))
        row = session.get_one(SelfCheckTally, place, with_for_update=True)
    row.count += 1


def before(session: Session, row: SelfCheckRun) -> SelfCheckRun | None:
    """Return the person's last finished self-check of the same trade, to compare with."""
    query = select(SelfCheckRun).where(
        SelfCheckRun.person_id == row.person_id,
        SelfCheckRun.check_id == row.check_id,
        SelfCheckRun.id != row.id,
        col(SelfCheckRun.finished_at).is_not(None),
    )
    return session.exec(query.order_by(col(SelfCheckRun.finished_at).desc())).first()


def tallies(
    session: Session, *, since: str, until: str = LAST_MONTH
) -> list[tuple[str, str, str, int]]:
    """Return (check, question, answer, count) of months, both included, without small counts."""
    total = func.sum(SelfCheckTally.count)
    query = (
        select(SelfCheckTally.check_id, SelfCheckTally.question_id, SelfCheckTally.answer, total)
        .where(SelfCheckTally.month >= since, SelfCheckTally.month <= until)
        .group_by(
            col(SelfCheckTally.check_id),
            col(SelfCheckTally.question_id),
            col(SelfCheckTally.answer),
        )
        .having(total >= FEWEST)
        .order_by(col(SelfCheckTally.check_id), col(SelfCheckTally.question_id))
    )
    return [(*row[:3], int(row[3])) for row in session.exec(query).all()]


def erase(session: Session, *, person_id: int) -> None:
    """Forget a person's self-checks (PIPL Art. 47); the counts name nobody."""
    session.exec(delete(SelfCheckRun).where(col(SelfCheckRun.person_id) == person_id))
    session.flush()
