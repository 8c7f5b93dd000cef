"""The desk's working time as it is in force, and who of a crew the roster has on now."""

from collections.abc import Sequence
from datetime import datetime

from handlers.services import Services
from handlers.talk import LOCAL
from knowledge import duty
from knowledge.duty import Duty
from storage import duty as records
from storage.database import Session
from storage.tables import Officer


def current(services: Services, session: Session) -> Duty:
    """Return the working time in force now."""
    _, document = records.in_force(session)
    return duty.read(document or duty.shipped(), services.knowledge.calendar)


def rostered(session: Session, crew: Sequence[Officer], *, at: datetime) -> list[Officer]:
    """Return who of a crew is on the roster now; the whole crew when nobody is."""
    local = at.astimezone(LOCAL)
    now = f"{local:%H:%M}"
    on_duty = {
        shift.officer_id
        for shift, _ in records.roster(session, first=local.date(), days=1)
        if shift.starts <= now < shift.ends
    }
    return [one for one in crew if one.id in on_duty] or list(crew)
