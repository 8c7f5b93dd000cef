"""What officers read of bad ratings: the list, and one with its history (Art. 20)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.desk import access
from handlers.desk.access import Signed
from handlers.desk.rectification import WORKS, must_find
from handlers.services import Services
from storage import audit, officers, ratings, rectifications
from storage.database import Session
from storage.identity import id_of
from storage.satisfaction_tables import Rectification
from storage.tables import Rating

MOST_SHOWN = 200


@dataclass(frozen=True)
class Row:
    """A rectification in the list. `score` is 1 or 2."""

    id: int
    subject: str
    organ: str
    score: int
    reason: str
    is_named: bool
    status: str
    contact_by: datetime
    resolve_by: datetime
    is_late: bool
    is_mine: bool
    officer: str
    reopened: int


@dataclass(frozen=True)
class Step:
    """One step of its history."""

    to: str
    by: str
    note: str
    at: datetime


@dataclass(frozen=True)
class View:
    """One rectification as its page shows it; `matter_id` only when the person is named."""

    row: Row
    version: int
    comment: str
    matter_id: int | None
    contacted_at: datetime | None
    may_review: bool
    steps: Sequence[Step]


def listing(services: Services, signed: Signed, *, is_open: bool, at: datetime) -> Sequence[Row]:
    """Return what this officer may look into, first due first."""
    access.require(signed, *WORKS)
    with services.database.reading() as session:
        found = rectifications.listing(
            session, organ=signed.organ or None, is_open=is_open, limit=MOST_SHOWN
        )
        return [
            _row(session, signed, one, rating, at)
            for one, rating in found
            if one.rated_officer_id != signed.officer_id
        ]


def show(services: Services, signed: Signed, rectification_id: int, *, at: datetime) -> View:
    """Return one, and note that the person's words were read.

    Raises:
        NotFound: there is none for this officer.
    """
    access.require(signed, *WORKS)
    with services.database.transaction() as session:
        found = must_find(session, signed, rectification_id)
        rating = rectifications.rating_of(session, found)
        audit.record(
            session,
            actor=f"officer:{signed.officer_id}",
            action="grade.read",
            subject=f"rectification:{found.id}",
            at=at,
        )
        steps = rectifications.events_of(session, rectification_id=rectification_id)
        names = _names(session, {step.by for step, _ in steps})
        return View(
            row=_row(session, signed, found, rating, at),
            version=found.version,
            comment=ratings.comment_of(session, rating),
            matter_id=rating.subject_id if rating.is_named else None,
            contacted_at=found.contacted_at,
            may_review=found.officer_id != signed.officer_id,
            steps=[Step(step.to, names.get(step.by, ""), note, step.at) for step, note in steps],
        )


def _row(
    session: Session, signed: Signed, found: Rectification, rating: Rating, at: datetime
) -> Row:
    is_open = found.status not in rectifications.ENDED
    owner = f"officer:{found.officer_id}"
    return Row(
        id=id_of(found),
        subject=rating.subject,
        organ=found.organ,
        score=rating.score,
        reason=rating.reason,
        is_named=rating.is_named,
        status=found.status,
        contact_by=found.contact_by,
        resolve_by=found.resolve_by,
        is_late=is_open and at > found.resolve_by,
        is_mine=found.officer_id == signed.officer_id,
        officer=_names(session, {owner}).get(owner, ""),
        reopened=found.reopened,
    )


def _names(session: Session, marks: Collection[str]) -> dict[str, str]:
    """Return officers' logins by their marks; the person has none."""
    ids = {mark: int(mark.removeprefix("officer:")) for mark in marks if mark[-1:].isdigit()}
    logins = officers.logins(session, officer_ids=set(ids.values()))
    return {mark: logins[number] for mark, number in ids.items() if number in logins}
