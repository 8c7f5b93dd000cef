"""Signs of violations referred to an organ out of a mediation (Art. 12): seen and ended there.

The organ reads what was seen and not the mediation itself; only its outcome ends it.
"""

from dataclasses import dataclass
from datetime import datetime

from handlers.cases import running
from handlers.cases.sides import Doer
from handlers.desk import access, history, letters
from handlers.desk.access import Signed
from handlers.services import Services
from storage import referrals
from storage.case_lifecycle import Hand
from storage.case_tables import Referral
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import Role

READERS = (Role.OFFICER, Role.LEAD, Role.SUPERVISOR)
LONGEST = 2000


@dataclass(frozen=True)
class Shown:
    """A referral with its end, if it has come to one."""

    id: int
    number: str
    organ: str
    signs: str
    outcome: str
    opened_at: datetime
    is_open: bool
    may_close: bool


def overview(services: Services, signed: Signed) -> tuple[Shown, ...]:
    """Return the organ's referrals, open ones first.

    Raises:
        NotAllowed: the officer's roles have nothing to do with them.
    """
    access.require(signed, *READERS)
    with services.database.reading() as session:
        rows = referrals.listing(session, organ=signed.organ)
        return tuple(_shown(session, signed, row) for row in rows)


def close(services: Services, signed: Signed, *, referral_id: int, text: str, at: datetime) -> None:
    """End a referral with its outcome.

    Raises:
        NotAllowed, NotFound: it is not this officer's to end.
        BadLength: the outcome is empty or too long.
        IllegalMove: it has ended already.
    """
    access.require(signed, Role.LEAD)
    said = letters.checked(text, most=LONGEST)
    with services.database.transaction() as session:
        found = referrals.get(session, referral_id=referral_id)
        access.must_see(signed, found.organ)
        doer = Doer(Hand.LEAD, history.mark(signed), signed.officer_id)
        running.close_referral(session, referral_id=referral_id, doer=doer, text=said, at=at)


def _shown(session: Session, signed: Signed, row: Referral) -> Shown:
    return Shown(
        id=id_of(row),
        number=row.number,
        organ=row.organ,
        signs=referrals.signs_of(session, row),
        outcome=referrals.outcome_of(session, row),
        opened_at=row.opened_at,
        is_open=row.closed_at is None,
        may_close=row.closed_at is None and Role.LEAD in signed.roles,
    )
