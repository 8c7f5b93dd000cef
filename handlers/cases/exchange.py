"""What the sides write into a case, and what of it reaches the other side.

An offer stays with the mediator until its maker taps 「可转达」; an answer or an addition
until the mediator releases it; private notes never leave the desk.
"""

from datetime import datetime

from handlers.actions import write
from handlers.cases import telling
from handlers.cases.doing import Doing, do
from handlers.cases.invitation import hidden
from handlers.cases.sides import SIDES, known, other
from handlers.services import Services
from handlers.turn import Button
from storage import case_notes, files
from storage.case_lifecycle import CaseAct, Hand
from storage.case_notes import NoteKind
from storage.case_tables import Case, CaseNote
from storage.database import Session
from storage.errors import IllegalMove, NotFound
from storage.identity import id_of


def write_down(doing: Doing, *, kind: NoteKind, text: str) -> CaseNote:
    """Keep what somebody writes; only a mediator's own offer goes to both sides at once.

    Raises:
        NotFound, Stale, IllegalMove: as `do` says.
    """
    act = {NoteKind.OFFER: CaseAct.OFFER, NoteKind.PRIVATE: CaseAct.NOTE}.get(kind, CaseAct.ADD)
    case = do(doing, act)
    note = case_notes.add(
        doing.session,
        case_id=doing.case_id,
        kind=kind,
        side=doing.doer.hand,
        text=text,
        officer_id=doing.doer.officer_id,
        at=doing.at,
    )
    if kind is NoteKind.OFFER and doing.doer.hand not in SIDES:
        case_notes.pass_on(doing.session, note, at=doing.at)
        telling.both(doing.services, doing.session, case, "proposal", at=doing.at, said=text)
    return note


def pass_on(doing: Doing, *, note_id: int) -> Case:
    """Show a side's own offer to the other side; passing it on twice shows it once.

    Raises:
        NotFound: it is not an offer of this side's.
        IllegalMove: the mediation is over or suspended.
    """
    note = case_notes.get(doing.session, note_id=note_id, case_id=doing.case_id)
    if note.kind != NoteKind.OFFER or note.side != doing.doer.hand:
        raise NotFound(f"offer {note_id} of {doing.doer.hand}")
    if note.passed_at is not None:
        raise IllegalMove(f"offer {note_id} was passed on")
    case = do(doing, CaseAct.PASS_ON)
    _hand_over(doing.services, doing.session, case, note, doing.at)
    return case


def release(doing: Doing, *, note_id: int) -> Case:
    """Show a side's answer or addition to the other side, without identity numbers.

    Raises:
        NotFound: the case has no such note.
        IllegalMove: an offer or a private note is not the mediator's to release.
        Stale: something happened since the page was drawn.
    """
    note = case_notes.get(doing.session, note_id=note_id, case_id=doing.case_id)
    if note.kind not in (NoteKind.ANSWER, NoteKind.ADDITION) or note.passed_at is not None:
        raise IllegalMove(f"note {note_id} is not to be released")
    case = do(doing, CaseAct.RELEASE)
    _hand_over(doing.services, doing.session, case, note, doing.at)
    return case


def release_file(doing: Doing, *, file_id: int) -> Case:
    """Give the other side a copy of a side's evidence; the mediator has looked at it.

    Raises:
        NotFound: it is not evidence of a side of this case, or the other can't be reached.
        Stale, IllegalMove: as `do` says.
    """
    file = files.get(doing.session, file_id=file_id)
    case = do(doing, CaseAct.RELEASE)
    sides_of = {person_id: side for side, person_id in known(case).items()}
    giver = sides_of.get(file.person_id or 0)
    if file.owner != f"case:{doing.case_id}" or giver is None or other(giver) not in known(case):
        raise NotFound(f"file {file_id} of a side of case {doing.case_id}")
    name = files.name_of(doing.session, file)
    files.keep(
        doing.session,
        owner=f"case:{doing.case_id}:papers",
        name=name,
        media_type=file.media_type,
        content=files.content_of(doing.session, file_id),
        at=doing.at,
        person_id=known(case)[other(giver)],
    )
    telling.tell(
        doing.services, doing.session, case, other(giver), "passed_file", at=doing.at, name=name
    )
    return case


def _hand_over(
    services: Services, session: Session, case: Case, note: CaseNote, at: datetime
) -> None:
    case_notes.pass_on(session, note, at=at)
    said = hidden(case_notes.text_of(session, note))
    key = f"passed_{note.kind}"
    telling.tell(services, session, case, other(Hand(note.side)), key, at=at, said=said)


def pass_button(services: Services, note: CaseNote) -> Button:
    """The button by which who made an offer lets it be passed on."""
    return Button(
        label=services.wording.say("case.button.pass_on"),
        action=write("case_do", note.case_id, "pass_on", id_of(note)),
    )
