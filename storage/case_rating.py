"""What a rating needs to know of a case: whether a side may rate it now, and whose work it was."""

from sqlmodel import Session

from storage.case_lifecycle import ENDED
from storage.case_tables import Case
from storage.lifecycle import CaseStatus


def may_rate(session: Session, *, case_id: int, person_id: int) -> bool:
    """Whether the person is a side of this case and it has come to an end (Art. 20)."""
    case = session.get(Case, case_id)
    if case is None or person_id not in (case.person_id, case.respondent_id):
        return False
    return case.status in (*ENDED, CaseStatus.ARCHIVED)


def rated(session: Session, *, case_id: int) -> tuple[str, int | None]:
    """Return the organ and the mediator of a case."""
    case = session.get_one(Case, case_id)
    return case.organ, case.mediator_id
