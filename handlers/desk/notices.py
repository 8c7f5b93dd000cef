"""Tell officers where they are bound besides the console: something new, late, passed on.

A notice names the question's code, topic and due time, never a person's words: those are
read at the desk, or asked for by who may see them. It leaves through the outbox once per
question, occasion and officer.
"""

from collections.abc import Iterable
from datetime import datetime

from handlers.actions import write
from handlers.desk import duty, times
from handlers.escalation import routing
from handlers.services import Services
from handlers.turn import Button, Kind, Part, Reply, Style
from storage import officer_channels, officers, organs, outbox, people
from storage.database import Session
from storage.escalation_tables import Escalation
from storage.identity import id_of
from storage.lifecycle import Role
from storage.tables import Officer


def code(services: Services, escalation_id: int) -> str:
    """Return the code a question is called by, e.g. WT-000012."""
    return services.wording.say("queue.code", number=escalation_id)


def tell_desk(
    services: Services, session: Session, found: Escalation, *, occasion: str, at: datetime
) -> None:
    """Tell everybody who may claim a question."""
    told = duty.rostered(session, crew(session, found), at=at)
    tell(services, session, found, told, occasion=occasion, at=at)


def tell_owner(
    services: Services, session: Session, found: Escalation, *, occasion: str, at: datetime
) -> None:
    """Tell the question's owner, or everybody who may claim it when it has none."""
    owner = session.get(Officer, found.officer_id) if found.officer_id else None
    told = [owner] if owner is not None else crew(session, found)
    tell(services, session, found, told, occasion=occasion, at=at)


def tell(
    services: Services,
    session: Session,
    found: Escalation,
    told: Iterable[Officer],
    *,
    occasion: str,
    at: datetime,
) -> None:
    """Queue a notice to these officers, as far as they are bound anywhere."""
    numbers = {id_of(one) for one in told if one.is_active}
    reply = notice(services, found, occasion)
    for place in officer_channels.reaching(session, officer_ids=numbers):
        person = people.find(session, channel=place.channel, address=place.address)
        if person is None:
            continue
        outbox.put(
            session,
            person_id=id_of(person),
            channel=place.channel,
            key=f"desk:{found.id}:{occasion}:{found.version}:{place.officer_id}",
            body=reply.model_dump(mode="json"),
            at=at,
        )


def notice(services: Services, found: Escalation, occasion: str) -> Reply:
    """Return what an officer reads on another channel."""
    say = services.wording.say
    entry = services.knowledge.entries.get(found.entry_id)
    lines = (
        say(f"officer.occasion.{occasion}", code=code(services, id_of(found))),
        say(
            "officer.about",
            topic=entry.title if entry else say("officer.no_topic"),
            organ=found.about_organ or say("human.city_desk"),
        ),
        say("officer.due", due=times.moment(services.wording, found.due_at)),
        say("officer.how"),
    )
    parts = tuple(Part(style=Style.TEXT, text=line) for line in lines)
    return Reply(kind=Kind.NOTICE, parts=parts, buttons=buttons(services, id_of(found)))


def buttons(services: Services, number: int) -> tuple[Button, ...]:
    """Claim, read, pass on."""
    return tuple(
        Button(label=services.wording.say(f"officer.button.{what}"), action=_write(what, number))
        for what in ("take", "view", "pass")
    )


def _write(what: str, number: int) -> str:
    return write("desk", what, number)


def crew(session: Session, found: Escalation) -> list[Officer]:
    """Return who may claim a question: its group, else its organ's officers."""
    here = routing.workers(session, organ=found.organ, district=found.district)
    mine = [one for one in here if found.group_id and one.group_id == found.group_id]
    return mine or here


def leads(session: Session, found: Escalation) -> list[Officer]:
    """Return the leads of a question's group, else of its organ."""
    here = officers.active_in(session, organ=found.organ, role=Role.LEAD)
    mine = [one for one in here if found.group_id and one.group_id == found.group_id]
    return mine or here


def unit(services: Services, session: Session, found: Escalation) -> str:
    """Return what a person calls the desk a question lies on."""
    if found.group_id and (group := organs.group(session, group_id=found.group_id)):
        return group.name
    if found.organ:
        title = organs.title_of(session, organ=found.organ)
        is_official = title != found.organ
        return title if is_official else services.knowledge.vocabulary.organ_in_words(found.organ)
    return services.wording.say("human.city_desk")
