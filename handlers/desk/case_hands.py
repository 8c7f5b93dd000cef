"""Whose hand an officer is in a case: its mediator, its organ's lead, a clerk of the organ."""

from handlers.cases.sides import Doer
from handlers.desk import access, history
from handlers.desk.access import Signed
from storage.case_lifecycle import ACTS, CaseAct, Hand, may
from storage.case_tables import Case
from storage.errors import IllegalMove
from storage.lifecycle import CaseStatus, Role

READERS = (Role.MEDIATOR, Role.LEAD, Role.SUPERVISOR)
# The closest hand first: it is the one the event names.
_ORDER = (Hand.MEDIATOR, Hand.LEAD, Hand.CLERK)


def must_read(signed: Signed, case: Case) -> None:
    """Let an officer pass who may read this case.

    Raises:
        NotAllowed: their roles have nothing to do with cases.
        NotFound: it is another organ's, as for a case that doesn't exist.
    """
    access.require(signed, *READERS)
    access.must_see(signed, case.organ, case.district)


def hands_of(signed: Signed, case: Case) -> frozenset[Hand]:
    """Return the hands an officer may move this case by; a supervisor only looks."""
    found = set()
    if Role.MEDIATOR in signed.roles:
        found.add(Hand.CLERK)
        if case.mediator_id == signed.officer_id:
            found.add(Hand.MEDIATOR)
    if Role.LEAD in signed.roles:
        found |= {Hand.LEAD, Hand.CLERK}
    return frozenset(found)


def doer(signed: Signed, case: Case, act: CaseAct) -> Doer:
    """Return the officer as who may do this.

    Raises:
        IllegalMove: it is not theirs to do, wherever the case stands.
    """
    hands = hands_of(signed, case)
    for hand in _ORDER:
        if hand in hands and hand in ACTS[act].hands:
            return Doer(hand, history.mark(signed), signed.officer_id)
    raise IllegalMove(f"officer {signed.officer_id} may not {act} case {case.id}")


def open_acts(signed: Signed, case: Case) -> frozenset[CaseAct]:
    """Return everything this officer may do to the case now."""
    hands, status = hands_of(signed, case), CaseStatus(case.status)
    return frozenset(act for act in CaseAct if may(act, status, hands))
