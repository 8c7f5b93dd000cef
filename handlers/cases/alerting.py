"""Tell officers on their own channels that a case needs them: its mediator, or the organ's lead.

An alert names the case's number and what happened, never a person's words: those are read
at the desk. The desk shows all of it without any alert.
"""

from collections.abc import Iterable
from datetime import datetime

from handlers.cases import assigning
from handlers.services import Services
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import officer_channels, officers, outbox, people
from storage.case_tables import Case
from storage.database import Session
from storage.identity import id_of
from storage.lifecycle import Role


def mediator(
    services: Services, session: Session, case: Case, key: str, *, at: datetime, **values: object
) -> None:
    """Alert who runs the case; without a mediator, who could."""
    owner = case.mediator_id
    chosen = [owner] if owner else [id_of(one) for one in assigning.competent(session, case)]
    _tell(services, session, case, chosen, key, at, values)


def lead(
    services: Services, session: Session, case: Case, key: str, *, at: datetime, **values: object
) -> None:
    """Alert the leads of the organ that has the case, or of the city's own desk."""
    found = officers.active_in(session, organ=case.organ, role=Role.LEAD)
    found = found or officers.active_in(session, organ="", role=Role.LEAD)
    _tell(services, session, case, [id_of(one) for one in found], key, at, values)


def _tell(
    services: Services,
    session: Session,
    case: Case,
    officer_ids: Iterable[int],
    key: str,
    at: datetime,
    values: dict[str, object],
) -> None:
    say = services.wording.say
    text = say(f"casework.alert.{key}", number=case.number, **values)
    buttons: tuple[Button, ...] = ()
    if services.web_url:
        url = f"{services.web_url}/desk/cases/{id_of(case)}"
        buttons = (Button(label=say("casework.alert.open"), url=url),)
    part = Part(style=Style.LEAD, text=text)
    body = Reply(kind=Kind.NOTICE, parts=(part,), buttons=buttons).model_dump(mode="json")
    for place in officer_channels.reaching(session, officer_ids=set(officer_ids)):
        person = people.find(session, channel=place.channel, address=place.address)
        if person is None:
            continue
        outbox.put(
            session,
            person_id=id_of(person),
            channel=place.channel,
            key=f"alert:{case.id}:{case.version}:{key}:{at:%Y%m%d}:{place.officer_id}",
            body=body,
            at=at,
        )
