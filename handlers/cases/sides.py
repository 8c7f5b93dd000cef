"""Who is who in a case: its two sides, and whose hand does something."""

from dataclasses import dataclass

from storage.case_lifecycle import Hand
from storage.case_tables import Case
from storage.errors import NotFound

SIDES = (Hand.APPLICANT, Hand.RESPONDENT)


@dataclass(frozen=True)
class Doer:
    """Whose hand moves a case, and how the event and the audit name them."""

    hand: Hand
    by: str
    officer_id: int | None = None


SERVICE = Doer(Hand.SERVICE, "system")


def person(hand: Hand, person_id: int) -> Doer:
    """Return a side as a doer."""
    return Doer(hand, f"person:{person_id}")


def side_of(case: Case, person_id: int) -> Hand:
    """Return which side of a case somebody is.

    Raises:
        NotFound: neither; as for a case that doesn't exist.
    """
    if case.person_id == person_id:
        return Hand.APPLICANT
    if case.respondent_id == person_id:
        return Hand.RESPONDENT
    raise NotFound(f"case {case.id} is not this person's")


def other(side: Hand) -> Hand:
    """Return the other side."""
    return Hand.RESPONDENT if side is Hand.APPLICANT else Hand.APPLICANT


def known(case: Case) -> dict[Hand, int]:
    """Return the sides that can be reached on our channels."""
    found = {Hand.APPLICANT: case.person_id}
    if case.respondent_id is not None:
        found[Hand.RESPONDENT] = case.respondent_id
    return found
