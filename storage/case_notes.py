"""What is written into a case: additions, answers, offers, minutes, private notes; all sealed."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from storage.case_lifecycle import Hand
from storage.case_tables import CaseNote
from storage.errors import NotFound
from storage.sealing import sealer


class NoteKind(StrEnum):
    """What a note is. Only an offer may be passed on; private ones are the mediators' own."""

    ADDITION = "addition"
    ANSWER = "answer"
    OFFER = "offer"
    PRIVATE = "private"
    RECUSAL = "recusal"


def add(
    session: Session,
    *,
    case_id: int,
    kind: NoteKind,
    side: Hand,
    text: str,
    at: datetime,
    officer_id: int | None = None,
) -> CaseNote:
    """Write a note; the other side doesn't see it until it is passed on."""
    note = CaseNote(
        case_id=case_id,
        kind=kind,
        side=side,
        officer_id=officer_id,
        sealed_text=sealer(session).seal(text),
        at=at,
    )
    session.add(note)
    session.flush()
    return note


def get(session: Session, *, note_id: int, case_id: int) -> CaseNote:
    """Return a note of a case, locked.

    Raises:
        NotFound: the case has no such note.
    """
    note = session.get(CaseNote, note_id, with_for_update=True, populate_existing=True)
    if note is None or note.case_id != case_id:
        raise NotFound(f"note {note_id} of case {case_id}")
    return note


def pass_on(session: Session, note: CaseNote, *, at: datetime) -> None:
    """Let the other side see an offer; who made it has said that it may be passed on."""
    note.passed_at = at
    session.flush()


def of_case(session: Session, *, case_id: int) -> Sequence[CaseNote]:
    """Return every note of a case, oldest first: for the mediator."""
    query = select(CaseNote).where(CaseNote.case_id == case_id)
    return session.exec(query.order_by(col(CaseNote.id))).all()


def for_side(session: Session, *, case_id: int, side: Hand) -> Sequence[CaseNote]:
    """Return what a side may see: its own, and others' that were passed on; never private ones."""
    return [
        note
        for note in of_case(session, case_id=case_id)
        if note.kind != NoteKind.PRIVATE and (note.side == side or note.passed_at is not None)
    ]


def text_of(session: Session, note: CaseNote) -> str:
    """Return what a note says."""
    return sealer(session).open(note.sealed_text)
